// What a reader can do with a report: tabs, legends, hovering, filtering, sorting, saving.
const charts = Object.fromEntries(JSON.parse(document.getElementById("charts").textContent).map((chart) => [chart.name, chart]));
const tip = document.getElementById("tip");
const DRAW = { xy: drawXY, bars: drawBars, field: drawField, space: drawSpace };
const partsOf = (spec) => (spec.kind === "panels" ? spec.parts : [spec]);

function showTip(event, title, rows) {
  tip.replaceChildren();
  const head = document.createElement("b");
  head.textContent = title;
  tip.append(head);
  for (const [name, value, paintOf] of rows) {
    const line = document.createElement("div");
    if (paintOf !== undefined) { const dot = document.createElement("i"); dot.style.background = paintOf; line.append(dot); }
    for (const [tag, text] of [["span", name], ["em", value]]) { const part = document.createElement(tag); part.textContent = text; line.append(part); }
    tip.append(line);
  }
  tip.hidden = false;
  const [wide, high] = [tip.offsetWidth, tip.offsetHeight];
  const left = event.clientX + 18 + wide > innerWidth ? event.clientX - wide - 18 : event.clientX + 18;
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${Math.max(4, Math.min(event.clientY + 14, innerHeight - high - 8))}px`;
}
const withUnit = (value, axis) => format(value) + (axis.unit ? ` ${axis.unit}` : "");

const hoverable = (part) => part.style !== "shape" && part.style !== "ticks";
const alone = (part) => part.style === "points" || part.style === "crosses";

function nearestXY(state, px, py) {
  let best = null;
  for (const part of state.series.filter((series) => hoverable(series))) part.x.forEach((at, n) => {
    if (!state.x.inside(at) || !state.y.inside(part.y[n])) return;
    const sideways = state.x(at) - px;
    const distance = alone(part) ? Math.hypot(sideways, state.y(part.y[n]) - py) : Math.abs(sideways) + 1;
    if (!best || distance < best.distance) best = { distance, part, n, at };
  });
  return best;
}

// What the keyboard stops at, from left to right: each point once, lines once a place.
function stops(state) {
  const shown = state.series.filter((part) => hoverable(part));
  const every = [...shown.filter(alone).reverse(), ...shown.filter((part) => !alone(part))].flatMap((part) => part.x.map((at, n) => ({ part, n, at })));
  const spots = new Set();
  const places = new Set();
  const found = every.filter(({ part, n, at }) => {
    if (!state.x.inside(at) || !state.y.inside(part.y[n])) return false;
    const spot = `${at} ${part.y[n]}`;
    if (spots.has(spot)) return false;
    if (alone(part)) return !state.y.beyond(part.y[n]) && spots.add(spot);
    return !places.has(at) && places.add(at);
  });
  return found.sort((a, b) => a.at - b.at || a.part.y[a.n] - b.part.y[b.n]);
}

// What a line shows at a place: its own value there, else what is drawn between its neighbours.
function valueAt(part, at, { x, y }) {
  const same = part.x.findIndex((value) => Math.abs(value - at) <= Math.abs(at) * 1e-9);
  if (same >= 0) return { n: same, value: part.y[same] };
  const n = part.x.findIndex((value, k) => k > 0 && (value - at) * (part.x[k - 1] - at) < 0) - 1;
  if (n < 0 || part.style === "bars" || !known(part.y[n])) return null;
  if (part.style === "step") return { n, value: part.y[n] };
  if (!known(part.y[n + 1])) return null;
  const share = (x(at) - x(part.x[n])) / (x(part.x[n + 1]) - x(part.x[n]));
  return { value: y.back(y(part.y[n]) + share * (y(part.y[n + 1]) - y(part.y[n]))), between: true };
}

const clear = (state) => state.svg.querySelectorAll(".ruler, .ring").forEach((shown) => shown.remove());

function mark(state, kind, name, attributes) {
  const paintOf = kind === "ring" ? "var(--ink)" : "var(--accent)";
  state.svg.append(node(name, { class: kind, fill: "none", style: `stroke:${paintOf}`, "stroke-width": kind === "ring" ? 2 : 1, "pointer-events": "none", ...attributes }));
}

function tipXY(spec, state, best, event) {
  clear(state);
  const at = state.x(best.at);
  mark(state, "ruler", "line", { x1: at, x2: at, y1: state.box.top, y2: state.box.bottom });
  if (alone(best.part)) mark(state, "ring", "circle", { cx: at, cy: state.y(best.part.y[best.n]), r: 9 });
  const title = `${spec.x.label} ${withUnit(best.at, spec.x)}`;
  if (alone(best.part)) {
    const text = best.part.texts[best.n];
    showTip(event, best.part.name, [[spec.x.label, withUnit(best.at, spec.x)], [spec.y.label || best.part.name, withUnit(best.part.y[best.n], spec.y)], ...(text ? [[text, ""]] : [])]);
    return;
  }
  const told = (part) => (part === best.part ? { n: best.n, value: part.y[best.n] } : valueAt(part, best.at, state));
  const rows = state.series.filter((part) => hoverable(part) && !alone(part)).map((part) => [part, told(part)])
    .filter(([, found]) => found && known(found.value)).sort((a, b) => b[1].value - a[1].value);
  showTip(event, title, rows.slice(0, 16).map(([part, { n, value, between }]) => [part.texts[n] ? `${part.name}, ${part.texts[n]}` : part.name, (between ? "\u2248 " : "") + withUnit(value, spec.y), paint(part)]));
}

function tipBars(spec, state, py, event) {
  const n = Math.floor((py - state.box.top) / state.row);
  if (n < 0 || n >= spec.labels.length) { tip.hidden = true; return; }
  const bars = state.series.filter((part) => !part.x.length && known(part.y[n])).flatMap((part) => [
    [part.name, withUnit(part.y[n], spec.x), paint(part)],
    ...(part.errors[n] ? [["interval", part.errors[n].map((end) => format(end, 3)).join(" to ")]] : []),
    ...(part.texts[n] ? [[part.texts[n], ""]] : []),
  ]);
  const strips = state.series.filter((part) => part.x.length).map((part) => {
    const own = part.y.filter((value, k) => part.x[k] === n && known(value));
    return [part.name, own.length ? `${format(Math.min(...own))} to ${format(Math.max(...own))}` : "none", paint(part)];
  });
  showTip(event, spec.labels[n], [...strips, ...bars]);
}

function tipField(spec, state, px, py, event) {
  const i = state.across.findIndex((edge, n) => n && state.x(edge) >= px) - 1;
  const j = state.up.findIndex((edge, n) => n && state.y(edge) <= py) - 1;
  if (i < 0 || j < 0 || px < state.box.left || py > state.box.bottom) { tip.hidden = true; return clear(state); }
  tipCell(spec, state, [i, j], event);
}

function tipCell(spec, state, [i, j], event) {
  const [left, right, bottom, top] = [state.x(state.across[i]), state.x(state.across[i + 1]), state.y(state.up[j]), state.y(state.up[j + 1])];
  clear(state);
  const edge = { x: left, width: right - left, y: top, height: bottom - top };
  mark(state, "ruler", "rect", { ...edge, style: "stroke:var(--card)", "stroke-width": 5 }); // seen on any colour
  mark(state, "ring", "rect", edge);
  const value = spec.cells[j][i];
  showTip(event, known(value) ? withUnit(value, spec.z) : "no design", [[spec.x.label, withUnit(spec.xs[i], spec.x)], [spec.y.label, withUnit(spec.ys[j], spec.y)]]);
}

function hover(spec, state) {
  const factor = () => state.svg.viewBox.baseVal.width / state.svg.getBoundingClientRect().width;
  const where = (event) => {
    const area = state.svg.getBoundingClientRect();
    return [(event.clientX - area.left) * factor(), (event.clientY - area.top) * factor()];
  };
  const leave = () => { tip.hidden = true; clear(state); };
  const move = (event) => {
    const [px, py] = where(event);
    if (spec.kind === "bars") return tipBars(spec, state, py, event);
    if (spec.kind === "field") return tipField(spec, state, px, py, event);
    const best = px < state.box.left - 8 || px > state.box.right + 8 ? null : nearestXY(state, px, py);
    if (!best || (alone(best.part) && best.distance > 60)) return leave();
    tipXY(spec, state, best, event);
  };
  state.svg.addEventListener("pointermove", move);
  state.svg.addEventListener("pointerdown", move);
  state.svg.addEventListener("pointerleave", leave);
  state.svg.addEventListener("blur", leave);
  stepping(spec, state, (px, py) => {
    const area = state.svg.getBoundingClientRect();
    return { clientX: area.left + px / factor(), clientY: area.top + py / factor() };
  });
}

// Arrow keys go from point to point, row to row or cell to cell; `at` is where the tip stands.
function stepping(spec, state, at) {
  let [place, row] = [-1, 0];
  const within = (wanted, count) => Math.min(Math.max(wanted, 0), count - 1);
  const tell = {
    xy: (turn) => {
      const every = stops(state);
      if (!every.length) return;
      place = within(place + turn, every.length);
      const best = every[place];
      tipXY(spec, state, best, at(state.x(best.at), alone(best.part) ? state.y(best.part.y[best.n]) : state.box.top + 10));
    },
    bars: (turn) => {
      place = within(place + turn, spec.labels.length);
      const middle = state.box.top + (place + 0.5) * state.row;
      tipBars(spec, state, middle, at((state.box.left + state.box.right) / 2, middle));
    },
    field: (turn, key) => {
      const upright = key === "ArrowUp" || key === "ArrowDown";
      if (upright && place >= 0) row = within(row - turn, spec.ys.length);
      else place = within(place + (upright ? 1 : turn), spec.xs.length);
      tipCell(spec, state, [place, row], at(state.x(spec.xs[place]), state.y(spec.ys[row])));
    },
  }[spec.kind];
  state.svg.addEventListener("keydown", (event) => {
    const turn = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!turn || !tell) return;
    event.preventDefault();
    tell(turn, event.key);
  });
}

// Panels below each other share their axis: what one needs of margins all get.
function drawParts(spec, hidden, width) {
  const wide = spec.kind === "panels" && spec.columns > 1 && width > 640;
  const each = wide ? Math.floor((width - 20) / 2) : width;
  const draw = (part, fit) => (part.kind === "xy" ? drawXY(part, hidden, each, fit) : DRAW[part.kind](part, hidden, each));
  let states = partsOf(spec).map((part) => draw(part, {}));
  if (spec.kind === "panels" && spec.columns === 1 && spec.parts.every((part) => part.kind === "xy")) {
    const margin = (side) => Math.max(...states.map((state) => state.margins[side]));
    const ends = states.map((state) => [state.x.back(state.box.left), state.x.back(state.box.right)]);
    const x = { ...spec.parts[0].x, low: Math.min(...ends.map(([low]) => low)), high: Math.max(...ends.map(([, high]) => high)) };
    const fit = { left: margin("left"), right: margin("right"), x };
    states = spec.parts.map((part) => draw(part, fit));
  }
  return { states, wide };
}

function render(figure) {
  const spec = charts[figure.dataset.chart];
  const plot = figure.querySelector(".plot");
  const width = Math.max(280, Math.round(plot.clientWidth || 760));
  const hidden = figure.hiddenSeries || (figure.hiddenSeries = new Set());
  const { states, wide } = drawParts(spec, hidden, width);
  plot.classList.toggle("pairs", wide);
  plot.replaceChildren(...states.map((state, n) => {
    const part = partsOf(spec)[n];
    (part.kind === "space" ? turning : hover)(part, state);
    if (spec.kind !== "panels") return state.svg;
    const panel = document.createElement("div");
    for (const [tag, text] of [["h3", part.title], ["p", part.caption]]) if (text) panel.append(Object.assign(document.createElement(tag), { textContent: text, className: tag === "p" ? "note" : "" }));
    panel.append(state.svg);
    return panel;
  }));
  figure.drawnWidth = plot.clientWidth;
}

// The names of a legend, each once; they are switches.
function keys(spec) {
  const found = new Map();
  for (const part of partsOf(spec)) {
    const names = new Set(part.series.map((series) => series.name));
    if (part.legend === "none" || names.size < (part.kind === "field" ? 1 : 2)) continue;
    for (const series of part.series) if (!found.has(series.name)) found.set(series.name, [series, part]);
  }
  return found.size > 24 ? [] : [...found.values()];
}

function swatch(part, spec) {
  const drawn = node("svg", { viewBox: "0 0 20 10", "aria-hidden": "true" });
  const paintOf = part.slim ? "var(--ink)" : paint(part);
  const opacity = part.pale ? 0.45 : 1;
  if (part.style === "points") drawn.append(node("circle", { cx: 10, cy: 5, r: 4, style: part.pale && spec.kind !== "bars" ? `fill:none;stroke:${paintOf};stroke-width:2` : `fill:${paintOf}`, opacity: spec.kind === "bars" ? opacity : 1 }));
  else if (part.style === "crosses") drawn.append(node("path", { d: "M6,1l8,8m0,-8l-8,8", style: `stroke:${paintOf}`, "stroke-width": 2 }));
  else if (part.style === "ticks") drawn.append(node("line", { x1: 10, x2: 10, y1: 0, y2: 10, style: `stroke:${paintOf}`, "stroke-width": 2.5 }));
  else if (spec.kind === "bars" || ["stack", "shape", "bars"].includes(part.style)) drawn.append(node("rect", { width: 20, height: 10, rx: 2, style: `fill:${paintOf}`, opacity }));
  else drawn.append(node("line", { x1: 0, x2: 20, y1: 5, y2: 5, style: `stroke:${paintOf}`, "stroke-width": 3, opacity, "stroke-dasharray": part.style === "dash" ? "5 3" : "none" }));
  return drawn;
}

function legend(figure) {
  const spec = charts[figure.dataset.chart];
  for (const [part, chart] of keys(spec)) {
    const key = document.createElement("button");
    key.type = "button";
    key.className = "key";
    key.setAttribute("aria-pressed", "true");
    const name = document.createElement("span");
    name.textContent = part.name;
    key.append(swatch(part, chart), name);
    key.addEventListener("click", () => {
      const shown = key.getAttribute("aria-pressed") === "true";
      key.setAttribute("aria-pressed", String(!shown));
      figure.hiddenSeries[shown ? "add" : "delete"](part.name);
      render(figure);
    });
    figure.querySelector(".legend").append(key);
  }
  if (spec.kind === "space") {
    const hint = Object.assign(document.createElement("span"), { className: "count", textContent: "Drag or use the arrow keys to turn it." });
    figure.querySelector(".legend").append(resetButton(figure, spec), hint);
  }
}

function resetButton(figure, spec) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "reset", textContent: "Reset view" });
  button.addEventListener("click", () => { VIEWS.delete(spec); render(figure); });
  return button;
}

function csv(spec) {
  const quote = (value) => `"${String(value ?? "").replaceAll('"', '""')}"`;
  const rows = [];
  for (const part of partsOf(spec)) {
    if (rows.length) rows.push([]);
    if (part.kind === "field") {
      rows.push([axisText(part.x), axisText(part.y), axisText(part.z)]);
      part.ys.forEach((y, j) => part.xs.forEach((x, i) => rows.push([x, y, part.cells[j][i]])));
      continue;
    }
    if (part.kind === "space") {
      rows.push(["series", axisText(part.x), axisText(part.y), axisText(part.z)]);
      for (const series of part.series) series.z.forEach((z, n) => rows.push([series.name, series.x[n], series.y[n], z]));
      continue;
    }
    const bars = part.kind === "bars";
    rows.push(["series", bars ? "row" : axisText(part.x), axisText(bars ? part.x : part.y)]);
    for (const series of part.series) series.y.forEach((value, n) => rows.push([series.name, bars ? part.labels[series.x.length ? series.x[n] : n] : series.x[n], value]));
  }
  return rows.map((row) => row.map(quote).join(",")).join("\r\n");
}

// One drawing of all panels, as they stand on the page.
function wholeDrawing(figure) {
  const drawn = [...figure.querySelectorAll(".plot svg")];
  if (drawn.length === 1) return drawn[0].cloneNode(true);
  const area = figure.querySelector(".plot").getBoundingClientRect();
  const whole = node("svg", { viewBox: `0 0 ${area.width} ${area.height}` });
  for (const one of drawn) {
    const box = one.getBoundingClientRect();
    const copy = one.cloneNode(true);
    for (const [key, value] of Object.entries({ x: box.left - area.left, y: box.top - area.top, width: box.width, height: box.height })) copy.setAttribute(key, value);
    const head = one.parentNode.querySelector("h3");
    if (head) whole.append(node("text", { x: box.left - area.left, y: box.top - area.top - 6, class: "strong" }, head.textContent));
    whole.append(copy);
  }
  return whole;
}

function save(figure, kind) {
  let text = csv(charts[figure.dataset.chart]);
  if (kind === "svg") {
    const style = getComputedStyle(document.documentElement);
    const copy = wholeDrawing(figure);
    copy.setAttribute("xmlns", SVG);
    copy.prepend(node("style", {}, "text{fill:var(--soft);font:12.5px sans-serif}.strong{fill:var(--ink)}"));
    text = new XMLSerializer().serializeToString(copy).replace(/var\((--\w+)\)/g, (_, name) => style.getPropertyValue(name).trim());
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: kind === "svg" ? "image/svg+xml" : "text/csv" }));
  link.download = `${figure.dataset.chart}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

const tabs = [...document.querySelectorAll("[role=tab]")];
const drawAll = (root) => root.querySelectorAll(".chart").forEach(render);
function choose(tab, keep) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    panel.hidden = !chosen;
    if (chosen) drawAll(panel);
  }
  if (!keep) history.replaceState(null, "", `#${tab.getAttribute("aria-controls")}`);
  tab.scrollIntoView({ block: "nearest", inline: "nearest" });
}
tabs.forEach((tab, n) => {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", (event) => {
    const turn = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : turn ? (n + turn + tabs.length) % tabs.length : -1;
    if (next < 0) return;
    event.preventDefault();
    tabs[next].focus();
    choose(tabs[next]);
  });
});

function filterTable(card) {
  const text = card.querySelector(".filter").value.toLowerCase();
  const pressed = [...card.querySelectorAll(".chip[aria-pressed=true]")];
  const rows = [...card.querySelectorAll("tbody tr")];
  let shown = 0;
  for (const row of rows) {
    const fits = row.textContent.toLowerCase().includes(text) && (!pressed.length || pressed.some((chip) => row.cells[Number(chip.dataset.column)].textContent.trim() === chip.textContent));
    row.hidden = !fits;
    shown += fits;
  }
  card.querySelector(".count").textContent = shown === rows.length ? "" : `${shown} of ${rows.length} rows`;
}
document.querySelectorAll(".tools").forEach((tools) => {
  const card = tools.closest(".card");
  tools.querySelector(".filter").addEventListener("input", () => filterTable(card));
  tools.querySelectorAll(".chip").forEach((chip) => chip.addEventListener("click", () => {
    chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
    filterTable(card);
  }));
});

function sortTable(head) {
  const place = head.cellIndex;
  const down = head.getAttribute("aria-sort") === "ascending";
  head.parentNode.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const body = head.closest("table").tBodies[0];
  const number = (row) => parseFloat(row.cells[place].textContent.replaceAll(",", ""));
  const text = (row) => row.cells[place].textContent;
  const order = (a, b) => {
    const [p, q] = [number(a), number(b)];
    if (Number.isFinite(p) && Number.isFinite(q)) return p - q;
    return text(a).localeCompare(text(b), "en", { numeric: true });
  };
  const rows = [...body.rows].sort(order);
  body.append(...(down ? rows.reverse() : rows));
}
document.querySelectorAll("th .sort").forEach((button) => button.addEventListener("click", () => sortTable(button.closest("th"))));

document.querySelectorAll(".chart").forEach((figure) => {
  legend(figure);
  figure.querySelectorAll(".save").forEach((button) => button.addEventListener("click", () => save(figure, button.dataset.format)));
});
document.querySelectorAll("[role=tabpanel]").forEach(drawAll);
const asked = tabs.find((tab) => tab.getAttribute("aria-controls") === location.hash.slice(1));
if (asked) choose(asked, true);
let waiting;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => document.querySelectorAll("[role=tabpanel]:not([hidden]) .chart").forEach((figure) => {
    if (figure.drawnWidth !== figure.querySelector(".plot").clientWidth) render(figure);
  }), 80);
});

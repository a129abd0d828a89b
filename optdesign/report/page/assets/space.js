// Points over three axes: seen from a side that a reader turns by dragging or by arrow keys.
const BOX = { x: 1.35, y: 1.35, z: 1 };
const [FLATTEST, STEEPEST] = [3, 88];
const DRAGGED = 0.45; // degrees a pixel
const WIDEST = 860; // as in the style
const STEP = 10; // degrees a key
const LETTER = 7.2;
const VIEWS = new WeakMap();
const firstView = (spec) => ({ azimuth: spec.azimuth, elevation: spec.elevation });
const radians = (degrees) => (degrees * Math.PI) / 180;

// Right, up and away of a place in the box, for an eye at the angles; nothing shrinks with distance.
function projection(view, middle, size) {
  const [a, e] = [radians(view.azimuth), radians(view.elevation)];
  return ([u, v, w]) => {
    const right = v * Math.cos(a) - u * Math.sin(a);
    const back = -u * Math.cos(a) - v * Math.sin(a);
    const up = w * Math.cos(e) + back * Math.sin(e);
    return { x: middle.x + size * right, y: middle.y - size * up, away: back * Math.cos(e) - w * Math.sin(e) };
  };
}

// Room for texts: none is set over another.
function crowd(width, height) {
  const taken = [];
  return (lines, x, y, force) => {
    const half = (LETTER * Math.max(...lines.map((line) => line.length))) / 2;
    const left = Math.min(Math.max(x, half + 2), width - half - 2);
    const top = Math.min(Math.max(y - 7 * lines.length, 2), height - 14 * lines.length - 4);
    const box = { left: left - half - 3, right: left + half + 3, top, bottom: top + 14 * lines.length };
    if (!force && taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)) return null;
    taken.push(box);
    return lines.map((line, n) => node("text", { x: left, y: top + 11 + 14 * n, "text-anchor": "middle" }, line));
  };
}

// The edge of the box that bears an axis' numbers, from its low to its high end, and the way outwards.
function edgeOf(name, at) {
  const { x: h, y: k, z: m } = BOX;
  if (name === "z") {
    const corners = [[-h, -k], [-h, k], [h, -k], [h, k]].sort((a, b) => at([...a, 0]).x - at([...b, 0]).x);
    return { low: [...corners[0], -m], high: [...corners[0], m], out: [-1, 0] };
  }
  const side = (sign) => (name === "x" ? [[-h, sign * k, -m], [h, sign * k, -m]] : [[sign * h, -k, -m], [sign * h, k, -m]]);
  const sign = at(side(1)[0]).away < at(side(-1)[0]).away ? 1 : -1;
  const [low, high] = side(sign);
  const [near, far] = [at(low), at(side(-sign)[0])];
  const [right, down] = [near.x - far.x, near.y - far.y];
  const length = Math.hypot(right, down) || 1;
  // Seen from low down an edge hides its own side: texts go below it then.
  const lower = Math.max(down / length, 0.6);
  const whole = Math.hypot(right / length, lower);
  return { low, high, out: [right / length / whole, lower / whole] };
}

function drawWalls(group, scales, at) {
  const { x: h, y: k, z: m } = BOX;
  const backX = at([h, 0, 0]).away > at([-h, 0, 0]).away ? h : -h;
  const backY = at([0, k, 0]).away > at([0, -k, 0]).away ? k : -k;
  const line = (from, to, style) => {
    const [a, b] = [at(from), at(to)];
    group.append(node("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y, style: `stroke:var(--${style})` }));
  };
  for (const [value] of scales.x.ticks(5)) { const u = scales.x(value); line([u, -k, -m], [u, k, -m], "grid"); line([u, backY, -m], [u, backY, m], "grid"); }
  for (const [value] of scales.y.ticks(5)) { const v = scales.y(value); line([-h, v, -m], [h, v, -m], "grid"); line([backX, v, -m], [backX, v, m], "grid"); }
  for (const [value] of scales.z.ticks(5)) { const w = scales.z(value); line([-h, backY, w], [h, backY, w], "grid"); line([backX, -k, w], [backX, k, w], "grid"); }
  for (const v of [-k, k]) line([-h, v, -m], [h, v, -m], "line");
  for (const u of [-h, h]) line([u, -k, -m], [u, k, -m], "line");
  for (const [u, v] of [[backX, -backY], [backX, backY], [-backX, backY]]) line([u, v, -m], [u, v, m], "line");
  line([-h, backY, m], [h, backY, m], "line");
  line([backX, -k, m], [backX, k, m], "line");
}

function drawAxes(group, spec, scales, at, width, height) {
  const put = crowd(width, height);
  const edges = ["z", "x", "y"].map((name) => [name, edgeOf(name, at)]);
  for (const [name, edge] of edges) {
    const [a, b] = [at(edge.low), at(edge.high)];
    group.append(node("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y, style: "stroke:var(--soft)" }));
    for (const [value, text] of scales[name].ticks(Math.hypot(a.x - b.x, a.y - b.y) < 110 ? 3 : 5)) {
      const share = (scales[name](value) + BOX[name]) / (2 * BOX[name]);
      const [x, y] = [a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)];
      const reach = 9 + (Math.abs(edge.out[0]) * LETTER * text.length) / 2 + 3 * Math.abs(edge.out[1]);
      group.append(node("line", { x1: x, y1: y, x2: x + 5 * edge.out[0], y2: y + 5 * edge.out[1], style: "stroke:var(--soft)" }));
      group.append(...(put([text], x + reach * edge.out[0], y + reach * edge.out[1]) || []));
    }
  }
  for (const [name, edge] of edges) {
    const [a, b] = [at(edge.low), at(edge.high)];
    const lines = wrapped(axisText(spec[name]), Math.min(190, width * 0.36));
    // Above its axis where it is upright, else beyond the numbers.
    const from = name === "z" ? { x: b.x, y: b.y - 8 - 7 * lines.length } : { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    const out = name === "z" ? [0, -1] : edge.out;
    const half = (LETTER * Math.max(...lines.map((line) => line.length))) / 2;
    let made = null;
    for (let far = name === "z" ? 0 : 26 + Math.abs(out[0]) * half; !made; far += 5) made = put(lines, from.x + far * out[0], from.y + far * out[1], far > 250);
    made.forEach((text) => text.setAttribute("class", "strong label"));
    group.append(...made);
  }
}

function drawSpots(group, series, scales, at) {
  const inside = (part, n) => scales.x.inside(part.x[n]) && scales.y.inside(part.y[n]) && scales.z.inside(part.z[n]);
  const spots = series.flatMap((part) => part.z.map((_, n) => n).filter((n) => inside(part, n)).map((n) => {
    const [u, v, w] = [scales.x(part.x[n]), scales.y(part.y[n]), scales.z(part.z[n])];
    return { part, n, ...at([u, v, w]), foot: at([u, v, -BOX.z]) };
  }));
  spots.sort((a, b) => b.away - a.away);
  const faint = spots.length > 60 ? 0.2 : 0.45;
  for (const { part, x, y, foot } of spots) {
    if (part.pale) continue;
    group.append(node("line", { x1: x, y1: y, x2: foot.x, y2: foot.y, style: `stroke:${paint(part)}`, opacity: faint }));
    group.append(node("circle", { cx: foot.x, cy: foot.y, r: 2, style: `fill:${paint(part)}`, opacity: faint }));
  }
  for (const { part, x, y, away } of spots) {
    const size = (part.pale ? 8.5 : 5) * (1 - 0.17 * away);
    group.append(node("circle", { cx: x, cy: y, r: size, class: "spot", style: part.pale ? `fill:none;stroke:${paint(part)};stroke-width:2.5` : `fill:${paint(part)};stroke:var(--card)` }));
  }
  for (const { part, n, x, y } of spots) if (part.labels[n]) group.append(node("text", { x: x + 12, y: y - 7, class: "label" }, part.labels[n]));
  return spots;
}

function drawSpace(spec, hidden, room) {
  const width = Math.min(room, WIDEST);
  const height = width < 480 ? 380 : 500;
  const series = spec.series.filter((part) => !hidden.has(part.name));
  const scales = Object.fromEntries(["x", "y", "z"].map((name) => [name, scale(spec[name], spec.series.flatMap((part) => part[name]), -BOX[name], BOX[name], 0.06)]));
  const use = "Arrow keys turn it, Enter goes from point to point, Home shows it as at first.";
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", tabindex: 0, class: "space", "aria-label": `${spec.title}. ${spec.caption} ${use}` });
  const state = { svg, series, spots: [], view: VIEWS.get(spec) || firstView(spec) };
  const reach = Math.hypot(BOX.x, BOX.y);
  state.show = (view) => {
    const elevation = Math.min(Math.max(view.elevation, FLATTEST), STEEPEST);
    state.view = { azimuth: ((view.azimuth % 360) + 360) % 360, elevation };
    VIEWS.set(spec, state.view);
    const high = BOX.z * Math.cos(radians(elevation)) + reach * Math.sin(radians(elevation));
    const size = Math.min((width - (width < 480 ? 72 : 190)) / (2 * reach), (height - 116) / (2 * high));
    const at = projection(state.view, { x: width / 2, y: height / 2 }, size);
    const group = node("g");
    drawWalls(group, scales, at);
    state.spots = drawSpots(group, series, scales, at);
    drawAxes(group, spec, scales, at, width, height);
    svg.replaceChildren(group);
  };
  state.show(state.view);
  return state;
}

function spaceRows(spec, spot) {
  const { part, n } = spot;
  const rows = ["x", "y", "z"].map((name) => [spec[name].label, withUnit(part[name][n], spec[name])]);
  return part.texts[n] ? [...rows, [part.texts[n], ""]] : rows;
}

// Dragging turns; a pointer that is only moved asks for the point below it.
function turning(spec, state) {
  const { svg } = state;
  const area = () => svg.getBoundingClientRect();
  let from = null;
  let place = -1;
  const tell = (spot, event) => showTip(event, spot.part.name, spaceRows(spec, spot));
  const ask = (event) => {
    const box = area();
    const factor = svg.viewBox.baseVal.width / box.width;
    const [px, py] = [(event.clientX - box.left) * factor, (event.clientY - box.top) * factor];
    let best = null;
    for (const spot of state.spots) { // later ones are nearer to the eye
      const distance = Math.hypot(spot.x - px, spot.y - py);
      if (distance < 22 && (!best || distance <= best.distance)) best = { distance, spot };
    }
    if (best) tell(best.spot, event); else tip.hidden = true;
  };
  svg.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    from = { x: event.clientX, y: event.clientY, ...state.view };
    svg.setPointerCapture(event.pointerId);
    ask(event);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!from) return ask(event);
    const [right, down] = [event.clientX - from.x, event.clientY - from.y];
    if (Math.hypot(right, down) > 3) tip.hidden = true;
    state.show({ azimuth: from.azimuth - DRAGGED * right, elevation: from.elevation + DRAGGED * down });
  });
  for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) svg.addEventListener(kind, () => { from = null; });
  for (const kind of ["pointerleave", "blur"]) svg.addEventListener(kind, () => { tip.hidden = true; });
  const turns = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
  svg.addEventListener("keydown", (event) => {
    const turn = turns[event.key];
    if (turn) state.show({ azimuth: state.view.azimuth + turn[0], elevation: state.view.elevation + turn[1] });
    else if (event.key === "Home") state.show(firstView(spec));
    else if (event.key === "Enter" && state.spots.length) {
      const order = state.series.flatMap((part) => state.spots.filter((spot) => spot.part === part).sort((a, b) => a.n - b.n));
      place = (place + (event.shiftKey ? order.length - 1 + (place < 0) : 1)) % order.length;
      const box = area();
      const factor = box.width / svg.viewBox.baseVal.width;
      tell(order[place], { clientX: box.left + order[place].x * factor, clientY: box.top + order[place].y * factor });
    } else return;
    if (turn || event.key === "Home") tip.hidden = true;
    event.preventDefault();
  });
}

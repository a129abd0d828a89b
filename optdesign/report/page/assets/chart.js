"use strict";
// Draws the charts of a report as SVG: lines, bars and fields, for the width there is.
const SVG = "http://www.w3.org/2000/svg";
const PALETTE = 8;
const SUPERSCRIPT = { "-": "\u207b", 0: "\u2070", 1: "\u00b9", 2: "\u00b2", 3: "\u00b3", 4: "\u2074", 5: "\u2075", 6: "\u2076", 7: "\u2077", 8: "\u2078", 9: "\u2079" };
const VIRIDIS = [[68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121], [110, 206, 88], [181, 222, 43], [253, 231, 37]];

function node(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
const color = (place) => `var(--c${((place % PALETTE) + PALETTE) % PALETTE})`;
const paint = (part) => (part.shade === null || part.shade === undefined ? color(part.color) : shade(part.shade));
const LINES = ["line", "dash", "joined"];
const known = (value) => value !== null && value !== undefined && Number.isFinite(value);
const power = (n) => "10" + String(n).split("").map((digit) => SUPERSCRIPT[digit]).join("");
const axisText = (axis) => (axis.unit ? `${axis.label} [${axis.unit}]`.trim() : axis.label);

function format(value, digits = 4) {
  if (!known(value)) return "\u2013";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    const factor = parseFloat(mantissa);
    const text = power(parseInt(exponent, 10));
    return (factor === 1 ? text : `${factor}\u00b7${text}`).replace("-", "\u2212");
  }
  return value.toLocaleString("en-US", { maximumSignificantDigits: digits }).replace("-", "\u2212");
}

function scale(axis, values, from, to, pad) {
  const log = axis.scale === "log";
  let finite = values.filter((value) => known(value) && (!log || value > 0));
  if (!finite.length) finite = [log ? 1 : 0, log ? 10 : 1];
  let low = known(axis.low) && (!log || axis.low > 0) ? axis.low : Math.min(...finite);
  let high = known(axis.high) ? axis.high : Math.max(...finite);
  if (!(high > low)) [low, high] = log ? [low / 2, low * 2] : [low - (Math.abs(low) || 1) * 0.05, low + (Math.abs(low) || 1) * 0.05];
  const forward = log ? Math.log10 : (value) => value;
  let [a, b] = [forward(low), forward(high)];
  const room = (b - a) * pad;
  if (!known(axis.low)) a -= room;
  if (!known(axis.high)) b += room;
  const place = (value) => from + ((forward(value) - a) / (b - a)) * (to - from);
  place.back = (pixel) => { const v = a + ((pixel - from) / (to - from)) * (b - a); return log ? 10 ** v : v; };
  place.ticks = (count) => {
    if (axis.names && axis.names.length) return axis.names.map((name, n) => [n + 1, name]);
    return log ? logTicks(a, b, count) : linearTicks(a, b, count);
  };
  place.inside = (value) => known(value) && (!log || (value > 0 && forward(value) >= a - 1e-9));
  place.beyond = (value) => (known(axis.low) && value < axis.low) || (known(axis.high) && value > axis.high);
  place.clamp = (value) => Math.min(Math.max(place(value), Math.min(from, to)), Math.max(from, to));
  return place;
}

function linearTicks(low, high, count) {
  const raw = (high - low) / Math.max(count, 1);
  const base = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].find((part) => part * base >= raw) * base;
  const ticks = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + 1e-9 * step; n++) ticks.push(n * step);
  const digits = Math.max(1, Math.ceil(Math.log10(Math.max(...ticks.map(Math.abs), step) / step)) + 2);
  return ticks.map((value) => [value, format(Math.abs(value) < step * 1e-9 ? 0 : value, Math.min(digits, 12))]);
}

function logTicks(low, high, count) {
  const [first, last] = [Math.ceil(low - 1e-9), Math.floor(high + 1e-9)];
  if (last - first < 1) {
    return linearTicks(10 ** low, 10 ** high, count).filter(([value]) => value > 0);
  }
  const step = Math.max(1, Math.ceil((last - first + 1) / Math.max(count, 2)));
  const ticks = [];
  for (let n = first; n <= last; n++) {
    if ((n - first) % step === 0) ticks.push([10 ** n, n >= -2 && n <= 4 ? format(10 ** n) : power(n)]);
  }
  return ticks;
}

function spread(wanted, room) {
  const groups = [];
  for (const place of wanted) {
    let [centre, count] = [place, 1];
    while (groups.length && groups.at(-1)[0] + ((groups.at(-1)[1] + count) * room) / 2 > centre) {
      const [other, many] = groups.pop();
      centre = (centre * count + other * many) / (count + many);
      count += many;
    }
    groups.push([centre, count]);
  }
  return groups.flatMap(([centre, count]) => Array.from({ length: count }, (_, n) => centre + (n - (count - 1) / 2) * room));
}

function wrapped(text, room) {
  const letters = Math.max(6, Math.floor(room / 6.6));
  return text.split("\n").flatMap((line) => line.split(/(?<=-)| /).reduce((rows, word) => {
    const longer = rows.length ? `${rows.at(-1)}${rows.at(-1).endsWith("-") ? "" : " "}${word}` : word;
    if (longer.length <= letters) rows.pop();
    rows.push(longer.length <= letters ? longer : word);
    return rows;
  }, []));
}

function frame(svg, spec, x, y, box) {
  const wide = box.right - box.left;
  for (const [value, text] of y.ticks(Math.max(3, Math.round((box.bottom - box.top) / 55)))) {
    const at = y(value);
    svg.append(node("line", { x1: box.left, x2: box.right, y1: at, y2: at, style: "stroke:var(--grid)" }));
    svg.append(node("text", { x: box.left - 7, y: at + 4, "text-anchor": "end" }, text));
  }
  for (const [value, text] of x.ticks(Math.max(2, Math.round(wide / 90)))) {
    const at = x(value);
    svg.append(node("line", { x1: at, x2: at, y1: box.bottom, y2: box.bottom + 5, style: "stroke:var(--soft)" }));
    const count = spec.x.names ? spec.x.names.length : 0;
    const edge = count && at > box.right - 4 ? "end" : count && at < box.left + 4 ? "start" : "middle";
    const lines = count ? wrapped(text, wide / count) : [text];
    lines.forEach((line, n) => svg.append(node("text", { x: at, y: box.bottom + 19 + 14 * n, "text-anchor": edge }, line)));
  }
  svg.append(node("line", { x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom, style: "stroke:var(--soft)" }));
  svg.append(node("text", { x: (box.left + box.right) / 2, y: box.bottom + 38, "text-anchor": "middle" }, axisText(spec.x)));
  svg.append(node("text", { x: 2, y: 14 }, axisText(spec.y)));
}

function stacked(series) {
  const sums = {};
  return series.map((part) => {
    const base = part.x.map((at) => sums[at] || 0);
    const top = part.y.map((value, n) => (sums[part.x[n]] = base[n] + (value || 0)));
    return { ...part, base, top };
  });
}

function path(part, x, y, step) {
  let text = "";
  let open = false;
  const values = part.top || part.y;
  part.x.forEach((at, n) => {
    if (!x.inside(at) || !y.inside(values[n])) { open = false; return; }
    const [px, py] = [x(at), y.clamp(values[n])];
    text += open ? (step ? `H${px.toFixed(1)}V${py.toFixed(1)}` : `L${px.toFixed(1)},${py.toFixed(1)}`) : `M${px.toFixed(1)},${py.toFixed(1)}`;
    open = true;
  });
  return text;
}

function drawLabels(svg, part, x, y) {
  part.labels.forEach((text, n) => {
    if (!text || !x.inside(part.x[n]) || !y.inside(part.y[n])) return;
    svg.append(node("text", { x: x(part.x[n]) + 8, y: y(part.y[n]) - 6, class: "label" }, text));
  });
}

function drawShape(svg, part, x, y) {
  const points = part.x.map((at, n) => [at, part.y[n]]).filter(([at, value]) => known(at) && known(value));
  const text = points.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join("L");
  if (text) svg.append(node("path", { d: `M${text}Z`, style: `fill:${paint(part)};stroke:${part.pale ? "none" : paint(part)}`, "fill-opacity": part.pale ? 0.16 : 0.3, "stroke-width": 1.5 }));
}

function drawTicks(svg, part, x, box) {
  for (const at of part.x) if (x.inside(at)) svg.append(node("line", { x1: x(at), x2: x(at), y1: box.bottom - 10, y2: box.bottom - 1, style: `stroke:${paint(part)}`, "stroke-width": 2 }));
}

function drawPart(svg, part, x, y, box) {
  const stroke = paint(part);
  if (part.style === "shape") return drawShape(svg, part, x, y);
  if (part.style === "ticks") return drawTicks(svg, part, x, box);
  const line = { d: path(part, x, y, part.style === "step"), fill: "none", style: `stroke:${stroke}`, "stroke-width": 2, "stroke-linejoin": "round", opacity: part.pale ? 0.45 : 1 };
  if (part.style === "dash") line["stroke-dasharray"] = "6 4";
  if (part.style === "bars") return drawColumns(svg, part, x, y, box);
  if (part.style === "area" || part.style === "stack") {
    const seen = part.x.map((at, n) => [at, (part.top || part.y)[n], part.base ? part.base[n] : null]).filter(([at, value]) => x.inside(at) && y.inside(value));
    const back = seen.slice().reverse().map(([at, , base]) => `L${x(at).toFixed(1)},${(base === null ? box.bottom : y.clamp(base)).toFixed(1)}`).join("");
    if (seen.length) svg.append(node("path", { d: `${path(part, x, y)}${back}Z`, style: `fill:${stroke}`, opacity: part.style === "stack" ? 0.75 : 0.16 }));
    if (part.style === "stack") line["stroke-width"] = 1;
  }
  if (part.style !== "points" && part.style !== "crosses") {
    svg.append(node("path", line));
    const shown = part.x.map((at, n) => x.inside(at) && y.inside((part.top || part.y)[n]));
    const dotted = part.style === "joined";
    shown.forEach((seen, n) => { // A point without neighbours would not be seen in a line.
      if (seen && (dotted || (!shown[n - 1] && !shown[n + 1]))) svg.append(node("circle", { cx: x(part.x[n]), cy: y.clamp((part.top || part.y)[n]), r: dotted ? 3 : 4, style: `fill:${stroke}` }));
    });
    return drawLabels(svg, part, x, y);
  }
  drawPoints(svg, part, x, y, stroke);
  drawLabels(svg, part, x, y);
}

function drawPoints(svg, part, x, y, stroke) {
  part.x.forEach((at, n) => {
    if (!x.inside(at) || !y.inside(part.y[n]) || y.beyond(part.y[n])) return;
    const [px, py] = [x(at), y(part.y[n])];
    if (part.style === "crosses") return void svg.append(node("path", { d: `M${px - 4},${py - 4}l8,8m0,-8l-8,8`, style: `stroke:${stroke}`, "stroke-width": 1.6 }));
    const size = part.sizes.length ? 3.5 + 15 * Math.sqrt(part.sizes[n]) : 5;
    svg.append(node("circle", { cx: x(at), cy: y(part.y[n]), r: size, style: part.pale ? `fill:none;stroke:${stroke};stroke-width:2.5` : `fill:${stroke};stroke:var(--card)`, "fill-opacity": part.sizes.length ? 0.6 : 0.85 }));
  });
}

function drawColumns(svg, part, x, y, box) {
  const half = part.x.length > 1 ? (x(part.x[1]) - x(part.x[0])) / 2 : 10;
  part.x.forEach((at, n) => {
    const top = y(part.y[n]);
    svg.append(node("rect", { x: x(at) - half, width: Math.max(2 * half - 1, 1), y: top, height: Math.max(box.bottom - top, 0), style: `fill:${color(part.color)}`, opacity: 0.35 }));
  });
}

function drawMarks(svg, spec, x, box) {
  let row = spec.marks.filter((mark) => mark.text).length;
  for (const mark of spec.marks) {
    const at = x(mark.at);
    if (at < box.left - 1 || at > box.right + 1) continue;
    const plain = mark.color === null || mark.color === undefined;
    if (known(mark.high)) {
      svg.append(node("rect", { x: at, width: Math.max(x.clamp(mark.high) - at, 1), y: box.top, height: box.bottom - box.top, style: `fill:${plain ? "var(--accent)" : color(mark.color)}`, opacity: plain ? 0.08 : 0.13 }));
      continue;
    }
    const labelled = mark.text && box.top > 40;
    const top = labelled ? box.top - 16 * row-- + 10 : box.top;
    svg.append(node("line", { x1: at, x2: at, y1: top, y2: box.bottom, style: `stroke:${plain ? "var(--soft)" : color(mark.color)}`, "stroke-dasharray": "2 4" }));
    if (!labelled) continue;
    const end = at > (box.left + box.right) / 2;
    svg.append(node("text", { x: at + (end ? -5 : 5), y: top + 5, "text-anchor": end ? "end" : "start" }, mark.text));
  }
}

function drawNames(svg, series, x, y, box) {
  const ends = series.map((part) => {
    const values = part.top || part.y;
    const last = values.map((value, n) => (x.inside(part.x[n]) && y.inside(value) ? n : -1)).reduce((a, b) => Math.max(a, b), -1);
    return [part, last < 0 ? null : y.clamp(values[last])];
  }).filter(([, at]) => at !== null).sort((a, b) => a[1] - b[1]);
  const places = spread(ends.map(([, at]) => at), 15);
  const below = Math.max(0, (places.at(-1) || 0) - box.bottom - 4);
  ends.forEach(([part, at], n) => {
    svg.append(node("path", { d: `M${box.right},${at}L${box.right + 12},${places[n] - below}`, style: `stroke:${paint(part)}`, fill: "none" }));
    svg.append(node("text", { x: box.right + 16, y: places[n] - below + 4, style: `fill:${paint(part)}` }, part.name));
  });
}

// Whether lines are few enough to be named where they end: as in pictures for papers.
const named = (spec) => spec.kind === "xy" && spec.legend === "fit" && spec.series.length > 2 && spec.series.length <= 16 && spec.series.every((part) => LINES.includes(part.style));

function drawXY(spec, hidden, width, fit = {}) {
  const all = spec.series.filter((part) => !hidden.has(part.name));
  const series = [...stacked(all.filter((part) => part.style === "stack")), ...all.filter((part) => part.style !== "stack")];
  const names = width > 620 && named(spec);
  const longest = Math.max(0, ...series.map((part) => part.name.length));
  let height = width < 480 ? Math.min(spec.height, 320) : spec.height;
  const texts = width < 420 ? [] : spec.marks.filter((mark) => mark.text);
  const values = series.filter((part) => part.style !== "ticks").flatMap((part) => part.top || part.y);
  if (series.some((part) => part.style === "bars" || part.style === "area")) values.push(spec.y.scale === "log" ? null : 0);
  const points = series.some((part) => ["points", "bars", "crosses", "ticks"].includes(part.style));
  const right = width - Math.max(names ? Math.min(210, 26 + 6.9 * longest) : 16, fit.right || 0);
  const rows = Math.max(1, ...(spec.x.names || []).map((name) => wrapped(name, (right - 60) / spec.x.names.length).length));
  const box = { left: 56, right, top: 30 + 16 * texts.length, bottom: height - 46 - 14 * (rows - 1) };
  let y = scale(spec.y, values, box.bottom, box.top, 0.06);
  box.left = Math.max(16 + 7.2 * Math.max(2, ...y.ticks(6).map(([, text]) => text.length)), fit.left || 0);
  const places = spec.series.flatMap((part) => {
    const half = part.style === "bars" && part.x.length > 1 ? (part.x[1] - part.x[0]) / 2 : 0;
    return half ? [part.x[0] - half, part.x.at(-1) + half] : part.x;
  });
  if (spec.equal) { // the same scale on both axes, for the width there is
    const span = Math.min(box.right - box.left, 420);
    box.right = box.left + span;
    height += box.top + span - box.bottom;
    box.bottom = box.top + span;
    y = scale(spec.y, values, box.bottom, box.top, 0);
  }
  const x = scale(fit.x || spec.x, places, box.left, box.right, points ? 0.06 : 0);
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", tabindex: 0, "aria-label": `${spec.title}. ${spec.caption}` });
  frame(svg, spec, x, y, box);
  drawMarks(svg, spec, x, box);
  series.forEach((part) => drawPart(svg, part, x, y, box));
  if (names) drawNames(svg, series, x, y, box);
  return { svg, x, y, box, series, margins: { left: box.left, right: width - box.right } };
}

const lane = (spec, place) => spec.series[place].lane ?? (spec.mode === "stacked" ? 0 : place);
const dots = (part) => part.style === "points" || part.style === "ticks";

function barFrame(spec, series, x, box, height, width) {
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", tabindex: 0, "aria-label": `${spec.title}. ${spec.caption}` });
  for (const [value, text] of x.ticks(Math.max(2, Math.round((box.right - box.left) / 100)))) {
    svg.append(node("line", { x1: x(value), x2: x(value), y1: box.top, y2: box.bottom, style: "stroke:var(--grid)" }));
    svg.append(node("text", { x: x(value), y: box.bottom + 17, "text-anchor": "middle" }, text));
  }
  svg.append(node("text", { x: (box.left + box.right) / 2, y: box.bottom + 36, "text-anchor": "middle" }, axisText(spec.x)));
  drawMarks(svg, spec, x, box);
  return svg;
}

function drawRowPoints(svg, part, x, middle) {
  const rows = part.x.length ? part.x : part.y.map((_, n) => n);
  part.y.forEach((value, n) => {
    const at = middle(rows[n]);
    const error = part.errors[n];
    if (error) svg.append(node("line", { x1: x.clamp(error[0]), x2: x.clamp(error[1]), y1: at, y2: at, style: `stroke:${paint(part)}`, "stroke-width": 2, opacity: 0.6 }));
    if (!x.inside(value)) return;
    if (part.style === "ticks") svg.append(node("line", { x1: x(value), x2: x(value), y1: at - 8, y2: at + 8, style: `stroke:${paint(part)}`, "stroke-width": 2.5 }));
    else svg.append(node("circle", { cx: x(value), cy: at, r: 4, style: `fill:${paint(part)}`, opacity: part.pale ? 0.4 : 1 }));
  });
}

function drawBars(spec, hidden, width) {
  const shown = spec.series.map((part, n) => [part, lane(spec, n)]).filter(([part]) => !hidden.has(part.name));
  const used = [...new Set(shown.map(([, place]) => place))].sort((a, b) => a - b);
  const series = shown.map(([part]) => part);
  const narrow = width < 560;
  const each = Math.max(used.length, 1);
  const thick = each > 1 ? 14 : 17;
  const row = each * thick + (narrow ? 28 : 12);
  const longest = Math.max(...spec.labels.map((label) => label.length), 4);
  const ending = Math.max(8, ...series.flatMap((part) => part.labels.map((text) => text.length)));
  const texts = spec.marks.filter((mark) => mark.text).length;
  const top = 10 + (texts ? 31 + 16 * texts : 0);
  const box = { left: narrow ? 10 : Math.min(width * 0.45, 22 + 7.5 * longest), right: width - Math.min(20 + 7 * ending, width * 0.3), top, bottom: top + 4 + row * spec.labels.length };
  const bars = series.filter((part) => !dots(part));
  const sums = spec.labels.map((_, n) => bars.reduce((sum, part) => sum + (part.y[n] || 0), 0));
  const ends = series.flatMap((part) => part.errors.flatMap((pair) => pair || []));
  const own = series.flatMap((part) => part.y);
  const values = [...(spec.mode === "stacked" ? sums : own), ...ends, ...spec.marks.map((mark) => mark.at), bars.length && spec.x.scale !== "log" ? 0 : null];
  const finite = values.filter(known);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  const room = (56 / (box.right - box.left)) * (most - least);
  const left = bars.length ? least < 0 : true;
  const axis = spec.x.scale === "log" ? spec.x : { ...spec.x, low: known(spec.x.low) ? spec.x.low : least - (left ? room : 0), high: known(spec.x.high) ? spec.x.high : most + (bars.length ? 0 : room / 2) };
  const x = scale(axis, values, box.left, box.right, 0.0);
  const svg = barFrame(spec, series, x, box, box.bottom + 46, width);
  const zero = spec.x.scale === "log" || least > 0 ? box.left : x.clamp(0);
  const trace = used.length < series.length ? 0.01 * Math.max(...own.filter(known).map(Math.abs)) : 0;
  const offset = (place) => used.indexOf(place) * thick;
  const start = (n) => box.top + n * row + (narrow ? 20 : 6);
  spec.labels.forEach((label, n) => {
    const at = start(n);
    svg.append(node("text", { x: narrow ? box.left : box.left - 10, y: narrow ? at - 6 : at + (each * thick) / 2 + 4, "text-anchor": narrow ? "start" : "end", class: "strong" }, label));
    let sum = 0;
    for (const [part, place] of shown) {
      const value = part.y[n];
      if (dots(part) || !known(value)) continue;
      const from = spec.mode === "stacked" ? x(sum) : zero;
      const to = x.clamp(spec.mode === "stacked" ? (sum += value) : value);
      const high = at + offset(place);
      const inner = part.slim ? thick * 0.3 : 0;
      svg.append(node("rect", { x: Math.min(from, to), width: Math.max(Math.abs(to - from), 1), y: high + inner, height: thick - 2 - 2 * inner, rx: 2, style: `fill:${part.slim ? "var(--ink)" : paint(part)}`, opacity: part.pale ? 0.45 : 0.9 }));
      const error = part.errors[n];
      if (error) svg.append(node("line", { x1: x.clamp(error[0]), x2: x.clamp(error[1]), y1: high + thick / 2 - 1, y2: high + thick / 2 - 1, style: "stroke:var(--ink)", "stroke-width": 1.5 }));
      if (spec.mode === "stacked" || part.slim || Math.abs(value) < trace) continue;
      const far = error && value >= 0 ? Math.max(to, x.clamp(error[1])) : to;
      svg.append(node("text", { x: value < 0 ? to - 6 : far + 6, y: high + thick / 2 + 3, "text-anchor": value < 0 ? "end" : "start" }, part.labels.length ? part.labels[n] : format(value, 3)));
    }
  });
  for (const [part, place] of shown) if (dots(part)) drawRowPoints(svg, part, x, (n) => start(n) + offset(place) + thick / 2 - 1);
  if (bars.length) svg.append(node("line", { x1: zero, x2: zero, y1: box.top, y2: box.bottom, style: "stroke:var(--soft)" }));
  return { svg, x, box, series, row };
}

function shade(share) {
  const at = Math.min(Math.max(share, 0), 1) * (VIRIDIS.length - 1);
  const n = Math.min(Math.floor(at), VIRIDIS.length - 2);
  return `rgb(${VIRIDIS[n].map((part, k) => Math.round(part + (VIRIDIS[n + 1][k] - part) * (at - n))).join(",")})`;
}

function edges(values, axis) {
  const forward = axis.scale === "log" ? Math.log10 : (value) => value;
  const back = axis.scale === "log" ? (value) => 10 ** value : (value) => value;
  const points = values.map(forward);
  const middle = points.slice(1).map((value, n) => (value + points[n]) / 2);
  const first = points.length > 1 ? 2 * points[0] - middle[0] : points[0] - 0.5;
  const last = points.length > 1 ? 2 * points.at(-1) - middle.at(-1) : points[0] + 0.5;
  return [first, ...middle, last].map(back);
}

function drawField(spec, hidden, width) {
  const height = width < 480 ? 340 : 420;
  const box = { left: 62, right: width - 92, top: 34, bottom: height - 46 };
  const [across, up] = [edges(spec.xs, spec.x), edges(spec.ys, spec.y)];
  const x = scale({ ...spec.x, low: across[0], high: across.at(-1) }, across, box.left, box.right, 0);
  const y = scale({ ...spec.y, low: up[0], high: up.at(-1) }, up, box.bottom, box.top, 0);
  const z = scale(spec.z, spec.cells.flat(), 0, 1, 0);
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", tabindex: 0, "aria-label": `${spec.title}. ${spec.caption}` });
  frame(svg, spec, x, y, box);
  spec.cells.forEach((row, j) => row.forEach((value, i) => {
    if (!z.inside(value)) return;
    svg.append(node("rect", { x: x(across[i]), width: x(across[i + 1]) - x(across[i]) + 0.5, y: y(up[j + 1]), height: y(up[j]) - y(up[j + 1]) + 0.5, fill: shade(z(value)) }));
  }));
  for (const line of spec.contours) {
    const middle = Math.floor(line.x.length / 2);
    svg.append(node("path", { d: path(line, x, y), fill: "none", style: "stroke:#fff", "stroke-width": 1 }));
    svg.append(node("text", { x: x(line.x[middle]), y: y(line.y[middle]) - 3, "text-anchor": "middle", class: "contour" }, line.name));
  }
  const series = spec.series.filter((part) => !hidden.has(part.name));
  series.forEach((part) => drawPart(svg, part, x, y, box));
  for (let n = 0; n < 40; n++) svg.append(node("rect", { x: box.right + 16, width: 14, y: box.bottom - ((n + 1) / 40) * (box.bottom - box.top), height: (box.bottom - box.top) / 40 + 0.5, fill: shade((n + 0.5) / 40) }));
  for (const [value, text] of z.ticks(5)) svg.append(node("text", { x: box.right + 34, y: box.bottom - z(value) * (box.bottom - box.top) + 4 }, text));
  svg.append(node("text", { x: width - 4, y: box.top - 12, "text-anchor": "end" }, axisText(spec.z)));
  return { svg, x, y, box, series, across, up };
}

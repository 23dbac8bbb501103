// Charts with two axes of numbers.
function drawXY(view, colors) {
  const { drawing, group, size } = view;
  const state = { x: { name: "x", log: view.log.x }, y: { name: "y", log: view.log.y } };
  const all = group.series.flatMap((s) => s.points || []);
  const bars = group.series.some((s) => s.role === "bars");
  const measured = bars ? stacked(group.series) : group.series.filter(isMeasured).flatMap((s) => s.points || []);
  const xs = extent(all.map((p) => p[0]).concat(drawing.x.ends || []), state.x.log);
  // An ideal may lie far above what was measured; it is cut off rather than let the
  // measurements shrink.
  const ys = extent(measured.flatMap((p) => [p[1], p[2], p[3]]), state.y.log);
  const far = extent(all.flatMap((p) => [p[1]]), state.y.log);
  ys[1] = Math.min(Math.max(far[1], ys[1]), state.y.log ? ys[1] * 4 : ys[1] * 1.35);
  if (far[1] < ys[0]) ys[1] = extent(measured.map((p) => p[1]), state.y.log)[1];
  ys[1] = Math.max(ys[1], extent(measured.flatMap((p) => [p[1], p[3]]), state.y.log)[1]);
  if (state.y.log) ys[0] = Math.max(Math.min(ys[0], far[0]), ys[0] / 4);
  const xr = bars ? [xs[0] - 0.7, xs[1] + 0.7] : padded(xs, state.x.log, drawing.x.zero), yr = padded(ys, state.y.log, drawing.y.zero || (!state.y.log && drawing.y.either));
  const left = 54, most = size.width < 450 ? 10 : 17, right = drawing.direct ? Math.min(150, 20 + 7.7 * Math.max(...group.series.filter(isMeasured).map((s) => Math.min(s.name.length, most)))) : 18;
  const grid = { left, right, top: group.bands && group.bands.length ? 46 : 28, bottom: 46, containLabel: false, outerBoundsMode: "none" };
  const own = [...new Set(measured.map((p) => p[0]))].sort((a, b) => a - b);
  state.y.left = left;
  const series = [];
  if (group.bands) series.push(bandSeries(group.bands, colors));
  group.series.forEach((s, i) => series.push(...xySeries(s, i, colors, size, drawing.x.tail)));
  if (drawing.direct) series.push(labelSeries(group.series.filter((s) => s.role === "line"), colors, most));
  const dots = group.series.some((s) => s.role === "dots");
  return {
    grid, series,
    xAxis: axisOption(drawing.x, state.x, xr, size.width - left - right, colors, drawing.x.tail ? null : own),
    yAxis: axisOption(drawing.y, state.y, yr, size.height - 74, colors, null),
    tooltip: Object.assign(tooltipBase(colors, dots ? "item" : "axis"), { formatter: (params) => xyTip(view, colors, params) }),
  };
}

// stacked are the tops of bars that stand on each other.
function stacked(series) {
  const tops = new Map();
  for (const s of series) for (const [x, y] of s.points) tops.set(x, (tops.get(x) || 0) + y);
  return [...tops];
}

function xySeries(s, i, colors, size, bare) {
  const color = colorOf(colors, s), id = (isMeasured(s) ? "data:" : "aid:") + i, data = s.points.map((p) => [p[0], p[1]]);
  const line = { id, name: s.name, type: "line", data, symbol: "none", silent: true, animation: false, itemStyle: { color }, z: 2 };
  switch (s.role) {
    case "ideal": return [{ ...line, lineStyle: { color, width: 1.5, type: [5, 4], opacity: 0.75 } }];
    case "step": return [{ ...line, step: "end", lineStyle: { color, width: 1.5, type: [5, 4], opacity: 0.75 } }];
    case "model": return [{ ...line, lineStyle: { color, width: 5, opacity: 0.22, cap: "round" }, z: 1 }];
    case "tail": return [{ ...line, lineStyle: { color, width: 2, type: [1, 4], cap: "round" } }];
    case "bars": return [{ id, name: s.name, type: "bar", stack: "all", data, itemStyle: { color }, barMaxWidth: 22, barCategoryGap: "20%", emphasis: { disabled: true } }];
    case "dots": return [{ id, name: s.name, type: "scatter", data, symbol: s.tone ? toneSymbol(s.tone) : symbols[s.color % symbols.length], symbolSize: data.length > 400 ? 6 : 9, itemStyle: { color, opacity: 0.85 }, z: s.tone && s.tone !== "good" ? 5 : 4, emphasis: { scale: 1.4 } }];
  }
  const crowded = bare || data.length > Math.max(30, size.width / 14);
  const out = [{
    ...line, silent: false, symbol: symbols[s.color % symbols.length], symbolSize: 8, showSymbol: !crowded, z: 4,
    lineStyle: { color, width: crowded && !bare ? 1.5 : 2 }, emphasis: { disabled: false, lineStyle: { width: 3 } },
  }];
  const whiskers = s.points.filter((p) => p.length > 3 && p[3] > p[2]);
  if (whiskers.length) out.push(whiskerSeries(s.name, i, whiskers, color));
  return out;
}

const toneSymbol = (tone) => ({ good: "circle", doubt: "triangle", bad: "diamond" }[tone] || "circle");

function whiskerSeries(name, i, points, color) {
  return {
    id: "aid:whisker:" + i, name, type: "custom", silent: true, data: points, z: 3, itemStyle: { color }, clip: true,
    encode: { x: 0, y: 1 },
    renderItem(params, api) {
      const p = points[params.dataIndex], [x, top] = api.coord([p[0], p[3]]), bottom = api.coord([p[0], p[2]])[1];
      const stroke = { stroke: color, lineWidth: 1.5, opacity: 0.8, fill: null };
      const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: stroke });
      return { type: "group", children: [line(x, top, x, bottom), line(x - 4, top, x + 4, top), line(x - 4, bottom, x + 4, bottom)] };
    },
  };
}

// bandSeries draws where a peak or knee lies, with its interval. Texts that would
// overlap go to a second line, or are left out.
function bandSeries(bands, colors) {
  return {
    id: "aid:bands", name: "interval", type: "custom", silent: true, clip: false, z: 0, data: [[bands[0].x[0], 0]],
    renderItem(params, api) {
      const area = params.coordSys, ends = [-Infinity, -Infinity], children = [];
      const at = (x) => Math.min(Math.max(api.coord([x, 0.5])[0], area.x), area.x + area.width);
      for (const band of [...bands].sort((a, b) => a.x[0] - b.x[0])) {
        const color = colors.series[band.color % colors.series.length], [x, lo, hi] = band.x.map(at);
        if (hi > lo) children.push({ type: "rect", shape: { x: lo, y: area.y, width: Math.max(hi - lo, 1), height: area.height }, style: { fill: color, opacity: 0.11 } });
        children.push({ type: "line", shape: { x1: x, y1: area.y, x2: x, y2: area.y + area.height }, style: { stroke: color, lineWidth: 1.5, lineDash: [2, 3], opacity: 0.9 } });
        const wide = 6.3 * band.text.length, from = Math.min(Math.max(x - wide / 2, area.x), area.x + area.width - wide);
        const row = ends.findIndex((end) => from > end + 8);
        if (row < 0) continue;
        ends[row] = from + wide;
        children.push({ type: "text", style: { x: from + wide / 2, y: area.y - 6 - 14 * row, text: band.text, fill: colors.ink, align: "center", verticalAlign: "bottom", fontSize: 11.5, fontFamily: colors.font } });
      }
      return { type: "group", children };
    },
  };
}

// labelSeries names lines at their ends, at least a line's height apart.
function labelSeries(lines, colors, most) {
  return {
    id: "aid:labels", type: "custom", silent: true, clip: false, z: 6, data: lines.length ? [lines[0].points[0].slice(0, 2)] : [],
    renderItem(params, api) {
      const area = params.coordSys;
      const labels = lines.map((s) => {
        const last = s.points[s.points.length - 1], [x, y] = api.coord([last[0], last[1]]);
        return { text: rowLabel(s.name, most), color: colorOf(colors, s), x, y };
      }).sort((a, b) => a.y - b.y);
      for (let i = 1; i < labels.length; i++) labels[i].y = Math.max(labels[i].y, labels[i - 1].y + 14);
      const over = labels.length ? labels[labels.length - 1].y - (area.y + area.height) : 0;
      for (let i = labels.length - 1, floor = Infinity; i >= 0 && over > 0; i--) {
        labels[i].y = Math.min(labels[i].y, floor, area.y + area.height);
        floor = labels[i].y - 14;
      }
      return { type: "group", children: labels.map((l) => ({ type: "text", style: { x: area.x + area.width + 8, y: l.y, text: l.text, fill: l.color, fontSize: 12, fontWeight: 600, fontFamily: colors.font, verticalAlign: "middle" } })) };
    },
  };
}

function xyTip(view, colors, params) {
  const { drawing, group } = view, list = Array.isArray(params) ? params : [params];
  const found = list.filter((p) => p.seriesId.startsWith("data:")).map((p) => ({ s: group.series[Number(p.seriesId.slice(5))], i: p.dataIndex }));
  if (found.length === 0) return "";
  const x = found[0].s.points[found[0].i][0], rows = [];
  for (const { s, i } of found) {
    const point = s.points[i];
    if (!s.texts && point[0] !== x) continue;
    rows.push({ color: colorOf(colors, s), name: s.name, value: withUnit(point[1], drawing.y.unit), range: rangeText(point, drawing.y.unit, 2) });
    const aid = group.series.find((o) => (o.role === "ideal" || o.role === "step") && o.color === s.color);
    const ideal = aid && aid.points.find((p) => p[0] === x);
    if (ideal) rows.push({ name: "ideal", value: withUnit(ideal[1], drawing.y.unit) });
  }
  const texts = found.map(({ s, i }) => (s.texts && s.texts[i]) || "").filter(Boolean);
  const head = drawing.x.tail ? valueText(drawing.x, x) : drawing.x.label + " " + withUnit(x, drawing.x.unit);
  return tip(head, rows, texts.slice(0, 3).join("; "));
}

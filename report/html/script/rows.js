// Charts with a row per name: numbers with intervals, and strips of shares.
function rowAxis(rows, colors, left) {
  const room = Math.max(3, Math.floor((left - 14) / 7));
  return {
    type: "category", data: rows, inverse: true, axisLine: { show: false }, axisTick: { show: false },
    axisLabel: { color: colors.ink, fontSize: 12, fontFamily: colors.font, interval: 0, hideOverlap: false, formatter: (v) => rowLabel(v, room) },
    splitLine: { show: false },
  };
}

// rowLabel makes a name fit: without the names of fields, and where that is not enough
// without its beginning, since names mostly differ at their ends.
function rowLabel(text, room) {
  const shorter = text.length > room ? text.replace(/(^|[ ,])[a-z_]+=/g, "$1") : text;
  return shorter.length > room ? "…" + shorter.slice(1 - room) : shorter;
}

const rowNames = (rows, width) => Math.min(24 + 7 * Math.max(4, ...rows.map((r) => r.length)), width * 0.42);

function drawRows(view, colors) {
  const { drawing, group, size } = view, rows = group.rows || [];
  const all = group.series.flatMap((s) => s.points || []);
  const range = padded(extent(all.flatMap((p) => [p[0], p[2], p[3]]).concat(drawing.x.zero ? [0] : []), view.log.x), view.log.x, false);
  const left = rowNames(rows, size.width), right = 22;
  const series = group.series.map((s, i) => rowSeries(s, i, group.series.length, colors));
  series.unshift(ruleSeries(rows.length, drawing, group, colors));
  return {
    grid: { left, right, top: 14, bottom: 46, outerBoundsMode: "none" }, series,
    xAxis: axisOption(drawing.x, { name: "x", log: view.log.x }, range, size.width - left - right, colors, null),
    yAxis: rowAxis(rows, colors, left),
    tooltip: Object.assign(tooltipBase(colors, "item"), {
      formatter(p) {
        if (!p.seriesId.startsWith("data:")) return "";
        const s = group.series[Number(p.seriesId.slice(5))], point = s.points[p.dataIndex];
        return tip(rows[point[1]], [{ color: colorOf(colors, s), name: s.name, value: withUnit(point[0], drawing.x.unit), range: rangeText(point, drawing.x.unit, 2) }], s.texts ? s.texts[p.dataIndex] : "");
      },
    }),
  };
}

// ruleSeries draws what rows are held against: lines between them, zero, and what is
// tolerated.
function ruleSeries(n, drawing, group, colors) {
  return {
    id: "aid:rules", type: "custom", silent: true, z: 0, clip: true, data: [[0, 0]],
    renderItem(params, api) {
      const area = params.coordSys, children = [];
      for (let i = 1; i < n; i++) {
        const y = area.y + (area.height * i) / n;
        children.push({ type: "line", shape: { x1: area.x, y1: y, x2: area.x + area.width, y2: y }, style: { stroke: colors.line, lineWidth: 1 } });
      }
      for (const band of group.bands || []) {
        const [lo, hi] = [band.x[1], band.x[2]].map((x) => Math.min(Math.max(api.coord([x, 0])[0], area.x), area.x + area.width));
        children.push({ type: "rect", shape: { x: lo, y: area.y, width: hi - lo, height: area.height }, style: { fill: colors.soft, opacity: 0.12 } });
      }
      if (drawing.x.zero) {
        const x = api.coord([0, 0])[0];
        children.push({ type: "line", shape: { x1: x, y1: area.y, x2: x, y2: area.y + area.height }, style: { stroke: colors.soft, lineWidth: 1.5 } });
      }
      return { type: "group", children };
    },
  };
}

function rowSeries(s, i, n, colors) {
  const color = colorOf(colors, s), shape = s.tone ? toneSymbol(s.tone) : symbols[s.color % symbols.length];
  return {
    id: "data:" + i, name: s.name, type: "custom", data: s.points, encode: { x: 0, y: 1 }, clip: true, z: 3, itemStyle: { color },
    renderItem(params, api) {
      const p = s.points[params.dataIndex], [x, middle] = api.coord([p[0], p[1]]);
      const room = Math.min(api.size([0, 1])[1] * 0.7 / n, 13), y = middle + (s.tone ? 0 : (i - (n - 1) / 2) * room);
      const children = [];
      if (p.length > 3 && p[3] > p[2]) {
        const lo = api.coord([p[2], p[1]])[0], hi = api.coord([p[3], p[1]])[0];
        const style = { stroke: color, lineWidth: 2, opacity: 0.85 };
        children.push({ type: "line", shape: { x1: lo, y1: y, x2: hi, y2: y }, style });
        for (const end of [lo, hi]) children.push({ type: "line", shape: { x1: end, y1: y - 4, x2: end, y2: y + 4 }, style });
      }
      children.push(marker(shape, x, y, color, 5));
      return { type: "group", children };
    },
  };
}

function marker(name, x, y, color, r) {
  const shape = shapeClasses(name)[0];
  const style = { fill: color };
  switch (shape) {
    case "rect": case "roundRect": return { type: "rect", shape: { x: x - r, y: y - r, width: 2 * r, height: 2 * r, r: shape === "rect" ? 0 : 3 }, style };
    case "triangle": return { type: "polygon", shape: { points: [[x, y - r - 1], [x + r + 1, y + r], [x - r - 1, y + r]] }, style };
    case "diamond": return { type: "polygon", shape: { points: [[x, y - r - 2], [x + r + 2, y], [x, y + r + 2], [x - r - 2, y]] }, style };
  }
  return { type: "circle", shape: { cx: x, cy: y, r }, style };
}

function drawStrips(view, colors) {
  const { drawing, group, size } = view, rows = group.rows || [], edges = group.edges;
  const s = group.series[0], most = Math.max(...s.points.map((p) => p[2]), 1);
  // The axis shows the classes that are in use.
  const used = s.points.map((p) => p[0]), lo = edges[Math.min(...used)], hi = edges[Math.max(...used) + 1];
  const left = rowNames(rows, size.width), right = 18;
  const color = (share) => mixed(colors.card, colors.series[0], 0.12 + 0.88 * Math.sqrt(share / most));
  return {
    grid: { left, right, top: 14, bottom: 46, outerBoundsMode: "none" },
    xAxis: axisOption(drawing.x, { name: "x", log: true }, padded([lo, hi], true), size.width - left - right, colors, null),
    yAxis: rowAxis(rows, colors, left),
    series: [{
      id: "data:0", name: s.name, type: "custom", clip: true, encode: { x: 0, y: 1 }, itemStyle: { color: colors.series[0] },
      data: s.points.map((p) => [Math.sqrt(edges[p[0]] * edges[p[0] + 1]), p[1], p[2]]),
      renderItem(params, api) {
        const p = s.points[params.dataIndex], [x1, y] = api.coord([edges[p[0]], p[1]]), x2 = api.coord([edges[p[0] + 1], p[1]])[0];
        const height = Math.max(api.size([0, 1])[1] - 3, 2);
        return { type: "rect", shape: { x: x1, y: y - height / 2, width: Math.max(x2 - x1, 1) + 0.5, height }, style: { fill: color(p[2]) } };
      },
    }],
    tooltip: Object.assign(tooltipBase(colors, "item"), {
      formatter(p) {
        const point = s.points[p.dataIndex];
        return tip(rows[point[1]], [{ color: color(point[2]), name: withUnit(edges[point[0]], "") + " – " + withUnit(edges[point[0] + 1], drawing.x.unit), value: point[2] < 0.1 ? "< 0.1%" : withUnit(point[2], "%") }], "share of the requests");
      },
    }),
  };
}

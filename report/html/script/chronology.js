// The chronology: a line per request, in the order of their starts.
function unpack(packed) {
  const raw = atob(packed.bars), lines = [];
  const at = (i) => ((raw.charCodeAt(i) | (raw.charCodeAt(i + 1) << 8)) / 65535) * packed.length;
  for (let i = 0; i < 4 * packed.lines; i += 4) lines.push([at(i), at(i + 2)]);
  return lines;
}

function drawChronology(view, colors) {
  const { drawing, group, size } = view, lines = unpack(group.packed), left = 54, right = 18;
  const inner = group.packed.length < 1 ? 1000 : 1, unit = inner > 1 ? "ms" : "s";
  const special = new Map();
  group.series.forEach((s, k) => (s.at || []).forEach((i) => special.set(i, k)));
  const others = group.series.findIndex((s) => !s.at);
  const height = Math.max((size.height - 60) / Math.max(lines.length, 1), 1);
  const gap = height > 6 ? 2 : height > 3 ? 1 : 0;
  const series = group.series.map((s, k) => {
    const color = colorOf(colors, s), data = [];
    lines.forEach((line, i) => { if ((special.has(i) ? special.get(i) : others) === k) data.push([line[0] * inner, i, line[1] * inner]); });
    return {
      id: "data:" + k, name: s.name, type: "custom", data, clip: true, encode: { x: 0, y: 1 }, itemStyle: { color }, z: s.at ? 4 : 3,
      renderItem(params, api) {
        const d = data[params.dataIndex], [x1, y] = api.coord([d[0], d[1]]), x2 = api.coord([d[2], d[1]])[0];
        return { type: "rect", shape: { x: x1, y, width: Math.max(x2 - x1, s.at ? 2.5 : 1), height: Math.max(height - gap, 1) }, style: { fill: color } };
      },
    };
  });
  const number = (row) => Math.round(row * group.packed.every) + 1;
  return {
    grid: { left, right, top: 26, bottom: 46, outerBoundsMode: "none" }, series,
    xAxis: axisOption({ ...drawing.x, unit }, { name: "x", log: false }, [0, group.packed.length * inner], size.width - left - right, colors, null),
    yAxis: {
      type: "value", inverse: true, min: 0, max: lines.length, name: drawing.y.label, nameLocation: "start", nameGap: 12,
      nameTextStyle: { color: colors.soft, fontSize: 12, fontFamily: colors.font, align: "left", padding: [0, 0, 0, -left] },
      axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false },
      axisLabel: { color: colors.soft, fontSize: 12, fontFamily: colors.font, customValues: linearTicks(0, lines.length, 8), formatter: (v) => short(Math.round(v * group.packed.every)) },
    },
    tooltip: Object.assign(tooltipBase(colors, "item"), {
      formatter(p) {
        const d = p.data, s = group.series[Number(p.seriesId.slice(5))];
        return tip("request " + (group.packed.every > 1 ? "about " : "") + number(d[1]) + " in the order of starts", [
          { color: colorOf(colors, s), name: s.name, value: withUnit(((d[2] - d[0]) / inner) * 1000, "ms") },
          { name: "from", value: withUnit(d[0], unit) }, { name: "to", value: withUnit(d[2], unit) },
        ]);
      },
    }),
  };
}

// extent is the range of the numbers that an axis must show.
function extent(values, log) {
  let lo = Infinity, hi = -Infinity;
  for (const v of values) {
    if (v === null || v === undefined || !isFinite(v) || (log && v <= 0)) continue;
    lo = Math.min(lo, v);
    hi = Math.max(hi, v);
  }
  return lo > hi ? [log ? 1 : 0, log ? 10 : 1] : [lo, hi];
}

// padded leaves a little room around the numbers.
function padded([lo, hi], log, zero) {
  if (log) {
    const room = hi / lo < 1.01 ? 1.05 : Math.pow(hi / lo, 0.06);
    return [lo / room, hi * room];
  }
  const room = (hi - lo || Math.abs(hi) || 1) * 0.06;
  return [zero && lo >= 0 ? 0 : lo - room, hi + room];
}

// logTicks are 1, 2 and 5 times the powers of ten, or the powers alone where there
// are many.
function logTicks(lo, hi) {
  const decades = Math.log10(hi / lo);
  if (decades < 0.3) return linearTicks(lo, hi, 5);
  const steps = decades > 4 ? [1] : decades > 2.2 ? [1, 3] : decades > 1.2 ? [1, 2, 5] : decades > 0.6 ? [1, 1.5, 2, 3, 4, 5, 7] : [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9];
  const ticks = [];
  for (let e = Math.floor(Math.log10(lo)); e <= Math.ceil(Math.log10(hi)); e++) {
    for (const s of steps) {
      const v = Number((s * Math.pow(10, e)).toPrecision(3));
      if (v >= lo && v <= hi) ticks.push(v);
    }
  }
  return ticks.length > 1 ? ticks : [lo, hi].map((v) => Number(v.toPrecision(3)));
}

function linearTicks(lo, hi, n) {
  const raw = (hi - lo) / n;
  const power = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].map((s) => s * power).find((s) => s >= raw * 0.999);
  const ticks = [];
  for (let v = Math.ceil(lo / step) * step; v <= hi + step * 1e-6; v += step) ticks.push(Number(v.toPrecision(12)));
  return ticks;
}

// axisOption lays out an axis; length is how many pixels it has. own are values to
// label rather than round numbers, where there is room for them.
function axisOption(axis, state, range, length, colors, own) {
  const log = state.log, across = state.name === "x";
  const [lo, hi] = range;
  const place = log ? (v) => (Math.log(v / lo) / Math.log(hi / lo)) * length : (v) => ((v - lo) / (hi - lo)) * length;
  const room = across ? 46 : 24;
  let ticks = log ? logTicks(lo, hi) : linearTicks(lo, hi, Math.max(4, Math.min(8, Math.floor(length / (across ? 80 : 46)))));
  if (axis.tail) ticks = [1, 2, 4, 10, 20, 100, 1000, 1e4, 1e5, 1e6, 1e7].filter((v) => v >= lo && v <= hi);
  if (axis.whole) ticks = ticks.filter((v) => v === Math.round(v));
  if (own && own.length <= 9) {
    const exact = spread(own, place, across ? 30 : 20);
    if (exact.length >= Math.min(own.length, 4)) ticks = exact;
  }
  const labels = spread(ticks, place, own && own.length <= 9 ? 30 : room);
  return {
    type: log ? "log" : "value", min: lo, max: hi, position: across ? "bottom" : "left",
    name: axis.label + (axis.unit && axis.unit !== "x" ? " (" + (axis.unit === "/s" ? "1/s" : axis.unit) + ")" : ""),
    nameLocation: across ? "middle" : "end", nameGap: across ? 28 : 12, nameMoveOverlap: false,
    nameTextStyle: { color: colors.soft, fontSize: 12, fontFamily: colors.font, align: across ? "center" : "left", padding: across ? 0 : [0, 0, 0, -state.left || 0] },
    axisLine: { show: across, onZero: false, lineStyle: { color: colors.soft } },
    axisTick: { show: across, customValues: ticks, lineStyle: { color: colors.line } },
    axisLabel: { color: colors.soft, fontSize: 12, fontFamily: colors.font, customValues: labels, showMinLabel: true, showMaxLabel: true, hideOverlap: false, formatter: (v) => axisText(axis, v) },
    splitLine: { show: !across, lineStyle: { color: colors.line, width: 1 } },
    minorTick: { show: false },
  };
}

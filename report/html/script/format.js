// Numbers as the tables write them: three digits or so, then the unit.
function digits(x) {
  const a = Math.abs(x);
  if (x === 0) return "0";
  if (a >= 1e15 || a < 1e-6) return x.toExponential(1);
  if (a < 0.01) return String(Number(x.toPrecision(2)));
  if (a < 9.995) return trimmed(x.toFixed(2));
  if (a < 99.95) return trimmed(x.toFixed(1));
  return x.toFixed(0);
}

const trimmed = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

function grouped(text) {
  return /^-?\d{5,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, ",") : text;
}

function withUnit(x, unit) {
  if (x === null || x === undefined || !isFinite(x)) return "–";
  const text = grouped(digits(x));
  switch (unit) {
    case "/s": case "%": case "x": return text + (unit === "x" ? "×" : unit);
    case "": case undefined: return text;
  }
  return text + " " + unit;
}

// short is for the ticks of an axis: 2.5k, 10M.
function short(x) {
  const a = Math.abs(x);
  if (a >= 1e9) return digits(x / 1e9) + "G";
  if (a >= 1e6) return digits(x / 1e6) + "M";
  if (a >= 1e4) return digits(x / 1e3) + "k";
  return digits(x);
}

// percentileText names 1/(1-p): 100 is 99%.
function percentileText(x) {
  if (x <= 1) return "0%";
  const p = 100 * (1 - 1 / x);
  return trimmed(p.toFixed(Math.max(0, Math.min(6, Math.ceil(Math.log10(x)) - 2 + (x < 10 ? 1 : 0))))) + "%";
}

const axisText = (axis, x) => (axis.tail ? percentileText(x) : short(x));
const valueText = (axis, x) => (axis.tail ? "p = " + percentileText(x) : withUnit(x, axis.unit));

// tickLabels thins labels out so that they do not touch: each takes this much room.
function spread(values, place, room) {
  const kept = [];
  for (const value of values) {
    if (kept.length === 0 || Math.abs(place(value) - place(kept[kept.length - 1])) >= room) kept.push(value);
  }
  return kept;
}

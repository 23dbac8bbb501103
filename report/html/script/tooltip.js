// Tooltips are elements, not text with markup: what servers said stays text, and no
// attribute needs the policy's leave.
function tip(head, rows, foot) {
  const box = make("div", "tip", make("p", "tip-head", head));
  for (const row of rows) {
    const swatch = make("i", "swatch");
    if (row.color) swatch.style.background = row.color;
    const line = make("p", "tip-row", swatch, make("span", "tip-name", row.name), make("b", "", row.value));
    if (row.range) line.append(make("small", "", row.range));
    box.append(line);
  }
  if (foot) box.append(make("p", "tip-foot", foot));
  return box;
}

function rangeText(point, unit, from) {
  const lo = point[from], hi = point[from + 1];
  return lo === undefined || lo === null || hi === null || !(hi > lo) ? "" : withUnit(lo, "") + " – " + withUnit(hi, unit);
}

function tooltipBase(colors, trigger) {
  return {
    trigger, confine: true, triggerOn: "mousemove|click", transitionDuration: 0, className: "tip-box", enterable: false,
    backgroundColor: colors.card, borderColor: colors.line, borderWidth: 1, padding: 10,
    textStyle: { color: colors.ink, fontSize: 12, fontFamily: colors.font },
    axisPointer: { type: "line", snap: true, lineStyle: { color: colors.soft, width: 1, type: [2, 3] }, label: { show: false } },
  };
}

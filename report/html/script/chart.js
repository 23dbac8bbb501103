// A chart: its figure, what is chosen in it, and its instance.
const builders = { xy: drawXY, rows: drawRows, strips: drawStrips, chronology: drawChronology };

function setUpChart(id, drawing) {
  spreadOut(drawing);
  const figure = document.getElementById("chart-" + id);
  const view = { id, drawing, figure, plot: figure.querySelector(".plot"), group: drawing.groups[drawing.first || 0], log: { x: !!drawing.x.log, y: !!drawing.y.log }, off: new Set() };
  const tools = make("div", "tools");
  if (drawing.groups.length > 1) tools.append(picker(view));
  for (const name of ["x", "y"]) if (drawing[name].either) tools.append(scaleButton(view, name));
  view.legend = make("div", "legend");
  figure.querySelector("figcaption").after(tools, view.legend);
  view.note = make("p", "group-note");
  view.plot.after(view.note);
  resizePlot(view);
  view.chart = window.echarts.init(view.plot, null, { renderer: "svg" });
  page.charts[id] = view.chart;
  page.views.push(view);
  view.chart.on("finished", () => { figure.dataset.drawn = "true"; });
  draw(view);
  let width = view.plot.clientWidth;
  new ResizeObserver(() => {
    if (view.plot.clientWidth === width || view.plot.clientWidth === 0) return;
    width = view.plot.clientWidth;
    attempt(view, () => draw(view));
  }).observe(view.plot);
}

// spreadOut gives lines at equal distances their points.
function spreadOut(drawing) {
  for (const group of drawing.groups) {
    for (const s of group.series) if (s.even) s.points = s.even.y.map((y, i) => [s.even.from + i * s.even.step, y]);
  }
}

function picker(view) {
  const select = make("select", "pick");
  select.id = "pick-" + view.id;
  view.drawing.groups.forEach((g, i) => {
    const option = make("option", "", g.name || "all");
    option.value = String(i);
    select.append(option);
  });
  select.value = String(view.drawing.first || 0);
  select.addEventListener("change", () => attempt(view, () => {
    view.group = view.drawing.groups[Number(select.value)];
    view.off.clear();
    draw(view);
  }));
  return make("label", "", make("span", "", view.drawing.pick || "shown"), select);
}

function scaleButton(view, name) {
  const button = make("button", "scale", "log " + name);
  button.type = "button";
  button.dataset.axis = name;
  button.setAttribute("aria-pressed", String(view.log[name]));
  button.title = "logarithmic or linear";
  button.addEventListener("click", () => attempt(view, () => {
    view.log[name] = !view.log[name];
    button.setAttribute("aria-pressed", String(view.log[name]));
    draw(view);
  }));
  return button;
}

// resizePlot gives charts with rows the height that these need.
function resizePlot(view) {
  const { drawing, group } = view;
  if (drawing.kind === "rows") view.plot.style.height = Math.max(120, 62 + (group.rows || []).length * Math.max(26, 16 * perRow(group))) + "px";
  if (drawing.kind === "strips") view.plot.style.height = Math.max(140, 62 + (group.rows || []).length * 24) + "px";
  if (drawing.kind === "chronology") view.plot.style.height = Math.min(Math.max(200, 80 + group.packed.lines * 8), window.innerWidth < 600 ? 380 : 520) + "px";
}

const perRow = (group) => (group.series.some((s) => s.tone) ? 1 : group.series.length);

function draw(view) {
  const { figure, group, drawing, chart } = view, colors = palette();
  delete figure.dataset.drawn;
  resizePlot(view);
  chart.resize({ width: "auto", height: "auto" });
  view.size = { width: chart.getWidth(), height: chart.getHeight() };
  const measured = group.series.filter(isMeasured);
  figure.dataset.series = String(measured.length);
  figure.dataset.points = String(group.packed ? group.packed.lines : measured.reduce((n, s) => n + (s.points || []).length, 0));
  view.note.textContent = group.note || "";
  const option = builders[drawing.kind](view, colors);
  const selected = {};
  for (const s of group.series) selected[s.name] = !view.off.has(s.name);
  option.animation = false;
  option.backgroundColor = "transparent";
  option.textStyle = { fontFamily: colors.font, color: colors.ink };
  option.legend = { show: false, selected, data: Object.keys(selected) };
  option.aria = { enabled: true, label: { description: figure.querySelector("h3").textContent + ". " + (group.name ? group.name + ". " : "") + "The numbers are in the tables of this page." } };
  chart.setOption(option, { notMerge: true });
  drawLegend(view, colors);
}

// shapeClasses are the classes of a symbol: emptyRect is rect and empty.
const shapeClasses = (symbol) => (symbol.startsWith("empty") ? [symbol.slice(5).toLowerCase(), "empty"] : [symbol]);

// drawLegend makes a button per name. One series needs none.
function drawLegend(view, colors) {
  const names = new Map(), series = view.group.series;
  for (const s of [...series.filter(isMeasured), ...series.filter((s) => !isMeasured(s))]) if (!names.has(s.name)) names.set(s.name, s);
  view.legend.replaceChildren();
  if (names.size < 2) return;
  for (const [name, s] of names) {
    const swatch = make("i", "swatch " + (isMeasured(s) ? "" : s.role));
    swatch.style.color = colorOf(colors, s);
    if (isMeasured(s) && !["bars", "spans"].includes(s.role)) swatch.classList.add(...shapeClasses(s.tone ? toneSymbol(s.tone) : symbols[s.color % symbols.length]));
    const button = make("button", "entry", swatch, name);
    button.type = "button";
    button.setAttribute("aria-pressed", String(!view.off.has(name)));
    button.addEventListener("click", () => attempt(view, () => {
      if (!view.off.delete(name)) view.off.add(name);
      button.setAttribute("aria-pressed", String(!view.off.has(name)));
      view.chart.dispatchAction({ type: view.off.has(name) ? "legendUnSelect" : "legendSelect", name });
    }));
    view.legend.append(button);
  }
}

function attempt(view, action) {
  try {
    action();
  } catch (error) {
    tell("The chart " + view.id + " can't be drawn", error);
  }
}

function redrawAll() {
  for (const view of page.views) attempt(view, () => draw(view));
}

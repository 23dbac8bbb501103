function main() {
  document.documentElement.classList.add("scripted");
  setUpTheme();
  for (const table of document.querySelectorAll("table.sortable")) setUpTable(table);
  setUpSaving();
  const drawings = JSON.parse(embedded("drawings") || "{}");
  if (Object.keys(drawings).length === 0) return;
  if (!window.echarts) throw new Error("the library of the charts is missing");
  for (const figure of document.querySelectorAll("figure.chart")) {
    const id = figure.id.slice("chart-".length);
    try {
      setUpChart(id, drawings[id]);
    } catch (error) {
      tell("The chart " + id + " can't be drawn", error);
    }
  }
}

try {
  main();
} catch (error) {
  tell("The charts can't be drawn", error);
}

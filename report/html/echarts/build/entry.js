// The parts of Apache ECharts that the reports draw with. What is not named here
// is shaken off: canvas, maps, graphs, label layout, transitions.
import {
  connect,
  disconnect,
  dispose,
  format,
  getInstanceByDom,
  graphic,
  init,
  registerTheme,
  time,
  use,
  version,
} from "echarts/core";
import {
  BarChart,
  BoxplotChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
} from "echarts/charts";
import {
  AriaComponent,
  DataZoomInsideComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart,
  BoxplotChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  AriaComponent,
  DataZoomInsideComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
  SVGRenderer,
]);

// A shape that is redrawn under the pointer can't tell when the pointer leaves it, and
// its tooltip would stay for good: the document tells in its place.
function initAndWatch(element, theme, options) {
  const chart = init(element, theme, options);
  let inside = false;
  const moved = (event) => {
    const left = inside && !element.contains(event.target);
    inside = element.contains(event.target);
    if (left && !chart.isDisposed()) {
      const root = chart.getZr().painter.getViewportRoot();
      root.dispatchEvent(new MouseEvent("mouseout", { relatedTarget: document.body }));
    }
  };
  document.addEventListener("mousemove", moved, { passive: true });
  document.addEventListener("mouseleave", moved);
  return chart;
}

window.echarts = {
  connect,
  disconnect,
  dispose,
  format,
  getInstanceByDom,
  graphic,
  init: initAndWatch,
  registerTheme,
  time,
  version,
};

// What the page knows of itself. Tests and the curious find the charts here.
const page = { charts: {}, views: [] };
window.runexp = { charts: page.charts };

// tell shows a fault in the page, where its reader is.
function tell(what, error) {
  const box = document.getElementById("page-errors");
  const line = document.createElement("p");
  line.textContent = what + ": " + (error && error.message ? error.message : String(error));
  box.append(line);
  box.hidden = false;
}

// make builds an element: its class, its text, its children.
function make(name, className, ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function embedded(id) {
  const element = document.getElementById(id);
  return element ? element.textContent : "";
}

const isMeasured = (series) => ["line", "dots", "bars", "tiles", "spans"].includes(series.role);

// The colours are the stylesheet's; charts read them each time they are drawn.
const symbols = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle", "emptyDiamond"];

function palette() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue("--" + name).trim();
  return {
    ink: read("ink"), soft: read("soft"), line: read("line"), card: read("card"), font: read("font"),
    tones: { good: read("good"), bad: read("bad"), doubt: read("doubt"), plain: read("soft") },
    series: [0, 1, 2, 3, 4, 5, 6, 7].map((i) => read("c" + i)),
  };
}

const colorOf = (colors, series) => (series.tone ? colors.tones[series.tone] : colors.series[series.color % colors.series.length]);

// mixed is a colour between two, given as #rrggbb.
function mixed(from, to, share) {
  const part = (text, i) => parseInt(text.slice(1 + 2 * i, 3 + 2 * i), 16);
  return "#" + [0, 1, 2].map((i) => Math.round(part(from, i) + share * (part(to, i) - part(from, i))).toString(16).padStart(2, "0")).join("");
}

const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme || (systemDark.matches ? "dark" : "light")) === "dark";

function setUpTheme() {
  const button = document.getElementById("theme");
  const name = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", "Switch to " + button.textContent.toLowerCase() + " colours");
  };
  button.hidden = false;
  name();
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    name();
    redrawAll();
  });
  systemDark.addEventListener("change", () => {
    name();
    redrawAll();
  });
  let before;
  window.addEventListener("beforeprint", () => {
    before = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
    for (const details of document.querySelectorAll("details:not([open])")) {
      details.open = true;
      details.dataset.wasClosed = "";
    }
    redrawAll();
    for (const svg of document.querySelectorAll(".plot svg")) {
      svg.setAttribute("viewBox", "0 0 " + svg.getAttribute("width") + " " + svg.getAttribute("height"));
    }
  });
  window.addEventListener("afterprint", () => {
    if (before) document.documentElement.dataset.theme = before;
    else delete document.documentElement.dataset.theme;
    for (const details of document.querySelectorAll("details[data-was-closed]")) {
      details.open = false;
      delete details.dataset.wasClosed;
    }
    for (const svg of document.querySelectorAll(".plot svg")) svg.removeAttribute("viewBox");
    redrawAll();
  });
}

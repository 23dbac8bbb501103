// What is saved is in the page already; nothing is asked of any server.
function save(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// bare is what a cell says, without the sign of its verdict.
const bare = (cell) => [...cell.childNodes].filter((node) => !(node.classList && node.classList.contains("sign"))).map((node) => node.textContent).join("").trim();

// tableText is a table as CSV, in the order and the words in which it is shown.
const tableText = (table) => [...table.rows].map((row) => [...row.cells].map((cell) => csvText(bare(cell))).join(",") + "\r\n").join("");

// csvText quotes where it must, and disarms what a spreadsheet would take for a
// formula.
function csvText(text) {
  const safe = /^[=+\-@\t]/.test(text) && !/^[+-]?[\d.]+(\s*%)?(\s*±[\d.>]+%?)?$/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
}

// resultText is the embedded result, unpacked where it is packed.
async function resultText(element) {
  const packed = JSON.parse(element.textContent);
  if (packed.encoding !== "gzip+base64") return element.textContent;
  const bytes = Uint8Array.from(atob(packed.data), (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

function setUpSaving() {
  const result = document.getElementById("result"), table = document.getElementById("table-results");
  const file = (result && result.dataset.file) || "result";
  const json = document.getElementById("download-json"), csv = document.getElementById("download-csv");
  if (json) {
    json.hidden = false;
    json.addEventListener("click", () => {
      resultText(result).then((text) => save(file + ".json", "application/json", text)).catch((error) => tell("The result can't be saved", error));
    });
  }
  if (table) {
    csv.hidden = false;
    csv.addEventListener("click", () => save(file + ".csv", "text/csv", tableText(table)));
  }
}

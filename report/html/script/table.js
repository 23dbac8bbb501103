// Tables that are sorted by a click or a key on a heading.
function sortKey(cell) {
  const text = (cell.dataset.sort || cell.textContent).trim();
  const number = parseFloat(text.replace(/^([<>])\s*/, ""));
  return { text, number: /^[<>+\-−]?\s*[\d.]/.test(text) && !isNaN(number) ? number : null };
}

function compareKeys(a, b) {
  if (a.number !== null && b.number !== null) return a.number - b.number;
  if (a.number !== null || b.number !== null) return a.number !== null ? -1 : 1;
  return a.text.localeCompare(b.text);
}

function setUpTable(table) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0], original = [...body.rows];
  heads.forEach((head, column) => {
    const button = make("button", "", head.textContent);
    button.type = "button";
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const was = head.getAttribute("aria-sort");
      for (const other of heads) other.removeAttribute("aria-sort");
      if (was === "descending") {
        body.append(...original);
        return;
      }
      const turn = was === "ascending" ? -1 : 1;
      head.setAttribute("aria-sort", turn > 0 ? "ascending" : "descending");
      const keyed = original.map((row) => ({ row, key: sortKey(row.cells[column]), empty: row.cells[column].textContent.trim() === "" }));
      keyed.sort((a, b) => a.empty - b.empty || turn * compareKeys(a.key, b.key));
      body.append(...keyed.map((k) => k.row));
    });
  });
}

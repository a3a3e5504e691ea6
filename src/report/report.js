/* Sorting the summary, and opening what is folded before printing. The report is whole without it. */
(() => {
  const table = document.querySelector("table.summary");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const key = (row, column) => row.cells[column].dataset.key;
  const compare = (a, b) => a === b ? 0 : a === "" ? 1 : b === "" ? -1 : isNaN(a) || isNaN(b) ? a.localeCompare(b, "en-GB") : a - b;
  heads.forEach((head, column) => {
    if (!body.rows.length || key(body.rows[0], column) === undefined) return;
    const button = document.createElement("button");
    button.type = "button";
    const paper = document.createElement("span"); /* browsers repeat no button on the next sheet of paper */
    paper.className = "paper";
    paper.append(head.textContent);
    button.append(...head.childNodes);
    head.append(button, paper);
    button.addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => [key(row, column), row]);
      rows.sort((a, b) => (descending && a[0] !== "" && b[0] !== "" ? -1 : 1) * compare(a[0], b[0]));
      body.append(...rows.map((row) => row[1]));
    });
  });
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
})();

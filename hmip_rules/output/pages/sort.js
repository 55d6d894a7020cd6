for (const table of document.querySelectorAll("table.sorts")) {
  const body = table.tBodies[0];
  const value = (row, place) => row.cells[place].dataset.order ?? row.cells[place].textContent.trim();
  const order = (one, other) => one.localeCompare(other, "en-GB", { numeric: true });
  [...table.tHead.rows[0].cells].forEach((head, place) => {
    const button = document.createElement("button");
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].sort((one, other) => order(value(one, place), value(other, place)));
      body.append(...(down ? rows.reverse() : rows));
    });
  });
}

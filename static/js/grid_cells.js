/* Cells of the grid: where they are, what they are, which one has the focus. A cell says nothing of itself: its row
   has the id and the version, its column's header the key and the type. */

export function rowsOf(table) {
  return [...table.tHead.rows, ...table.querySelectorAll("tbody.grid-rows > tr[id]")];
}

export function cellOf(element) {
  const cell = element.closest?.("td, th");
  return cell?.closest("thead, tbody.grid-rows") && cell.closest("table[data-grid]") ? cell : null;
}

export function tableOf(cell) {
  return cell.closest("table");
}

export function headerOf(cell) {
  return tableOf(cell).tHead.rows[0].cells[cell.cellIndex];
}

export function isHeader(cell) {
  return cell.parentElement.parentElement.tagName === "THEAD";
}

export function isEditable(cell) {
  const { key, type } = headerOf(cell).dataset;
  return Boolean(key) && type !== "images" && !isHeader(cell) && tableOf(cell).dataset.grid === "edit";
}

export function addressOf(cell) {
  const id = cell.parentElement.id.replace("row-", "");
  return `${tableOf(cell).dataset.rows}/${id}/cells/${headerOf(cell).dataset.key}`;
}

/* The cell so many rows down and columns to the right, or the last one in that direction. */
export function cellAway(cell, down, right) {
  const rows = rowsOf(tableOf(cell));
  const place = rows.indexOf(cell.parentElement) + down;
  const row = rows[Math.max(0, Math.min(rows.length - 1, place))];
  const last = lastColumn(tableOf(cell));
  return row.cells[Math.max(0, Math.min(last, cell.cellIndex + right))];
}

export function lastColumn(table) {
  return table.tHead.rows[0].cells.length - (table.querySelector("col.col-add") ? 2 : 1);
}

/* The next editable cell before or after this one, over the ends of rows; null at the end of the table. */
export function nextEditable(cell, step) {
  const rows = rowsOf(tableOf(cell)).slice(1);
  const width = lastColumn(tableOf(cell)) + 1;
  let place = rows.indexOf(cell.parentElement) * width + cell.cellIndex + step;
  for (; place >= 0 && place < rows.length * width; place += step) {
    const next = rows[Math.floor(place / width)].cells[place % width];
    if (isEditable(next)) return next;
  }
  return null;
}

/* One Tab stop for the whole grid: the cell that had the focus last. */
export function focusCell(cell) {
  if (!cell) return;
  const table = tableOf(cell);
  for (const other of table.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
}

/* Gives rows their roles, once; what is inside a cell is reached through the cell. */
export function decorate(table) {
  table.setAttribute("role", "grid");
  if (table.dataset.grid === "read") table.setAttribute("aria-readonly", "true");
  for (const part of table.querySelectorAll("thead:not([data-ready]), tbody.grid-rows:not([data-ready])")) {
    part.dataset.ready = "";
    for (const cell of part.querySelectorAll("td")) cell.setAttribute("role", "gridcell");
    for (const inner of part.querySelectorAll("a, input")) inner.tabIndex = -1;
  }
  const first = table.querySelector("tbody.grid-rows > tr[id] > th");
  if (first && !table.querySelector('[tabindex="0"]')) first.tabIndex = 0;
}

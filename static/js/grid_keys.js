/* Moving about in the grid. Tab leaves it. Enter, F2 and typing belong to grid_edit.js, except on cells that are not
   edited in place: there Enter follows what is in them. */
import { cellAway, cellOf, focusCell, headerOf, isEditable, isHeader, lastColumn, rowsOf, tableOf } from "./grid_cells.js";

const PAGE = 12;
const FAR = 1e6;
const CONTROLS = "a, input, button, select, textarea, label, summary, form";

const MOVES = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-PAGE, 0],
  PageDown: [PAGE, 0],
  Home: [0, -FAR],
  End: [0, FAR],
};

/* With Ctrl (or Cmd) to the edge: of the column by up and down, of the table by Home and End. */
function target(cell, event) {
  const [down, right] = MOVES[event.key];
  if (!event.ctrlKey && !event.metaKey) return cellAway(cell, down, right);
  const rows = rowsOf(tableOf(cell));
  if (event.key === "Home") return rows[1]?.cells[1];
  if (event.key === "End") return rows.at(-1).cells[lastColumn(tableOf(cell))];
  return cellAway(cell, down * FAR, right * FAR);
}

function openRow(cell) {
  const { href } = cell.parentElement.querySelector("a.grid-open");
  location.assign(headerOf(cell).dataset.type === "images" ? `${href}#pictures` : href);
}

function onSpace(cell, event) {
  const tick = cell.parentElement.querySelector("input[name=row]");
  if (isHeader(cell)) cell.querySelector(".icon-button, input")?.click();
  else if (tick && (event.shiftKey || cell.contains(tick))) tick.click();
  else openRow(cell);
}

function onKey(event) {
  const cell = event.target;
  if (event.defaultPrevented || event.altKey || cell !== cellOf(cell)) return;
  if (event.key in MOVES && !event.shiftKey) focusCell(target(cell, event));
  else if (event.key === "Enter" && event.shiftKey) focusCell(cellAway(cell, -1, 0));
  else if (event.key === "Enter" && isHeader(cell)) cell.querySelector("a")?.click();
  else if (event.key === "Enter" && !isEditable(cell)) openRow(cell);
  else if (event.key === " ") onSpace(cell, event);
  else return;
  event.preventDefault();
}

/* A press gives the cell the focus before a click opens it; pictures open with their row. */
function onPress(event) {
  const cell = cellOf(event.target);
  if (!cell || event.target.closest(CONTROLS) || event.button !== 0) return;
  event.preventDefault();
  focusCell(cell);
}

function onClick(event) {
  const cell = cellOf(event.target);
  if (!cell || isHeader(cell) || event.target.closest(CONTROLS)) return;
  if (headerOf(cell).dataset.type === "images") openRow(cell);
}

export function watchKeys(table) {
  table.addEventListener("keydown", onKey);
  table.addEventListener("mousedown", onPress);
  table.addEventListener("click", onClick);
}

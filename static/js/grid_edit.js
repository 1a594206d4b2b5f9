/* Editing in place: a cell opens by click, Enter, F2 or typing; Enter saves and moves down, Tab saves and opens the
   next, Escape takes back, leaving saves. What was typed stays until the server has it. */
import { cellAway, cellOf, focusCell, isEditable, nextEditable } from "./grid_cells.js";
import { PRINTABLE, commit, giveUp, keep, open, takeBack } from "./grid_editor.js";
import { drafts, save } from "./grid_save.js";

const KEPT = /^(.|Enter|Tab|Escape|F2)$/u;

/* Leaving the editor saves it: moving the focus is all that Enter and Tab need to do. */
function onLeave(event) {
  const form = event.target.closest?.(".cell-editor");
  if (form && document.hasFocus() && !form.contains(event.relatedTarget)) commit(cellOf(form));
}

function onEditorKey(event, cell) {
  const { key } = event;
  const inText = event.target.matches("textarea");
  if (event.isComposing || (event.target.matches("button") && key !== "Escape")) return;
  if (key === "Escape") takeBack(cell);
  else if (key === "Enter" && event.shiftKey) return;
  else if (key === "Enter" && event.altKey && inText) breakLine(event.target);
  else if (key === "Enter") focusCell(event.ctrlKey || event.metaKey ? cell : cellAway(cell, 1, 0));
  else if (key === "F2") focusCell(cell);
  else if (key !== "Tab" || !moveOn(cell, event.shiftKey ? -1 : 1)) return;
  event.preventDefault();
}

function breakLine(area) {
  area.setRangeText("\n", area.selectionStart, area.selectionEnd, "end");
}

/* Opens the next cell; at the end of the table, and from a conflict, Tab does what it does everywhere. */
function moveOn(cell, step) {
  const next = cell.querySelector(".conflict") ? null : nextEditable(cell, step);
  if (!next) return false;
  focusCell(next);
  open(next);
  return true;
}

function onCellKey(event, cell) {
  const { key } = event;
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isPlain && KEPT.test(key) && keep(cell, key)) event.preventDefault();
  else if (!isEditable(cell) || !isPlain || event.isComposing) return;
  else if ((key === "Enter" && !event.shiftKey) || key === "F2") open(cell);
  else if ((key === "Delete" || key === "Backspace") && !drafts.has(cell)) save(cell, "");
  else if (PRINTABLE.test(key) && key !== " ") open(cell, [key]);
  else return;
  event.preventDefault();
}

function onKey(event) {
  const cell = cellOf(event.target);
  if (cell === event.target) onCellKey(event, cell);
  else if (cell && event.target.closest(".cell-editor")) onEditorKey(event, cell);
}

function onClick(event) {
  const cell = cellOf(event.target);
  if (cell && isEditable(cell) && !event.target.closest("a, form")) open(cell);
}

/* A button of the form was pressed: in a conflict it carries the value that is kept. */
function onSubmit(event) {
  const cell = cellOf(event.target);
  if (!cell) return;
  event.preventDefault();
  const { submitter } = event;
  if (submitter?.name === "value") save(cell, submitter.value);
  else focusCell(cellAway(cell, 1, 0));
}

export function watchEditing(table) {
  table.addEventListener("keydown", onKey);
  table.addEventListener("click", onClick);
  table.addEventListener("submit", onSubmit);
  table.addEventListener("focusout", onLeave);
  table.addEventListener("focusin", (event) => giveUp(cellOf(event.target)));
}

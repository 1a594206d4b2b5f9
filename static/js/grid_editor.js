/* The editor of a cell: fetched and shown, taken away again, its text handed over for saving. */
import { addressOf, focusCell } from "./grid_cells.js";
import { drafts, save, valueOf } from "./grid_save.js";
import { announce } from "./grid_state.js";

export const PRINTABLE = /^.$/u;
const CONTROL = "select, textarea, input:not([type=hidden])";

/* The cell whose editor is on its way, and the keys that were pressed meanwhile. */
let opening = null;

export async function open(cell, keys = []) {
  if (drafts.has(cell)) return focusEditor(cell);
  opening = { cell, keys };
  const mine = opening;
  const { markup, trouble } = await fetched(addressOf(cell));
  if (opening !== mine) return;
  opening = null; // from here to the last key nothing waits: a key meanwhile would be lost
  if (trouble) return announce("attention", document.getElementById("messages")?.dataset[trouble]);
  show(cell, markup);
  focusEditor(cell, keys.length > 0);
  replay(keys);
}

/* The editor's markup, whole; else whether it "failed" or we are "offline". */
async function fetched(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    return answer.ok ? { markup: await answer.text() } : { trouble: "failed" };
  } catch {
    return { trouble: "offline" };
  }
}

function show(cell, markup) {
  const draft = { before: [...cell.childNodes] };
  drafts.set(cell, draft);
  cell.innerHTML = markup;
  cell.classList.add("is-editing");
  draft.loaded = valueOf(cell);
}

function focusEditor(cell, isReplaced = false) {
  const control = cell.querySelector(`[role=alertdialog], ${CONTROL}`);
  control?.focus();
  if (!control?.matches("textarea, input[type=text]")) return;
  if (isReplaced) control.value = "";
  control.setSelectionRange(control.value.length, control.value.length);
}

/* Does what keys would have done, had the editor been there; where one of them opens another cell, the rest wait. */
function replay(keys) {
  while (keys.length) {
    const key = keys.shift();
    const control = document.activeElement;
    if (PRINTABLE.test(key) && control.matches("textarea, input[type=text]")) control.value += key;
    else control.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    if (opening) opening.keys.push(...keys.splice(0));
  }
}

/* Puts back what was shown before. From a conflict, first back to what was typed. */
export function takeBack(cell) {
  const draft = drafts.get(cell);
  if (cell.querySelector(".conflict") && draft.editor) {
    cell.replaceChildren(draft.editor);
    return focusEditor(cell);
  }
  close(cell);
  focusCell(cell);
}

function close(cell) {
  const { before } = drafts.get(cell);
  drafts.delete(cell);
  cell.replaceChildren(...before);
  cell.classList.remove("is-editing", "is-invalid", "is-conflict", "is-dirty", "is-saving");
  announce();
}

export function commit(cell) {
  const draft = drafts.get(cell);
  if (!draft || cell.querySelector(".conflict")) return;
  const value = valueOf(cell);
  if (value === draft.loaded && !draft.tried) close(cell);
  else if (value !== draft.objected) save(cell);
}

/* Keeps a key that is pressed before the editor is there. */
export function keep(cell, key) {
  if (opening?.cell !== cell) return false;
  opening.keys.push(key);
  return true;
}

/* The focus went elsewhere before the editor came: it is not wanted any more. */
export function giveUp(cell) {
  if (opening && opening.cell !== cell) opening = null;
}

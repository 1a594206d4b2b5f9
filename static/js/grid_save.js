/* Saving cells: one request for each, in order within a row, repeated safely by an operation id. An answer never
   overwrites what was typed after it was asked for. */
import { addressOf, focusCell } from "./grid_cells.js";
import { csrfHeaders } from "./csrf.js";
import { announce } from "./grid_state.js";

const RETRY_AFTER = 5000;
const KEEPALIVE_LIMIT = 60_000;

/* Cell -> what was shown before, the text its editor began with, and the save that was tried last. */
export const drafts = new Map();
const queues = new WeakMap();

export function valueOf(cell) {
  const form = cell.querySelector("form");
  return form ? new FormData(form).getAll("value").filter(Boolean).join("; ") : "";
}

export function save(cell, chosen = null) {
  const draft = drafts.get(cell) ?? { before: [...cell.childNodes], loaded: null };
  drafts.set(cell, draft);
  const value = chosen ?? valueOf(cell);
  if (draft.saving === value) return;
  draft.saving = value;
  const row = cell.parentElement;
  const turn = (queues.get(row) ?? Promise.resolve()).then(() => send(cell, draft, value));
  queues.set(row, turn);
  mark(cell, "is-saving");
}

async function send(cell, draft, value) {
  const row = cell.parentElement;
  if (draft.tried?.value !== value) draft.tried = { value, id: operationId() };
  const base = cell.querySelector("[name=base_version]")?.value ?? row.dataset.version;
  const body = new URLSearchParams({ value, base_version: base, operation_id: draft.tried.id });
  try {
    const answer = await fetch(addressOf(cell), {
      method: "POST",
      headers: { "HX-Request": "true", ...csrfHeaders() },
      body,
      keepalive: String(body).length < KEEPALIVE_LIMIT,
    });
    receive(cell, draft, value, answer, await answer.text());
  } catch {
    draft.saving = null;
    mark(cell, "is-dirty", "offline");
    setTimeout(() => drafts.get(cell) === draft && draft.tried.value === value && save(cell, value), RETRY_AFTER);
  }
}

function receive(cell, draft, value, answer, markup) {
  draft.saving = null;
  const version = answer.headers.get("X-Row-Version");
  if (version && answer.ok) cell.parentElement.dataset.version = version;
  const isNewer = cell.contains(document.activeElement) && cell.querySelector("form") && valueOf(cell) !== value;
  if (answer.ok && isNewer && !cell.querySelector(".conflict")) {
    draft.loaded = value;
    cell.querySelector("[name=base_version]").value = version;
    mark(cell, "is-dirty");
  } else if (answer.ok) settle(cell, markup);
  else if (answer.status === 422 || answer.status === 409) object(cell, draft, value, answer.status, markup);
  else refuse(cell, markup);
}

function settle(cell, markup) {
  drafts.delete(cell);
  const hadFocus = cell.contains(document.activeElement);
  cell.innerHTML = markup;
  cell.classList.remove("is-editing");
  if (hadFocus) focusCell(cell);
  mark(cell, "is-saved");
  setTimeout(() => cell.classList.remove("is-saved"), 1500);
}

/* Shows why it cannot be taken, or both sides of a conflict; the focus goes there unless it is at work elsewhere. */
function object(cell, draft, value, status, markup) {
  const isBusy = document.activeElement?.closest(".cell-editor") && !cell.contains(document.activeElement);
  draft.editor = cell.querySelector("form:not(:has(.conflict))") ?? draft.editor;
  cell.innerHTML = markup;
  cell.classList.add("is-editing");
  mark(cell, status === 409 ? "is-conflict" : "is-invalid", "attention");
  const first = cell.querySelector("[role=alertdialog], select, textarea, input:not([type=hidden])");
  if (!isBusy && draft.objected !== value) first?.focus();
  if (!isBusy) cell.querySelector(".cell-popover")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  draft.objected = status === 422 ? value : undefined;
}

/* Refused outright: the editor stays as it is, with the server's sentence. */
function refuse(cell, markup) {
  const sentence = new DOMParser().parseFromString(markup, "text/html").querySelector("#error p")?.textContent;
  mark(cell, "is-dirty", "attention", sentence?.trim());
}

function mark(cell, name, state = null, sentence = "") {
  cell.classList.remove("is-saving", "is-saved", "is-dirty", "is-invalid", "is-conflict");
  cell.classList.add(name);
  announce(state, sentence);
}

function operationId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

addEventListener("online", () => {
  for (const [cell, draft] of drafts) if (draft.tried && cell.matches(".is-dirty")) save(cell, draft.tried.value);
});

addEventListener("beforeunload", (event) => {
  if (document.querySelector(".grid :is(.is-dirty, .is-invalid, .is-conflict)")) event.preventDefault();
});

/* Pictures come in by picker, drop or paste, into a tray or onto a cell of pictures in the table. */
import { upload } from "./upload_queue.js";

const template = () => document.querySelector("template[data-upload-template]");
const filesIn = (transfer) => [...(transfer?.files ?? [])];

/* What can be uploaded to from here: a tray's form, or the cell of pictures under it. */
function targetOf(element) {
  const tray = element.closest?.("[data-tray]");
  if (tray) return trayTarget(tray);
  const cell = element.closest?.("[data-grid='edit'] tbody td");
  return cell ? cellTarget(cell) : null;
}

function trayTarget(tray, url = tray.dataset.tray) {
  const list = tray.querySelector("[data-upload-list]");
  return list && { place: tray.querySelector("[data-dropzone]"), url, list, done: (answer) => refresh(tray.id, answer) };
}

function cellTarget(cell) {
  const table = cell.closest("table");
  const { key, type } = table.tHead.rows[0].cells[cell.cellIndex]?.dataset ?? {};
  const list = document.querySelector("[data-upload-list]");
  if (type !== "images" || !list) return null;
  const url = `${table.dataset.rows}/${cell.parentElement.id.replace("row-", "")}/images/${key}`;
  return { place: cell, url, list, done: () => refreshCell(cell, url) };
}

/* The rest of the tray is made anew; the list of uploads stays where it is. */
function refresh(id, answer) {
  const tray = document.getElementById(id);
  const parts = ":scope > [data-outcome], :scope > ol.tray";
  const fresh = answer.getElementById(id)?.querySelectorAll(parts) ?? [];
  if (!tray || !fresh.length) return;
  for (const stale of tray.querySelectorAll(parts)) stale.remove();
  tray.prepend(...fresh);
  for (const part of fresh) htmx.process(part);
}

async function refreshCell(cell, url) {
  const answer = await fetch(`${url}?part=cell`, { headers: { "HX-Request": "true" } });
  if (answer.ok) cell.innerHTML = await answer.text();
}

function send(files, target) {
  for (const file of files) upload(file, { ...target, template: template() });
}

function mark(place) {
  for (const marked of document.querySelectorAll(".is-over")) marked.classList.remove("is-over");
  place?.classList.add("is-over");
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-upload]");
  if (!form || event.target.type !== "file") return;
  const target = trayTarget(form.closest("[data-tray]"), form.getAttribute("action"));
  send(filesIn(event.target), target);
  event.target.value = "";
});

/* Dropped beside every target, a file must not take the place of the page. */
document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  const target = targetOf(event.target);
  mark(target?.place);
  if (!target) event.dataTransfer.dropEffect = "none";
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) mark(null);
});

document.addEventListener("drop", (event) => {
  const files = filesIn(event.dataTransfer);
  if (!files.length) return;
  event.preventDefault();
  mark(null);
  const target = targetOf(event.target);
  if (target) send(files, target);
});

/* A paste goes where the focus is, or into the only tray of the page. */
document.addEventListener("paste", (event) => {
  const files = filesIn(event.clipboardData);
  if (!files.length) return;
  const trays = document.querySelectorAll("[data-tray]");
  const target = targetOf(document.activeElement) ?? (trays.length === 1 ? trayTarget(trays[0]) : null);
  if (!target) return;
  event.preventDefault();
  send(files, target);
});

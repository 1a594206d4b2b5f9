/* Sends files one after another to one address and shows how far each is. A file that failed is kept, to try again. */
import { csrfHeaders } from "./csrf.js";

const REASONS = { 0: "offline", 401: "signedOut", 413: "large" };
const queues = new Map();

/* `list` is where items go, `template` makes one; `done` gets the server's answer, as a document, after each file. */
export function upload(file, { url, list, template, done }) {
  const item = newItem(file, list, template);
  const task = { file, url, item, done, operation: randomId() };
  item.querySelector("[data-upload-retry]").addEventListener("click", () => enqueue(task));
  item.querySelector("[data-upload-cancel]").addEventListener("click", () => cancel(task));
  enqueue(task);
}

/* crypto.randomUUID exists in secure contexts only, and a small installation may have none. */
function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function newItem(file, list, template) {
  const item = template.content.cloneNode(true).querySelector(".upload-item");
  item.querySelector(".upload-name").textContent = file.name;
  list.append(item);
  return item;
}

function enqueue(task) {
  show(task, "");
  task.isCancelled = false;
  const before = queues.get(task.url) ?? Promise.resolve();
  queues.set(task.url, before.then(() => send(task)));
}

function cancel(task) {
  task.isCancelled = true;
  task.request?.abort();
  task.item.remove();
}

function send(task) {
  if (task.isCancelled) return Promise.resolve();
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    task.request = request;
    request.upload.addEventListener("progress", (event) => progress(task, event));
    request.addEventListener("loadend", () => {
      if (!task.isCancelled) finish(task, request);
      resolve();
    });
    request.open("POST", task.url);
    const headers = { ...csrfHeaders(), "HX-Request": "true", Accept: "text/html" };
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(formOf(task));
  });
}

function formOf({ file, operation }) {
  const form = new FormData();
  form.append("operation_id", operation);
  form.append("file", file, file.name);
  return form;
}

/* Without a value the bar moves by itself: all is sent, and the server makes the smaller sizes. */
function progress({ item }, { lengthComputable, loaded, total }) {
  const bar = item.querySelector("progress");
  if (lengthComputable && loaded < total) bar.value = (100 * loaded) / total;
  else bar.removeAttribute("value");
}

function finish(task, request) {
  const answer = new DOMParser().parseFromString(request.responseText ?? "", "text/html");
  if (request.status === 200) {
    task.item.remove();
    task.done(answer);
  } else {
    show(task, reason(task, request.status, answer));
  }
}

/* The server's own sentence, without the file's name, which stands above it. */
function reason({ item }, status, answer) {
  const sentence = answer.querySelector("[data-refusals] [data-reason]") ?? answer.querySelector("#error p");
  const words = item.querySelector("[data-upload-error]").dataset;
  return sentence?.textContent.trim() || words[REASONS[status] ?? "failed"];
}

function show({ item }, error) {
  const place = item.querySelector("[data-upload-error]");
  item.classList.toggle("is-failed", Boolean(error));
  place.hidden = !error;
  place.textContent = error;
  item.querySelector("[data-upload-retry]").hidden = !error;
  item.querySelector("progress").hidden = Boolean(error);
  item.querySelector("progress").value = 0;
}

addEventListener("beforeunload", (event) => {
  if (document.querySelector(".upload-item:not(.is-failed)")) event.preventDefault();
});

/* Passing messages. The server sends {"toast": {message, kind, action_url, action_label}} in HX-Trigger; modules call
   showToast(). What could not be swapped (signed out, refused, failed, offline) is said here too. */
const SHOWN_FOR = 6000;
const SENTENCES = { 401: "signedOut", 403: "notAllowed", 429: "tooMany" };

export function showToast({ message, kind = "info", action_url: url, action_label: label }) {
  const messages = document.getElementById("messages");
  if (!messages || !message) return;
  const toast = document.getElementById("toast-template").content.cloneNode(true).firstElementChild;
  const failed = kind === "error";
  toast.classList.toggle("toast-error", failed);
  toast.querySelector(failed ? "[data-toast-ok]" : "[data-toast-error]").remove();
  toast.querySelector(".toast-text").textContent = message;
  const form = toast.querySelector("[data-toast-action]");
  if (url) {
    form.action = url;
    form.querySelector("button").textContent = label;
  } else {
    form.remove();
  }
  messages.querySelector(failed ? "#alerts" : "#toasts").replaceChildren(toast);
  if (!url && !failed) expire(toast);
}

/* Goes by itself, but not while somebody reads it by pointer or keyboard. */
function expire(toast) {
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) expire(toast);
    else toast.remove();
  }, SHOWN_FOR);
}

function sentence(name) {
  return document.getElementById("messages")?.dataset[name];
}

/* The server's own words, from errors/_inline.html. */
function refusal(text) {
  const answer = new DOMParser().parseFromString(text ?? "", "text/html");
  return answer.querySelector("#error p")?.textContent.trim();
}

document.addEventListener("toast", (event) => showToast(event.detail));

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
});

document.addEventListener("htmx:response:error", (event) => {
  const { response, text } = event.detail.ctx;
  const name = SENTENCES[response.status] ?? (response.status >= 500 ? "failed" : "");
  if (name) showToast({ message: refusal(text) || sentence(name), kind: "error" });
});

document.addEventListener("htmx:error", (event) => {
  const { ctx } = event.detail;
  if (ctx && !ctx.response) showToast({ message: sentence("offline"), kind: "error" });
});

/* Says in the toolbar how saving stands: all saved, something on its way, no connection, a cell that needs somebody. */
const place = document.getElementById("save-state");

function standing() {
  if (document.querySelector(".grid :is(.is-invalid, .is-conflict)")) return "attention";
  if (document.querySelector(".grid .is-dirty")) return "offline";
  return document.querySelector(".grid .is-saving") ? "pending" : "saved";
}

/* `sentence` is said instead of the usual one: the server's own words for what it refused. */
export function announce(state = null, sentence = "") {
  if (!place) return;
  const now = state ?? standing();
  place.dataset.state = now;
  const words = sentence || place.dataset[now];
  if (place.textContent !== words) place.textContent = words;
}

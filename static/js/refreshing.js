/* Parts that ask for themselves again ([data-refreshing]) rest while nobody looks, and catch up when somebody does. */
function rest(event) {
  const source = event.detail.ctx?.sourceElement;
  if (document.hidden && source?.matches("[data-refreshing]")) event.preventDefault();
}

document.addEventListener("htmx:before:request", rest);

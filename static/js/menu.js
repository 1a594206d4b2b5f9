/* <details class="menu"> opens by itself; this closes it: Escape, a click elsewhere, leaving by Tab, a choice made. */
const OPEN = "details.menu[open]";

function closeOthers(inside) {
  for (const menu of document.querySelectorAll(OPEN)) {
    if (!menu.contains(inside)) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeOthers(event.target);
  const chosen = event.target.closest("[data-menu-close]");
  if (chosen) chosen.closest(OPEN).open = false;
});

document.addEventListener("focusin", (event) => closeOthers(event.target));

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.(OPEN);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

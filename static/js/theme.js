/* Light, dark, or as the system: buttons with data-theme-choice inside [data-theme-switch]. */
const KEY = "catalog-theme";
const root = document.documentElement;

function choose(theme) {
  if (theme === "auto") {
    delete root.dataset.theme;
    localStorage.removeItem(KEY);
  } else {
    root.dataset.theme = theme;
    localStorage.setItem(KEY, theme);
  }
  show();
}

function show() {
  const current = root.dataset.theme ?? "auto";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === current));
  }
}

function storageAllowed() {
  try {
    return Boolean(localStorage);
  } catch {
    return false;
  }
}

if (storageAllowed()) {
  for (const group of document.querySelectorAll("[data-theme-switch]")) {
    group.hidden = false;
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (button) choose(button.dataset.themeChoice);
  });
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) choose(event.newValue ?? "auto");
  });
  show();
}

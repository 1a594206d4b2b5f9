/* Classic and in the head, so that a chosen theme is there before the first paint. */
try {
  const chosen = localStorage.getItem("catalog-theme");
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  /* Storage is forbidden here: the system's choice counts. */
}

/* On a phone the tabs of a catalog scroll sideways: the current one is brought into view. */
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  tab.scrollIntoView({ block: "nearest", inline: "nearest" });
}

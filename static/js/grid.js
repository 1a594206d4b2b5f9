/* Makes a grid of the table of rows: keys, editing in place, ticking. Below 44rem, where rows are cards, it stays
   plain: a tap opens the row's form. */
import { decorate } from "./grid_cells.js";
import { watchKeys } from "./grid_keys.js";
import { watchEditing } from "./grid_edit.js";
import { watchTicks } from "./grid_ticks.js";

const table = document.querySelector("table[data-grid]");

if (table) {
  watchTicks(table);
  if (matchMedia("(width >= 44rem)").matches) {
    decorate(table);
    new MutationObserver(() => decorate(table)).observe(table, { childList: true });
    if (table.dataset.grid === "edit") watchEditing(table);
    watchKeys(table); // after editing: what that takes is not moved by
  }
}

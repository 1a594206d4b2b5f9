/* Ticked rows: all at once, a range with Shift, and what can be done with them, which shows itself once there are some. */
let last = null;

function ticksOf(table) {
  return [...table.querySelectorAll("input[name=row]")];
}

function show(table) {
  const ticks = ticksOf(table);
  const count = ticks.filter((tick) => tick.checked).length;
  const all = table.querySelector("[data-tick-all]");
  if (all) {
    all.checked = count > 0 && count === ticks.length;
    all.indeterminate = count > 0 && count < ticks.length;
  }
  for (const tick of ticks) tick.closest("tr").classList.toggle("is-selected", tick.checked);
  const bulk = document.getElementById("bulk");
  if (bulk) bulk.hidden = count === 0;
}

/* Makes the ticks between the last one and this one like this one. */
function extend(table, tick) {
  const ticks = ticksOf(table);
  const [from, to] = [ticks.indexOf(last), ticks.indexOf(tick)].sort((a, b) => a - b);
  for (const between of ticks.slice(Math.max(from, 0), to + 1)) between.checked = tick.checked;
}

export function watchTicks(table) {
  const all = table.querySelector("[data-tick-all]");
  if (!all) return;
  all.hidden = false;
  table.addEventListener("click", (event) => {
    const tick = event.target.closest("input[name=row]");
    if (tick && event.shiftKey && last) extend(table, tick);
    if (tick) last = tick;
  });
  table.addEventListener("change", (event) => {
    if (event.target === all) for (const tick of ticksOf(table)) tick.checked = all.checked;
    show(table);
  });
  show(table);
}

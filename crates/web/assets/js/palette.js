// The palette: a dialog that finds contacts by any fragment and jumps to pages. Arrows move, Enter follows.
import { $, $$, ask, settled } from "./dom.js";

const palette = $("#palette");
const PART = { accept: "text/html", "rankr-fragment": "found" };

export function openPalette() {
  if (!palette || palette.open) return;
  palette.showModal();
  $("input", palette).select();
}

const links = () => $$("li:not([hidden]) a", palette);

function showFixed(typed) {
  for (const line of $$("[data-fixed] li", palette)) line.hidden = !line.textContent.toLowerCase().includes(typed.toLowerCase());
}

function showNone() {
  $("[data-none]", palette).hidden = links().length > 0;
}

const find = settled(120, async (typed) => {
  const list = $("[data-found]", palette);
  if (!typed.trim()) { list.replaceChildren(); showNone(); return; }
  try {
    const { page, ok } = await ask(`${palette.dataset.find}?q=${encodeURIComponent(typed)}`, { headers: PART });
    if (!ok || $("input", palette).value !== typed) return;
    list.replaceChildren(...$$("[data-found] > li", page).map((line) => document.importNode(line, true)));
  } catch { /* the banner says that Rankr is not reached */ }
  showNone();
});

function move(event) {
  const list = links(), at = list.indexOf(document.activeElement), input = $("input", palette);
  if (event.key === "ArrowDown") { event.preventDefault(); list[Math.min(at + 1, list.length - 1)]?.focus(); }
  if (event.key === "ArrowUp") { event.preventDefault(); (at > 0 ? list[at - 1] : input).focus(); }
  if (event.key === "Enter" && document.activeElement === input) {
    event.preventDefault();
    if (list.length) list[0].click();
    else location.assign(`/contacts?q=${encodeURIComponent(input.value)}`);
  }
}

if (palette) {
  const input = $("input", palette);
  input.addEventListener("input", () => { showFixed(input.value); showNone(); find(input.value); });
  palette.addEventListener("keydown", move);
  palette.addEventListener("click", (event) => { if (event.target === palette || event.target.closest("a")) palette.close(); });
  addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-palette]") || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    openPalette();
  });
}

// Keys: mod+K finds, / searches the list, g c goes, j k move, x selects, Enter opens, n and t write, ? explains.
// Single letters do nothing while typing and can be switched off.
import { $, $$, typing } from "./dom.js";
import { openPalette } from "./palette.js";

const GO = { c: "/contacts" };
const GO_WITHIN_MS = 900;
const sheet = $("#keys");
const letters = {
  on: () => { try { return localStorage.getItem("rankr-letters") !== "off"; } catch { return true; } },
  keep: (on) => { try { localStorage.setItem("rankr-letters", on ? "on" : "off"); } catch { /* a private window forgets it */ } },
};
let went = 0;

function moveRow(step) {
  const rows = $$("[data-row]");
  const at = rows.findIndex((row) => row.contains(document.activeElement) || row.matches(".cur"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
  rows.forEach((row) => row.classList.toggle("cur", row === next));
  if (next) $("a", next)?.focus();
}

const current = () => $("[data-row].cur") ?? document.activeElement?.closest?.("[data-row]");

const acts = {
  "/": () => { const search = $("[data-search]"); search?.focus(); search?.select?.(); return Boolean(search); },
  "?": () => { sheet?.showModal(); return true; },
  g: () => { went = Date.now(); return true; },
  j: () => { moveRow(1); return true; },
  k: () => { moveRow(-1); return true; },
  x: () => { const box = $(".ck", current() ?? document.createElement("i")); box?.click(); return Boolean(box); },
  n: () => { dispatchEvent(new CustomEvent("rankr:compose", { detail: "note" })); return true; },
  t: () => { dispatchEvent(new CustomEvent("rankr:compose", { detail: "task" })); return true; },
};

function pressed(event) {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") { event.preventDefault(); openPalette(); return; }
  if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target) || !letters.on()) return;
  if (Date.now() - went < GO_WITHIN_MS && GO[event.key]) { event.preventDefault(); location.assign(GO[event.key]); return; }
  if (acts[event.key]?.()) event.preventDefault();
}

addEventListener("keydown", pressed);
addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-keys-open]")) return;
  event.preventDefault();
  sheet?.showModal();
});
sheet?.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
const box = $("[data-keys-on]");
if (box) {
  box.checked = letters.on();
  box.addEventListener("change", () => letters.keep(box.checked));
}
if (!/Mac|iPhone|iPad/.test(navigator.userAgent)) {
  for (const key of $$("kbd[data-mod]")) key.textContent = `Ctrl ${key.dataset.mod}`;
}

// Toasts: what just happened, for ten seconds, with a way back. They wait while looked at.
import { $, $$ } from "./dom.js";

const SHOWN_MS = 10_000;
const tray = $("#toasts");

function run(toast) {
  if (toast.dataset.running) return;
  toast.dataset.running = "yes";
  let left = SHOWN_MS, since = Date.now(), timer;
  const go = () => { since = Date.now(); timer = setTimeout(() => toast.remove(), left); };
  const stop = () => { clearTimeout(timer); left -= Date.now() - since; };
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", go);
  go();
}

/** Takes over the toasts of a freshly fetched page. */
export function takeToasts(page) {
  const fresh = $$("[data-toast]", page.getElementById("toasts") ?? page.createElement("div"));
  if (!fresh.length || !tray) return;
  tray.replaceChildren(...fresh);
  fresh.forEach(run);
}

/** Says something that the server did not. */
export function say(text) {
  if (!tray) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.toast = "";
  toast.textContent = text;
  tray.replaceChildren(toast);
  run(toast);
}

if (tray) $$("[data-toast]", tray).forEach(run);

// The banner that says Rankr is not reached: shown on the second miss, gone with the first answer, tried again meanwhile.
import { $$ } from "./dom.js";
import { refresh } from "./swap.js";

const TRY_AGAIN_MS = 4000;
let misses = 0;
let timer = null;

function show(on) {
  for (const banner of $$("[data-offline]")) banner.hidden = !on;
  document.body.classList.toggle("is-offline", on);
}

function missed() {
  misses += 1;
  if (misses > 1 || !navigator.onLine) show(true);
  clearTimeout(timer);
  timer = setTimeout(refresh, TRY_AGAIN_MS);
}

addEventListener("rankr:reached", (event) => {
  if (!event.detail) { missed(); return; }
  clearTimeout(timer);
  misses = 0;
  show(false);
});
addEventListener("offline", () => show(true));
addEventListener("online", refresh);

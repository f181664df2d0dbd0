// Keeps words about time true while a page stays open: "12 s ago", "Saving" that turns to "Still trying". A time that
// came without its exact words, as those of a long list do, gets them once it is pointed at.
import { $$ } from "./dom.js";

const STILL_TRYING_MS = 10_000;

function ago(seconds) {
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return null;
}

function tick() {
  const now = Date.now();
  for (const time of $$("time[data-ago], #rows .u time")) {
    const words = ago(Math.max(0, Math.round((now - Date.parse(time.dateTime)) / 1000)));
    if (words && words !== time.textContent) time.textContent = words;
  }
  for (const mark of $$(".pend[data-since]")) {
    if (mark.textContent === "Saving" && now - Date.parse(mark.dataset.since) > STILL_TRYING_MS) mark.textContent = "Still trying";
  }
}

setInterval(tick, 1000);

const ZONE = document.body.dataset.zone;
const EXACT = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZoneName: "short" };

addEventListener("pointerover", (event) => {
  const time = event.target.closest?.("time:not([title])");
  if (!time) return;
  try {
    time.title = new Intl.DateTimeFormat("en-GB", { ...EXACT, timeZone: ZONE }).format(new Date(time.dateTime));
  } catch { /* a zone this browser does not know: the words beside it stand alone */ }
});

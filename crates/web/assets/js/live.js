// News: one stream a browser, shared between its tabs, closed while none is looked at, resumed where it stopped.
//
// The visible tab that holds the lock listens and tells the others; a hidden tab lets go of the lock.
import { reached } from "./dom.js";
import { refresh } from "./swap.js";

const LOCK = "rankr-live";
const AGAIN_MS = 5000;
const stream = document.body.dataset.stream;
const watched = document.body.dataset.watch ?? "";
const channel = "BroadcastChannel" in window ? new BroadcastChannel(LOCK) : null;
let letGo = null;
let source = null;
let waiting = null;

const seq = () => Number(document.body.dataset.seq ?? 0);
const concerns = (news) => !watched || watched === "all" || !news.contact || news.contact === watched;

let timer = null;
function heard(news) {
  if (news.seq) document.body.dataset.seq = String(Math.max(seq(), news.seq));
  if (!concerns(news) || document.hidden) return;
  clearTimeout(timer);
  timer = setTimeout(refresh, 40);
}

function read(event) {
  const id = Number(event.lastEventId);
  let news = {};
  try { news = JSON.parse(event.data || "{}"); } catch { /* a kind we do not know still means: look again */ }
  return { ...news, seq: Number.isFinite(id) ? id : 0 };
}

function listen() {
  source = new EventSource(`${stream}?after=${seq()}`);
  const pass = (event) => { const news = read(event); heard(news); channel?.postMessage(news); };
  for (const kind of ["change", "write", "progress", "again", "message"]) source.addEventListener(kind, pass);
  source.addEventListener("open", () => reached(true));
  source.addEventListener("error", () => {
    if (source?.readyState === EventSource.CONNECTING) reached(false);
    // A refusal ends it for good, as from a proxy whose server is being started: we ask again ourselves.
    if (source?.readyState === EventSource.CLOSED) { stop(); setTimeout(hold, AGAIN_MS); }
  });
  return new Promise((resolve) => { letGo = resolve; });
}

function stop() {
  waiting?.abort();
  waiting = null;
  source?.close();
  source = null;
  letGo?.();
  letGo = null;
}

async function hold() {
  if (source || waiting || document.hidden) return;
  if (!navigator.locks) { listen(); return; }
  const ask = new AbortController();
  waiting = ask;
  try {
    await navigator.locks.request(LOCK, { signal: ask.signal }, () => {
      if (waiting !== ask) return null;
      waiting = null;
      return document.hidden ? null : listen();
    });
  } catch { /* hidden before it was our turn */ }
}

if (stream) {
  channel?.addEventListener("message", (event) => heard(event.data));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { stop(); return; }
    refresh();
    hold();
  });
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => { if (event.persisted) { refresh(); hold(); } });
  hold();
}

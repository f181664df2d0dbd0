// Small words for the page: find, read, fetch. Nothing here changes what a person sees.
export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

/** Runs `act` once things have been quiet for `ms`. */
export function settled(ms, act) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...args), ms);
  };
}

/** Whether a key pressed here belongs to what is being typed. */
export const typing = (element) =>
  Boolean(element?.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog"));

/** A request for a page of ours; answers the parsed page, where it came from and how it went. */
export async function ask(address, options = {}) {
  const answer = await fetch(address, { credentials: "same-origin", headers: { accept: "text/html" }, ...options });
  const text = await answer.text();
  if (new URL(answer.url).pathname === "/sign-in") {
    location.assign(answer.url);
    return new Promise(() => {});
  }
  return { page: new DOMParser().parseFromString(text, "text/html"), url: answer.url, ok: answer.ok, status: answer.status };
}

/** Reports that the server was (not) reached; `offline.js` shows it. */
export const reached = (yes) => dispatchEvent(new CustomEvent("rankr:reached", { detail: yes }));

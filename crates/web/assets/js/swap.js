// Puts what the server says now into the open page, piece by piece, without moving what is in use.
//
// A piece is an element with `data-live` and an id. `data-live="list"` holds children with `data-key`, or `data-rows` named by their link: known ones
// are renewed in place; new ones wait behind a mark while the list is under the pointer or holds the focus.
// `data-live="ask"` is a list whose new ones always wait.
import { $, $$, ask, reached } from "./dom.js";

const seen = new WeakMap();

/** What the server wrote, without the words that only tell the time. */
function sense(element) {
  const copy = element.cloneNode(true);
  for (const time of $$("time[data-ago]", copy)) time.textContent = "";
  for (const late of $$("[data-since]", copy)) late.textContent = "";
  for (const box of $$(".ck[data-pick]", copy)) box.remove();
  copy.classList.remove("cur", "gone", "sent");
  if (!copy.className) copy.removeAttribute("class");
  return copy.outerHTML;
}

const TYPED_INTO = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const editing = (element) => {
  const focused = document.activeElement;
  return (element.contains(focused) && focused.matches(TYPED_INTO)) || Boolean($("details.edit[open], :popover-open", element));
};
const pointedAt = (element) => element.matches(":hover") || element.contains(document.activeElement) || editing(element);

const stops = (element) => $$("a, button, input, select, textarea, summary", element);

/** Where the focus stands inside, so that it can stand there again. */
function focusIn(element) {
  const focused = document.activeElement;
  if (!element.contains(focused) || focused === document.body) return null;
  return { id: focused.id, at: stops(element).indexOf(focused) };
}

function focusAgain(element, held) {
  if (!held) return;
  const next = (held.id && document.getElementById(held.id)) || stops(element)[held.at];
  next?.focus({ preventScroll: true });
}

/** A field that was on its way and no longer is says so for a moment. */
function sayIfSaved(old, copy) {
  const value = $(".ed .val", copy);
  if (!value || !$(".pend", old) || $(".pend, .errline", copy)) return;
  const saved = document.createElement("span");
  saved.className = "fresh end ok-t saved";
  saved.textContent = "Saved";
  value.after(saved);
  setTimeout(() => saved.remove(), 2000);
}

const ROWS = "[data-rows] > tr";
const nameOf = (row) => $("a", row)?.pathname;

/** The box that selects a row, and whether it is the current one, belong to the person and stay with the row. */
function keepRow(old, copy) {
  copy.firstElementChild.replaceChildren(...old.firstElementChild.childNodes);
  copy.classList.toggle("cur", old.classList.contains("cur"));
  if (!copy.className) copy.removeAttribute("class");
}

function keepRows(old, copy) {
  if (old.matches(ROWS)) { keepRow(old, copy); return; }
  const mine = new Map($$(ROWS, old.parentElement).map((row) => [nameOf(row), row]));
  for (const row of copy.matches("[data-rows]") ? copy.children : []) if (mine.has(nameOf(row))) keepRow(mine.get(nameOf(row)), row);
}

function renew(old, fresh) {
  const copy = document.importNode(fresh, true), held = focusIn(old);
  seen.set(copy, sense(fresh));
  for (const child of [...$$("[data-key]", copy), ...(copy.matches("[data-rows]") ? copy.children : [])]) seen.set(child, sense(child));
  keepRows(old, copy);
  sayIfSaved(old, copy);
  old.replaceWith(copy);
  focusAgain(copy, held);
  return copy;
}

const same = (old, fresh) => (seen.get(old) ?? sense(old)) === sense(fresh);
const keyOf = (child) => child.dataset.key ?? (child.matches(ROWS) ? nameOf(child) : undefined);
const keyed = (list) => new Map([...list.children].filter(keyOf).map((child) => [keyOf(child), child]));
const words = (child) => $(".tt, b, .text", child)?.textContent;

/** What was being created gets its real name once it is: the same words under a new key. */
function takeNames(mine, theirs) {
  for (const [key, child] of theirs) {
    if (mine.has(key)) continue;
    const twin = [...mine].find(([old, one]) => !theirs.has(old) && $(".pend", one) && words(one) === words(child));
    if (!twin) continue;
    mine.delete(twin[0]);
    mine.set(key, renew(twin[1], child));
  }
}

/** Renews known children in place; answers how many are new. */
function renewChildren(old, fresh) {
  const mine = keyed(old), theirs = keyed(fresh);
  takeNames(mine, theirs);
  for (const [key, child] of theirs) {
    const known = mine.get(key);
    if (known && !same(known, child) && !editing(known)) renew(known, child);
  }
  for (const [key, child] of mine) if (child.isConnected) child.classList.toggle("gone", !theirs.has(key));
  return [...theirs.keys()].filter((key) => !mine.has(key)).length;
}

function mark(list, fresh, count) {
  const button = $(`[data-new-for="${list.id}"]`);
  if (!button) {
    if (count) list.addEventListener("pointerleave", refresh, { once: true });
    return;
  }
  button.hidden = count === 0;
  button.textContent = count === 1 ? "1 new" : `${count} new`;
  button.onclick = () => { button.hidden = true; renew(document.getElementById(list.id), fresh); dispatchEvent(new CustomEvent("rankr:swapped")); };
}

function swapList(old, fresh, force) {
  if (editing(old) || (!force && (old.dataset.live === "ask" || pointedAt(old)))) {
    mark(old, fresh, renewChildren(old, fresh));
    return;
  }
  mark(old, fresh, 0);
  renew(old, fresh);
}

/** Renews every piece of the open page from `page`; `force` names pieces to renew even while in use. */
export function swap(page, force = () => false) {
  const stuck = $$(".errline, .notices .note").length;
  for (const old of $$("[data-live][id]")) {
    const fresh = page.getElementById(old.id);
    if (!fresh || !old.isConnected || same(old, fresh)) continue;
    if (old.dataset.live) swapList(old, fresh, force(old));
    else if (force(old) || !editing(old)) renew(old, fresh);
    else later.add(old.id);
  }
  const seq = page.body?.dataset.seq;
  if (seq) document.body.dataset.seq = String(Math.max(Number(seq), Number(document.body.dataset.seq ?? 0)));
  dispatchEvent(new CustomEvent("rankr:swapped"));
  // "Email changed" must not stand beside "not saved".
  if ($$(".errline, .notices .note").length > stuck) $("#toasts")?.replaceChildren();
}

// What was in use is renewed once it no longer is.
const later = new Set();
addEventListener("focusout", () => { if (later.size) setTimeout(refresh, 50); });
addEventListener("rankr:closed", () => { if (later.size) setTimeout(refresh, 50); });

let busy = false, again = false;

/** Asks for the open page once more and renews what changed. One request at a time. */
export async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  later.clear();
  try {
    const { page, ok } = await ask(location.href);
    reached(true);
    if (ok) swap(page);
  } catch {
    reached(false);
  } finally {
    busy = false;
    if (again) { again = false; refresh(); }
  }
}

for (const piece of $$(`[data-live][id], [data-live] > [data-key], ${ROWS}`)) seen.set(piece, sense(piece));

// The palette: a dialog that finds contacts, pages and what can be done here. Arrows move, Enter follows. Letters may
// be left out; a contact nobody is called like is looked for once more by its first letters.
import { $, $$, ask, settled } from "./dom.js";

const palette = $("#palette");
const PART = { accept: "text/html", "rankr-fragment": "found" };

export function openPalette() {
  if (!palette || palette.open) return;
  palette.showModal();
  showFixed($("input", palette).value);
  $("input", palette).select();
}

/** What can be done on the open page: the words, and the thing on the page that does it. */
const HERE = [
  ["Write a note", ".chead [data-compose=note]"],
  ["Add a task", ".chead [data-compose=task]"],
  ["Refresh from HighLevel", ".top form[action$='/refresh'] button"],
  ["Complete this task", ".tick [aria-checked=false]"],
  ["Filter contacts", "[popovertarget=filters]"],
  ["Choose columns", "[popovertarget=columns]"],
  ["Sign out", "form[action='/sign-out'] button"],
];
const FIRST_LETTERS = 3;

const links = () => $$("li:not([hidden]) a", palette);
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** How well the letters fit the words, in their order; the lower the better, nothing when they do not. */
function fit(letters, words) {
  const wanted = plain(letters).replace(/\s+/g, ""), text = plain(words);
  let at = -1, gaps = 0;
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return null;
    gaps += at < 0 ? next / 4 : next - at - 1;
    at = next;
  }
  return gaps > wanted.length * 6 ? null : gaps;
}

function showFixed(typed) {
  const list = $("[data-fixed]", palette);
  const lines = $$("li", list).map((line, at) => ({ line, score: typed.trim() ? fit(typed, line.dataset.words) : at }));
  for (const { line, score } of lines) line.hidden = score === null;
  list.append(...lines.sort((one, other) => (one.score ?? 0) - (other.score ?? 0)).map(({ line }) => line));
}

/** Takes contacts away that were found for other letters, so that Enter follows none of them. */
function dropStale(typed) {
  for (const line of $$("[data-found] > li", palette)) line.hidden = fit(typed, line.textContent) === null;
}

function showNone() {
  $("[data-none]", palette).hidden = links().length > 0;
}

async function contactsLike(typed) {
  const { page, ok } = await ask(`${palette.dataset.find}?q=${encodeURIComponent(typed)}`, { headers: PART });
  return ok ? $$("[data-found] > li", page) : null;
}

/** Those who begin alike, as long as the letters fit or only a few differ. */
async function contactsNear(typed) {
  const first = typed.trim().slice(0, FIRST_LETTERS);
  if (first.length < FIRST_LETTERS || typed.trim().length === first.length) return [];
  const lines = (await contactsLike(first)) ?? [];
  const near = (line) => fit(typed, line.textContent) ?? misspelt(typed, line.textContent);
  return lines.map((line) => ({ line, score: near(line) })).filter(({ score }) => score !== null)
    .sort((one, other) => one.score - other.score).map(({ line }) => line);
}

/** Letters that differ from the best word, where those are at most two. */
function misspelt(typed, words) {
  const all = plain(words).split(/[^\p{L}\p{N}]+/u).map((word) => distance(plain(typed.trim()), word));
  const best = Math.min(...all);
  return best <= 2 ? best : null;
}

function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    row = next;
  }
  return row[other.length];
}

const find = settled(90, async (typed) => {
  const list = $("[data-found]", palette), still = () => $("input", palette).value === typed;
  if (!typed.trim()) { list.replaceChildren(); showNone(); return; }
  try {
    let lines = await contactsLike(typed);
    if (lines && !lines.length && still()) lines = await contactsNear(typed);
    if (!lines || !still()) return;
    list.replaceChildren(...lines.map((line) => document.importNode(line, true)));
  } catch { /* the banner says that Rankr is not reached */ }
  showNone();
});

/** Adds what the open page can do, once. */
function addHere() {
  for (const [words, selector] of HERE) {
    if (!$(selector)) continue;
    const line = document.createElement("li"), link = document.createElement("a");
    link.href = "#";
    link.textContent = words;
    link.dataset.does = selector;
    line.append(link);
    $("[data-fixed]", palette).append(line);
  }
  for (const line of $$("[data-fixed] li", palette)) line.dataset.words = line.textContent.trim();
}

function chosen(event) {
  if (event.target === palette) { palette.close(); return; }
  const link = event.target.closest("a");
  if (!link) return;
  palette.close();
  if (!link.dataset.does) return;
  event.preventDefault();
  $(link.dataset.does)?.click();
}

function move(event) {
  const list = links(), at = list.indexOf(document.activeElement), input = $("input", palette);
  if (event.key === "Escape") { event.preventDefault(); palette.close(); }
  if (event.key === "ArrowDown") { event.preventDefault(); list[Math.min(at + 1, list.length - 1)]?.focus(); }
  if (event.key === "ArrowUp") { event.preventDefault(); (at > 0 ? list[at - 1] : input).focus(); }
  if (event.key === "Enter" && document.activeElement === input) {
    event.preventDefault();
    if (list.length) list[0].click();
    else location.assign(`/contacts?q=${encodeURIComponent(input.value)}`);
  }
}

if (palette) {
  addHere();
  const input = $("input", palette);
  input.addEventListener("input", () => { showFixed(input.value); dropStale(input.value); showNone(); find(input.value); });
  palette.addEventListener("keydown", move);
  palette.addEventListener("click", chosen);
  addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-palette]") || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    openPalette();
  });
}

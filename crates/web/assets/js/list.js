// The list of contacts: searches while one types, keeps the address in step, counts what is selected.
import { $, $$, ask, reached, settled } from "./dom.js";
import { say } from "./toast.js";

const form = $("[data-list]");
const NEWEST = { asked: 0 };

/** The address of what the form asks, without its empty fields. */
function address() {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  const text = query.toString();
  return form.getAttribute("action") + (text ? `?${text}` : "");
}

function take(page) {
  for (const id of ["results", "found", "chips", "pager", "ways"]) {
    const fresh = page.getElementById(id), old = document.getElementById(id);
    if (fresh && old) old.replaceWith(document.importNode(fresh, true));
  }
  dispatchEvent(new CustomEvent("rankr:listed"));
}

async function load(where, keep) {
  const turn = ++NEWEST.asked;
  const slow = setTimeout(() => $("#results")?.classList.add("waiting"), 150);
  try {
    const { page, ok } = await ask(where);
    reached(true);
    if (turn !== NEWEST.asked || !ok) return;
    take(page);
    if (keep === "replace") history.replaceState({ list: true }, "", where);
    if (keep === "push") history.pushState({ list: true }, "", where);
  } catch {
    reached(false);
  } finally {
    clearTimeout(slow);
    $("#results")?.classList.remove("waiting");
  }
}

// One word searched is one step in the history: the first letter makes it, the next ones rewrite it.
let stepped = false;
const search = settled(90, () => {
  load(address(), stepped ? "replace" : "push");
  stepped = true;
});

/** The boxes that select rows: they do nothing without script, so the script brings them. */
function addBoxes() {
  for (const row of $$("#results tr")) {
    const cell = row.firstElementChild, head = row.parentElement.matches("thead");
    if (cell.querySelector(".ck")) continue;
    const box = document.createElement("input");
    box.type = "checkbox";
    box.className = "ck";
    box.dataset.pick = head ? "all" : "one";
    box.ariaLabel = head ? "Select all on this page" : `Select ${$("a", row).textContent}`;
    cell.replaceChildren(box);
  }
}

function selectAll(box) {
  for (const one of $$("#results tbody .ck")) one.checked = box.checked;
}

function count() {
  const chosen = $$("#results tbody .ck:checked"), all = $("[data-pick=all]");
  const label = $("[data-selected]");
  if (label) label.textContent = `${chosen.length} selected`;
  if (all) all.indeterminate = chosen.length > 0 && chosen.length < $$("#results tbody .ck").length;
}

const cell = (row, what) => row.dataset[what] ?? $(what === "email" ? ".e" : ".p", row)?.textContent;

async function copy(what) {
  const values = $$("#results tbody .ck:checked").map((box) => cell(box.closest("tr"), what)).filter(Boolean);
  if (!values.length) { say(`None of the selected contacts has ${what === "email" ? "an email address" : "a phone number"}.`); return; }
  await navigator.clipboard.writeText(values.join("\n"));
  say(`${values.length} copied.`);
}

/** To what can be done to the selected contacts. */
function change(what) {
  const query = new URLSearchParams();
  for (const box of $$("#results tbody .ck:checked")) query.append("contact", nameOf(box.closest("tr")));
  if (query.size) location.assign(`/bulk/new?${query}#${what}`);
}

const nameOf = (row) => decodeURIComponent($("a", row).pathname.split("/").pop());

function clicked(event) {
  const action = event.target.closest?.("[data-copy], [data-unselect], [data-bulk]");
  if (!action) return;
  if (action.dataset.bulk) { change(action.dataset.bulk); return; }
  if (action.dataset.copy) copy(action.dataset.copy).catch(() => say("This browser does not let Rankr copy."));
  else for (const box of $$("#results .ck")) box.checked = false;
  count();
}

// Shift and x, or shift and click, selects everything between.
let last = null;
function chosen(event) {
  const boxes = $$("#results tbody .ck");
  if (event.shiftKey && last && boxes.includes(last) && event.target !== last) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(event.target)].sort((a, b) => a - b);
    boxes.slice(from, to + 1).forEach((box) => { box.checked = event.target.checked; });
  }
  last = event.target;
}

if (form) {
  $("[data-search]", form).addEventListener("input", search);
  $("[data-search]", form).addEventListener("blur", () => { stepped = false; });
  form.addEventListener("submit", (event) => { event.preventDefault(); stepped = false; load(address(), "push"); });
  addEventListener("popstate", () => location.reload());
  addEventListener("change", (event) => {
    if (event.target.matches?.("[data-pick=all]")) selectAll(event.target);
    if (event.target.matches?.("#results .ck")) count();
  });
  addEventListener("click", (event) => { if (event.target.matches?.("#results tbody .ck")) chosen(event); clicked(event); });
  for (const news of ["rankr:listed", "rankr:swapped"]) addEventListener(news, () => { addBoxes(); count(); });
  addBoxes();
  count();
}

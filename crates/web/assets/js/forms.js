// Forms that stay on the page: the new value shows at once, marked, and the page's pieces follow the server's answer.
//
// A form with `data-stay` is sent in place. `data-shows="#id"` names the element that shows the typed value at once;
// `data-clears` empties the form once it is accepted. Without script the same form leads to the same page.
import { $, ask, reached } from "./dom.js";
import { say, takeToasts } from "./toast.js";
import { swap } from "./swap.js";

const pendingMark = () => {
  const mark = document.createElement("span");
  mark.className = "pend";
  mark.dataset.since = new Date().toISOString();
  mark.textContent = "Saving";
  return mark;
};

/** What was typed, as people read it. */
function typedText(form) {
  const chosen = [...form.querySelectorAll("option:checked, input[name=value]:checked")].map((one) => one.dataset.label ?? one.textContent ?? one.value);
  if (chosen.length) return chosen.join(", ");
  return form.elements.value?.value ?? "";
}

function showAtOnce(form) {
  const place = form.dataset.shows && $(form.dataset.shows);
  if (place) {
    place.classList.remove("un");
    place.replaceChildren(document.createTextNode(typedText(form)), pendingMark());
  }
  form.closest("[data-key], .prop")?.classList.add("sent");
  const details = form.closest("details");
  if (details) details.open = false;
}

/** The same form on the answered page, when the server asks for something else to be typed. */
function refusedForm(form, page) {
  const action = form.getAttribute("action");
  return [...page.forms].find((one) => one.getAttribute("action") === action && one.querySelector("[data-problem]"));
}

function showProblem(form, theirs) {
  const copy = document.importNode(theirs, true);
  form.replaceWith(copy);
  const details = copy.closest("details");
  if (details) details.open = true;
  $("[aria-invalid=true], .in", copy)?.focus();
}

function problemText(page) {
  return page.querySelector("[data-problem], h1")?.textContent.trim() || "That was not saved.";
}

function notSent(form) {
  const details = form.closest("details");
  if (details) details.open = true;
  form.closest("[data-key], .prop")?.classList.remove("sent");
  say("Not saved: Rankr could not be reached. What you typed is still here.");
}

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const piece = form.closest("[data-live]");
  const focus = document.activeElement?.id;
  showAtOnce(form);
  try {
    const { page, ok } = await ask(form.action, { method: "POST", body });
    reached(true);
    const theirs = refusedForm(form, page);
    if (theirs) { showProblem(form, theirs); return; }
    if (!ok) { say(problemText(page)); notAccepted(form); return; }
    if (form.dataset.clears !== undefined) { form.reset(); form.dispatchEvent(new CustomEvent("rankr:cleared", { bubbles: true })); }
    swap(page, (live) => live.id === piece?.id || live.dataset.live !== "ask");
    takeToasts(page);
    if (focus) document.getElementById(focus)?.focus();
  } catch {
    reached(false);
    notSent(form);
  } finally {
    delete form.dataset.busy;
  }
}

function notAccepted(form) {
  const details = form.closest("details");
  if (details) details.open = true;
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.dataset?.stay === undefined || form.method !== "post") return;
  event.preventDefault();
  send(form, event.submitter);
});

// Forms that stay on the page: the new value shows at once, marked, and the page's pieces follow the server's answer.
//
// A form with `data-stay` is sent in place. `data-shows="#id"` names the element that shows the typed value at once;
// `data-clears` empties the form once it is accepted. Without script the same form leads to the same page.
import { $, $$, ask, reached } from "./dom.js";
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

/** Shows the new value with its mark; answers how to take that back. */
function showAtOnce(form) {
  const place = form.dataset.shows && $(form.dataset.shows);
  const before = place?.textContent;
  const mark = pendingMark();
  if (place) {
    place.textContent = typedText(form) || "Cleared";
    for (const old of $$(":scope > .pend, :scope > .i", place.parentElement)) old.remove();
    place.after(mark);
  }
  const tick = form.dataset.tick !== undefined ? $("[role=checkbox]", form) : null;
  const item = tick?.closest("li, .tick");
  if (tick) {
    tick.setAttribute("aria-checked", String(tick.getAttribute("aria-checked") !== "true"));
    item?.classList.toggle("done");
    item?.querySelector(".bdg")?.replaceWith(mark);
  }
  const details = form.closest("details");
  if (details) details.open = false;
  return () => {
    mark.remove();
    if (place) place.textContent = before;
    if (tick) item?.classList.toggle("done");
    if (tick) tick.setAttribute("aria-checked", String(tick.getAttribute("aria-checked") !== "true"));
    if (details) details.open = true;
  };
}

/** The same form on the answered page, when the server asks for something else to be typed. */
function refusedForm(form, page) {
  const action = form.getAttribute("action");
  return [...page.forms].find((one) => one.getAttribute("action") === action && one.querySelector("[data-problem]"));
}

function showProblem(form, theirs) {
  const copy = document.importNode(theirs, true);
  for (const { name, value } of form.attributes) copy.setAttribute(name, value);
  delete copy.dataset.busy;
  form.replaceWith(copy);
  const details = copy.closest("details");
  if (details) details.open = true;
  $("[aria-invalid=true], .in", copy)?.focus();
}

function problemText(page) {
  return page.querySelector("[data-problem], h1")?.textContent.trim() || "That was not saved.";
}

/** A form that began with what was sent before begins empty from now on. */
function forget(form) {
  for (const field of form.elements) if (field.type !== "hidden" && "defaultValue" in field) field.defaultValue = "";
  form.elements.replaces?.remove();
}

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const piece = form.closest("[data-live]");
  const within = form.contains(document.activeElement);
  const focus = within ? form.closest("details")?.querySelector("summary")?.id || document.activeElement.id : "";
  const takeBack = showAtOnce(form);
  try {
    const { page, ok } = await ask(form.action, { method: "POST", body });
    reached(true);
    const theirs = refusedForm(form, page);
    if (theirs) { takeBack(); showProblem(form, theirs); return; }
    if (!ok) { takeBack(); say(problemText(page)); return; }
    if (form.dataset.clears !== undefined) { forget(form); form.reset(); form.dispatchEvent(new CustomEvent("rankr:cleared", { bubbles: true })); }
    swap(page, (live) => live.id === piece?.id || live.dataset.live !== "ask");
    takeToasts(page);
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  } catch {
    reached(false);
    takeBack();
    say("Not saved: Rankr is not reached. What you typed is still here.");
  } finally {
    delete form.dataset.busy;
  }
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.dataset?.stay === undefined || form.method !== "post") return;
  event.preventDefault();
  send(form, event.submitter);
});

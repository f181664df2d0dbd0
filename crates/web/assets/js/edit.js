// Inline edit: a `details.edit` whose summary is the value and whose body is a form.
// Opening puts the cursor into the form, Enter saves, Escape closes and leaves the value as it was.
import { $, $$, ask } from "./dom.js";

/** What a field offers to choose from is fetched once, when it is first edited. */
async function offer(field) {
  const place = field?.dataset.offers;
  if (!place || document.getElementById(field.getAttribute("list"))) return;
  try {
    const { page, ok } = await ask(place);
    const list = ok && page.querySelector("datalist");
    if (list && !document.getElementById(list.id)) document.body.append(document.importNode(list, true));
  } catch { /* it can be typed all the same */ }
}

function open(details) {
  for (const other of $$("details.edit[open]")) if (other !== details) other.open = false;
  const field = $("input:not([type=hidden]), textarea, select", details);
  field?.focus();
  offer(field);
  if (field?.matches("input[type=text], input[type=email], input[type=tel], input[type=url]")) field.select();
}

function close(details) {
  $("form", details)?.reset();
  details.open = false;
  $("summary", details)?.focus();
  dispatchEvent(new CustomEvent("rankr:closed"));
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.edit") && event.target.open) open(event.target);
}, true);

addEventListener("keydown", (event) => {
  const details = event.target.closest?.("details.edit[open]");
  if (!details) return;
  if (event.key === "Escape") { event.preventDefault(); close(details); }
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && event.target.matches("textarea")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

addEventListener("click", (event) => {
  const cancel = event.target.closest?.("[data-cancel]");
  const details = cancel?.closest("details.edit");
  if (!details) return;
  event.preventDefault();
  close(details);
});

// A refused value offers "Fix": it opens the editor it speaks of.
addEventListener("click", (event) => {
  const fix = event.target.closest?.("[data-fix]");
  const details = fix && document.getElementById(fix.dataset.fix);
  if (!details) return;
  event.preventDefault();
  details.open = true;
});

// Choices that need no second thought are sent when they are made.
addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.dataset.atOnce !== undefined) form.requestSubmit();
});

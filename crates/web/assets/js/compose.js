// The composer above the timeline: n or t opens it, mod+Enter saves, and what was typed survives leaving the page.
import { $, $$ } from "./dom.js";

const composer = $(".compose");
const draftKey = (field) => `rankr-draft:${location.pathname}:${field.id}`;

function keep(field) {
  try {
    if (field.value) sessionStorage.setItem(draftKey(field), field.value);
    else sessionStorage.removeItem(draftKey(field));
  } catch { /* a private window forgets it */ }
}

function restore(field) {
  try {
    const draft = sessionStorage.getItem(draftKey(field));
    if (draft && !field.value) field.value = draft;
  } catch { /* nothing was kept */ }
}

function openTab(kind) {
  const tab = $(`#compose-${kind}`);
  if (!tab) return;
  tab.checked = true;
  $(`[data-pane=${kind}] textarea, [data-pane=${kind}] input:not([type=hidden])`, composer)?.focus();
}

function drafts() {
  return $$("textarea[id], input[type=text][id]", composer);
}

if (composer) {
  drafts().forEach(restore);
  composer.addEventListener("input", (event) => { if (event.target.id) keep(event.target); });
  composer.addEventListener("rankr:cleared", () => drafts().forEach(keep));
  composer.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    event.target.form?.requestSubmit();
  });
  addEventListener("rankr:compose", (event) => openTab(event.detail));
  addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-compose]");
    if (!opener) return;
    event.preventDefault();
    openTab(opener.dataset.compose);
  });
}

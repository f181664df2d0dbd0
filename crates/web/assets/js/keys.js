// Keys: one table says what there is, what it does and where; the sheet that `?` opens shows just what works here.
// Single letters do nothing while typing and can be switched off.
import { $, $$, typing } from "./dom.js";
import { openPalette } from "./palette.js";

const GO = { b: "/businesses", v: "/conversations", c: "/contacts" };
const GO_WITHIN_MS = 900;
const ROWS = ":is([data-rows] > tr, [data-steps] > li)";
const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);
const letters = {
  on: () => { try { return localStorage.getItem("rankr-letters") !== "off"; } catch { return true; } },
  keep: (on) => { try { localStorage.setItem("rankr-letters", on ? "on" : "off"); } catch { /* a private window forgets it */ } },
};
let went = 0;

const rows = () => $$(ROWS);
const current = () => $(`${ROWS}.cur`) ?? document.activeElement?.closest?.(ROWS);

function moveRow(step) {
  const all = rows(), at = all.indexOf(current());
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  all.forEach((row) => row.classList.toggle("cur", row === next));
  if (next) $("a", next)?.focus();
  return Boolean(next);
}

function select(event) {
  const box = $(".ck", current() ?? document.createElement("i"));
  box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: event.shiftKey }));
  return Boolean(box);
}

const compose = (kind) => () => { dispatchEvent(new CustomEvent("rankr:compose", { detail: kind })); return Boolean($(".compose")); };
const focusSearch = () => { const search = $("[data-search]"); search?.focus(); search?.select?.(); return Boolean(search); };
const openFilter = () => { const opener = $("[popovertarget=filters]"); opener?.click(); return Boolean(opener); };

/** The channel that is open, the first one where both are. */
const openWay = () => ($("form[data-pane=sms]") ? "sms" : "email");

const anywhere = () => true;
const inList = () => rows().length > 0;
const onContact = () => Boolean($(".compose"));
const selectable = () => Boolean($("[data-bulk]"));
const changes = (what) => () => { $(`[data-bulk=${what}]`).click(); return true; };
const editable = () => Boolean($("details.edit"));
const goes = (letter) => () => Boolean(GO[letter]);

/** What there is: `press` for keys handled here, none for those that a form or the browser takes by itself. */
const KEYS = [
  { group: "Everywhere", keys: ["mod K"], does: "Search or jump", here: anywhere },
  { group: "Everywhere", keys: ["g", "c"], does: "Go to Contacts", here: goes("c"), press: () => { went = Date.now(); return true; } },
  { group: "Everywhere", keys: ["?"], does: "Show this list", here: anywhere, press: () => { openSheet(); return true; } },
  { group: "Everywhere", keys: ["Esc"], does: "Close, cancel", here: anywhere },
  { group: "Everywhere", keys: ["g", "v"], does: "Go to Conversations", here: goes("v") },
  { group: "Everywhere", keys: ["g", "b"], does: "Go to Businesses", here: goes("b") },
  { group: "List", keys: ["/"], does: "Search this list", here: () => Boolean($("[data-search]")), press: focusSearch },
  { group: "List", keys: ["f"], does: "Filter", here: () => Boolean($("#filters")), press: openFilter },
  { group: "List", keys: ["j"], does: "Next row", here: inList, press: () => moveRow(1) },
  { group: "List", keys: ["k"], does: "Previous row", here: inList, press: () => moveRow(-1) },
  { group: "List", keys: ["↵"], does: "Open the row", here: inList },
  { group: "List", keys: ["x"], does: "Select the row", here: inList, press: select },
  { group: "List", keys: ["Shift x"], does: "Select up to here", here: inList, press: select },
  { group: "List", keys: ["t"], does: "Tag the selection", here: selectable, press: changes("add-tag") },
  { group: "List", keys: ["a"], does: "Assign the selection", here: selectable, press: changes("assign") },
  { group: "Contact", keys: ["r"], does: "Write a message", here: () => Boolean($("#compose-sms, #compose-email")), press: () => compose(openWay())() },
  { group: "Conversation", keys: ["u"], does: "Mark as read", here: () => Boolean($("[data-key-u]")), press: () => { $("[data-key-u]").requestSubmit(); return true; } },
  { group: "Contact", keys: ["n"], does: "Write a note", here: () => Boolean($("#compose-note")), press: compose("note") },
  { group: "Contact", keys: ["t"], does: "Add a task", here: () => Boolean($("#compose-task")), press: compose("task") },
  { group: "Contact", keys: ["mod ↵"], does: "Save the note or task, send the message", here: onContact },
  { group: "Contact", keys: ["↵"], does: "Save an edit", here: () => onContact() && editable() },
];

const named = (key) => (key.startsWith("mod ") ? (mac ? `⌘${key.slice(4)}` : `Ctrl ${key.slice(4)}`) : key.length === 1 ? key.toUpperCase() : key);
const made = (name, text = "", more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);

function line(one) {
  const keys = made("dt"), row = made("div");
  one.keys.forEach((key) => keys.append(made("kbd", named(key))));
  row.dataset.does = one.does;
  row.append(keys, made("dd", one.does));
  return row;
}

function lines() {
  const found = KEYS.filter((one) => one.here());
  return [...new Set(found.map((one) => one.group))].flatMap((group) => {
    const list = made("dl");
    list.append(...found.filter((one) => one.group === group).map(line));
    return [made("h3", group), list];
  });
}

function makeSheet() {
  const sheet = made("dialog", "", { id: "keys", className: "keys" });
  sheet.innerHTML = `<header><h2 id="keys-title">Keyboard</h2><form method="dialog"><button class="btn sm">Close</button></form></header><div data-lines></div>
    <footer><label class="row"><input class="sw" type="checkbox" role="switch" data-keys-on>Single letters are shortcuts</label></footer>`;
  sheet.setAttribute("aria-labelledby", "keys-title");
  const box = $("[data-keys-on]", sheet);
  box.checked = letters.on();
  box.addEventListener("change", () => letters.keep(box.checked));
  sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
  document.body.append(sheet);
  return sheet;
}

function openSheet() {
  const sheet = $("#keys") ?? makeSheet();
  $("[data-lines]", sheet).replaceChildren(...lines());
  if (!sheet.open) sheet.showModal();
}

function pressed(event) {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") { event.preventDefault(); openPalette(); return; }
  if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target) || $("dialog[open]") || !letters.on()) return;
  if (Date.now() - went < GO_WITHIN_MS && GO[event.key]) { event.preventDefault(); went = 0; location.assign(GO[event.key]); return; }
  const wanted = event.shiftKey && event.key === "X" ? "Shift x" : event.key;
  const key = KEYS.find((one) => one.press && one.keys[0] === wanted && one.here());
  if (key?.press(event)) event.preventDefault();
}

addEventListener("keydown", pressed);
addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-keys-open]")) return;
  event.preventDefault();
  openSheet();
});
if (!mac) for (const key of $$("kbd[data-mod]")) key.textContent = `Ctrl ${key.dataset.mod}`;

// How long a text message is, counted while one types; the same count as the server's (`conversation/length.rs`).
import { $, $$ } from "./dom.js";

const BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED = "^{}\\[~]|€\f";
const LONGEST = 1600;

/** Places, segments and places left, as carriers count them. */
export function measure(text) {
  const letters = [...text.replaceAll("\r\n", "\n")];
  const plain = letters.every((letter) => BASIC.includes(letter) || EXTENDED.includes(letter));
  const places = plain
    ? letters.reduce((sum, letter) => sum + (EXTENDED.includes(letter) ? 2 : 1), 0)
    : text.replaceAll("\r\n", "\n").length;
  const [one, many] = plain ? [160, 153] : [70, 67];
  const segments = places === 0 ? 0 : places <= one ? 1 : Math.ceil(places / many);
  return { places, segments, left: (segments > 1 ? segments * many : one) - places, letters: letters.length };
}

function say(form) {
  const place = $("[data-count]", form), text = $("textarea[name=text]", form);
  if (!place || !text) return;
  const { segments, left, letters } = measure(text.value.trim());
  const over = letters > LONGEST;
  place.classList.toggle("over-t", over);
  if (letters === 0) place.textContent = "";
  else if (over) place.textContent = `${letters - LONGEST} characters too long`;
  else place.textContent = segments === 1 ? `1 segment, ${left} left` : `${segments} segments, ${left} left`;
}

for (const form of $$("[data-message]")) say(form);
addEventListener("input", (event) => { const form = event.target.closest?.("[data-message]"); if (form) say(form); });
addEventListener("rankr:cleared", (event) => { if (event.target.matches?.("[data-message]")) say(event.target); });

/** The newest message is what one came for. */
const said = $("#said");
if (said && !location.hash) said.lastElementChild?.scrollIntoView({ block: "end" });

// Keeps what is shown fresh. Everything else on these pages is links and forms.
const PERIOD = 2500;

const busy = (part) =>
  part.contains(document.activeElement) || part.matches(":hover") || part.querySelector("details[open]");

async function refresh() {
  if (document.hidden) return;
  const parts = [...document.querySelectorAll("[data-live]")];
  if (parts.length === 0) return;
  const url = new URL(location.href);
  url.searchParams.delete("done");
  url.searchParams.delete("refused");
  const answer = await fetch(url, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const other = fresh.getElementById(part.id);
    // A row must not move from under the pointer or the focus.
    if (other && !busy(part) && other.innerHTML !== part.innerHTML) part.replaceChildren(...other.childNodes);
  }
}

setInterval(() => refresh().catch(() => {}), PERIOD);

// What a fault needs to know is put in where it is chosen.
document.querySelector("select[name=kind]")?.addEventListener("change", (chosen) => {
  const field = chosen.target.form.elements.with;
  if (field) field.value = chosen.target.selectedOptions[0].dataset.with ?? "";
});

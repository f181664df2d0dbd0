// Light or dark, before anything is painted: a plain script in the head, not a module.
(() => {
  const root = document.documentElement;
  const kept = () => { try { return localStorage.getItem("rankr-theme"); } catch { return null; } };
  const apply = () => { const theme = kept(); if (theme) root.dataset.theme = theme; else delete root.dataset.theme; };
  const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  apply();
  root.dataset.script = "on";
  addEventListener("storage", (event) => { if (event.key === "rankr-theme") apply(); });
  addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-toggle-theme]")) return;
    event.preventDefault();
    const theme = dark() ? "light" : "dark";
    root.dataset.theme = theme;
    try { localStorage.setItem("rankr-theme", theme); } catch { /* a private window forgets it */ }
  });
})();

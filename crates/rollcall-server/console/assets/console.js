// What the console does beyond HTML and htmx. Nothing here is needed to read a page.
"use strict";
(() => {
  const root = document.documentElement;
  const lang = root.lang || "en";
  const say = (text) => { const at = document.getElementById("said"); if (at) at.textContent = text; };

  // Times: the server writes UTC; here they are told in the reader's own zone and kept fresh.
  const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  const exact = new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "medium" });
  const short = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
  const steps = [[60, "second", 1], [3600, "minute", 60], [86400, "hour", 3600], [2592000, "day", 86400], [31536000, "month", 2592000], [Infinity, "year", 31536000]];
  const since = (seconds) => {
    const [, unit, one] = steps.find(([limit]) => Math.abs(seconds) < limit);
    return relative.format(seconds > 0 ? Math.round(seconds / one) : Math.trunc(seconds / one), unit);
  };
  const tellTimes = (within) => {
    for (const it of within.querySelectorAll("time[datetime]")) {
      const at = new Date(it.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      it.title = exact.format(at);
      if (it.dataset.as === "exact") it.textContent = short.format(at);
      else if (it.dataset.as !== "keep") it.textContent = since((at.getTime() - Date.now()) / 1000);
    }
  };
  setInterval(() => tellTimes(document), 10000);

  // The theme is a cookie, so that the server writes the page in it.
  const showTheme = () => {
    for (const it of document.querySelectorAll("[data-theme-set]")) it.setAttribute("aria-pressed", String((root.dataset.theme || "") === it.dataset.themeSet));
  };
  const setTheme = (theme) => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `theme=${theme}; path=/; samesite=lax; max-age=${theme ? 31536000 : 0}${secure}`;
    if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
    showTheme();
  };

  const copy = async (button) => {
    const from = document.getElementById(button.dataset.copy);
    const text = "value" in from ? from.value : from.textContent;
    try { await navigator.clipboard.writeText(text); } catch { from.select?.(); document.execCommand("copy"); }
    const words = button.querySelector("span");
    const before = words.textContent;
    words.textContent = button.dataset.done || "✓";
    say(words.textContent);
    setTimeout(() => { words.textContent = before; }, 1600);
  };

  const saveFile = (button) => {
    const text = button.dataset.lines.split(" ").map((id) => document.getElementById(id)).map((it) => `${it.labels?.[0]?.textContent.trim() ?? ""}\n${it.value}\n`).join("\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = button.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const insert = (button) => {
    const into = document.getElementById(button.closest("[data-into]").dataset.into);
    into.setRangeText(button.dataset.insert, into.selectionStart, into.selectionEnd, "end");
    into.focus();
  };

  document.addEventListener("click", (event) => {
    const it = event.target.closest("button");
    if (it?.dataset.copy) copy(it);
    else if (it?.dataset.themeSet !== undefined) setTheme(it.dataset.themeSet);
    else if (it?.dataset.insert) insert(it);
    else if (it?.dataset.file) saveFile(it);
    for (const open of document.querySelectorAll("details.me[open], details.menu[open]")) if (!open.contains(event.target)) open.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.("details[open]");
    if (open && open.matches(".me, .menu, .danger")) { open.open = false; open.querySelector("summary").focus(); }
  });
  // A button that waits until the name is typed, or a box is ticked.
  const judge = (within) => {
    for (const it of within.querySelectorAll("[data-when-typed]")) it.disabled = document.getElementById(it.dataset.whenTyped)?.value.trim() !== it.dataset.typed;
    for (const it of within.querySelectorAll("[data-when-ticked]")) it.setAttribute("aria-disabled", String(!document.getElementById(it.dataset.whenTicked)?.checked));
  };
  document.addEventListener("input", () => judge(document));
  document.addEventListener("click", (event) => { if (event.target.closest("a[aria-disabled='true']")) event.preventDefault(); }, true);
  // What is chosen in such a form is applied at once.
  document.addEventListener("change", (event) => { const form = event.target.closest("form[data-at-once]"); if (form) form.requestSubmit(); });

  // A long text that was typed is not left without a question.
  const isTyped = (it) => it.value !== it.defaultValue;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { boosted, elt } = event.detail;
    const left = [...document.querySelectorAll("form[method=post] textarea")].filter((it) => isTyped(it) && it.form !== elt);
    if (boosted && left.length && !window.confirm(document.body.dataset.unsaved)) event.preventDefault();
  });

  const begin = (within) => {
    for (const it of within.querySelectorAll("[data-needs-script]")) it.hidden = false;
    tellTimes(within);
    judge(within);
    showTheme();
  };
  // A part whose button was pressed keeps the focus that its button had.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const part = event.target.closest?.(".part");
    if (!part) return;
    part.setAttribute("aria-busy", "true");
    if (part.contains(document.activeElement)) { part.tabIndex = -1; part.focus(); }
  });
  document.addEventListener("htmx:afterRequest", (event) => event.target.closest?.(".part")?.setAttribute("aria-busy", "false"));
  // A part that is loaded again is made of the same calls.
  document.addEventListener("htmx:oobAfterSwap", () => {
    const told = new Set();
    for (const it of document.querySelectorAll("#calls > span")) { if (told.has(it.textContent)) it.remove(); told.add(it.textContent); }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    begin(event.target.parentElement ?? document);
    if (event.detail.boosted && event.target === document.body) {
      const to = document.querySelector("#problem") ?? document.querySelector("#main");
      to?.setAttribute("tabindex", "-1");
      to?.focus({ preventScroll: to.id === "main" });
      say(document.title);
    }
  });
  document.addEventListener("htmx:sseMessage", (event) => {
    const rows = event.target.closest("tbody")?.rows;
    while (rows && rows.length > 200) rows[rows.length - 1].remove();
    begin(document);
  });
  begin(document);
})();

// Small comforts. Every page works without this file.

// A form is sent once: its buttons wait for the answer, and wake up when the page is shown again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  // After the event: a disabled button would not send its own name and value.
  setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((b) => { b.disabled = true; b.dataset.waiting = "1"; }));
  // An answer that is a file leaves this page where it is.
  setTimeout(wake, 8000);
});
function wake() {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  document.querySelectorAll("button[data-waiting]").forEach((b) => { b.disabled = false; delete b.dataset.waiting; });
}
addEventListener("pageshow", wake);

// Pages taken along to work without network do not stay when their reader signs out (offline.js kept them).
document.addEventListener("submit", async (event) => {
  const [form, home] = [event.target, document.querySelector(".brand")?.pathname];
  if (!home || !/\/logout\/$/.test(form.action) || !globalThis.caches) return;
  event.preventDefault();
  for (const name of await caches.keys()) if (name.startsWith(`bocal ${home}`)) await caches.delete(name);
  form.submit();
});

// In French a sign stays on the line of the word before it, and a unit with its figure: « Que recevez-vous ? », 370 ml.
function knot(root) {
  if (document.documentElement.lang !== "fr") return;
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (/^(TEXTAREA|OPTION|SCRIPT|STYLE)$/.test(text.parentNode.tagName)) continue;
    const tied = text.data.replace(/ (?=[:;?!»·](\s|$))|(?<=«) |(?<=\d) (?=(ml|cl|kg|g|h|min|mm|cm|°C|%|€)(?![\p{L}\d]))/gu, "\u00a0");
    if (tied !== text.data) text.data = tied;
  }
}
// "192+167": a button for the plus that some phones' keypads lack, and the sum as it is typed.
const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 3 });
function sum(text) {
  const terms = text.split("+").map((t) => t.replace(/[\s\u00a0\u202f]/g, "").replace(",", "."));
  return terms.every((t) => /^\d*\.?\d+$/.test(t)) ? terms.reduce((all, t) => all + Number(t), 0) : NaN;
}
function preview(input) {
  const total = sum(input.value);
  input.sumOutput.value = input.value.includes("+") && !Number.isNaN(total) ? `= ${number.format(total)} ${input.dataset.sum}` : "";
}
function dress(root) {
  for (const input of root.querySelectorAll("input[data-sum]")) {
    if (input.sumOutput) continue;
    input.inputMode = "decimal";
    const plus = Object.assign(document.createElement("button"), { type: "button", className: "quiet plus", textContent: "+" });
    plus.setAttribute("aria-label", document.documentElement.lang === "fr" ? "Ajouter une pesée" : "Add a weighing");
    // A keyboard types its own plus: Tab goes from one quantity to the next.
    plus.tabIndex = -1;
    plus.addEventListener("click", () => {
      if (input.value.trim() && !/\+\s*$/.test(input.value)) input.value += "+";
      input.focus();
      input.setSelectionRange(input.value.length, input.value.length);
    });
    input.sumOutput = Object.assign(document.createElement("output"), { className: "sum" });
    const place = input.closest(".with-unit") ?? input;
    place.after(plus, input.sumOutput);
    input.addEventListener("input", () => preview(input));
    preview(input);
  }
  knot(root);
  // Copy a table for a spreadsheet, cells parted by tabs; or the text of anything else.
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.onclick = async () => {
      const box = document.getElementById(button.dataset.copy);
      const rows = [...(box.rows ?? [{ cells: [box] }])].map((row) => [...row.cells].map((cell) => (cell.dataset.copyText ?? cell.innerText).trim().replace(/\s+/g, " ")).join("\t"));
      await navigator.clipboard.writeText(rows.join("\n"));
      button.dataset.done = "1";
      setTimeout(() => delete button.dataset.done, 2000);
    };
  }
  for (const button of root.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.onclick = () => print();
  }
  // A filter that sends itself when it changes.
  for (const field of root.querySelectorAll("[data-send]")) field.onchange = () => field.form.requestSubmit();
}
dress(document);
document.addEventListener("htmx:load", (event) => dress(event.target.parentElement ?? event.target));
document.querySelector("[data-focus]")?.focus();
// On a phone rooms and tabs scroll sideways: the current one comes into sight.
for (const here of document.querySelectorAll(".rooms [aria-current], .tabs [aria-current]")) {
  const list = here.closest("ul");
  const [tab, all] = [here.getBoundingClientRect(), list.getBoundingClientRect()];
  list.scrollLeft += tab.left + tab.width / 2 - all.left - all.width / 2;
}

// A passkey that the device refused: the library tells by an event, the page by a sentence.
document.addEventListener("allauth.error", () => document.querySelector("[data-passkey-error]")?.removeAttribute("hidden"));

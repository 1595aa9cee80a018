// The basket at the thumb: + and − count at once, the total follows. Without this file the same buttons ask the server.
const form = document.querySelector("[data-basket]");
const inputs = form ? [...form.querySelectorAll("input[data-cents]")] : [];
const money = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR" });
const count = (input) => (/^\d{1,3}$/.test(input.value.trim()) ? Number(input.value) : 0);

function total() {
  const sum = (name) => inputs.reduce((all, input) => all + count(input) * Number(input.dataset[name]), 0);
  const deposits = sum("deposit");
  form.querySelector("[data-total] b").textContent = money.format(sum("cents") / 100);
  form.querySelector("[data-most]").hidden = !inputs.some((input) => "weighed" in input.dataset && count(input));
  const beside = form.querySelector("[data-deposits]");
  beside.hidden = !deposits;
  beside.querySelector("span").textContent = money.format(deposits / 100);
  for (const input of inputs) input.closest("li").classList.toggle("taken", count(input) > 0);
}

form?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=step]");
  if (!button) return;
  event.preventDefault();
  const input = button.parentElement.querySelector("input");
  const more = button.value.endsWith("+") ? 1 : -1;
  const next = Math.min(Math.max(count(input) + more, 0), Number(input.dataset.left));
  input.value = next ? String(next) : "";
  total();
});
form?.addEventListener("input", total);

// The basket is kept for later and for other devices: a moment after the last tap, or when the page is left.
let waiting = 0;
function keep() {
  if (!waiting) return;
  clearTimeout(waiting);
  waiting = 0;
  navigator.sendBeacon(form.dataset.keep, new FormData(form));
}
function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(keep, 1500);
}
if (form?.dataset.keep) {
  form.addEventListener("input", soon);
  form.addEventListener("click", (event) => event.target.closest("button[name=step]") && soon());
  form.addEventListener("submit", () => { clearTimeout(waiting); waiting = 0; });
  document.addEventListener("visibilitychange", () => document.hidden && keep());
}
// Enter in a number means « done », not the first button of the page.
form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input[data-cents]")) event.preventDefault();
});
if (form) total();

// The basket at the thumb: + and − count at once, the total follows. Without this file the same buttons ask the server.
const form = document.querySelector("[data-basket]");
const inputs = form ? [...form.querySelectorAll("input[data-price]")] : [];
const money = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR" });
const count = (input) => (/^\d{1,3}$/.test(input.value.trim()) ? Number(input.value) : 0);

// The most that so many of one offer cost, in cents, by the rules of docs/money.md: the paid price is rounded to hundredths
// of a cent, the line to the cent, and what VAT comes beside it once more.
function cents(input, level) {
  const { price, mostMg, vat } = input.dataset;
  const paid = Math.round((Number(price) * (10000 + level)) / 10000);
  const line = mostMg ? Math.round((paid * count(input) * Number(mostMg)) / 1e8) : Math.round((paid * count(input)) / 100);
  return vat ? line + Math.round((line * Number(vat)) / 10000) : line;
}
function beside(name, amount) {
  const said = form.querySelector(`[data-${name}]`);
  said.hidden = !amount;
  said.querySelector("span").textContent = money.format(amount / 100);
}

function total() {
  const sum = (worth) => inputs.reduce((all, input) => all + worth(input), 0);
  const level = Number(form.querySelector("input[name=level]:checked")?.value ?? 0);
  const goods = sum((input) => cents(input, level));
  form.querySelector("[data-total] b").textContent = money.format(goods / 100);
  form.querySelector("[data-most]").hidden = !inputs.some((input) => "weighed" in input.dataset && count(input));
  beside("deposits", sum((input) => count(input) * Number(input.dataset.deposit)));
  beside("fees", Number(form.querySelector("input[name=slot]:checked")?.dataset.fee ?? 0));
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
  if (event.key === "Enter" && event.target.matches("input[data-price]")) event.preventDefault();
});
if (form) total();

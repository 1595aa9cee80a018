// Handing over without network. « Emporter » keeps a point's pages (worker.js answers with them); a form that cannot be
// sent is kept under its own key, shown as « à envoyer », and sent again when the network is back. Without this file the
// pages work as any other.
const bar = () => document.querySelector("[data-offline-bar]");
const { worker, person } = bar().dataset;
const SCOPE = new URL("./", new URL(worker, location)).pathname;
const NAME = `bocal ${SCOPE}`;
const KEEP = 3 * 24 * 3600e3;
const lang = document.documentElement.lang;
const said = (at) => new Date(at).toLocaleString(lang, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
const cookie = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";

function tell(when, on = true, words) {
  const line = bar().querySelector(`[data-when=${when}]`);
  line.hidden = !on;
  if (words !== undefined) line.querySelector("output").textContent = words;
  if (on && ["lacking", "full"].includes(when)) line.scrollIntoView({ block: "center" });
}

// ── The notes: key, url, list, person, at, body ─────────────────────────────────────────────────────────────────────
function store(mode, act) {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("notes", { keyPath: "key" });
    asked.onerror = () => fail(asked.error);
    asked.onsuccess = () => {
      const base = asked.result;
      const all = base.transaction("notes", mode, { durability: "strict" });
      const found = act(all.objectStore("notes"));
      all.oncomplete = () => { base.close(); done(found.result); };
      all.onerror = all.onabort = () => { base.close(); fail(all.error); };
    };
  });
}
const keep = (note) => store("readwrite", (notes) => notes.put(note));
const drop = (key) => store("readwrite", (notes) => notes.delete(key));
const waiting = async () => (await store("readonly", (notes) => notes.getAll())).sort((a, b) => a.at - b.at);

function send(note, later) {
  const body = new URLSearchParams(note.body);
  if (later) {
    // How long ago, by this phone's clock: the server need not believe the hour it shows.
    body.set("later", "1");
    body.set("age", Math.max(0, Math.round((Date.now() - note.at) / 1000)));
  }
  const headers = { Accept: "application/json", "X-CSRFToken": cookie() };
  return fetch(note.url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(15000) });
}
const isWord = (answer) => answer.headers.get("Content-Type")?.startsWith("application/json");

// Sent again, oldest first, by one tab at a time; a note leaves this phone only once the server has said that it has it.
async function flush() {
  let sent = 0, kept = 0, signin = false, trouble = false;
  await navigator.locks.request(NAME, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for (const note of await waiting()) {
      if (note.person !== person) continue;
      let answer;
      try { answer = await send(note, true); } catch { break; }
      if (answer.type === "opaqueredirect" || answer.status === 403) { signin = true; break; }
      if (!answer.ok || !isWord(answer)) { trouble = true; continue; }
      if ((await answer.json()).state === "kept") kept += 1;
      await drop(note.key);
      sent += 1;
      for (const page of [note.url, note.list]) await renew(page);
    }
  });
  if (sent && !document.querySelector("form[data-offline]")) await show(await (await fetch(location.pathname)).text());
  await paint();
  if (sent) tell("sent", !trouble && !signin);
  if (kept) tell("kept");
  tell("signin", signin);
  tell("trouble", trouble);
}

// ── What the page says of them ──────────────────────────────────────────────────────────────────────────────────────
async function paint() {
  const seen = document.documentElement.dataset.seen;
  tell("seen", Boolean(seen), seen ? said(seen) : "");
  const all = await waiting();
  const mine = all.filter((note) => note.person === person);
  tell("queued", mine.length > 0, mine.length);
  tell("other", all.length > mine.length, all.length - mine.length);
  for (const link of document.querySelectorAll("main a[data-take]")) {
    const queued = mine.some((note) => note.url === link.pathname);
    link.classList.toggle("queued", queued);
    const small = link.querySelector("small");
    if (small && queued) small.dataset.queued = bar().dataset.queued;
  }
  const form = document.querySelector("form[data-offline]");
  const note = form && mine.find((one) => one.url === location.pathname);
  if (note && !form.dataset.filled) {
    form.dataset.filled = "1";
    for (const [name, value] of note.body) {
      const field = form.elements[name];
      if (!field) continue;
      if (field.type === "checkbox") field.checked = true; else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

async function show(html) {
  const read = new DOMParser().parseFromString(html, "text/html");
  document.querySelector("main").replaceWith(read.querySelector("main"));
  delete document.documentElement.dataset.seen;
  document.dispatchEvent(new CustomEvent("htmx:load"));
  offer();
  await paint();
}

// ── A form is sent ──────────────────────────────────────────────────────────────────────────────────────────────────
// What the server would ask for, asked while the crate is still there.
function lacks(form) {
  if ("partial" in form.dataset) return undefined;
  return [...form.querySelectorAll("input[name^=n]")].find((count) => {
    const [tick, weight] = ["t", "w"].map((letter) => form.elements[letter + count.name.slice(1)]);
    return count.value.trim() === "" || (Number(count.value) && ((tick && !tick.checked) || (weight && !weight.value.trim())));
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.offline || !navigator.serviceWorker?.controller) return;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "1";
  const body = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const note = { key: form.elements.key.value, url: location.pathname, list: form.dataset.offline, person, at: Date.now(), body };
  let answer = null;
  try { answer = await send(note, false); } catch { /* no network: kept below */ }
  if (answer?.ok && !isWord(answer)) return show(await answer.text());
  if (!answer?.ok) {
    const lacking = lacks(form);
    if (lacking) { delete form.dataset.sent; lacking.focus(); return tell("lacking"); }
    try { await keep(note); } catch { delete form.dataset.sent; return tell("full"); }
  } else {
    await drop(note.key);
    await renew(note.url);
  }
  location.assign(note.list);
}, { capture: true });

// ── Taking the pages along ──────────────────────────────────────────────────────────────────────────────────────────
async function renew(page) {
  const cache = await caches.open(NAME);
  if (!(await cache.match(page, { ignoreVary: true }))) return;
  const answer = await fetch(page).catch(() => null);
  if (answer?.ok && !answer.redirected) await cache.put(page, answer);
}

async function take(place) {
  const [button, words] = [place.querySelector("button"), place.querySelector("[role=status]")];
  button.disabled = true;
  try {
    await navigator.serviceWorker.register(worker, { scope: SCOPE });
    await navigator.serviceWorker.ready;
    await navigator.storage?.persist?.();
    localStorage.setItem(NAME, person);
    const cache = await caches.open(NAME);
    for (const one of await cache.keys()) {
      const old = await cache.match(one, { ignoreVary: true });
      if (Date.now() - new Date(old.headers.get("Date")) > KEEP) await cache.delete(one, { ignoreVary: true });
    }
    const pages = new Set([location.pathname]);
    const pieces = new Set(performance.getEntriesByType("resource").map((one) => new URL(one.name)).filter((url) => url.origin === location.origin && !url.pathname.startsWith(SCOPE)).map((url) => url.pathname));
    let number = 0;
    for (const page of pages) {
      const answer = await fetch(page);
      if (!answer.ok || answer.redirected) throw new Error(page);
      const text = await answer.clone().text();
      await cache.put(page, answer);
      const read = new DOMParser().parseFromString(text, "text/html");
      for (const link of read.querySelectorAll("main a[data-take]")) pages.add(new URL(link.getAttribute("href"), location).pathname);
      for (const piece of read.querySelectorAll("link[rel=stylesheet], link[rel=preload], link[rel=icon], script[src], use")) pieces.add(new URL(piece.getAttribute("href") ?? piece.getAttribute("src"), location).pathname);
      words.textContent = `${(number += 1)} / ${pages.size}`;
    }
    for (const piece of pieces) if (!/\.[0-9a-f]{12}\./.test(piece) || !(await cache.match(piece, { ignoreVary: true }))) await cache.add(piece);
    words.textContent = `✓ ${number} · ${said(Date.now())}`;
  } catch (error) {
    words.textContent = `✗ ${error.message}`;
  }
  button.disabled = false;
}

function offer() {
  const place = document.querySelector("[data-takeaway]");
  if (!place || !navigator.serviceWorker) return;
  place.hidden = false;
  place.querySelector("button").onclick = () => take(place);
}

offer();
// Another person's pages are not this one's.
if (localStorage.getItem(NAME) && localStorage.getItem(NAME) !== person) {
  localStorage.removeItem(NAME);
  await globalThis.caches?.delete(NAME);
}
await paint();
flush();
addEventListener("online", flush);
document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
addEventListener("pageshow", (event) => { if (event.persisted) flush(); });

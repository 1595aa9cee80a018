// Working without network. « Emporter » keeps pages (worker.js answers with them); a form that cannot be sent is kept under
// its own key, shown as « à envoyer », and sent again when the network is back. Without this file the pages work as any other.
// docs/offline.md says which attributes a page may bear.
const bar = () => document.querySelector("[data-offline-bar]");
const { worker, sync, person } = bar().dataset;
const SCOPE = new URL("./", new URL(worker, location)).pathname;
const NAME = `bocal ${SCOPE}`;
const KEEP = 3 * 24 * 3600e3;
const BATCH = 40;
const lang = document.documentElement.lang;
const said = (at) => {
  const text = new Date(at).toLocaleString(lang, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  return lang === "fr" ? text.replace(/(\d\d):(\d\d)/, "$1\u00a0h\u00a0$2") : text;
};
const cookie = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
const all = (chosen, root = document) => [...root.querySelectorAll(chosen)];

function tell(when, on = true, words) {
  const line = bar().querySelector(`[data-when=${when}]`);
  line.hidden = !on;
  if (words) line.querySelector("output").textContent = words;
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
      const run = base.transaction("notes", mode, { durability: "strict" });
      const found = act(run.objectStore("notes"));
      run.oncomplete = () => { base.close(); done(found.result); };
      run.onerror = run.onabort = () => { base.close(); fail(run.error); };
    };
  });
}
const keep = (note) => store("readwrite", (notes) => notes.put(note));
const drop = (key) => store("readwrite", (notes) => notes.delete(key));
const waiting = async () => (await store("readonly", (notes) => notes.getAll())).sort((a, b) => a.at - b.at);
const ours = async () => (await waiting()).filter((note) => note.person === person);
const typed = (note, name) => note.body.find(([one]) => one === name)?.[1] ?? "";

const post = (url, body, more = {}) =>
  fetch(url, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": cookie(), ...more }, redirect: "manual", signal: AbortSignal.timeout(20000) });
const isWord = (answer) => answer.headers.get("Content-Type")?.startsWith("application/json");

// Sent again, oldest first, many at once, by one tab at a time; a note leaves this phone only once the server has said
// that it has it. Its age is by this phone's clock: the server need not believe the hour that the clock shows.
let flushing = null, again = false;
function flush() {
  if (flushing) again = true;
  else flushing = flushed().finally(() => { flushing = null; if (again) { again = false; flush(); } });
  return flushing;
}
async function flushed() {
  let sent = 0, kept = 0, signin = false, trouble = false;
  const pages = new Set(), stuck = new Set();
  await navigator.locks.request(NAME, async () => {
    for (;;) {
      const batch = (await ours()).filter((note) => !stuck.has(note.key)).slice(0, BATCH);
      if (!batch.length) break;
      const notes = batch.map(({ key, url, body, at }) => ({ url, body, key, age: Math.max(0, Math.round((Date.now() - at) / 1000)) }));
      let answer;
      try { answer = await post(sync, JSON.stringify({ notes }), { "Content-Type": "application/json" }); } catch { break; }
      if (answer.type === "opaqueredirect" || answer.status === 403) { signin = true; break; }
      if (!answer.ok || !isWord(answer)) { trouble = true; break; }
      const { states } = await answer.json();
      for (const note of batch) {
        if (["done", "kept"].includes(states[note.key])) {
          kept += states[note.key] === "kept";
          await drop(note.key);
          sent += 1;
          for (const page of [note.url, note.list]) pages.add(page.replace(/\?.*/, ""));
        } else {
          stuck.add(note.key);
          trouble = true;
        }
      }
    }
  });
  for (const page of pages) await renew(page);
  if (sent) await freshen();
  await paint();
  if (sent) tell("sent", !trouble && !signin);
  if (kept) tell("kept");
  tell("signin", signin);
  tell("trouble", trouble);
  if (!signin) greet();
}

// The crew reads which phones may still hold something.
async function greet(now = false) {
  const { tablet } = bar().dataset;
  if (!tablet || (!now && !localStorage.getItem(`${NAME}device`))) return;
  const device = localStorage.getItem(`${NAME}device`) ?? crypto.randomUUID();
  localStorage.setItem(`${NAME}device`, device);
  await post(tablet, new URLSearchParams({ device, waiting: (await waiting()).length })).catch(() => null);
}

// A page that was kept bears the same keys each time it is opened: where each sending is a note of its own, its key is drawn
// here.
function draw() {
  for (const form of all("form[data-many], form[data-stay]")) form.elements.key.value = crypto.randomUUID();
}

// ── What the page says of them ──────────────────────────────────────────────────────────────────────────────────────
const told = new Set();
async function paint() {
  const seen = document.documentElement.dataset.seen;
  tell("seen", Boolean(seen), seen && said(seen));
  const notes = await waiting();
  const mine = notes.filter((note) => note.person === person);
  tell("queued", mine.length > 0, String(mine.length));
  tell("other", notes.length > mine.length, String(notes.length - mine.length));
  people(mine);
  for (const link of all("main a[data-take]")) {
    const who = new URLSearchParams(link.search).get("who");
    const queued = mine.some((note) => note.url === link.pathname && (!who || typed(note, "who") === who));
    link.classList.toggle("queued", queued);
    const small = link.querySelector("small");
    if (small && queued) small.dataset.queued = bar().dataset.queued;
  }
  for (const note of mine) {
    if (told.has(note.key) || note.url !== location.pathname) continue;
    const form = all("form[data-stay]").find((one) => ["do", "person", "more"].every((name) => (one.elements[name]?.value ?? "") === typed(note, name)));
    if (!form) continue;
    told.add(note.key);
    shift(form, note);
  }
  const form = document.querySelector("form[data-offline]:not([data-stay])");
  const note = form && !form.hasAttribute("data-many") && mine.find((one) => one.url === location.pathname);
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

// Somebody written down here is known by the key of that note until the network is back.
function people(mine) {
  for (const list of all("[data-added]")) {
    const chosen = list.value;
    for (const old of all("[data-by]", list)) old.remove();
    for (const note of mine.filter((one) => one.url === list.dataset.added && typed(one, "name"))) {
      if (list.tagName === "SELECT") list.append(new Option(typed(note, "name"), note.key));
      else {
        const line = list.querySelector("template").content.cloneNode(true).firstElementChild;
        line.querySelector("b").textContent = typed(note, "name");
        const link = line.querySelector("a");
        if (link) link.setAttribute("href", `${link.getAttribute("href")}?who=${note.key}`);
        list.append(line);
        list.hidden = false;
      }
      list.lastElementChild.dataset.by = note.key;
    }
    if (chosen && list.tagName === "SELECT") list.value = chosen;
  }
  recount();
  const select = document.querySelector("select[name=who]");
  const who = new URLSearchParams(location.search).get("who");
  if (!select) return;
  if (who && all("option", select).some((one) => one.value === who)) select.value = who;
  // The page may be another person's, seen before the network went.
  select.closest(".field").hidden = Boolean(who) && select.value === who;
  for (const place of all("[data-who]")) place.textContent = select.value ? select.selectedOptions[0].text : place.textContent;
}

// A tap is seen at once, whether it was sent or not.
function shift(form, note) {
  const there = form.elements.there;
  if (there) {
    const on = typed(note, "there") === "1";
    form.querySelector("button").ariaPressed = String(on);
    there.value = on ? "0" : "1";
  }
  recount();
  if (form.dataset.adds) for (const place of all(form.dataset.adds)) place.textContent = Math.max(0, Number(place.textContent) + Number(typed(note, "more") || 1));
}

function recount() {
  for (const place of all("[data-count]")) place.textContent = all(place.dataset.count).length;
}

async function freshen() {
  const whole = !document.querySelector("form[data-offline]");
  const parts = all("[data-refresh]");
  if (!whole && !parts.length) return;
  const answer = await fetch(location.pathname).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const html = await answer.text();
  if (whole) return show(html);
  const read = new DOMParser().parseFromString(html, "text/html");
  told.clear();
  for (const part of parts) {
    const new_ = read.getElementById(part.id);
    if (new_ && !part.querySelector("input[type=text]:focus")) part.replaceWith(new_);
  }
  draw();
  document.dispatchEvent(new CustomEvent("htmx:load"));
}

async function show(html) {
  const read = new DOMParser().parseFromString(html, "text/html");
  document.querySelector("main").replaceWith(read.querySelector("main"));
  delete document.documentElement.dataset.seen;
  document.dispatchEvent(new CustomEvent("htmx:load"));
  told.clear();
  draw();
  offer();
  await paint();
}

// ── A form is sent ──────────────────────────────────────────────────────────────────────────────────────────────────
// What the server would ask for, asked while the crate is still there.
function lacks(form, body) {
  const blank = [...form.elements].find((field) => field.required && !field.value.trim());
  if (blank) return [blank];
  if (form.dataset.lacking) {
    const count = [...form.elements].filter(({ name }) => /^n\d+$/.test(name)).find((one) => {
      const [tick, weight] = ["t", "w"].map((letter) => form.elements[letter + one.name.slice(1)]);
      return one.value.trim() === "" || (Number(one.value) && ((tick && !tick.checked) || (weight && !weight.value.trim())));
    });
    if (count) return [count, form.dataset.lacking];
  }
  if (form.dataset.rules) {
    const values = Object.fromEntries(body);
    const { agrees, doubts } = JSON.parse(form.dataset.rules);
    const answered = all("input[type=radio]:checked", form).some((one) => one.value && one.value !== "declined");
    if (!values.none && answered && !values.agrees) return [form.elements.agrees, agrees];
    const doubt = !values.none && !form.dataset.sure && doubts.find(({ when }) => Object.entries(when).every(([name, some]) => some.includes(values[name])));
    if (doubt) { form.dataset.sure = "1"; return [form.elements.agrees, doubt.say]; }
  }
  return null;
}

// Only the server reads again what is sealed (directory/rules/sealing.py): ECDH on P-256, HKDF, AES-GCM.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const letters = (data) => btoa(String.fromCharCode(...data)).replace(/\+/g, "-").replace(/\//g, "_");
async function seal(fields, lock) {
  const { subtle } = crypto, curve = { name: "ECDH", namedCurve: "P-256" }, text = new TextEncoder();
  const theirs = bytes(lock);
  const once = await subtle.generateKey(curve, false, ["deriveBits"]);
  const open = new Uint8Array(await subtle.exportKey("raw", once.publicKey));
  const shared = await subtle.deriveBits({ name: "ECDH", public: await subtle.importKey("raw", theirs, curve, false, []) }, once.privateKey, 256);
  const info = new Uint8Array([...text.encode("bocal tablet"), ...open, ...theirs]);
  const key = await subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info }, await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]), { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, key, text.encode(JSON.stringify(fields))));
  return letters([...open, ...iv, ...box]);
}
async function sealed(form, body) {
  if (!form.dataset.seal) return body;
  const plain = ["who", "key"];
  const fields = Object.fromEntries(body.filter(([name]) => !plain.includes(name)));
  return [...body.filter(([name]) => plain.includes(name)), ["sealed", await seal(fields, form.dataset.seal)]];
}

// While a form is on its way nothing more is typed into it: the page that comes in its place would lose it.
function hold(form) {
  form.held = [...form.elements].filter((field) => field.type !== "hidden" && !field.disabled);
  for (const field of form.held) field.disabled = true;
}

function release(form) {
  for (const field of form.held ?? []) field.disabled = false;
  delete form.dataset.sent;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.offline || !navigator.serviceWorker?.controller) return;
  event.preventDefault();
  event.stopPropagation();
  if (form.dataset.sent) return;
  form.dataset.sent = "1";
  const body = [...new FormData(form, event.submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const note = { key: form.elements.key.value, url: location.pathname, list: form.dataset.offline, person, at: Date.now(), body };
  if ("stay" in form.dataset) {
    try { await keep(note); } catch { delete form.dataset.sent; return tell("full"); }
    told.add(note.key);
    shift(form, note);
    form.elements.key.value = crypto.randomUUID();
    delete form.dataset.sent;
    return flush();
  }
  hold(form);
  let answer = null;
  try { answer = await post(note.url + location.search, new URLSearchParams(body)); } catch { /* no network: kept below */ }
  if (answer?.ok && !isWord(answer)) return show(await answer.text());
  if (!answer?.ok) {
    const lacking = lacks(form, body);
    if (lacking) { release(form); lacking[0].focus(); return tell("lacking", true, lacking[1] ?? bar().dataset.lacking); }
    try { await keep({ ...note, body: await sealed(form, body) }); } catch { release(form); return tell("full"); }
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
    const pieces = new Set(performance.getEntriesByType("resource").map((one) => new URL(one.name)).filter((url) => url.origin === location.origin && /\.[0-9a-f]{12}\./.test(url.pathname)).map((url) => url.pathname));
    let number = 0;
    for (const page of pages) {
      const answer = await fetch(page);
      if (!answer.ok || answer.redirected) throw new Error(page);
      const text = await answer.clone().text();
      await cache.put(page, answer);
      const read = new DOMParser().parseFromString(text, "text/html");
      for (const link of all("main a[data-take]", read)) pages.add(new URL(link.getAttribute("href"), location).pathname);
      for (const form of all("form[data-offline]", read)) pages.add(form.dataset.offline);
      for (const piece of all("link[rel=stylesheet], link[rel=preload], link[rel=icon], script[src], use", read)) pieces.add(new URL(piece.getAttribute("href") ?? piece.getAttribute("src"), location).pathname);
      words.textContent = `${(number += 1)} / ${pages.size}`;
    }
    for (const piece of pieces) if (!/\.[0-9a-f]{12}\./.test(piece) || !(await cache.match(piece, { ignoreVary: true }))) await cache.add(piece);
    await greet(true);
    words.textContent = `✓ ${number} ${bar().dataset.pages} · ${said(Date.now())}`;
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

draw();
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
addEventListener("pageshow", (event) => { if (event.persisted) { all("form").forEach(release); draw(); flush(); } });

// Pages that somebody took along (offline.js puts them in the cache) are answered from the network first, then from the
// cache with the moment they were seen. Every other page goes its way: it is neither kept nor answered here.
const SCOPE = new URL("./", location).pathname;
const NAME = `bocal ${SCOPE}`;
const PATIENCE = 6000;
// A name with a fingerprint says what is in it.
const PRINTED = /\.[0-9a-f]{12}\./;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (PRINTED.test(url.pathname) || !url.pathname.startsWith(SCOPE)) event.respondWith(piece(request));
});

const kept = (key) => caches.match(key, { cacheName: NAME, ignoreVary: true });

async function page(request, url) {
  const seen = await kept(url.pathname);
  if (!seen) return fetch(request);
  try {
    const late = new Promise((_, fail) => setTimeout(fail, PATIENCE, new Error("late")));
    const answer = await Promise.race([fetch(request), late]);
    if ([502, 503, 504].includes(answer.status)) return stamped(seen);
    if (answer.ok && !answer.redirected && !url.search) await (await caches.open(NAME)).put(url.pathname, answer.clone());
    return answer;
  } catch {
    return stamped(seen);
  }
}

async function stamped(answer) {
  const headers = new Headers();
  for (const name of ["Content-Type", "Content-Security-Policy"]) if (answer.headers.has(name)) headers.set(name, answer.headers.get(name));
  const text = await answer.text();
  return new Response(text.replace("<html ", `<html data-seen="${new Date(answer.headers.get("Date") ?? 0).toISOString()}" `), { headers });
}

async function piece(request) {
  const hit = await kept(request);
  if (hit && PRINTED.test(request.url)) return hit;
  return fetch(request).catch((error) => { if (hit) return hit; throw error; });
}

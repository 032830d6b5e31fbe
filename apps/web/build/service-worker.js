// The build fills in the files of the page. It keeps these alone: an answer of the service is never kept.
const PREFIX = 'shell ';
const SHELL = `${PREFIX}{{version}}`;
/** How long the service is waited for, before the kept document is shown. */
const WAIT_MS = 3_000;
const FILES = ['{{files}}'];

/** The addresses of screens. All have the same document. */
const SCREEN = /^\/(?:week|verify|negotiations\/[^/]+(?:\/[a-z-]+)?)?$/;

addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(FILES)));
});

addEventListener('activate', (event) => {
  const begin = async () => {
    for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== SHELL) await caches.delete(name);
    await clients.claim();
  };
  event.waitUntil(begin());
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') {
    if (SCREEN.test(pathname)) event.respondWith(documentOf(request));
  } else if (FILES.includes(pathname))
    event.respondWith(kept(pathname).then((file) => (file.ok ? file : fetch(request))));
});

const kept = async (pathname) => (await caches.match(pathname, { cacheName: SHELL })) ?? Response.error();

/** The document of the service; the kept one if there is no line, if it hangs, or if something in between answers in place of the service. */
const documentOf = async (request) => {
  const asked = fetch(request);
  const late = new Promise((resolve) => setTimeout(() => resolve(undefined), WAIT_MS));
  const answer = await Promise.race([asked, late]).catch(() => undefined);
  if (answer !== undefined && answer.status < 500) return answer;
  const file = await caches.match('/', { cacheName: SHELL });
  return file ?? answer ?? asked;
};

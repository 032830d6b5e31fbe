// The build fills in the files of the page. It keeps these alone: an answer of the service is never kept.
const SHELL = 'shell {{version}}';
const FILES = ['{{files}}'];

/** The addresses of screens. All have the same document. */
const SCREEN = /^\/(?:negotiations\/[^/]+(?:\/[a-z-]+)?)?$/;

addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(FILES)));
});

addEventListener('activate', (event) => {
  const begin = async () => {
    for (const name of await caches.keys()) if (name !== SHELL) await caches.delete(name);
    await clients.claim();
  };
  event.waitUntil(begin());
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') {
    if (SCREEN.test(pathname)) event.respondWith(fetch(request).catch(() => kept('/')));
  } else if (FILES.includes(pathname))
    event.respondWith(kept(pathname).then((file) => (file.ok ? file : fetch(request))));
});

const kept = async (pathname) => (await caches.match(pathname, { cacheName: SHELL })) ?? Response.error();

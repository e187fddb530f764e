/** Keeps one whole version of the shell and serves it with or without a network. Never touches what the server says. */
declare const self: ServiceWorkerGlobalScope;

// Both are filled in by the build.
const cacheName = 'shell-VERSION_OF_BUILD';
const files = ['/', ...'FILES_OF_BUILD'.split(' ')];

self.addEventListener('install', (event) => {
  // All or nothing: half a version is none.
  event.waitUntil(
    caches.open(cacheName).then((cache) => cache.addAll(files.map((file) => new Request(file, { cache: 'no-cache' })))),
  );
});

self.addEventListener('activate', (event) => {
  const forget = async () => {
    for (const name of await caches.keys()) if (name !== cacheName) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  // Every page of the client is the same shell.
  const isPage = request.mode === 'navigate' && !url.pathname.includes('.');
  const file = isPage ? '/' : url.pathname;
  if (!files.includes(file)) return;
  event.respondWith(
    caches
      .open(cacheName)
      .then((cache) => cache.match(file))
      .then((kept) => kept ?? fetch(request)),
  );
});

export {};

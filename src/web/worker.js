/*
 * The service worker: the pages of those who work open without network after a first visit. The build puts in front
 * of it `SHELL`: the version (a hash of everything named), the files, and which page answers which address.
 *
 * - Only our own built files are kept. Answers of /api and published data are never looked at, let alone kept.
 * - A page asked for is asked of the network first, so that a new version is never hidden by an old one; the copy
 *   serves when there is no answer in time. Files named after their content are taken from the copy.
 * - The version before stays until the next one comes: a page still open finds the files it has not loaded yet.
 */
/* global SHELL */
const PREFIX = 'rappel-shell-';
const NAME = PREFIX + SHELL.version;
const LATE_MS = 4000;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(NAME)
      .then((cache) => cache.addAll(SHELL.files.map((file) => new Request(file, { cache: 'no-cache' }))))
      .then(() => self.skipWaiting()),
  );
});

/** In the order they were made: this version is the last. */
const forgetOld = async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
};

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOld().then(() => self.clients.claim()));
});

const kept = async (file) => {
  const cache = await caches.open(NAME);
  return cache.match(file);
};

/** The network's answer if it comes in time and is a good one, else the copy, else whatever the network says. */
const networkFirst = async (request, file) => {
  const asked = fetch(request);
  const late = new Promise((done) => setTimeout(done, LATE_MS));
  const answer = await Promise.race([asked.catch(() => undefined), late]);
  // A page that moved says so as a redirection the browser follows by itself.
  if (answer?.ok || answer?.type === 'opaqueredirect') return answer;
  return (await kept(file)) ?? asked;
};

const copyFirst = async (request) => (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const scope = new URL(self.registration.scope);
  if (request.method !== 'GET' || url.origin !== scope.origin) return;
  if (!url.pathname.startsWith(scope.pathname)) return;
  const path = url.pathname.slice(scope.pathname.length);
  if (request.mode === 'navigate') {
    const name = path.replace(/\.html$/, '');
    if (Object.hasOwn(SHELL.pages, name)) event.respondWith(networkFirst(request, SHELL.pages[name]));
  } else if (SHELL.files.includes(path)) {
    event.respondWith(path.startsWith('assets/') ? copyFirst(request) : networkFirst(request, path));
  }
});

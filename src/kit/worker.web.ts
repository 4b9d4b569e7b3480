/**
 * Keeps the pages of this site at hand without network: a service worker made with them at build time (`sw.js`, beside
 * the pages). It keeps our own files alone, never an answer of the server. A browser without it loses nothing else.
 */
export const registerWorker = async (): Promise<boolean> => {
  if (!('serviceWorker' in navigator) || !globalThis.isSecureContext) return false;
  try {
    // Asked anew each time, past every cache: a page is never held by an old worker.
    const registered = await navigator.serviceWorker.register('./sw.js', { updateViaCache: 'none' });
    await registered.update();
    return true;
  } catch {
    // No network just now, or a development server, which has no worker: the page works all the same.
    return navigator.serviceWorker.controller !== null;
  }
};

/** True once the pages open without network. */
export const isWorkerReady = async (): Promise<boolean> =>
  'serviceWorker' in navigator && (await navigator.serviceWorker.getRegistration())?.active != null;

/** The page's address is its state: what is seen can be copied, sent, embedded and come back to. */
export type Address = { readonly query: Readonly<Record<string, string>>; readonly path: string };

const listeners = new Set<() => void>();
let current: Address = { query: {}, path: '' };
let seen: string | undefined;

const parse = (href: string): Address => {
  const url = new URL(href);
  return { query: Object.fromEntries(url.searchParams), path: url.hash.replace(/^#\/?/, '') };
};

/** The same object as long as the address has not changed, as React asks. */
export const readAddress = (): Address => {
  if (seen !== location.href) {
    seen = location.href;
    current = parse(location.href);
  }
  return current;
};

const announce = () => {
  for (const listener of listeners) listener();
};

export const onAddress = (listener: () => void): (() => void) => {
  listeners.add(listener);
  addEventListener('popstate', announce);
  addEventListener('hashchange', announce);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    removeEventListener('popstate', announce);
    removeEventListener('hashchange', announce);
  };
};

export type AddressChange = {
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly path?: string;
};

/** The full address after a change; `undefined` takes a parameter away. */
export const addressWith = (change: AddressChange): string => {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(change.query ?? {})) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  if (change.path !== undefined) url.hash = change.path === '' ? '' : `/${change.path}`;
  return url.href;
};

/** `step` adds to the history, for what a reader wants to come back from; otherwise the entry is replaced. */
export const changeAddress = (change: AddressChange, history: 'step' | 'replace' = 'replace'): void => {
  const href = addressWith(change);
  if (href === location.href) return;
  if (history === 'step') globalThis.history.pushState(null, '', href);
  else globalThis.history.replaceState(null, '', href);
  announce();
};

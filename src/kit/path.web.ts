/** The pages of one application, by the last word of the address: `/people`, or `people.html` on a host of files. */

/** The word of the page shown. */
export const readPath = (): string => (location.pathname.split('/').pop() ?? '').replace(/\.html$/, '');

export const onPath = (listener: () => void): (() => void) => {
  addEventListener('popstate', listener);
  return () => removeEventListener('popstate', listener);
};

/** The address of another page of the application; the language stays, anything else of the address goes. */
export const hrefOf = (path: string, query: Readonly<Record<string, string>> = {}): string => {
  const language = new URL(location.href).searchParams.get('lang');
  const search = new URLSearchParams({ ...(language !== null && { lang: language }), ...query }).toString();
  return `./${path}${search === '' ? '' : `?${search}`}`;
};

/** Goes there without loading anything. */
export const goToPath = (
  path: string,
  query: Readonly<Record<string, string>> = {},
  history: 'step' | 'replace' = 'step',
): void => {
  const href = hrefOf(path, query);
  if (history === 'step') globalThis.history.pushState(null, '', href);
  else globalThis.history.replaceState(null, '', href);
  dispatchEvent(new PopStateEvent('popstate'));
  scrollTo(0, 0);
};

/** Leaves the application. */
export const leaveTo = (href: string): void => location.assign(href);

/** Where a provider brings the reader back: a path of this site from its root. */
export const pathFromRoot = (path: string, query: Readonly<Record<string, string>> = {}): string => {
  const { pathname, search } = new URL(hrefOf(path, query), location.href);
  return pathname + search;
};

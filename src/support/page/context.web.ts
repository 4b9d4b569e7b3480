/** What the device says of itself in a report: its window and its network, nothing that tells who holds it. */
import type { Language } from '#kernel/text.ts';
import type { Context } from '#support/support.api.ts';

export const contextHere = (
  path: string,
  language: Language,
): Pick<Context, 'page' | 'language' | 'window' | 'online'> => ({
  page: `/${path}`.replace(/[^a-z0-9/-]/g, '').slice(0, 60),
  language,
  window: `${innerWidth}x${innerHeight}`,
  online: navigator.onLine,
});

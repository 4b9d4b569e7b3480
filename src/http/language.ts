import type { Language } from '#kernel/text.ts';

/**
 * The language of an answer from `Accept-Language` (RFC 9110, section 12.5.4): French or English, whichever is liked
 * better; English when neither is asked for, because most callers without a preference are programs.
 */
export const languageOf = (header: string | undefined): Language => {
  if (header === undefined) return 'en';
  let french = 0;
  let english = 0;
  for (const range of header.slice(0, 200).split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const q = parameters.map((text) => text.trim()).find((text) => text.startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.slice(2)) || 0;
    if (tag === 'fr' || tag.startsWith('fr-')) french = Math.max(french, weight);
    if (tag === 'en' || tag.startsWith('en-') || tag === '*') english = Math.max(english, weight);
  }
  return french > english ? 'fr' : 'en';
};

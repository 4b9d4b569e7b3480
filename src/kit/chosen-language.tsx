import { useCallback } from 'react';
import type { Language } from '#kernel/text.ts';
import { useAddress } from '#kit/address.tsx';
import { changeAddress } from '#kit/address.web.ts';
import { recall, remember } from '#kit/memory.web.ts';

/** The address first, then what this browser remembers, then what it says of its owner. */
export function useLanguage(): readonly [Language, (language: Language) => void] {
  const { query } = useAddress();
  const known = query.lang ?? recall('language') ?? navigator.language.slice(0, 2);
  const language: Language = known === 'en' || known === 'fr' ? known : 'fr';
  const choose = useCallback((next: Language) => {
    remember('language', next);
    changeAddress({ query: { lang: next } });
  }, []);
  return [language, choose];
}

import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { Language, Text } from '#kernel/text.ts';
import { FORMATS, type Formats } from '#kit/numbers.ts';

/** What a component needs to speak to the reader. */
export type Speech = {
  readonly language: Language;
  readonly say: (text: Text) => string;
  readonly formats: Formats;
};

const speechIn = (language: Language): Speech => ({
  language,
  say: (text) => text[language],
  formats: FORMATS[language],
});

const SpeechContext = createContext<Speech>(speechIn('fr'));

export const useSpeech = (): Speech => useContext(SpeechContext);

/** Speaks one language to everything inside, and tells the document so that screen readers pronounce it. */
export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  const speech = useMemo(() => speechIn(language), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <SpeechContext value={speech}>
      <I18nProvider locale={language === 'fr' ? 'fr-FR' : 'en-GB'}>{children}</I18nProvider>
    </SpeechContext>
  );
}

import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Language, Text } from '#kernel/text.ts';
import { useSpeech } from '#kit/language.tsx';
import { WORDS } from '#kit/words.ts';

/** The pages of a site, beside each other: `href` is relative, so that the site lives under any path. */
export type Place = { readonly href: string; readonly name: Text };

/** The title of the page, the way to the site's other pages, the language, and the page's own tools. */
export function Masthead(parts: {
  title: string;
  places: readonly Place[];
  language: Language;
  speak: (language: Language) => void;
  children?: ReactNode;
}) {
  const { say } = useSpeech();
  const other: Language = parts.language === 'fr' ? 'en' : 'fr';
  return (
    <div className="masthead-row">
      <p className="masthead-title">{parts.title}</p>
      <div className="masthead-tools">
        {parts.places.length > 0 && (
          <nav className="masthead-places" aria-label={say(WORDS.pages)}>
            {parts.places.map((place) => (
              <a key={place.href} href={`${place.href}?lang=${parts.language}`}>
                {say(place.name)}
              </a>
            ))}
          </nav>
        )}
        <Button className="button quiet" onPress={() => parts.speak(other)}>
          <span lang={other}>{say(WORDS.otherLanguage)}</span>
        </Button>
        {parts.children}
      </div>
    </div>
  );
}

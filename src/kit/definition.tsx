import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { useSpeech } from '#kit/language.tsx';
import { landmark } from '#kit/shell.tsx';
import { WORDS } from '#kit/words.ts';

/** Moves the reader to a part of the page without touching the address, which says what is shown. */
export const goTo = (id: string): void => {
  const target = document.getElementById(id);
  if (target === null) return;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: 'start' });
};

/** A word of the trade with its meaning one press away, where the reader meets it. */
export function Definition(parts: {
  term: string;
  meaning: string;
  more?: { text: string; target: string };
}) {
  const { say, formats } = useSpeech();
  const name = `${say(WORDS.definition)}${formats.colon}${parts.term}`;
  const { more } = parts;
  return (
    <DialogTrigger>
      <Button className="definition" aria-label={name}>
        <span aria-hidden="true">?</span>
      </Button>
      <Popover {...landmark()} className="popover" placement="bottom">
        <Dialog className="popover-body">
          {({ close }) => (
            <>
              <Heading slot="title">{parts.term}</Heading>
              <p>{parts.meaning}</p>
              {more && (
                <Button
                  className="button quiet"
                  onPress={() => {
                    close();
                    // The popover gives the focus back first; then the page may take it further.
                    requestAnimationFrame(() => requestAnimationFrame(() => goTo(more.target)));
                  }}
                >
                  {more.text}
                </Button>
              )}
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

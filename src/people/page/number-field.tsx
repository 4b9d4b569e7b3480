import { TextField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { sayNumber, spacedNumber } from '#people/page/number-said.ts';
import { FIELDS } from '#people/page/words.ts';

const HINT = {
  fr: 'Quinze caractères, au dos de la carte Vitale ou sur une ordonnance\u00a0; la clé est vérifiée ici.',
  en: 'Fifteen characters, on the health card or a prescription; the key is checked here.',
};

/** The national number, checked as it is typed: how far, whether the key is right, whose it says it is. */
export function NumberField(parts: {
  id?: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}) {
  const { say } = useSpeech();
  const said = sayNumber(parts.value);
  const wrong = said.is === 'wrong' ? say(said.text) : undefined;
  return (
    <TextField
      {...(parts.id !== undefined && { id: parts.id })}
      className="number"
      label={say(FIELDS.nationalNumber)}
      value={parts.value}
      maxLength={30}
      onChange={parts.onChange}
      onBlur={() => {
        const spaced = spacedNumber(parts.value);
        if (spaced !== parts.value) parts.onChange(spaced);
      }}
      error={wrong ?? parts.error}
      hint={say(HINT)}
      said={
        said.is === 'right' || said.is === 'unfinished' ? (
          <span className={said.is === 'right' ? 'right' : ''}>{say(said.text)}</span>
        ) : undefined
      }
    />
  );
}

import { type ReactNode, useId, useState } from 'react';
import { useSpeech } from '#kit/language.tsx';
import { ageFrom, dateWords, fieldDate, readDate } from '#kit/typed-date.ts';

type FieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  /** Said under the field at all times. */
  readonly hint?: string | undefined;
  readonly id?: string;
};

/** What is under a field: what is wrong with it and what to do, else what was understood, else a word of help. */
function Under(parts: { id: string; error: string | undefined; children?: ReactNode }) {
  return (
    <p id={parts.id} className={parts.error === undefined ? 'said' : 'field-error'}>
      {parts.error ?? parts.children}
    </p>
  );
}

/** A line of text. */
export function TextField(
  field: FieldProps & {
    readonly kind?: 'text' | 'numeric' | 'tel' | 'email' | 'search';
    /** What was understood of it, in words. */
    readonly said?: ReactNode;
    readonly required?: boolean;
    readonly maxLength?: number;
    readonly onBlur?: () => void;
    readonly className?: string;
  },
) {
  const own = useId();
  const id = field.id ?? own;
  return (
    <div className={`field ${field.className ?? ''}`} data-invalid={field.error !== undefined || undefined}>
      <label htmlFor={id}>{field.label}</label>
      <input
        id={id}
        inputMode={field.kind ?? 'text'}
        autoComplete="off"
        spellCheck={false}
        maxLength={field.maxLength ?? 200}
        value={field.value}
        required={field.required ?? false}
        aria-invalid={field.error !== undefined}
        aria-describedby={`${id}-under`}
        onChange={(event) => field.onChange(event.currentTarget.value)}
        onBlur={field.onBlur}
      />
      <Under id={`${id}-under`} error={field.error}>
        {field.said ?? field.hint}
      </Under>
    </div>
  );
}

/** Several lines of text, with how many are left when the end is near. */
export function LongField(field: FieldProps & { readonly maxLength: number; readonly required?: boolean }) {
  const own = useId();
  const id = field.id ?? own;
  return (
    <div className="field" data-invalid={field.error !== undefined || undefined}>
      <label htmlFor={id}>{field.label}</label>
      <textarea
        id={id}
        rows={3}
        autoComplete="off"
        maxLength={field.maxLength}
        value={field.value}
        required={field.required ?? false}
        aria-invalid={field.error !== undefined}
        aria-describedby={`${id}-under`}
        onChange={(event) => field.onChange(event.currentTarget.value)}
      />
      <Under id={`${id}-under`} error={field.error}>
        {field.hint}
      </Under>
    </div>
  );
}

const FORM = { fr: 'jj/mm/aaaa', en: 'dd/mm/yyyy' };
const UNFINISHED = { fr: 'Jour, mois, année\u00a0: 12/05/1956.', en: 'Day, month, year: 12/05/1956.' };

/** A date typed in digits; what was understood is said in words underneath, with the age when `today` is given. */
export function DateField(field: FieldProps & { readonly today?: string; readonly required?: boolean }) {
  const { say, language } = useSpeech();
  const own = useId();
  const id = field.id ?? own;
  const [left, setLeft] = useState(true);
  const read = readDate(field.value, left);
  const empty = field.value.trim() === '';
  const wrong =
    'wrong' in read
      ? say(read.wrong)
      : left && 'unfinished' in read && !empty
        ? say(UNFINISHED)
        : field.error;
  const date = 'date' in read ? read.date : undefined;
  const age = date === undefined || field.today === undefined ? undefined : ageFrom(date, field.today);
  const writeOut = () => {
    if (date !== undefined && fieldDate(date) !== field.value) field.onChange(fieldDate(date));
  };
  return (
    <div className="field" data-invalid={wrong !== undefined || undefined}>
      <label htmlFor={id}>{field.label}</label>
      <input
        id={id}
        inputMode="numeric"
        autoComplete="off"
        placeholder={say(FORM)}
        maxLength={10}
        value={field.value}
        required={field.required ?? false}
        aria-invalid={wrong !== undefined}
        aria-describedby={`${id}-under`}
        onChange={(event) => {
          setLeft(false);
          field.onChange(event.currentTarget.value);
        }}
        // Enter sends the form: written out now, the date does not change later, under what was answered.
        onKeyDown={({ key }) => key === 'Enter' && writeOut()}
        onBlur={() => {
          setLeft(true);
          writeOut();
        }}
      />
      <Under id={`${id}-under`} error={wrong}>
        {date === undefined ? (
          field.hint
        ) : (
          <>
            {dateWords(date, language)}
            {age !== undefined && <b>{language === 'fr' ? ` ${age} ans` : ` ${age} years`}</b>}
          </>
        )}
      </Under>
    </div>
  );
}

export type Option = { readonly value: string; readonly name: string };

export function SelectField(
  field: FieldProps & { readonly options: readonly Option[]; readonly empty?: string },
) {
  const own = useId();
  const id = field.id ?? own;
  return (
    <div className="field" data-invalid={field.error !== undefined || undefined}>
      <label htmlFor={id}>{field.label}</label>
      <select
        id={id}
        value={field.value}
        aria-invalid={field.error !== undefined}
        aria-describedby={`${id}-under`}
        onChange={(event) => field.onChange(event.currentTarget.value)}
      >
        {field.empty !== undefined && <option value="">{field.empty}</option>}
        {field.options.map(({ value, name }) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <Under id={`${id}-under`} error={field.error}>
        {field.hint}
      </Under>
    </div>
  );
}

/** One of a few, all in sight. */
export function Segments(field: FieldProps & { readonly options: readonly Option[] }) {
  const name = useId();
  return (
    <fieldset className="field segments" aria-describedby={`${name}-under`}>
      <legend>{field.label}</legend>
      <div>
        {field.options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={field.value === option.value}
              aria-invalid={field.error !== undefined}
              onChange={() => field.onChange(option.value)}
            />
            <span>{option.name}</span>
          </label>
        ))}
      </div>
      <Under id={`${name}-under`} error={field.error}>
        {field.hint}
      </Under>
    </fieldset>
  );
}

/** Yes or no, with what yes means. */
export function Check(parts: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint?: string;
}) {
  const id = useId();
  return (
    <div className="check">
      <input
        id={id}
        type="checkbox"
        checked={parts.checked}
        onChange={(event) => parts.onChange(event.currentTarget.checked)}
        {...(parts.hint !== undefined && { 'aria-describedby': `${id}-under` })}
      />
      <div>
        <label htmlFor={id}>{parts.label}</label>
        {parts.hint !== undefined && (
          <p id={`${id}-under`} className="said">
            {parts.hint}
          </p>
        )}
      </div>
    </div>
  );
}

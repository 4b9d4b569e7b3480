import { type ClipboardEvent, type Ref, useId, useState } from 'react';
import type { Day } from '#kernel/day.ts';
import { useSpeech } from '#kit/language.tsx';
import { fieldDay, readDay } from '#schedule/page/read-day.ts';
import { isList } from '#schedule/page/read-list.ts';
import { ageText } from '#schedule/page/time-scale.ts';
import { SAY } from '#schedule/page/words.ts';

/** A day typed in digits; what was understood is said in words underneath, with the age on that day. */
export function DayField(parts: {
  id?: string;
  label: string;
  hideLabel?: boolean;
  value: string;
  onChange: (typed: string) => void;
  /** A list pasted here belongs to more than one field. */
  onPasteList?: (text: string) => void;
  birth?: Day | undefined;
  error?: string | undefined;
  inputRef?: Ref<HTMLInputElement>;
}) {
  const { say, formats, language } = useSpeech();
  const own = useId();
  const id = parts.id ?? own;
  const [left, setLeft] = useState(false);
  const read = readDay(parts.value);
  const day = 'day' in read ? read.day : undefined;
  const unfinished = left && 'unfinished' in read && parts.value.trim() !== '';
  const wrong = 'wrong' in read ? say(read.wrong) : unfinished ? say(SAY.dayForm) : parts.error;
  const age =
    day === undefined || parts.birth === undefined ? undefined : ageText(parts.birth, day, language);
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain');
    if (parts.onPasteList === undefined || !isList(text)) return;
    event.preventDefault();
    parts.onPasteList(text);
  };
  return (
    <div className="day-field" data-invalid={wrong !== undefined || undefined}>
      <label htmlFor={id} className={parts.hideLabel ? 'visually-hidden' : ''}>
        {parts.label}
      </label>
      <input
        id={id}
        ref={parts.inputRef}
        inputMode="numeric"
        autoComplete="off"
        placeholder={say(SAY.dayForm)}
        value={parts.value}
        aria-invalid={wrong !== undefined}
        aria-describedby={`${id}-said`}
        onChange={(event) => {
          setLeft(false);
          parts.onChange(event.currentTarget.value);
        }}
        onPaste={paste}
        onBlur={() => {
          setLeft(true);
          if (day !== undefined) parts.onChange(fieldDay(day));
        }}
      />
      <p id={`${id}-said`} className={wrong === undefined ? 'said' : 'field-error'}>
        {wrong ?? (
          <>
            {day !== undefined && <span>{formats.day(day)}</span>}
            {age !== undefined && <span className="said-age">{age}</span>}
          </>
        )}
      </p>
    </div>
  );
}

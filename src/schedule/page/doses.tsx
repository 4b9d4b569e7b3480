import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Day } from '#kernel/day.ts';
import { useSpeech } from '#kit/language.tsx';
import { DayField } from '#schedule/page/day-field.tsx';
import { type Choice, choiceOfCode } from '#schedule/page/find-choice.ts';
import type { FormProps } from '#schedule/page/form.tsx';
import { Sign } from '#schedule/page/marks.tsx';
import { findDay } from '#schedule/page/read-day.ts';
import { readList } from '#schedule/page/read-list.ts';
import { type Reading, type Worth, worthOf, worthsOf } from '#schedule/page/reading.ts';
import { type DoseLine, isEmptyDose, isWholeDose } from '#schedule/page/record.ts';
import { SearchBox } from '#schedule/page/search-box.tsx';
import { SAY, WORTH } from '#schedule/page/words.ts';

type DosesProps = FormProps & { readonly choices: readonly Choice[]; readonly birth: Day | undefined };

/** The lines of the record, the last one always empty: a hand never looks for a button to go on. */
export function Doses(form: DosesProps) {
  const { say } = useSpeech();
  const { record, change, choices } = form;
  const [unread, setUnread] = useState<readonly string[]>([]);
  const [next, setNext] = useState<number | undefined>(undefined);
  const pasted = (text: string) => {
    const read = readList(text, (code) => choiceOfCode(choices, code)?.id);
    setUnread(read.unread);
    if (read.doses.length > 0) change({ addDoses: read.doses });
  };
  return (
    <section className="form-part" aria-labelledby="doses-title">
      <h2 id="doses-title">{say(SAY.doses)}</h2>
      <p className="small keyboard-hint">{say(SAY.keyboard)}</p>
      <ol className="dose-lines">
        {record.doses.map((line, index) => (
          <DoseRow
            key={line.key}
            {...form}
            line={line}
            position={index}
            last={index === record.doses.length - 1}
            takeFocus={next === index}
            onPasteList={pasted}
            onDone={() => setNext(index + 1)}
            onFocused={() => setNext(undefined)}
          />
        ))}
      </ol>
      {unread.length > 0 && (
        <div className="callout" data-tone="warning" role="alert">
          <p className="callout-title">{say(SAY.notRead)}</p>
          <pre>{unread.join('\n')}</pre>
        </div>
      )}
      <PasteList onPaste={pasted} />
    </section>
  );
}

function PasteList({ onPaste }: { onPaste: (text: string) => void }) {
  const { say } = useSpeech();
  const [text, setText] = useState('');
  return (
    <details className="paste">
      <summary>{say(SAY.paste)}</summary>
      <p className="small" id="paste-hint">
        {say(SAY.pasteHint)}
      </p>
      <textarea
        rows={4}
        spellCheck={false}
        aria-label={say(SAY.paste)}
        aria-describedby="paste-hint"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button
        className="button"
        isDisabled={text.trim() === ''}
        onPress={() => {
          onPaste(text);
          setText('');
        }}
      >
        {say(SAY.pasteAdd)}
      </Button>
    </details>
  );
}

type RowProps = DosesProps & {
  readonly line: DoseLine;
  readonly position: number;
  readonly last: boolean;
  readonly takeFocus: boolean;
  readonly onPasteList: (text: string) => void;
  readonly onDone: () => void;
  readonly onFocused: () => void;
};

function DoseRow(row: RowProps) {
  const { say, formats } = useSpeech();
  const { line, change, errors, position, last, takeFocus, onFocused } = row;
  const date = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!takeFocus) return;
    date.current?.focus();
    onFocused();
  }, [takeFocus, onFocused]);
  const name = last && isEmptyDose(line) ? say(SAY.newDose) : `${say(SAY.dose)} ${position + 1}`;
  const named = (what: string) => `${name}${formats.colon}${what}`;
  const half = !isEmptyDose(line) && !isWholeDose(line) && !last;
  return (
    <li className="dose-line" id={`dose-${line.key}`}>
      <DayField
        label={named(say(SAY.date))}
        hideLabel
        inputRef={date}
        value={line.date}
        onChange={(typed) => change({ dose: line.key, with: { date: typed } })}
        onPasteList={row.onPasteList}
        birth={row.birth}
        error={errors.get(`dose ${line.key} date`)}
      />
      <SearchBox
        label={named(say(SAY.vaccine))}
        hideLabel
        placeholder={say(SAY.vaccineHint)}
        choices={row.choices}
        value={line.vaccine}
        onChange={(vaccine) => change({ dose: line.key, with: { vaccine } })}
        onDone={row.onDone}
        none={say(SAY.noVaccine)}
        unknown={say(SAY.unknownVaccine)}
        several={say(SAY.severalVaccines)}
        error={errors.get(`dose ${line.key} vaccine`)}
      />
      {!(last && isEmptyDose(line)) && (
        <Button
          className="remove"
          aria-label={`${say(SAY.remove)} – ${name}`}
          onPress={() => change({ removeDose: line.key })}
        >
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M5 5l10 10M15 5L5 15" fill="none" stroke="currentColor" strokeWidth="2" />
          </svg>
        </Button>
      )}
      {half && <p className="said half-line">{say(SAY.halfLine)}</p>}
      {isWholeDose(line) && <Verdict {...row} />}
      {isWholeDose(line) && <MoreOfDose {...row} />}
    </li>
  );
}

/** What the dose is worth, where it was written: the same signs as in the drawing. */
function Verdict({ line, reading, doseAt, record }: RowProps) {
  const { say, language } = useSpeech();
  const index = doseAt.get(line.key);
  if (reading === undefined || index === undefined) return null;
  const day = findDay(line.date);
  if (day !== undefined && day > (findDay(record.assessment) ?? day))
    return <p className="verdict">{say(SAY.notReadYet)}</p>;
  const worths = worthsOf(reading, index);
  if (worths.length === 0) return <p className="verdict">{say(SAY.notConcerned)}</p>;
  return (
    <ul className="verdict">
      {byWorth(worths).map(({ worth, titles }) => (
        <li key={worth}>
          <Sign worth={worth} />
          <span>
            <strong>{say(WORTH[worth])}</strong> {titles.map((title) => title[language]).join(', ')}
          </span>
        </li>
      ))}
    </ul>
  );
}

const byWorth = (worths: ReturnType<typeof worthsOf>) => {
  const found = new Map<Worth, Reading['rows'][number]['forecast']['title'][]>();
  for (const { row, mark } of worths) {
    const worth = worthOf(mark.evaluations);
    const titles = found.get(worth) ?? [];
    if (!titles.some(({ en }) => en === row.forecast.title.en)) titles.push(row.forecast.title);
    found.set(worth, titles);
  }
  return [...found].map(([worth, titles]) => ({ worth, titles }));
};

/** What is rarely known and rarely asked. */
function MoreOfDose({ line, change }: RowProps) {
  const { say } = useSpeech();
  return (
    <details className="dose-more">
      <summary>
        <span aria-hidden="true">⋯</span>
        <span className="visually-hidden">{say(SAY.more)}</span>
      </summary>
      <div className="field">
        <label htmlFor={`mvx-${line.key}`}>{say(SAY.manufacturer)}</label>
        <input
          id={`mvx-${line.key}`}
          className="short"
          maxLength={4}
          value={line.mvx}
          onChange={(event) =>
            change({ dose: line.key, with: { mvx: event.currentTarget.value.toUpperCase() } })
          }
        />
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={line.substandard}
          onChange={(event) => change({ dose: line.key, with: { substandard: event.currentTarget.checked } })}
        />
        <span>{say(SAY.substandard)}</span>
      </label>
    </details>
  );
}

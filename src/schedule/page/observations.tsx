import { Button } from 'react-aria-components';
import type { Day } from '#kernel/day.ts';
import { useSpeech } from '#kit/language.tsx';
import { DayField } from '#schedule/page/day-field.tsx';
import type { Choice } from '#schedule/page/find-choice.ts';
import type { FormProps } from '#schedule/page/form.tsx';
import { SearchBox } from '#schedule/page/search-box.tsx';
import { SAY } from '#schedule/page/words.ts';

/** Conditions, exposures, proofs: found in the schedule's own list, each with the day it began when it matters. */
export function Observations(form: FormProps & { choices: readonly Choice[]; birth: Day | undefined }) {
  const { say } = useSpeech();
  const { record, change, errors, choices } = form;
  const taken = new Set(record.observations.map(({ code }) => code));
  return (
    <section className="form-part" aria-labelledby="observations-title">
      <h2 id="observations-title">{say(SAY.observations)}</h2>
      <ul className="observation-lines">
        {record.observations.map((line) => {
          const name = choices.find(({ id }) => id === line.code)?.name ?? line.code;
          return (
            <li key={line.key} className="observation-line">
              <p className="observation-name">{name}</p>
              <Button
                className="remove"
                aria-label={`${say(SAY.remove)} – ${name}`}
                onPress={() => change({ removeObservation: line.key })}
              >
                <svg viewBox="0 0 20 20" aria-hidden="true">
                  <path d="M5 5l10 10M15 5L5 15" fill="none" stroke="currentColor" strokeWidth="2" />
                </svg>
              </Button>
              <DayField
                id={`field-observation-${line.code}`}
                label={say(SAY.since)}
                value={line.date}
                onChange={(date) => change({ observation: line.key, date })}
                birth={form.birth}
                error={errors.get(`observation ${line.key}`)}
              />
            </li>
          );
        })}
      </ul>
      <SearchBox
        key={`${record.firstKey} ${record.observations.length}`}
        label={say(SAY.addObservation)}
        choices={choices.filter(({ id }) => !taken.has(id))}
        value=""
        onChange={(code) => {
          if (code !== '') change({ addObservation: code });
        }}
        none={say(SAY.noObservation)}
        unknown={say(SAY.unknownObservation)}
        several={say(SAY.severalObservations)}
      />
      <p className="small">{say(SAY.observationsHint)}</p>
    </section>
  );
}

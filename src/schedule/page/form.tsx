import { type Dispatch, useMemo } from 'react';
import { Button } from 'react-aria-components';
import { useSpeech } from '#kit/language.tsx';
import { DayField } from '#schedule/page/day-field.tsx';
import { Doses } from '#schedule/page/doses.tsx';
import { type Example, examplesFor } from '#schedule/page/examples.ts';
import type { Choice } from '#schedule/page/find-choice.ts';
import { Observations } from '#schedule/page/observations.tsx';
import { findDay } from '#schedule/page/read-day.ts';
import type { Reading } from '#schedule/page/reading.ts';
import type { PersonRecord, RecordChange } from '#schedule/page/record.ts';
import { shortName } from '#schedule/page/say.ts';
import { SAY } from '#schedule/page/words.ts';
import type { ScheduleChoices, ScheduleSummary } from '#schedule/schedule.api.ts';

/** What is wrong where in the form, as the server says it; keys are `birth`, `dose 3 date`, `observation 4`... */
export type FieldErrors = ReadonlyMap<string, string>;

export type FormProps = {
  readonly schedules: readonly ScheduleSummary[];
  readonly schedule: ScheduleChoices;
  readonly chooseSchedule: (name: string) => void;
  readonly record: PersonRecord;
  readonly change: Dispatch<RecordChange>;
  readonly errors: FieldErrors;
  readonly reading: Reading | undefined;
  readonly doseAt: ReadonlyMap<number, number>;
  readonly takeExample: (example: Example) => void;
  readonly clear: () => void;
};

/** Everything that is asked of the reader. */
export function Form(form: FormProps) {
  const { say, language } = useSpeech();
  const { schedule, record, change, errors } = form;
  const birth = findDay(record.birth);
  const vaccines = useMemo(
    () =>
      schedule.vaccines.map(
        ({ code, name }): Choice => ({ id: code, name: shortName(name, language), hint: code }),
      ),
    [schedule, language],
  );
  const observations = useMemo(
    () => schedule.observations.map(({ code, title }): Choice => ({ id: code, name: title[language] })),
    [schedule, language],
  );
  return (
    <form
      className="record-form"
      autoComplete="off"
      aria-labelledby="person-title"
      onSubmit={(event) => event.preventDefault()}
    >
      <ScheduleField {...form} />
      <Examples {...form} />
      <div className="form-part">
        <h2 id="person-title">{say(SAY.person)}</h2>
        <div className="form-pair">
          <DayField
            id="field-birth"
            label={say(SAY.birth)}
            value={record.birth}
            onChange={(typed) => change({ set: { birth: typed } })}
            error={errors.get('birth')}
          />
          <DayField
            id="field-assessment"
            label={say(SAY.assessment)}
            value={record.assessment}
            onChange={(typed) => change({ set: { assessment: typed } })}
            birth={birth}
            error={errors.get('assessment')}
          />
        </div>
        <SexField record={record} change={change} error={errors.get('sex')} />
        <CountryField {...form} />
      </div>
      <Doses {...form} choices={vaccines} birth={birth} />
      {observations.length > 0 && <Observations {...form} choices={observations} birth={birth} />}
      <GroupField {...form} />
      <p className="small">{say(SAY.private)}</p>
    </form>
  );
}

/** One press shows what the page does; one empties it for the next person. */
function Examples({ schedule, takeExample, clear }: FormProps) {
  const { say, language } = useSpeech();
  const examples = examplesFor(schedule);
  return (
    <div className="form-part examples">
      {examples.length > 0 && (
        <>
          <p className="field-name" id="examples-title">
            {say(SAY.examples)}
          </p>
          <div className="example-list">
            {examples.map((example) => (
              <Button key={example.id} className="button quiet" onPress={() => takeExample(example)}>
                {example.name[language]}
              </Button>
            ))}
          </div>
        </>
      )}
      <Button className="button quiet clear" onPress={clear}>
        {say(SAY.clear)}
      </Button>
    </div>
  );
}

function ScheduleField({ schedules, schedule, chooseSchedule }: FormProps) {
  const { say, language } = useSpeech();
  return (
    <div className="form-part field">
      <label htmlFor="field-schedule">{say(SAY.schedule)}</label>
      <select
        id="field-schedule"
        value={schedule.name}
        onChange={(event) => chooseSchedule(event.currentTarget.value)}
      >
        {schedules.map(({ name, title }) => (
          <option key={name} value={name}>
            {title[language]}
          </option>
        ))}
      </select>
    </div>
  );
}

function GroupField({ schedule, record, change, errors }: FormProps) {
  const { say, language } = useSpeech();
  const error = errors.get('group');
  return (
    <div className="form-part field">
      <label htmlFor="field-group">{say(SAY.group)}</label>
      <select
        id="field-group"
        value={record.group}
        aria-invalid={error !== undefined}
        onChange={(event) => change({ set: { group: event.currentTarget.value } })}
      >
        <option value="">{say(SAY.allGroups)}</option>
        {schedule.groups.map(({ name, title }) => (
          <option key={name} value={name}>
            {title[language]}
          </option>
        ))}
      </select>
      {error && <p className="field-error">{error}</p>}
    </div>
  );
}

type SexProps = Pick<FormProps, 'record' | 'change'> & { readonly error: string | undefined };

function SexField({ record, change, error }: SexProps) {
  const { say } = useSpeech();
  const choices = [
    ['F', SAY.female],
    ['M', SAY.male],
    ['', SAY.unknown],
  ] as const;
  return (
    <fieldset className="field segments" id="field-sex">
      <legend>{say(SAY.sex)}</legend>
      <div>
        {choices.map(([value, name]) => (
          <label key={value}>
            <input
              type="radio"
              name="sex"
              value={value}
              checked={record.sex === value}
              onChange={() => change({ set: { sex: value } })}
            />
            <span>{say(name)}</span>
          </label>
        ))}
      </div>
      {error && <p className="field-error">{error}</p>}
    </fieldset>
  );
}

/** Asked only where the answer may depend on it; then it stays. */
function CountryField({ record, change, reading, errors }: FormProps) {
  const { say } = useSpeech();
  const wanted = reading?.asks.some(({ missing }) => missing.what === 'birthCountry') ?? false;
  if (!wanted && record.country === '') return null;
  const error = errors.get('country');
  return (
    <div className="field">
      <label htmlFor="field-country">{say(SAY.country)}</label>
      <select
        id="field-country"
        value={record.country}
        aria-invalid={error !== undefined}
        onChange={(event) => change({ set: { country: event.currentTarget.value } })}
      >
        <option value="">{say(SAY.unknown)}</option>
        {/* As the CDC’s supporting data write it; any other text is another country. */}
        <option value="U.S.">{say(SAY.unitedStates)}</option>
        <option value="other">{say(SAY.elsewhere)}</option>
      </select>
      {error && <p className="field-error">{error}</p>}
    </div>
  );
}

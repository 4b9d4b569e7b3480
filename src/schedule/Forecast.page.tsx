import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Language } from '#kernel/text.ts';
import { useAddress } from '#kit/address.tsx';
import { changeAddress } from '#kit/address.web.ts';
import { Callout } from '#kit/callout.tsx';
import { useLanguage } from '#kit/chosen-language.tsx';
import { goTo } from '#kit/definition.tsx';
import { readJson } from '#kit/json.web.ts';
import { LanguageProvider, useSpeech } from '#kit/language.tsx';
import { Masthead } from '#kit/masthead.tsx';
import { Shell, Skeleton } from '#kit/shell.tsx';
import type { PageProps } from '#kit/site.ts';
import { WORDS } from '#kit/words.ts';
import type { ForecastResult, Missing } from '#schedule/forecast.api.ts';
import { Answer } from '#schedule/page/answer.tsx';
import { type Answered, askForecast, today } from '#schedule/page/ask.web.ts';
import { type Example, exampleRecord } from '#schedule/page/examples.ts';
import { type FieldErrors, Form } from '#schedule/page/form.tsx';
import { SignKey } from '#schedule/page/marks.tsx';
import { useOpenForPrint } from '#schedule/page/print.tsx';
import { Provenance } from '#schedule/page/provenance.tsx';
import { findDay } from '#schedule/page/read-day.ts';
import { type Reading, readResult, type Worth } from '#schedule/page/reading.ts';
import {
  changeRecord,
  emptyRecord,
  fieldAt,
  type PersonRecord,
  type Question,
  questionOf,
} from '#schedule/page/record.ts';
import { summaryText } from '#schedule/page/say.ts';
import { SAY } from '#schedule/page/words.ts';
import { listSchedules, ScheduleChoices, type ScheduleSummary } from '#schedule/schedule.api.ts';
import './page/page.css';

/** One person's doses on a line of time: what counts, what does not and why, what comes next. */
export default function Forecast({ site }: PageProps) {
  const [language, speak] = useLanguage();
  return (
    <LanguageProvider language={language}>
      <Framed api={site.api} language={language} speak={speak} />
    </LanguageProvider>
  );
}

type Spoken = { readonly language: Language; readonly speak: (language: Language) => void };

function Framed({ api, language, speak }: Spoken & { api: string | null }) {
  const { say } = useSpeech();
  const title = say(SAY.site);
  useEffect(() => {
    document.title = `${title} – Rappel`;
  }, [title]);
  return (
    <Shell
      masthead={
        <Masthead
          title="Rappel"
          places={[
            { href: './', name: SAY.campaign },
            { href: 'login', name: WORDS.signIn },
          ]}
          language={language}
          speak={speak}
        />
      }
      footer={<p>{say(SAY.madeWith)}</p>}
    >
      <div className="forecast">
        <div className="page-head">
          <p className="kicker">{say(SAY.kicker)}</p>
          <h1>{say(SAY.title)}</h1>
          <p className="lead">{say(SAY.lead)}</p>
        </div>
        {api === null ? (
          <Callout tone="warning" title={say(SAY.failed)}>
            <p>{say(SAY.noSchedules)}</p>
          </Callout>
        ) : (
          <Loaded api={api} language={language} />
        )}
      </div>
    </Shell>
  );
}

type Loading<T> = { readonly value?: T; readonly detail?: string };

/** The schedules of the server and the one in use, which the address may name; nothing else is in the address. */
function useSchedules(api: string, attempt: number) {
  const { query } = useAddress();
  const [list, setList] = useState<Loading<readonly ScheduleSummary[]>>({});
  const [choices, setChoices] = useState<Loading<ScheduleChoices>>({});
  const asked = query.schedule;
  const name = list.value?.find((one) => one.name === asked)?.name ?? list.value?.[0]?.name;
  // A new attempt is the reason to read again.
  useEffect(() => {
    let over = false;
    void readJson(`${api}/schedules`, listSchedules.answers[200].schema).then((read) => {
      if (!over) setList('value' in read ? { value: read.value.schedules } : { detail: read.detail });
    });
    return () => {
      over = true;
    };
  }, [api, attempt]);
  useEffect(() => {
    if (name === undefined) return;
    let over = false;
    void readJson(`${api}/schedules/${encodeURIComponent(name)}`, ScheduleChoices).then((read) => {
      if (!over) setChoices('value' in read ? { value: read.value } : { detail: read.detail });
    });
    return () => {
      over = true;
    };
  }, [api, name, attempt]);
  const choose = useCallback((next: string) => changeAddress({ query: { schedule: next } }), []);
  return { schedules: list.value, schedule: choices.value, detail: list.detail ?? choices.detail, choose };
}

function Loaded({ api, language }: { api: string; language: Language }) {
  const { say } = useSpeech();
  const [attempt, setAttempt] = useState(0);
  const { schedules, schedule, detail, choose } = useSchedules(api, attempt);
  if (schedules !== undefined && schedule !== undefined)
    return <Desk api={api} language={language} schedules={schedules} schedule={schedule} choose={choose} />;
  if (detail === undefined) return <Skeleton tall />;
  return (
    <Callout tone="warning" title={say(SAY.failed)}>
      <p>{say(SAY.unreachable)}</p>
      <p className="small">{detail}</p>
      <Button className="button" onPress={() => setAttempt((count) => count + 1)}>
        {say(SAY.retry)}
      </Button>
    </Callout>
  );
}

/** The last answer that could be had stays while the next is asked; each question gives up the one before it. */
function useAnswer(api: string, schedule: string, question: Question | undefined, language: Language) {
  const [answered, setAnswered] = useState<{ for: string; answer: Answered } | undefined>(undefined);
  const [result, setResult] = useState<{ result: ForecastResult; schedule: string } | undefined>(undefined);
  const [attempt, setAttempt] = useState(0);
  const body = question === undefined ? undefined : JSON.stringify(question.asked);
  const asked = useRef(question);
  asked.current = question;
  const id = `${schedule} ${language} ${attempt} ${body ?? ''}`;
  // The text of the question stands for the question: the same one is not asked twice.
  useEffect(() => {
    if (asked.current === undefined) {
      setResult(undefined);
      setAnswered(undefined);
      return;
    }
    const stop = new AbortController();
    void askForecast(api, schedule, asked.current.asked, language, stop.signal).then((answer) => {
      if (answer === undefined) return;
      setAnswered({ for: id, answer });
      if ('result' in answer) setResult({ result: answer.result, schedule });
      else if ('problem' in answer) setResult(undefined);
    });
    return () => stop.abort();
  }, [api, id]);
  return {
    answer: answered?.for === id ? answered.answer : undefined,
    result: result?.schedule === schedule ? result.result : undefined,
    busy: body !== undefined && answered?.for !== id,
    retry: () => setAttempt((count) => count + 1),
  };
}

/** The problem of an answer, field by field of the form. */
const errorsOf = (answer: Answered | undefined, question: Question | undefined): FieldErrors => {
  const errors = new Map<string, string>();
  if (answer === undefined || !('problem' in answer) || question === undefined) return errors;
  const { problem } = answer;
  // A fault of shape is told in the reader’s language; any other by its title, which is too.
  const faults = problem.faults ?? [{ pointer: problem.field ?? '', message: problem.title }];
  for (const { pointer, message } of faults) {
    const at = fieldAt(pointer, question);
    const key =
      'dose' in at
        ? `dose ${at.dose} ${at.part}`
        : 'observation' in at
          ? `observation ${at.observation}`
          : at.field;
    if (!errors.has(key)) errors.set(key, message);
  }
  return errors;
};

type DeskProps = {
  readonly api: string;
  readonly language: Language;
  readonly schedules: readonly ScheduleSummary[];
  readonly schedule: ScheduleChoices;
  readonly choose: (name: string) => void;
};

/** The form and its answer, side by side where there is room. */
function Desk({ api, language, schedules, schedule, choose }: DeskProps) {
  const [record, change] = useReducer(changeRecord, undefined, () => emptyRecord(today()));
  const question = useMemo(() => questionOf(record), [record]);
  const { answer, result, busy, retry } = useAnswer(api, schedule.name, question, language);
  const reading = useMemo(() => (result === undefined ? undefined : readResult(result)), [result]);
  const errors = useMemo(() => errorsOf(answer, question), [answer, question]);
  const doseAt = useMemo(() => new Map(question?.doseKeys.map((key, index) => [key, index])), [question]);
  useOpenForPrint();
  const replace = (next: PersonRecord) => change({ replace: next });
  const takeExample = (example: Example) =>
    replace(exampleRecord(example, findDay(record.assessment) ?? today(), today()));
  const answerMissing = ({ what, codes }: Missing) => {
    const [code = ''] = codes;
    if (what === 'observationDate') change({ addObservation: code });
    requestAnimationFrame(() => focusField(what, code));
  };
  return (
    <div className="desk">
      <div className="desk-form">
        <Form
          schedules={schedules}
          schedule={schedule}
          chooseSchedule={choose}
          record={record}
          change={change}
          errors={errors}
          reading={reading}
          doseAt={doseAt}
          takeExample={takeExample}
          clear={() => replace(emptyRecord(today()))}
        />
        {reading && <Jump reading={reading} />}
      </div>
      <section className="answer" id="answer" aria-labelledby="answer-title">
        <Trouble answer={answer} errors={errors} retry={retry} />
        {result && reading && question ? (
          <Answer
            result={result}
            reading={reading}
            birth={question.asked.birthDate}
            isToday={reading.today === today()}
            schedule={schedule}
            busy={busy}
            answerMissing={answerMissing}
            addObservation={(code) => change({ addObservation: code })}
          />
        ) : (
          <Waiting failed={answer !== undefined} />
        )}
        <Provenance schedule={schedule} />
      </section>
    </div>
  );
}

const focusField = (what: Missing['what'], code: string): void => {
  const observations = '#observations-title ~ .search-box input';
  const ids: Readonly<Record<Missing['what'], string>> = {
    sex: '#field-sex input',
    birthCountry: '#field-country',
    observation: observations,
    contraindication: observations,
    observationDate: `[id="field-observation-${code}"]`,
    manufacturer: '.dose-more summary',
  };
  const field = document.querySelector<HTMLElement>(ids[what]);
  field?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: 'center' });
};

/** On a phone the answer is below the form: one press away, with what it says first. */
function Jump({ reading }: { reading: Reading }) {
  const speech = useSpeech();
  return (
    <Button className="jump" onPress={() => goTo('answer')}>
      <span>{summaryText(reading, reading.today === today(), speech)}</span>
      <b>{speech.say(SAY.seeAnswer)}</b>
    </Button>
  );
}

const EVERY_SIGN = new Set<Worth>(['Valid', 'Partly', 'Not Valid', 'Sub-standard', 'Extraneous']);

function Waiting({ failed }: { failed: boolean }) {
  const { say } = useSpeech();
  return (
    <div className="waiting">
      <h2 id="answer-title">{say(failed ? SAY.answer : SAY.waiting)}</h2>
      {!failed && (
        <>
          <p>{say(SAY.waitingText)}</p>
          <ul className="life-key" aria-label={say(SAY.legend)}>
            <SignKey used={EVERY_SIGN} />
          </ul>
        </>
      )}
    </div>
  );
}

function Trouble(parts: { answer: Answered | undefined; errors: FieldErrors; retry: () => void }) {
  const { say } = useSpeech();
  const { answer } = parts;
  if (answer === undefined || 'result' in answer) return null;
  if ('unreachable' in answer)
    return (
      <Callout tone="warning" title={say(SAY.failed)}>
        <p>{say(SAY.unreachable)}</p>
        <p className="small">{answer.unreachable}</p>
        <Button className="button" onPress={parts.retry}>
          {say(SAY.retry)}
        </Button>
      </Callout>
    );
  const { problem } = answer;
  return (
    <Callout tone="warning" title={problem.title}>
      <p>{parts.errors.has('form') ? problem.detail : say(SAY.mend)}</p>
    </Callout>
  );
}

import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import { isRole, ROLES } from '#access/roles.ts';
import { LongField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import type { Report } from '#support/support.api.ts';
import { STATES, type State, SUBJECTS } from '#support/support.ts';

const SAY = {
  page: { fr: 'page', en: 'page' },
  code: { fr: 'refus', en: 'refusal' },
  request: { fr: 'requête', en: 'request' },
  trusted: { fr: 'De confiance', en: 'Trusted' },
  you: { fr: 'Vous', en: 'You' },
  them: { fr: 'La personne', en: 'The person' },
  support: { fr: 'L’assistance', en: 'Support' },
  now: { fr: 'où elle en est', en: 'where it stands' },
};

const TONES: Readonly<Record<State, string>> = { open: 'watch', taken: '', answered: 'good', closed: '' };
const STEPS = ['open', 'taken', 'answered', 'closed'] as const;

/** How far a report has come, drawn. */
function Steps({ state }: { state: State }) {
  const { say, language } = useSpeech();
  const reached = STEPS.indexOf(state);
  return (
    <ol className="report-steps" aria-label={say(SAY.now)}>
      {STEPS.map((step, i) => (
        <li
          key={step}
          data-reached={i <= reached || undefined}
          aria-current={step === state ? 'step' : undefined}
        >
          {STATES[step][language]}
        </li>
      ))}
    </ol>
  );
}

/** A report with all that was said since; what can be done with it is given by the page. */
export function ReportLine({ report, children }: { report: Report; children: ReactNode }) {
  const { say, language, formats } = useSpeech();
  const { context, from, events } = report;
  const facts = [
    `${say(SAY.page)} ${context.page}`,
    ...(context.code === undefined ? [] : [`${say(SAY.code)} ${context.code}`]),
    ...(context.instance === undefined ? [] : [`${say(SAY.request)} ${context.instance}`]),
    ...(context.window === undefined ? [] : [context.window]),
  ];
  return (
    <li data-state={report.state}>
      <div className="line-head">
        <b>{SUBJECTS[report.subject][language]}</b>
        <span className="chip" data-tone={TONES[report.state]}>
          {STATES[report.state][language]}
        </span>
        {from?.trusted && (
          <span className="chip" data-tone="good">
            {say(SAY.trusted)}
          </span>
        )}
      </div>
      <p className="small">
        {formats.moment(report.reportedAt)}
        {from !== null &&
          `, ${from.name ?? from.account}, ${isRole(from.role) ? ROLES[from.role].title[language] : from.role}, ${from.place}`}
      </p>
      <p className="report-context">{facts.join(' · ')}</p>
      {report.text !== null && <p>{report.text}</p>}
      <Steps state={report.state} />
      <ul className="report-said">
        {events
          .filter(({ text }) => text !== null)
          .map(({ at, bySupport, text }) => (
            <li key={at} data-by={bySupport ? 'support' : undefined}>
              <span className="small">
                {bySupport ? say(SAY.support) : say(from === null ? SAY.you : SAY.them)}, {formats.moment(at)}
              </span>
              <p>{text}</p>
            </li>
          ))}
      </ul>
      {children}
    </li>
  );
}

/** A few words and what to do with them. */
export function Reply(parts: {
  id: string;
  label: string;
  actions: readonly {
    readonly name: string;
    readonly needsWords: boolean;
    readonly go: (words: string) => void;
  }[];
}) {
  const [words, setWords] = useState('');
  const said = words.trim();
  return (
    <div className="report-reply">
      <LongField id={parts.id} label={parts.label} value={words} onChange={setWords} maxLength={500} />
      <div className="row">
        {parts.actions.map(({ name, needsWords, go }) => (
          <Button
            key={name}
            className="button"
            isDisabled={needsWords && said === ''}
            onPress={() => {
              go(said);
              setWords('');
            }}
          >
            {name}
          </Button>
        ))}
      </div>
    </div>
  );
}

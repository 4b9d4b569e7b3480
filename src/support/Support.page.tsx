import { useState } from 'react';
import { PageHead } from '#access/page/page-head.tsx';
import { useRead, useSession } from '#access/page/session.tsx';
import { RIGHTS } from '#access/rights.ts';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { focusSoon } from '#kit/device.web.ts';
import { Check } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Section, Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { AnnounceForm } from '#support/page/announce-form.tsx';
import { ReportForm } from '#support/page/report-form.tsx';
import { Reply, ReportLine } from '#support/page/report-line.tsx';
import '#support/page/support.css';
import {
  answerReport,
  followReport,
  listAllReports,
  listReports,
  type Report,
  trustReporter,
} from '#support/support.api.ts';
import { mayBecome } from '#support/support.ts';

const SAY = {
  kicker: { fr: 'Aide', en: 'Support' },
  title: { fr: 'Signaler, et suivre jusqu’à la réponse', en: 'Report, and follow to the answer' },
  lead: {
    fr: 'Chaque message d’erreur porte aussi un bouton qui signale en un clic, avec le contexte et sans aucun nom.',
    en: 'Every error message also has a button that reports in one click, with its context and without any name.',
  },
  mine: { fr: 'Mes signalements', en: 'My reports' },
  none: { fr: 'Vous n’avez rien signalé.', en: 'You have reported nothing.' },
  queue: { fr: 'La file', en: 'The queue' },
  queueKicker: { fr: 'Équipe d’assistance', en: 'Support team' },
  empty: { fr: 'Aucun signalement.', en: 'No report.' },
  solved: { fr: 'C’est résolu\u00a0: clore', en: 'Solved: close' },
  again: { fr: 'Cela ne m’aide pas\u00a0: rouvrir', en: 'This does not help: open again' },
  words: { fr: 'Ajouter un mot', en: 'Add a word' },
  answer: { fr: 'Réponse', en: 'Answer' },
  take: { fr: 'Je m’en charge', en: 'I take it' },
  send: { fr: 'Répondre', en: 'Answer' },
  close: { fr: 'Clore', en: 'Close' },
  trust: { fr: 'Compte de confiance', en: 'Trusted account' },
  sent: { fr: 'Signalé. La réponse viendra ici.', en: 'Reported. The answer will come here.' },
  done: { fr: 'C’est noté.', en: 'Noted.' },
};

/** What a person reported, and for the support team what everybody did. */
export default function Support() {
  const { say } = useSpeech();
  const { session } = useSession();
  const answers = session?.state === 'signed-in' && session.rights.includes(RIGHTS.answerTrouble);
  return (
    <>
      <PageHead kicker={say(SAY.kicker)} title={say(SAY.title)} lead={say(SAY.lead)} />
      {answers && <Queue />}
      <Mine />
    </>
  );
}

function Mine() {
  const { say } = useSpeech();
  const { call } = useSession();
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const list = useRead(async () => {
    const read = await call(listReports, {});
    return hasFailed(read) ? read : read.body.reports;
  }, 'mine');
  const follow = async (report: Report, state: 'open' | 'closed', text: string) => {
    const done = await call(followReport, {
      body: { id: report.id, state, ...(text !== '' && { text }) },
    });
    setFailure(hasFailed(done) ? done : undefined);
    setSaid(hasFailed(done) ? '' : say(SAY.done));
    list.again();
    focusSoon('mine-title');
  };
  const actionsOn = (report: Report) => [
    ...(mayBecome(report.state, 'closed', 'reporter')
      ? [
          {
            name: say(SAY.solved),
            needsWords: false,
            go: (words: string) => void follow(report, 'closed', words),
          },
        ]
      : []),
    ...(mayBecome(report.state, 'open', 'reporter')
      ? [
          {
            name: say(SAY.again),
            needsWords: false,
            go: (words: string) => void follow(report, 'open', words),
          },
        ]
      : []),
  ];
  return (
    <div className="two-columns">
      <ReportForm
        onReported={() => {
          setSaid(say(SAY.sent));
          list.again();
          focusSoon('mine-title');
        }}
      />
      <section aria-labelledby="mine-title">
        <h2 id="mine-title">{say(SAY.mine)}</h2>
        <p role="status" className={said === '' ? 'visually-hidden' : 'done'}>
          {said}
        </p>
        <Trouble failure={failure ?? list.failure} retry={list.again} />
        {list.value === undefined ? (
          list.failure === undefined && <Skeleton lines={3} />
        ) : list.value.length === 0 ? (
          <p>{say(SAY.none)}</p>
        ) : (
          <ul className="lines wide">
            {list.value.map((report) => (
              <ReportLine key={report.id} report={report}>
                <Reply id={`say-${report.id}`} label={say(SAY.words)} actions={actionsOn(report)} />
              </ReportLine>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

/** Everything that was reported, and what support does with it. */
function Queue() {
  const { say } = useSpeech();
  const { call } = useSession();
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const list = useRead(async () => {
    const read = await call(listAllReports, {});
    return hasFailed(read) ? read : read.body.reports;
  }, 'queue');
  const settle = async (report: Report, state: 'taken' | 'answered' | 'closed', text: string) => {
    const done = await call(answerReport, {
      body: { id: report.id, state, ...(text !== '' && { text }) },
    });
    setFailure(hasFailed(done) ? done : undefined);
    list.again();
    focusSoon('queue-title');
  };
  const trust = async (account: string, trusted: boolean) => {
    const done = await call(trustReporter, { body: { account, trusted } });
    setFailure(hasFailed(done) ? done : undefined);
    list.again();
  };
  const actionsOn = (report: Report) =>
    (
      [
        { state: 'taken', name: say(SAY.take), needsWords: false },
        { state: 'answered', name: say(SAY.send), needsWords: true },
        { state: 'closed', name: say(SAY.close), needsWords: false },
      ] as const
    )
      .filter(({ state }) => mayBecome(report.state, state, 'support'))
      .map(({ state, name, needsWords }) => ({
        ...{ name, needsWords },
        go: (words: string) => void settle(report, state, words),
      }));
  return (
    <Section id="queue" kicker={say(SAY.queueKicker)} title={say(SAY.queue)}>
      <Trouble failure={failure ?? list.failure} retry={list.again} />
      {list.value?.length === 0 && <p>{say(SAY.empty)}</p>}
      <ul className="lines wide">
        {list.value?.map((report) => (
          <ReportLine key={report.id} report={report}>
            {report.from !== null && (
              <Check
                label={say(SAY.trust)}
                checked={report.from.trusted}
                onChange={(trusted) => void trust(report.from?.account ?? '', trusted)}
              />
            )}
            {report.state !== 'closed' && (
              <Reply id={`answer-${report.id}`} label={say(SAY.answer)} actions={actionsOn(report)} />
            )}
          </ReportLine>
        ))}
      </ul>
      <AnnounceForm />
    </Section>
  );
}

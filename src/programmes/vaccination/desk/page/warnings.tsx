/** What is odd about an act, before the needle: what can be done, by whom, and why the professional goes on. */
import { SelectField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { ReportButton } from '#kit/trouble.tsx';
import type { ActDraft } from '#programmes/vaccination/desk/page/act-draft.ts';
import { REASONS, SOLVERS } from '#programmes/vaccination/desk/page/words.ts';
import { OverrideReason } from '#programmes/vaccination/facts.ts';
import type { Warning } from '#programmes/vaccination/injection.api.ts';

const SAY = {
  before: { fr: 'Avant l’aiguille', en: 'Before the needle' },
  checking: { fr: 'Vérification…', en: 'Checking…' },
  waiting: { fr: 'Vérifié dès que le flacon est connu.', en: 'Checked as soon as the vial is known.' },
  clear: {
    fr: 'Rien ne s’y oppose\u00a0: vous pouvez injecter.',
    en: 'Nothing stands against it: you may inject.',
  },
  some: { fr: 'À lire avant d’injecter', en: 'Read before injecting' },
  beforeRecording: { fr: 'Avant d’enregistrer', en: 'Before recording' },
  clearDone: {
    fr: 'Rien ne s’y oppose\u00a0: vous pouvez enregistrer. N’injectez rien de plus.',
    en: 'Nothing stands against it: you may record. Inject nothing more.',
  },
  someDone: { fr: 'À lire avant d’enregistrer', en: 'Read before recording' },
  confirm: { fr: 'À confirmer', en: 'To be confirmed' },
  note: { fr: 'À savoir', en: 'To know' },
  offline: {
    fr: 'Sans réseau, seuls les lots connus de l’appareil sont vérifiés. Le reste le sera à l’envoi.',
    en: 'Without network only the lots known to the device are checked. The rest is when it is sent.',
  },
  why: { fr: 'Je continue parce que', en: 'I go on because' },
  choose: { fr: 'Choisir un motif', en: 'Choose a reason' },
};

export function Warnings(parts: {
  warnings: readonly Warning[] | undefined;
  checking: boolean;
  online: boolean;
  /** The injection was made before: it is corrected, or entered late. Nobody must read that they may inject. */
  isPast: boolean;
  draft: ActDraft;
  change: (next: Partial<ActDraft>) => void;
}) {
  const { say } = useSpeech();
  const { warnings, isPast } = parts;
  const some = warnings !== undefined && warnings.length > 0;
  const said = !parts.online
    ? SAY.offline
    : parts.checking
      ? SAY.checking
      : warnings === undefined
        ? SAY.waiting
        : some
          ? isPast
            ? SAY.someDone
            : SAY.some
          : isPast
            ? SAY.clearDone
            : SAY.clear;
  const state = some ? 'some' : warnings === undefined || !parts.online ? 'unknown' : 'clear';
  return (
    <section className="desk-warnings" data-state={state} aria-labelledby="warnings-title">
      <h3 id="warnings-title" tabIndex={-1}>
        {say(isPast ? SAY.beforeRecording : SAY.before)}
      </h3>
      <p role="status" className="desk-verdict">
        {say(said)}
      </p>
      {some && (
        <ul>
          {warnings.map((warning) => (
            <OneWarning key={warning.code} warning={warning} draft={parts.draft} change={parts.change} />
          ))}
        </ul>
      )}
    </section>
  );
}

function OneWarning(parts: { warning: Warning; draft: ActDraft; change: (next: Partial<ActDraft>) => void }) {
  const { say, language } = useSpeech();
  const { code, message, gravity, solver, reference } = parts.warning;
  const { overrides } = parts.draft;
  const asks = gravity === 'confirm';
  const chosen = overrides[code] ?? '';
  return (
    <li data-gravity={gravity ?? 'note'}>
      <p>
        <b>{say(asks ? SAY.confirm : SAY.note)}.</b> {message[language]}
      </p>
      <p className="small">
        {solver !== undefined && `${say(SOLVERS[solver])}. `}
        {reference}
      </p>
      {solver === 'support' && <ReportButton noticed={{ code }} />}
      {asks && (
        <SelectField
          label={say(SAY.why)}
          value={chosen}
          empty={say(SAY.choose)}
          options={Object.entries(REASONS).map(([value, name]) => ({ value, name: name[language] }))}
          onChange={(value) => {
            const reason = OverrideReason.safeParse(value);
            const { [code]: _, ...others } = overrides;
            parts.change({ overrides: reason.success ? { ...others, [code]: reason.data } : others });
          }}
        />
      )}
    </li>
  );
}

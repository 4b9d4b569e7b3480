/** The questions before the injection: one key when all is well, and what to do when something is not. */
import { Button } from 'react-aria-components';
import { useSpeech } from '#kit/language.tsx';
import type { Questionnaire } from '#programmes/vaccination/desk/desk.api.ts';
import { type ActDraft, type Answer, allClear } from '#programmes/vaccination/desk/page/act-draft.ts';
import { Key } from '#programmes/vaccination/desk/page/key.tsx';
import { CONSEQUENCES } from '#programmes/vaccination/desk/page/words.ts';

const SAY = {
  yes: { fr: 'Oui', en: 'Yes' },
  no: { fr: 'Non', en: 'No' },
  allNo: { fr: '«\u00a0Non\u00a0» à tout', en: '“No” to all' },
  clear: { fr: 'Rien à signaler à chaque question', en: 'Nothing to report, to every question' },
  all: { fr: 'Les questions', en: 'The questions' },
  done: { fr: 'Toutes répondues, rien à signaler.', en: 'All answered, nothing to report.' },
};

export function Questions(parts: {
  questionnaire: Questionnaire;
  answers: ActDraft['answers'];
  change: (answers: ActDraft['answers']) => void;
  /** Answers that nothing is wrong, and folds the questions away. */
  clear: () => void;
  folded: boolean;
  fold: (folded: boolean) => void;
  error: string | undefined;
}) {
  const { say, language } = useSpeech();
  const { questionnaire, answers } = parts;
  const clear = allClear(questionnaire);
  const isClear = questionnaire.questions.every(({ code }) => answers[code] === clear[code]);
  const isAllNo = Object.values(clear).every((answer) => answer === 'no');
  return (
    <section className="desk-questions" aria-labelledby="questions-title">
      <div className="desk-part-head">
        <h3 id="questions-title">{questionnaire.title[language]}</h3>
        <Button id="questions-clear" className="button" onPress={parts.clear}>
          {say(isAllNo ? SAY.allNo : SAY.clear)} <Key>N</Key>
        </Button>
      </div>
      <p role="status" className={isClear ? 'done' : 'visually-hidden'}>
        {isClear ? say(SAY.done) : ''}
      </p>
      <details
        className="desk-question-fold"
        open={!parts.folded || parts.error !== undefined}
        onToggle={(event) => parts.fold(!event.currentTarget.open)}
      >
        <summary>{say(SAY.all)}</summary>
        <ul className="desk-question-list">
          {questionnaire.questions.map((question) => {
            const { code, alertOn, consequence, advice, help } = question;
            const answer = answers[code];
            const alert = answer === alertOn;
            return (
              <li key={code} data-alert={alert || undefined}>
                <YesNo
                  code={code}
                  text={question.text[language]}
                  help={help?.[language]}
                  answer={answer}
                  missing={parts.error !== undefined && answer === undefined}
                  change={(next) => parts.change({ ...answers, [code]: next })}
                />
                {alert && (
                  <p className="desk-alert" role="alert" data-consequence={consequence}>
                    <b>{say(CONSEQUENCES[consequence])}.</b> {advice[language]}{' '}
                    <span className="small">{question.reference}</span>
                  </p>
                )}
              </li>
            );
          })}
        </ul>
      </details>
      <p className="field-error">{parts.error}</p>
    </section>
  );
}

function YesNo(parts: {
  code: string;
  text: string;
  help: string | undefined;
  answer: Answer | undefined;
  missing: boolean;
  change: (answer: Answer) => void;
}) {
  const { say } = useSpeech();
  return (
    <fieldset className="desk-yes-no segments">
      <legend>
        {parts.text}
        {parts.help !== undefined && <span className="small"> {parts.help}</span>}
      </legend>
      <div>
        {(['no', 'yes'] as const).map((value) => (
          <label key={value}>
            <input
              type="radio"
              name={`question-${parts.code}`}
              value={value}
              checked={parts.answer === value}
              aria-invalid={parts.missing}
              onChange={() => parts.change(value)}
            />
            <span>{say(SAY[value])}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

import { useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Text } from '#kernel/text.ts';
import { useSpeech } from '#kit/language.tsx';
import type { AnswerProps } from '#schedule/page/answer.tsx';
import type { Risk } from '#schedule/page/reading.ts';
import { SAY } from '#schedule/page/words.ts';

/** What is not known and might change the answer, answered in place. */
export function Questions({ reading, schedule, answerMissing, addObservation }: AnswerProps) {
  const { say, formats, language } = useSpeech();
  const { asks, risks, cautions } = reading;
  const titles = useMemo(
    () => new Map(schedule.observations.map(({ code, title }) => [code, title])),
    [schedule],
  );
  if (asks.length + risks.length + cautions.length === 0) return null;
  return (
    <section className="questions" aria-labelledby="questions-title">
      <h3 id="questions-title">{say(SAY.sure)}</h3>
      {asks.length > 0 && (
        <ul className="asks">
          {asks.map(({ missing }) => (
            <li key={`${missing.what} ${missing.codes.join()}`}>
              <span>{missing.text[language]}</span>
              <Button className="button quiet" onPress={() => answerMissing(missing)}>
                {say(SAY.answerIt)}
                <span className="visually-hidden">
                  {formats.colon}
                  {missing.text[language]}
                </span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Conditions
        ask={say(SAY.cautions)}
        conditions={cautions}
        titles={titles}
        addObservation={addObservation}
      />
      <Conditions ask={say(SAY.risks)} conditions={risks} titles={titles} addObservation={addObservation} />
    </section>
  );
}

const SHOWN = 6;
const GROUPS_NAMED = 2;

type ConditionsProps = {
  readonly ask: string;
  readonly conditions: readonly Risk[];
  readonly titles: ReadonlyMap<string, Text>;
  readonly addObservation: (code: string) => void;
};

/** Conditions to press when they apply; those that matter most first, the others one press away. */
function Conditions({ ask, conditions, titles, addObservation }: ConditionsProps) {
  const { say, language } = useSpeech();
  const [all, setAll] = useState(false);
  if (conditions.length === 0) return null;
  return (
    <>
      <p>{ask}</p>
      <ul className="risks">
        {(all ? conditions : conditions.slice(0, SHOWN)).map(({ code, groups }) => (
          <li key={code}>
            <Button className="button quiet risk" onPress={() => addObservation(code)}>
              <span>{titles.get(code)?.[language] ?? code}</span>
              <span className="risk-groups">
                {groups
                  .slice(0, GROUPS_NAMED)
                  .map((title) => title[language])
                  .join(', ')}
                {groups.length > GROUPS_NAMED && ` +${groups.length - GROUPS_NAMED}`}
              </span>
            </Button>
          </li>
        ))}
      </ul>
      {conditions.length > SHOWN && (
        <Button className="text-button" onPress={() => setAll(!all)}>
          {all ? say(SAY.fewerRisks) : `${say(SAY.moreRisks)} (${conditions.length})`}
        </Button>
      )}
    </>
  );
}

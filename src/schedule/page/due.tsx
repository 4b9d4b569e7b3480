import { Button } from 'react-aria-components';
import type { Day } from '#kernel/day.ts';
import { useSpeech } from '#kit/language.tsx';
import type { Reading, Row } from '#schedule/page/reading.ts';
import { doseText, shortName, shortWhen, titleOf, whenText } from '#schedule/page/say.ts';
import { SAY, STANDING } from '#schedule/page/words.ts';

type Told = { readonly reading: Reading; readonly birth: Day };

/** What is due, what may already be given, what comes first after. */
export function Due({ reading, birth, show }: Told & { show: (row: Row) => void }) {
  const { say } = useSpeech();
  return (
    <>
      {reading.due.length > 0 && (
        <ul className="due-list" aria-label={say(SAY.dueNow)}>
          {reading.due.map((row) => (
            <DueItem key={row.id} row={row} today={reading.today} birth={birth} show={show} />
          ))}
        </ul>
      )}
      {reading.possible.length > 0 && (
        <div className="possible">
          <h3>{say(SAY.possibleNow)}</h3>
          <ul className="possible-list">
            {reading.possible.map((row) => (
              <PossibleItem key={row.id} row={row} today={reading.today} birth={birth} show={show} />
            ))}
          </ul>
        </div>
      )}
      {reading.next && <Next row={reading.next} today={reading.today} birth={birth} />}
    </>
  );
}

type Dated = { readonly row: Row; readonly today: Day; readonly birth: Day };

function Next({ row, today, birth }: Dated) {
  const speech = useSpeech();
  const { say, formats, language } = speech;
  const dose = doseText(row);
  return (
    <p className="next">
      <strong>
        {say(SAY.nextThing)}
        {formats.colon}
        {titleOf(row, language)}
      </strong>
      {dose !== '' && `, ${dose}`}, {whenText(row, today, birth, speech)}.
    </p>
  );
}

function PossibleItem({ row, today, birth, show }: Dated & { show: (row: Row) => void }) {
  const speech = useSpeech();
  return (
    <li>
      <Button className="life-link" onPress={() => show(row)}>
        {titleOf(row, speech.language)}
      </Button>{' '}
      <span className="due-dose">{doseText(row)}</span>{' '}
      <span className="due-dose">{whenText(row, today, birth, speech)}</span>
    </li>
  );
}

const VACCINES_NAMED = 3;

function DueItem({ row, today, birth, show }: Dated & { show: (row: Row) => void }) {
  const speech = useSpeech();
  const { say, language } = speech;
  const { recommendedVaccines, vaccines } = row.forecast;
  const named = recommendedVaccines.length > 0 ? recommendedVaccines : vaccines;
  const rest = named.length - VACCINES_NAMED;
  return (
    <li className="due" data-standing={row.standing}>
      <div className="due-head">
        <p>
          <Button className="life-link" onPress={() => show(row)}>
            {titleOf(row, language)}
          </Button>{' '}
          <span className="due-dose">{doseText(row)}</span>
        </p>
        <span className="chip" data-standing={row.standing}>
          {say(STANDING[row.standing])}
        </span>
      </div>
      <p className="due-when">{whenText(row, today, birth, speech)}</p>
      {named.length > 0 && (
        <p className="due-vaccines">
          {named
            .slice(0, VACCINES_NAMED)
            .map(({ code, name }) => `${shortName(name, language)} (${code})`)
            .join(' · ')}
          {rest > 0 && ` · +${rest}`}
        </p>
      )}
    </li>
  );
}

const nothingText = (row: Row, speech: ReturnType<typeof useSpeech>): string => {
  const why = shortWhen(row, speech);
  const standing = speech.say(STANDING[row.standing]).toLowerCase();
  return why === '' ? standing : `${standing} (${why})`;
};

/** Groups with nothing to show, each with its reason in a few words. */
export function Quiet({ reading, birth }: Told) {
  const speech = useSpeech();
  const { say, formats, language } = speech;
  if (reading.quiet.length === 0) return null;
  return (
    <div className="quiet-groups">
      <h3>{say(SAY.quiet)}</h3>
      <ul>
        {reading.quiet.map((row) => {
          const when = whenText(row, reading.today, birth, speech);
          return (
            <li key={row.id}>
              <b>{titleOf(row, language)}</b>
              {formats.colon}
              {when === '' ? nothingText(row, speech) : when}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

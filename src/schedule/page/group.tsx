import { Button } from 'react-aria-components';
import type { Day } from '#kernel/day.ts';
import type { Language } from '#kernel/text.ts';
import { useSpeech } from '#kit/language.tsx';
import { typeset } from '#kit/typeset.ts';
import type { Explanation, Missing } from '#schedule/forecast.api.ts';
import { Sign } from '#schedule/page/marks.tsx';
import type { Mark, Row } from '#schedule/page/reading.ts';
import { doseText, reasonOf, titleOf, whenText } from '#schedule/page/say.ts';
import { ageText } from '#schedule/page/time-scale.ts';
import { OF, SAY, STANDING, WORTH } from '#schedule/page/words.ts';

/** The disease an antigen of the schedule protects against, in the reader's language. */
export type DiseaseOf = (antigen: string) => string;

type GroupProps = {
  readonly row: Row;
  readonly birth: Day;
  readonly today: Day;
  readonly diseaseOf: DiseaseOf;
  readonly isOpen: boolean;
  readonly onToggle: (shown: boolean) => void;
  readonly answerMissing: (missing: Missing) => void;
};

/** Everything known of one vaccine group. What is due or was given is printed whole. */
export function GroupDetails({ row, birth, today, diseaseOf, isOpen, onToggle, answerMissing }: GroupProps) {
  const speech = useSpeech();
  const { say, language } = speech;
  const { forecast } = row;
  const when = whenText(row, today, birth, speech);
  const printed = row.marks.length > 0 || row.standing === 'overdue' || row.standing === 'due';
  return (
    <details
      className="group"
      id={`group-${row.id}`}
      open={isOpen}
      data-printed={printed || undefined}
      onToggle={(event) => onToggle(event.currentTarget.open)}
    >
      <summary>
        <span className="group-name">{titleOf(row, language)}</span>
        <span className="chip" data-standing={row.standing}>
          {say(STANDING[row.standing])}
        </span>
        <span className="group-when">{when}</span>
      </summary>
      <div className="group-body">
        <Dates row={row} />
        {row.marks.length === 0 ? (
          <p className="small">{say(SAY.noDose)}</p>
        ) : (
          <ol className="mark-list">
            {row.marks.map((mark) => (
              <MarkDetails key={mark.dose} mark={mark} birth={birth} diseaseOf={diseaseOf} />
            ))}
          </ol>
        )}
        <Why explanations={forecast.explanation} title={say(SAY.why)} />
        <MissingList row={row} answerMissing={answerMissing} />
        <Vaccines row={row} />
        {forecast.guidance.length > 0 && (
          <div>
            <h4>{say(SAY.guidance)}</h4>
            <ul className="guidance">
              {[...new Set(forecast.guidance.map((text) => text[language]))].map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </div>
        )}
        <p className="small series-followed">
          {say(SAY.series)}
          {speech.formats.colon}
          {seriesText(forecast.series, language, diseaseOf)}
        </p>
      </div>
    </details>
  );
}

/** `Rougeole, Oreillons – deux doses · Rubéole – une dose`: diseases of one series are named together. */
const seriesText = (series: Row['forecast']['series'], language: Language, diseaseOf: DiseaseOf): string => {
  const diseases = new Map<string, Set<string>>();
  for (const { antigen, title } of series) {
    const named = diseases.get(title[language]) ?? new Set();
    diseases.set(title[language], named.add(diseaseOf(antigen)));
  }
  return [...diseases].map(([title, named]) => `${[...named].join(', ')} – ${title}`).join(' · ');
};

function Dates({ row }: { row: Row }) {
  const { say, formats, language } = useSpeech();
  const { forecast } = row;
  const dates = [
    [SAY.earliest, forecast.earliest],
    [SAY.recommended, forecast.recommended],
    [SAY.pastDue, forecast.pastDue],
    [SAY.latest, forecast.latest],
  ] as const;
  const reason = reasonOf(forecast.reason, language);
  const known = dates.filter(([, day]) => day !== null);
  const dose = doseText(row);
  return (
    <>
      {reason !== '' && <p>{reason}</p>}
      {(known.length > 0 || dose !== '') && (
        <dl className="dates">
          {dose !== '' && (
            <div>
              <dt>{say(SAY.dose)}</dt>
              <dd>{dose.replace(/^dose /, '')}</dd>
            </div>
          )}
          {known.map(([name, day]) => (
            <div key={name.en}>
              <dt>{say(name)}</dt>
              <dd>{day !== null && formats.day(day)}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

/** The parts of a mark that say the same are said once, whatever the antigens. */
const partsOf = (mark: Mark) => {
  const parts = new Map<
    string,
    { status: Mark['worth']; reason: string | null; antigens: string[]; explanation: readonly Explanation[] }
  >();
  for (const { status, reason, antigen, explanation } of mark.evaluations) {
    const id = `${status} ${reason ?? ''} ${explanation.map(({ text }) => text.en).join(' ')}`;
    const part = parts.get(id) ?? { status, reason, antigens: [], explanation };
    part.antigens.push(antigen);
    parts.set(id, part);
  }
  return [...parts.values()];
};

function MarkDetails({ mark, birth, diseaseOf }: { mark: Mark; birth: Day; diseaseOf: DiseaseOf }) {
  const { say, formats, language } = useSpeech();
  const parts = partsOf(mark);
  return (
    <li className="mark" data-worth={mark.worth}>
      <Sign worth={mark.worth} number={mark.number} />
      <div>
        <p>
          <b>{formats.day(mark.date)}</b>, {ageText(birth, mark.date, language)} – {mark.name[language]} (
          {mark.cvx})
        </p>
        {parts.map((part) => {
          const reason = reasonOf(part.reason, language);
          return (
            <div key={part.antigens.join()} className="mark-part">
              <p>
                <strong>{say(WORTH[part.status])}</strong>
                {mark.number !== null && part.status === 'Valid' && ` (dose ${mark.number})`}
                {reason !== '' && `${formats.colon}${reason}`}
                {parts.length > 1 && (
                  <span className="small"> – {part.antigens.map(diseaseOf).join(', ')}</span>
                )}
              </p>
              <Why explanations={part.explanation} />
            </div>
          );
        })}
      </div>
    </li>
  );
}

/** Rules keep their names; tables have one in each language. */
const ruleText = (rule: string, language: Language): string =>
  language === 'fr' ? rule.replace(/^Table /, 'tableau ') : rule.replace(/^Table /, 'table ');

/** The rules that decided, each with where it is written. */
function Why({ explanations, title }: { explanations: readonly Explanation[]; title?: string }) {
  const { say, formats, language } = useSpeech();
  // Antigens of one group are often decided by the same rule, in the same words.
  const told = new Map(explanations.map((one) => [`${one.of} ${one.code} ${one.text.en}`, one]));
  if (told.size === 0) return null;
  return (
    <div className="why">
      {title !== undefined && <h4>{title}</h4>}
      <ul>
        {[...told].map(([id, one]) => (
          <li key={id}>
            {title !== undefined && <b>{`${say(OF[one.of])}${formats.colon}`}</b>}
            {typeset(one.text[language], language)}{' '}
            <cite>
              {say(SAY.section)} {one.section}
              {one.rule !== '' && `, ${ruleText(one.rule, language)}`}
            </cite>
          </li>
        ))}
      </ul>
    </div>
  );
}

function MissingList({ row, answerMissing }: Pick<GroupProps, 'row' | 'answerMissing'>) {
  const { say, language } = useSpeech();
  const { missing } = row.forecast;
  if (missing.length === 0) return null;
  return (
    <div className="missing">
      <h4>{say(SAY.sure)}</h4>
      <ul>
        {missing.map((one) => (
          <li key={`${one.what} ${one.codes.join()}`}>
            {one.what === 'observation' || one.what === 'contraindication' ? (
              one.text[language]
            ) : (
              <Button className="text-button" onPress={() => answerMissing(one)}>
                {one.text[language]}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Vaccines({ row }: { row: Row }) {
  const { say, formats, language } = useSpeech();
  const { recommendedVaccines, vaccines } = row.forecast;
  const recommended = new Set(recommendedVaccines.map(({ code }) => code));
  const others = vaccines.filter(({ code }) => !recommended.has(code));
  const names = (list: typeof vaccines) =>
    list.map(({ code, name }) => `${name[language]} (${code})`).join(' · ');
  if (recommended.size + others.length === 0) return null;
  return (
    <p className="vaccine-names">
      {recommended.size > 0 && (
        <>
          <b>{say(SAY.recommendedVaccines)}</b>
          {formats.colon}
          {names(recommendedVaccines)}.{' '}
        </>
      )}
      {others.length > 0 && (
        <>
          <b>{say(SAY.vaccines)}</b>
          {formats.colon}
          {names(others)}.
        </>
      )}
    </p>
  );
}

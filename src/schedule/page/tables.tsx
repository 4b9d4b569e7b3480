import type { Day } from '#kernel/day.ts';
import { DataTable, type Sheet } from '#kit/data-table.tsx';
import { useSpeech } from '#kit/language.tsx';
import type { AnswerProps } from '#schedule/page/answer.tsx';
import type { Reading } from '#schedule/page/reading.ts';
import { reasonOf, shortName, titleOf } from '#schedule/page/say.ts';
import { ageText } from '#schedule/page/time-scale.ts';
import { SAY, STANDING, WORTH } from '#schedule/page/words.ts';

/** What the drawing shows, for whoever would rather read: the groups, then the doses. */
export function Tables({ reading, birth, result }: Pick<AnswerProps, 'reading' | 'birth' | 'result'>) {
  const { say, formats, language } = useSpeech();
  const day = (value: Day | null) => (value === null ? null : formats.day(value));
  const groups: Sheet = {
    columns: [
      SAY.vaccineGroup,
      SAY.status,
      SAY.dose,
      SAY.earliest,
      SAY.recommended,
      SAY.pastDue,
      SAY.latest,
    ].map(say),
    rows: [...reading.rows, ...reading.quiet].map((row) => [
      titleOf(row, language),
      say(STANDING[row.standing]),
      row.forecast.doseNumber === null ? null : String(row.forecast.doseNumber),
      day(row.forecast.earliest),
      day(row.forecast.recommended),
      day(row.forecast.pastDue),
      day(row.forecast.latest),
    ]),
  };
  const doses: Sheet = {
    columns: [SAY.dose, SAY.date, SAY.age, SAY.vaccine, SAY.worth].map(say),
    rows: result.doses.map((dose, index) => [
      String(index + 1),
      formats.day(dose.date),
      ageText(birth, dose.date, language),
      `${shortName(dose.name, language)} (${dose.cvx})`,
      worthInGroups(reading, index, say, (reason) => reasonOf(reason, language)),
    ]),
  };
  return (
    <div className="tables-view">
      <DataTable sheet={groups} caption={`${say(SAY.table)} – ${say(SAY.vaccineGroup)}`} />
      {doses.rows.length > 0 && <DataTable sheet={doses} caption={`${say(SAY.table)} – ${say(SAY.doses)}`} />}
    </div>
  );
}

const worthInGroups = (
  reading: Reading,
  dose: number,
  say: ReturnType<typeof useSpeech>['say'],
  because: (reason: string | null) => string,
): string =>
  [...reading.rows, ...reading.quiet]
    .flatMap(({ forecast, marks }) =>
      marks
        .filter((mark) => mark.dose === dose)
        .map((mark) => {
          const reasons = [
            ...new Set(mark.evaluations.map(({ reason }) => because(reason)).filter((text) => text !== '')),
          ];
          const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
          return `${say(forecast.title)} – ${say(WORTH[mark.worth])}${why}`;
        }),
    )
    .join(' ; ') || say(SAY.notConcerned);

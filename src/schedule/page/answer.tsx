import { useEffect, useMemo, useState } from 'react';
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Day } from '#kernel/day.ts';
import { DataTable, type Sheet } from '#kit/data-table.tsx';
import { goTo } from '#kit/definition.tsx';
import { useSpeech } from '#kit/language.tsx';
import type { ForecastResult, Missing } from '#schedule/forecast.api.ts';
import { printPage } from '#schedule/page/ask.web.ts';
import { Drawing } from '#schedule/page/drawing.tsx';
import { GroupDetails } from '#schedule/page/group.tsx';
import type { Reading, Row } from '#schedule/page/reading.ts';
import { doseText, reasonOf, shortWhen, summaryText, titleOf, whenText } from '#schedule/page/say.ts';
import { ageText } from '#schedule/page/time-scale.ts';
import { SAY, STANDING, WORTH } from '#schedule/page/words.ts';
import type { ScheduleChoices } from '#schedule/schedule.api.ts';

export type AnswerProps = {
  readonly result: ForecastResult;
  readonly reading: Reading;
  readonly birth: Day;
  readonly isToday: boolean;
  readonly schedule: ScheduleChoices;
  readonly busy: boolean;
  /** Brings the reader to the field that answers, or answers by itself. */
  readonly answerMissing: (missing: Missing) => void;
  readonly addObservation: (code: string) => void;
};

/** What is due, drawn, then vaccine by vaccine. */
export function Answer(answer: AnswerProps) {
  const { reading } = answer;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string, shown: boolean) =>
    setOpen((before) => {
      const after = new Set(before);
      if (shown) after.add(id);
      else after.delete(id);
      return after;
    });
  const show = (row: Row) => {
    toggle(row.id, true);
    requestAnimationFrame(() => goTo(`group-${row.id}`));
  };
  return (
    <div className="answer-body" aria-busy={answer.busy}>
      <Summary {...answer} />
      <Due reading={reading} birth={answer.birth} show={show} />
      <LifeFigure {...answer} open={show} />
      <Quiet reading={reading} birth={answer.birth} />
      <Questions {...answer} />
      <Details {...answer} open={open} toggle={toggle} />
      <Provenance {...answer} />
    </div>
  );
}

/** One sentence, and who it is about for whoever reads it on paper. */
function Summary({ reading, birth, isToday, schedule, result }: AnswerProps) {
  const speech = useSpeech();
  const { say, formats, language } = speech;
  const text = summaryText(reading, isToday, speech);
  const said = useLast(text);
  return (
    <>
      <h2 className="answer-news" id="answer-title">
        {text}
      </h2>
      <p className="printed">
        {say(SAY.bornOn)} {formats.day(birth)} ({ageText(birth, reading.today, language)}). {say(SAY.printed)}{' '}
        {formats.day(reading.today)}. {schedule.title[language]}, {say(SAY.version)} {result.schedule.version}
        .
      </p>
      <p className="visually-hidden" role="status" aria-live="polite">
        {said}
      </p>
    </>
  );
}

/** The sentence, once it is another: the first one is read where it stands. */
const useLast = (text: string): string => {
  const [first] = useState(text);
  return text === first ? '' : text;
};

type Told = { readonly reading: Reading; readonly birth: Day };

function Due({ reading, birth, show }: Told & { show: (row: Row) => void }) {
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
            .map(({ code, name }) => `${name[language]} (${code})`)
            .join(' · ')}
          {rest > 0 && ` · +${rest}`}
        </p>
      )}
    </li>
  );
}

const RISKS_SHOWN = 6;
const GROUPS_NAMED = 2;

/** What is not known and might change the answer, answered in place. */
function Questions({ reading, schedule, answerMissing, addObservation }: AnswerProps) {
  const { say, formats, language } = useSpeech();
  const [all, setAll] = useState(false);
  const { asks, risks } = reading;
  const titles = useMemo(
    () => new Map(schedule.observations.map(({ code, title }) => [code, title])),
    [schedule],
  );
  if (asks.length + risks.length === 0) return null;
  const shown = all ? risks : risks.slice(0, RISKS_SHOWN);
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
      {risks.length > 0 && (
        <>
          <p>{say(SAY.risks)}</p>
          <ul className="risks">
            {shown.map(({ code, groups }) => (
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
          {risks.length > RISKS_SHOWN && (
            <Button className="text-button" onPress={() => setAll(!all)}>
              {all ? say(SAY.fewerRisks) : `${say(SAY.moreRisks)} (${risks.length})`}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

/** The drawing, or the same as tables. */
function LifeFigure({ reading, birth, isToday, open, result }: AnswerProps & { open: (row: Row) => void }) {
  const { say } = useSpeech();
  const [view, setView] = useState<'drawing' | 'table'>('drawing');
  if (reading.rows.length === 0) return null;
  return (
    <section className="life-figure" aria-labelledby="life-title">
      <div className="life-head">
        <div>
          <h3 id="life-title">{say(SAY.timeline)}</h3>
          <p className="small">{say(SAY.timelineHint)}</p>
        </div>
        <div className="figure-tools">
          <ToggleButtonGroup
            aria-label={say(SAY.timeline)}
            className="toggle"
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[view]}
            onSelectionChange={(keys) => setView(keys.has('table') ? 'table' : 'drawing')}
          >
            <ToggleButton id="drawing">{say(SAY.drawing)}</ToggleButton>
            <ToggleButton id="table">{say(SAY.table)}</ToggleButton>
          </ToggleButtonGroup>
          <Button className="button quiet" onPress={printPage}>
            {say(SAY.print)}
          </Button>
        </div>
      </div>
      {view === 'drawing' ? (
        <Drawing reading={reading} birth={birth} isToday={isToday} open={open} />
      ) : (
        <Tables reading={reading} birth={birth} result={result} />
      )}
    </section>
  );
}

function Tables({ reading, birth, result }: Pick<AnswerProps, 'reading' | 'birth' | 'result'>) {
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
      `${dose.name[language]} (${dose.cvx})`,
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

const nothingText = (row: Row, speech: ReturnType<typeof useSpeech>): string => {
  const why = shortWhen(row, speech);
  const standing = speech.say(STANDING[row.standing]).toLowerCase();
  if (why === '') return standing;
  return why.toLowerCase().startsWith(standing) ? why.toLowerCase() : `${standing} (${why})`;
};

/** Groups with nothing to show, each with its reason in a few words. */
function Quiet({ reading, birth }: Told) {
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

type DetailsProps = AnswerProps & {
  readonly open: ReadonlySet<string>;
  readonly toggle: (id: string, shown: boolean) => void;
};

function Details(answer: DetailsProps) {
  const { say } = useSpeech();
  const { reading, open, toggle } = answer;
  const rows = useMemo(() => [...reading.rows, ...reading.quiet], [reading]);
  return (
    <section className="group-list" aria-labelledby="details-title">
      <h3 id="details-title">{say(SAY.details)}</h3>
      <p className="small">{say(SAY.detailsHint)}</p>
      {rows.map((row) => (
        <GroupDetails
          key={row.id}
          row={row}
          birth={answer.birth}
          today={reading.today}
          isOpen={open.has(row.id)}
          onToggle={(shown) => toggle(row.id, shown)}
          answerMissing={answer.answerMissing}
        />
      ))}
    </section>
  );
}

function Provenance({ schedule, result }: AnswerProps) {
  const { say, formats, language } = useSpeech();
  return (
    <div className="provenance small">
      <p>
        {schedule.title[language]}, {say(SAY.version)} {result.schedule.version}. {schedule.publisher}.
      </p>
      {schedule.sources.length > 0 && (
        <p>
          {say(SAY.sources)}
          {formats.colon}
          {schedule.sources.map(({ title, url }, index) => (
            <span key={title}>
              {index > 0 && ' · '}
              {url === null ? title : <a href={url}>{title}</a>}
            </span>
          ))}
        </p>
      )}
      <p>{say(SAY.help)}</p>
    </div>
  );
}

/** Everything is opened for paper, and closed again after. */
export const useOpenForPrint = (): void => {
  useEffect(() => {
    let opened: HTMLDetailsElement[] = [];
    const openAll = () => {
      opened = [...document.querySelectorAll<HTMLDetailsElement>('.group-list details:not([open])')].filter(
        (element) => element.dataset.printed !== undefined,
      );
      for (const element of opened) element.open = true;
    };
    const closeAgain = () => {
      for (const element of opened) element.open = false;
    };
    addEventListener('beforeprint', openAll);
    addEventListener('afterprint', closeAgain);
    return () => {
      removeEventListener('beforeprint', openAll);
      removeEventListener('afterprint', closeAgain);
    };
  }, []);
};

import { useMemo, useState } from 'react';
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Day } from '#kernel/day.ts';
import { goTo } from '#kit/definition.tsx';
import { useSpeech } from '#kit/language.tsx';
import type { ForecastResult, Missing } from '#schedule/forecast.api.ts';
import { printPage } from '#schedule/page/ask.web.ts';
import { Drawing } from '#schedule/page/drawing.tsx';
import { Due, Quiet } from '#schedule/page/due.tsx';
import { GroupDetails } from '#schedule/page/group.tsx';
import { Questions } from '#schedule/page/questions.tsx';
import type { Reading, Row } from '#schedule/page/reading.ts';
import { summaryText } from '#schedule/page/say.ts';
import { Tables } from '#schedule/page/tables.tsx';
import { ageText } from '#schedule/page/time-scale.ts';
import { SAY } from '#schedule/page/words.ts';
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

type DetailsProps = AnswerProps & {
  readonly open: ReadonlySet<string>;
  readonly toggle: (id: string, shown: boolean) => void;
};

function Details(answer: DetailsProps) {
  const { say, language } = useSpeech();
  const { reading, schedule, open, toggle } = answer;
  const rows = useMemo(() => [...reading.rows, ...reading.quiet], [reading]);
  const diseaseOf = useMemo(() => {
    const diseases = new Map(schedule.antigens.map(({ name, disease }) => [name, disease[language]]));
    return (antigen: string) => diseases.get(antigen) ?? antigen;
  }, [schedule, language]);
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
          diseaseOf={diseaseOf}
          isOpen={open.has(row.id)}
          onToggle={(shown) => toggle(row.id, shown)}
          answerMissing={answer.answerMissing}
        />
      ))}
    </section>
  );
}

import type { CSSProperties } from 'react';
import { Button } from 'react-aria-components';
import type { Day } from '#kernel/day.ts';
import { useSpeech } from '#kit/language.tsx';
import { Sign, SignKey } from '#schedule/page/marks.tsx';
import { daysAhead, type Mark, type Reading, type Row, type Worth } from '#schedule/page/reading.ts';
import { doseText, rowText, shortWhen, titleOf } from '#schedule/page/say.ts';
import { makeTimeScale, type TimeScale, tickText } from '#schedule/page/time-scale.ts';
import { SAY, STANDING } from '#schedule/page/words.ts';

const place = (at: number): string => `${(at * 100).toFixed(2)}%`;
const from = (at: number): CSSProperties => ({ insetInlineStart: place(at) });
const span = (a: number, b: number): CSSProperties => ({
  insetInlineStart: place(a),
  inlineSize: place(Math.max(0, b - a)),
});

const MONTHS = {
  fr: new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', month: 'short', year: 'numeric' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'short', year: 'numeric' }),
};

/** A life from birth to what comes: one line a vaccine group, ages and dates above, today through all of them. */
export function Drawing(parts: { reading: Reading; birth: Day; isToday: boolean; open: (row: Row) => void }) {
  const { say, formats } = useSpeech();
  const { reading, birth } = parts;
  const scale = makeTimeScale(
    birth,
    reading.today,
    reading.rows.flatMap(({ marks }) => marks.map(({ date }) => date)),
    daysAhead(reading.rows),
  );
  const used = new Set<Worth>(reading.rows.flatMap(({ marks }) => marks.map(({ worth }) => worth)));
  const todayName = parts.isToday ? say(SAY.today) : formats.day(reading.today);
  return (
    <div className="life">
      <Axis scale={scale} todayName={todayName} />
      <ul className="life-rows">
        {reading.rows.map((row) => (
          <LifeRow
            key={row.id}
            row={row}
            scale={scale}
            birth={birth}
            today={reading.today}
            open={parts.open}
          />
        ))}
      </ul>
      <ul className="life-key" aria-label={say(SAY.legend)}>
        <SignKey used={used} />
        <li>
          <span className="key-bar" data-part="window" />
          {say(SAY.window)}
        </li>
        <li>
          <span className="key-bar" data-part="overdue" />
          {say(SAY.overduePeriod)}
        </li>
        <li>
          <span className="key-bar" data-part="possible" />
          {say(SAY.possiblePeriod)}
        </li>
      </ul>
    </div>
  );
}

/** Ages and dates; the same is said with each dose, so screen readers are spared it. */
function Axis({ scale, todayName }: { scale: TimeScale; todayName: string }) {
  const { language } = useSpeech();
  return (
    <div className="life-axis" aria-hidden="true">
      <div className="life-track">
        <span className="today-name" style={from(scale.today)} data-late={scale.today > 0.8 || undefined}>
          {todayName}
        </span>
        {scale.ticks.map((tick) => (
          <span
            key={tick.months}
            className="tick-name"
            style={from(tick.at)}
            data-first={tick.at < 0.02 || undefined}
            data-always={tick.always || undefined}
          >
            <b>{tickText(tick.months, language)}</b>
            <i>{MONTHS[language].format(new Date(tick.day))}</i>
          </span>
        ))}
      </div>
    </div>
  );
}

type LifeRowProps = {
  readonly row: Row;
  readonly scale: TimeScale;
  readonly birth: Day;
  readonly today: Day;
  readonly open: (row: Row) => void;
};

function LifeRow({ row, scale, birth, today, open }: LifeRowProps) {
  const speech = useSpeech();
  const { say, language } = speech;
  const dose = doseText(row);
  return (
    <li className="life-row" data-standing={row.standing}>
      <div className="life-name">
        <Button className="life-link" onPress={() => open(row)}>
          {titleOf(row, language)}
        </Button>
        {dose !== '' && <span className="life-dose">{dose}</span>}
      </div>
      <div className="life-track" role="img" aria-label={rowText(row, today, birth, speech)}>
        {scale.ticks.map((tick) => (
          <span
            key={tick.months}
            className="tick"
            style={from(tick.at)}
            data-always={tick.always || undefined}
          />
        ))}
        <span className="life-past" style={span(0, scale.today)} />
        <WindowBar row={row} scale={scale} today={today} />
        <span className="today-line" style={from(scale.today)} />
        {row.marks.map((mark) => (
          <DoseMark key={mark.dose} mark={mark} scale={scale} lifted={isLifted(row.marks, mark, scale)} />
        ))}
      </div>
      <p className="life-when">
        <strong>{say(STANDING[row.standing])}</strong> <span>{shortWhen(row, speech)}</span>
      </p>
    </li>
  );
}

/** Two doses of a group on one day, or nearly: every other one is drawn higher. */
const isLifted = (marks: readonly Mark[], mark: Mark, scale: TimeScale): boolean => {
  const index = marks.indexOf(mark);
  let lifted = false;
  for (let i = 1; i <= index; i++) {
    const [before, here] = [marks[i - 1], marks[i]];
    const near =
      before !== undefined && here !== undefined && scale.at(here.date) - scale.at(before.date) < 0.022;
    lifted = near && !lifted;
  }
  return lifted;
};

function DoseMark({ mark, scale, lifted }: { mark: Mark; scale: TimeScale; lifted: boolean }) {
  return (
    <span className="life-dose-mark" style={from(scale.at(mark.date))} data-lifted={lifted || undefined}>
      <Sign worth={mark.worth} number={mark.number} />
    </span>
  );
}

/** From the earliest day to the latest: possible, recommended, overdue. */
function WindowBar({ row, scale, today }: { row: Row; scale: TimeScale; today: Day }) {
  const { forecast } = row;
  if (forecast.seriesStatus !== 'Not Complete') return null;
  const start = forecast.recommended ?? forecast.earliest;
  if (start === null) return null;
  const [earliest, begin] = [scale.at(forecast.earliest ?? start), scale.at(start)];
  const latest = forecast.latest === null ? 1 : scale.at(forecast.latest);
  const pastDue = forecast.pastDue === null ? undefined : scale.at(forecast.pastDue);
  const late = forecast.pastDue !== null && forecast.pastDue < today;
  const end = pastDue === undefined ? latest : Math.max(begin, pastDue);
  return (
    <>
      {earliest < begin && <span className="bar" data-part="possible" style={span(earliest, begin)} />}
      <span
        className="bar"
        data-part="window"
        data-open={pastDue === undefined || undefined}
        style={span(begin, Math.max(end, begin + 0.008))}
      />
      {late && pastDue !== undefined && (
        <span className="bar" data-part="overdue" style={span(end, Math.max(scale.today, end))} />
      )}
    </>
  );
}

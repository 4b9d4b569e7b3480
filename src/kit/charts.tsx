import * as Plot from '@observablehq/plot';
import { useEffect, useRef, useState } from 'react';
import { addDays, type Day, daysBetween } from '#kernel/day.ts';
import { useSpeech } from '#kit/language.tsx';
import type { Formats } from '#kit/numbers.ts';

const when = (day: Day): Date => new Date(day);
const isoDay = (date: Date): Day => date.toISOString().slice(0, 10);

/** Draws when the data or the width changes; the drawing is one picture with one description. */
function Drawing(parts: { label: string; draw: (width: number) => Element }) {
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = host;
    if (current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  const { draw } = parts;
  useEffect(() => {
    if (width === 0 || host.current === null) return;
    const drawn = draw(width);
    drawn.setAttribute('data-picture', '');
    // Its marks carry labels of their own, in English: the picture as a whole is what is read.
    drawn.setAttribute('aria-hidden', 'true');
    host.current.replaceChildren(drawn);
  }, [width, draw]);
  return <div ref={host} className="plot" role="img" aria-label={parts.label} />;
}

const frame = (width: number, height: number): Plot.PlotOptions => ({
  width,
  height,
  style: {
    fontFamily: 'var(--sans)',
    fontSize: '13px',
    color: 'var(--ink-soft)',
    background: 'none',
    overflow: 'visible',
  },
  marginTop: 28,
  marginBottom: 32,
  marginLeft: width < 480 ? 52 : 60,
});

/** Whole weeks apart, as many as the width can hold without two dates touching. */
const timeTicks = (width: number, first: Day, last: Day): Date[] => {
  const days = daysBetween(first, last);
  const step = Math.max(7, Math.ceil(days / Math.max(2, Math.floor((width - 60) / 84)) / 7) * 7);
  return Array.from({ length: Math.floor(days / step) + 1 }, (_, index) =>
    when(addDays(first, index * step)),
  );
};

const timeAxis = (width: number, first: Day, last: Day, formats: Formats): Plot.Markish =>
  Plot.axisX(timeTicks(width, first, last), {
    tickSize: 0,
    tickFormat: (date: Date) => formats.shortDay(isoDay(date)),
    label: null,
  });

const valueAxis = (unit: string, write: (value: number) => string): Plot.Markish[] => [
  Plot.gridY({ stroke: 'var(--rule)', strokeOpacity: 1, ticks: 4 }),
  Plot.axisY({ ticks: 4, tickSize: 0, tickFormat: write, label: null }),
  Plot.text([unit], {
    frameAnchor: 'top-left',
    dx: -44,
    dy: -20,
    textAnchor: 'start',
    fill: 'var(--ink-faint)',
  }),
];

const dayRule = (day: Day): Plot.Markish =>
  Plot.ruleX([when(day)], { stroke: 'var(--ink)', strokeWidth: 1, strokeDasharray: '2,3' });

const TIP = {
  fill: 'var(--paper-raised)',
  stroke: 'var(--rule-strong)',
  fontSize: 13,
  lineHeight: 1.3,
} as const;

export type ColumnsProps = {
  readonly label: string;
  readonly unit: string;
  readonly first: Day;
  readonly daily: readonly number[];
  readonly average: readonly number[];
  readonly averageName: string;
  readonly day: Day;
};

/** One column a day, and the week's average as a line that is named where it ends. */
export function ColumnChart({ label, unit, first, daily, average, averageName, day }: ColumnsProps) {
  const { formats } = useSpeech();
  const draw = (width: number) => {
    const points = daily.map((count, index) => ({
      day: addDays(first, index),
      count,
      average: average[index] ?? 0,
    }));
    const bar = Math.max(1, ((width - 80) / Math.max(1, points.length)) * 0.36);
    return Plot.plot({
      ...frame(width, width < 480 ? 260 : 320),
      marginRight: 12,
      x: { type: 'utc' },
      y: { zero: true },
      marks: [
        timeAxis(width, first, points.at(-1)?.day ?? first, formats),
        ...valueAxis('', formats.axis),
        Plot.ruleX(points, {
          x: (d) => when(d.day),
          y1: 0,
          y2: 'count',
          strokeWidth: bar * 2,
          stroke: (d) => (d.day <= day ? 'var(--seq-3)' : 'var(--seq-none)'),
        }),
        Plot.line(points, { x: (d) => when(d.day), y: 'average', stroke: 'var(--accent)', strokeWidth: 2.5 }),
        dayRule(day),
        ...barKey(unit, averageName, -44),
        Plot.tip(
          points,
          Plot.pointerX({
            ...TIP,
            x: (d) => when(d.day),
            y: 'count',
            title: (d) =>
              `${formats.day(d.day)}\n${formats.integer(d.count)} ${unit}\n${averageName}${formats.colon}${formats.integer(d.average)}`,
          }),
        ),
        Plot.ruleY([0], { stroke: 'var(--ink)' }),
      ],
    });
  };
  return <Drawing label={label} draw={draw} />;
}

export type Line = {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
};
export type Dot = { readonly day: Day; readonly value: number; readonly name: string };

export type LinesProps = {
  readonly label: string;
  readonly unit: string;
  readonly first: Day;
  readonly lines: readonly Line[];
  readonly day: Day;
  readonly write: (value: number) => string;
  /** Where a line would go, dashed; and points to reach, named. */
  readonly ahead?: readonly { readonly day: Day; readonly value: number }[];
  readonly aheadName?: string;
  readonly dotName?: string;
  readonly dots?: readonly Dot[];
};

/** Pushes the names at the end of the lines apart so that none covers another. */
const spread = (ends: readonly number[], height: number, most: number, gap: number): number[] => {
  const order = ends.map((value, index) => ({ index, y: height * (1 - value / Math.max(most, 1e-9)) }));
  const placed = order.toSorted((a, b) => a.y - b.y);
  const shift = ends.map(() => 0);
  let floor = Number.NEGATIVE_INFINITY;
  for (const { index, y } of placed) {
    const at = Math.max(y, floor);
    shift[index] = at - y;
    floor = at + gap;
  }
  return shift;
};

/** Lines named where they end, so that no legend has to be matched. */
export function LineChart({
  label,
  unit,
  first,
  lines,
  day,
  write,
  ahead,
  aheadName,
  dotName,
  dots,
}: LinesProps) {
  const { formats } = useSpeech();
  const draw = (width: number) => {
    const narrow = width < 480;
    const height = narrow ? 280 : 360;
    const points = lines.flatMap((line) =>
      line.values.map((value, index) => ({ day: addDays(first, index), value, line })),
    );
    const ends = lines.map((line) => line.values.at(-1) ?? 0);
    const most = Math.max(0, ...[...points, ...(dots ?? []), ...(ahead ?? [])].map((d) => d.value));
    const shifts = spread(ends, height - 60, most, narrow ? 32 : 18);
    const lastDay = addDays(first, Math.max(0, (lines[0]?.values.length ?? 1) - 1));
    const longest = Math.max(0, ...lines.map((line) => line.name.length));
    return Plot.plot({
      ...frame(width, height),
      marginRight: lines.length === 1 ? 24 : narrow ? 92 : Math.min(220, 24 + longest * 7.2),
      x: { type: 'utc' },
      y: { zero: true, domain: [0, most > 0 ? most * 1.04 : 1] },
      marks: [
        timeAxis(width, first, ahead?.at(-1)?.day ?? lastDay, formats),
        ...valueAxis(unit, write),
        ...lineKey(unit, ahead?.length ? aheadName : undefined, dots?.length ? dotName : undefined),
        dayRule(day),
        Plot.line(ahead ?? [], {
          x: (d) => when(d.day),
          y: 'value',
          stroke: 'var(--accent)',
          strokeWidth: 2,
          strokeDasharray: '4,4',
        }),
        ...lines.map((line) =>
          Plot.line(line.values, {
            x: (_, index) => when(addDays(first, index)),
            y: (value) => value,
            stroke: line.colour,
            strokeWidth: 2.5,
          }),
        ),
        ...(lines.length === 1 ? [] : lines).map((line, index) =>
          Plot.text([line.values.at(-1) ?? 0], {
            x: () => when(lastDay),
            y: (value) => value,
            text: () => line.name,
            textAnchor: 'start',
            dx: 8,
            dy: shifts[index] ?? 0,
            lineWidth: narrow ? 7 : 20,
            fill: line.colour,
            fontWeight: 600,
          }),
        ),
        ...dotMarks(dots ?? [], day, ahead?.at(-1)?.day ?? lastDay),
        Plot.tip(
          points,
          Plot.pointer({
            ...TIP,
            x: (d) => when(d.day),
            y: 'value',
            title: (d) => `${d.line.name}\n${formats.day(d.day)}\n${write(d.value)}`,
          }),
        ),
        Plot.ruleY([0], { stroke: 'var(--ink)' }),
      ],
    });
  };
  return <Drawing label={label} draw={draw} />;
}

/** A point reached has the line behind it on its left, so its name goes right; one to come has it the other way. */
const dotMarks = (dots: readonly Dot[], day: Day, lastDay: Day): Plot.Markish[] => {
  const name = (named: readonly Dot[], side: 'left' | 'right'): Plot.Markish =>
    Plot.text(named, {
      x: (d) => when(d.day),
      y: 'value',
      text: 'name',
      textAnchor: side === 'left' ? 'end' : 'start',
      dx: side === 'left' ? -10 : 10,
      lineWidth: 18,
      fill: 'var(--contrast)',
      stroke: 'var(--paper)',
      strokeWidth: 4,
      fontWeight: 600,
    });
  const behind = (dot: Dot) => dot.day <= day && dot.day < lastDay;
  return [
    Plot.dot(dots, {
      x: (d) => when(d.day),
      y: 'value',
      r: 5,
      fill: (d) => (d.day <= day ? 'var(--contrast)' : 'var(--paper)'),
      stroke: 'var(--contrast)',
      strokeWidth: 2,
    }),
    name(
      dots.filter((dot) => !behind(dot)),
      'left',
    ),
    name(dots.filter(behind), 'right'),
  ];
};

export type BarsProps = {
  readonly label: string;
  readonly rows: readonly { readonly name: string; readonly value: number; readonly inner?: number }[];
  readonly write: (value: number) => string;
  readonly valueName: string;
  readonly innerName?: string;
  /** Keeps the scale still while days pass. */
  readonly most: number;
};

/** Horizontal bars with their figure at the end; `inner` is the part of each that has gone further. */
export function BarChart({ label, rows, write, valueName, innerName, most }: BarsProps) {
  const draw = (width: number) => {
    const named = width < 480 ? 104 : 120;
    return Plot.plot({
      ...frame(width, 34 + rows.length * 32),
      marginTop: 34,
      marginBottom: 0,
      marginLeft: named,
      marginRight: 56,
      x: { domain: [0, Math.max(most, 1e-6)], axis: null },
      y: { domain: rows.map((row) => row.name), padding: 0.22, label: null },
      marks: [
        Plot.axisY({ tickSize: 0, label: null, textAnchor: 'start', dx: -named + 12 }),
        Plot.barX(rows, { x: 'value', y: 'name', fill: 'var(--seq-3)' }),
        Plot.barX(
          rows.filter((row) => row.inner !== undefined),
          { x: (row) => row.inner ?? 0, y: 'name', fill: 'var(--accent)' },
        ),
        Plot.text(rows, {
          x: 'value',
          y: 'name',
          text: (row) => write(row.value),
          textAnchor: 'start',
          dx: 6,
          fill: 'var(--ink)',
          fontWeight: 600,
        }),
        ...(innerName === undefined ? [] : barKey(valueName, innerName, -named + 12)),
      ],
    });
  };
  return <Drawing label={label} draw={draw} />;
}

/** What the dashes and the dots are, beside the unit. */
const lineKey = (unit: string, dashes: string | undefined, points: string | undefined): Plot.Markish[] => {
  const at = { frameAnchor: 'top-left', dy: -20, textAnchor: 'start' } as const;
  const start = unit.length * 6.8 - 24;
  const second = start + (dashes === undefined ? 0 : 44 + dashes.length * 6.8);
  return [
    ...(dashes === undefined
      ? []
      : [Plot.text([`- - ${dashes}`], { ...at, dx: start, fill: 'var(--accent)' })]),
    ...(points === undefined
      ? []
      : [Plot.text([`● ${points}`], { ...at, dx: second, fill: 'var(--contrast)' })]),
  ];
};

/** What each colour says, above the drawing: a square of the colour itself, and its name in ink. */
const barKey = (pale: string, strong: string, left: number): Plot.Markish[] => {
  const at = { frameAnchor: 'top-left', dy: -26, textAnchor: 'start' } as const;
  const key = (name: string, fill: string, dx: number): Plot.Markish[] => [
    Plot.text(['■'], { ...at, dx, fill, fontSize: 16 }),
    Plot.text([name], { ...at, dx: dx + 17, fill: 'var(--ink-soft)' }),
  ];
  return [
    ...key(strong, 'var(--accent)', left),
    ...key(pale, 'var(--seq-3)', left + 40 + strong.length * 6.8),
  ];
};

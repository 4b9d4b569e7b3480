import { addDays, daysBetween } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';
import { useSpeech } from '#kit/language.tsx';
import { SAY } from '#quality/page/words.ts';

type Point = { readonly at: string; readonly facts: number };

/** Every step from the first to the last, those without a flag too, so that a gap is seen as one. */
const weeksOf = (points: readonly Point[], first: string, last: string): number[] => {
  const counts = new Map(points.map(({ at, facts }) => [at, facts]));
  const steps = Math.min(2000, Math.floor(daysBetween(first, last) / 7) + 1);
  return Array.from({ length: Math.max(1, steps) }, (_, i) => counts.get(addDays(first, 7 * i)) ?? 0);
};

/** One column a step, as tall as its count; the whole is one picture with one description. */
function Columns({ label, values }: { label: string; values: readonly number[] }) {
  const most = Math.max(1, ...values);
  return (
    <svg
      className="quality-columns"
      viewBox={`0 0 ${values.length} 20`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {values.map((value, i) =>
        value === 0 ? null : (
          <rect
            key={i}
            x={i + 0.1}
            width={0.8}
            y={20 - Math.max(1, (value / most) * 20)}
            height={Math.max(1, (value / most) * 20)}
          />
        ),
      )}
    </svg>
  );
}

/** The columns between their first and their last day; few columns take little room. */
export function Drawing(parts: { label: string; values: readonly number[]; first: string; last: string }) {
  return (
    <figure
      className="quality-drawn"
      style={{ maxInlineSize: `${Math.max(16, 1.25 * parts.values.length)}rem` }}
    >
      <Columns label={parts.label} values={parts.values} />
      <figcaption>
        <span>{parts.first}</span>
        <span>{parts.last}</span>
      </figcaption>
    </figure>
  );
}

/** Flags of a rule by week, on the weeks that all rules share. */
export function Weeks(parts: {
  title: Text;
  weeks: readonly { readonly week: string; readonly facts: number }[];
  first: string;
  last: string;
}) {
  const { say, formats } = useSpeech();
  const points = parts.weeks.map(({ week, facts }) => ({ at: week, facts }));
  const top = points.toSorted((a, b) => b.facts - a.facts)[0];
  if (top === undefined) return <p className="small">{say(SAY.noFlags)}</p>;
  const values = weeksOf(points, parts.first, parts.last);
  const total = points.reduce((sum, { facts }) => sum + facts, 0);
  const label = `${say(parts.title)}${formats.colon}${say(SAY.weeks)}, ${formats.integer(total)}; ${say(SAY.weekOf)} ${formats.shortDay(top.at)}${formats.colon}${formats.integer(top.facts)}`;
  return (
    <Drawing
      label={label}
      values={values}
      first={formats.day(parts.first)}
      last={parts.last === parts.first ? '' : formats.day(parts.last)}
    />
  );
}

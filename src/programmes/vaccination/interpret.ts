/**
 * What a person's facts mean under the strategy of a day. A pure function: the same facts, person, day and strategies
 * give the same answer; nothing is stored. Shapes and words are in interpret-answer.ts.
 *
 * `prepare(strategies, products, campaign)` once, then `interpret(prepared, person, facts, on)` as often as wished.
 */
import { type Day, dayOf } from '#kernel/day.ts';
import { SINGLE_DOSE, TOO_CLOSE_DAYS } from '#programmes/vaccination/completion.ts';
import { birthdayOf, monthDayOf, readDay } from '#programmes/vaccination/course-calendar.ts';
import type { Act, Answer, Completeness, Next, Person } from '#programmes/vaccination/interpret-answer.ts';
import { NO_WAIT, runCourses, waitOf } from '#programmes/vaccination/interpret-courses.ts';
import {
  type Asked,
  askedOf,
  type History,
  historyOf,
  missingNames,
  soon,
} from '#programmes/vaccination/interpret-history.ts';
import {
  courseOf,
  firstDose,
  infectionCounted,
  isComplete,
  nextOf,
} from '#programmes/vaccination/interpret-next.ts';
import { passOf } from '#programmes/vaccination/interpret-pass.ts';
import { NO_PRODUCT, type Period, type Prepared } from '#programmes/vaccination/interpret-period.ts';
import { openingOf, withheldFrom } from '#programmes/vaccination/interpret-primary.ts';
import { indexOn } from '#strategy/in-force.ts';

export type {
  Act,
  Answer,
  Completeness,
  Next,
  Pass,
  Person,
  Primary,
  Reason,
  Status,
} from '#programmes/vaccination/interpret-answer.ts';
export type { Prepared } from '#programmes/vaccination/interpret-period.ts';
export { prepare } from '#programmes/vaccination/interpret-prepare.ts';

/** Facts after `on` are not read. `on` is a day that exists; products and tags are those of the campaign. */
export const interpret = (prepared: Prepared, person: Person, facts: readonly Act[], on: Day): Answer => {
  const today = readDay(on);
  const period = prepared.periods[indexOn(prepared.starts, today)];
  const history = historyOf(prepared, facts, today);
  if (period === undefined || today >= period.end) return withoutStrategy(prepared, history, today);
  const asked = askedOf(prepared, period, person, history, today);
  const withheld = withheldFrom(period, asked, history, true);
  const hasBegun = history.doses > 0;
  const permitted = (period.primaryByAge[asked.ageIndex] ?? 0) & ~withheld.products;
  const courses = hasBegun || history.infections.length > 0 ? period.courses() : undefined;
  if (!hasBegun) infectionCounted(period, asked, history);
  const wait = courses === undefined ? NO_WAIT : waitOf(courses, asked, history);
  const opening = openingOf(prepared, period, asked, history, withheld, wait);
  const course =
    courses === undefined || !hasBegun
      ? undefined
      : courseOf(courses, runCourses(courses, asked, history, permitted), period, asked, history);
  const next =
    course === undefined
      ? firstDose(prepared, opening)
      : nextOf(prepared, period, asked, history, course, withheld);
  const pass = passOf(period, asked, history, course?.shortenedBy);
  noteAges(period, asked);
  return {
    primary: opening.primary,
    next,
    status: {
      clinical: course === undefined ? 'none' : isComplete(course) ? 'complete' : 'started',
      statistics: statisticsOf(prepared, history),
      pass,
    },
    missing: missingNames(asked.missing),
    until: asked.until === Number.POSITIVE_INFINITY ? null : dayOf(asked.until),
  };
};

const withoutStrategy = (prepared: Prepared, history: History, today: number): Answer => {
  const [first] = prepared.starts;
  const begins = first !== undefined && first > today ? first : Number.POSITIVE_INFINITY;
  const until = Math.min(begins, history.future);
  const next: Next = {
    kind: history.doses === 0 ? 'dose' : 'none',
    allowed: false,
    products: [],
    earliest: null,
    recommended: null,
    latest: null,
    reasons: prepared.noStrategy.reasons,
  };
  return {
    primary: prepared.noStrategy,
    next,
    status: {
      clinical: history.doses === 0 ? 'none' : 'started',
      statistics: statisticsOf(prepared, history),
      pass: { valid: false, from: null, expires: null },
    },
    missing: [],
    until: until === Number.POSITIVE_INFINITY ? null : dayOf(until),
  };
};

/** The published meaning, the same as `completedOn` on facts: it does not depend on the strategy of the day (S06). */
const statisticsOf = (prepared: Prepared, history: History): Completeness => {
  if (history.doses === 0) return 'none';
  if (history.doses >= 2) return 'complete';
  const single = prepared.products.get(SINGLE_DOSE) ?? NO_PRODUCT;
  if (single !== NO_PRODUCT && history.products[0] === single) return 'complete';
  const first = history.days[0] ?? 0;
  for (const infection of history.infections)
    if (infection <= first || infection - first > TOO_CLOSE_DAYS) return 'complete';
  return 'started';
};

/** Growing older changes answers: the next birthday that is a bound of some rule. */
const noteAges = (period: Period, asked: Asked): void => {
  if (asked.birth === 0) return;
  const next = period.nextAge[Math.max(asked.age, 0)] ?? 0;
  if (asked.age < 0) soon(asked, birthdayOf(asked.birth, 0));
  if (next !== 0) soon(asked, birthdayOf(asked.birth, next));
  for (const months of period.monthAges) {
    if (months <= asked.months) continue;
    soon(asked, monthDayOf(asked.birth, months));
    break;
  }
};

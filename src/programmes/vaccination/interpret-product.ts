/** Whether a product could be given to a person on a day, whatever the dose; and what stood in the way. */
import type { Day } from '#kernel/day.ts';
import { readDay } from '#programmes/vaccination/course-calendar.ts';
import type { Act, Person, Reason } from '#programmes/vaccination/interpret-answer.ts';
import { askedOf, historyOf, includes } from '#programmes/vaccination/interpret-history.ts';
import type { Prepared } from '#programmes/vaccination/interpret-period.ts';
import { indexOn } from '#strategy/in-force.ts';

export type Withheld =
  | { readonly kind: 'permitted' | 'before-strategy' | 'not-yet-used' | 'age' }
  | { readonly kind: 'suspended' | 'excluded'; readonly reason: Reason };

/** Products received abroad are in no strategy of the campaign: they are permitted here, and judged by their dose. */
export const withheldIn = (
  prepared: Prepared,
  product: string,
  person: Person,
  facts: readonly Act[],
  on: Day,
): Withheld => {
  const today = readDay(on);
  const period = prepared.periods[indexOn(prepared.starts, today)];
  if (period === undefined) return { kind: 'before-strategy' };
  const index = prepared.products.get(product);
  const from = index === undefined ? undefined : prepared.productsFrom[index];
  if (index === undefined || from === undefined || from === Number.POSITIVE_INFINITY)
    return { kind: 'permitted' };
  if (today < from) return { kind: 'not-yet-used' };
  const bit = 1 << index;
  const asked = askedOf(prepared, period, person, historyOf(prepared, facts, today), today);
  for (const exclusion of period.exclusions) {
    if ((exclusion.withheld & bit) === 0 || !includes(exclusion.groups, asked)) continue;
    const [reason] = prepared.book.list(exclusion.reason, 0, 0, 0);
    if (reason !== undefined) return { kind: exclusion.suspends ? 'suspended' : 'excluded', reason };
  }
  const ages = (period.primaryByAge[asked.ageIndex] ?? 0) | (period.boosterByAge[asked.ageIndex] ?? 0);
  return (ages & bit) === 0 ? { kind: 'age' } : { kind: 'permitted' };
};

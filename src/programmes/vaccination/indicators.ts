import type { Contribution, Counted } from '#programmes/programme.ts';
import { completedOn } from '#programmes/vaccination/completion.ts';
import { AGE_CLASSES } from '#programmes/vaccination/facts.ts';

/** What is counted, in the words of VAC-SI: people by injection rank, complete primary courses, boosters. */
export const MEASURES = [
  'dose1',
  'dose2',
  'dose3',
  'dose4',
  'complete',
  'booster1',
  'booster2',
  'booster3',
  'bivalent',
] as const;
export type Measure = (typeof MEASURES)[number];

/** The values of a cell's key, in order. An unknown value is an empty one: a cell of its own. */
export const DIMENSIONS = ['measure', 'day', 'place', 'residence', 'ageClass', 'sex', 'product'] as const;

export type Cell = {
  readonly measure: Measure;
  readonly day: string;
  readonly place: string;
  readonly residence: string;
  readonly ageClass: string;
  readonly sex: string;
  readonly product: string;
  readonly n: number;
};

const measures: ReadonlySet<string> = new Set(MEASURES);
const isMeasure = (text: string): text is Measure => measures.has(text);

/** Reads a cell back from its key; undefined for a key that an older version of the program wrote. */
export const cellOf = (key: string, n: number): Cell | undefined => {
  const [measure = '', day = '', place = '', residence = '', ageClass = '', sex = '', product = ''] =
    key.split('|');
  return isMeasure(measure) ? { measure, day, place, residence, ageClass, sex, product, n } : undefined;
};

const OLDEST_CLASS = '80';

/** The VAC-SI class of an age in years. */
export const ageClassOf = (age: number): string =>
  AGE_CLASSES.find((upper) => age <= Number(upper)) ?? OLDEST_CLASS;

const BIVALENT: ReadonlySet<unknown> = new Set(['PFB', 'MOB']);
const RANK_MEASURES: readonly (Measure | undefined)[] = [undefined, 'dose1', 'dose2', 'dose3', 'dose4'];
const BOOSTER_MEASURES: readonly (Measure | undefined)[] = [undefined, 'booster1', 'booster2', 'booster3'];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const ageClass = (body: Counted['body']): string =>
  typeof body.ageClass === 'string'
    ? body.ageClass
    : typeof body.age === 'number'
      ? ageClassOf(body.age)
      : '';

const lastResidence = (facts: readonly Counted[]): string =>
  text(facts.findLast((fact) => fact.kind === 'residence')?.body.territory);

/**
 * Ranks of the injections of a person whose records were merged, in the order of `facts`. Each record counted its own
 * from 1: an injection whose rank another record has taken gets the next one, so that a merge neither loses an
 * injection nor counts one twice. What one record has twice under one rank still counts once.
 */
const ranksOfMerged = (facts: readonly Counted[]): (number | undefined)[] => {
  const records = new Map<number, { highest: number; taken: Map<number, number> }>();
  const taken = new Set<number>();
  let highest = 0;
  return facts.map(({ kind, body, record = 0 }) => {
    if (kind !== 'injection' && kind !== 'earlier-injection') return undefined;
    const own = records.get(record) ?? { highest: 0, taken: new Map<number, number>() };
    records.set(record, own);
    const inRecord = typeof body.rank === 'number' ? body.rank : own.highest + 1;
    own.highest = Math.max(own.highest, inRecord);
    const before = kind === 'injection' ? own.taken.get(inRecord) : undefined;
    if (before !== undefined) return before;
    const rank = kind === 'injection' && taken.has(inRecord) ? highest + 1 : inRecord;
    highest = Math.max(highest, rank);
    if (kind !== 'injection') return rank;
    own.taken.set(inRecord, rank);
    taken.add(rank);
    return rank;
  });
};

/**
 * What one person adds to the published figures. A rank counts once for a person, whatever was recorded twice; an
 * injection without a stated rank takes the next one. Injections after the day the primary course was complete, in
 * the statistical meaning, are boosters.
 *
 * Injections received elsewhere (`earlier-injection`) are not counted as injected here; they only move the rank and
 * may complete the course.
 */
export const contribution = (facts: readonly Counted[]): readonly Contribution[] => {
  const residence = facts.length > 1 ? lastResidence(facts) : '';
  const completed = completedOn(facts);
  const cells: Contribution[] = [];
  let ranksSeen = 0;
  let highest = 0;
  let boosters = 0;
  let completing: Counted | undefined;
  const ranks = facts[0]?.record === undefined ? undefined : ranksOfMerged(facts).values();
  for (const fact of facts) {
    const merged = ranks?.next().value;
    if (fact.kind !== 'injection' && fact.kind !== 'earlier-injection') continue;
    const { product } = fact.body;
    const stated = merged ?? fact.body.rank;
    const rank = typeof stated === 'number' ? stated : highest + 1;
    highest = Math.max(highest, rank);
    if (completed !== undefined && fact.occurredOn <= completed) completing = fact;
    if (fact.kind !== 'injection' || (ranksSeen & (1 << rank)) !== 0) continue;
    ranksSeen |= 1 << rank;
    const where = `|${fact.occurredOn}|${fact.place ?? ''}|${residence}|${ageClass(fact.body)}|${text(fact.body.sex)}|${text(product)}`;
    const measure = RANK_MEASURES[rank];
    if (measure !== undefined) cells.push([measure + where, 1]);
    if (completed === undefined || fact.occurredOn <= completed) continue;
    boosters += 1;
    const booster = BOOSTER_MEASURES[boosters];
    if (booster !== undefined) cells.push([booster + where, 1]);
    if (BIVALENT.has(product)) cells.push([`bivalent${where}`, 1]);
  }
  if (completed !== undefined && completing?.kind === 'injection') {
    const { place = '', body } = completing;
    cells.push([
      `complete|${completed}|${place}|${residence}|${ageClass(body)}|${text(body.sex)}|${text(body.product)}`,
      1,
    ]);
  }
  return cells;
};

/**
 * The flags that rules give to the facts of one person: a pure function of the facts that stand, whatever the order in
 * which they came. Facts found together (two acts of one minute) are one group, and a rule's effect says which of the
 * group no longer count.
 */
import type { Fact } from '#facts/fact.ts';
import { daysBetween } from '#kernel/day.ts';
import { AGE_CLASSES } from '#programmes/vaccination/facts.ts';
import { ageClassOf } from '#programmes/vaccination/indicators.ts';
import type { VaccinationFinds } from '#programmes/vaccination/quality/finds.ts';
import type { Effect } from '#quality/rule.ts';

/** What of a fact a rule may look at. Facts of a person with several records say which has them. */
export type Flaggable = Pick<Fact, 'id' | 'kind' | 'occurredOn' | 'recordedAt' | 'place' | 'body'> & {
  readonly record?: number;
};

export type PreparedRule = {
  readonly rule: string;
  readonly finds: VaccinationFinds;
  readonly effect: Effect;
};

export type Flagged<F> = {
  readonly rule: string;
  readonly fact: F;
  /** This rule would have the fact not count. */
  readonly setAside: boolean;
};

const recordedOn = ({ recordedAt }: Flaggable): string => recordedAt.slice(0, 10);
const timeOf = ({ body: { at } }: Flaggable): string => (typeof at === 'string' ? at : '');
const rankOf = ({ body: { rank } }: Flaggable): number | undefined =>
  typeof rank === 'number' ? rank : undefined;

const order = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * By day, then by the time of the act, then by content. Ids come last: two facts that differ by their ids alone may
 * stand for each other, so that what is counted never depends on an id.
 */
const byAct = (a: Flaggable, b: Flaggable): number =>
  order(a.occurredOn, b.occurredOn) ||
  order(timeOf(a), timeOf(b)) ||
  order(recordedOn(a), recordedOn(b)) ||
  order(a.kind, b.kind) ||
  order(`${a.place} ${JSON.stringify(a.body)}`, `${b.place} ${JSON.stringify(b.body)}`) ||
  order(a.record ?? 0, b.record ?? 0) ||
  order(a.id, b.id);

const groupsBy = <F extends Flaggable>(acts: readonly F[], keyOf: (act: F) => string | undefined): F[][] => {
  const groups = new Map<string, F[]>();
  for (const act of acts) {
    const key = keyOf(act);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [act]);
    else group.push(act);
  }
  return [...groups.values()];
};

const alone = <F extends Flaggable>(acts: readonly F[], isFound: (act: F) => boolean): F[][] =>
  acts.filter(isFound).map((act) => [act]);

/** Runs of acts of different days, each fewer than so many days after the first of its run. */
const tooClose = <F extends Flaggable>(acts: readonly F[], days_under: number): F[][] => {
  const runs: F[][] = [];
  for (const act of acts) {
    const run = runs.at(-1);
    const [first] = run ?? [];
    if (
      run === undefined ||
      first === undefined ||
      daysBetween(first.occurredOn, act.occurredOn) >= days_under
    )
      runs.push([act]);
    else run.push(act);
  }
  return runs.filter((run) => run.at(-1)?.occurredOn !== run[0]?.occurredOn);
};

const CLASSES: readonly unknown[] = AGE_CLASSES;

/** The youngest somebody of this act may be, and the oldest; undefined when nothing is known. */
const agesOf = ({ body: { age, ageClass } }: Flaggable): readonly [number, number] | undefined => {
  if (typeof age === 'number') return [age, age];
  const at = CLASSES.indexOf(ageClass);
  if (at === -1) return undefined;
  const youngest = at === 0 ? 0 : Number(AGE_CLASSES[at - 1]) + 1;
  return [youngest, at === AGE_CLASSES.length - 1 ? Number.POSITIVE_INFINITY : Number(AGE_CLASSES[at])];
};

const impossibleClasses = <F extends Flaggable>(acts: readonly F[]): F[][] => {
  let youngestBefore = 0;
  const found: F[][] = [];
  for (const act of acts) {
    const { age, ageClass } = act.body;
    const ages = agesOf(act);
    if (ages === undefined) continue;
    const disagrees = typeof age === 'number' && typeof ageClass === 'string' && ageClassOf(age) !== ageClass;
    // Somebody who was at least so old at an earlier act is not younger now.
    if (disagrees || ages[1] < youngestBefore) found.push([act]);
    youngestBefore = Math.max(youngestBefore, ages[0]);
  }
  return found;
};

const isInjection = ({ kind }: Flaggable): boolean => kind === 'injection';

/** Injections told by their rank and the highest rank before it; a dose without a stated rank takes the next one. */
const byRank = <F extends Flaggable>(
  doses: readonly F[],
  isFound: (rank: number, highest: number) => boolean,
): F[][] => {
  let highest = 0;
  const found: F[][] = [];
  for (const act of doses) {
    const rank = rankOf(act) ?? highest + 1;
    if (isInjection(act) && isFound(rank, highest)) found.push([act]);
    highest = Math.max(highest, rank);
  }
  return found;
};

const sameMinute = <F extends Flaggable>(
  acts: readonly F[],
  count: number,
  site: string | undefined,
): F[][] => {
  const wanted = site === undefined ? acts : acts.filter((act) => act.body.site === site);
  const minute = (act: F): string | undefined =>
    timeOf(act) === '' ? undefined : `${act.occurredOn} ${timeOf(act).slice(0, 5)}`;
  return groupsBy(wanted, minute).filter(({ length }) => length >= count);
};

/** Whether an act is one that is found by itself; undefined for what is found among several acts. */
const isFoundAlone = (finds: VaccinationFinds): ((act: Flaggable) => boolean) | undefined => {
  switch (finds.what) {
    case 'age-under': {
      const { years, before = '9999' } = finds;
      return (act) => act.occurredOn < before && (agesOf(act)?.[1] ?? Number.POSITIVE_INFINITY) < years;
    }
    case 'age-over':
      return (act) => (agesOf(act)?.[0] ?? 0) > finds.years;
    case 'before-first-use': {
      const firstUse = new Map<unknown, string>(finds.products.map((one) => [one.product, one.firstUse]));
      return ({ occurredOn, body: { product } }) => occurredOn < (firstUse.get(product) ?? '');
    }
    case 'before-campaign':
      return ({ occurredOn }) => occurredOn < finds.firstDay;
    case 'lot-of-another-product': {
      const products = new Map<unknown, unknown[]>();
      for (const { lot, product } of finds.lots) products.set(lot, [...(products.get(lot) ?? []), product]);
      return ({ body: { lot, product } }) =>
        products.has(lot) && products.get(lot)?.includes(product) === false;
    }
    case 'lot-recalled':
      return ({ occurredOn, body: { lot, product } }) =>
        finds.lots.some((one) => one.lot === lot && one.product === product && occurredOn >= one.on);
    case 'expired-vial':
      return ({ occurredOn, body: { expiresOn } }) => typeof expiresOn === 'string' && expiresOn < occurredOn;
    case 'recorded-late':
      return (act) => daysBetween(act.occurredOn, recordedOn(act)) > finds.days_over;
    default:
      return undefined;
  }
};

type Find = {
  readonly effect: Effect;
  readonly rule: string;
  readonly groupsOf: <F extends Flaggable>(doses: readonly F[], acts: readonly F[]) => F[][];
};

/** What a rule finds, as groups of facts found together. `doses` are the injections and those received elsewhere. */
const groupsFinder = (finds: VaccinationFinds): Find['groupsOf'] => {
  const isFound = isFoundAlone(finds);
  if (isFound !== undefined) return (_, acts) => alone(acts, isFound);
  switch (finds.what) {
    case 'same-minute':
      return (_, acts) => sameMinute(acts, finds.count, finds.site);
    case 'same-day':
      return (_, acts) =>
        groupsBy(acts, (act) => act.occurredOn).filter(({ length }) => length >= finds.count);
    case 'too-close':
      return (_, acts) => tooClose(acts, finds.days_under);
    case 'rank-skips':
      return (doses) => byRank(doses, (rank, highest) => highest > 0 && rank > highest + 1);
    case 'rank-without-first':
      return (doses) => byRank(doses, (rank, highest) => highest === 0 && rank > 1);
    case 'rank-repeats':
      return (_, acts) => groupsBy(acts, (act) => rankOf(act)?.toString()).filter(({ length }) => length > 1);
    case 'age-class-impossible':
      return (_, acts) => impossibleClasses(acts);
    default:
      return () => [];
  }
};

const isSetAside = (effect: Effect, at: number, size: number): boolean => {
  if (effect === 'set-aside-all') return true;
  if (effect === 'set-aside-all-but-first') return at > 0;
  return effect === 'set-aside-all-but-last' && at < size - 1;
};

/**
 * Makes rules ready, and gives the flags of one person's standing facts (corrections and retractions applied), in any
 * order. A fact has at most one flag of a rule.
 */
export const flagger = (rules: readonly PreparedRule[]) => {
  const finds: readonly Find[] = rules.map((rule) => ({ ...rule, groupsOf: groupsFinder(rule.finds) }));
  return <F extends Flaggable>(facts: readonly F[]): Flagged<F>[] => {
    const doses = facts.filter((fact) => isInjection(fact) || fact.kind === 'earlier-injection');
    if (finds.length === 0 || doses.length === 0) return [];
    if (doses.length > 1) doses.sort(byAct);
    const acts = doses.filter(isInjection);
    return finds.flatMap(({ rule, effect, groupsOf }) =>
      groupsOf(doses, acts).flatMap((group) =>
        group.map((fact, at) => ({ rule, fact, setAside: isSetAside(effect, at, group.length) })),
      ),
    );
  };
};

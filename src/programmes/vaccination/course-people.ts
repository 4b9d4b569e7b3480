/** The groups of people of a strategy, as the model of a schedule writes them: ages as periods, tags as observations. */
import type { Group } from '#programmes/vaccination/strategy.ts';
import type { Campaign } from '#programmes/vaccination/strategy-campaign.ts';
import type { Who } from '#schedule/schedule.ts';

const MONTHS_A_YEAR = 12;

/** An age as a period; months only where years do not say it. */
export const ageText = (months: number): string =>
  months % MONTHS_A_YEAR === 0 ? `${months / MONTHS_A_YEAR} years` : `${months} months`;

/** Ages in months, the second excluded: what a group or a product says of ages. */
export const agesOf = (rule: {
  readonly ageFrom?: number | undefined;
  readonly ageFromMonths?: number | undefined;
  readonly ageTo?: number | undefined;
}): { readonly from: number; readonly until: number } => ({
  from: Math.max((rule.ageFrom ?? 0) * MONTHS_A_YEAR, rule.ageFromMonths ?? 0),
  until: rule.ageTo === undefined ? Number.POSITIVE_INFINITY : (rule.ageTo + 1) * MONTHS_A_YEAR,
});

export const whoOfAges = (from: number, until: number): Who => ({
  ...(from > 0 && { from: ageText(from) }),
  ...(until !== Number.POSITIVE_INFINITY && { until: ageText(until) }),
});

/** The observation that says where somebody lives. */
export const territoryCode = (territory: string): string => `territory-${territory}`;

/** A group while it is put together with others: every list of `anyOf` must be met. */
type Draft = {
  readonly from: number;
  readonly until: number;
  readonly anyOf: readonly (readonly string[])[];
  readonly noneOf: readonly string[];
};

export type People = {
  /** The people of every list: everybody of the first who is of the second, and so on. Empty: nobody can be. */
  readonly all: (lists: readonly (readonly Group[] | undefined)[]) => Who[] | undefined;
  /** A tag and those from which it follows. */
  readonly tag: (name: string) => readonly string[];
};

/** `undefined` for everybody. */
export const peopleOf = (campaign: Campaign): People => {
  const implied = (name: string): readonly string[] =>
    (campaign.tags[name]?.implies ?? []).flatMap((next) => [next, ...implied(next)]);
  const tag = (name: string): readonly string[] => [
    name,
    ...Object.keys(campaign.tags).filter((other) => implied(other).includes(name)),
  ];
  const tags = (names: readonly string[] | undefined): string[] => [...new Set((names ?? []).flatMap(tag))];
  const draftOf = (group: Group): Draft => ({
    ...agesOf(group),
    anyOf: [
      ...(group.anyOf === undefined ? [] : [tags(group.anyOf)]),
      ...(group.allOf ?? []).map(tag),
      ...(group.territories === undefined ? [] : [group.territories.map(territoryCode)]),
    ],
    noneOf: tags(group.noneOf),
  });
  return {
    tag,
    all: (lists) => {
      let drafts: readonly Draft[] = [{ from: 0, until: Number.POSITIVE_INFINITY, anyOf: [], noneOf: [] }];
      for (const list of lists)
        if (list !== undefined)
          drafts = drafts.flatMap((draft) => list.map((group) => meet(draft, draftOf(group))));
      drafts = drafts.filter(({ from, until }) => from < until);
      if (drafts.some(isEverybody)) return undefined;
      return drafts.flatMap(whoOf);
    },
  };
};

const meet = (one: Draft, other: Draft): Draft => ({
  from: Math.max(one.from, other.from),
  until: Math.min(one.until, other.until),
  anyOf: [...one.anyOf, ...other.anyOf],
  noneOf: [...one.noneOf, ...other.noneOf],
});

const isEverybody = ({ from, until, anyOf, noneOf }: Draft): boolean =>
  from === 0 && until === Number.POSITIVE_INFINITY && anyOf.length + noneOf.length === 0;

/** A list of one code is asked of all; of several longer lists, one stays and the others are told apart. */
const whoOf = (draft: Draft): Who[] => {
  const certain = [...new Set(draft.anyOf.filter(({ length }) => length === 1).flat())];
  const open = draft.anyOf.filter((list) => list.length > 1 && !list.some((code) => certain.includes(code)));
  const [kept, ...told] = open;
  let alternatives: readonly (readonly string[])[] = [certain];
  for (const list of told)
    alternatives = alternatives.flatMap((before) => list.map((code) => [...before, code]));
  return alternatives.map((allOf) => ({
    ...whoOfAges(draft.from, draft.until),
    ...(kept !== undefined && { anyOf: [...kept] }),
    ...(allOf.length > 0 && { allOf: [...new Set(allOf)] }),
    ...(draft.noneOf.length > 0 && { noneOf: [...new Set(draft.noneOf)] }),
  }));
};

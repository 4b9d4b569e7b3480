/**
 * Explains pairs of the register to the person who settles them. The pairs of a page are judged among a crowd of
 * people who have nothing but frequent names and values of nobody, so that a value met in one pair of the page is taken
 * for the rare one it is, Martin for the common one it is, and Louis and Louise for two names and not a typing error.
 */

import type { Traits } from '#people/identity-traits.ts';
import { FREQUENT_FAMILY_NAMES, FREQUENT_GIVEN_NAMES, PAGE_MODEL } from '#people/match-model.ts';
import { traitsOf } from '#people/match-traits.ts';
import type { Identity } from '#people/person.ts';
import { populationBuilder } from '#people/population.ts';
import { createJudge, type Verdict } from '#people/score.ts';

/** How many people the crowd has: a name met in none of them is one in eight thousand. More would only cost time. */
const CROWD = 4000;
/** Towns and birth places are told by this many only: one that the crowd has not is one in two hundred. */
const CROWD_WITH_TOWN = 100;
const FREQUENCIES_PER = 100_000;

/** Values that nobody has, so that those of the page are rare beside them. */
const OF_NOBODY: Traits = { address: 'zzzz', phone: '0199000001', email: 'zzzz@zzzz.zz' };
const TOWN_OF_NOBODY: Traits = { city: 'zzzz', postcode: '00000', birthPlace: 'zzzzz' };

const namesOf = (frequent: Readonly<Record<string, number>>): string[] => {
  const names = Object.entries(frequent).flatMap(([name, people]) =>
    Array.from({ length: Math.round((people * CROWD) / FREQUENCIES_PER) }, () => name),
  );
  return Array.from({ length: CROWD }, (_, i) => names[i] ?? 'zzzz');
};

/** @return a verdict for each pair, in their order */
export const explainPairs = (pairs: readonly (readonly [one: Identity, other: Identity])[]): Verdict[] => {
  if (pairs.length === 0) return [];
  const builder = populationBuilder(false);
  for (const pair of pairs) for (const identity of pair) builder.add(traitsOf(identity), 0);
  const [given, family] = [namesOf(FREQUENT_GIVEN_NAMES), namesOf(FREQUENT_FAMILY_NAMES)];
  for (let i = 0; i < CROWD; i++)
    builder.add(
      {
        givenName: given[i] ?? '',
        familyName: family[i] ?? '',
        ...OF_NOBODY,
        ...(i < CROWD_WITH_TOWN && TOWN_OF_NOBODY),
      },
      0,
    );
  const population = builder.build();
  const rowOf = new Uint32Array(population.size);
  population.arrival.forEach((arrival, row) => {
    rowOf[arrival] = row;
  });
  const judge = createJudge(population, PAGE_MODEL);
  return pairs.map((_, i) => judge.explain(rowOf[2 * i] ?? 0, rowOf[2 * i + 1] ?? 0));
};

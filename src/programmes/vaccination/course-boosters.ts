/** Boosters as series of doses that follow the course, or the first booster. */
import {
  APART,
  doseOf,
  guidanceOf,
  infections,
  type Kit,
  type Made,
  seriesOf,
} from '#programmes/vaccination/course-kit.ts';
import { COURSE, FIRST_BOOSTER, preferableOf } from '#programmes/vaccination/course-vaccines.ts';
import type { BoosterRule } from '#programmes/vaccination/strategy.ts';
import type { ConditionalSkip, Interval } from '#schedule/schedule.ts';

/** A first dose beyond the course, for anybody and with anything: what second boosters follow. */
export const firstBooster = (kit: Kit): Made => ({
  series: seriesOf(kit, {
    name: 'any first booster',
    title: { fr: 'Premier rappel, quel qu’il soit', en: 'First booster, whichever it is' },
    group: { code: FIRST_BOOSTER, name: 'First booster' },
    kind: 'evaluation only',
    follows: COURSE,
    ...(kit.boostersFrom !== undefined && { dosesFrom: kit.boostersFrom }),
    doses: [
      doseOf(1, { intervals: [{ from: 'previous dose', absoluteMinimum: APART }], allowable: kit.anything }),
    ],
  }),
  origin: { kind: 'first booster' },
});

export const boosterSeries = (kit: Kit, rule: BoosterRule): Made[] => {
  const { rules, months } = kit;
  const who = kit.people.all([rule.who]);
  if (who?.length === 0) return [];
  const delay = rule.months === undefined ? `${rule.days ?? 0} days` : months(rule.months);
  const intervals: Interval[] = [{ from: 'previous dose', absoluteMinimum: APART, minimum: delay }];
  const skips: ConditionalSkip[] = [];
  const { infection } = rule;
  if (infection !== undefined && infection.effect !== 'no booster') {
    const wait = infection.effect === 'counts as an injection' ? delay : months(infection.months);
    for (const observation of infections(rules))
      intervals.push({
        from: { observation, since: { dose: 'previous', from: '1 day' } },
        minimum: wait,
      });
  }
  if (infection?.effect === 'no booster') skips.push(infectedSince(kit, rule, '1 day'));
  if (infection?.effect === 'none needed beyond')
    skips.push(infectedSince(kit, rule, `${months(infection.beyondMonths)} + 1 day`));
  const series = seriesOf(kit, {
    name: `booster ${rule.id}`,
    title: kit.say('boosters', rule),
    group: { code: rule.id, name: `Booster ${rule.id}` },
    guidance: guidanceOf([rule]),
    follows: rule.rank === 2 ? FIRST_BOOSTER : COURSE,
    ...(who !== undefined && { who }),
    ...(rule.after !== undefined && { begun: { last: [...rule.after] } }),
    ...(kit.boostersFrom !== undefined && { dosesFrom: kit.boostersFrom }),
    doses: [
      doseOf(1, {
        intervals,
        skips,
        preferable: preferableOf(rules, rule.products, 'booster'),
        allowable: kit.anything,
        recurring: rule.rank === 'any',
      }),
    ],
  });
  return [{ series, origin: { kind: 'booster', rule } }];
};

/** An infection since the last injection, at the soonest that long after, and no booster is due. */
const infectedSince = (kit: Kit, rule: BoosterRule, from: string): ConditionalSkip => ({
  context: 'forecast',
  logic: 'or',
  sets: [
    {
      id: rule.id,
      description: kit.say('boosters', rule),
      logic: 'and',
      conditions: [
        { type: 'observation', observations: infections(kit.rules), since: { dose: 'previous', from } },
      ],
    },
  ],
});

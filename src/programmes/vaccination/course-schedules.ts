/** The schedule of doses of a campaign for every date: one for each strategy, in force from a day to another. */
import type { Day } from '#kernel/day.ts';
import { courseSchedule } from '#programmes/vaccination/course-schedule.ts';
import type { Campaign, Product } from '#programmes/vaccination/strategy-campaign.ts';
import { prepareSchedule } from '#schedule/prepare.ts';
import type { PreparedSchedule } from '#schedule/prepared.ts';
import type { Schedule } from '#schedule/schedule.ts';
import { timelineOf } from '#strategy/in-force.ts';
import type { Strategy } from '#strategy/strategy.ts';

/** `to` is excluded; null is still in force. The schedule is made, and prepared, when it is first asked for. */
export type DatedSchedule = {
  readonly from: Day;
  readonly to: Day | null;
  readonly schedule: () => Schedule;
  readonly prepared: () => PreparedSchedule;
};

/** In order of their first day, without gap or overlap. Throws when the documents are not sound. */
export const schedulesOf = (
  strategies: readonly Strategy[],
  products: readonly Product[],
  campaign: Campaign,
): readonly DatedSchedule[] => {
  const { strategies: inOrder } = timelineOf(strategies);
  const boostersFrom = boostersFromOf(inOrder);
  return inOrder.map((strategy) => {
    const schedule = once(() => courseSchedule(strategy, products, campaign, boostersFrom).schedule);
    return {
      from: strategy.validFrom,
      to: strategy.validTo,
      schedule,
      prepared: once(() => prepareSchedule(schedule())),
    };
  });
};

/** The first day on which a strategy has boosters: doses beyond the course are boosters from then on. */
export const boostersFromOf = (inOrder: readonly Strategy[]): Day | undefined =>
  inOrder.find(({ rules }) => (rules.boosters ?? []).length > 0)?.validFrom;

/** The schedule in force on a day; undefined before the first and after the end of the last. */
export const scheduleOn = (schedules: readonly DatedSchedule[], on: Day): DatedSchedule | undefined =>
  schedules.find(({ from, to }) => from <= on && (to === null || on < to));

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayNumber, dayOf } from '#kernel/day.ts';
import { isRefused } from '#kernel/result.ts';
import { courseSchedule } from '#programmes/vaccination/course-schedule.ts';
import { readSchedules } from '#programmes/vaccination/course-schedules.node.ts';
import { scheduleOn, schedulesOf } from '#programmes/vaccination/course-schedules.ts';
import { preparedCampaign } from '#programmes/vaccination/interpret-fixtures.node.ts';
import { scheduleFaults } from '#schedule/check-schedule.ts';
import { ForecastCase, type GroupForecast } from '#schedule/forecast.api.ts';
import { forecastCase } from '#schedule/forecast.ts';
import { Schedule } from '#schedule/schedule.ts';
import { canonicalJson } from '#strategy/strategy.ts';

const { strategies, products, campaign } = await preparedCampaign();
const schedules = schedulesOf(strategies, products, campaign);

const seriesOf = (on: string) => {
  const [antigen] = scheduleOn(schedules, on)?.schedule().antigens ?? [];
  return antigen?.series ?? [];
};

describe('the schedule of every strategy', () => {
  test.each(schedules.map((dated) => [dated.from, dated] as const))(
    '%s is of the model, and sound',
    (_, dated) => {
      const schedule = dated.schedule();
      expect(canonicalJson(Schedule.parse(schedule))).toBe(canonicalJson(schedule));
      expect(scheduleFaults(schedule)).toEqual({ errors: [], warnings: [] });
    },
  );

  test('is found by its day, and is read from the folder', async () => {
    expect(scheduleOn(schedules, '2020-12-26')).toBeUndefined();
    expect(scheduleOn(schedules, '2021-05-05')?.schedule().validFrom).toBe('2021-05-03');
    const read = await readSchedules('campaigns/fr-covid-19');
    expect(read.map(({ from }) => from)).toEqual(schedules.map(({ from }) => from));
  });
});

describe('a rule as a series', () => {
  test('on the first day there is one course, its interval by who one is and when one began', () => {
    expect(seriesOf('2020-12-27').map(({ name }) => name)).toEqual([
      'two-doses: I00 (PF)',
      'two-doses: I00b (PF)',
      'two-doses: I00c (PF)',
      'two-doses: no rule',
    ]);
    expect(seriesOf('2020-12-27')[0]).toMatchObject({
      group: { code: 'course', choice: 'first' },
      who: [{ anyOf: ['ehpad_resident', 'usld_resident'] }],
      begun: { first: ['PF'], from: '2020-12-27', before: '2021-06-15' },
      doses: [
        { number: 1 },
        {
          number: 2,
          preferable: [{ code: 'PF', from: '16 years' }],
          intervals: [
            {
              from: 'previous dose',
              absoluteMinimum: '1 day',
              minimum: '21 days',
              earliestRecommended: '21 days',
              latestRecommended: '43 days',
            },
          ],
        },
      ],
    });
  });

  test('an infection before the first dose stands for the second, but for the severely immunosuppressed (E025)', () => {
    const general = seriesOf('2021-03-01').find(({ name }) => name === 'two-doses: I02 (MO)');
    expect(general?.doses[1]?.skips).toMatchObject([
      {
        context: 'both',
        sets: [
          {
            id: 'one-dose',
            logic: 'and',
            conditions: [
              { type: 'observation', observations: ['infection'], since: { dose: 1, until: '1 day' } },
              { type: 'person', who: [{ noneOf: ['immunosuppressed_severe'] }] },
            ],
          },
        ],
      },
    ]);
  });

  test('a booster follows the course; months are from date to date, then of 30.5 days (E095)', () => {
    const b1 = (on: string) => seriesOf(on).find(({ name }) => name === 'booster B1');
    expect(b1('2021-09-01')).toMatchObject({ follows: 'course', dosesFrom: '2021-09-01' });
    expect(b1('2021-09-01')?.doses[0]?.intervals).toMatchObject([{ minimum: '6 months' }]);
    expect(scheduleOn(schedules, '2021-09-01')?.schedule().monthEnd).toBe('last day');
    const b4 = seriesOf('2021-12-28').find(({ name }) => name === 'booster B4');
    expect(b4?.doses[0]?.intervals[0]).toMatchObject({ minimum: '92 days' });
    expect(scheduleOn(schedules, '2021-12-28')?.schedule().monthEnd).toBeUndefined();
  });

  test('leads back to its rules', () => {
    const strategy = strategies.find(({ validFrom }) => validFrom === '2021-08-23');
    if (strategy === undefined) throw new Error('no strategy of 23 August 2021');
    const { origins } = courseSchedule(strategy, products, campaign);
    const origin = origins.get('two-doses: I10 (AZ)');
    expect(origin).toMatchObject({ kind: 'course', path: { later: [{ id: 'I10' }] } });
    expect(origin?.kind === 'course' && origin.intervals[1]?.[0]).toMatchObject({ id: 'I10' });
  });
});

/** The forecasts of a person on a day, as `rappel forecast` gives them: the most pertinent first. */
const ask = (on: string, rest: object): readonly GroupForecast[] => {
  const prepared = scheduleOn(schedules, on)?.prepared();
  if (prepared === undefined) throw new Error(`no schedule on ${on}`);
  const answer = forecastCase(
    prepared,
    ForecastCase.parse({ id: 1, assessmentDate: on, birthDate: '1960-01-01', ...rest }),
  );
  if (isRefused(answer)) throw new Error(answer.refusal.message);
  return answer.forecasts;
};

describe('asked like any other schedule', () => {
  test('a second dose in its window, with the product of the first, by product code or CVX', () => {
    for (const cvx of ['PF', '208', '217'])
      expect(ask('2021-03-01', { doses: [{ date: '2021-02-10', cvx }] })[0]).toMatchObject({
        vaccineGroup: 'COVID-19',
        seriesStatus: 'Not Complete',
        doseNumber: 2,
        earliest: '2021-03-03',
        recommended: '2021-03-10',
        pastDue: '2021-03-24',
        vaccines: [{ code: 'PF' }],
      });
  });

  test('under 55 after AstraZeneca, mRNA twelve weeks later from 9 April 2021', () => {
    const doses = [{ date: '2021-02-20', cvx: 'AZ' }];
    expect(ask('2021-04-12', { doses, birthDate: '1980-01-01' })[0]).toMatchObject({
      earliest: '2021-05-15',
      vaccines: [{ code: 'MO' }, { code: 'PF' }],
    });
    expect(ask('2021-04-12', { doses, birthDate: '1960-01-01' })[0]).toMatchObject({
      earliest: '2021-04-24',
      vaccines: [{ code: 'AZ' }],
    });
  });

  test('an infection before the only dose completes the course', () => {
    const [forecast] = ask('2021-05-05', {
      doses: [{ date: '2021-03-20', cvx: 'PF' }],
      observations: [{ code: 'infection', date: '2020-11-01' }],
    });
    expect(forecast?.seriesStatus).toBe('Complete');
  });

  test('a booster, then a second one, counted on from the course', () => {
    const doses = [
      { date: '2021-02-10', cvx: 'PF' },
      { date: '2021-03-10', cvx: 'PF' },
    ];
    const [first] = ask('2022-02-01', { doses });
    expect(first).toMatchObject({ seriesStatus: 'Not Complete', doseNumber: 3, earliest: '2021-06-10' });
    const [second] = ask('2022-05-01', { doses: [...doses, { date: '2022-01-10', cvx: 'MO' }] });
    expect(second).toMatchObject({ seriesStatus: 'Not Complete', doseNumber: 4, earliest: '2022-07-12' });
  });

  test('does not depend on the order of doses and observations, and asks the same twice', () => {
    const day = fc
      .integer({ min: dayNumber('2020-12-27'), max: dayNumber('2023-01-31') })
      .map((number) => dayOf(number));
    const dose = fc.record({ date: day, cvx: fc.constantFrom('PF', 'MO', 'AZ', 'JA', 'NV', 'unknown') });
    const observation = fc.record({
      code: fc.constantFrom('infection', 'immunosuppressed_severe', 'ehpad_resident', 'contraindication-PF'),
      date: day,
    });
    fc.assert(
      fc.property(
        day,
        fc.array(dose, { maxLength: 5 }),
        fc.array(observation, { maxLength: 3 }),
        (on, doses, observations) => {
          const asked = ask(on, { doses, observations });
          expect(ask(on, { doses, observations })).toEqual(asked);
          expect(ask(on, { doses: doses.toReversed(), observations: observations.toReversed() })).toEqual(
            asked,
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});

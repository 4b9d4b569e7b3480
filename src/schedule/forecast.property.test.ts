/** What holds for everybody, on the real schedule of the United States: people at random, of all ages. */
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Day, dayNumber, dayOf } from '#kernel/day.ts';
import { isRefused } from '#kernel/result.ts';
import { type DoseGiven, ForecastCase, ForecastResult, type GroupForecast } from '#schedule/forecast.api.ts';
import { forecastCase, prepareSchedule } from '#schedule/forecast.ts';
import { readSchedule } from '#schedule/load.node.ts';
import type { Antigen, SeriesDose, VaccineGroup } from '#schedule/schedule.ts';

const schedule = await readSchedule(fileURLToPath(new URL('../../campaigns/us-routine', import.meta.url)));
const prepared = prepareSchedule(schedule);

const answer = (asked: ForecastCase): ForecastResult => {
  const result = forecastCase(prepared, asked);
  if (isRefused(result)) throw new Error(result.refusal.message);
  return result;
};

const codesOf = ({ antigens }: VaccineGroup): string[] =>
  schedule.vaccines
    .filter((vaccine) => vaccine.antigens.some(({ antigen }) => antigens.includes(antigen)))
    .map(({ code }) => code);
const CODES = new Map(schedule.groups.map((group) => [group.name, codesOf(group)]));
const ALL_CODES = schedule.vaccines.map(({ code }) => code);
const MANUFACTURERS = [...prepared.manufacturerIndex.keys(), 'ONE', 'OTHER'];

/** Ages in days: many infants, some of every age. */
const age = (most: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: Math.min(most, 900) }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: Math.min(most, 7000) }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: most }) },
  );

const dose = (codes: readonly string[], birth: number, life: number): fc.Arbitrary<DoseGiven> =>
  fc.record(
    {
      date: age(life).map((days) => dayOf(birth + days)),
      cvx: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...codes) },
        { weight: 1, arbitrary: fc.constantFrom(...ALL_CODES) },
      ),
      mvx: fc.oneof(
        { weight: 3, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom(...MANUFACTURERS) },
      ),
      substandard: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.boolean()),
      volume: fc.constantFrom(null, 0.25, 0.5),
    },
    { requiredKeys: ['date', 'cvx'] },
  );

const observation = (birth: number, life: number) =>
  fc.record({
    code: fc.constantFrom(...schedule.observations.map(({ code }) => code)),
    date: fc.option(age(life).map((days) => dayOf(birth + days))),
  });

type Range = {
  readonly born: readonly [Day, Day];
  readonly oldest: number;
  readonly groups: readonly string[];
};

const person = ({ born, oldest, groups }: Range): fc.Arbitrary<ForecastCase & { readonly group: string }> =>
  fc
    .tuple(
      fc.integer({ min: dayNumber(born[0]), max: dayNumber(born[1]) }),
      age(oldest),
      fc.constantFrom(...groups),
    )
    .chain(([birth, life, group]) =>
      fc.record({
        id: fc.constant('one'),
        group: fc.constant(group),
        birthDate: fc.constant(dayOf(birth)),
        assessmentDate: fc.constant(dayOf(birth + life)),
        sex: fc.constantFrom('F', 'M', null),
        birthCountry: fc.constantFrom(null, 'U.S.', 'France'),
        doses: fc.array(dose(CODES.get(group) ?? ALL_CODES, birth, life), { maxLength: 12 }),
        observations: fc.array(observation(birth, life), { maxLength: 4 }),
      }),
    );

const year = (years: number): number => Math.round(years * 365.25);
const GROUPS = schedule.groups.map(({ name }) => name);
const ANYBODY: Range = { born: ['1925-01-01', '2025-12-31'], oldest: year(100), groups: GROUPS };
const check = <Values>(property: fc.IProperty<Values>, numRuns: number): void =>
  fc.assert(property, { numRuns, interruptAfterTimeLimit: 20_000 });

test('a dose given after the assessment date changes nothing but the list of doses', () => {
  const later = fc.tuple(
    fc.integer({ min: 1, max: 20_000 }),
    fc.constantFrom(...ALL_CODES),
    fc.nat({ max: 12 }),
  );
  const property = fc.property(person(ANYBODY), later, (asked, [days, cvx, position]) => {
    const future = { date: dayOf(dayNumber(asked.assessmentDate) + days), cvx };
    const at = Math.min(position, asked.doses.length);
    const after = answer({ ...asked, doses: asked.doses.toSpliced(at, 0, future) });
    expect(after.doses[at]).toMatchObject({ status: null, evaluations: [] });
    expect({ ...after, doses: after.doses.toSpliced(at, 1) }).toEqual(answer(asked));
  });
  check(property, 150);
});

describe('days moved by whole cycles of 28 years', () => {
  const isDated = (element: { effective?: string | undefined; cessation?: string | undefined }): boolean =>
    element.effective !== undefined || element.cessation !== undefined;
  const hasDays = ({ ages, intervals, allowableIntervals, skips, season }: SeriesDose): boolean =>
    season !== undefined ||
    [...ages, ...intervals, ...allowableIntervals].some(isDated) ||
    skips.some(({ sets }) =>
      sets.some(
        (set) =>
          isDated(set) ||
          set.conditions.some(
            (condition) =>
              condition.type === 'vaccine count' &&
              (condition.start !== undefined || condition.end !== undefined),
          ),
      ),
    );
  const isAbsolute = ({ immunity, series }: Antigen): boolean =>
    (immunity?.birth.length ?? 0) > 0 || series.some(({ doses }) => doses.some(hasDays));
  const dated = new Set(schedule.antigens.filter(isAbsolute).map(({ name }) => name));
  const groups = schedule.groups
    .filter(({ antigens }) => !antigens.some((antigen) => dated.has(antigen)))
    .map(({ name }) => name);
  const CYCLE = year(28);
  // Every day computed stays before March 2100, where the cycle breaks.
  const range: Range = { born: ['1901-01-01', '1943-12-31'], oldest: year(70), groups };

  const later = (day: Day, cycles: number): Day => dayOf(dayNumber(day) + cycles * CYCLE);
  const told = (forecast: GroupForecast, cycles: number) => {
    const { seriesStatus, reason, doseNumber, kind, series, vaccines } = forecast;
    const days = [forecast.earliest, forecast.recommended, forecast.pastDue, forecast.latest];
    return {
      ...{ seriesStatus, reason, doseNumber, kind, series, vaccines },
      days: days.map((day) => (day === null ? null : later(day, cycles))),
    };
  };

  test('most groups name no day', () => {
    expect(groups).toEqual(
      expect.arrayContaining(['DTaP/Tdap/Td', 'HepB', 'Pneumococcal', 'Rotavirus', 'Zoster']),
    );
    for (const group of ['COVID-19', 'Influenza', 'MMR', 'Varicella', 'RSV', 'Polio', 'HPV'])
      expect(groups).not.toContain(group);
  });

  test('everything told moves by as much', () => {
    const property = fc.property(person(range), fc.constantFrom(1, 2), (asked, cycles) => {
      const move = (day: Day) => later(day, cycles);
      const before = answer({ ...asked, vaccineGroup: asked.group });
      const after = answer({
        ...asked,
        vaccineGroup: asked.group,
        birthDate: move(asked.birthDate),
        assessmentDate: move(asked.assessmentDate),
        doses: asked.doses.map((given) => ({ ...given, date: move(given.date) })),
        observations: asked.observations.map((one) => ({
          ...one,
          date: one.date == null ? null : move(one.date),
        })),
      });
      expect(after.forecasts.map((forecast) => told(forecast, 0))).toEqual(
        before.forecasts.map((forecast) => told(forecast, cycles)),
      );
      const evaluations = ({ doses }: ForecastResult) =>
        doses.map((given) =>
          given.evaluations
            .filter(({ vaccineGroup }) => vaccineGroup === asked.group)
            .map(({ antigen, status, reason, targetDose }) => ({ antigen, status, reason, targetDose })),
        );
      expect(evaluations(after)).toEqual(evaluations(before));
    });
    check(property, 300);
  });
});

test('the same question has the same answer, whatever was asked between', () => {
  const property = fc.property(person(ANYBODY), person(ANYBODY), (asked, other) => {
    const before = answer(asked);
    answer(other);
    expect(answer(asked)).toEqual(before);
  });
  check(property, 80);
});

test('the order of doses and observations does not matter', () => {
  const shuffled = person(ANYBODY).chain((asked) =>
    fc.record({
      asked: fc.constant(asked),
      doses: fc.shuffledSubarray(asked.doses, { minLength: asked.doses.length }),
      observations: fc.shuffledSubarray(asked.observations, { minLength: asked.observations.length }),
    }),
  );
  /** Each dose with what is told of it, in an order of their own: equal doses are as good as each other. */
  const told = (doses: readonly DoseGiven[], result: ForecastResult): string[] =>
    doses.map((given, i) => JSON.stringify([given, result.doses[i]])).toSorted();
  const property = fc.property(shuffled, ({ asked, doses, observations }) => {
    const before = answer(asked);
    const after = answer({ ...asked, doses, observations });
    expect(after.forecasts).toEqual(before.forecasts);
    expect(told(doses, after)).toEqual(told(asked.doses, before));
  });
  check(property, 150);
});

test('two doses of one day on which no rule differs are read in one order', () => {
  const twins = fc
    .tuple(person(ANYBODY), fc.constantFrom(...MANUFACTURERS), fc.constantFrom(...MANUFACTURERS))
    .filter(([asked]) => asked.doses.length > 0);
  const property = fc.property(twins, ([asked, one, other]) => {
    const [given] = asked.doses;
    if (given === undefined) return;
    const pair = [one, other].map((mvx) => ({ ...given, mvx }));
    const by = (doses: readonly DoseGiven[]) => {
      const result = answer({ ...asked, doses: [...doses] });
      return doses.map(({ mvx }, i) => `${mvx} ${result.doses[i]?.status}`).toSorted();
    };
    expect(by(pair)).toEqual(by(pair.toReversed()));
  });
  check(property, 80);
});

test('a group asked alone is told what it is told among all', () => {
  const property = fc.property(person(ANYBODY), (asked) => {
    const alone = answer({ ...asked, vaccineGroup: asked.group });
    const all = answer(asked);
    const forecasts = all.forecasts.filter(({ vaccineGroup }) => vaccineGroup === asked.group);
    expect(alone.forecasts.filter(({ series }) => series.length > 0)).toEqual(forecasts);
    expect(alone.forecasts.length).toBe(Math.max(1, forecasts.length));
    const evaluations = ({ doses }: ForecastResult) =>
      doses.map((given) => given.evaluations.filter(({ vaccineGroup }) => vaccineGroup === asked.group));
    expect(evaluations(alone)).toEqual(evaluations(all));
    alone.doses.forEach(({ evaluations: found }) => {
      const concerned = found.some(({ vaccineGroup }) => vaccineGroup === asked.group);
      expect(found.every(({ vaccineGroup }) => (vaccineGroup === asked.group) === concerned)).toBe(true);
    });
  });
  check(property, 150);
});

test('what is told is of the contract, and its days follow each other', () => {
  const property = fc.property(person(ANYBODY), (asked) => {
    const result = answer(asked);
    expect(ForecastResult.parse(result)).toEqual(result);
    for (const { seriesStatus, earliest, recommended, pastDue, latest, doseNumber } of result.forecasts) {
      if (seriesStatus !== 'Not Complete') {
        expect([earliest, recommended, pastDue, latest, doseNumber]).toEqual([null, null, null, null, null]);
        continue;
      }
      expect(doseNumber).toBeGreaterThan(0);
      if (earliest === null || recommended === null) throw new Error('no day, though a dose is due');
      expect(earliest >= asked.birthDate && earliest <= recommended).toBe(true);
      if (pastDue !== null) expect(pastDue >= earliest).toBe(true);
      if (latest !== null) expect(latest >= asked.assessmentDate).toBe(true);
    }
  });
  check(property, 200);
});

test('a question of the contract is answered or refused, and never throws', () => {
  const day = fc
    .date({ min: new Date('1800-01-01'), max: new Date('2400-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const code = (known: readonly string[]) =>
    fc.oneof(fc.constantFrom(...known), fc.string({ minLength: 1, maxLength: 60 }));
  const anything = fc.record(
    {
      id: fc.oneof(fc.string({ maxLength: 200 }), fc.integer()),
      assessmentDate: day,
      birthDate: day,
      sex: fc.option(fc.string({ maxLength: 20 })),
      birthCountry: fc.option(fc.string({ maxLength: 60 })),
      doses: fc.array(
        fc.record(
          {
            date: day,
            cvx: code(ALL_CODES),
            mvx: fc.option(fc.string({ maxLength: 20 })),
            volume: fc.option(fc.double({ min: 0.001, max: 1000, noNaN: true })),
            substandard: fc.option(fc.boolean()),
            lotExpires: fc.option(day),
          },
          { requiredKeys: ['date', 'cvx'] },
        ),
        { maxLength: 6 },
      ),
      observations: fc.array(
        fc.record({ code: code(schedule.observations.map((one) => one.code)), date: fc.option(day) }),
        { maxLength: 4 },
      ),
      vaccineGroup: fc.option(code(GROUPS)),
    },
    { requiredKeys: ['id', 'assessmentDate', 'birthDate'] },
  );
  const property = fc.property(anything, (question) => {
    const result = forecastCase(prepared, ForecastCase.parse(question));
    if (isRefused(result)) expect(result.refusal.message).not.toBe('');
    else expect(ForecastResult.parse(result)).toEqual(result);
  });
  check(property, 1_000);
});

test('as many doses as a question may have', () => {
  const birthDate = '1950-01-01';
  const most = ALL_CODES.slice(0, 200).map((cvx, i) => ({
    date: dayOf(dayNumber(birthDate) + 100 * i),
    cvx,
  }));
  const result = answer(ForecastCase.parse({ id: 1, birthDate, assessmentDate: '2026-01-01', doses: most }));
  expect(result.doses).toHaveLength(200);
});

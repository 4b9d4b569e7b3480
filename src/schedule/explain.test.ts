import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { addDays } from '#kernel/day.ts';
import { type Explanation, ForecastCase, type ForecastResult } from '#schedule/forecast.api.ts';
import { forecastCase, prepareSchedule } from '#schedule/forecast.ts';
import { readSchedule } from '#schedule/load.node.ts';

const FOLDER = fileURLToPath(new URL('../../campaigns/us-routine/', import.meta.url));
const prepared = prepareSchedule(await readSchedule(FOLDER));

const answer = (asked: Partial<ForecastCase>): ForecastResult => {
  const result = forecastCase(
    prepared,
    ForecastCase.parse({ id: 1, assessmentDate: '2025-11-10', birthDate: '2024-11-10', ...asked }),
  );
  if ('refusal' in result) throw new Error(result.refusal.message);
  return result;
};

const dose = (date: string, cvx: string) => ({ date, cvx });
const only = (explained: readonly Explanation[] | undefined, of: Explanation['of']): Explanation[] =>
  explained?.filter((one) => one.of === of) ?? [];

test('a dose too early says the age, the day it was reached and the rule', () => {
  const [first] = answer({ doses: [dose('2024-12-17', '110')], vaccineGroup: 'POL' }).doses;
  expect(first?.evaluations[0]?.explanation).toEqual([
    {
      of: 'dose',
      code: 'too-young',
      section: '6.4',
      rule: 'Table 6-15',
      values: {
        given: '2024-12-17',
        dose: 1,
        target: 1,
        vaccine: 'DTaP-Hep B-IPV',
        bound: '2024-12-18',
        age: '6 weeks - 4 days',
      },
      text: {
        fr: 'Donnée le 17 décembre 2024, avant l’âge minimal de 6 semaines − 4 jours pour la dose 1, atteint le 18 décembre 2024 : à refaire.',
        en: 'Given on 17 December 2024, before the minimum age of 6 weeks − 4 days for dose 1, reached on 18 December 2024: to be repeated.',
      },
    },
  ]);
});

test('a dose too soon after another, and one too close to another live vaccine', () => {
  const { doses } = answer({
    doses: [
      dose('2025-01-10', '110'),
      dose('2025-02-02', '110'),
      dose('2025-11-05', '21'),
      dose('2025-11-10', '03'),
    ],
  });
  const texts = doses.flatMap(({ evaluations }) => evaluations.flatMap(({ explanation }) => explanation));
  expect(texts.find(({ code }) => code === 'too-soon')?.text.en).toBe(
    'Given on 2 February 2025, less than 4 weeks − 4 days after the previous dose (10 January 2025): not before 3 February 2025. To be repeated.',
  );
  expect(texts.find(({ code }) => code === 'conflict')?.values).toMatchObject({
    other: 'varicella',
    otherDay: '2025-11-05',
  });
});

test('each day of a forecast has the rule that gave it', () => {
  const [forecast] = answer({ doses: [dose('2025-01-10', '146')], vaccineGroup: 'HIB' }).forecasts;
  expect(only(forecast?.explanation, 'earliest')[0]).toMatchObject({
    code: 'minimum-interval',
    rule: 'FORECASTDTCAN-1',
    values: { earliest: '2025-02-07', interval: '4 weeks' },
  });
  expect(only(forecast?.explanation, 'recommended')[0]?.rule).toBe('FORECASTDT-2');
  expect(only(forecast?.explanation, 'pastDue')[0]?.values).toMatchObject({ pastDue: forecast?.pastDue });
});

test('what is not known and matters is asked for', () => {
  const missing = (asked: Partial<ForecastCase>) =>
    answer(asked).forecasts.flatMap((forecast) => forecast.missing.map(({ what }) => what));
  expect(missing({ vaccineGroup: 'HPV' })).toContain('sex');
  expect(missing({ vaccineGroup: 'HPV', sex: 'F' })).not.toContain('sex');
  expect(missing({ vaccineGroup: 'VAR', birthDate: '1970-01-01' })).toContain('birthCountry');
  expect(missing({ vaccineGroup: 'VAR', birthDate: '1970-01-01', birthCountry: 'U.S.' })).not.toContain(
    'birthCountry',
  );
  expect(
    missing({
      vaccineGroup: 'DTAP',
      sex: 'F',
      birthDate: '1990-01-01',
      observations: [{ code: '007' }, { code: '170' }],
    }),
  ).toContain('observationDate');
  // A dose of each pregnancy counts from the beginning of this one, which nobody has told.
  const pregnant = {
    vaccineGroup: 'DTAP',
    sex: 'F',
    birthDate: '1990-01-01',
    observations: [{ code: '007' }],
  };
  expect(missing(pregnant)).toContain('observationDate');
});

test('no sentence has a hole, in any case and any group, in either language', () => {
  const Line = z.object({ input: ForecastCase });
  const faults: string[] = [];
  for (const name of ['healthy', 'conditions'])
    for (const line of readFileSync(`${FOLDER}cases/${name}.ndjson`, 'utf8').trim().split('\n')) {
      const { input } = Line.parse(JSON.parse(line));
      const { doses, forecasts } = answer({ ...input, vaccineGroup: null });
      const explained = [
        ...doses.flatMap(({ evaluations }) => evaluations.flatMap(({ explanation }) => explanation)),
        ...forecasts.flatMap(({ explanation }) => explanation),
      ];
      expect(forecasts.length).toBeGreaterThan(10);
      for (const { text, code, rule, section } of explained)
        for (const sentence of [text.fr, text.en])
          if (
            sentence.length < 10 ||
            /[{}]|undefined|NaN|\(\)|: \.| {2}/.test(sentence) ||
            code === '' ||
            rule === '' ||
            section === ''
          )
            faults.push(`${input.id} ${code}: ${sentence}`);
    }
  expect(faults.slice(0, 10)).toEqual([]);
});

test('the explained days are the days of the answer, for histories at random', () => {
  const groups: Readonly<Record<string, readonly string[]>> = {
    DTAP: ['20', '106', '110', '28', '35', '09', '115', '113', '138', '11', '01', '120'],
    MMR: ['03', '94', '05', '06', '07', '04', '21'],
    PCV: ['33', '133', '152', '215', '216', '20'],
    HepB: ['08', '43', '44', '189', '104'],
  };
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(groups)),
      fc.integer({ min: 0, max: 25_000 }),
      fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), vaccine: fc.nat(11) }), {
        maxLength: 7,
      }),
      (vaccineGroup, age, given) => {
        const birthDate = addDays('2025-06-01', -age);
        const codes = groups[vaccineGroup] ?? [];
        const { forecasts, doses } = answer({
          assessmentDate: '2025-06-01',
          birthDate,
          vaccineGroup,
          doses: given.map(({ at, vaccine }) =>
            dose(addDays(birthDate, Math.floor(at * age)), codes[vaccine % codes.length] ?? ''),
          ),
        });
        for (const forecast of forecasts)
          for (const of of ['earliest', 'recommended', 'pastDue', 'latest'] as const) {
            const explained = only(forecast.explanation, of);
            expect(explained).toHaveLength(forecast[of] === null ? 0 : 1);
            if (explained[0] !== undefined) expect(explained[0].values[of]).toBe(forecast[of]);
          }
        for (const { evaluations } of doses)
          for (const { explanation } of evaluations) expect(explanation.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 600 },
  );
});

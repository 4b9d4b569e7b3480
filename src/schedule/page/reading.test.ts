import { expect, test } from 'vitest';
import { FORMATS } from '#kit/numbers.ts';
import type { Evaluation, ForecastResult, GroupForecast } from '#schedule/forecast.api.ts';
import { readResult, standingOf, worthOf } from './reading.ts';
import { markText, shortWhen, summaryText, titleOf, whenText } from './say.ts';

const text = (words: string) => ({ fr: words, en: words });
const TODAY = '2026-11-22';
const BIRTH = '2024-05-12';
const ENGLISH = { language: 'en', formats: FORMATS.en } as const;
const FRENCH = { language: 'fr', formats: FORMATS.fr } as const;

const forecast = (change: Partial<GroupForecast> = {}): GroupForecast => ({
  vaccineGroup: 'MMR',
  title: text('MMR'),
  kind: 'standard',
  seriesStatus: 'Not Complete',
  reason: null,
  doseNumber: 1,
  earliest: '2025-05-12',
  recommended: '2025-05-12',
  pastDue: '2025-09-11',
  latest: null,
  recommendedVaccines: [],
  vaccines: [],
  series: [
    {
      antigen: 'Measles',
      name: 'MMR 2-dose',
      title: { fr: 'Schéma à deux doses', en: 'Two-dose series' },
      status: 'Not Complete',
      doseNumber: 1,
      doses: 2,
    },
  ],
  antigens: ['Measles'],
  guidance: [],
  explanation: [],
  missing: [],
  ...change,
});

const evaluation = (change: Partial<Evaluation> = {}): Evaluation => ({
  vaccineGroup: 'MMR',
  antigen: 'Measles',
  series: 'MMR 2-dose',
  targetDose: 1,
  status: 'Valid',
  reason: null,
  explanation: [],
  ...change,
});

const dose = (date: string, ...evaluations: Evaluation[]): ForecastResult['doses'][number] => ({
  date,
  cvx: '03',
  name: text('MMR'),
  status: evaluations[0]?.status ?? null,
  reason: evaluations[0]?.reason ?? null,
  evaluations,
});

const result = (change: Partial<ForecastResult>): ForecastResult => ({
  id: 'page',
  assessmentDate: TODAY,
  schedule: { name: 'us-routine', version: '4.64' },
  doses: [],
  forecasts: [forecast()],
  ...change,
});

test('a day decides between possible, due and overdue; the past due day itself is still on time', () => {
  const on = (today: string) => standingOf(forecast({ earliest: '2025-05-10' }), today);
  expect(on('2025-05-09')).toBe('later');
  expect(on('2025-05-10')).toBe('possible');
  expect(on('2025-05-12')).toBe('due');
  expect(on('2025-09-11')).toBe('due');
  expect(on('2025-09-12')).toBe('overdue');
  expect(standingOf(forecast({ seriesStatus: 'Immune' }), TODAY)).toBe('immune');
});

test('a dose that counts for one antigen and not for another counts in part', () => {
  expect(worthOf([evaluation()])).toBe('Valid');
  expect(worthOf([evaluation(), evaluation({ status: 'Not Valid' })])).toBe('Partly');
  expect(worthOf([evaluation({ status: 'Extraneous' }), evaluation({ status: 'Not Valid' })])).toBe(
    'Not Valid',
  );
});

test('doses are numbered by those that count, in the order they were given', () => {
  const reading = readResult(
    result({
      doses: [
        dose('2026-02-01', evaluation({ targetDose: 7 })),
        dose('2025-03-01', evaluation({ status: 'Not Valid', reason: 'Age: Too Young' })),
        dose('2025-06-01', evaluation({ targetDose: 6 })),
      ],
    }),
  );
  expect(reading.rows[0]?.marks.map(({ dose, number }) => [dose, number])).toEqual([
    [1, null],
    [2, 1],
    [0, 2],
  ]);
  const [early] = reading.rows[0]?.marks ?? [];
  expect(early && markText(early, BIRTH, FRENCH)).toBe(
    '1er mars 2025, 9\u00a0mois, MMR. Ne compte pas\u00a0: trop tôt pour l’âge',
  );
});

test('two forecasts of a group share its doses by series, and bear different names', () => {
  const other = [
    {
      antigen: 'Measles',
      name: 'Outbreak',
      title: { fr: 'Épidémie', en: 'Outbreak' },
      status: 'Not Complete',
      doseNumber: 1,
      doses: 1,
    } as const,
  ];
  const reading = readResult(
    result({
      doses: [dose('2025-06-01', evaluation({ series: 'Outbreak' }))],
      forecasts: [forecast(), forecast({ series: [...other] })],
    }),
  );
  expect(new Set(reading.rows.map(({ id }) => id)).size).toBe(2);
  expect(reading.rows.map(({ series, marks }) => [series?.fr, marks.length])).toEqual([
    ['Schéma à deux doses', 0],
    ['Épidémie', 1],
  ]);
  expect(reading.rows.map((row) => titleOf(row, 'en'))).toEqual(['MMR – Two-dose series', 'MMR – Outbreak']);
});

test('what nobody began and is years away is told, not drawn; contraindications are asked of what is due', () => {
  const far = { earliest: '2074-05-12', recommended: '2074-05-12', pastDue: null };
  const asked = (what: 'contraindication' | 'observation', code: string) => [
    { what, codes: [code], text: text(code) },
  ];
  const reading = readResult(
    result({
      forecasts: [
        forecast({ missing: [...asked('contraindication', '080'), ...asked('observation', '007')] }),
        forecast({ vaccineGroup: 'Zoster', ...far, missing: asked('contraindication', '172') }),
      ],
    }),
  );
  expect(reading.rows.map(({ forecast: { vaccineGroup } }) => vaccineGroup)).toEqual(['MMR']);
  expect(reading.quiet.map(({ forecast: { vaccineGroup } }) => vaccineGroup)).toEqual(['Zoster']);
  expect(reading.cautions.map(({ code }) => code)).toEqual(['080']);
  expect(reading.risks.map(({ code }) => code)).toEqual(['007']);
});

test('when is said in plain words, by age when it is years past', () => {
  const row = (change: Partial<GroupForecast>) => {
    const [first] = readResult(result({ forecasts: [forecast(change)] })).rows;
    if (first === undefined) throw new Error('no row');
    return first;
  };
  const late = row({});
  expect(whenText(late, TODAY, BIRTH, ENGLISH)).toBe(
    'recommended since 12 May 2025; overdue since 12 September 2025',
  );
  expect(whenText(late, '2030-01-01', BIRTH, FRENCH)).toBe(
    'recommandé depuis l’âge de 12\u00a0mois\u00a0; en retard depuis l’âge de 16\u00a0mois',
  );
  expect(shortWhen(late, ENGLISH)).toBe('since 12 September 2025');
  const due = row({ pastDue: '2026-12-31', latest: '2027-01-31' });
  expect(whenText(due, TODAY, BIRTH, FRENCH)).toBe(
    'recommandé depuis le 12 mai 2025\u00a0; en retard après le 31 décembre 2026\u00a0; au plus tard le 31 janvier 2027',
  );
  expect(shortWhen(due, FRENCH)).toBe('d’ici le 31 décembre 2026');
  const reading = readResult(result({}));
  expect(summaryText(reading, true, ENGLISH)).toBe('Due now: MMR.');
  expect(summaryText(readResult(result({ forecasts: [] })), false, FRENCH)).toBe(
    'Rien à faire au 22 novembre 2026.',
  );
});

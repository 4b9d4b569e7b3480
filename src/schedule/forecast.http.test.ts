/** The schedules over HTTP, through the real server. */
import { Writable } from 'node:stream';
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Problem } from '#http/problem.ts';
import { openShelf } from '#main/forecast.node.ts';
import { ForecastCase, ForecastResult } from '#schedule/forecast.api.ts';
import { forecastCase } from '#schedule/forecast.ts';
import { ScheduleChoices, ScheduleSummary } from '#schedule/schedule.api.ts';
import { scheduleServer } from '../../tests/schedules.ts';

const FORECASTS = '/api/schedules/us-routine/forecasts';

let app: FastifyInstance;
let url: string;
const lines: string[] = [];

beforeAll(async () => {
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  app = await scheduleServer({ level: 'info', stream });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(() => app.close());

const post = (path: string, body: unknown, language = 'en'): Promise<Response> =>
  fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': language },
    body: JSON.stringify(body),
  });

const CASE = {
  id: 'a',
  assessmentDate: '2025-11-10',
  birthDate: '2017-07-14',
  sex: 'F',
  doses: [
    { date: '2025-10-17', cvx: '09', mvx: 'MBL', name: 'Td, adsorbed' },
    { date: '2025-11-10', cvx: '115', mvx: 'SKB' },
  ],
  observations: [],
  vaccineGroup: 'DtaP',
};

describe('schedules', () => {
  test('are listed with their groups, to any site', async () => {
    const response = await fetch(`${url}/api/schedules`);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const { schedules } = z.object({ schedules: z.array(ScheduleSummary) }).parse(await response.json());
    const routine = schedules.find(({ name }) => name === 'us-routine');
    expect(routine).toMatchObject({ vaccineCodes: 'cvx' });
    expect(routine?.groups.find(({ name }) => name === 'DTaP/Tdap/Td')).toMatchObject({
      aliases: expect.arrayContaining(['DTaP']),
      antigens: ['Diphtheria', 'Tetanus', 'Pertussis'].toSorted(),
    });
  });

  test('tell what a question may use', async () => {
    const response = await fetch(`${url}/api/schedules/us-routine`);
    const choices = ScheduleChoices.parse(await response.json());
    expect(choices.vaccines.find(({ code }) => code === '03')?.antigens.toSorted()).toEqual([
      'Measles',
      'Mumps',
      'Rubella',
    ]);
    expect(choices.observations.find(({ code }) => code === '007')?.title.en).toMatch(/pregnant/i);
    expect(choices.antigens.find(({ name }) => name === 'Measles')?.disease.fr).toBe('Rougeole');
  });

  test.each(['/api/schedules/atlantis', '/api/schedules/atlantis/forecasts'])(
    'that are not there: %s',
    async (path) => {
      const response = path.endsWith('forecasts') ? await post(path, CASE) : await fetch(url + path);
      expect(response.status).toBe(404);
      const told = Problem.parse(await response.json());
      expect(told).toMatchObject({ code: 'no-schedule' });
      expect(told.detail).toContain('us-routine');
    },
  );
});

describe('a forecast', () => {
  test('is the one of the engine, under the asked word for the group, and is kept by no cache', async () => {
    const response = await post(FORECASTS, CASE);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const answer = ForecastResult.parse(await response.json());
    const shelf = await openShelf();
    const on = await shelf.find('us-routine');
    expect(answer).toEqual(on && forecastCase(on.prepared, ForecastCase.parse(CASE)));
    expect(answer.forecasts.map(({ vaccineGroup }) => vaccineGroup)).toEqual(['DtaP']);
    expect(answer.doses.map(({ status }) => status)).toEqual(['Valid', 'Valid']);
  });

  test('of every group when none is asked', async () => {
    const { vaccineGroup: _, ...asked } = CASE;
    const answer = ForecastResult.parse(await (await post(FORECASTS, asked)).json());
    const groups = answer.forecasts.map(({ vaccineGroup }) => vaccineGroup);
    expect(groups).toEqual(expect.arrayContaining(['DTaP/Tdap/Td', 'HepB', 'MMR', 'Polio', 'Varicella']));
  });

  test.each([
    ['unknown-vaccine', { doses: [{ date: '2020-01-01', cvx: '998' }] }, 'doses.0.cvx'],
    ['unknown-observation', { observations: [{ code: 'green eyes' }] }, 'observations.0.code'],
    ['unknown-group', { vaccineGroup: 'ELVES' }, 'vaccineGroup'],
    ['dose-before-birth', { doses: [{ date: '2017-07-13', cvx: '115' }] }, 'doses.0.date'],
    ['born-later', { birthDate: '2025-11-11', doses: [] }, 'birthDate'],
    ['request-malformed', { birthDate: '2017-02-29' }, 'birthDate'],
    ['request-malformed', { doses: Array.from({ length: 201 }, () => CASE.doses[0]) }, 'doses'],
  ])('refused: %s', async (code, more, field) => {
    for (const language of ['fr', 'en']) {
      const response = await post(FORECASTS, { ...CASE, ...more }, language);
      expect(response.status).toBe(422);
      expect(response.headers.get('content-language')).toBe(language);
      expect(Problem.parse(await response.json())).toMatchObject({ code, field });
    }
  });
});

test.each([
  ['fr', '/id: manque', /^\/id: .*chaîne.* ; ou .*nombre/],
  ['en', '/id: is missing', /^\/id: .*string.*; or .*number/],
])('an id that is absent, or is none, is told so: %s', async (language, absent, wrong) => {
  const { id: _, ...asked } = CASE;
  const detail = async (body: object) =>
    Problem.parse(await (await post(FORECASTS, body, language)).json()).detail;
  expect(await detail(asked)).toContain(absent);
  expect(await detail({ ...asked, id: {} })).toMatch(wrong);
});

test('the OpenAPI document is valid, and tells the FHIR routes in their own media type', async () => {
  const document = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.looseObject({}))) })
    .loose()
    .parse(await (await fetch(`${url}/api/openapi.json`)).json());
  expect((await new Validator().validate(structuredClone(document))).errors ?? []).toEqual([]);
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([FORECASTS.replace('us-routine', '{name}'), '/fhir/$immds-forecast']),
  );
  const operation = JSON.stringify(document.paths['/fhir/$immds-forecast']?.post);
  expect(operation).toContain('"requestBody":{"required":true,"content":{"application/fhir+json"');
  expect(operation).not.toContain('application/problem+json');
  for (const lang of ['fr', 'en']) expect((await fetch(`${url}/api?lang=${lang}`)).status).toBe(200);
});

describe('whatever comes', () => {
  const headers = { 'content-type': 'application/json' };

  test('no JSON makes it fail', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (body) => {
        const response = await app.inject({ method: 'POST', url: FORECASTS, headers, body });
        expect(response.statusCode).toBeLessThan(500);
      }),
      { numRuns: 100 },
    );
  });

  test('no case with any value in any field makes it fail', async () => {
    const name = fc.constantFrom(...Object.keys(CASE), 'birthCountry');
    const dose = fc.constantFrom('date', 'cvx', 'mvx', 'volume', 'substandard', 'lotExpires');
    const odd = fc.constantFrom('\u0000', '\ud83d', '9999-12-31', '0001-01-01', '', -0, 1e308, null);
    const value = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary', maxLength: 12 }), odd);
    await fc.assert(
      fc.asyncProperty(name, dose, value, value, async (member, inDose, one, other) => {
        const doses = [{ date: '2020-01-01', cvx: '115', [inDose]: other }];
        const body = { ...CASE, doses, [member]: one };
        const response = await app.inject({ method: 'POST', url: FORECASTS, headers, body });
        expect(response.statusCode).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  test('no word about a person is in the log', async () => {
    lines.length = 0;
    await post(FORECASTS, { ...CASE, id: 'SECRET' });
    await post(FORECASTS, { ...CASE, id: 'SECRET', birthDate: 'SECRET' });
    await expect.poll(() => lines.length).toBe(2);
    expect(lines.join('')).toContain('/api/schedules/:name/forecasts');
    expect(lines.join('')).not.toMatch(/SECRET|2017-07-14|2025-10-17/);
  });
});

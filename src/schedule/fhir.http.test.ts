/** `$immds-forecast` through the real server: what it makes of doses, what it refuses, what it says of itself. */
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { resourceFaults } from '../../tests/fhir-r4.ts';
import {
  ask,
  CVX,
  codeOf,
  groupOf,
  immunization,
  OPERATION,
  patient,
  refusal,
  request,
  SNOMED,
  send,
} from '../../tests/immds.ts';
import { scheduleServer } from '../../tests/schedules.ts';

let app: FastifyInstance;
beforeAll(async () => {
  app = await scheduleServer();
});
afterAll(() => app.close());

/** The example of the guide: born 2020-04-28, hepatitis B that day, assessed on 2020-05-26. */
const HEPATITIS = immunization('08', '2020-04-28', { id: 'i1' });

describe('the example of the guide', () => {
  test('is evaluated and forecast in the terms of the guide', async () => {
    const answer = await ask(app, request(HEPATITIS));
    expect(answer.evaluations).toMatchObject([
      {
        date: '2020-05-26',
        targetDisease: { coding: [{ system: SNOMED, code: '66071002' }] },
        immunizationEvent: { reference: 'Immunization/i1' },
        doseStatus: { coding: [{ code: 'valid' }], text: 'Valid' },
        doseNumberPositiveInt: 1,
      },
    ]);
    expect(answer.recommendation.patient).toEqual({ reference: 'Patient/p' });
    const hepatitis = groupOf(answer, '45');
    expect(codeOf(hepatitis?.forecastStatus)).toBe('notComplete');
    expect(hepatitis).toMatchObject({
      doseNumberPositiveInt: 2,
      supportingImmunization: [{ reference: 'Immunization/i1' }],
    });
    expect(hepatitis?.dateCriterion?.map(({ code, value }) => [codeOf(code), value])).toEqual([
      ['30981-5', '2020-05-26'],
      ['30980-7', '2020-05-28'],
      ['59778-1', '2020-08-24'],
    ]);
    for (const cvx of ['107', '17', '89', '109', '122']) expect(groupOf(answer, cvx)).toBeDefined();
  });

  test('is read as plain JSON too, with or without ids, and speaks French', async () => {
    const answer = await ask(app, request(immunization('08', '2020-04-28')), OPERATION, {
      'content-type': 'application/json',
      'accept-language': 'fr',
    });
    expect(answer.evaluations[0]?.immunizationEvent.display).toContain('paramètre 2');
    expect(answer.evaluations[0]?.targetDisease.text).toBe('Hépatite B');
  });

  test('is answered by the schedule chosen in the address or in the parameters', async () => {
    const chosen = { name: 'schedule', valueString: 'us-routine' };
    expect((await ask(app, request(HEPATITIS, chosen), '/fhir/$immds-forecast')).evaluations).toHaveLength(1);
    expect((await send(app, request(HEPATITIS), '/fhir/$immds-forecast')).statusCode).toBe(200);
    const other = await refusal(app, request({ name: 'schedule', valueString: 'other' }));
    expect(other).toMatchObject({ status: 422, issues: [{ severity: 'error' }] });
    const none = await refusal(app, request(HEPATITIS), '/fhir/$immds-forecast?schedule=atlantis');
    expect(none).toMatchObject({ status: 404, issues: [{ code: 'not-found' }] });
    expect(none.issues[0]?.details.text).toContain('us-routine');
  });
});

test('every schedule of the installation answers in FHIR', async () => {
  const { schedules } = z
    .object({ schedules: z.array(z.object({ name: z.string(), groups: z.array(z.unknown()) })) })
    .parse((await app.inject('/api/schedules')).json());
  expect(schedules.map(({ name }) => name)).toEqual(['fr-routine', 'us-routine', 'fr-covid-19']);
  for (const { name } of schedules) {
    const path = `/fhir/$immds-forecast?schedule=${name}`;
    const asked = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'assessmentDate', valueDate: '2021-05-26' },
        patient({ birthDate: '1960-04-28' }),
        immunization('208', '2021-04-20'),
      ],
    };
    const answer = await ask(app, asked, path);
    expect(answer.evaluations).toHaveLength(1);
    expect(answer.recommendation.recommendation).not.toEqual([]);
  }
});

describe('what is no dose', () => {
  test.each(['not-done', 'entered-in-error'])('%s is told, and changes nothing', async (status) => {
    const answer = await ask(app, request(immunization('08', '2020-04-28', { status })));
    expect(answer.evaluations).toEqual([]);
    expect(groupOf(answer, '45')?.doseNumberPositiveInt).toBe(1);
    expect(answer.issues).toMatchObject([
      { severity: 'information', expression: ['Parameters.parameter[2].resource'] },
    ]);
    expect(answer.issues[0]?.details.text).toContain(status);
  });

  test('a dose after the day is told and not evaluated', async () => {
    const answer = await ask(app, request(immunization('08', '2020-05-27')));
    expect(answer.evaluations).toEqual([]);
    expect(answer.issues[0]?.details.text).toContain('2020-05-27');
  });

  test('an immune globulin is read as the observation the schedule makes of it', async () => {
    const doses = [immunization('30', '2020-04-28'), immunization('08', '2020-04-28')];
    const answer = await ask(app, request(...doses));
    expect(answer.evaluations).toHaveLength(1);
    expect(answer.issues).toEqual([]);
  });
});

describe('a dose', () => {
  test('of reduced potency, or of an expired lot, does not count', async () => {
    for (const more of [
      { isSubpotent: true },
      { expirationDate: '2020-03' },
      { expirationDate: '2020-04-27' },
    ]) {
      const answer = await ask(app, request(immunization('08', '2020-04-28', more)));
      expect(answer.evaluations[0]?.doseStatus).toMatchObject({
        coding: [{ code: 'notvalid' }],
        text: 'Sub-standard',
      });
    }
  });

  test('may have its code twice, or without its zero', async () => {
    const coding = [
      { system: CVX, code: '8' },
      { system: 'urn:oid:2.16.840.1.113883.12.292', code: '08' },
      { system: 'http://hl7.org/fhir/sid/ndc', code: '58160-820-01' },
    ];
    const answer = await ask(app, request(immunization('08', '2020-04-28', { vaccineCode: { coding } })));
    expect(answer.evaluations[0]?.doseStatus.text).toBe('Valid');
  });

  test('is told why it does not count in the words of the guide, by the code of the explanation', async () => {
    const reasonOf = async (cvx: string, day: string, more: object, ...before: object[]) => {
      const answer = await ask(app, request(...before, immunization(cvx, day, { id: 'last', ...more })));
      const last = answer.evaluations.filter(
        (one) => one.immunizationEvent.reference === 'Immunization/last',
      );
      return codeOf(last[0]?.doseStatusReason?.[0]);
    };
    expect(await reasonOf('08', '2020-04-28', { expirationDate: '2020-03' })).toBe('expired');
    expect(await reasonOf('08', '2020-05-02', {}, immunization('08', '2020-04-28'))).toBe('tooyoung');
    expect(await reasonOf('133', '2020-04-29', {})).toBe('tooyoung');
  });

  test('of a lot that expires in its month is good until the last day of it', async () => {
    const answer = await ask(app, request(immunization('08', '2020-04-30', { expirationDate: '2020-04' })));
    expect(answer.evaluations[0]?.doseStatus.text).toBe('Valid');
  });

  test('keeps the day where it was given, whatever the time zone', async () => {
    const answer = await ask(app, request(immunization('08', '2020-05-26T23:30:00-10:00')));
    expect(answer.evaluations).toHaveLength(1);
  });

  test('too early says so in the words of the guide', async () => {
    const answer = await ask(app, request(immunization('03', '2020-05-20')));
    expect(answer.evaluations.map(({ doseStatusReason }) => codeOf(doseStatusReason?.[0]))).toEqual(
      answer.evaluations.map(() => 'tooyoung'),
    );
    expect(answer.evaluations.map(({ targetDisease }) => codeOf(targetDisease)).toSorted()).toEqual([
      '14189004',
      '36653000',
      '36989005',
    ]);
  });

  test('has its manufacturer by MVX, in the reference or in the resource it contains', async () => {
    const mvx = { system: 'http://hl7.org/fhir/sid/mvx', value: 'MSD' };
    const contained = [{ resourceType: 'Organization', id: 'm', identifier: [mvx] }];
    // A series of two doses is for one manufacturer's adult vaccine only.
    const asks = async (more: object) => {
      const { missing } = await ask(app, {
        resourceType: 'Parameters',
        parameter: [
          { name: 'assessmentDate', valueDate: '2020-05-26' },
          patient({ birthDate: '2008-05-01' }),
          immunization('43', '2020-01-02', more),
        ],
      });
      return missing.some(({ details: { text } }) => /^HepB: The manufacturer of: Hep B/.test(text));
    };
    expect(await asks({})).toBe(true);
    expect(await asks({ manufacturer: { display: 'Merck' } })).toBe(true);
    expect(await asks({ manufacturer: { identifier: mvx } })).toBe(false);
    expect(await asks({ manufacturer: { reference: '#m' }, contained })).toBe(false);
  });
});

describe('refused', () => {
  const { resource } = HEPATITIS;
  const cvx = (code: string) => ({ system: CVX, code });
  const dose = (more: object) => ({ name: 'immunization', resource: { ...resource, ...more } });
  test.each([
    ['a month for a day', dose({ occurrenceDateTime: '2020-05' }), 'resource.occurrence', /never guessed/],
    ['a year for a day', dose({ occurrenceDateTime: '2020' }), 'resource.occurrence', /never guessed/],
    [
      'no day',
      dose({ occurrenceDateTime: undefined, occurrenceString: 'at birth' }),
      'resource.occurrence',
      /missing/,
    ],
    ['a day that is none', dose({ occurrenceDateTime: '2021-02-29' }), 'resource.occurrence', /exists/],
    ['an unknown vaccine', immunization('998', '2020-05-01'), 'resource.vaccineCode', /998/],
    ['no CVX code', dose({ vaccineCode: { text: 'vaccine' } }), 'resource.vaccineCode', /sid\/cvx/],
    ['another patient', dose({ patient: { reference: 'Patient/q' } }), 'resource.patient', /another patient/],
    ['a day in words', dose({ occurrenceDateTime: 'yesterday' }), 'resource.occurrence', /exists/],
    ['a time that is none', dose({ occurrenceDateTime: '2020-05-25Tfoo' }), 'resource.occurrence', /exists/],
    ['no such time', dose({ occurrenceDateTime: '2020-05-25T25:00:00Z' }), 'resource.occurrence', /exists/],
    [
      'two vaccines in one',
      dose({ vaccineCode: { coding: [cvx('08'), cvx('03')] } }),
      'resource.vaccineCode',
      /several vaccine codes that do not say the same \(08, 03\)/,
    ],
    [
      'a vaccine and an unknown code',
      dose({ vaccineCode: { coding: [cvx('08'), cvx('998')] } }),
      'resource.vaccineCode',
      /\(08, 998\)/,
    ],
    [
      'a vaccine and an immune globulin',
      dose({ vaccineCode: { coding: [cvx('30'), cvx('08')] } }),
      'resource.vaccineCode',
      /\(30, 08\)/,
    ],
    ['a day that goes on', dose({ occurrenceDateTime: '2020-05-01 10:00' }), 'resource.occurrence', /exists/],
    ['no status', dose({ status: undefined }), 'resource.status', /./],
    ['a dose before birth', immunization('08', '2020-04-27'), 'resource', /before the birth/],
    ['no resource', { name: 'immunization' }, 'resource', /Immunization/],
    ['a second patient', patient(), undefined, /twice/],
  ])('%s, with its place', async (_what, parameter, place, message) => {
    const { status, issues } = await refusal(app, request(parameter));
    expect(status).toBe(422);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({
      severity: 'error',
      expression: [`Parameters.parameter[2]${place === undefined ? '' : `.${place}`}`],
    });
    expect(issues[0]?.details.text).toMatch(message);
    const french = await refusal(app, request(parameter), OPERATION, { 'accept-language': 'fr' });
    expect(french.issues[0]?.diagnostics).not.toBe(issues[0]?.diagnostics);
    expect(french.issues[0]?.details.text).not.toBe(issues[0]?.details.text);
  });

  test('a birth after the assessment, at the place of the birth', async () => {
    const { issues } = await refusal(app, {
      resourceType: 'Parameters',
      parameter: [patient(), { name: 'assessmentDate', valueDateTime: '2020-04-27T23:00:00Z' }],
    });
    expect(issues).toMatchObject([{ expression: ['Parameters.parameter[0].resource.birthDate'] }]);
    expect(issues[0]?.details.text).toMatch(/2020-04-28.*2020-04-27/);
  });

  test('a fault of shape, in French too', async () => {
    const wrong = request(immunization('08', '2020-05-01', { isSubpotent: 'maybe' }));
    const texts = await Promise.all(
      ['fr', 'en'].map(async (language) => {
        const { issues } = await refusal(app, wrong, OPERATION, { 'accept-language': language });
        expect(issues[0]?.expression).toEqual(['Parameters.parameter[2].resource.isSubpotent']);
        return issues[0]?.details.text;
      }),
    );
    expect(texts[0]).toMatch(/invalide/);
    expect(texts[1]).toMatch(/Invalid/);
  });

  test('a schedule that is not there, or two, in French too', async () => {
    const language = { 'accept-language': 'fr' };
    const none = await refusal(app, request(HEPATITIS), '/fhir/$immds-forecast?schedule=atlantis', language);
    expect(none.issues[0]?.details.text).toMatch(/^aucun calendrier « atlantis » ; il y a : .*us-routine/);
    const two = request({ name: 'schedule', valueString: 'other' });
    expect((await refusal(app, two, OPERATION, language)).issues[0]?.details.text).toMatch(/^l’adresse/);
  });

  test.each([
    ['GET', '/fhir/nothing', 404, 'not-found', /^aucune page/],
    ['GET', '/fhir', 404, 'not-found', /^aucune page/],
    ['GET', '/fhir/$immds-forecast', 405, 'not-supported', /^cette adresse prend POST/],
    ['POST', '/fhir/metadata?_format=json', 405, 'not-supported', /^cette adresse prend GET/],
  ] as const)('%s %s is an OperationOutcome', async (method, url, status, code, text) => {
    const response = await app.inject({ method, url, headers: { 'accept-language': 'fr' } });
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
    expect(resourceFaults(response.json())).toEqual([]);
    expect(response.json()).toMatchObject({
      issue: [{ code, details: { text: expect.stringMatching(text) } }],
    });
    expect((await app.inject({ method, url: '/elsewhere' })).headers['content-type']).toContain(
      'problem+json',
    );
  });

  test('all faults at once', async () => {
    const { issues } = await refusal(app, {
      resourceType: 'Parameters',
      parameter: [
        patient({ birthDate: '2020' }),
        immunization('998', '2020'),
        immunization('999', '2020-05-01'),
      ],
    });
    expect(issues.map(({ expression }) => expression?.[0])).toEqual([
      'Parameters.parameter',
      'Parameters.parameter[0].resource.birthDate',
      'Parameters.parameter[1].resource.vaccineCode',
      'Parameters.parameter[1].resource.occurrence',
      'Parameters.parameter[2].resource.vaccineCode',
    ]);
  });

  test('what is no Parameters, no JSON, or of another kind', async () => {
    expect((await refusal(app, { resourceType: 'Bundle' })).status).toBe(422);
    expect((await refusal(app, [])).status).toBe(422);
    const cut = await app.inject({
      method: 'POST',
      url: OPERATION,
      headers: { 'content-type': 'application/fhir+json' },
      body: '{"resourceType":',
    });
    expect(cut.statusCode).toBe(400);
    expect(resourceFaults(cut.json())).toEqual([]);
    const xml = await app.inject({
      method: 'POST',
      url: OPERATION,
      headers: { 'content-type': 'application/fhir+xml' },
      body: '<Parameters/>',
    });
    expect(xml.statusCode).toBe(415);
    expect(xml.json()).toMatchObject({
      issue: [{ code: 'not-supported', details: { text: expect.stringContaining('application/fhir+json') } }],
    });
    expect((await app.inject('/fhir/$immds-forecast')).statusCode).toBe(405);
  });
});

describe('what the server says of itself', () => {
  test.each(['/fhir/metadata', '/fhir/OperationDefinition/immds-forecast', '/fhir/metadata?_format=json'])(
    '%s is FHIR R4, open to any site',
    async (path) => {
      const response = await app.inject(path);
      expect(response.statusCode).toBe(200);
      expect(response.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
      expect(response.headers['access-control-allow-origin']).toBe('*');
      expect(resourceFaults(response.json())).toEqual([]);
      expect(response.body).toContain('immds');
    },
  );
});

test('the check of the structure finds what is wrong', () => {
  const sound = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'invalid' }] };
  expect(resourceFaults(sound)).toEqual([]);
  expect(resourceFaults({ ...sound, issue: [] })).toHaveLength(1);
  expect(resourceFaults({ ...sound, colour: 'green' })).toHaveLength(1);
  expect(resourceFaults({ ...sound, issue: [{ severity: 'mild', code: 'invalid' }] })).toHaveLength(1);
  expect(resourceFaults({ ...sound, issue: [{ severity: 'error' }] })).toHaveLength(1);
  expect(resourceFaults({ ...sound, issue: { severity: 'error', code: 'invalid' } })).toHaveLength(1);
});

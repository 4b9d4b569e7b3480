/** `$immds-forecast` through the real server; every answer is held against the structure of FHIR R4. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openShelf } from '#main/forecast.node.ts';
import { ForecastCase } from '#schedule/forecast.api.ts';
import { forecastCase } from '#schedule/forecast.ts';
import { resourceFaults } from '../../tests/fhir-r4.ts';
import { scheduleServer } from '../../tests/schedules.ts';

const CASES = join(import.meta.dirname, '../../campaigns/us-routine/cases');
const OPERATION = '/fhir/$immds-forecast?schedule=us-routine';
const CVX = 'http://hl7.org/fhir/sid/cvx';
const SNOMED = 'http://snomed.info/sct';

let app: FastifyInstance;
beforeAll(async () => {
  app = await scheduleServer();
});
afterAll(() => app.close());

const Concept = z.object({
  coding: z.array(z.object({ system: z.string(), code: z.string() })).optional(),
  text: z.string().optional(),
});
type Concept = z.infer<typeof Concept>;
const Reference = z.object({ reference: z.string().optional(), display: z.string().optional() });
const Evaluation = z.object({
  resourceType: z.literal('ImmunizationEvaluation'),
  date: z.string(),
  targetDisease: Concept,
  immunizationEvent: Reference,
  doseStatus: Concept,
  doseStatusReason: z.array(Concept).optional(),
  series: z.string(),
  doseNumberPositiveInt: z.int().optional(),
});
const Recommendation = z.object({
  resourceType: z.literal('ImmunizationRecommendation'),
  patient: Reference,
  recommendation: z.array(
    z.object({
      vaccineCode: z.array(Concept),
      targetDisease: Concept.optional(),
      forecastStatus: Concept,
      forecastReason: z.array(Concept).optional(),
      dateCriterion: z.array(z.object({ code: Concept, value: z.string() })).optional(),
      doseNumberPositiveInt: z.int().optional(),
      supportingImmunization: z.array(Reference).optional(),
    }),
  ),
});
const Outcome = z.object({
  resourceType: z.literal('OperationOutcome'),
  issue: z.array(
    z.object({
      severity: z.string(),
      code: z.string(),
      details: z.object({ text: z.string() }),
      diagnostics: z.string().optional(),
      expression: z.array(z.string()).optional(),
    }),
  ),
});
const Answer = z.object({
  parameter: z.array(
    z.object({
      name: z.string(),
      resource: z.discriminatedUnion('resourceType', [Evaluation, Recommendation, Outcome]),
    }),
  ),
});

const codeOf = (concept: Concept | undefined): string | undefined => concept?.coding?.[0]?.code;

const send = (body: unknown, path = OPERATION, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/fhir+json', ...headers },
    body: JSON.stringify(body),
  });

const ask = async (body: unknown, path = OPERATION, headers: Record<string, string> = {}) => {
  const response = await send(body, path, headers);
  expect(response.body).toMatch(/^\{"resourceType":"Parameters"/);
  expect(response.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
  expect(resourceFaults(response.json())).toEqual([]);
  const resources = Answer.parse(response.json()).parameter.map(({ resource }) => resource);
  const recommendation = resources.find((one) => one.resourceType === 'ImmunizationRecommendation');
  const outcome = resources.find((one) => one.resourceType === 'OperationOutcome');
  return {
    evaluations: resources.filter((one) => one.resourceType === 'ImmunizationEvaluation'),
    recommendation: recommendation ?? { patient: {}, recommendation: [] },
    // What is missing to answer better is told after them, and differs from group to group.
    issues: outcome?.issue.filter(({ code }) => code !== 'incomplete') ?? [],
    missing: outcome?.issue.filter(({ code }) => code === 'incomplete') ?? [],
  };
};

const refusal = async (body: unknown, path = OPERATION, headers: Record<string, string> = {}) => {
  const response = await send(body, path, headers);
  expect(response.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
  expect(resourceFaults(response.json())).toEqual([]);
  return { status: response.statusCode, issues: Outcome.parse(response.json()).issue };
};

const immunization = (code: string, day: string, more: object = {}) => ({
  name: 'immunization',
  resource: {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: { coding: [{ system: CVX, code }] },
    patient: { reference: 'Patient/p' },
    occurrenceDateTime: day,
    ...more,
  },
});

const patient = (more: object = {}) => ({
  name: 'patient',
  resource: { resourceType: 'Patient', id: 'p', gender: 'female', birthDate: '2020-04-28', ...more },
});

const request = (...parameter: object[]) => ({
  resourceType: 'Parameters',
  parameter: [{ name: 'assessmentDate', valueDate: '2020-05-26' }, patient(), ...parameter],
});

const groupOf = (answer: Awaited<ReturnType<typeof ask>>, cvx: string) =>
  answer.recommendation.recommendation.find(({ vaccineCode }) => codeOf(vaccineCode[0]) === cvx);

/** The example of the guide: born 2020-04-28, hepatitis B that day, assessed on 2020-05-26. */
const HEPATITIS = immunization('08', '2020-04-28', { id: 'i1' });

describe('the example of the guide', () => {
  test('is evaluated and forecast in the terms of the guide', async () => {
    const answer = await ask(request(HEPATITIS));
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
    const answer = await ask(request(immunization('08', '2020-04-28')), OPERATION, {
      'content-type': 'application/json',
      'accept-language': 'fr',
    });
    expect(answer.evaluations[0]?.immunizationEvent.display).toContain('parameter 2');
    expect(answer.evaluations[0]?.targetDisease.text).toBe('Hépatite B');
  });

  test('is answered by the schedule chosen in the address or in the parameters', async () => {
    const chosen = { name: 'schedule', valueString: 'us-routine' };
    expect((await ask(request(HEPATITIS, chosen), '/fhir/$immds-forecast')).evaluations).toHaveLength(1);
    expect((await send(request(HEPATITIS), '/fhir/$immds-forecast')).statusCode).toBe(200);
    const other = await refusal(request({ name: 'schedule', valueString: 'other' }));
    expect(other).toMatchObject({ status: 422, issues: [{ severity: 'error' }] });
    const none = await refusal(request(HEPATITIS), '/fhir/$immds-forecast?schedule=atlantis');
    expect(none).toMatchObject({ status: 404, issues: [{ code: 'not-found' }] });
    expect(none.issues[0]?.details.text).toContain('us-routine');
  });
});

describe('what is no dose', () => {
  test.each(['not-done', 'entered-in-error'])('%s is told, and changes nothing', async (status) => {
    const answer = await ask(request(immunization('08', '2020-04-28', { status })));
    expect(answer.evaluations).toEqual([]);
    expect(groupOf(answer, '45')?.doseNumberPositiveInt).toBe(1);
    expect(answer.issues).toMatchObject([
      { severity: 'information', expression: ['Parameters.parameter[2].resource'] },
    ]);
    expect(answer.issues[0]?.details.text).toContain(status);
  });

  test('a dose after the day is told and not evaluated', async () => {
    const answer = await ask(request(immunization('08', '2020-05-27')));
    expect(answer.evaluations).toEqual([]);
    expect(answer.issues[0]?.details.text).toContain('2020-05-27');
  });

  test('an immune globulin is read as the observation the schedule makes of it', async () => {
    const doses = [immunization('30', '2020-04-28'), immunization('08', '2020-04-28')];
    const answer = await ask(request(...doses));
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
      const answer = await ask(request(immunization('08', '2020-04-28', more)));
      expect(answer.evaluations[0]?.doseStatus).toMatchObject({
        coding: [{ code: 'notvalid' }],
        text: 'Sub-standard',
      });
    }
  });

  test('of a lot that expires in its month is good until the last day of it', async () => {
    const answer = await ask(request(immunization('08', '2020-04-30', { expirationDate: '2020-04' })));
    expect(answer.evaluations[0]?.doseStatus.text).toBe('Valid');
  });

  test('keeps the day where it was given, whatever the time zone', async () => {
    const answer = await ask(request(immunization('08', '2020-05-26T23:30:00-10:00')));
    expect(answer.evaluations).toHaveLength(1);
  });

  test('too early says so in the words of the guide', async () => {
    const answer = await ask(request(immunization('03', '2020-05-20')));
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
    for (const more of [
      { manufacturer: { identifier: mvx } },
      { manufacturer: { reference: '#m' }, contained },
    ]) {
      const answer = await ask(request(immunization('08', '2020-04-28', more)));
      expect(answer.evaluations[0]?.doseStatus.text).toBe('Valid');
    }
  });
});

describe('what else is known of the patient', () => {
  const assessed = { name: 'assessmentDate', valueDate: '2025-11-10' };
  const grown = (...parameter: object[]) => ({
    resourceType: 'Parameters',
    parameter: [assessed, patient({ birthDate: '2000-01-01' }), ...parameter],
  });
  const finding = (resource: object) => ({ name: 'condition', resource });
  const coded = (system: string, code: string) => ({ coding: [{ system, code }] });
  const pregnant = (more: object = {}) =>
    finding({
      resourceType: 'Observation',
      status: 'final',
      code: coded('https://www.cdc.gov/iis/cdsi/observation', '007'),
      ...more,
    });
  const statusOf = async (cvx: string, ...parameter: object[]) => {
    const answer = await ask(grown(...parameter));
    return { status: codeOf(groupOf(answer, cvx)?.forecastStatus), issues: answer.issues };
  };

  test('changes the forecast: a live vaccine is contraindicated in pregnancy', async () => {
    expect((await statusOf('03')).status).toBe('notComplete');
    expect((await statusOf('03', pregnant())).status).toBe('contraindicated');
  });

  test('is asked for when it might change the forecast', async () => {
    const { missing } = await ask(grown());
    expect(missing.some(({ details: { text } }) => /^MMR: .*travel/i.test(text))).toBe(true);
  });

  test.each([
    ['entered in error', { status: 'entered-in-error' }],
    ['answered with no', { valueBoolean: false }],
    ['answered with negative', { valueCodeableConcept: coded(SNOMED, '260385009') }],
    ['of a later day', { effectiveDateTime: '2025-11-11' }],
  ])('is not so when %s', async (_what, more) => {
    expect((await statusOf('03', pregnant(more))).status).toBe('notComplete');
  });

  test('is found by SNOMED CT as a code, or as the answer to a question', async () => {
    const asplenia = coded(SNOMED, '707147002');
    const condition = finding({ resourceType: 'Condition', code: asplenia });
    const question = finding({
      resourceType: 'Observation',
      status: 'final',
      code: coded('http://loinc.org', '75323-6'),
      valueCodeableConcept: asplenia,
    });
    const byCode = await ask(grown(finding({ resourceType: 'Condition', code: coded(CDSI, '160') })));
    const kinds = (answer: typeof byCode) =>
      answer.recommendation.recommendation.map((one) => one.forecastStatus);
    expect(kinds(byCode)).not.toEqual(kinds(await ask(grown())));
    for (const sent of [condition, question]) expect(kinds(await ask(grown(sent)))).toEqual(kinds(byCode));
    const over = {
      clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/condition-clinical', 'resolved'),
    };
    const resolved = finding({ resourceType: 'Condition', code: asplenia, ...over });
    expect(kinds(await ask(grown(resolved)))).toEqual(kinds(await ask(grown())));
  });

  test('an allergy to a combined vaccine is one to each of its antigens, unless the risk is low', async () => {
    const allergy = (more: object) =>
      finding({ resourceType: 'AllergyIntolerance', code: coded(CVX, '94'), ...more });
    for (const cvx of ['03', '21'])
      expect((await statusOf(cvx, allergy({ criticality: 'high' }))).status).toBe('contraindicated');
    const low = await statusOf('03', allergy({ criticality: 'low' }));
    expect(low.status).toBe('notComplete');
    expect(low.issues).toMatchObject([{ severity: 'information' }]);
  });

  test('a code that says several things is told with its candidates; one that says none is told too', async () => {
    const hiv = finding({ resourceType: 'Condition', code: coded(SNOMED, '86406008') });
    const stroke = finding({ resourceType: 'Condition', code: coded(SNOMED, '1234567') });
    const { issues } = await statusOf('03', hiv, stroke, { name: 'note', valueString: 'hello' });
    expect(issues.map(({ severity, expression }) => [severity, expression?.[0]])).toEqual([
      ['warning', 'Parameters.parameter[2].resource'],
      ['information', 'Parameters.parameter[3].resource'],
      ['information', 'Parameters.parameter[4]'],
    ]);
    expect(issues[0]?.details.text).toMatch(/026.*186/);
  });

  const CDSI = 'urn:example:cdsi';
});

describe('refused', () => {
  const { resource } = HEPATITIS;
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
    ['no status', dose({ status: undefined }), 'resource.status', /./],
    ['a dose before birth', immunization('08', '2020-04-27'), 'resource', /before the birth/],
    ['no resource', { name: 'immunization' }, 'resource', /Immunization/],
    ['a second patient', patient(), undefined, /twice/],
  ])('%s, with its place', async (_what, parameter, place, message) => {
    const { status, issues } = await refusal(request(parameter));
    expect(status).toBe(422);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({
      severity: 'error',
      expression: [`Parameters.parameter[2]${place === undefined ? '' : `.${place}`}`],
    });
    expect(issues[0]?.details.text).toMatch(message);
    const french = await refusal(request(parameter), OPERATION, { 'accept-language': 'fr' });
    expect(french.issues[0]?.diagnostics).not.toBe(issues[0]?.diagnostics);
  });

  test('all faults at once', async () => {
    const { issues } = await refusal({
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
    expect((await refusal({ resourceType: 'Bundle' })).status).toBe(422);
    expect((await refusal([])).status).toBe(422);
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
    expect(xml.json()).toMatchObject({ issue: [{ code: 'not-supported' }] });
    expect((await app.inject('/fhir/$immds-forecast')).statusCode).toBe(405);
  });
});

describe('the published cases', () => {
  const Case = z.object({ input: ForecastCase });
  const cases = ['healthy', 'conditions'].flatMap((name) =>
    readFileSync(join(CASES, `${name}.ndjson`), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => Case.parse(JSON.parse(line)).input),
  );

  const asFhir = (asked: ForecastCase) => ({
    resourceType: 'Parameters',
    parameter: [
      { name: 'assessmentDate', valueDate: asked.assessmentDate },
      patient({ birthDate: asked.birthDate, gender: asked.sex === 'M' ? 'male' : 'female' }),
      ...asked.doses.map(({ cvx, date, mvx }, i) =>
        immunization(cvx, date, {
          id: `i${i}`,
          ...(mvx && { manufacturer: { identifier: { system: 'http://hl7.org/fhir/sid/mvx', value: mvx } } }),
        }),
      ),
      ...asked.observations.map(({ code, date }) => ({
        name: 'observation',
        resource: {
          resourceType: 'Observation',
          status: 'final',
          code: { coding: [{ system: 'https://www.cdc.gov/iis/cdsi/observation', code }] },
          ...(date && { effectiveDateTime: date }),
        },
      })),
    ],
  });

  test('say the same in FHIR as to the engine', async () => {
    const on = await (await openShelf()).find('us-routine');
    expect(cases.length).toBeGreaterThan(300);
    for (const asked of cases) {
      const direct = on && forecastCase(on.prepared, { ...asked, vaccineGroup: undefined });
      if (direct === undefined || 'refusal' in direct) throw new Error(`case ${asked.id} is refused`);
      const answer = await ask(asFhir(asked));
      const dates = answer.recommendation.recommendation.map((one) => ({
        status: one.forecastStatus.text,
        dates: (one.dateCriterion ?? []).map(({ value }) => value),
        doseNumber: one.doseNumberPositiveInt ?? null,
      }));
      expect(dates).toEqual(
        direct.forecasts.map(({ seriesStatus, doseNumber, earliest, recommended, pastDue, latest }) => ({
          status: seriesStatus,
          dates: [earliest, recommended, pastDue, latest].filter((day) => day !== null),
          doseNumber,
        })),
      );
      const told = answer.evaluations.map(({ doseStatus, immunizationEvent }) => [
        immunizationEvent.reference,
        doseStatus.text,
      ]);
      expect(told).toEqual(
        direct.doses.flatMap(({ evaluations }, i) =>
          evaluations.map(({ status }) => [`Immunization/i${i}`, status]),
        ),
      );
    }
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

test('no JSON makes it fail', async () => {
  const name = fc.constantFrom('assessmentDate', 'patient', 'immunization', 'schedule', 'other');
  const type = fc.constantFrom('Patient', 'Immunization', 'Observation', 'Condition', 'AllergyIntolerance');
  const member = fc.constantFrom(
    ...['status', 'code', 'vaccineCode', 'occurrenceDateTime', 'birthDate', 'gender', 'expirationDate'],
    ...['manufacturer', 'contained', 'effectiveDateTime', 'doseQuantity', 'extension', '__proto__'],
  );
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('2020-01-01', 'completed', 'final', '9999-99-99'));
  const resource = fc
    .tuple(type, fc.dictionary(member, value))
    .map(([resourceType, rest]) => ({ ...immunization('08', '2020-05-01').resource, ...rest, resourceType }));
  const parameters = fc.array(
    fc.record({ name, resource, valueDate: fc.oneof(fc.constant('2020-06-01'), value) }),
    {
      maxLength: 4,
    },
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(parameters, fc.jsonValue()), async (parameter) => {
      for (const body of [parameter, { resourceType: 'Parameters', parameter }]) {
        const response = await send(body);
        expect(response.statusCode).toBeLessThan(500);
        expect(resourceFaults(response.json())).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});

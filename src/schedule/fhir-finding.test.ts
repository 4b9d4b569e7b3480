/** `$immds-forecast` through the real server: what is known of the patient, the published cases, whatever comes. */
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
import { ask, CDSI, CVX, codeOf, groupOf, immunization, patient, SNOMED, send } from '../../tests/immds.ts';
import { scheduleServer } from '../../tests/schedules.ts';

const CASES = join(import.meta.dirname, '../../campaigns/us-routine/cases');

let app: FastifyInstance;
beforeAll(async () => {
  app = await scheduleServer();
});
afterAll(() => app.close());

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
      code: coded(CDSI, '007'),
      ...more,
    });
  const statusOf = async (cvx: string, ...parameter: object[]) => {
    const answer = await ask(app, grown(...parameter));
    return { status: codeOf(groupOf(answer, cvx)?.forecastStatus), issues: answer.issues };
  };

  test('changes the forecast: a live vaccine is contraindicated in pregnancy', async () => {
    expect((await statusOf('03')).status).toBe('notComplete');
    expect((await statusOf('03', pregnant())).status).toBe('contraindicated');
  });

  test('is asked for when it might change the forecast', async () => {
    const { missing } = await ask(app, grown());
    expect(missing.some(({ details: { text } }) => /^MMR: .*travel/i.test(text))).toBe(true);
  });

  test.each([
    ['entered in error', { status: 'entered-in-error' }],
    ['answered with no', { valueBoolean: false }],
    ['answered with negative', { valueCodeableConcept: coded(SNOMED, '260385009') }],
    ['answered with no by LOINC', { valueCodeableConcept: coded('http://loinc.org', 'LA32-8') }],
    ['answered with no in words', { valueString: 'No' }],
    ['answered with no in French', { valueString: 'non détectée' }],
    ['answered with no in the text of a concept', { valueCodeableConcept: { text: 'Négatif.' } }],
    ['answered with none', { valueInteger: 0 }],
    ['of a later day', { effectiveDateTime: '2025-11-11' }],
  ])('is not so when %s', async (_what, more) => {
    expect((await statusOf('03', pregnant(more))).status).toBe('notComplete');
  });

  test.each([
    ['true', { valueBoolean: true }],
    ['yes', { valueString: 'Yes' }],
    ['oui', { valueString: 'oui' }],
    ['one', { valueInteger: 1 }],
    ['yes by SNOMED CT', { valueCodeableConcept: coded(SNOMED, '373066001') }],
    ['with no value', {}],
  ])('is so when answered %s, without a word', async (_what, more) => {
    expect(await statusOf('03', pregnant(more))).toEqual({ status: 'contraindicated', issues: [] });
  });

  test.each([
    ['a text', { valueString: 'perhaps' }],
    ['a measure', { valueQuantity: { value: 0, unit: 'weeks' } }],
    ['a day', { valueDateTime: '2025-12-24' }],
    ['a period', { valuePeriod: { start: '2025-12-24' } }],
    ['another concept', { valueCodeableConcept: coded(SNOMED, '261665006') }],
    ['why there is none', { dataAbsentReason: { text: 'asked, not known' } }],
  ])('is not read, with a warning, when its value is %s', async (_what, more) => {
    const { status, issues } = await statusOf('03', pregnant(more));
    expect(status).toBe('notComplete');
    expect(issues).toMatchObject([{ severity: 'warning', expression: ['Parameters.parameter[2].resource'] }]);
    expect(issues[0]?.details.text).toMatch(/neither yes nor no/);
  });

  const verification = (code: string) => ({ verificationStatus: { coding: [{ code }] } });

  test.each(['unconfirmed', 'provisional', 'differential'])(
    'a condition that is %s is not read, with a warning',
    async (code) => {
      const condition = { resourceType: 'Condition', code: coded(CDSI, '007'), ...verification(code) };
      const { status, issues } = await statusOf('03', finding(condition));
      expect(status).toBe('notComplete');
      expect(issues).toMatchObject([{ severity: 'warning' }]);
      expect(issues[0]?.details.text).toMatch(/only suspected/);
      const confirmed = { ...condition, ...verification('confirmed') };
      expect(await statusOf('03', finding(confirmed))).toEqual({ status: 'contraindicated', issues: [] });
    },
  );

  test('an allergy that is not confirmed is read, with a warning', async () => {
    const allergy = { resourceType: 'AllergyIntolerance', code: coded(CVX, '03') };
    const { status, issues } = await statusOf('03', finding({ ...allergy, ...verification('unconfirmed') }));
    expect(status).toBe('contraindicated');
    expect(issues).toMatchObject([{ severity: 'warning' }]);
    expect((await statusOf('03', finding(allergy))).issues).toEqual([]);
  });

  test.each(['US', 'USA', '840', 'U.S.', 'United States of America', 'États-Unis'])(
    'the country of birth is compared as people write it: %s',
    async (country) => {
      const statusBornIn = async (...extension: object[]) => {
        const born = patient({ birthDate: '1950-01-01', extension });
        const answer = await ask(app, { resourceType: 'Parameters', parameter: [assessed, born] });
        return codeOf(groupOf(answer, '21')?.forecastStatus);
      };
      const place = (word: string) => ({
        url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace',
        valueAddress: { country: word },
      });
      expect(await statusBornIn(place(country))).toBe('immune');
      expect(await statusBornIn(place('France'))).not.toBe('immune');
    },
  );

  test('is found by SNOMED CT as a code, or as the answer to a question', async () => {
    const asplenia = coded(SNOMED, '707147002');
    const condition = finding({ resourceType: 'Condition', code: asplenia });
    const question = finding({
      resourceType: 'Observation',
      status: 'final',
      code: coded('http://loinc.org', '75323-6'),
      valueCodeableConcept: asplenia,
    });
    const byCode = await ask(
      app,
      grown(finding({ resourceType: 'Condition', code: coded('urn:example:CDSi', '160') })),
    );
    const kinds = (answer: typeof byCode) =>
      answer.recommendation.recommendation.map((one) => one.forecastStatus);
    expect(kinds(byCode)).not.toEqual(kinds(await ask(app, grown())));
    for (const sent of [condition, question])
      expect(kinds(await ask(app, grown(sent)))).toEqual(kinds(byCode));
    const over = {
      clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/condition-clinical', 'resolved'),
    };
    const resolved = finding({ resourceType: 'Condition', code: asplenia, ...over });
    expect(kinds(await ask(app, grown(resolved)))).toEqual(kinds(await ask(app, grown())));
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
          code: { coding: [{ system: CDSI, code }] },
          ...(date && { effectiveDateTime: date }),
        },
      })),
    ],
  });

  test('say the same in FHIR as to the engine', async () => {
    const on = await (await openShelf()).find('us-routine');
    expect(cases.length).toBeGreaterThan(300);
    const reasons = new Map<string | undefined, string | undefined>();
    for (const asked of cases) {
      const direct = on && forecastCase(on.prepared, { ...asked, vaccineGroup: undefined });
      if (direct === undefined || 'refusal' in direct) throw new Error(`case ${asked.id} is refused`);
      const answer = await ask(app, asFhir(asked));
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
      for (const [reason] of answer.recommendation.recommendation.map((one) => one.forecastReason ?? []))
        reasons.set(reason?.text, codeOf(reason));
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
    // The words of the engine are those that the guide's codes are found by.
    expect(Object.fromEntries(reasons)).toMatchObject({
      'Patient series is complete': 'complete',
      'Patient has exceeded the maximum age': 'maximumAge',
    });
  });
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
        const response = await send(app, body);
        expect(response.statusCode).toBeLessThan(500);
        expect(resourceFaults(response.json())).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});

/** A fact becomes an Immunization and comes back: nothing is lost on the way. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact } from '#facts/fact.ts';
import { structureFaults } from '#fhir/structure.ts';
import { AGE_CLASSES, OVERRIDE_REASONS } from '#programmes/vaccination/facts.ts';
import { actsIn, currentOf, toRetract } from '#programmes/vaccination/fhir/act-versions.ts';
import { type ActState, immunizationOf } from '#programmes/vaccination/fhir/immunization.ts';
import { readImmunization } from '#programmes/vaccination/fhir/immunization-read.ts';
import {
  ATC,
  CIP13,
  CVX,
  EU_PRODUCT,
  fhirWords,
  GTIN,
  productOf,
} from '#programmes/vaccination/fhir/words.ts';
import { Campaign, Products } from '#programmes/vaccination/strategy-campaign.ts';

const read = (name: string): unknown =>
  JSON.parse(
    readFileSync(new URL(`../../../../campaigns/fr-covid-19/${name}.json`, import.meta.url), 'utf8'),
  );
const { products } = Products.parse(read('products'));
const words = fhirWords(Campaign.parse(read('campaign')), products);

const STATE: ActState = {
  ...{
    id: 'p-1.a',
    patient: 'p-1',
    version: 1,
    at: '2021-03-20T10:00:00.000Z',
    recorded: '2021-03-20T10:00:00.000Z',
  },
  location: { reference: 'Location/C-64' },
  offsetOf: () => '+01:00',
};
const fact = (kind: string, body: Fact['body'], occurredOn = '2021-03-10'): Fact => ({
  ...{
    id: 'a',
    kind,
    subject: 'p-1',
    occurredOn,
    recordedAt: STATE.at,
    by: 'software:1',
    source: 'fhir',
    place: 'C-64',
    body,
  },
});

const day = fc
  .date({ min: new Date('2020-12-27'), max: new Date('2022-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
const time = fc
  .tuple(two(23), two(59), fc.option(two(59)))
  .map(([h, m, s]) => (s === null || s === '00' ? `${h}:${m}` : `${h}:${m}:${s}`));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const code = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const product = fc.constantFrom(...products.map((one) => one.code));

const injection = fc.record({
  product,
  rank: optional(fc.integer({ min: 1, max: 20 })),
  lot: optional(fc.stringMatching(/^[A-Z0-9][A-Za-z0-9 /-]{0,18}[A-Z0-9]$/)),
  age: optional(fc.integer({ min: 0, max: 130 })),
  ageClass: optional(fc.constantFrom(...AGE_CLASSES)),
  sex: optional(fc.constantFrom('f', 'm')),
  site: optional(fc.constantFrom('left-arm', 'right-arm', 'left-thigh', 'right-thigh', 'other')),
  at: optional(time),
  expiresOn: optional(day),
  overrides: optional(
    fc.array(fc.record({ warning: code, reason: fc.constantFrom(...OVERRIDE_REASONS) }), {
      minLength: 1,
      maxLength: 5,
    }),
  ),
  external: optional(
    fc.record({
      system: fc.constantFrom('https://hospital.example/acts', 'urn:oid:1.2.3'),
      value: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,40}$/),
    }),
  ),
  offline: optional(
    fc.record({
      clock: fc.constantFrom('right', 'mended', 'confirmed'),
      clock_off_s: fc.integer({ min: -31_622_400, max: 31_622_400 }),
    }),
  ),
});
const without = (body: object): Fact['body'] =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));

/** What comes back of a fact. */
const back = (one: Fact): { kind: string; occurredOn: string; body: Fact['body'] } => {
  const resource = immunizationOf(one, STATE, words);
  expect(structureFaults(resource, 'Immunization')).toEqual([]);
  const got = readImmunization(resource, words, { language: 'en', isNew: true });
  if ('faults' in got) throw new Error(JSON.stringify(got.faults));
  const { moment, details, earlier, kind, identifier } = got;
  if ('instant' in moment) throw new Error('the time of the place has its own offset');
  expect(got.notices).toEqual([]);
  expect(got.location).toEqual(STATE.location);
  const body =
    kind === 'injection' ? { ...details, external: identifier } : { rank: details.rank, ...earlier };
  return { kind, occurredOn: moment.day, body: without({ ...body, product: got.product, at: moment.time }) };
};

describe('a fact comes back as it was', () => {
  test('an injection', () => {
    fc.assert(
      fc.property(injection, day, (body, on) => {
        const { kind, occurredOn, body: read } = back(fact('injection', without(body), on));
        expect({ kind, occurredOn, body: read }).toEqual({
          kind: 'injection',
          occurredOn: on,
          body: without(body),
        });
      }),
    );
  });

  test('an injection received elsewhere', () => {
    const earlier = fc.record({
      product: optional(product),
      rank: optional(fc.integer({ min: 1, max: 20 })),
      country: optional(fc.constantFrom('BE', 'IT')),
      proof: optional(fc.constantFrom('document', 'declaration')),
    });
    fc.assert(
      fc.property(earlier, (body) => {
        expect(back(fact('earlier-injection', without(body))).body).toEqual(without(body));
      }),
    );
  });

  test('with the code of its vial', () => {
    const gtin = '03400930218662';
    expect(back(fact('injection', { product: 'PF', gtin })).body).toEqual({ product: 'PF', gtin });
  });
});

test('every product is told by its codes, and those that are its own alone lead back to it', () => {
  const of = (...coding: { system: string; code: string }[]) => productOf({ coding }, words);
  expect(of({ system: CVX, code: '217' })).toEqual({ product: 'PF' });
  expect(of({ system: CVX, code: '207' })).toEqual({ product: 'MO' });
  expect(of({ system: EU_PRODUCT, code: 'EU/1/21/1529' })).toEqual({ product: 'AZ' });
  expect(of({ system: CIP13, code: '3400930243404' })).toEqual({ product: 'PF10' });
  expect(of({ system: GTIN, code: '03400930219553' })).toEqual({ product: 'MO' });
  expect(of({ system: EU_PRODUCT, code: 'EU/1/20/1528' })).toMatchObject({
    several: ['PF', 'PF10', 'PF3', 'PFB'],
  });
  expect(of({ system: ATC, code: 'J07BX03' }, { system: CVX, code: '208' })).toEqual({ product: 'PF' });
  expect(of({ system: CVX, code: '208' }, { system: CVX, code: '207' })).toBe('contradictory');
  expect(of({ system: CVX, code: '213' })).toBe('unspecified');
  expect(of({ system: 'https://other.example', code: '208' })).toBe('unknown');
  for (const [own, concept] of words.concepts) expect(productOf(concept, words)).toEqual({ product: own });
});

describe('versions of an act', () => {
  const chain = (...facts: readonly (readonly [id: string, kind: string, corrects?: string])[]): Fact[] =>
    facts.map(([id, kind, corrects]) => ({
      ...fact(kind, {}),
      id,
      ...(corrects !== undefined && { corrects, reason: 'an error' }),
    }));

  test('a correction is the next version, and taking it all back the last', () => {
    const facts = chain(
      ['a', 'injection'],
      ['b', 'injection'],
      ['a2', 'injection', 'a'],
      ['r1', 'retraction', 'a'],
      ['r2', 'retraction', 'a2'],
    );
    const [first, second, ...others] = actsIn(facts);
    expect(others).toEqual([]);
    expect(first?.versions.map(({ number, fact: stands }) => [number, stands?.id])).toEqual([
      [1, 'a'],
      [2, 'a2'],
      [3, undefined],
    ]);
    expect(second && currentOf(second)).toMatchObject({ number: 1, fact: { id: 'b' } });
  });

  test('the desk that takes a correction back gives the act before it back', () => {
    const [act] = actsIn(chain(['a', 'injection'], ['a2', 'injection', 'a'], ['r', 'retraction', 'a2']));
    expect(act && currentOf(act)).toMatchObject({ number: 3, fact: { id: 'a' } });
    expect(act && toRetract(act).map(({ id }) => id)).toEqual(['a']);
  });

  test('facts that correct each other in a circle end, and a long chain stays quick', () => {
    expect(() => actsIn(chain(['a', 'injection', 'b'], ['b', 'injection', 'a']))).not.toThrow();
    const long = chain(
      ['f0', 'injection'],
      ...Array.from({ length: 400 }, (_, i) => [`f${i + 1}`, 'injection', `f${i}`] as const),
    );
    const [act] = actsIn(long);
    expect(act && currentOf(act)).toMatchObject({ number: 401, fact: { id: 'f400' } });
  });
});

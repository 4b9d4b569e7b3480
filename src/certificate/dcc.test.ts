/** The payload's schema against the official JSON schema 1.3.3, by its own cases and by thousands of altered payloads. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Dcc, DccAsRead } from '#certificate/dcc.ts';

const data = (name: string): string =>
  readFileSync(new URL(`../../tests/data/dcc/${name}`, import.meta.url), 'utf8');

const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
};

/** RFC 3339, with the offsets of the schema's own tests: `+02`, `+0200`. Read by another reader than ours. */
const isInstant = (text: string): boolean => {
  if (!/^.{10}[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d(:?\d\d)?)$/.test(text)) return false;
  try {
    Temporal.Instant.from(text.replace(/(\.\d{9})\d+/, '$1'));
    return isDay(text.slice(0, 10));
  } catch {
    return false;
  }
};

const ajv = new Ajv2020({ strict: false, allErrors: false });
ajv.addFormat('date', isDay);
ajv.addFormat('date-time', isInstant);
const official = ajv.compile(JSON.parse(data('schema.json')));

const Case = z.object({ name: z.string(), valid: z.boolean(), payload: z.record(z.string(), z.unknown()) });
const cases = data('payloads.ndjson')
  .trimEnd()
  .split('\n')
  .map((line) => Case.parse(JSON.parse(line)));

test.each(cases)('$name: valid is $valid', ({ valid, payload }) => {
  expect(official(payload)).toBe(valid);
  expect(Dcc.safeParse(payload).success).toBe(valid);
  expect(DccAsRead.safeParse(payload).success).toBe(valid);
});

const values = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom<unknown>(
    '',
    0,
    1,
    1.5,
    2,
    -1,
    null,
    [],
    {},
    'A<B',
    'a',
    'FR',
    'fr',
    '1.3.3',
    '1x3x3',
    '19',
    '1960-13',
    '2100-01-01',
    '1899-12-31',
  ),
  fc.integer({ min: 78, max: 82 }).map((length) => 'A'.repeat(length)),
  fc.integer({ min: 78, max: 82 }).map((length) => '😀'.repeat(length)),
  fc.constantFrom(
    '2021-02-29',
    '2020-02-29',
    '2021-1-1',
    '2021-06-31',
    '2021-06-30T10:00:00Z',
    '2021-06-30T10:00:00',
    '2021-06-30T24:00:00Z',
    '2021-06-30T10:60:00Z',
    '2021-06-30t10:00:00.123z',
    '2021-06-30 10:00:00+02',
    '2021-06-30T10:00:00+02:00',
    '2021-06-30T10:00:00+0200',
    '2021-06-30T10:00Z',
    '2021-06-31T10:00:00Z',
  ),
);

/** A payload with one member, at its top, in its name or in its event, put otherwise, added or taken away. */
const altered = fc
  .tuple(
    fc.constantFrom(...cases.map(({ payload }) => payload)),
    fc.constantFrom('top', 'nam', 'event'),
    fc.oneof(
      fc.constantFrom(
        'ver',
        'nam',
        'dob',
        'v',
        't',
        'r',
        'fn',
        'fnt',
        'gn',
        'gnt',
        'tg',
        'vp',
        'mp',
        'ma',
        'dn',
        'sd',
        'dt',
        'co',
        'is',
        'ci',
        'tt',
        'nm',
        'sc',
        'tr',
        'tc',
        'fr',
        'df',
        'du',
      ),
      fc.string({ maxLength: 3 }),
    ),
    fc.option(values, { nil: undefined }),
  )
  .map(([payload, where, name, value]) => {
    const text = JSON.stringify(payload);
    const copy: unknown = JSON.parse(text);
    const top = z.record(z.string(), z.unknown()).parse(copy);
    const group = ['v', 't', 'r'].map((key) => top[key]).find((each) => Array.isArray(each));
    const target = where === 'top' ? top : where === 'nam' ? top.nam : Array.isArray(group) ? group[0] : top;
    if (typeof target !== 'object' || target === null) return top;
    if (value === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
    return top;
  });

test('agrees with the official schema on payloads altered at random', () => {
  fc.assert(
    fc.property(altered, (payload) => {
      expect([Dcc.safeParse(payload).success, payload]).toEqual([official(payload), payload]);
    }),
    { numRuns: 5000 },
  );
});

test('what is read is all that is issued, and the dates that certificates in hand have', () => {
  fc.assert(
    fc.property(altered, (payload) => {
      if (Dcc.safeParse(payload).success) expect(DccAsRead.safeParse(payload).success).toBe(true);
    }),
  );
  const [vaccinated] = cases.filter(({ name }) => name === 'V-min-data');
  const withDay = (dt: string) => {
    const v = z.array(z.record(z.string(), z.unknown())).parse(vaccinated?.payload.v);
    return { ...vaccinated?.payload, v: [{ ...v[0], dt }] };
  };
  for (const dt of ['2021-02-18', '2021-02-18T00:00:00', '2021-02-18T09:30:00Z'])
    expect(DccAsRead.safeParse(withDay(dt)).success, dt).toBe(true);
  for (const dt of ['2021-02-30', '2021-02-30T00:00:00', '18/02/2021', '2021-02', ''])
    expect(DccAsRead.safeParse(withDay(dt)).success, dt).toBe(false);
  expect(Dcc.safeParse(withDay('2021-02-18T00:00:00')).success).toBe(false);
});

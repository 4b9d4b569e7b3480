/** SMART Health Cards: what is issued is of their published schemas, small enough for one code, and read back whole. */
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { nodeEngine } from '#certificate/engine.node.ts';
import { issueJws, SINGLE_MAX } from '#certificate/issue-shc.node.ts';
import { qrDrawing } from '#certificate/page/qr-drawing.ts';
import { Bundle } from '#certificate/shc.ts';
import { compactBundle } from '#certificate/shc-compact.ts';
import { thumbprintOf } from '#certificate/thumbprint.node.ts';
import { verifyText } from '#certificate/verify.ts';
import { cardOf, ISSUED, makeIssuer, NOW, type TestIssuer } from '../../tests/certificates.ts';

let made: TestIssuer;
beforeAll(async () => {
  made = await makeIssuer();
});
afterAll(() => made.remove());

const json = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../tests/data/shc/${name}.json`, import.meta.url), 'utf8'));

const schemaOf = (name: string) =>
  new Ajv({ strict: false }).compile(z.record(z.string(), z.unknown()).parse(json(name)));

const jwsOf = (card = cardOf(2)) =>
  issueJws(card, { ...made.issuer.shc, issuerUrl: made.issuer.issuerUrl, issuedAt: ISSUED });

const partOf = (jws: string, index: number): Buffer => Buffer.from(jws.split('.')[index] ?? '', 'base64url');

test('header, claims and keys are of the published schemas', async () => {
  const jws = await jwsOf();
  expect(JSON.parse(partOf(jws, 0).toString())).toEqual({
    zip: 'DEF',
    alg: 'ES256',
    kid: made.issuer.shc.kid,
  });
  const claims: unknown = JSON.parse(inflateRawSync(partOf(jws, 1)).toString());
  expect(schemaOf('smart-health-card-vc-schema')(claims)).toBe(true);
  expect(schemaOf('jws-schema')(jws)).toBe(true);
  expect(schemaOf('smart-health-card-schema')({ verifiableCredential: [jws] })).toBe(true);
  expect(schemaOf('keyset-schema')({ keys: [made.issuer.shc.jwk] })).toBe(true);
  expect(inflateRawSync(partOf(jws, 1)).toString()).toBe(JSON.stringify(claims));
});

const Forbidden = z.object({ mustNotContain: z.array(z.object({ path: z.string() })) });

/** True when some object of the value has this path of member names, through lists. */
const holds = (value: unknown, path: readonly string[]): boolean => {
  if (Array.isArray(value)) return value.some((item) => holds(item, path));
  const [name, ...rest] = path;
  if (name === undefined) return true;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? holds(Object.entries(value).find(([key]) => key === name)?.[1], rest)
    : false;
};

const everything = Bundle.parse({
  resourceType: 'Bundle',
  id: 'b',
  meta: { lastUpdated: ISSUED },
  entry: [
    {
      fullUrl: 'urn:uuid:p',
      resource: {
        resourceType: 'Patient',
        id: 'p',
        meta: {
          versionId: '1',
          security: [{ system: 'https://smarthealth.cards/ial', code: 'IAL1.4', display: 'x' }],
        },
        text: { status: 'generated', div: '<div/>' },
        identifier: [{ system: 'urn:oid:1', value: '0' }],
        name: [{ id: 'n', family: 'Anyperson', given: ['Zoé'] }],
        birthDate: '1960-02-03',
        gender: 'female',
        telecom: [{ system: 'phone', value: '0' }],
        address: [{ text: 'x' }],
      },
    },
    {
      fullUrl: 'urn:uuid:i',
      resource: {
        resourceType: 'Immunization',
        id: 'i',
        identifier: [{ value: 'x' }],
        status: 'completed',
        vaccineCode: {
          text: 'words',
          coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208', display: 'words' }],
        },
        patient: { reference: 'Patient/p' },
        occurrenceDateTime: '2021-01-01',
        lotNumber: 'EX1',
        site: { coding: [{ code: 'LA' }] },
        note: [{ text: 'words' }],
        performer: [{ actor: { display: 'Centre inventé' } }],
        protocolApplied: [{ doseNumberPositiveInt: 1 }],
      },
    },
  ],
});

test('a bundle is compacted: short references, and nothing that the profiles keep out', () => {
  const compact = compactBundle(everything);
  for (const [name, profile] of [
    ['Patient', 'patient-dm'],
    ['Immunization', 'immunization-dm'],
  ] as const) {
    const resource = compact.entry.find((entry) => entry.resource.resourceType === name)?.resource;
    for (const { path } of Forbidden.parse(json(profile)).mustNotContain)
      expect(holds(resource, path.split('.').slice(1)), path).toBe(false);
  }
  const text = JSON.stringify(compact);
  for (const gone of ['words', 'urn:uuid', 'Patient/p', 'versionId', 'female'])
    expect(text).not.toContain(gone);
  expect(compact.entry[1]).toEqual({
    fullUrl: 'resource:1',
    resource: {
      resourceType: 'Immunization',
      status: 'completed',
      vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208' }] },
      patient: { reference: 'resource:0' },
      occurrenceDateTime: '2021-01-01',
      lotNumber: 'EX1',
      performer: [{ actor: { display: 'Centre inventé' } }],
    },
  });
  expect(compactBundle(compact)).toEqual(compact);
});

test('a card of eight doses is one code of version 22', async () => {
  const [text = '', ...more] = await made.shc(cardOf(8));
  expect(more).toEqual([]);
  expect(text.length).toBeLessThanOrEqual('shc:/'.length + 2 * SINGLE_MAX);
  // With the quiet zone, four squares on each side.
  expect((await qrDrawing(text)).size).toBeLessThanOrEqual(105 + 8);
  expect((await verifyText(text, made.trust, NOW, nodeEngine)).valid).toBe(true);
});

test('a card of many doses takes several codes, read in any order, together', async () => {
  const lots = cardOf(60);
  const texts = await made.shc(lots);
  expect(texts.length).toBeGreaterThan(1);
  expect(texts[0]).toMatch(new RegExp(`^shc:/1/${texts.length}/`));
  expect(
    Math.max(...texts.map((text) => text.length)) - Math.min(...texts.map((text) => text.length)),
  ).toBeLessThan(100);
  const verdict = (text: string) => verifyText(text, made.trust, NOW, nodeEngine);
  expect((await verdict(texts.join(' '))).valid).toBe(true);
  expect((await verdict(texts.toReversed().join('\n'))).valid).toBe(true);
  expect((await verdict([...texts, ...texts].join(' '))).valid).toBe(true);
  expect((await verdict(texts.slice(1).join(' '))).detail).toContain('missing: 1');
  const others = await made.shc(cardOf(61));
  expect((await verdict([texts[0], ...others.slice(1)].join(' '))).valid).toBe(false);
  expect((await verdict([texts[0], others[0], ...texts.slice(1)].join(' '))).detail).toContain(
    'different cards',
  );
});

test('a token by itself, as a file of cards has it, is verified too', async () => {
  expect((await verifyText(await jwsOf(), made.trust, NOW, nodeEngine)).valid).toBe(true);
});

test('a key is named by its thumbprint (RFC 7638, section 3.1)', () => {
  const jwk = {
    kty: 'RSA',
    n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
    e: 'AQAB',
    alg: 'RS256',
    kid: '2011-04-29',
  };
  expect(thumbprintOf(jwk)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
});

test('nothing that breaks the format is signed', async () => {
  const issue = (change: object) =>
    issueJws(cardOf(1), {
      ...made.issuer.shc,
      issuerUrl: made.issuer.issuerUrl,
      issuedAt: ISSUED,
      ...change,
    });
  await expect(issue({ issuerUrl: 'https://cards.example/' })).rejects.toThrow('slash');
  await expect(issue({ issuedAt: 'today' })).rejects.toThrow('instant');
});

/** Each reason of a verdict by itself, for both formats, by both engines: what is signed here is really signed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrustedKey, TrustList, Verdict } from '#certificate/certificate.ts';
import type { Dcc } from '#certificate/dcc.ts';
import { nodeEngine } from '#certificate/engine.node.ts';
import { webEngine } from '#certificate/engine.web.ts';
import { issueJws } from '#certificate/issue-shc.node.ts';
import { bytesOfIdentifier, dccIdentifier, revokedHashOf, shcIdentifier } from '#certificate/revocation.ts';
import { verifyText } from '#certificate/verify.ts';
import {
  cardOf,
  EXPIRES,
  ISSUED,
  makeIssuer,
  NOW,
  type TestIssuer,
  VACCINATION,
} from '../../tests/certificates.ts';

let made: TestIssuer;
let other: TestIssuer;
beforeAll(async () => {
  [made, other] = [await makeIssuer(), await makeIssuer(['test'])];
});
afterAll(async () => {
  await made.remove();
  await other.remove();
});

/** The verdict of both engines, which are the same. */
const verdict = async (text: string, trust: TrustList = made.trust, now = NOW): Promise<Verdict> => {
  const byNode = await verifyText(text, trust, now, nodeEngine);
  expect(await verifyText(text, trust, now, webEngine)).toEqual(byNode);
  return byNode;
};

const reason = async (text: string, trust?: TrustList, now?: string): Promise<string | null> =>
  (await verdict(text, trust, now)).reason;

/** The list, its keys told otherwise. */
const trustWith = (change: Partial<TrustedKey>): TrustList => ({
  ...made.trust,
  keys: made.trust.keys.map((key) => ({ ...key, ...change })),
});

const revokedHash = async (identifier: string): Promise<string> =>
  revokedHashOf(await nodeEngine.sha256(bytesOfIdentifier(identifier)));

const secondBefore = (instant: string, seconds = 1): string =>
  new Date(Date.parse(instant) - seconds * 1000).toISOString();

test('what is issued is valid, and says what was to be said', async () => {
  expect(await verdict(await made.dcc())).toEqual({
    valid: true,
    reason: null,
    claims: VACCINATION,
    format: 'dcc',
    issuer: 'FR',
    issuedAt: '2026-11-01T08:00:00.000Z',
    expiresAt: '2027-11-01T08:00:00.000Z',
    kid: made.issuer.dcc.kid,
    detail: null,
  });
  const [card = ''] = await made.shc();
  expect(await verdict(card)).toMatchObject({
    valid: true,
    format: 'shc',
    issuer: 'https://cards.example',
    expiresAt: null,
    kid: made.issuer.shc.kid,
  });
});

describe.each(['dcc', 'shc'] as const)('%s', (format) => {
  const text = async (by = made, times?: { issuedAt?: string; expiresAt?: string }): Promise<string> =>
    format === 'dcc' ? by.dcc(VACCINATION, times) : ((await by.shc(cardOf(2), times))[0] ?? '');

  test('a key nobody declared', async () => {
    expect(await verdict(await text(other))).toMatchObject({
      valid: false,
      reason: 'unknown-key',
      claims: expect.anything(),
    });
    expect(await reason(await text(), { ...made.trust, keys: [] })).toBe('unknown-key');
  });

  test('a key that is not yet, or no longer, valid', async () => {
    expect(await reason(await text(), trustWith({ notAfter: secondBefore(NOW) }))).toBe('key-expired');
    expect(await reason(await text(), trustWith({ notAfter: NOW }))).toBe(null);
    expect(await reason(await text(), trustWith({ notBefore: secondBefore(NOW, -1) }))).toBe('key-expired');
    expect(await reason(await text(), trustWith({ notBefore: NOW }))).toBe(null);
  });

  test('a key its issuer withdrew', async () => {
    expect(await reason(await text(), trustWith({ revokedAt: NOW }))).toBe('key-revoked');
    expect(await reason(await text(), trustWith({ revokedAt: secondBefore(NOW, -1) }))).toBe(null);
  });

  test('the name of one key, the signature of another', async () => {
    const keys = made.trust.keys.map((key, i) => ({ ...key, jwk: other.trust.keys[i]?.jwk ?? key.jwk }));
    expect(await reason(await text(), { ...made.trust, keys })).toBe('wrong-signature');
  });

  test('two keys of one name: each is tried, whatever their order', async () => {
    const wrong = made.trust.keys.map((key, i) => ({ ...key, jwk: other.trust.keys[i]?.jwk ?? key.jwk }));
    expect(await reason(await text(), { ...made.trust, keys: [...wrong, ...made.trust.keys] })).toBe(null);
    expect(await reason(await text(), { ...made.trust, keys: [...made.trust.keys, ...wrong] })).toBe(null);
    const late = made.trust.keys.map((key) => ({ ...key, notAfter: secondBefore(NOW) }));
    expect(await reason(await text(), { ...made.trust, keys: [...wrong, ...late] })).toBe('wrong-signature');
  });

  test('a key that is no key verifies nothing', async () => {
    expect(await reason(await text(), trustWith({ jwk: { kty: 'EC', crv: 'P-256' } }))).toBe(
      'wrong-signature',
    );
    expect(await reason(await text(), trustWith({ jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }))).toBe(
      'wrong-signature',
    );
  });

  test('before it was issued', async () => {
    expect(await reason(await text(), made.trust, secondBefore(ISSUED))).toBe('not-yet-valid');
    expect(await reason(await text(), made.trust, ISSUED)).toBe(null);
  });

  test('after it expired; the last second is good', async () => {
    const brief = await text(made, { expiresAt: EXPIRES });
    expect(await reason(brief, made.trust, EXPIRES)).toBe(null);
    expect(await reason(brief, made.trust, secondBefore(EXPIRES, -1))).toBe('expired');
  });

  test('what comes first is told first', async () => {
    const trust = trustWith({ revokedAt: NOW, notAfter: secondBefore(NOW) });
    expect(await reason(await text(), trust)).toBe('key-expired');
    expect(await reason(await text(), trustWith({ revokedAt: ISSUED }), secondBefore(ISSUED, -1))).toBe(
      'key-revoked',
    );
  });
});

test('a key that may sign tests signs no vaccination', async () => {
  const text = await other.dcc();
  expect(await verdict(text, other.trust)).toMatchObject({
    reason: 'key-usage',
    detail: 'its key may not sign certificates of vaccinations',
  });
  const payload: Dcc = {
    ver: '1.3.3',
    nam: VACCINATION.nam,
    dob: '',
    t: [
      {
        tg: '840539006',
        tt: 'LP6464-4',
        sc: '2026-10-31T10:00:00+02',
        tr: '260415000',
        tc: 'Centre inventé',
        co: 'FR',
        is: 'Invented ministry',
        ci: 'URN:UVCI:01:FR:ESSAI/T',
      },
    ],
  };
  expect(await reason(await other.dcc(payload), other.trust)).toBe(null);
});

test('a card that names the key of an EU certificate escapes nothing of what this key may sign', async () => {
  const { signer, kid } = other.issuer.dcc;
  const text = await issueJws(cardOf(1), {
    signer,
    kid,
    issuerUrl: 'https://cards.example',
    issuedAt: ISSUED,
  });
  expect(await reason(text, other.trust)).toBe('unknown-key');
});

test('a certificate withdrawn by its identifier, whatever the case it is written in', async () => {
  const revoked = [await revokedHash(dccIdentifier('urn:uvci:01:fr:essai/0123456789abcdef#a'))];
  expect(await reason(await made.dcc(), { ...made.trust, revoked })).toBe('revoked');
  expect(await reason(await made.dcc(), { ...made.trust, revoked: ['0'.repeat(32)] })).toBe(null);
});

test('cards withdrawn by their rid, under their key, all or those before a second', async () => {
  const [card = ''] = await made.shc({ ...cardOf(1), rid: 'aB-_1' });
  const hash = await revokedHash(shcIdentifier(made.issuer.shc.kid, 'aB-_1'));
  const issued = Date.parse(ISSUED) / 1000;
  const under = (revoked: string[]) => reason(card, { ...made.trust, revoked });
  expect(await under([hash])).toBe('revoked');
  expect(await under([`${hash}.${issued + 1}`])).toBe('revoked');
  expect(await under([`${hash}.${issued}`])).toBe(null);
  expect(await under([`${hash}.${issued + 1}`, `${hash}.${issued - 5}`])).toBe('revoked');
  expect(await under([await revokedHash(shcIdentifier(other.issuer.shc.kid, 'aB-_1'))])).toBe(null);
});

test('a key declared for one address signs no card of another', async () => {
  const [card = ''] = await made.shc();
  expect(await verdict(card, trustWith({ issuer: 'https://elsewhere.example' }))).toMatchObject({
    reason: 'unknown-key',
    detail: 'its key is declared for another issuer than https://cards.example',
  });
});

test('a verdict has its instant', async () => {
  await expect(verifyText('HC1:', made.trust, 'today', nodeEngine)).rejects.toThrow('instant');
});

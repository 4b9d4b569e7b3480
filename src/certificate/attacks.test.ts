// Long: one attack after another on the same keys; cut in two it would make them twice.
/** What a stranger may hold before the camera: nothing throws, nothing is accepted, and every answer says why. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { deflateRawSync, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBase45, toBase45 } from '#certificate/base45.ts';
import { readCbor, writeCbor } from '#certificate/cbor.ts';
import type { Verdict } from '#certificate/certificate.ts';
import { signatureStructure } from '#certificate/dcc-text.ts';
import { nodeEngine } from '#certificate/engine.node.ts';
import type { Engine } from '#certificate/engine.ts';
import { webEngine } from '#certificate/engine.web.ts';
import { verifyText } from '#certificate/verify.ts';
import { makeIssuer, NOW, type TestIssuer, VACCINATION } from '../../tests/certificates.ts';

let made: TestIssuer;
beforeAll(async () => {
  made = await makeIssuer();
});
afterAll(() => made.remove());

const verdict = (text: string, engine: Engine = nodeEngine): Promise<Verdict> =>
  verifyText(text, made.trust, NOW, engine);

const both = async (text: string): Promise<Verdict> => {
  const byNode = await verdict(text);
  expect(await verdict(text, webEngine)).toEqual(byNode);
  return byNode;
};

const hc1 = (bytes: Uint8Array): string => `HC1:${toBase45(deflateSync(bytes))}`;

const IAT = 1_790_000_000;
const EXP = 1_830_000_000;

type Made = {
  readonly claims?: Uint8Array;
  readonly labels?: ReadonlyMap<number, unknown>;
  readonly loose?: ReadonlyMap<number, unknown>;
  readonly tags?: readonly number[];
};

/** A message really signed by the trusted key, whatever its content. */
const signed = async ({ claims, labels, loose = new Map(), tags = [0xd2] }: Made): Promise<string> => {
  const { signer, kid } = made.issuer.dcc;
  const header = writeCbor(
    labels ??
      new Map<number, unknown>([
        [1, -7],
        [4, Buffer.from(kid, 'base64')],
      ]),
  );
  const payload = claims ?? writeCbor(claimsWith({}));
  const signature = await signer.sign(signatureStructure(header, payload));
  return hc1(Buffer.concat([Buffer.from(tags), writeCbor([header, loose, payload, signature])]));
};

const claimsWith = (change: Readonly<Record<number, unknown>>, payload: unknown = VACCINATION) =>
  new Map<number, unknown>([
    [1, 'FR'],
    [4, change[4] ?? EXP],
    [6, change[6] ?? IAT],
    [-260, change[-260] ?? new Map([[1, payload]])],
  ]);

describe('texts', () => {
  test.each([
    ['', 'unreadable'],
    ['HC1:', 'unreadable'],
    ['HC2:NCFOXN', 'unreadable'],
    ['hc1:NCFOXN', 'unreadable'],
    ['HC1:a', 'unreadable'],
    ['HC1::::', 'unreadable'],
    ['HC1:ééé', 'unreadable'],
    ['shc:/', 'unreadable'],
    ['shc:/123', 'unreadable'],
    ['shc:/2/1/5656', 'unreadable'],
    ['shc:/0/1/5656', 'unreadable'],
    ['shc:/1/2/5656', 'unreadable'],
    ['shc:/99999999999999999999', 'unreadable'],
    ['a.b.c', 'unreadable'],
    [`HC1:${'A'.repeat(70_000)}`, 'too-large'],
  ])('%s is %s', async (text, reason) => {
    expect(await both(text)).toMatchObject({
      valid: false,
      reason,
      claims: null,
      detail: expect.any(String),
    });
  });

  test('base45 with a character of another alphabet, or above what two bytes hold', async () => {
    const text = await made.dcc();
    expect((await both(text.replace(/.$/, 'a'))).reason).toBe('unreadable');
    expect((await both(`HC1:${':::'.repeat(40)}`)).detail).toContain('base45');
  });

  test('without its prefix, not compressed, or with bytes after the end', async () => {
    const text = await made.dcc();
    expect((await both(text.slice(4))).reason).toBe('unreadable');
    const compressed = fromBase45(text.slice(4)) ?? new Uint8Array(0);
    expect((await both(`HC1:${toBase45(Buffer.concat([compressed, Buffer.alloc(2)]))}`)).reason).toBe(
      'unreadable',
    );
    expect((await both(`HC1:${toBase45(writeCbor([1, 2]))}`)).reason).toBe('unreadable');
  });
});

describe('zlib', () => {
  const bomb = Buffer.alloc(50_000_000);

  test('what inflates to 50 MB is left at 64 kB, in little memory and time', async () => {
    const text = `HC1:${toBase45(deflateSync(bomb, { level: 9 })).slice(0, 60_000)}`;
    const before = process.memoryUsage().rss;
    for (const engine of [nodeEngine, webEngine])
      expect((await verdict(text, engine)).reason).toBe('too-large');
    expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
  });

  test('the same in a card', async () => {
    const header = Buffer.from(JSON.stringify({ zip: 'DEF', alg: 'ES256', kid: 'x' })).toString('base64url');
    const jws = `${header}.${deflateRawSync(bomb.subarray(0, 40_000_000), { level: 9 }).toString('base64url').slice(0, 60_000)}.AAAA`;
    for (const engine of [nodeEngine, webEngine])
      expect((await verdict(jws, engine)).reason).toBe('too-large');
  });

  test('exactly the limit is read, one byte more is not', async () => {
    for (const engine of [nodeEngine, webEngine]) {
      const at = (length: number) =>
        engine.inflate(new Uint8Array(deflateSync(bomb.subarray(0, length))), 'zlib', 65_536);
      expect(await at(65_536)).toHaveLength(65_536);
      expect(await at(65_537)).toBe('too-large');
    }
  });
});

describe('CBOR', () => {
  const nested = (byte: number, depth: number) => Buffer.concat([Buffer.alloc(depth, byte), Buffer.of(0)]);

  test.each([
    ['arrays', nested(0x81, 30_000)],
    ['arrays without end', Buffer.alloc(30_000, 0x9f)],
    ['maps', Buffer.concat([Buffer.alloc(40, 0xa1), Buffer.of(0)])],
    ['tags', nested(0xc1, 30_000)],
    ['an array of 2^53 items', Buffer.from('9b001fffffffffffff01', 'hex')],
    ['bytes of 2^40', Buffer.from('5b0000010000000000ff', 'hex')],
    ['a map of 2^32 pairs', Buffer.from('baffffffff0101', 'hex')],
    ['a text cut', Buffer.from('7818616263', 'hex')],
    ['pieces of another type', Buffer.from('7f4161ff', 'hex')],
    ['pieces without end', Buffer.from('7f6161', 'hex')],
    ['a break alone', Buffer.from('ff', 'hex')],
    ['nothing', Buffer.alloc(0)],
    ['two items', Buffer.from('0101', 'hex')],
  ])('%s', async (_, bytes) => {
    expect(readCbor(bytes)).toBeNull();
    expect((await both(hc1(bytes))).reason).toBe('unreadable');
  });

  test('pieces of a text or of bytes are joined', () => {
    expect(readCbor(Buffer.from('7f61616162ff', 'hex'))?.value).toBe('ab');
    expect(readCbor(Buffer.from('825f41014102ff01', 'hex'))?.value).toEqual([new Uint8Array([1, 2]), 1]);
  });

  test('tags are seen through, at any place, and told before the first item', () => {
    expect(readCbor(Buffer.from('d83dd28101', 'hex'))).toEqual({ value: [1], tags: [61, 18] });
    expect(readCbor(Buffer.from('82c101c06161', 'hex'))).toEqual({ value: [1, 'a'], tags: [] });
  });

  test('thirty-two deep is read, thirty-three is not', () => {
    expect(readCbor(nested(0x81, 32))).not.toBeNull();
    expect(readCbor(nested(0x81, 33))).toBeNull();
  });

  test('what is written is read, and what is cut is not', () => {
    const json = fc.jsonValue({ maxDepth: 5 });
    fc.assert(
      fc.property(json, fc.nat(), (value, cut) => {
        const bytes = writeCbor(value);
        expect(readCbor(bytes)).not.toBeNull();
        expect(readCbor(bytes.subarray(0, cut % bytes.length))).toBeNull();
      }),
    );
  });

  test('a key twice in a map: two readers would read two certificates', async () => {
    const once = Buffer.from(writeCbor(new Map([[1, 'FR']])));
    const twice = Buffer.concat([Buffer.of(0xa2), once.subarray(1), once.subarray(1)]);
    expect((await both(await signed({ claims: twice }))).reason).toBe('unreadable');
    const payload = writeCbor(VACCINATION);
    const dob = Buffer.from('63646f626a313936302d30322d3033', 'hex');
    const at = Buffer.from(payload).indexOf(dob);
    expect(at).toBeGreaterThan(0);
    const doubled = Buffer.concat([payload.subarray(0, at), dob, payload.subarray(at)]);
    doubled[0] = (doubled[0] ?? 0) + 1;
    const claims = Buffer.concat([
      Buffer.from('a304', 'hex'),
      writeCbor(EXP),
      Buffer.of(6),
      writeCbor(IAT),
      writeCbor(-260),
      Buffer.from('a101', 'hex'),
      doubled,
    ]);
    expect((await both(await signed({ claims }))).reason).toBe('unreadable');
  });
});

describe('COSE and claims, really signed', () => {
  test('as it should be, with either tag, both or none', async () => {
    for (const tags of [[], [0xd2], [0xd8, 61], [0xd8, 61, 0xd2], [0xd9, 0xd9, 0xf7, 0xd2]])
      expect((await both(await signed({ tags }))).valid, tags.join()).toBe(true);
    expect((await both(await signed({ tags: [0xd1] }))).reason).toBe('unreadable');
    expect((await both(await signed({ tags: [0xd2, 0xd8, 61] }))).reason).toBe('unreadable');
  });

  test('the key identifier in either header; the protected one wins', async () => {
    const kid = Buffer.from(made.issuer.dcc.kid, 'base64');
    const alone = new Map<number, unknown>([[1, -7]]);
    const other = Buffer.from('0011223344556677', 'hex');
    const reasonOf = async (labels: Map<number, unknown>, loose: Map<number, unknown>) =>
      (await both(await signed({ labels, loose }))).reason;
    expect(await reasonOf(alone, new Map([[4, kid]]))).toBe(null);
    expect(await reasonOf(new Map(alone).set(4, kid), new Map([[4, other]]))).toBe(null);
    expect(await reasonOf(new Map(alone).set(4, other), new Map([[4, kid]]))).toBe('unknown-key');
    expect(await reasonOf(alone, new Map([[4, other]]))).toBe('unknown-key');
    expect(await reasonOf(alone, new Map())).toBe('unknown-key');
    expect(await reasonOf(new Map(alone).set(4, kid.subarray(0, 7)), new Map())).toBe('unknown-key');
    expect(await reasonOf(new Map(alone).set(4, Buffer.concat([kid, Buffer.of(1)])), new Map())).toBe(
      'unknown-key',
    );
    expect(await reasonOf(new Map(alone).set(4, 'text'), new Map())).toBe('unknown-key');
  });

  test('another algorithm than the key, none, or one that is not of the format', async () => {
    const kid = Buffer.from(made.issuer.dcc.kid, 'base64');
    const reasonOf = async (labels: [number, unknown][]) =>
      (await both(await signed({ labels: new Map([[4, kid], ...labels]) }))).reason;
    expect(await reasonOf([[1, -37]])).toBe('wrong-signature');
    expect(await reasonOf([[1, -257]])).toBe('malformed');
    expect(await reasonOf([[1, 'ES256']])).toBe('malformed');
    expect(await reasonOf([])).toBe('malformed');
    expect(
      await reasonOf([
        [1, -7],
        [2, [99]],
      ]),
    ).toBe('malformed');
  });

  test.each<[string, Readonly<Record<number, unknown>>, string | null]>([
    ['fractions of seconds', { 4: EXP + 0.5, 6: IAT + 0.25 }, null],
    ['an expiry that is a text', { 4: '2030-01-01' }, 'malformed'],
    ['an expiry that is no number', { 4: Number.NaN }, 'malformed'],
    ['an expiry of 2^60', { 4: 2n ** 60n }, 'malformed'],
    ['a negative time of issue', { 6: -1 }, 'malformed'],
    ['no health certificate', { [-260]: new Map([[2, {}]]) }, 'malformed'],
    ['a health certificate that is a list', { [-260]: [VACCINATION] }, 'malformed'],
    ['keys that are no texts', { [-260]: new Map([[1, new Map([[1, 2]])]]) }, 'malformed'],
  ])('%s', async (_, change, reason) => {
    expect((await both(await signed({ claims: writeCbor(claimsWith(change)) }))).reason).toBe(reason);
  });

  test('several certificates in one are none', async () => {
    const { v } = VACCINATION;
    const twice = { ...VACCINATION, v: [...(v ?? []), ...(v ?? [])] };
    for (const payload of [twice, { ...VACCINATION, r: [] }, { ...VACCINATION, t: null }, {}])
      expect((await both(await signed({ claims: writeCbor(claimsWith({}, payload)) }))).reason).toBe(
        'malformed',
      );
  });

  test('a name like a member of every object is a name', async () => {
    const payload = JSON.parse(JSON.stringify(VACCINATION).replace('{', '{"__proto__":{"v":1},'));
    const { claims, valid } = await both(await signed({ claims: writeCbor(claimsWith({}, payload)) }));
    expect(valid).toBe(true);
    expect(Object.hasOwn(claims ?? {}, '__proto__')).toBe(true);
  });

  test('signatures of any length are wrong, and break nothing', async () => {
    const message = readCbor(
      writeCbor([
        writeCbor(
          new Map<number, unknown>([
            [1, -7],
            [4, Buffer.from(made.issuer.dcc.kid, 'base64')],
          ]),
        ),
        new Map(),
        writeCbor(claimsWith({})),
      ]),
    )?.value;
    for (const length of [0, 1, 63, 64, 65, 71, 72, 512]) {
      const bytes = writeCbor([...(Array.isArray(message) ? message : []), new Uint8Array(length).fill(7)]);
      expect((await both(hc1(bytes))).reason).toBe('wrong-signature');
    }
  });

  test('a signature by the algorithm of DER is not that of COSE', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const header = writeCbor(
      new Map<number, unknown>([
        [1, -7],
        [4, Buffer.alloc(8)],
      ]),
    );
    const payload = writeCbor(claimsWith({}));
    const { kty = '', ...rest } = publicKey.export({ format: 'jwk' });
    const keys = made.trust.keys.map((key) => ({
      ...key,
      kid: Buffer.alloc(8).toString('base64'),
      jwk: { kty, ...rest },
    }));
    const text = (signature: Uint8Array) => hc1(writeCbor([header, new Map(), payload, signature]));
    const bytes = signatureStructure(header, payload);
    const reasonOf = async (signature: Uint8Array) =>
      (await verifyText(text(signature), { ...made.trust, keys }, NOW, nodeEngine)).reason;
    expect(await reasonOf(sign('sha256', bytes, privateKey))).toBe('wrong-signature');
    expect(await reasonOf(sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }))).toBe(null);
  });
});

describe('cards, really signed', () => {
  const card = async (header: unknown, claims: unknown): Promise<Verdict> => {
    const part = (bytes: string | Uint8Array) => Buffer.from(bytes).toString('base64url');
    const start = `${part(JSON.stringify(header))}.${part(deflateRawSync(typeof claims === 'string' ? claims : JSON.stringify(claims)))}`;
    return both(`${start}.${part(await made.issuer.shc.signer.sign(Buffer.from(start)))}`);
  };
  const header = () => ({ zip: 'DEF', alg: 'ES256', kid: made.issuer.shc.kid });
  const fhirBundle = { resourceType: 'Bundle', entry: [{ resource: { resourceType: 'Patient' } }] };
  const claims = {
    iss: 'https://cards.example',
    nbf: IAT,
    vc: {
      type: ['https://smarthealth.cards#health-card'],
      credentialSubject: { fhirVersion: '4.0.1', fhirBundle },
    },
  };

  test('as it should be', async () => {
    expect((await card(header(), claims)).valid).toBe(true);
  });

  test.each<[string, object]>([
    ['no algorithm', { alg: 'none' }],
    ['another', { alg: 'HS256' }],
    ['not deflated', { zip: undefined }],
    ['without a key', { kid: undefined }],
    ['with an extension to understand', { crit: ['b64'], b64: false }],
  ])('a header with %s', async (_, change) => {
    expect((await card({ ...header(), ...change }, claims)).valid).toBe(false);
  });

  test.each<[string, unknown]>([
    ['no time', { ...claims, nbf: '2021' }],
    ['an expiry that is a text', { ...claims, exp: 'never' }],
    ['no type of card', { ...claims, vc: { ...claims.vc, type: ['https://smarthealth.cards#covid19'] } }],
    [
      'an empty bundle',
      {
        ...claims,
        vc: {
          ...claims.vc,
          credentialSubject: { fhirVersion: '4.0.1', fhirBundle: { resourceType: 'Bundle', entry: [] } },
        },
      },
    ],
    ['a rid too long', { ...claims, vc: { ...claims.vc, rid: 'x'.repeat(25) } }],
  ])('claims with %s', async (_, wrong) => {
    expect((await card(header(), wrong)).reason).toBe('malformed');
  });

  test('JSON that nests without end, or is none', async () => {
    const deep = `{"iss":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    for (const text of [deep, '[]', 'null', '{', '']) {
      const verdict = await card(header(), text);
      expect(verdict.reason).toBe('unreadable');
      expect(JSON.stringify(verdict)).toContain('unreadable');
    }
  });
});

describe('whatever the text', () => {
  const isTold = (verdict: Verdict): boolean =>
    verdict.valid === (verdict.reason === null) && (verdict.detail === null) === verdict.valid;

  test('any text gets its verdict', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 100 }).map((text) => `HC1:${text}`),
      fc.uint8Array({ maxLength: 400 }).map((bytes) => hc1(bytes)),
      fc.uint8Array({ maxLength: 400 }).map((bytes) => `HC1:${toBase45(bytes)}`),
      fc.stringMatching(/^shc:\/[0-9/]{0,200}$/),
      fc.stringMatching(/^[\w.-]{0,200}$/),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const verdict = await both(text);
        expect(verdict.valid).toBe(false);
        expect(isTold(verdict)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('every truncation of a certificate and of a card is refused', async () => {
    const [card = ''] = await made.shc();
    for (const text of [await made.dcc(), card])
      for (let length = 0; length < text.length; length++) {
        const verdict = await verdict0(text.slice(0, length));
        expect(verdict.valid, `${length} of ${text.length}`).toBe(false);
      }
  });

  const verdict0 = (text: string) => verifyText(text, made.trust, NOW, nodeEngine);

  test('a bit changed anywhere under the compression is refused', async () => {
    const { inflateSync } = await import('node:zlib');
    const bytes = inflateSync(fromBase45((await made.dcc()).slice(4)) ?? new Uint8Array(0));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const { valid, claims } = await verdict0(hc1(changed));
        // The first byte is the tag, which is not signed and may be another that means the same, or none.
        if (valid) expect([bit >> 3, claims]).toEqual([0, VACCINATION]);
      }),
      { numRuns: 600 },
    );
  });

  test('a character changed anywhere in the text is refused, or says the same', async () => {
    const [card = ''] = await made.shc();
    const texts = [await made.dcc(), card];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.nat(),
        fc.constantFrom(...'019AZ$ %*+-./:é'),
        async (text, at, by) => {
          const i = at % text.length;
          const { valid, claims } = await verdict0(text.slice(0, i) + by + text.slice(i + 1));
          const { claims: whole } = await verdict0(text);
          if (valid) expect(claims).toEqual(whole);
        },
      ),
      { numRuns: 600 },
    );
  });
});

/** Whom to trust: the file, the folder, and what is wrong with them; the keys of an issuer, made and opened. */
import { X509Certificate } from 'node:crypto';
import { chmod, copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIssuer } from '#certificate/create-issuer.node.ts';
import { nodeEngine } from '#certificate/engine.node.ts';
import { openIssuer } from '#certificate/keys.node.ts';
import { addressOf } from '#certificate/pkcs11.node.ts';
import { bytesOfIdentifier, dccIdentifier, revokedHashOf } from '#certificate/revocation.ts';
import { trustListOf } from '#certificate/trust.node.ts';
import { verifyText } from '#certificate/verify.ts';
import { trustedKeysOf } from '#certificate/x509.node.ts';
import { cardOf, makeIssuer, NOW, type TestIssuer, VACCINATION } from '../../tests/certificates.ts';

let made: TestIssuer;
let folder: string;
beforeAll(async () => {
  made = await makeIssuer();
  folder = await mkdtemp(join(tmpdir(), 'rappel-trust-'));
});
afterAll(async () => {
  await made.remove();
  await rm(folder, { recursive: true });
});

const fileOf = async (name: string, content: unknown): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const der = () => Buffer.from(made.issuer.dcc.certificate).toString('base64');

test('a trust file: certificates, the instant, and no more is needed', async () => {
  const path = await fileOf('trust.json', { certificates: [der()], now: '2026-11-22T13:00:00+0100' });
  const { list, now } = await trustListOf(path);
  expect(now).toBe('2026-11-22T12:00:00.000Z');
  expect(list.keys).toEqual([
    {
      kid: made.issuer.dcc.kid,
      jwk: expect.objectContaining({ kty: 'EC', crv: 'P-256' }),
      issuer: 'FR',
      uses: ['vaccination', 'test', 'recovery'],
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2028-01-01T00:00:00.000Z',
      revokedAt: null,
    },
  ]);
  expect((await verifyText(await made.dcc(), list, now ?? '', nodeEngine)).valid).toBe(true);
  expect((await trustListOf(await fileOf('bare.json', '\uFEFF{"certificates":[]}'))).now).toBeNull();
});

test('a certificate without usages signs the three kinds, and cards', async () => {
  const free = await makeIssuer([]);
  const keys = trustedKeysOf(free.issuer.dcc.certificate);
  expect(keys.map(({ kid, uses }) => [kid.length, uses.length])).toEqual([
    [12, 3],
    [43, 3],
  ]);
  await free.remove();
});

test('a folder: certificates of any form, issuers of cards, what is withdrawn', async () => {
  const trusted = await mkdtemp(join(tmpdir(), 'rappel-trusted-'));
  await copyFile(join(made.folder, 'dsc.pem'), join(trusted, 'fr.pem'));
  const root = new X509Certificate(await readFile(join(made.folder, 'csca.pem')));
  await writeFile(join(trusted, 'root.der'), root.raw);
  const issuers = (withdrawn: unknown[], rids: string[]) => ({
    issuers: [
      {
        iss: made.issuer.issuerUrl,
        jwks: { keys: [made.issuer.shc.jwk] },
        crls: [{ kid: made.issuer.shc.kid, method: 'rid', ctr: 1, rids }],
      },
    ],
    withdrawn,
  });
  const [card = ''] = await made.shc({ ...cardOf(1), rid: 'r1' });
  const reasons = async () => {
    const { list } = await trustListOf(trusted);
    return Promise.all(
      [await made.dcc(), card].map(async (text) => (await verifyText(text, list, NOW, nodeEngine)).reason),
    );
  };
  expect(await reasons()).toEqual([null, 'unknown-key']);
  const write = (name: string, text: string) => writeFile(join(trusted, name), text);
  await write('issuers.json', JSON.stringify(issuers([], [])));
  expect(await reasons()).toEqual([null, null]);
  const hash = revokedHashOf(
    await nodeEngine.sha256(bytesOfIdentifier(dccIdentifier(VACCINATION.v?.[0]?.ci ?? ''))),
  );
  await write('revoked.txt', `# withdrawn\n\n${hash.toUpperCase()}  # one\n`);
  await write('issuers.json', JSON.stringify(issuers([], ['other', 'r1.1900000000'])));
  expect(await reasons()).toEqual(['revoked', 'revoked']);
  const since = '2026-11-01';
  await write('issuers.json', JSON.stringify(issuers([{ kid: made.issuer.dcc.kid, since }], [])));
  expect(await reasons()).toEqual(['key-revoked', null]);
  await write('revoked.txt', 'FR1234\n');
  await expect(trustListOf(trusted)).rejects.toThrow(/revoked\.txt: line 1: expected 32/);
  await rm(trusted, { recursive: true });
});

test.each([
  ['not JSON', '{', /wrong\.json: not JSON/],
  ['no certificate', { certificates: ['AAAA'] }, /wrong\.json: certificates\.0: no X\.509/],
  ['a number', { certificates: [1] }, /wrong\.json: certificates\.0/],
  ['an instant that is none', { certificates: [], now: 'noon' }, /wrong\.json: now: no instant/],
  [
    'a key of another kind',
    { issuers: [{ iss: 'x', jwks: { keys: [{ kty: 'RSA' }] } }] },
    /wrong\.json: issuers\.0\.jwks/,
  ],
  [
    'a key of another name',
    {
      issuers: [
        {
          iss: 'https://x.example',
          jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'mine' }] },
        },
      ],
    },
    /"mine" is not named by its thumbprint/,
  ],
  ['a list that is none', { revoked: ['zz'] }, /wrong\.json: revoked\.0/],
])('a trust file with %s is told, with its name', async (_, content, message) => {
  await expect(trustListOf(await fileOf('wrong.json', content))).rejects.toThrow(message);
});

test('an empty folder, and a path that is none', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'rappel-empty-'));
  await expect(trustListOf(empty)).rejects.toThrow('no certificate');
  await expect(trustListOf(join(empty, 'none'))).rejects.toThrow('ENOENT');
  await rm(empty, { recursive: true });
});

test('keys are made once: a root that signed, files that their owner alone reads', async () => {
  const certificate = new X509Certificate(made.issuer.dcc.certificate);
  const root = new X509Certificate(await readFile(join(made.folder, 'csca.pem')));
  expect(certificate.verify(root.publicKey)).toBe(true);
  expect(certificate.checkIssued(root)).toBe(true);
  expect(root.verify(root.publicKey)).toBe(true);
  expect([root.ca, certificate.ca]).toEqual([true, false]);
  expect(certificate.keyUsage).toHaveLength(3);
  for (const name of ['csca.key', 'dsc.key', 'shc.key'])
    expect((await stat(join(made.folder, name))).mode & 0o777, name).toBe(0o600);
  await expect(
    createIssuer(made.folder, {
      country: 'FR',
      names: { organisation: 'X', issuerUrl: 'https://x.example' },
    }),
  ).rejects.toThrow('already there');
});

test('a folder of keys that is not right is told, with the file and the mend', async () => {
  const own = await makeIssuer();
  const path = (name: string) => join(own.folder, name);
  await chmod(path('dsc.key'), 0o640);
  await expect(openIssuer(own.folder)).rejects.toThrow(/dsc\.key: others may read.*chmod 600/);
  await chmod(path('dsc.key'), 0o600);
  await copyFile(path('shc.key'), path('dsc.key'));
  await expect(openIssuer(own.folder)).rejects.toThrow(/dsc\.key: not the private key/);
  await writeFile(path('dsc.key'), 'x', { mode: 0o600 });
  await expect(openIssuer(own.folder)).rejects.toThrow(/dsc\.key: no private key/);
  const config: unknown = JSON.parse(await readFile(path('issuer.json'), 'utf8'));
  const withKey = (key: string) =>
    writeFile(
      path('issuer.json'),
      JSON.stringify({ ...Object(config), dcc: { certificate: 'dsc.pem', key } }),
    );
  await withKey('gone.key');
  await expect(openIssuer(own.folder)).rejects.toThrow(/gone\.key: cannot be read/);
  await withKey('pkcs11:token=a');
  await expect(openIssuer(own.folder)).rejects.toThrow('has no object');
  await withKey('pkcs11:token=a;object=b?module-path=/none.so&pin-source=pin');
  await expect(openIssuer(own.folder)).rejects.toThrow(/pin: cannot be read/);
  await writeFile(path('pin'), '1234');
  await expect(openIssuer(own.folder)).rejects.toThrow(/npm install --no-save pkcs11js|no PKCS#11 module/);
  await writeFile(path('issuer.json'), '{"country":"fr"}');
  await expect(openIssuer(own.folder)).rejects.toThrow(/issuer\.json: country/);
  await expect(openIssuer(join(own.folder, 'none'))).rejects.toThrow('docs/certificates.md');
  await own.remove();
});

test('a pkcs11: address says the token, the key, the module and where the PIN is (RFC 7512)', () => {
  expect(
    addressOf('pkcs11:token=Rappel%20prod;object=dsc?module-path=/usr/lib/m.so&pin-source=file:/run/pin'),
  ).toEqual({ token: 'Rappel prod', object: 'dsc', module: '/usr/lib/m.so', pin: '/run/pin' });
});

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openIssuer } from '#certificate/keys.node.ts';
import { certificateCommand } from '#main/certificate.node.ts';
import { cardOf, ISSUED, NOW, VACCINATION } from '../../tests/certificates.ts';

let folder: string;
let keys: string;
let trust: string;

const run = async (args: readonly string[], input = '') => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [output, errors] = [text(stdout), text(stderr)];
  const code = await certificateCommand(args, { stdin: Readable.from([input]), stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, output: await output, errors: await errors };
};

const Verdict = z.looseObject({ valid: z.boolean(), reason: z.string().nullable(), claims: z.unknown() });

const verdicts = (output: string) =>
  output
    .trimEnd()
    .split('\n')
    .map((line) => Verdict.parse(JSON.parse(line)));

const MAKE = ['--country', 'FR', '--organisation', 'Invented ministry', '--url', 'https://cards.example'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rappel-certificate-'));
  [keys, trust] = [join(folder, 'keys'), join(folder, 'trust.json')];
  const { code, output } = await run(['keys', '--keys', keys, ...MAKE]);
  expect([code, output]).toEqual([0, expect.stringContaining('dsc.pem')]);
  const pem = await readFile(join(keys, 'dsc.pem'), 'utf8');
  const der = pem.replace(/-----.*-----|\s/g, '');
  await writeFile(trust, JSON.stringify({ certificates: [der] }));
});
afterAll(() => rm(folder, { recursive: true }));

/** Long after the keys were made, whenever the test runs, and within their life. */
const later = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

const issue = (lines: readonly unknown[], ...args: string[]) =>
  run(['issue', '--keys', keys, ...args], lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

test('what is issued is verified, by the trust file and as of its instant', async () => {
  const { code, output } = await issue([VACCINATION, VACCINATION]);
  expect(code).toBe(0);
  const verified = await run(['verify', '--trust', trust, '--now', later(1)], output);
  expect(verified).toMatchObject({ code: 0, errors: '' });
  expect(verdicts(verified.output)).toMatchObject([
    { valid: true, reason: null, claims: VACCINATION },
    { valid: true, reason: null, claims: VACCINATION },
  ]);
  const keysOf = Object.keys(JSON.parse(verified.output.split('\n', 1)[0] ?? ''));
  expect(keysOf.slice(0, 3)).toEqual(['valid', 'reason', 'claims']);
  const fixed = join(folder, 'fixed.json');
  await writeFile(fixed, JSON.stringify({ ...JSON.parse(await readFile(trust, 'utf8')), now: later(400) }));
  expect(verdicts((await run(['verify', '--trust', fixed], output)).output)[0]?.reason).toBe('expired');
});

test('whatever the line, one answer each and exit 0; without trust nobody is known', async () => {
  const [good = ''] = (await issue([VACCINATION])).output.split('\n');
  const input = `${good}\r\n\nHC1:\nnonsense\nshc:/1/2/5656\n${good.slice(0, -6)}\n${'A'.repeat(1_100_000)}\n${good}`;
  const { code, output } = await run(['verify', '--now', later(1)], input);
  expect(code).toBe(0);
  expect(verdicts(output).map(({ reason }) => reason)).toEqual([
    'unknown-key',
    'unreadable',
    'unreadable',
    'unreadable',
    'unreadable',
    'unreadable',
    'too-large',
    'unknown-key',
  ]);
});

test('cards: a bundle or a card, in one code or several, whose lines all get the verdict', async () => {
  const { output } = await issue([cardOf(2).bundle, { ...cardOf(2), rid: 'r1' }, cardOf(60)]);
  const [one = '', two = '', many = ''] = output.trimEnd().split('\n');
  expect([one, two].every((line) => /^shc:\/\d+$/.test(line))).toBe(true);
  const chunks = many.split(' ');
  expect(chunks.length).toBeGreaterThan(1);
  const folderOfTrust = join(folder, 'trusted');
  const { jwk } = (await openIssuer(keys)).shc;
  await mkdir(folderOfTrust);
  await writeFile(
    join(folderOfTrust, 'issuers.json'),
    JSON.stringify({ issuers: [{ iss: 'https://cards.example', jwks: { keys: [jwk] } }] }),
  );
  const lines = [one, two, many, ...chunks.toReversed()];
  const { output: told } = await run(
    ['verify', '--trust', folderOfTrust, '--now', later(1)],
    lines.join('\n'),
  );
  expect(verdicts(told)).toHaveLength(3 + chunks.length);
  expect(verdicts(told).every(({ valid }) => valid)).toBe(true);
});

test('a payload that is wrong is told in its place', async () => {
  const { code, output } = await run(
    ['issue', '--keys', keys],
    `${JSON.stringify({ ...VACCINATION, dob: 'x' })}\nnonsense\n{"resourceType":"Patient"}\n{"bundle":1}\n[]\n${JSON.stringify(VACCINATION)}\n`,
  );
  expect(code).toBe(0);
  const lines = output.trimEnd().split('\n');
  expect(lines.slice(0, 5).map((line) => JSON.parse(line))).toEqual([
    { error: expect.stringContaining('dob') },
    { error: expect.stringContaining('not JSON') },
    { error: expect.stringContaining('not a FHIR Bundle') },
    { error: expect.stringContaining('not a card: bundle') },
    { error: expect.stringContaining('not a payload') },
  ]);
  expect(lines[5]).toMatch(/^HC1:/);
});

test('a payload that nests without end is told as well, and what follows is issued', async () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const bundle = `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","x":${deep}}}]}`;
  const eu = JSON.stringify(VACCINATION).replace('{', `{"x":${deep},`);
  const input = `${bundle}\n${eu}\n${JSON.stringify(VACCINATION)}\n`;
  const { code, output } = await run(['issue', '--keys', keys], input);
  expect(code).toBe(0);
  const [first = '', second = '', third] = output.split('\n');
  for (const line of [first, second])
    expect(JSON.parse(line)).toEqual({ error: expect.stringContaining('nested') });
  expect(third).toMatch(/^HC1:/);
});

test('the times of issue may be told', async () => {
  const { output } = await issue([VACCINATION], '--now', ISSUED, '--expires', '2026-12-01');
  const verified = await run(['verify', '--trust', trust, '--now', '2026-12-02'], output);
  const [verdict] = verdicts(verified.output);
  expect(verdict).toMatchObject({
    issuedAt: '2026-11-01T08:00:00.000Z',
    expiresAt: '2026-12-01T00:00:00.000Z',
  });
});

test('nothing is made to hold longer than the certificate of its key; a year otherwise, or what is left of it', async () => {
  const { output } = await issue([VACCINATION], '--expires', later(3 * 366));
  expect(JSON.parse(output)).toEqual({ error: expect.stringContaining('signing key ends on') });
  const late = await issue([VACCINATION], '--now', later(700));
  const { notAfter } = (await openIssuer(keys)).dcc;
  const [verdict] = verdicts((await run(['verify', '--trust', trust], late.output)).output);
  expect(verdict?.expiresAt).toBe(notAfter);
});

test.each([
  [[], 2, 'verify, issue or keys is missing'],
  [['print'], 2, 'not "print"'],
  [['issue'], 2, '--keys FOLDER is missing'],
  [['verify', '--now', 'noon'], 2, 'is no instant'],
  [['verify', '--trust', '/none.json'], 1, '/none.json: no such file'],
  [['issue', '--keys', '/none'], 1, 'issuer.json: cannot be read'],
  [['issue', '--keys', '/none', '--now', NOW, '--expires', NOW], 2, '--expires is not after'],
  [['keys', '--keys', '/none', '--country', 'France'], 2, '--country'],
])('%j: exit %i, %s', async (args, code, message) => {
  const told = await run(args);
  expect(told.code).toBe(code);
  expect(told.errors).toContain(message);
  expect(told.errors).not.toContain('    at ');
});

test('--help tells the three', async () => {
  const { code, output } = await run(['--help']);
  expect(code).toBe(0);
  for (const word of ['certificate verify', 'certificate issue', 'certificate keys', 'docs/certificates.md'])
    expect(output).toContain(word);
});

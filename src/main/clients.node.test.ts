/** The file of software that signs in by itself: read, read again, and what is wrong with it. */
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClients, readClients } from '#main/clients.node.ts';

let folder: string;
let file: string;
let jwk: Record<string, unknown>;
let secret: Record<string, unknown>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rappel-clients-'));
  file = join(folder, 'clients.json');
  const { publicKey, privateKey } = await generateKeyPair('ES384', { extractable: true });
  jwk = { ...(await exportJWK(publicKey)), kid: '2026-11' };
  secret = { ...(await exportJWK(privateKey)), kid: '2026-11' };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const client = (more: Record<string, unknown> = {}) => ({
  ...{ id: 'chu-essai', name: 'Logiciel du CHU Essai', role: 'software', place: 'C-64' },
  ...{ scopes: ['system/Immunization.cruds'], jwks: { keys: [jwk] } },
  ...more,
});
const write = (content: unknown): Promise<void> =>
  writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
const knowsPlace = (place: string): boolean => place === 'C-64';

test.each<[string, () => unknown, RegExp]>([
  ['no JSON', () => '[', /cannot be read as JSON/],
  ['a private key', () => [client({ jwks: { keys: [secret] } })], /private key/],
  [
    'a short RSA key',
    () => [client({ jwks: { keys: [{ kty: 'RSA', kid: 'a', n: 'A'.repeat(171), e: 'AQAB' }] } })],
    /2048 bits/,
  ],
  ['a shared secret', () => [client({ jwks: { keys: [{ kty: 'oct', kid: 'a', k: 'c2VjcmV0' }] } })], /kty/],
  ['no keys', () => [client({ jwks: undefined })], /jwks/],
  ['keys in two places', () => [client({ jwksUrl: 'https://chu.example/jwks' })], /jwks/],
  ['keys without https', () => [client({ jwks: undefined, jwksUrl: 'http://chu.example/jwks' })], /https/],
  ['the same id twice', () => [client(), client()], /same "id"/],
  ['the same key twice', () => [client({ jwks: { keys: [jwk, jwk] } })], /same "kid"/],
  ['a scope of people', () => [client({ scopes: ['user/Patient.rs'] })], /scope/],
  ['a role of people', () => [client({ role: 'vaccinator' })], /role/],
  ['a place nobody declared', () => [client({ place: 'nowhere' })], /nobody declared/],
])('is refused with %s, and says so', async (_what, content, fault) => {
  await write(content());
  const failure = await readClients(file, knowsPlace).then(
    () => 'read',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );
  expect(failure).toMatch(fault);
  expect(failure).toContain('docs/fhir-systems.md');
  // What is wrong is told without quoting a key.
  expect(failure).not.toContain(String(secret.d));
});

test('is read again when it changes, and what cannot be used cuts nobody off', async () => {
  const faults: string[] = [];
  await write([client()]);
  const clients = await openClients(file, { knowsPlace, onFault: (fault) => faults.push(fault) });
  expect([...clients.now().keys()]).toEqual(['chu-essai']);
  const change = async (content: unknown, at_s: number): Promise<string[]> => {
    await write(content);
    await utimes(file, at_s, at_s);
    await clients.look();
    return [...clients.now().keys()];
  };
  expect(await change([client(), client({ id: 'autre' })], 1000)).toEqual(['chu-essai', 'autre']);
  expect(await change('[{', 2000)).toEqual(['chu-essai', 'autre']);
  expect(faults).toHaveLength(1);
  expect(await change([], 3000)).toEqual([]);
  clients.close();
  const none = await openClients(undefined, { knowsPlace, onFault: () => {} });
  expect(none.now().size).toBe(0);
});

test('the registration of docs/fhir-systems.md is one', async () => {
  const text = await readFile(new URL('../../docs/fhir-systems.md', import.meta.url), 'utf8');
  const [, shown = ''] = /```json\n(\[[\s\S]*?\])\n```/.exec(text) ?? [];
  const keys = JSON.stringify(jwk);
  await write(shown.replace(/\{ ?"kty"[^}]*\}/, keys));
  expect([...(await readClients(file, knowsPlace)).keys()]).toEqual(['chu-essai']);
});

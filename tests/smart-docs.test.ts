/** The commands of docs/fhir-systems.md, run as they are written, make a client that gets a token. */
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TokenGiven } from '#access/smart.api.ts';
import { SmartClient } from '#access/smart-client.ts';
import { openSmartCare, type SmartCare } from './smart-care.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');

let care: SmartCare;
let page: string;
let key: string;

beforeAll(async () => {
  care = await openSmartCare(new Map(), () => new Date().toISOString());
  page = await readFile(join(ROOT, 'docs/fhir-systems.md'), 'utf8');
  key = join(care.folder, 'private.pem');
  // The same file as `openssl ecparam -name secp384r1 -genkey -noout` writes, on machines that have no openssl too.
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  await writeFile(key, privateKey.export({ type: 'sec1', format: 'pem' }));
});
afterAll(() => care.close());

/** A part of the page, with the files and addresses of the tests. */
const shown = (pattern: RegExp): string => {
  const text = pattern.exec(page)?.[1] ?? '';
  expect(text).not.toBe('');
  return text.replaceAll('private.pem', key).replaceAll('https://rappel.example', care.site.url);
};

test('a key is made, registered, and a token given', async () => {
  const { stdout: jwk } = await run(process.execPath, ['-e', shown(/node -e '\n([\s\S]*?)'\n```/)]);
  const { keys } = SmartClient.shape.jwks.unwrap().parse({ keys: [JSON.parse(jwk)] });
  const [registration] = SmartClient.array().parse(
    JSON.parse(shown(/```json\n(\[[\s\S]*?\])\n```/).replace(/\{ ?"kty"[^}]*\}/, JSON.stringify(keys[0]))),
  );
  expect(registration).toBeDefined();
  if (registration !== undefined) care.site.register(registration);
  const code = shown(/```js\n([\s\S]*?)```/).replace(
    'console.log(await answer.json())',
    'console.log(JSON.stringify(await answer.json()))',
  );
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT });
  const given = TokenGiven.parse(JSON.parse(stdout));
  expect(given.scope).toBe('system/Immunization.cruds system/Patient.rs');
  const response = await fetch(`${care.site.url}/fhir/R4/Provenance/p-1.a`, {
    headers: { authorization: `Bearer ${given.access_token}` },
  });
  // Its token has no scope on Provenance.
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('scope-missing');
});

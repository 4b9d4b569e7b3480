/** The key file, from the first keys through rotations cut at any moment. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { beginRotation, endRotation, openKeyring } from '#access/keyring.node.ts';

const folder = mkdtempSync(join(tmpdir(), 'rappel-keyring-'));
let path: string;
let made = 0;
beforeEach(() => {
  path = join(folder, `${made++}`, 'keys.json');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const File = z.record(z.string(), z.unknown());
const written = () => File.parse(JSON.parse(readFileSync(path, 'utf8')));
const NONE: ReadonlySet<number> = new Set();

test('the file is made once, for its owner alone, and gives the same keys each time', async () => {
  const first = await openKeyring(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(Object.keys(written())).toEqual(['masters', 'search', 'code', 'access']);
  const again = await openKeyring(path);
  expect(again.token('phone', '0600000001')).toBe(first.token('phone', '0600000001'));
  expect(again.subjectHash('p-one')).toEqual(first.subjectHash('p-one'));
  expect(again.code('account', 'one')).toBe(first.code('account', 'one'));
  const { key, ...wrapped } = first.createKey('person-1');
  expect(again.unwrap('person-1', wrapped)).toEqual(key);
  expect(again.unwrap('person-2', wrapped)).toBeUndefined();
  expect(again.unsealAccess(first.sealAccess('named', 'label:a'), 'label:a')).toBe('named');
});

test('kinds and keys are apart: no two of them hash a text alike', async () => {
  const keyring = await openKeyring(path);
  const hashes = [
    keyring.token('subject', 'p-one'),
    keyring.token('phone', 'p-one'),
    keyring.code('subject', 'p-one'),
    (await openKeyring(`${path}.other`)).token('subject', 'p-one'),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('a file that is no key file is told, and not written over', async () => {
  await openKeyring(path);
  const { code: _, ...rest } = written();
  writeFileSync(path, JSON.stringify(rest));
  await expect(openKeyring(path)).rejects.toThrow('is not a key file of Rappel');
  expect(written()).toEqual(rest);
});

describe('a rotation', () => {
  test('changes what leads to people, and leaves what accounts are known by', async () => {
    const before = await openKeyring(path);
    const old = before.createKey('person-1');
    const during = await beginRotation(path);
    expect(during.unwrap('person-1', old)).toEqual(old.key);
    const renewed = during.wrap('person-1', old.key);
    const after = await endRotation(path, NONE);
    expect(after.master).toBe(2);
    expect(after.unwrap('person-1', old)).toBeUndefined();
    expect(after.unwrap('person-1', renewed)).toEqual(old.key);
    expect(after.token('phone', '1')).not.toBe(before.token('phone', '1'));
    expect(after.subjectHash('p')).not.toEqual(before.subjectHash('p'));
    expect(after.token('phone', '1')).toBe(during.token('phone', '1'));
    expect(after.code('account', '1')).toBe(before.code('account', '1'));
    expect(after.unsealAccess(before.sealAccess('named', 'label:a'), 'label:a')).toBe('named');
    expect((await openKeyring(path)).token('phone', '1')).toBe(after.token('phone', '1'));
    expect(Object.keys(written()).sort()).toEqual(['access', 'code', 'masters', 'search']);
  });

  test('cut, goes on with the same new keys; until its end nobody else opens the file', async () => {
    const before = await openKeyring(path);
    const first = await beginRotation(path);
    await expect(openKeyring(path)).rejects.toThrow('run `rappel keys rotate` again');
    const again = await beginRotation(path);
    expect(again.master).toBe(first.master);
    expect(again.token('phone', '1')).toBe(first.token('phone', '1'));
    expect(again.token('phone', '1')).not.toBe(before.token('phone', '1'));
    await endRotation(path, NONE);
    expect((await openKeyring(path)).token('phone', '1')).toBe(first.token('phone', '1'));
    // Cut after its end and before the caller heard of it: another end changes nothing.
    const ended = written();
    await endRotation(path, NONE);
    expect(written()).toEqual(ended);
  });

  test('keeps the master keys that are needed, and no other', async () => {
    const wrapped = (await openKeyring(path)).createKey('person-1');
    await beginRotation(path);
    const second = (await endRotation(path, new Set([1]))).createKey('person-2');
    await beginRotation(path);
    const third = await endRotation(path, new Set([1]));
    expect(third.master).toBe(3);
    expect(third.unwrap('person-1', wrapped)).toEqual(wrapped.key);
    expect(third.unwrap('person-2', second)).toBeUndefined();
  });
});

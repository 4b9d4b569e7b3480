import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Keyring, openKeyring } from '#access/keyring.node.ts';
import { addDays } from '#kernel/day.ts';
import { openSummons, type Summons } from '#people/summons.node.ts';
import { bytesOfBase32, isSummons, SUMMONS_DAYS } from '#people/summons.ts';

const folder = mkdtempSync(join(tmpdir(), 'rappel-summons-'));
let keyring: Keyring;
let summons: Summons;
beforeAll(async () => {
  keyring = await openKeyring(join(folder, 'keys.json'));
  summons = openSummons(keyring);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TODAY = '2021-03-10';
const ZELIE = '3f0c9c1e-6f0a-4d5e-9d8e-0a6f2f6f7a01';
const codeOf = (read: object): unknown =>
  'refusal' in read && typeof read.refusal === 'object' && read.refusal !== null && 'code' in read.refusal
    ? read.refusal.code
    : 'read';

describe('a code', () => {
  test('is short, holds capitals and figures alone, and leads to the person until its last day', () => {
    const { code, until } = summons.codeOf(ZELIE, TODAY);
    expect(code).toMatch(/^RS1:[0-9A-Z]{47}$/);
    expect(code).not.toContain('3F0C9C1E');
    expect(until).toBe(addDays(TODAY, SUMMONS_DAYS));
    expect(summons.read(code, TODAY)).toEqual({ person: ZELIE });
    expect(summons.read(code, until)).toEqual({ person: ZELIE });
    expect(codeOf(summons.read(code, addDays(until, 1)))).toBe('summons-expired');
  });

  test('is read back whatever the id, and whatever case a scanner makes of it', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789-'];
    const ids = fc.oneof(
      fc.uuid(),
      fc.array(fc.constantFrom(...letters), { minLength: 8, maxLength: 40 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(ids, fc.boolean(), (person, small) => {
        const { code } = summons.codeOf(person, TODAY);
        expect(summons.read(small ? ` ${code.toLowerCase()} ` : code, TODAY)).toEqual({ person });
      }),
    );
  });

  test('changed in any letter, it is forged', () => {
    const { code } = summons.codeOf(ZELIE, TODAY);
    for (let at = 'RS1:'.length; at < code.length; at++) {
      const other = code[at] === 'Z' ? 'Y' : 'Z';
      const changed = code.slice(0, at) + other + code.slice(at + 1);
      expect(codeOf(summons.read(changed, TODAY)), changed).toBe('summons-forged');
    }
  });

  test('of another installation is forged', async () => {
    const other = openSummons(await openKeyring(join(folder, 'other.json')));
    expect(codeOf(summons.read(other.codeOf(ZELIE, TODAY).code, TODAY))).toBe('summons-forged');
  });

  test('that is no code is refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(codeOf(summons.read(`RS1:${text}`, TODAY))).toBe('summons-forged');
        expect(codeOf(summons.read(text, TODAY))).toBe('summons-forged');
      }),
    );
    expect(bytesOfBase32(`RS1:${'0'.repeat(200)}`)).toBe(undefined);
    expect(bytesOfBase32('RS1:1')).toBe(undefined);
    expect([isSummons('rs1:abc'), isSummons('HC1:abc')]).toEqual([true, false]);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AuditEntry } from '#access/audit.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { connect } from '#db/pool.ts';
import { identityMatch, matchInWords } from '#main/identity-match.node.ts';
import { openRegister } from '#people/register.node.ts';
import { createDatabase } from '../../tests/database.ts';

test('a person registered twice is found, and merged when asked to; stopped, it says so', async () => {
  const database = await createDatabase();
  const people = connect(database.url, { max: 2, appRole: true, role: 'people' });
  const folder = await mkdtemp(join(tmpdir(), 'rappel-match-'));
  const keys = join(folder, 'keys.json');
  const register = openRegister(people, await openKeyring(keys));
  const now = '2021-03-01T10:00:00.000Z';
  const identity = {
    familyName: 'Kervoalec',
    givenNames: 'Louis Marie',
    birthDate: '1950-03-12',
    sex: 'm' as const,
    birthPlace: '29019',
    phone: '0298000001',
    address: { line: '3 rue des Lilas', postcode: '29200', city: 'Brest' },
  };
  for (const [id, more] of [
    ['record-one', {}],
    ['record-two', { givenNames: 'Louis' }],
    ['record-three', { familyName: 'Dubreuil', birthDate: '1980-01-02', phone: '0298000002' }],
  ] as const)
    await register.register({
      id,
      identity: { ...identity, ...more },
      evidence: [],
      notThese: ['record-one'],
      by: 'desk',
      now,
    });
  const lines: string[] = [];
  const trail: AuditEntry[] = [];
  const write = async (entries: readonly AuditEntry[]) => {
    trail.push(...entries);
  };
  const request = { people, ledger: database.db, keys, mergeSame: { write } };
  const report = await identityMatch(request, (line) => lines.push(line), new AbortController().signal);
  expect(report).toMatchObject({ people: 3, pairs: 1 });
  expect(lines.some((line) => line.startsWith('opening records'))).toBe(true);
  expect(matchInWords(report)).toContain('3 records compared');
  expect(trail).toHaveLength(report.merged * 2);
  await expect(identityMatch(request, () => {}, AbortSignal.abort())).rejects.toThrow('stopped');
  await people.end();
  await database.close();
  await rm(folder, { recursive: true });
});

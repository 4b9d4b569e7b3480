import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GLASS_LISTED_MAX, openGlass } from '#access/glass.node.ts';
import { GLASS_OPEN_MINUTES } from '#access/glass.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { createDatabase } from '../../tests/database.ts';

const NOW = '2021-03-20T10:00:00.000Z';
const minutesLater = (minutes: number, ms = 0): string =>
  new Date(Date.parse(NOW) + minutes * 60_000 + ms).toISOString();

let database: Awaited<ReturnType<typeof createDatabase>>;
let db: Db;
let folder: string;
let open: () => ReturnType<typeof openGlass>;

beforeAll(async () => {
  database = await createDatabase();
  db = connect(database.url, { max: 2, appRole: true, role: 'access' });
  folder = await mkdtemp(join(tmpdir(), 'rappel-glass-'));
  const keyring = await openKeyring(join(folder, 'keys.json'));
  open = () => openGlass(db, keyring);
});
afterAll(async () => {
  await db.end();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await db.query('delete from access.glass');
});

const asked = (more: Record<string, string> = {}) => ({
  account: 'psc:899700000017',
  role: 'vaccinator',
  person: 'person-0001',
  place: 'DEP-75',
  reason: 'seen at the emergency room',
  ...more,
});
const everywhere = (): boolean => true;

describe('broken glass', () => {
  test(`lets one account see one person for ${GLASS_OPEN_MINUTES} minutes, and nobody else anybody`, async () => {
    const kept = await open().break(asked(), NOW);
    expect(kept).toMatchObject({ ...asked(), brokenAt: NOW, until: minutesLater(60), reviewed: false });
    const { account, person } = kept;
    for (const [who, whom, now, expected] of [
      [account, person, NOW, true],
      [account, person, minutesLater(60, -1), true],
      [account, person, minutesLater(60), false],
      [account, person, minutesLater(0, -1), false],
      [account, 'person-0002', NOW, false],
      ['psc:899700000025', person, NOW, false],
    ] as const)
      expect([now, await open().isBroken(who, whom, now)]).toEqual([now, expected]);
  });

  test('what is remembered for a moment ends when the glass does, and is not handed to another', async () => {
    const glasses = open();
    await glasses.break(asked(), NOW);
    expect(await glasses.isBroken(asked().account, 'person-0001', minutesLater(59, 58_000))).toBe(true);
    expect(await glasses.isBroken(asked().account, 'person-0001', minutesLater(60))).toBe(false);
    expect(await glasses.isBroken('psc:899700000025', 'person-0001', minutesLater(59, 58_000))).toBe(false);
    expect(await glasses.isBroken(asked().account, 'person-0001', minutesLater(-10))).toBe(false);
  });

  test('a glass of another program is seen at once, and what is remembered is forgotten after seconds', async () => {
    const [here, there] = [open(), open()];
    expect(await here.isBroken(asked().account, 'person-0001', NOW)).toBe(false);
    await there.break(asked(), NOW);
    expect(await here.isBroken(asked().account, 'person-0001', NOW)).toBe(true);
    await db.query('delete from access.glass');
    expect(await here.isBroken(asked().account, 'person-0001', minutesLater(0, 4999))).toBe(true);
    expect(await here.isBroken(asked().account, 'person-0001', minutesLater(0, 5000))).toBe(false);
  });

  test('its reason is sealed in the database, and opens for its own glass only', async () => {
    const one = await open().break(asked({ reason: 'reason of the first' }), NOW);
    const other = await open().break(asked({ reason: 'reason of the second' }), NOW);
    const { rows } = await db.query<{ text: string }>(
      `select encode(sealed_reason, 'escape') as text from access.glass`,
    );
    expect(JSON.stringify(rows)).not.toContain('reason of');
    expect((await open().find(one.id))?.reason).toBe('reason of the first');
    await db.query(
      'update access.glass set sealed_reason = (select sealed_reason from access.glass where id = $1) where id = $2',
      [one.id, other.id],
    );
    expect((await open().find(other.id))?.reason).toBe('—');
  });

  test('is listed by where people live, the latest first, and no more than a page holds', async () => {
    for (const [i, place] of ['DEP-75', 'DEP-48', 'DEP-75', 'DEP-92'].entries())
      await open().break(asked({ place, person: `person-000${i}` }), minutesLater(i));
    const listed = await open().list((place) => place !== 'DEP-92');
    expect(listed.map(({ person }) => person)).toEqual(['person-0002', 'person-0001', 'person-0000']);
    expect(await open().list(() => false)).toEqual([]);
    await Promise.all(Array.from({ length: GLASS_LISTED_MAX }, () => open().break(asked(), minutesLater(9))));
    const page = await open().list(everywhere);
    expect(page).toHaveLength(GLASS_LISTED_MAX);
    expect(page.every(({ brokenAt }) => brokenAt === minutesLater(9))).toBe(true);
  });

  test('is reviewed by those it is listed to, and keeps who did it first', async () => {
    const { id } = await open().break(asked(), NOW);
    expect(await open().review(id, 'officer-1', minutesLater(5), (place) => place === 'DEP-48')).toBe(false);
    expect((await open().find(id))?.reviewed).toBe(false);
    expect(await open().review(id, 'officer-1', minutesLater(5), (place) => place === 'DEP-75')).toBe(true);
    expect(await open().review(id, 'officer-2', minutesLater(6), everywhere)).toBe(true);
    const { rows } = await db.query('select reviewed_by, reviewed_at from access.glass');
    expect(rows).toEqual([{ reviewed_by: 'officer-1', reviewed_at: minutesLater(5) }]);
    expect((await open().list(everywhere))[0]?.reviewed).toBe(true);
    expect(await open().review('no-such-glass', 'officer-1', NOW, everywhere)).toBe(false);
    expect(await open().find('no-such-glass')).toBeUndefined();
  });
});

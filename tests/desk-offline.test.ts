/** Acts made without network, sealed as the browser seals them, sent through the real server; and what attacks it. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openKeyring } from '#access/keyring.node.ts';
import { mergeSubjects } from '#facts/same-person.pg.ts';
import {
  type OfflineAct,
  OfflinePack,
  OfflineResult,
  type OfflineSealed,
} from '#programmes/vaccination/desk/desk.api.ts';
import { openOfflineKey } from '#programmes/vaccination/desk/offline-key.node.ts';
import { sealAct } from '#programmes/vaccination/desk/seal.web.ts';
import { CENTRE, type DeskSite, ELSEWHERE, invented, MORNING, openDeskSite } from './desk-site.ts';

let site: DeskSite;
let me: { account: string; token: string };
beforeAll(async () => {
  site = await openDeskSite();
  me = site.come();
});
afterAll(() => site.close());
beforeEach(() => {
  site.clock.now = MORNING;
});

const PREPARE = '/api/vaccination/desk/offline';
const SEND = '/api/vaccination/desk/offline/acts';
const HOUR_MS = 3_600_000;

const later = (instant: string, hours: number): string =>
  new Date(Date.parse(instant) + hours * HOUR_MS).toISOString();

const prepare = async (token = me.token, place = CENTRE): Promise<OfflinePack> => {
  const { status, body } = await site.post(PREPARE, token, { place });
  expect(status).toBe(200);
  return OfflinePack.parse(body);
};

type Made = Partial<OfflineSealed> & { readonly madeAt: string };
const seal = (pack: OfflinePack, made: Made, id = randomUUID()): Promise<OfflineAct> =>
  sealAct(
    id,
    {
      grant: pack.grant,
      act: { occurredOn: made.madeAt.slice(0, 10), product: 'PF', rank: 1, overrides: [], answers: [] },
      ...made,
    },
    pack.key,
  );

const send = async (
  acts: readonly OfflineAct[],
  { token = me.token, place = CENTRE, deviceNow = site.clock.now } = {},
): Promise<OfflineResult[]> => {
  const { status, body } = await site.post(SEND, token, { place, deviceNow, acts });
  expect(status).toBe(200);
  return OfflineResult.array().parse(body.results);
};

const factOf = async (subject: string) =>
  (await site.factsOf(subject)).filter(({ kind }) => kind === 'injection');

describe('an act of a person opened before', () => {
  test('is recorded as of who made it, when it was made, once, and written down', async () => {
    const { person, subject } = await site.add();
    const pack = await prepare();
    expect(pack.until).toBe(later(MORNING, 96));
    const act = await seal(pack, { person, madeAt: later(MORNING, 2) });
    site.clock.now = later(MORNING, 30);
    expect(await send([act])).toEqual([{ id: act.id, status: 'recorded', warnings: [] }]);
    expect(await send([act, act])).toEqual([
      { id: act.id, status: 'known', warnings: [] },
      { id: act.id, status: 'known', warnings: [] },
    ]);
    expect(await factOf(subject)).toMatchObject([
      {
        id: act.id,
        by: me.account,
        occurredOn: '2021-03-10',
        recordedAt: later(MORNING, 30),
        source: 'offline psc/eidas2',
        body: { product: 'PF', rank: 1, sex: 'f', offline: { clock: 'right', clock_off_s: 0 } },
      },
    ]);
    expect((await site.linesOf(person))[0]).toMatchObject({
      action: 'act',
      account: me.account,
      detail: { offline: true, madeAt: later(MORNING, 2), known: false },
    });
  });

  test('sent in bulk twice at the same moment is one fact each', async () => {
    const pack = await prepare();
    const people = await Promise.all(Array.from({ length: 8 }, () => site.add()));
    const acts = await Promise.all(people.map(({ person }) => seal(pack, { person, madeAt: MORNING })));
    site.clock.now = later(MORNING, 1);
    const late = { deviceNow: new Date(Date.parse(site.clock.now) + 1000).toISOString() };
    const [one, other] = await Promise.all([send(acts), send(acts, late)]);
    for (const [i, act] of acts.entries())
      expect([one[i]?.status, other[i]?.status].sort(), act.id).toEqual(['known', 'recorded']);
    for (const { subject } of people) expect(await factOf(subject)).toHaveLength(1);
  });

  test('on a tablet whose clock is a day ahead, offline for two: the day is mended, and that is noted', async () => {
    const { person, subject } = await site.add();
    const pack = await prepare();
    const made = later(MORNING, 20);
    const said = later(made, 24);
    expect([made.slice(0, 10), said.slice(0, 10)]).toEqual(['2021-03-11', '2021-03-12']);
    const act = {
      occurredOn: '2021-03-12',
      at: '05:00:00',
      product: 'PF',
      rank: 1,
      overrides: [],
      answers: [],
    };
    const sealed = await seal(pack, { person, madeAt: said, act, clockAhead_s: 24 * 3600 });
    site.clock.now = later(MORNING, 48);
    expect(await send([sealed], { deviceNow: later(site.clock.now, 24) })).toMatchObject([
      { status: 'recorded' },
    ]);
    expect(await factOf(subject)).toMatchObject([
      {
        occurredOn: '2021-03-11',
        body: { at: '05:00:00', offline: { clock: 'mended', clock_off_s: 24 * 3600 } },
      },
    ]);
  });

  test('a time that falls before the grant is asked for; a day that was typed stays as it was typed', async () => {
    const { person, subject } = await site.add();
    const pack = await prepare();
    const act = { occurredOn: '2021-03-08', product: 'PF', rank: 1, overrides: [], answers: ['pregnancy'] };
    const sealed = await seal(pack, { person, madeAt: later(MORNING, 20), act });
    site.clock.now = later(MORNING, 26);
    expect(await send([sealed], { deviceNow: later(site.clock.now, 24) })).toMatchObject([
      { status: 'needs-day' },
    ]);
    const again = await seal(pack, { person, madeAt: later(MORNING, 49), act });
    expect(await send([again], { deviceNow: later(site.clock.now, 24) })).toMatchObject([
      { status: 'recorded' },
    ]);
    expect(await factOf(subject)).toMatchObject([{ occurredOn: '2021-03-08' }]);
    expect((await site.factsOf(subject)).map(({ kind }) => kind)).toEqual(['injection', 'consultation']);
  });

  test('a clock that was set meanwhile cannot be mended: the professional gives the day', async () => {
    const { person, subject } = await site.add();
    const pack = await prepare();
    const sealed = await seal(pack, { person, madeAt: later(MORNING, 1), clockAhead_s: -7200 });
    site.clock.now = later(MORNING, 30);
    const [asked] = await send([sealed]);
    expect(asked).toEqual({ id: sealed.id, status: 'needs-day', warnings: [], madeAt: later(MORNING, 1) });
    for (const day of ['2021-03-09', '2021-03-12']) {
      const [refused] = await send([{ ...sealed, occurredOn: day }]);
      expect(refused).toMatchObject({ status: 'refused', problem: { code: 'offline-day-outside' } });
    }
    expect(await send([{ ...sealed, occurredOn: '2021-03-11' }])).toMatchObject([{ status: 'recorded' }]);
    expect(await factOf(subject)).toMatchObject([
      { occurredOn: '2021-03-11', body: { offline: { clock: 'confirmed' } } },
    ]);
  });

  test('of a recalled lot is recorded and told: it happened', async () => {
    const { person } = await site.add();
    const pack = await prepare();
    await site.recall('PF', 'RC0009', '2021-03-10');
    const act = {
      occurredOn: '2021-03-10',
      product: 'PF',
      rank: 1,
      lot: 'RC0009',
      overrides: [],
      answers: [],
    };
    const [result] = await send([await seal(pack, { person, madeAt: MORNING, act })]);
    expect(result).toMatchObject({ status: 'recorded', warnings: [{ code: 'lot-recalled' }] });
  });

  test('of a record merged meanwhile counts for the person it was merged into', async () => {
    const [merged, kept] = [await site.add(), await site.add()];
    const pack = await prepare();
    const sealed = await seal(pack, { person: merged.person, madeAt: MORNING });
    const asked = { kept: kept.subject, merged: merged.subject, by: 'identity-watch', now: MORNING };
    expect(await mergeSubjects(site.db, asked)).toBe('merged');
    await site.register.setMergedInto(merged.person, kept.person);
    const [result] = await send([sealed]);
    expect(result).toMatchObject({ status: 'recorded', warnings: [{ code: 'record-merged' }] });
    const opened = await site.post('/api/vaccination/desk/open', me.token, {
      place: CENTRE,
      person: kept.person,
    });
    expect(opened.body.history).toMatchObject([{ kind: 'injection', stands: true }]);
  });

  test('of somebody forgotten meanwhile is refused in clear', async () => {
    const { person, subject } = await site.add();
    const pack = await prepare();
    const sealed = await seal(pack, { person, madeAt: MORNING });
    await site.register.forget(person);
    const [result] = await send([sealed]);
    expect(result).toMatchObject({ status: 'refused', problem: { code: 'offline-person-gone' } });
    expect(result?.problem?.mend).toContain('erased at their request');
    expect(await site.factsOf(subject)).toEqual([]);
  });

  test('of a record opened before is of that record, whoever sends it says', async () => {
    const [seen, other] = [await site.add(), await site.add()];
    const sealed = await seal(await prepare(), { person: seen.person, madeAt: MORNING });
    expect(await send([{ ...sealed, person: other.person }])).toMatchObject([{ status: 'recorded' }]);
    expect(await factOf(seen.subject)).toHaveLength(1);
    expect(await factOf(other.subject)).toHaveLength(0);
  });

  test('of somebody who lives elsewhere, and for whom no glass was broken, is refused', async () => {
    const paris = await site.add(invented({ address: { commune: '75056' } }), ELSEWHERE);
    const pack = await prepare();
    const sealed = await seal(pack, { person: paris.person, madeAt: MORNING });
    expect(await send([sealed])).toMatchObject([
      { status: 'refused', problem: { code: 'person-elsewhere' } },
    ]);
    const glass = {
      account: me.account,
      role: 'vaccinator',
      person: paris.person,
      place: 'DEP-75',
      reason: 'here',
    };
    await site.glasses.break(glass, site.clock.now);
    site.clock.now = later(MORNING, 20);
    expect(await send([sealed])).toMatchObject([{ status: 'recorded' }]);
  });
});

describe('an identity typed at the desk', () => {
  test('like nobody’s is registered provisionally, once', async () => {
    const identity = invented();
    const pack = await prepare();
    const sealed = await seal(pack, { identity, madeAt: MORNING });
    const results = await Promise.all([send([sealed]), send([sealed])]);
    expect(
      results
        .flat()
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['known', 'recorded']);
    const found = await site.register.search({
      familyName: identity.familyName,
      birthDate: identity.birthDate,
    });
    if (!('found' in found)) throw new Error('not searched');
    expect(found.found.map(({ stored }) => stored.trust)).toEqual(['provisional']);
    const { id, subjects } = found.found[0]?.stored.person ?? { id: '', subjects: [] };
    expect(await factOf(subjects[0] ?? '')).toHaveLength(1);
    expect((await site.linesOf(id)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['register', 'act']),
    );
  });

  test('that is exactly somebody’s is theirs', async () => {
    const { subject, identity } = await site.add();
    const sealed = await seal(await prepare(), { identity, madeAt: MORNING });
    expect(await send([sealed])).toMatchObject([{ status: 'recorded' }]);
    expect(await factOf(subject)).toHaveLength(1);
  });

  test('that is like somebody’s waits for the professional, who says who it is, or that it is somebody new', async () => {
    const { person, subject, identity } = await site.add();
    const typed = { ...identity, givenNames: `${identity.givenNames}e`, birthPlace: undefined };
    const pack = await prepare();
    const [mine, other] = [
      await seal(pack, { identity: typed, madeAt: MORNING }),
      await seal(pack, { identity: typed, madeAt: MORNING }),
    ];
    const [asked] = await send([mine]);
    expect(asked).toMatchObject({
      status: 'needs-person',
      typed: { familyName: identity.familyName },
      candidates: [{ person, open: true }],
    });
    expect((await site.linesOf(person)).map(({ action, detail }) => `${action} ${detail.by}`)).toEqual([
      'search offline',
    ]);
    expect(await send([{ ...mine, person }])).toMatchObject([{ status: 'recorded' }]);
    // Sent again without saying who: it is known where it was recorded.
    expect(await send([mine])).toMatchObject([{ status: 'known' }]);
    expect(await factOf(subject)).toMatchObject([{ id: mine.id }]);
    expect(await send([{ ...other, person: 'new' }])).toMatchObject([{ status: 'recorded' }]);
    expect(await send([{ ...other, person: 'new' }])).toMatchObject([{ status: 'known' }]);
    expect(await factOf(subject)).toHaveLength(1);
  });

  test('that cannot be registered comes back with what is wrong with it', async () => {
    const identity = invented({ nationalNumber: '2550748095012 00' });
    const [asked] = await send([await seal(await prepare(), { identity, madeAt: MORNING })]);
    expect(asked).toMatchObject({ status: 'needs-person', problem: { code: 'national-number-key' } });
  });

  test('nobody copies the register by it: people shown are counted', async () => {
    const { identity } = await site.add();
    const someone = site.come();
    const pack = await prepare(someone.token);
    const typed = { ...identity, givenNames: `${identity.givenNames}e`, birthPlace: undefined };
    const acts = await Promise.all(
      Array.from({ length: 40 }, () => seal(pack, { identity: typed, madeAt: MORNING })),
    );
    const results = await send(acts, { token: someone.token });
    const codes = results.map(({ problem }) => problem?.code);
    expect(codes.filter((code) => code === 'search-too-often')).toHaveLength(10);
  });
});

describe('who made it, and who sends it', () => {
  test('a colleague of the centre sends it: both are written down, and it is of who made it', async () => {
    const { person, subject } = await site.add();
    const sealed = await seal(await prepare(), { person, madeAt: MORNING });
    const colleague = site.come('delegate');
    expect(await send([sealed], { token: colleague.token })).toMatchObject([{ status: 'recorded' }]);
    expect(await factOf(subject)).toMatchObject([{ by: me.account }]);
    expect(
      (await site.linesOf(person)).map(({ account, detail }) => [account, detail.sentBy, detail.madeBy]),
    ).toEqual([
      [me.account, colleague.account, undefined],
      [colleague.account, undefined, me.account],
    ]);
  });

  test('somebody of another centre does not', async () => {
    const { person, subject } = await site.add();
    const sealed = await seal(await prepare(), { person, madeAt: MORNING });
    const stranger = site.come('vaccinator', ELSEWHERE);
    expect(await send([sealed], { token: stranger.token, place: ELSEWHERE })).toMatchObject([
      { status: 'refused', problem: { code: 'place-forbidden' } },
    ]);
    expect(await site.factsOf(subject)).toEqual([]);
  });

  test('whose delegation was ended: what they made before is recorded, what they made after is not', async () => {
    const [before, after] = [await site.add(), await site.add()];
    const student = site.come('delegate');
    const delegation = await site.delegate(student.account);
    const pack = await prepare(student.token);
    const acts = [
      await seal(pack, { person: before.person, madeAt: later(MORNING, 1) }),
      await seal(pack, { person: after.person, madeAt: later(MORNING, 3) }),
    ];
    await delegation.end(later(MORNING, 2));
    site.clock.now = later(MORNING, 4);
    expect(await send(acts)).toMatchObject([
      { status: 'recorded' },
      { status: 'refused', problem: { code: 'offline-grant-ended' } },
    ]);
    expect(await factOf(before.subject)).toMatchObject([{ by: student.account }]);
    expect(await site.factsOf(after.subject)).toEqual([]);
  });

  test('a grant is good for four days, forged or changed for none', async () => {
    const { person, subject } = await site.add();
    const pack = await prepare();
    site.clock.now = later(MORNING, 110);
    const late = await seal(pack, { person, madeAt: later(MORNING, 97) });
    expect(await send([late])).toMatchObject([{ problem: { code: 'offline-grant-expired' } }]);
    const inTime = await seal(pack, { person, madeAt: later(MORNING, 95) });
    const [said = '', mark = ''] = pack.grant.split('.');
    const text = Buffer.from(said, 'base64url').toString().replace(me.account, 'psc:somebody-else');
    const forged = [
      `${Buffer.from(text).toString('base64url')}.${mark}`,
      `${said}.${Buffer.from('a'.repeat(32)).toString('base64url')}`,
      `${said}.${mark}.${mark}`,
      said,
      '',
    ];
    const acts = await Promise.all(
      forged.map((grant) => seal({ ...pack, grant }, { person, grant, madeAt: later(MORNING, 2) })),
    );
    expect((await send(acts)).map(({ problem }) => problem?.code)).toEqual(
      forged.map(() => 'offline-grant-forged'),
    );
    expect(await site.factsOf(subject)).toEqual([]);
    expect(await send([inTime])).toMatchObject([{ status: 'recorded' }]);
  });
});

describe('a sealed act', () => {
  test('changed, under another id, or sealed to another key, does not open', async () => {
    const { person, subject } = await site.add();
    const pack = await prepare();
    const act = await seal(pack, { person, madeAt: MORNING });
    const bytes = Buffer.from(act.sealed, 'base64url');
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    const folder = mkdtempSync(join(tmpdir(), 'rappel-old-keys-'));
    const old = openOfflineKey(await openKeyring(join(folder, 'old.json'))).shown;
    rmSync(folder, { recursive: true, force: true });
    const results = await send([
      { ...act, sealed: bytes.toString('base64url') },
      { ...act, id: randomUUID() },
      { ...act, iv: 'AAAAAAAAAAAAAAAA' },
      { ...act, iv: 'not base64!' },
      { ...act, ephemeral: { ...act.ephemeral, x: act.ephemeral.y } },
      { ...act, sealed: '' },
      await seal({ ...pack, key: { ...old, kid: pack.key.kid } }, { person, madeAt: MORNING }),
      await seal({ ...pack, key: old }, { person, madeAt: MORNING }),
    ]);
    expect(results.map(({ problem }) => problem?.code)).toEqual([
      ...Array.from({ length: 7 }, () => 'offline-act-unreadable'),
      'offline-key-unknown',
    ]);
    for (const { problem } of results)
      expect([problem?.title, problem?.detail, problem?.mend].every((text) => (text ?? '').length > 10)).toBe(
        true,
      );
    expect(await site.factsOf(subject)).toEqual([]);
  });

  test('the key is the same after a restart', async () => {
    expect(openOfflineKey(site.keyring).shown).toEqual((await prepare()).key);
  });
});

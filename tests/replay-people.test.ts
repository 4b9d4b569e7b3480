/** People for a replay: from the command line to a register that looks real, and what it must leave alone. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Keyring, openKeyring } from '#access/keyring.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { factsOf } from '#facts/ledger.pg.ts';
import { ageOn } from '#kernel/day.ts';
import { type Campaign, openCampaign } from '#main/campaign.node.ts';
import { replayFile } from '#main/replay.node.ts';
import { type PeopleProgress, replayPeople, seedDemoPeople } from '#main/replay-people.node.ts';
import { planReplay, type ReplayPlan } from '#main/replay-plan.node.ts';
import type { Identity } from '#people/person.ts';
import { openRegister } from '#people/register.node.ts';
import { departmentOf } from '#places/territory.ts';
import { createDatabase } from './database.ts';
import { type DataFolder, dataFolder, REAL_INPUT, rappel, startRappel, until } from './program.ts';

const UNTIL = '2021-01-31';
/** Injections and people of Lozère in January 2021. */
const INJECTIONS = 3227;
const PSEUDONYMS = 3099;

let work: string;
const folders: DataFolder[] = [];
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'rappel-replay-people-'));
});
afterAll(async () => {
  for (const folder of folders) await folder.remove();
  await rm(work, { recursive: true, force: true });
});

const newFolder = async (): Promise<DataFolder> => {
  const folder = await dataFolder();
  folders.push(folder);
  return folder;
};

const replayArgs = (data: string): string[] =>
  ['replay', 'fr-covid-19', '--input', REAL_INPUT, '--departments', '48', '--until', UNTIL].concat(
    '--data',
    data,
  );

const truthOf = async (folder: string): Promise<Map<string, string>> => {
  const [header, ...lines] = (await readFile(join(folder, 'people-truth.csv'), 'utf8')).trimEnd().split('\n');
  expect(header).toBe('record,who');
  const truth = new Map(
    lines.map((line): [string, string] => [line.split(',')[0] ?? '', line.split(',')[1] ?? '']),
  );
  expect(truth.size).toBe(lines.length);
  return truth;
};

describe('rappel replay --people', () => {
  test('gives Lozère its people and changes no published count; again, it adds nothing', async () => {
    const [plain, named] = [await newFolder(), await newFolder()];
    expect(await rappel(replayArgs(plain.folder))).toMatchObject({ code: 0 });
    const first = await rappel([...replayArgs(named.folder), '--people', '--json']);
    expect(first).toMatchObject({ code: 0 });
    const { people, injections } = JSON.parse(first.stdout);
    expect(injections).toBe(INJECTIONS);
    expect(people).toMatchObject({ known: 0, added: people.people + people.duplicates, stopped: false });
    expect(people.duplicates / people.people).toBeCloseTo(0.05, 2);

    const table = async (data: DataFolder): Promise<string> => {
      const out = join(data.folder, 'out');
      const asked = ['publish', 'fr-covid-19', '--data', data.folder, '--out', out, '--layout', '2021-04-22'];
      expect(await rappel(asked)).toMatchObject({ code: 0 });
      return readFile(join(out, 'vacsi-a-dep.csv'), 'utf8');
    };
    expect(await table(named)).toBe(await table(plain));

    const truth = await truthOf(named.folder);
    expect(truth.size).toBe(people.added);
    expect([...truth].filter(([record, who]) => record !== who)).toHaveLength(people.duplicates);
    expect((await stat(join(named.folder, 'people-truth.csv'))).mode & 0o777).toBe(0o600);

    const again = await rappel([...replayArgs(named.folder), '--people']);
    expect(again.stdout).toContain(`0 records added, ${people.added.toLocaleString('en')} already known`);
    expect(await truthOf(named.folder)).toEqual(truth);
  });

  test('killed while it writes them, it goes on', async () => {
    const data = await newFolder();
    const { child, finished } = startRappel([...replayArgs(data.folder), '--people', '--duplicates', '0.2']);
    await until(async () => {
      const size = await stat(join(data.folder, 'people-truth.csv')).then(
        (file) => file.size,
        () => 0,
      );
      return size > 0 ? true : undefined;
    });
    child.kill('SIGKILL');
    await finished;
    const args = [...replayArgs(data.folder), '--people', '--duplicates', '0.2', '--json'];
    const after = await rappel(args);
    expect(after).toMatchObject({ code: 0 });
    const { people } = JSON.parse(after.stdout);
    expect(people.added + people.known).toBe(people.people + people.duplicates);
    expect((await truthOf(data.folder)).size).toBe(people.people + people.duplicates);
    expect(people.duplicates / people.people).toBeCloseTo(0.2, 1.5);
  });

  test('what is asked wrongly is told, and nothing is started', async () => {
    const data = await newFolder();
    const wrong = async (...more: string[]): Promise<string> => {
      const { code, stderr } = await rappel([...replayArgs(data.folder), ...more]);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await wrong('--duplicates', '0.1')).toContain('add --people');
    expect(await wrong('--people', '--duplicates', '0.7')).toContain('not a share from 0 to 0.5');
    expect(await wrong('--people', '--duplicates', '')).toContain('not a share');
    expect(await wrong('--people', '--people-of', '48,75')).toContain('--people-of 75 is not replayed');
    const folder = ['replay', 'fr-covid-19', '--vintages', work, '--people', '--data', data.folder];
    expect(await rappel(folder)).toMatchObject({ code: 2 });
  });
});

type Opened = {
  readonly people: Db;
  readonly ledger: Db;
  readonly keyring: Keyring;
  readonly campaign: Campaign;
  readonly input: string;
  readonly plan: ReplayPlan;
  readonly dataFolder: string;
  readonly close: () => Promise<void>;
};

/** A database with Lozère replayed, from a file that holds nothing else, and keys of its own. */
const openLozere = async (): Promise<Opened> => {
  const database = await createDatabase();
  const people = connect(database.url, { max: 2, appRole: true, role: 'people' });
  const folder = await mkdtemp(join(work, 'data-'));
  const campaign = await openCampaign('fr-covid-19');
  const lines = gunzipSync(await readFile(REAL_INPUT))
    .toString('utf8')
    .split('\n');
  const input = join(folder, 'lozere.csv');
  await writeFile(input, lines.filter((line, i) => i === 0 || line.startsWith('48;')).join('\n'));
  const options = { input, departments: 'all' as const, until: UNTIL, seed: 1 };
  await replayFile(database.db, campaign, options);
  return {
    people,
    ledger: database.db,
    keyring: await openKeyring(join(folder, 'keys.json')),
    campaign,
    input,
    plan: await planReplay(campaign, options),
    dataFolder: folder,
    close: async () => {
      await people.end();
      await database.close();
    },
  };
};

const countOf = async (db: Db, what: string): Promise<number> => {
  const { rows } = await db.query<{ n: number }>(`select count(*) as n from ${what}`);
  return rows[0]?.n ?? 0;
};

const subjectsOf = async (ledger: Db): Promise<string[]> => {
  const { rows } = await ledger.query<{ subject: string }>(
    `select distinct subject from fact where kind = 'injection'`,
  );
  return rows.map(({ subject }) => subject);
};

describe('the register of a replay', () => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openLozere();
  });
  afterAll(() => opened.close());

  const run = (onProgress?: (progress: PeopleProgress) => void, signal?: AbortSignal) =>
    replayPeople({ ...opened, departments: ['48'], seed: 1, duplicates: 0.1 }, onProgress, signal);

  test('stopped half-way, it goes on; every pseudonym of the ledger leads to one record, that fits its act', async () => {
    const stop = new AbortController();
    const cut = await run(() => stop.abort(), stop.signal);
    expect(cut.stopped).toBe(true);
    const before = await countOf(opened.people, 'people.person');
    expect(before).toBe(cut.added);
    expect(before).toBeGreaterThan(0);
    // A program that dies may leave lines of the truth whose record never came, and half a line.
    const path = join(opened.dataFolder, 'people-truth.csv');
    await writeFile(path, 'r0000000000000000,r0000000000000000\nr00000', { flag: 'a' });

    const whole = await run();
    expect(whole.stopped).toBe(false);
    expect(whole.known).toBe(before);
    const records = whole.people + whole.duplicates;
    expect(whole.added + whole.known).toBe(records);
    expect(await countOf(opened.people, 'people.person')).toBe(records);
    const truth = await truthOf(opened.dataFolder);
    expect(truth.size).toBe(records);

    const register = openRegister(opened.people, opened.keyring);
    const subjects = await subjectsOf(opened.ledger);
    expect(subjects).toHaveLength(PSEUDONYMS);
    const facts = await factsOf(opened.ledger, subjects);
    for (const subject of subjects.filter((_, i) => i % 10 === 0)) {
      const id = (await register.findBySubject(subject)) ?? '';
      const stored = await register.find(id);
      const identity = stored?.person.identity;
      expect(stored?.person.subjects).toEqual([subject]);
      if (truth.get(id) !== id || identity === undefined) continue;
      expect(departmentOf(identity.address?.commune ?? '')).toBe('DEP-48');
      expect(stored?.place).toBe('DEP-48');
      const [act] = facts.get(subject) ?? [];
      const age = ageOn(identity.birthDate, act?.occurredOn ?? '');
      const ageClass = Number(act?.body.ageClass);
      expect(ageClass === 80 ? age >= 80 : age <= ageClass && age > ageClass - 10).toBe(true);
    }
  });

  test('the second records read like the first, and the truth is nowhere in the database', async () => {
    const register = openRegister(opened.people, opened.keyring);
    const twice = [...(await truthOf(opened.dataFolder))].filter(([record, who]) => record !== who);
    expect(twice.length).toBeGreaterThan(200);
    let alike = 0;
    for (const [record, who] of twice.slice(0, 50)) {
      const [second, first] = [await register.find(record), await register.find(who)];
      expect(second?.person.subjects).not.toEqual(first?.person.subjects);
      expect(JSON.stringify(second)).not.toContain(who);
      expect(JSON.stringify(first)).not.toContain(record);
      if (second?.person.identity.birthDate === first?.person.identity.birthDate) alike += 1;
    }
    expect(alike).toBeGreaterThan(30);
    expect(await countOf(opened.people, 'people.pair')).toBe(0);
  });

  test('whoever was forgotten does not come back', async () => {
    const register = openRegister(opened.people, opened.keyring);
    const [first = '', , third = ''] = [...(await truthOf(opened.dataFolder)).keys()].slice(100);
    expect(await register.forget(first)).toBe(true);
    expect(await register.forget(third)).toBe(true);
    expect(await run()).toMatchObject({ added: 0 });
    expect(await register.find(first)).toBeUndefined();
  });
});

describe('the demonstration', () => {
  const citizens: readonly Identity[] = [
    {
      givenNames: 'Jeanne',
      familyName: 'Exemplaire',
      birthDate: '1938-02-11',
      sex: 'f',
      birthPlace: '48095',
    },
    {
      givenNames: 'Lucien',
      familyName: 'Imaginaire',
      birthDate: '1949-09-30',
      sex: 'm',
      birthPlace: '48061',
    },
    {
      ...{
        givenNames: 'Sophie',
        familyName: 'Inventée',
        birthDate: '1972-06-04',
        sex: 'f',
        birthPlace: '75109',
      },
      address: { commune: '75109' },
    },
  ];

  test('has the people of Lozère and the citizens of the login, one of whom was injected; and stays as it is', async () => {
    const opened = await openLozere();
    try {
      const demo = { ...opened, departments: ['48'], seed: 1, until: UNTIL, citizens };
      expect(await seedDemoPeople({ ...demo, ledger: opened.ledger, seed: 2 })).toBeUndefined();
      const seeded = await seedDemoPeople(demo);
      expect(seeded).toMatchObject({ known: 0, stopped: false });
      expect(await countOf(opened.people, 'people.person')).toBe(seeded?.added);

      const register = openRegister(opened.people, opened.keyring);
      const found = [];
      for (const citizen of citizens) {
        const stored = await register.findStrict(citizen);
        if (stored === undefined || stored === 'unsure') throw new Error('a citizen is not found');
        const facts = await factsOf(opened.ledger, stored.person.subjects);
        found.push({ place: stored.place, city: stored.person.identity.address?.city, injected: facts.size });
      }
      expect(found).toEqual([
        { place: 'DEP-48', city: 'Mende', injected: 1 },
        { place: 'DEP-48', city: 'Mende', injected: 0 },
        { place: 'DEP-75', city: 'Paris 9e Arrondissement', injected: 0 },
      ]);
      for (const subject of (await subjectsOf(opened.ledger)).slice(0, 50))
        expect(await register.findBySubject(subject)).toBeDefined();

      expect(await seedDemoPeople(demo)).toBeUndefined();
    } finally {
      await opened.close();
    }
  });

  test('a person whom a replay named before keeps their pseudonym, and the citizen has one of their own', async () => {
    const opened = await openLozere();
    try {
      const named = await replayPeople({ ...opened, departments: ['48'], seed: 1, duplicates: 0.05 });
      const seeded = await seedDemoPeople({
        ...opened,
        departments: ['48'],
        seed: 1,
        until: UNTIL,
        citizens,
      });
      expect(seeded?.added).toBe(citizens.length);
      expect(await countOf(opened.people, 'people.person')).toBe(named.added + citizens.length);
    } finally {
      await opened.close();
    }
  });
});

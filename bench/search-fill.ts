/** A register of replayed people, and searches in it as desks make them: half of them as written, half misspelt. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openKeyring } from '#access/keyring.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { draws } from '#kernel/random.ts';
import { isRefused } from '#kernel/result.ts';
import { readNameLists } from '#people/name-lists.node.ts';
import type { Identity } from '#people/person.ts';
import { openRegister } from '#people/register.node.ts';
import type { Criteria, Register } from '#people/register.ts';
import { bulkRegister } from '#people/register-bulk.node.ts';
import { writeAgain } from '#people/replay-errors.ts';
import { createDice, createPeople, type Person } from '#people/replay-people.ts';
import { withEmptyDatabase } from './database.ts';
import type { Figure } from './figure.ts';

const NAMES = fileURLToPath(new URL('../campaigns/fr-covid-19/names', import.meta.url));
/** People are drawn by so many, each lot from a seed of its own: a nation does not stay in memory. */
const LOT = 10_000;
const SEARCHES = 2000;
/** Answers of the last searches of a warm-up are not measured. */
const WARM_UP = 200;

/** A replayed person as the register takes them in. */
const identityOfReplayed = ({ traits, usedName }: Person): Identity => {
  const { nationalNumber, birthPlace, phone, email, address, postcode, city, sex } = traits;
  return {
    familyName: traits.familyName ?? '',
    givenNames: traits.givenName ?? '',
    ...(usedName !== undefined && { usedFamilyName: usedName }),
    birthDate: traits.birthDate ?? '',
    sex: sex === 'm' || sex === 'f' ? sex : 'u',
    ...(birthPlace !== undefined && { birthPlace }),
    ...(nationalNumber !== undefined && { nationalNumber }),
    ...(phone !== undefined && { phone }),
    ...(email !== undefined && { email }),
    ...(city !== undefined && {
      address: {
        ...(address !== undefined && { line: address }),
        ...(postcode !== undefined && { postcode }),
        city,
      },
    }),
  };
};

type Asked = { readonly id: string; readonly criteria: Criteria; readonly misspelt: boolean };

const isoDate = (text: string): string => {
  const [day = '', month = '', year = ''] = text.split('/');
  return text.includes('/') ? `${year}-${month}-${day}` : text;
};

export type Filled = {
  readonly db: Db;
  readonly register: Register;
  readonly seconds: number;
  /** Seconds of a core that this process took, PostgreSQL's apart. */
  readonly coreSeconds: number;
  readonly asked: readonly Asked[];
};

const microseconds = ({ user, system }: NodeJS.CpuUsage): number => user + system;

/** Fills the register up to this many people, and draws the searches among them. */
const fill = async (db: Db, keyFile: string, count: number): Promise<Filled> => {
  const keyring = await openKeyring(keyFile);
  const lists = await readNameLists(NAMES);
  const dice = createDice(lists);
  const draw = draws(11, 'searches');
  const writer = bulkRegister(db, keyring);
  const asked: Asked[] = [];
  const began = performance.now();
  const cpuBegan = process.cpuUsage();
  let [drawing, cpuDrawing] = [0, 0];
  for (let from = 0; from < count; from += LOT) {
    const drawn = performance.now();
    const cpuDrawn = process.cpuUsage();
    const people = createPeople(lists, Math.min(LOT, count - from), from + 1);
    const id = (i: number): string => `person-${String(from + i).padStart(8, '0')}`;
    for (let i = Math.ceil(((SEARCHES + WARM_UP) * people.length) / count); i > 0; i--) {
      const at = Math.floor(draw() * people.length);
      const person: Person | undefined = people[at];
      if (person === undefined) continue;
      const misspelt = i % 2 === 0;
      const traits = misspelt ? writeAgain(person, dice, draw) : person.traits;
      const { familyName, givenName, birthDate = '' } = traits;
      asked.push({
        id: id(at),
        misspelt,
        criteria: { familyName, givenName, birthDate: isoDate(birthDate) },
      });
    }
    drawing += performance.now() - drawn;
    cpuDrawing += microseconds(process.cpuUsage(cpuDrawn));
    await writer.add(
      people.map((person, i) => ({
        id: id(i),
        identity: identityOfReplayed(person),
        evidence: [],
        subjects: [`p-${from + i}`],
      })),
    );
  }
  await writer.end();
  const seconds = (performance.now() - began - drawing) / 1000;
  const coreSeconds = (microseconds(process.cpuUsage(cpuBegan)) - cpuDrawing) / 1e6;
  return { db, register: openRegister(db, keyring), seconds, coreSeconds, asked };
};

/** @param measure gets a register of this many people on an empty PostgreSQL */
export const withRegister = <T>(count: number, measure: (filled: Filled) => Promise<T>): Promise<T> =>
  withEmptyDatabase(async (_facts, owner, folder) => {
    const { connectionString } = owner.options;
    const db = connect(connectionString ?? '', { max: 4, appRole: true, role: 'people' });
    try {
      const filled = await fill(db, join(folder, 'keys.json'), count);
      // As autovacuum leaves a register that has been there for a while.
      await owner.query('vacuum (analyze) people.token, people.person, people.person_key');
      return await measure(filled);
    } finally {
      await db.end();
    }
  });

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const rounded = (value: number): number => Math.round(value * 100) / 100;

type Measured = { readonly times: readonly number[]; readonly first: number; readonly rows: number };

const searchAll = async ({ register, asked }: Filled): Promise<{ all: Measured; misspelt: Measured }> => {
  const times: number[] = [];
  let [rows, hits, misspeltHits, misspelt] = [0, 0, 0, 0];
  for (const [i, one] of asked.entries()) {
    const began = performance.now();
    const answer = await register.search(one.criteria);
    const ms = performance.now() - began;
    if (i < WARM_UP) continue;
    times.push(ms);
    const found = isRefused(answer) ? [] : answer.found;
    rows += found.length;
    const isFirst = found[0]?.stored.person.id === one.id;
    hits += isFirst ? 1 : 0;
    misspelt += one.misspelt ? 1 : 0;
    misspeltHits += isFirst && one.misspelt ? 1 : 0;
  }
  times.sort((a, b) => a - b);
  return {
    all: { times, first: hits / times.length, rows: rows / times.length },
    misspelt: { times, first: misspeltHits / Math.max(1, misspelt), rows: 0 },
  };
};

/** What the engine takes for as many rows by their key, and nothing else. */
const bareSelect = async ({ db, asked }: Filled, rows: number): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let i = 0; i < asked.length; i++) {
    const ids = Array.from({ length: rows }, (_, n) => asked[(i * rows + n) % asked.length]?.id ?? '');
    const began = performance.now();
    await db.query({
      name: 'bare-select',
      text: 'select person, sealed from people.person where person = any($1)',
      values: [ids],
    });
    if (i >= WARM_UP) times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b);
};

const P99_MAX_MS = 30;
const BULK_MIN = 10_000;

/** Searches one after the other: how long they take, and how often the person is the first of the list. */
export const measureSearches = async (filled: Filled, people: number): Promise<Figure[]> => {
  const { all, misspelt } = await searchAll(filled);
  const bare = await bareSelect(filled, Math.max(1, Math.round(all.rows)));
  const p99 = at(all.times, 0.99);
  const among = `among ${people.toLocaleString('en')} people`;
  return [
    { figure: `register in bulk, ${among}`, value: Math.round(people / filled.seconds), unit: 'people/s' },
    {
      figure: `register in bulk, ${among}, of one core’s time`,
      value: Math.round(people / filled.coreSeconds),
      unit: 'people/s',
      target: `>= ${BULK_MIN}`,
      met: people / filled.coreSeconds >= BULK_MIN,
    },
    {
      figure: `search by names and birth date, ${among}, p99`,
      value: rounded(p99),
      unit: 'ms',
      target: `< ${P99_MAX_MS}`,
      met: p99 < P99_MAX_MS,
      ratio: {
        to: `one SELECT of as many rows by key, ${rounded(at(bare, 0.99))} ms`,
        value: p99 / at(bare, 0.99),
      },
    },
    {
      figure: `search by names and birth date, ${among}, p50`,
      value: rounded(at(all.times, 0.5)),
      unit: 'ms',
    },
    { figure: `found first, ${among}`, value: rounded(all.first * 100), unit: '%' },
    { figure: `found first when misspelt, ${among}`, value: rounded(misspelt.first * 100), unit: '%' },
  ];
};

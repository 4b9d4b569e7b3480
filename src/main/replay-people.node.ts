/**
 * People for a replay: each pseudonym that it made is given an identity, and the register the records of those who
 * are in it twice. Called again, it goes on where it was cut, and brings back nobody who was forgotten since.
 */
import { join } from 'node:path';
import type { Keyring } from '#access/keyring.node.ts';
import type { Db } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { ageOn, type Day } from '#kernel/day.ts';
import type { Campaign } from '#main/campaign.node.ts';
import { findEnded } from '#main/replay-facts.node.ts';
import { openTruth, TRUTH_FILE } from '#main/replay-people-truth.node.ts';
import { planReplay, type ReplayPlan } from '#main/replay-plan.node.ts';
import { readNameLists } from '#people/name-lists.node.ts';
import type { Evidence, Identity } from '#people/person.ts';
import { bulkRegister, type Newcomer } from '#people/register-bulk.node.ts';
import { knownPeople, knownSubjects } from '#people/replay-known.pg.ts';
import type { Commune } from '#people/replay-people.ts';
import { type ReplayedAct, type ReplayedRecord, recordsOfReplay } from '#people/replay-register.ts';
import { departmentOf } from '#places/territory.ts';
import { AGE_CLASSES } from '#programmes/vaccination/facts.ts';

export const DUPLICATES = 0.05;

export type PeopleProgress = { readonly people: number; readonly day: Day };

export type PeopleReplayed = {
  /** People, and how many of them have a second record. */
  readonly people: number;
  readonly duplicates: number;
  /** Records added now, and those that the register had. */
  readonly added: number;
  readonly known: number;
  /** The file that says which records are one person. */
  readonly truth: string;
  readonly stopped: boolean;
};

export type PeopleOptions = {
  /** Works as the role `people`. */
  readonly people: Db;
  readonly keyring: Keyring;
  readonly campaign: Campaign;
  readonly plan: ReplayPlan;
  /** Departments whose people are given an identity. */
  readonly departments: readonly string[];
  readonly seed: number;
  /** Share of people who have a second record, 0 to 0.5. */
  readonly duplicates: number;
  /** Where the truth is kept. */
  readonly dataFolder: string;
  /** Known people who take the place of replayed ones, and a way to hear which. */
  readonly claim?: (act: ReplayedAct) => boolean;
  /** Records that come after those of the replay. */
  readonly after?: () => Promise<readonly Keyed[]>;
  readonly now?: () => string;
};

/** A record, the hash that finds it, and who it is. */
type Keyed = { readonly newcomer: Newcomer; readonly who: string; readonly department: string };

/** Oldest of a class without an end; and the ages of people whose class is unknown: adults, the only ones invited. */
const OLDEST = 105;
const UNKNOWN_AGES = [18, 95] as const;

const AGES = new Map<string, readonly [number, number]>(
  AGE_CLASSES.map((ageClass, i) => {
    const before = AGE_CLASSES[i - 1];
    const from = before === undefined ? 0 : Number(before) + 1;
    return [ageClass, [from, i === AGE_CLASSES.length - 1 ? OLDEST : Number(ageClass)]];
  }),
);

const PSEUDONYM_RADIX = 36;

type Batches = () => Iterable<{ readonly facts: readonly Fact[] }>;

const ordinalOf = (subject: string, tag: string): number =>
  Number.parseInt(subject.slice(tag.length + 1), PSEUDONYM_RADIX);

/** Who has a second dose after a first in these batches: a bit a person. */
const findServed = (batches: Batches, tag: string, size: number): ((ordinal: number) => boolean) => {
  const bits = new Uint8Array((size >> 3) + 1);
  let next = 0;
  for (const { facts } of batches())
    for (const { subject } of facts) {
      const ordinal = ordinalOf(subject, tag);
      if (ordinal >= next) next = ordinal + 1;
      else bits[ordinal >> 3] = (bits[ordinal >> 3] ?? 0) | (1 << (ordinal & 7));
    }
  return (ordinal) => ((bits[ordinal >> 3] ?? 0) & (1 << (ordinal & 7))) !== 0;
};

/**
 * The first act of each person of these departments. Pseudonyms are numbered as they come: the first of each is known
 * by its number. Read twice, because who never has a second dose is known at the end.
 * @param size people at the most
 */
export function* newcomersOf(
  batches: Batches,
  tag: string,
  size: number,
  departments: ReadonlySet<string>,
): Generator<ReplayedAct> {
  const isServed = findServed(batches, tag, size);
  let next = 0;
  for (const { facts } of batches())
    for (const { subject, place = '', occurredOn, body } of facts) {
      const ordinal = ordinalOf(subject, tag);
      if (ordinal < next) continue;
      next = ordinal + 1;
      if (!departments.has(place)) continue;
      const ages = AGES.get(typeof body.ageClass === 'string' ? body.ageClass : '') ?? UNKNOWN_AGES;
      const isSecond = body.rank === 2;
      const waits = !isSecond && !isServed(ordinal);
      yield { subject, ordinal, isSecond, waits, department: place, ages, day: occurredOn };
    }
}

const hexOf = (token: bigint): string => BigInt.asUintN(64, token).toString(16).padStart(16, '0');

/**
 * Ids of records, and pseudonyms of those that no act names, are keyed hashes: the same each time on one
 * installation, and without its keys nothing leads from an id to the ledger or to the other record.
 */
const keyed = (keyring: Keyring, { subject, of, department, identity, evidence }: ReplayedRecord): Keyed => {
  const id = (name: string): string => `r${hexOf(keyring.code('replay-record', name))}`;
  const newcomer = {
    id: id(subject ?? `again|${of}`),
    identity,
    evidence,
    subjects: [subject ?? `p${hexOf(keyring.code('replay-subject', of))}`],
  };
  return { newcomer, who: id(of), department };
};

/** This many records in a row that a department lacks were never there; fewer, before one that is, were forgotten. */
const LACKING_MAX = 200;
const CHUNK = 2000;

/** Tells records to add from those the register has or had, keeping the order of each department. */
const createSieve = (people: Db, keyring: Keyring) => {
  const lacking = new Map<string, Keyed[]>();
  const isOpen = new Set<string>();
  return {
    /** Records to add, and those that are known. */
    sift: async (records: readonly Keyed[]): Promise<{ add: Keyed[]; known: Keyed[] }> => {
      const asked = records
        .filter(({ department }) => !isOpen.has(department))
        .map((record) => ({ record, hash: keyring.subjectHash(record.newcomer.subjects[0] ?? '') }));
      const found = await knownSubjects(
        people,
        asked.map(({ hash }) => hash),
      );
      const present = new Set(
        asked.filter(({ hash }) => found.has(hash.toString('hex'))).map(({ record }) => record),
      );
      const add: Keyed[] = [];
      for (const record of records) {
        if (isOpen.has(record.department)) {
          add.push(record);
          continue;
        }
        const waiting = lacking.get(record.department) ?? [];
        lacking.set(record.department, waiting);
        if (present.has(record)) waiting.length = 0;
        else if (waiting.push(record) >= LACKING_MAX) {
          isOpen.add(record.department);
          lacking.delete(record.department);
          add.push(...waiting);
        }
      }
      return { add, known: [...present] };
    },
    /** The last ones of each department: nothing came after them. */
    rest: (): Keyed[] => [...lacking.values()].flat(),
  };
};

/** Gives the people of a replay their identities. */
export const replayPeople = async (
  options: PeopleOptions,
  onProgress: (progress: PeopleProgress) => void = () => {},
  signal?: AbortSignal,
): Promise<PeopleReplayed> => {
  const { people, keyring, campaign, plan, seed, duplicates } = options;
  const lists = await readNameLists(join(campaign.folder, 'names'));
  const path = join(options.dataFolder, TRUTH_FILE);
  const truth = await openTruth(path, (records) => knownPeople(people, records));
  const register = bulkRegister(people, keyring, options.now === undefined ? {} : { now: options.now });
  const sieve = createSieve(people, keyring);
  const count = { people: 0, duplicates: 0, added: 0, known: 0 };
  let day = plan.firstDay;

  const write = async (add: readonly Keyed[], known: readonly Keyed[] = []): Promise<void> => {
    for (const { newcomer, who } of truth.isNew ? [...known, ...add] : add) truth.write(newcomer.id, who);
    await truth.flush();
    await register.add(add.map(({ newcomer }) => newcomer));
    count.added += add.length;
    count.known += known.length;
    onProgress({ people: count.people, day });
  };
  const acts = function* (): Generator<ReplayedAct> {
    for (const act of newcomersOf(plan.batches, plan.tag, plan.injections, new Set(options.departments))) {
      ({ day } = act);
      if (options.claim?.(act) !== true) yield act;
    }
  };
  try {
    let chunk: Keyed[] = [];
    const sift = async (): Promise<void> => {
      const { add, known } = await sieve.sift(chunk);
      chunk = [];
      await write(add, known);
    };
    for (const record of recordsOfReplay(acts(), lists, { seed, duplicates })) {
      if (record.subject === record.of) count.people += 1;
      else count.duplicates += 1;
      chunk.push(keyed(keyring, record));
      if (chunk.length < CHUNK) continue;
      await sift();
      if (signal?.aborted) break;
    }
    if (signal?.aborted !== true) {
      await sift();
      await write(sieve.rest());
      await write((await options.after?.()) ?? []);
    }
    await register.end();
    return { ...count, truth: path, stopped: signal?.aborted === true };
  } finally {
    await truth.close();
  }
};

export type DemoPeople = {
  readonly people: Db;
  readonly ledger: Db;
  readonly keyring: Keyring;
  readonly campaign: Campaign;
  /** The file that the demonstration replays. */
  readonly input: string;
  readonly departments: readonly string[];
  readonly seed: number;
  readonly until: Day;
  readonly dataFolder: string;
  /** Those who may sign in; without an address, they live in Mende. */
  readonly citizens: readonly Identity[];
};

const MENDE = '48095';
const STREETS = ['rue du Moulin', 'place de la République', 'boulevard des Tilleuls', 'rue de la Fontaine'];

/** Of those who live in a department of the demonstration, one in two takes the place of somebody replayed. */
const LINKED_EACH = 2;

type Citizen = {
  readonly id: string;
  readonly identity: Identity;
  readonly department: string;
  readonly isLinked: boolean;
  /** The pseudonym of whom they take the place, once found; and their own otherwise. */
  taken: string | undefined;
  readonly subject: string;
};

/** Who was born abroad showed a passport: a country and not a commune is not enough for them to see their own data. */
const papersOf = ({ birthPlace = '' }: Identity): Evidence[] =>
  birthPlace.startsWith('99')
    ? [{ kind: 'document', document: 'passport', on: '2021-01-04', by: 'demonstration' }]
    : [];

/** The citizens of the login, and those of them who were injected: the first of the replay who have their age. */
const linkCitizens = (
  { people, keyring, citizens, departments }: DemoPeople,
  communes: readonly Commune[],
) => {
  let near = 0;
  const all = citizens.map((citizen, i): Citizen => {
    const name = `citizen|${citizen.familyName}|${citizen.givenNames}|${citizen.birthDate}`;
    const { commune = MENDE, ...written } = citizen.address ?? {};
    const town = communes.find(({ code }) => code === commune);
    const department = departmentOf(commune)?.slice('DEP-'.length) ?? '';
    const isNear = departments.includes(department);
    return {
      department,
      isLinked: isNear && near++ % LINKED_EACH === 0,
      taken: undefined,
      subject: `p${hexOf(keyring.code('replay-subject', name))}`,
      id: `d${hexOf(keyring.code('replay-record', name))}`,
      identity: {
        ...citizen,
        address: {
          line: `${2 * i + 3} ${STREETS[i % STREETS.length]}`,
          ...(town && { postcode: town.postcode, city: town.name }),
          country: 'FR',
          ...written,
          commune,
        },
      },
    };
  });
  return {
    ids: all.map(({ id }) => id),
    claim: ({ subject, isSecond, department, ages: [min, max], day }: ReplayedAct): boolean => {
      const taker = all.find((one) => {
        if (isSecond || !one.isLinked || one.taken !== undefined || one.department !== department)
          return false;
        const age = ageOn(one.identity.birthDate, day);
        return min <= age && age <= max;
      });
      if (taker === undefined) return false;
      taker.taken = subject;
      return true;
    },
    /** A pseudonym that a replay gave to somebody else meanwhile stays theirs. */
    records: async (): Promise<Keyed[]> => {
      const hashOf = (subject: string): Buffer => keyring.subjectHash(subject);
      const known = await knownSubjects(
        people,
        all.flatMap(({ taken }) => (taken === undefined ? [] : [hashOf(taken)])),
      );
      return all.map(({ id, identity, taken, subject, department }) => {
        const isFree = taken !== undefined && !known.has(hashOf(taken).toString('hex'));
        return {
          newcomer: { id, identity, evidence: papersOf(identity), subjects: [isFree ? taken : subject] },
          who: id,
          department,
        };
      });
    },
  };
};

/**
 * The people of the demonstration: those of some departments, and the citizens of its login. They come once the
 * replay is over; undefined when the ledger holds no such replay, or everybody was there already.
 */
export const seedDemoPeople = async (
  demo: DemoPeople,
  onProgress: (progress: PeopleProgress) => void = () => {},
  signal?: AbortSignal,
): Promise<PeopleReplayed | undefined> => {
  const { people, ledger, campaign, seed, until } = demo;
  const { communes } = await readNameLists(join(campaign.folder, 'names'));
  const link = linkCitizens(demo, communes);
  // Citizens come last, in one transaction with those before them: one of them says that all were there.
  if ((await knownPeople(people, link.ids)).size > 0) return undefined;
  const plan = await planReplay(campaign, { input: demo.input, departments: 'all', until, seed });
  const ended = await findEnded(ledger, campaign.name, until);
  if (ended?.body.source !== plan.source) return undefined;
  return replayPeople(
    { ...demo, plan, people, duplicates: DUPLICATES, claim: link.claim, after: link.records },
    onProgress,
    signal,
  );
};

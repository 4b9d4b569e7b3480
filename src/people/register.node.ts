/**
 * The register of people: finds, registers, rectifies and forgets. Records are sealed with a key of each person's own,
 * and found by keyed hashes; what is read here in clear never leaves memory.
 */
import { hash, randomBytes } from 'node:crypto';
import type { Keyring } from '#access/keyring.node.ts';
import { type Db, type Tx, transaction } from '#db/pool.ts';
import { isRefused, refuse } from '#kernel/result.ts';
import { Identity, type Person } from '#people/person.ts';
import { normaliseIdentity, warn, warningsOfIdentity } from '#people/person-check.ts';
import { evidenceAfter } from '#people/person-trust.ts';
import {
  deletePerson,
  findBefore,
  findBySubjectHashes,
  findMergedInto,
  findRows,
  insertPairs,
  insertPerson,
  isForgotten,
  lockAlike,
  lockRow,
  replacePerson,
  resealPerson,
  updateMergedInto,
} from '#people/register.pg.ts';
import type { Candidates, Register, Registered, Stored } from '#people/register.ts';
import { openKey, openRow, recordOf, sealPerson, unsealPerson } from '#people/register-record.node.ts';
import { type Looker, openLooker, seenAmong } from '#people/register-search.node.ts';
import { ownNumber } from '#people/search-likeness.ts';
import { tokensOf } from '#people/search-tokens.ts';

export type RegisterOptions = {
  /** The clock of what no request dates; an ISO instant. */
  readonly now?: () => string;
  readonly random?: (bytes: number) => Uint8Array;
};

/** Small letters and digits that are not taken for one another (RFC 4648, base 32). */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const PSEUDONYM_LETTERS = 26;

/** 130 bits of chance: says nothing of the person, and is never drawn twice. */
export const drawPseudonym = (random: (bytes: number) => Uint8Array): string => {
  const letters = Array.from(random(PSEUDONYM_LETTERS), (byte) => BASE32[byte % BASE32.length] ?? 'a');
  return `p-${letters.join('')}`;
};

type Parts = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly look: Looker;
  readonly random: (bytes: number) => Uint8Array;
};

/** The identity a record was registered with, whatever was rectified since. */
const firstIdentity = async ({ db, keyring }: Parts, { person }: Stored): Promise<Identity | undefined> => {
  if (person.version === 1) return person.identity;
  const [row] = await findRows(db, [person.id]);
  const key = row && openKey(keyring, row);
  const first = (await findBefore(db, person.id)).find(({ version }) => version === 1);
  return key && first && unsealPerson(key, first.sealed, person.id, 1)?.identity;
};

/** The order of the members of a JSON object says nothing: both go through the same reading. */
const isSame = (one: Identity | undefined, other: Identity): boolean =>
  JSON.stringify(Identity.safeParse(one).data) === JSON.stringify(Identity.safeParse(other).data);

const TAKEN = refuse(
  'person-id-taken',
  'This id is that of another person: draw a new one and send the request again.',
  { field: 'id' },
);

/** What was registered under this id: the same request gives the same person. */
const known = async (
  parts: Parts,
  id: string,
  identity: Identity,
): Promise<Registered | typeof TAKEN | undefined> => {
  const [row] = await findRows(parts.db, [id]);
  if (row === undefined) return undefined;
  const stored = openRow(parts.keyring, row);
  if (stored === undefined) return TAKEN;
  const first = await firstIdentity(parts, stored);
  return isSame(first, identity) ? { stored, known: true } : TAKEN;
};

/** Found by a keyed hash: the pseudonym itself stands in no table of the register. */
const bySubject = async (
  { db, keyring }: Pick<Parts, 'db' | 'keyring'>,
  subjects: readonly string[],
): Promise<Map<string, string>> => {
  const byHash = new Map(subjects.map((subject) => [keyring.subjectHash(subject).toString('hex'), subject]));
  const rows = await findBySubjectHashes(
    db,
    [...byHash.keys()].map((hash) => Buffer.from(hash, 'hex')),
  );
  return new Map(
    rows.flatMap(({ subject_hash, person }) => {
      const subject = byHash.get(subject_hash.toString('hex'));
      return subject === undefined ? [] : [[subject, person] as const];
    }),
  );
};

const hashOfId = (id: string): Buffer => hash('sha256', id, 'buffer');

type AskedToRegister = Parameters<Register['register']>[0];

/**
 * Looks for people alike and writes, in one transaction in which nobody alike is written beside. An answer that is no
 * new record has written nothing.
 */
const insert = async (
  { keyring, look, random }: Parts,
  tx: Tx,
  asked: AskedToRegister,
  identity: Identity,
): Promise<Registered | Candidates | typeof TAKEN> => {
  const { id, evidence, notThese, now, at = null } = asked;
  if (await isForgotten(tx, hashOfId(id))) return TAKEN;
  const locks = tokensOf(identity).filter(({ kind }) => kind === 'name-date');
  // In one order for all, so that two registrations wait for each other and never for ever.
  const ordered = [...new Set(locks.map(({ kind, text }) => keyring.token(kind, text)))].sort((a, b) =>
    a < b ? -1 : 1,
  );
  for (const token of ordered) await lockAlike(tx, token);
  const alike = await look.alike(tx, identity, id);
  const unseen = alike.filter((one) => !seenAmong(notThese, one));
  if (unseen.length > 0) return { candidates: unseen.map(({ shown }) => shown) };
  const subject = asked.subject ?? drawPseudonym(random);
  const person: Person = {
    id,
    version: 1,
    identity,
    evidence: [...evidence],
    subjects: [subject],
    opposedSince: null,
  };
  const { key, master, wrapped } = keyring.createKey(id);
  const record = recordOf(keyring, key, person, at, now);
  const isNew = await insertPerson(tx, record, { master, wrapped }, [keyring.subjectHash(subject)], at);
  if (!isNew) return TAKEN;
  const pairs = alike.map(({ shown: { stored, likeness } }) => ({
    other: stored.person.id,
    place: record.place ?? stored.place,
    probability: likeness,
  }));
  await insertPairs(tx, id, pairs, now);
  return {
    stored: { person, trust: record.trust, place: record.place, registeredAt: at, mergedInto: null },
    known: false,
  };
};

const register =
  (parts: Parts): Register['register'] =>
  async (asked) => {
    const checked = normaliseIdentity(asked.identity, asked.now);
    if (isRefused(checked)) return checked;
    const { identity } = checked;
    const before = await known(parts, asked.id, identity);
    if (before !== undefined) return before;
    const answer = await transaction(parts.db, (tx) => insert(parts, tx, asked, identity));
    // The same request sent twice at once: the first was written while this one waited.
    return isRefused(answer) ? ((await known(parts, asked.id, identity)) ?? answer) : answer;
  };

const UNKNOWN = refuse('person-unknown', 'Nobody has this id.', { field: 'person' });

const rectify =
  ({ db, keyring }: Parts): Register['rectify'] =>
  async ({ person: id, version, identity, evidence, by, now }) => {
    const checked = normaliseIdentity(identity, now);
    if (isRefused(checked)) return checked;
    return transaction(db, async (tx) => {
      const row = await lockRow(tx, id);
      const [key, stored] = row ? [openKey(keyring, row), openRow(keyring, row)] : [];
      if (key === undefined || stored === undefined) return UNKNOWN;
      const before = stored.person;
      if (before.version !== version)
        return refuse(
          'version-stale',
          `The record is at version ${before.version}, this request knows version ${version}: open it again.`,
          { field: 'version' },
        );
      const person: Person = {
        ...before,
        version: version + 1,
        identity: checked.identity,
        evidence: evidenceAfter(before, checked.identity, evidence),
      };
      const record = recordOf(keyring, key, person, stored.place, now);
      await replacePerson(tx, record, by);
      return { ...stored, person, trust: record.trust, place: record.place };
    });
  };

const setOpposed =
  ({ db, keyring }: Parts): Register['setOpposed'] =>
  (id, since, _by, now) =>
    transaction(db, async (tx) => {
      const row = await lockRow(tx, id);
      const [key, stored] = row ? [openKey(keyring, row), openRow(keyring, row)] : [];
      if (key === undefined || stored === undefined) return undefined;
      // The identity is the same: so is its version, and a rectification under way is not upset.
      const person: Person = { ...stored.person, opposedSince: since };
      await resealPerson(tx, id, sealPerson(key, person), now);
      return { ...stored, person };
    });

const historyOf =
  ({ db, keyring }: Parts): Register['historyOf'] =>
  async (person) => {
    const [row] = await findRows(db, [person]);
    const key = row && openKey(keyring, row);
    if (key === undefined) return [];
    return (await findBefore(db, person)).flatMap(({ version, sealed, replaced_at }) => {
      const before = unsealPerson(key, sealed, person, version);
      return before === undefined ? [] : [{ identity: before.identity, replacedAt: replaced_at }];
    });
  };

/** @param db works as the role `people` */
export const openRegister = (db: Db, keyring: Keyring, options: RegisterOptions = {}): Register => {
  const { now = () => new Date().toISOString(), random = randomBytes } = options;
  const look = openLooker(db, keyring);
  const parts: Parts = { db, keyring, look, random };
  const history = historyOf(parts);
  return {
    find: async (person) => {
      const [row] = await findRows(db, [person]);
      return row && openRow(keyring, row);
    },
    findMany: async (people) => {
      const rows = await findRows(db, [...new Set(people)]);
      return new Map(
        rows.flatMap((row) => {
          const stored = openRow(keyring, row);
          return stored === undefined ? [] : [[row.person, stored] as const];
        }),
      );
    },
    findBySubject: async (subject) => (await bySubject(parts, [subject])).get(subject),
    findBySubjects: (subjects) => bySubject(parts, subjects),
    mergedInto: (person) => findMergedInto(db, person),
    search: look.search,
    findStrict: look.strict,
    register: register(parts),
    rectify: rectify(parts),
    setOpposed: setOpposed(parts),
    setMergedInto: (person, into) => updateMergedInto(db, person, into, now()),
    historyOf: history,
    warningsOf: async (stored, at) => {
      const { id, version, identity } = stored.person;
      const [shared, before] = await Promise.all([
        look.sharesNumber(stored),
        version === 1 ? [] : history(id),
      ]);
      const number = ownNumber(identity);
      const isOther = (one: string): boolean => one !== '' && one !== number;
      return [
        ...warningsOfIdentity(identity, at),
        ...(shared ? [warn('number-shared')] : []),
        ...(number !== '' && before.some((one) => isOther(ownNumber(one.identity)))
          ? [warn('number-changed')]
          : []),
      ];
    },
    forget: (person) => transaction(db, (tx) => deletePerson(tx, person, hashOfId(person))),
  };
};

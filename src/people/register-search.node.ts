/** Finding people: hashes bring a short list, which is opened and compared in clear. */
import type { Keyring } from '#access/keyring.node.ts';
import type { Db, Tx } from '#db/pool.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import { fold } from '#people/identity-traits.ts';
import { readNationalNumber } from '#people/national-number.ts';
import type { Identity, Trust } from '#people/person.ts';
import { findByTokens, findRows } from '#people/register.pg.ts';
import type { Criteria, Likeness, NumberCode, Stored } from '#people/register.ts';
import { openRow } from '#people/register-record.node.ts';
import { likenessOfPeople, likenessTo, ownNumber } from '#people/search-likeness.ts';
import { missingOf, type Token, tokenOfNumber, tokensAsked, tokensOf } from '#people/search-tokens.ts';

/** Answers of a search (SEARCH_RESULTS_MAX of the contract). */
export const FOUND_MAX = 20;
/** Less alike than this is noise. */
const FOUND_FROM = 0.5;
/** From here on, somebody must say that the two are not one. */
export const ALIKE_FROM = 0.85;
/** Merges of merges that are followed. */
const HOPS_MAX = 8;

/** Somebody alike: the record to show, and every record that stands for them. */
export type Alike = { readonly shown: Likeness; readonly ids: ReadonlySet<string> };

/** Whether somebody was named among people who were looked at. */
export const seenAmong = (people: readonly string[], { ids }: Alike): boolean =>
  people.some((person) => ids.has(person));

type Reader = Pick<Db | Tx, 'query'>;

export type Looker = {
  readonly search: (
    criteria: Criteria,
    isShown?: (stored: Stored) => boolean,
  ) => Promise<
    { readonly found: readonly Likeness[]; readonly more: boolean } | Refused<'search-too-wide' | NumberCode>
  >;
  /** People already known who are much like this one, the most alike first. `but`: the id of this one. */
  readonly alike: (reader: Reader, identity: Identity, but: string) => Promise<readonly Alike[]>;
  readonly strict: (identity: Identity) => Promise<Stored | 'unsure' | undefined>;
  /**
   * Every person whose strict traits are these very ones, all known: one, or several whom a desk said to be two. Shown
   * to nobody, they tell who looked at any of them.
   */
  readonly certain: (identity: Identity) => Promise<readonly Stored[]>;
  /** Whether somebody else has the same number as their own. */
  readonly sharesNumber: (stored: Stored) => Promise<boolean>;
};

const toSend = (criteria: Criteria): Refused<'search-too-wide' | NumberCode> | undefined => {
  const { nationalNumber } = criteria;
  if (nationalNumber !== undefined && nationalNumber.trim() !== '') {
    const number = readNationalNumber(nationalNumber);
    if (isRefused(number)) return number;
  }
  const missing = missingOf(criteria);
  return missing === undefined
    ? undefined
    : refuseInWords('search-too-wide', {
        fr: `Trop de personnes répondraient à cela\u00a0: ${missing.fr}.`,
        en: `Too many people would answer to this: ${missing.en}.`,
      });
};

const mostAlikeFirst = (a: Alike, b: Alike): number =>
  b.shown.likeness - a.shown.likeness || (a.shown.stored.person.id < b.shown.stored.person.id ? -1 : 1);

const sameText = (one: string | undefined, other: string | undefined): boolean | undefined =>
  one === undefined || other === undefined ? undefined : fold(one) === fold(other);

const FULL_DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const ABROAD = /^99/;
const COUNTRY_UNKNOWN = '99999';

/**
 * Whether traits that are equal say enough to be one person's: a whole date, and a commune. A year, or a country with
 * all who were born there, is many people's, of whom one is registered. A country is enough when a paper has shown
 * that these traits are those of the person of the record.
 */
const saysEnough = ({ birthDate, birthPlace }: Identity, trust: Trust): boolean =>
  FULL_DATE.test(birthDate) &&
  birthPlace !== undefined &&
  birthPlace !== COUNTRY_UNKNOWN &&
  (!ABROAD.test(birthPlace) || trust !== 'provisional');

/** Whether a strict identity is that of a record: yes, no, or not known when one of them says too little. */
const sameStrict = (one: Identity, { person: { identity: other }, trust }: Stored): boolean | undefined => {
  if (one.birthDate !== other.birthDate || !sameText(one.familyName, other.familyName)) return false;
  const [given, otherGiven] = [fold(one.givenNames), fold(other.givenNames)];
  const [short, long] = given.length < otherGiven.length ? [given, otherGiven] : [otherGiven, given];
  if (short !== long && !long.startsWith(`${short} `)) return false;
  const place = sameText(one.birthPlace, other.birthPlace);
  const sex = one.sex === 'u' || other.sex === 'u' ? undefined : one.sex === other.sex;
  if (place === false || sex === false) return false;
  return short === long && place === true && sex === true && saysEnough(other, trust) ? true : undefined;
};

export const openLooker = (db: Db, keyring: Keyring): Looker => {
  const hashes = (tokens: readonly Token[]): bigint[] =>
    tokens.map(({ kind, text }) => keyring.token(kind, text));

  const candidates = async (reader: Reader, tokens: readonly Token[]) => {
    const { rows, full } = await findByTokens(reader, hashes(tokens));
    return { stored: rows.map((row) => openRow(keyring, row)).filter((one) => one !== undefined), full };
  };

  /** The records that merged ones read as, however many merges later. */
  const kept = async (reader: Reader, stored: readonly Stored[]): Promise<Map<string, Stored>> => {
    const found = new Map(stored.map((one) => [one.person.id, one]));
    for (let hop = 0; hop < HOPS_MAX; hop++) {
      const wanted = [...found.values()].flatMap(({ mergedInto }) =>
        mergedInto === null || found.has(mergedInto) ? [] : [mergedInto],
      );
      if (wanted.length === 0) break;
      const rows = await findRows(reader, [...new Set(wanted)]);
      if (rows.length === 0) break;
      for (const row of rows) {
        const one = openRow(keyring, row);
        if (one !== undefined) found.set(row.person, one);
      }
    }
    return found;
  };

  /** People of these records, each once, as the record they read as, as alike as the most alike of theirs. */
  const gather = async (reader: Reader, hits: readonly Likeness[]): Promise<Alike[]> => {
    const records = await kept(
      reader,
      hits.map(({ stored }) => stored),
    );
    const people = new Map<string, { stored: Stored; likeness: number; ids: Set<string> }>();
    for (const { stored, likeness } of hits) {
      const ids = [stored.person.id];
      let shown = stored;
      for (let hop = 0; hop < HOPS_MAX && shown.mergedInto !== null; hop++) {
        const next = records.get(shown.mergedInto);
        if (next === undefined) break;
        shown = next;
        ids.push(next.person.id);
      }
      const before = people.get(shown.person.id);
      people.set(shown.person.id, {
        stored: shown,
        likeness: Math.max(likeness, before?.likeness ?? 0),
        ids: new Set([...(before?.ids ?? []), ...ids]),
      });
    }
    return [...people.values()]
      .map(({ stored, likeness, ids }) => ({ shown: { stored, likeness }, ids }))
      .sort(mostAlikeFirst);
  };

  /** Records that may be this strict identity's, and those of them that are. */
  const judge = async (identity: Identity): Promise<{ sure: Likeness[]; judged: Likeness[] }> => {
    const { stored } = await candidates(
      db,
      tokensOf(identity).filter(({ kind }) => kind === 'name-date'),
    );
    const judged = stored
      .map((one) => ({ stored: one, likeness: 1, same: sameStrict(identity, one) }))
      .filter(({ same }) => same !== false);
    return { sure: judged.filter(({ same }) => same === true), judged };
  };

  return {
    search: async (criteria, isShown = () => true) => {
      const refused = toSend(criteria);
      if (refused !== undefined) return refused;
      const { stored, full } = await candidates(db, tokensAsked(criteria));
      const likeness = likenessTo(criteria);
      const hits = stored
        .map((one) => ({ stored: one, likeness: likeness(one.person.identity) }))
        .filter((hit) => hit.likeness >= FOUND_FROM);
      const people = (await gather(db, hits)).map(({ shown }) => shown).filter((one) => isShown(one.stored));
      return { found: people.slice(0, FOUND_MAX), more: people.length > FOUND_MAX || full };
    },
    alike: async (reader, identity, but) => {
      const { stored } = await candidates(reader, tokensOf(identity));
      const hits = stored
        .filter(({ person }) => person.id !== but)
        .map((one) => ({ stored: one, likeness: likenessOfPeople(identity, one.person.identity) }))
        .filter(({ likeness }) => likeness >= ALIKE_FROM);
      return (await gather(reader, hits)).slice(0, FOUND_MAX);
    },
    strict: async (identity) => {
      const { sure, judged } = await judge(identity);
      // Of those born in one country, a paper of one says nothing of the others.
      const isAlone = sure.length > 0 && !ABROAD.test(identity.birthPlace ?? '');
      const [first, ...others] = await gather(db, isAlone ? sure : judged);
      if (first === undefined) return undefined;
      return sure.length > 0 && others.length === 0 ? first.shown.stored : 'unsure';
    },
    certain: async (identity) => {
      const { sure } = await judge(identity);
      return (await gather(db, sure)).map(({ shown }) => shown.stored);
    },
    sharesNumber: async ({ person }) => {
      const number = ownNumber(person.identity);
      if (number === '') return false;
      const { stored } = await candidates(db, [tokenOfNumber(number)]);
      const hits = stored
        .filter((one) => ownNumber(one.person.identity) === number)
        .map((one) => ({ stored: one, likeness: 1 }));
      const people = await gather(db, hits);
      return people.some(({ ids }) => !ids.has(person.id));
    },
  };
};

/** A person as rows of the database: sealed with their own key, found by keyed hashes; and opened again. */
import type { Keyring } from '#access/keyring.node.ts';
import { seal, unseal } from '#access/sealing.node.ts';
import { type Person, Trust } from '#people/person.ts';
import { placeOfIdentity } from '#people/person-check.ts';
import { trustOf } from '#people/person-trust.ts';
import type { RecordRow, SealedRow } from '#people/register.pg.ts';
import type { Stored } from '#people/register.ts';
import { tokensOf } from '#people/search-tokens.ts';

/** What a sealed record is about: it opens as no other person's, and as no other version. */
const aboutRecord = (person: string, version: number): string => `person:${person}:${version}`;

/** The hashes of what the person is found by, each once. */
export const hashesOf = (keyring: Keyring, { identity }: Person): readonly bigint[] => [
  ...new Set(tokensOf(identity).map(({ kind, text }) => keyring.token(kind, text))),
];

export const sealPerson = (key: Buffer, person: Person): Buffer =>
  seal(key, JSON.stringify(person), aboutRecord(person.id, person.version));

/** @param at where the person is, as long as no address says another */
export const recordOf = (
  keyring: Keyring,
  key: Buffer,
  person: Person,
  at: string | null,
  now: string,
): RecordRow => ({
  person: person.id,
  version: person.version,
  sealed: sealPerson(key, person),
  place: placeOfIdentity(person.identity) ?? at,
  trust: trustOf(person.evidence),
  tokens: hashesOf(keyring, person),
  updatedAt: now,
});

/** What the seal proves that we wrote ourselves is not checked again: a schema made stricter must not lock it in. */
const isPerson = (value: unknown): value is Person =>
  typeof value === 'object' && value !== null && 'identity' in value && 'subjects' in value;

/** The record, or undefined when the keys do not open it. */
export const unsealPerson = (
  key: Buffer,
  sealed: Buffer,
  person: string,
  version: number,
): Person | undefined => {
  const text = unseal(key, sealed, aboutRecord(person, version));
  if (text === undefined) return undefined;
  const opened: unknown = JSON.parse(text);
  return isPerson(opened) ? opened : undefined;
};

export const openKey = (keyring: Keyring, row: SealedRow): Buffer | undefined =>
  keyring.unwrap(row.person, { master: row.master, wrapped: row.wrapped });

export const openRow = (keyring: Keyring, row: SealedRow): Stored | undefined => {
  const key = openKey(keyring, row);
  const person = key && unsealPerson(key, row.sealed, row.person, row.version);
  const trust = Trust.safeParse(row.trust).data;
  if (person === undefined || trust === undefined) return undefined;
  return { person, trust, place: row.place, registeredAt: row.registered_at, mergedInto: row.merged_into };
};

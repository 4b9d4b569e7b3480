/**
 * The code of a summons: a QR small enough for any screen, that finds a person at a desk without a letter typed. It
 * holds the id of a record, a day, and a mark that this installation alone can make; no name and no number. Who reads
 * it learns nothing without signing in as a professional.
 */
import { createHmac } from 'node:crypto';
import type { Keyring } from '#access/keyring.node.ts';
import { base32 } from '#access/session-code.ts';
import { keyedHash, sameBytes } from '#access/session-hash.node.ts';
import { addDays, type Day, dayNumber, dayOf } from '#kernel/day.ts';
import { type Refused, refuseInWords } from '#kernel/result.ts';
import { PersonId } from '#people/people.api.ts';
import { bytesOfBase32, SUMMONS_DAYS, SUMMONS_PREFIX } from '#people/summons.ts';

/** Enough that nobody guesses one: each guess is a search, and searches are counted. */
const MARK_BYTES = 10;
const DAY_BYTES = 2;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const UUID_BYTES = 16;
/** What the id is: a UUID in sixteen bytes, or its own letters. */
const KINDS = { uuid: 1, letters: 2 } as const;

export type SummonsCode = 'summons-forged' | 'summons-expired';

export type Summons = {
  /** @returns the code, and its last day */
  readonly codeOf: (person: string, today: Day) => { readonly code: string; readonly until: Day };
  readonly read: (code: string, today: Day) => { readonly person: string } | Refused<SummonsCode>;
};

const bytesOf = (person: string): Buffer =>
  UUID.test(person)
    ? Buffer.concat([Buffer.of(KINDS.uuid), Buffer.from(person.replaceAll('-', ''), 'hex')])
    : Buffer.concat([Buffer.of(KINDS.letters), Buffer.from(person)]);

const personOf = (bytes: Buffer): string | undefined => {
  const id = bytes.subarray(1);
  if (bytes[0] === KINDS.letters) return PersonId.safeParse(id.toString()).data;
  if (bytes[0] !== KINDS.uuid || id.length !== UUID_BYTES) return undefined;
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

const FORGED = refuseInWords(
  'summons-forged',
  {
    fr: 'Ce code n’est pas un code d’accueil de ce service, ou il est mal lu.',
    en: 'This code is not a desk code of this service, or it was badly read.',
  },
  { field: 'summons' },
);

const expired = (until: Day): Refused<'summons-expired'> => {
  const said = (locale: string): string =>
    new Date(until).toLocaleDateString(locale, { dateStyle: 'long', timeZone: 'UTC' });
  return refuseInWords(
    'summons-expired',
    {
      fr: `Ce code était bon jusqu’au ${said('fr-FR')}.`,
      en: `This code was good until ${said('en-GB')}.`,
    },
    { field: 'summons' },
  );
};

export const openSummons = (keyring: Pick<Keyring, 'code'>): Summons => {
  const key = Buffer.concat([keyedHash(keyring, 'summons-a', ''), keyedHash(keyring, 'summons-b', '')]);
  const markOf = (bytes: Buffer): Buffer =>
    createHmac('sha256', key).update(bytes).digest().subarray(0, MARK_BYTES);
  return {
    codeOf: (person, today) => {
      const until = addDays(today, SUMMONS_DAYS);
      const day = Buffer.alloc(DAY_BYTES);
      day.writeUInt16BE(dayNumber(until));
      const said = Buffer.concat([day, bytesOf(person)]);
      return { code: `${SUMMONS_PREFIX}${base32(Buffer.concat([said, markOf(said)]))}`, until };
    },
    read: (code, today) => {
      const bytes = Buffer.from(bytesOfBase32(code) ?? []);
      if (bytes.length <= DAY_BYTES + MARK_BYTES) return FORGED;
      const said = bytes.subarray(0, -MARK_BYTES);
      if (!sameBytes(bytes.subarray(-MARK_BYTES), markOf(said))) return FORGED;
      const person = personOf(said.subarray(DAY_BYTES));
      if (person === undefined) return FORGED;
      const until = dayOf(said.readUInt16BE(0));
      return today > until ? expired(until) : { person };
    },
  };
};

import { z } from 'zod';
import { Day } from '#kernel/day.ts';
import { hasLongNumber } from '#kernel/long-number.ts';

/** Identifiers come from the caller (UUIDs, FHIR ids, anything of FHIR's alphabet and a few separators). */
export const Id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/, 'expected 1 to 64 letters, digits or . _ : -');

/** What no table, no CSV and no screen can hold: control characters and half characters. */
const isPlain = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text);
export const plain = (schema: z.ZodString) =>
  schema.refine(isPlain, { error: 'expected a text without control characters' });

/** A text that is kept in clear and read by others: it holds nothing like a national number. */
export const shared = (schema: z.ZodString) =>
  plain(schema).refine((text) => !hasLongNumber(text), {
    error: 'expected a text without anything like a national number, and without a name',
  });

const Code = plain(z.string().min(1).max(80));

/** A place's code stands in the key of a cell, whose parts `|` separates. */
export const Place = Code.refine((code) => !code.includes('|'), { error: 'expected a code without |' });

/** Nobody alive was there before; a year of three digits is a typing error. */
const FIRST_DAY = '1900-01-01';
export const ActDay = Day.refine((day) => day >= FIRST_DAY, { error: `expected a day from ${FIRST_DAY} on` });
export const Instant = z.iso.datetime({ offset: true }).refine((instant) => instant >= FIRST_DAY, {
  error: `expected an instant from ${FIRST_DAY} on`,
});

/** What a fact says, by its kind. Checked by the kind's own schema; kept as the object it came as. */
export type Body = Readonly<Record<string, unknown>>;

const isBody = (input: unknown): input is Body =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

/**
 * The envelope every fact travels in, whatever the programme.
 * `occurredOn` is when it happened, `recordedAt` when we learnt it: every figure can be asked "as known on day D".
 * `subject` is a pseudonym (or the id of a thing), never a name. `body` is what its `kind` says.
 * `corrects` names the fact of the same subject that this one replaces, and `reason` says why; a fact of kind
 * `retraction` replaces it by nothing.
 */
export const Fact = z.strictObject({
  id: Id,
  kind: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected a kind such as "injection"'),
  subject: Id,
  occurredOn: ActDay,
  recordedAt: Instant,
  by: Code,
  place: Place.optional(),
  source: Code,
  body: z.custom<Body>(isBody, 'expected a JSON object'),
  corrects: Id.optional(),
  reason: plain(z.string().min(1).max(500)).optional(),
});
export type Fact = z.infer<typeof Fact>;

/** The kind of every programme that takes a fact back. */
export const RETRACTION = 'retraction';

/**
 * The kind that says two pseudonyms are one person (same-person.ts). Like a retraction it is of no programme; unlike
 * one it is made by the program alone, under ids that begin with this word and a colon, which no caller may use.
 */
export const MERGE = 'merge';
export const MERGE_ID = `${MERGE}:`;

import { z } from 'zod';
import { CAMPAIGN_KINDS, isAboutCampaign } from '#facts/campaign.ts';
import { Fact, Id, MERGE, MERGE_ID, RETRACTION } from '#facts/fact.ts';
import { type Refused, refuse } from '#kernel/result.ts';

/** The schema of the body of every kind that may be appended. */
export type Kinds = Readonly<Record<string, z.ZodType<Readonly<Record<string, unknown>>>>>;

export type FactRefusal =
  | 'subject-reserved'
  | 'fact-malformed'
  | 'kind-unknown'
  | 'body-malformed'
  | 'day-in-future'
  | 'correction-incomplete';

const EmptyBody = z.strictObject({});

/** A merge leads to the other pseudonym: `into` the one that is kept, `from` the one that was merged. */
const MergeBody = z.union([z.strictObject({ into: Id }), z.strictObject({ from: Id })]);

/** What fills the envelope where the caller may leave it out. `now` is the recording clock, an ISO instant in UTC. */
export type Defaults = { readonly now: string; readonly by: string; readonly source: string };

const HOUR_MS = 3_600_000;

/**
 * An act is "dated tomorrow" only when it is tomorrow everywhere: the furthest time zone is fourteen hours ahead of
 * UTC (Line Islands), and a campaign may have territories in any.
 */
const lastPossibleDay = (instant: string): string =>
  new Date(Date.parse(instant) + 14 * HOUR_MS).toISOString().slice(0, 10);

const firstIssue = (error: z.ZodError, prefix: string): { message: string; field: string } => {
  const issue = error.issues[0];
  const field = [prefix, ...(issue?.path ?? [])].filter((part) => part !== '').join('.');
  return {
    field,
    message: `${field === '' ? 'the fact' : `"${field}"`}: ${issue?.message ?? 'is malformed'}`,
  };
};

const clockRefusal = (fact: Fact, now: string): Refused<FactRefusal> | undefined => {
  if (fact.recordedAt > now && Date.parse(fact.recordedAt) > Date.parse(now) + HOUR_MS)
    return refuse(
      'day-in-future',
      `recordedAt ${fact.recordedAt} is in the future: check the sender's clock`,
      {
        field: 'recordedAt',
      },
    );
  if (fact.occurredOn > fact.recordedAt.slice(0, 10) && fact.occurredOn > lastPossibleDay(fact.recordedAt))
    return refuse(
      'day-in-future',
      `occurredOn ${fact.occurredOn} is after the day it was recorded: give the day it happened`,
      { field: 'occurredOn' },
    );
  return undefined;
};

const correctionRefusal = (fact: Fact): Refused<FactRefusal> | undefined => {
  if (fact.kind === RETRACTION && fact.corrects === undefined)
    return refuse('correction-incomplete', 'a retraction must name the fact it takes back, in "corrects"', {
      field: 'corrects',
    });
  if (fact.corrects !== undefined && fact.reason === undefined)
    return refuse('correction-incomplete', 'a fact that corrects another must say why, in "reason"', {
      field: 'reason',
    });
  return undefined;
};

/** Two pseudonyms are made one, or parted, by the program alone: a caller who names such a fact is mistaken or worse. */
const mergeRefusal = (fact: Fact): Refused<FactRefusal> | undefined => {
  const field = fact.id.startsWith(MERGE_ID)
    ? 'id'
    : fact.corrects?.startsWith(MERGE_ID)
      ? 'corrects'
      : undefined;
  return field === undefined
    ? undefined
    : refuse(
        'fact-malformed',
        `"${field}": "${MERGE_ID}" begins the ids of merges, which identity watch makes`,
        {
          field,
        },
      );
};

const UTC_INSTANT_LENGTH = '2021-01-10T20:00:00.000Z'.length;

/** The same instant written the one way the ledger writes it: UTC, milliseconds. */
const inUtc = (fact: Fact): Fact =>
  fact.recordedAt.length === UTC_INSTANT_LENGTH && fact.recordedAt.endsWith('Z')
    ? fact
    : { ...fact, recordedAt: new Date(fact.recordedAt).toISOString() };

/**
 * Reads one fact from untrusted input: a whole fact, or why not and where.
 * @param options `merges`: the input is a ledger of ours (a copy brought back), so its merges are taken as they are
 */
export const factReader = (kinds: Kinds, { merges = false }: { merges?: boolean } = {}) => {
  const schemas = new Map<string, Kinds[string]>([...Object.entries(kinds), [RETRACTION, EmptyBody]]);
  if (merges) schemas.set(MERGE, MergeBody);

  return (input: unknown, defaults: Defaults): Fact | Refused<FactRefusal> => {
    const parsed = Fact.safeParse(withDefaults(input, defaults));
    if (!parsed.success) {
      const { message, field } = firstIssue(parsed.error, '');
      return refuse('fact-malformed', message, { field });
    }
    const fact = inUtc(parsed.data);
    const schema = schemas.get(fact.kind);
    if (schema === undefined)
      return refuse(
        'kind-unknown',
        `no programme knows the kind "${fact.kind}"; known: ${[...schemas.keys()].join(', ')}`,
        {
          field: 'kind',
        },
      );
    const sound = schema.safeParse(fact.body);
    if (!sound.success) {
      const { message, field } = firstIssue(sound.error, 'body');
      return refuse('body-malformed', message, { field });
    }
    if (isAboutCampaign(fact) !== Object.hasOwn(CAMPAIGN_KINDS, fact.kind))
      return refuse(
        'subject-reserved',
        'subjects that begin with "campaign:" are for facts about a campaign, and for them alone',
        { field: 'subject' },
      );
    return (
      (merges ? undefined : mergeRefusal(fact)) ??
      correctionRefusal(fact) ??
      clockRefusal(fact, defaults.now) ??
      fact
    );
  };
};

const withDefaults = (input: unknown, { now, by, source }: Defaults): unknown => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  if ('recordedAt' in input && 'by' in input && 'source' in input && 'body' in input) return input;
  return { recordedAt: now, by, source, body: {}, ...input };
};

/**
 * The routes of the register. Whatever shows a name is written down first: the answer waits for the audit trail. A
 * person who lives elsewhere is not opened, unless the glass was broken.
 */
import type { WriteAudit } from '#access/audit.ts';
import type { Glasses } from '#access/glass.ts';
import { mayReach, type Within } from '#access/may.ts';
import { RIGHTS } from '#access/rights.ts';
import type { Caller } from '#http/identity.ts';
import { type Route, route } from '#http/route.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import { foundOf } from '#people/found.node.ts';
import { breakGlass, readPerson, rectifyPerson, registerPerson, searchPeople } from '#people/people.api.ts';
import type { Evidence } from '#people/person.ts';
import { normaliseIdentity } from '#people/person-check.ts';
import {
  BEHIND_GLASS,
  ELSEWHERE,
  entry,
  mayAct,
  reached,
  shownOf,
  UNKNOWN,
  type Who,
} from '#people/reach.node.ts';
import type { Candidates, Register, Registered, Stored } from '#people/register.ts';
import {
  type Limiter,
  openLimiter,
  SEARCH_LIMITS,
  type SearchLimits,
  searchLimiter,
  type TakeSearch,
} from '#people/search-limiter.ts';
import type { Summons } from '#people/summons.node.ts';

export type PeopleOptions = {
  readonly register: Register;
  readonly write: WriteAudit;
  readonly within: Within;
  readonly glasses: Glasses;
  /** The clock: an ISO instant in UTC. */
  readonly now: () => string;
  readonly limits?: Partial<SearchLimits>;
  /** Absent: no code of a summons is known here. */
  readonly summons?: Summons;
};

type Parts = PeopleOptions & {
  readonly take: TakeSearch;
  /** Registrations that found somebody alike: apart from searches, so that a desk that searched much still registers. */
  readonly registrations: Limiter;
};

/** What a person was searched by, in the trail: which fields, never what they said. */
const askedBy = (criteria: object): string =>
  Object.entries(criteria)
    .flatMap(([field, value]) => (value === undefined ? [] : [field]))
    .join(',');

/** Merges of merges that are followed. */
const MERGES_MAX = 8;

const NO_SUMMONS = refuseInWords(
  'summons-forged',
  { fr: 'Aucun code d’accueil n’est délivré ici.', en: 'No desk code is issued here.' },
  { field: 'summons' },
);

const tooOften = (take: TakeSearch, caller: Caller, now: string): Refused<'search-too-often'> | undefined => {
  const from = take(caller.id, now);
  return from === undefined
    ? undefined
    : refuseInWords('search-too-often', {
        fr: `Trop de recherches : la suivante peut se faire à partir de ${from}.`,
        en: `Too many searches: the next one may be made from ${from}.`,
      });
};

/** The record a record reads as, after the merges it went through. */
const keptOf = async (register: Register, stored: Stored | undefined): Promise<Stored | undefined> => {
  let kept = stored;
  for (let hop = 0; hop < MERGES_MAX && kept !== undefined && kept.mergedInto !== null; hop++)
    kept = await register.find(kept.mergedInto);
  return kept;
};

type Shown = (stored: Stored) => boolean;

/** The one person whose code was scanned; nobody when they were forgotten since. */
const bySummons = async ({ register, summons, now }: Parts, code: string, isShown: Shown) => {
  const read = summons?.read(code, now().slice(0, 10));
  if (read === undefined || isRefused(read)) return read ?? NO_SUMMONS;
  const stored = await keptOf(register, await register.find(read.person));
  return { found: stored !== undefined && isShown(stored) ? [{ stored, likeness: 1 }] : [], more: false };
};

const search = (parts: Parts): Route =>
  route(searchPeople, async ({ body, caller, request }) => {
    const often = tooOften(parts.take, caller, parts.now());
    if (often !== undefined) return often;
    const { register, within, write } = parts;
    const isShown: Shown = ({ place }) => mayReach(caller, RIGHTS.searchPeople, place, within);
    const { summons, ...criteria } = body;
    const answer = await (summons === undefined
      ? register.search(criteria, isShown)
      : bySummons(parts, summons, isShown));
    if (isRefused(answer)) return answer;
    const people = await Promise.all(answer.found.map((one) => foundOf(parts, caller, one)));
    const detail = { by: askedBy(body), found: people.length };
    await write(
      people.length === 0
        ? [entry({ caller, request }, 'search-none', undefined, detail)]
        : people.map(({ person }) => entry({ caller, request }, 'search', person, detail)),
    );
    return { status: 200, body: { people, more: answer.more, warnings: [] } };
  });

type EvidenceBrought = Pick<Evidence, 'kind' | 'document'>;

/** Evidence as it was seen: by whom, and on which day. */
const evidenceOf = (brought: readonly EvidenceBrought[], caller: Caller, now: string): Evidence[] =>
  brought.map((one) => ({ ...one, on: now.slice(0, 10), by: caller.id.slice(0, 80) }));

/**
 * Candidates are found like the people of a search: asking for them one by one is searching. They are written down
 * before it is said that there were too many, since that too tells that somebody was found.
 */
const showCandidates = async (parts: Parts, who: Who, { candidates: found }: Candidates, now: string) => {
  const { caller } = who;
  const candidates = await Promise.all(found.map((one) => foundOf(parts, caller, one)));
  const detail = { by: 'register', found: candidates.length };
  await parts.write(candidates.map(({ person }) => entry(who, 'search', person, detail)));
  return tooOften(parts.take, caller, now) ?? { status: 409 as const, body: { candidates } };
};

/**
 * Registered before by this very request. What is shown is what the record has become since: it is opened like any
 * other, and nobody opens by it somebody who has moved away.
 */
const showKnown = async (parts: Parts, who: Who, { stored }: Registered) => {
  if (!(await mayAct(parts, who.caller, RIGHTS.readPeople, stored)))
    return who.caller.rights.has(RIGHTS.breakGlass) ? BEHIND_GLASS : ELSEWHERE;
  const shown = await shownOf(parts, stored);
  const { person, version } = shown;
  await parts.write([entry(who, 'register', person, { known: true, version }), entry(who, 'read', person)]);
  return { status: 200 as const, body: shown };
};

const registering = (parts: Parts): Route =>
  route(registerPerson, async ({ body, caller, request }) => {
    const { register, write, registrations } = parts;
    const who = { caller, request };
    const now = parts.now();
    const { id, identity, notThese, place } = body;
    const checked = normaliseIdentity(identity, now);
    if (isRefused(checked)) return checked;
    // Counted before anybody is looked for, and given back when nobody was found.
    const often = tooOften(registrations.take, caller, now);
    if (often !== undefined) return often;
    const isNew = (await register.find(id)) === undefined;
    // The trail first: a line of what then was not written misleads nobody, a record without its line would.
    if (isNew) await write([entry(who, 'register', id, { known: false, version: 1 })]);
    const evidence = evidenceOf(body.evidence, caller, now);
    const asked = { id, identity, evidence, notThese, by: caller.id, now, at: place };
    const answer = await register.register(asked);
    if (!isRefused(answer) && 'candidates' in answer) return showCandidates(parts, who, answer, now);
    registrations.giveBack(caller.id, now);
    if (isRefused(answer)) return answer;
    if (answer.known) return showKnown(parts, who, answer);
    return { status: 201, body: await shownOf(parts, answer.stored) };
  });

const reading = (parts: Parts): Route =>
  route(readPerson, async ({ params, caller, request }) => {
    const stored = await reached(parts, caller, RIGHTS.readPeople, params.person);
    if (isRefused(stored)) return stored;
    const shown = await shownOf(parts, stored);
    await parts.write([entry({ caller, request }, 'read', params.person)]);
    return { status: 200, body: shown };
  });

const rectifying = (parts: Parts): Route =>
  route(rectifyPerson, async ({ params, body, caller, request }) => {
    const stored = await reached(parts, caller, RIGHTS.rectifyPeople, params.person);
    if (isRefused(stored)) return stored;
    const now = parts.now();
    // The trail first: a line of what then was refused misleads nobody, a change without its line would.
    await parts.write([entry({ caller, request }, 'rectify', params.person, { version: body.version + 1 })]);
    const rectified = await parts.register.rectify({
      person: params.person,
      version: body.version,
      identity: body.identity,
      evidence: evidenceOf(body.evidence, caller, now),
      by: caller.id,
      now,
    });
    if (isRefused(rectified)) return rectified;
    return { status: 200, body: await shownOf(parts, rectified) };
  });

const breaking = (parts: Parts): Route =>
  route(breakGlass, async ({ params, body, caller, request }) => {
    const { register, glasses, write, now } = parts;
    const stored = await register.find(params.person);
    if (stored === undefined) return UNKNOWN;
    const { id: account, role } = caller;
    await write([entry({ caller, request }, 'break-glass', params.person)]);
    await glasses.break(
      { account, role, person: params.person, place: stored.place ?? '', reason: body.reason },
      now(),
    );
    return { status: 200, body: await shownOf(parts, stored) };
  });

export const peopleRoutes = (options: PeopleOptions): Route[] => {
  const limits = { ...SEARCH_LIMITS, ...options.limits };
  const parts = { ...options, take: searchLimiter(limits), registrations: openLimiter(limits) };
  return [search(parts), registering(parts), reading(parts), rectifying(parts), breaking(parts)];
};

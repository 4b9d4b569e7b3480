/** Privacy: my data and who looked, my requests and their answers, the record of processing. */
import type { Audit, AuditEntry } from '#access/audit.ts';
import type { Keyring } from '#access/keyring.node.ts';
import { mayReach, type Within } from '#access/may.ts';
import { RIGHTS } from '#access/rights.ts';
import type { Db } from '#db/pool.ts';
import { factsOf } from '#facts/ledger.pg.ts';
import type { Caller } from '#http/identity.ts';
import { type Route, route } from '#http/route.ts';
import { isRefused, refuse } from '#kernel/result.ts';
import { onceInAWhile } from '#people/once-in-a-while.ts';
import { happened } from '#people/pairs.ts';
import { Identity } from '#people/person.ts';
import {
  answerRequest,
  ask,
  exportMe,
  LOOKS_MAX,
  type Look,
  listRequests,
  OWN_LOOKS_MAX,
  readLooks,
  readMe,
  readSummons,
  recordOfProcessing,
} from '#people/privacy.api.ts';
import { pairsCount } from '#people/privacy.pg.ts';
import {
  chooseLines,
  type Dossier,
  EXPORT_MAX,
  exportOf,
  idsOf,
  lookOf,
  recordsOf,
  shownOf,
  subjectsOf,
} from '#people/privacy.ts';
import { dossierOf, forgetDossier } from '#people/privacy-dossier.node.ts';
import { openRequests } from '#people/privacy-requests.node.ts';
import { recordOf } from '#people/purposes-record.ts';
import type { Register } from '#people/register.ts';
import { openLooker } from '#people/register-search.node.ts';
import type { PrivacyPolicy } from '#people/retention.ts';
import { openSummons } from '#people/summons.node.ts';

export { PRIVACY_PROBLEMS } from '#people/privacy-problems.http.ts';

/** The civil traits that a login gives. */
export type LoginIdentity = {
  readonly givenNames: string;
  readonly familyName: string;
  readonly birthDate: string;
  readonly sex: string;
  readonly birthPlace?: string | undefined;
};

export type PrivacyOptions = {
  readonly register: Register;
  /** The facts, read as their own role. */
  readonly ledger: Db;
  readonly people: Db;
  readonly keyring: Keyring;
  readonly audit: Pick<Audit, 'write' | 'ofPerson'>;
  readonly policy: PrivacyPolicy;
  /** Who signed in under an account; undefined when the login does not say. */
  readonly identityOf: (account: string) => Promise<LoginIdentity | undefined>;
  /** How accounts are called; one that is not known is absent. */
  readonly labelOf: (accounts: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly placeName: (place: string) => string;
  readonly within: Within;
  /** What is forgotten with a person outside the register (privacy-traces.pg.ts). */
  readonly forgetTraces?: ((people: readonly string[]) => Promise<void>) | undefined;
  readonly now: () => string;
};

const HOUR_MS = 3_600_000;

const actOf = (caller: Caller, request: string): Omit<AuditEntry, 'action' | 'person' | 'detail'> => ({
  account: caller.id,
  role: caller.role,
  place: caller.places[0] ?? '',
  request,
});

/** Why nothing can be done about a record that is not found. */
const notFound = (state: 'unknown' | 'unsure') =>
  state === 'unknown'
    ? refuse('person-unknown', 'no record has the identity you signed in with')
    : refuse(
        'person-unsure',
        'a record may be yours, but not for certain; identity watch settles whose it is, once a centre has seen an identity paper',
      );

/** The strict traits of a login, as the register has them; undefined when they cannot be read. */
const traitsOf = (login: LoginIdentity | undefined): Identity | undefined => {
  if (login === undefined) return undefined;
  const { familyName, givenNames, birthDate, sex, birthPlace } = login;
  return Identity.safeParse({
    ...{ familyName, givenNames, birthDate, sex },
    ...(birthPlace !== undefined && { birthPlace }),
  }).data;
};

type Mine = { readonly state: 'known'; readonly dossier: Dossier } | { readonly state: 'unknown' | 'unsure' };

/** What the routes of one's own data share. */
const openMine = (options: PrivacyOptions) => {
  const { register, audit, labelOf, placeName, people, keyring } = options;
  const looker = openLooker(people, keyring);
  const traits = async (caller: Caller) => traitsOf(await options.identityOf(caller.id));
  return {
    /**
     * The records of who signed in, found anew each time by the civil traits of the login: a rectification, a merge
     * or a homonym registered since is seen at once.
     */
    find: async (caller: Caller): Promise<Mine> => {
      const identity = await traits(caller);
      const found = identity && (await register.findStrict(identity));
      if (found === undefined) return { state: 'unknown' };
      return found === 'unsure'
        ? { state: 'unsure' }
        : { state: 'known', dossier: await dossierOf(register, found) };
    },
    /**
     * Every record whose looks may be told to who signed in: theirs, or, when it is not sure which is, all that have
     * exactly their civil traits. A desk that registers somebody a second time does not hide who looked.
     */
    lookedAt: async (caller: Caller, mine: Mine): Promise<string[]> => {
      if (mine.state === 'known') return idsOf(mine.dossier);
      const identity = mine.state === 'unsure' ? await traits(caller) : undefined;
      const certain = identity === undefined ? [] : await looker.certain(identity);
      const dossiers = await Promise.all(certain.map((stored) => dossierOf(register, stored)));
      return [...new Set(dossiers.flatMap(idsOf))];
    },
    looks: async (
      records: readonly string[],
      max: { readonly others: number; readonly own: number },
    ): Promise<{ looks: Look[]; total: number }> => {
      const read = await Promise.all(
        records.flatMap((person) => [
          audit.ofPerson(person, max.others, 'others'),
          audit.ofPerson(person, max.own, 'own'),
        ]),
      );
      const lines = chooseLines(
        read.flatMap((one) => one.lines),
        max,
      );
      const labels = await labelOf([...new Set(lines.map(({ account }) => account))]);
      return {
        looks: lines.map((line) => lookOf(line, labels, placeName)),
        total: read.reduce((sum, { total }) => sum + total, 0),
      };
    },
  };
};
type OpenMine = ReturnType<typeof openMine>;

const readingMe = (options: PrivacyOptions, mine: OpenMine): Route => {
  const { register, ledger, people, keyring, audit, now } = options;
  const requests = openRequests(people, keyring);
  const onceAnHour = onceInAWhile(HOUR_MS);
  return route(readMe, async ({ caller, request }) => {
    const found = await mine.find(caller);
    const act = { ...actOf(caller, request), action: 'self-read' as const };
    const { state } = found;
    if (found.state !== 'known') {
      await onceAnHour(`${caller.id} ${state}`, now(), () =>
        audit.write([{ ...act, detail: { found: state } }]),
      );
      return { status: 200 as const, body: { state, person: null, requests: [], facts: 0 } };
    }
    const { dossier } = found;
    const person = dossier.kept.person.id;
    const facts = await factsOf(ledger, subjectsOf(dossier));
    const asked = await requests.of(idsOf(dossier));
    await onceAnHour(`${caller.id} ${person}`, now(), () => audit.write([{ ...act, person }]));
    return {
      status: 200 as const,
      body: {
        state,
        person: shownOf(dossier, await register.warningsOf(dossier.kept, now())),
        requests: asked,
        facts: happened([...facts.values()].flat()).length,
      },
    };
  });
};

const exportingMe = (options: PrivacyOptions, mine: OpenMine): Route => {
  const { register, ledger, people, keyring, audit, policy, now } = options;
  const requests = openRequests(people, keyring);
  const onceAnHour = onceInAWhile(HOUR_MS);
  return route(exportMe, async ({ caller, request }) => {
    const found = await mine.find(caller);
    if (found.state !== 'known') return notFound(found.state);
    const { dossier } = found;
    const ids = idsOf(dossier);
    const [facts, histories, asked, pairs, seen] = await Promise.all([
      factsOf(ledger, subjectsOf(dossier)),
      Promise.all(ids.map(async (person) => [person, await register.historyOf(person)] as const)),
      requests.of(ids),
      pairsCount(people, ids),
      mine.looks(ids, {
        others: EXPORT_MAX.looks - EXPORT_MAX.ownLooks,
        own: EXPORT_MAX.ownLooks,
      }),
    ]);
    const person = dossier.kept.person.id;
    await onceAnHour(`${caller.id} ${person}`, now(), () =>
      audit.write([{ ...actOf(caller, request), action: 'self-export', person }]),
    );
    const everything = {
      dossier,
      earlier: new Map(histories),
      facts: [...facts.values()].flat(),
      requests: asked,
      looks: seen.looks,
      looksTotal: seen.total,
      pairs,
    };
    return { status: 200 as const, body: exportOf(everything, policy, now()) };
  });
};

const asking = (options: PrivacyOptions, mine: OpenMine): Route => {
  const { register, people, keyring, audit, now } = options;
  const requests = openRequests(people, keyring);
  return route(ask, async ({ caller, body, request }) => {
    const found = await mine.find(caller);
    if (found.state !== 'known') return notFound(found.state);
    const { dossier } = found;
    const at = now();
    const person = dossier.kept.person.id;
    const isOpposition = body.kind === 'opposition';
    const line = { ...actOf(caller, request), action: 'self-request' as const, person };
    const added = await requests.add(
      { ...body, person, records: idsOf(dossier), now: at, ...(isOpposition && { doneBy: caller.id }) },
      () => audit.write([{ ...line, detail: { kind: body.kind } }]),
    );
    if (isRefused(added)) return added;
    // On every record, so that a merge taken back keeps it; sent again, it completes what was cut half-way.
    if (isOpposition)
      for (const record of recordsOf(dossier))
        if (record.person.opposedSince === null)
          await register.setOpposed(record.person.id, added.request.askedAt, caller.id, at);
    return added.known
      ? { status: 200 as const, body: added.request }
      : { status: 201 as const, body: added.request };
  });
};

/** The code with which a person is found at a desk. */
const summoning = ({ keyring, audit, now }: PrivacyOptions, mine: OpenMine): Route => {
  const summons = openSummons(keyring);
  const onceAnHour = onceInAWhile(HOUR_MS);
  return route(readSummons, async ({ caller, request }) => {
    const found = await mine.find(caller);
    if (found.state !== 'known') return notFound(found.state);
    const person = found.dossier.kept.person.id;
    const at = now();
    await onceAnHour(`${caller.id} ${person}`, at, () =>
      audit.write([{ ...actOf(caller, request), action: 'self-summons', person }]),
    );
    return { status: 200 as const, body: summons.codeOf(person, at.slice(0, 10)) };
  });
};

const myRoutes = (options: PrivacyOptions): Route[] => {
  const mine = openMine(options);
  return [
    readingMe(options, mine),
    route(readLooks, async ({ caller }) => {
      const found = await mine.find(caller);
      const records = await mine.lookedAt(caller, found);
      const seen = await mine.looks(records, { others: LOOKS_MAX, own: OWN_LOOKS_MAX });
      return { status: 200 as const, body: { state: found.state, ...seen } };
    }),
    exportingMe(options, mine),
    summoning(options, mine),
    asking(options, mine),
  ];
};

const officerRoutes = (options: PrivacyOptions): Route[] => {
  const { register, people, keyring, audit, within, forgetTraces, now } = options;
  const requests = openRequests(people, keyring);
  return [
    route(listRequests, async ({ query, caller, request }) => {
      const waiting = await requests.waiting((place) => within(place, [query.place]));
      const stored = await register.findMany([...new Set(waiting.map(({ person }) => person))]);
      const shown = await Promise.all(
        waiting.map(async ({ person, request: asked }) => {
          const found = stored.get(person);
          if (found === undefined) return [];
          const merged = [...(await register.findMany(await register.mergedInto(person))).values()];
          const warnings = await register.warningsOf(found, now());
          return [{ ...asked, person: shownOf({ kept: found, merged }, warnings) }];
        }),
      );
      await audit.write(
        [...stored.keys()].map((person) => ({ ...actOf(caller, request), action: 'request', person })),
      );
      return { status: 200 as const, body: { requests: shown.flat() } };
    }),
    route(answerRequest, async ({ body, caller, request }) => {
      const { id, answer } = body;
      const asked = await requests.find(id);
      const stored = asked && (await register.find(asked.person));
      if (asked === undefined || stored === undefined)
        return refuse('request-unknown', 'no request has this id', { field: 'id' });
      if (!mayReach(caller, RIGHTS.answerPrivacy, stored.place, within))
        return refuse('person-elsewhere', 'this person lives in none of your places');
      const isErasure = asked.kind === 'erasure' && answer === 'done';
      // A request outlives its answer "done" on an erasure only when the erasure was cut half-way: it is finished.
      if (asked.answer !== null && !(isErasure && asked.answer === 'done'))
        return asked.answer === answer
          ? { status: 200 as const, body: { answer, forgotten: false } }
          : refuse('request-answered', `this request was answered "${asked.answer}" already`, {
              field: 'id',
            });
      const act = actOf(caller, request);
      const detail = { kind: asked.kind, answer };
      const writeLine = () => audit.write([{ ...act, action: 'answer', person: asked.person, detail }]);
      const answered = { answer, by: caller.id, at: now() };
      const isFirst = asked.answer === null && (await requests.answer(id, answered, writeLine));
      if (asked.answer === null && !isFirst)
        return refuse('request-answered', 'this request was answered meanwhile', { field: 'id' });
      if (!isErasure) return { status: 200 as const, body: { answer, forgotten: false } };
      const records = idsOf(await dossierOf(register, stored));
      await forgetDossier({ register, write: audit.write, forgetTraces }, records, asked.person, act);
      return { status: 200 as const, body: { answer, forgotten: true } };
    }),
  ];
};

export const privacyRoutes = (options: PrivacyOptions): Route[] => {
  const record = recordOf(options.policy);
  return [
    ...myRoutes(options),
    ...officerRoutes(options),
    route(recordOfProcessing, async () => ({ status: 200 as const, body: record })),
  ];
};

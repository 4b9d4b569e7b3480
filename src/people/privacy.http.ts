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
import type { PrivacyPolicy } from '#people/retention.ts';

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

/** Lines read for each record, before they are put together. */
const LINES_MAX = 2000;

const actOf = (caller: Caller, request: string): Omit<AuditEntry, 'action' | 'person' | 'detail'> => ({
  account: caller.id,
  role: caller.role,
  place: caller.places[0] ?? '',
  request,
});

const notKnown = () =>
  refuse('person-unknown', 'no record is found with certainty by the identity you signed in with');

/** What the routes of one's own data share. */
const openMine = (options: PrivacyOptions) => {
  const { register, audit, labelOf, placeName } = options;
  return {
    /**
     * The records of who signed in, found anew each time by the civil traits of the login: a rectification, a merge
     * or a homonym registered since is seen at once.
     */
    find: async (caller: Caller): Promise<Dossier | 'unknown' | 'unsure'> => {
      const login = await options.identityOf(caller.id);
      if (login === undefined) return 'unknown';
      const { familyName, givenNames, birthDate, sex, birthPlace } = login;
      const identity = Identity.safeParse({
        ...{ familyName, givenNames, birthDate, sex },
        ...(birthPlace !== undefined && { birthPlace }),
      });
      if (!identity.success) return 'unknown';
      const found = await register.findStrict(identity.data);
      if (found === undefined) return 'unknown';
      return found === 'unsure' ? 'unsure' : dossierOf(register, found);
    },
    looks: async (
      dossier: Dossier,
      max: { readonly others: number; readonly own: number },
    ): Promise<{ looks: Look[]; total: number }> => {
      const read = await Promise.all(idsOf(dossier).map((person) => audit.ofPerson(person, LINES_MAX)));
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

const myRoutes = (options: PrivacyOptions): Route[] => {
  const { register, ledger, people, keyring, audit, policy, now } = options;
  const requests = openRequests(people, keyring);
  const mine = openMine(options);
  return [
    route(readMe, async ({ caller, request }) => {
      const found = await mine.find(caller);
      const act = { ...actOf(caller, request), action: 'self-read' as const };
      if (typeof found === 'string') {
        await audit.write([{ ...act, detail: { found } }]);
        return { status: 200 as const, body: { state: found, person: null, requests: [], facts: 0 } };
      }
      const facts = await factsOf(ledger, subjectsOf(found));
      const asked = await requests.of(idsOf(found));
      await audit.write([{ ...act, person: found.kept.person.id }]);
      return {
        status: 200 as const,
        body: {
          state: 'known' as const,
          person: shownOf(found, await register.warningsOf(found.kept, now())),
          requests: asked,
          facts: [...facts.values()].reduce((sum, list) => sum + list.length, 0),
        },
      };
    }),
    route(readLooks, async ({ caller }) => {
      const found = await mine.find(caller);
      if (typeof found === 'string') return { status: 200 as const, body: { looks: [], total: 0 } };
      const body = await mine.looks(found, { others: LOOKS_MAX, own: OWN_LOOKS_MAX });
      return { status: 200 as const, body };
    }),
    route(exportMe, async ({ caller, request }) => {
      const found = await mine.find(caller);
      if (typeof found === 'string') return notKnown();
      const ids = idsOf(found);
      const [facts, histories, asked, pairs, seen] = await Promise.all([
        factsOf(ledger, subjectsOf(found)),
        Promise.all(ids.map(async (person) => [person, await register.historyOf(person)] as const)),
        requests.of(ids),
        pairsCount(people, ids),
        mine.looks(found, { others: EXPORT_MAX.looks, own: EXPORT_MAX.looks }),
      ]);
      await audit.write([{ ...actOf(caller, request), action: 'self-export', person: found.kept.person.id }]);
      const everything = {
        dossier: found,
        earlier: new Map(histories),
        facts: [...facts.values()].flat(),
        requests: asked,
        looks: seen.looks,
        looksTotal: seen.total,
        pairs,
      };
      return { status: 200 as const, body: exportOf(everything, policy, now()) };
    }),
    route(ask, async ({ caller, body, request }) => {
      const found = await mine.find(caller);
      if (typeof found === 'string') return notKnown();
      const at = now();
      const isOpposition = body.kind === 'opposition';
      // Opposed before it is said to be, and on every record, so that a merge taken back keeps it.
      if (isOpposition)
        for (const { person } of recordsOf(found))
          if (person.opposedSince === null) await register.setOpposed(person.id, at, caller.id, at);
      const added = await requests.add({
        ...body,
        person: found.kept.person.id,
        records: idsOf(found),
        now: at,
        ...(isOpposition && { doneBy: caller.id }),
      });
      if (isRefused(added)) return added;
      await audit.write([
        {
          ...actOf(caller, request),
          action: 'self-request',
          person: found.kept.person.id,
          detail: { kind: body.kind },
        },
      ]);
      return added.known
        ? { status: 200 as const, body: added.request }
        : { status: 201 as const, body: added.request };
    }),
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
      await audit.write([{ ...act, action: 'answer', person: asked.person, detail }]);
      const isFirst = asked.answer === null && (await requests.answer(id, answer, caller.id, now()));
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

/** Recording an injection, and taking a fact back: parse, read, decide, append, reply. */
import type { Db } from '#db/pool.ts';
import { type Answer, type Decide, type DeskLimits, openDesk } from '#facts/desk.pg.ts';
import { type Fact, RETRACTION } from '#facts/fact.ts';
import { findByIds, keyOf } from '#facts/ledger.pg.ts';
import { factReader } from '#facts/read-fact.ts';
import type { Caller } from '#http/identity.ts';
import { PROBLEMS, type Problems, problemTeller, read } from '#http/problem.ts';
import { type Route, route } from '#http/route.ts';
import { invariant } from '#kernel/invariant.ts';
import { isRefused, type Refusal, type Refused, refuse } from '#kernel/result.ts';
import type { Language } from '#kernel/text.ts';
import { KINDS } from '#programmes/vaccination/facts.ts';
import {
  type BatchLine,
  InjectionAsked,
  RECORD_LATE,
  type RetractionAsked,
  recordInjections,
  retract,
  type Warning,
} from '#programmes/vaccination/injection.api.ts';

export type RecordingOptions = {
  readonly db: Db;
  /** What the programme makes of a fact, given the subject's facts before it. */
  readonly decide: Decide<readonly Warning[]>;
  /** The recording clock: an ISO instant in UTC. */
  readonly now: () => string;
  /** How this programme's refusals are told, for the lines of a batch. */
  readonly problems: Problems;
  /** Whether a place is one of these, or in one of these. */
  readonly within: (place: string, roots: readonly string[]) => boolean;
  readonly limits?: Partial<DeskLimits>;
};

/** Where a fact comes from, with how sure the login was that handed it in: `api psc/eidas2`. */
const sourceOf = ({ assurance }: Caller): string => (assurance === undefined ? 'api' : `api ${assurance}`);

type Envelope = Pick<InjectionAsked, 'id' | 'subject' | 'occurredOn'> & {
  readonly recordedAt?: string | undefined;
  readonly place?: string;
  readonly corrects?: string | undefined;
  readonly reason?: string | undefined;
};

/** The fact as the ledger's own reader wants it; what was not given is left out, not undefined. */
const factInput = (kind: string, envelope: Envelope, body: object): object => {
  const { recordedAt, corrects, reason, ...rest } = envelope;
  return {
    kind,
    ...rest,
    ...(recordedAt !== undefined && { recordedAt }),
    ...(corrects !== undefined && { corrects }),
    ...(reason !== undefined && { reason }),
    body,
  };
};

const injectionInput = (asked: InjectionAsked): object => {
  const { id, subject, occurredOn, recordedAt, place, corrects, reason, ...body } = asked;
  return factInput('injection', { id, subject, occurredOn, recordedAt, place, corrects, reason }, body);
};

/** The field as the caller wrote it: in a request the body of the fact is not apart from its envelope. */
const asWritten = (refusal: Refusal): Refused =>
  refusal.field?.startsWith('body.')
    ? { refusal: { ...refusal, field: refusal.field.slice('body.'.length) } }
    : { refusal };

const mayRecordAt = (asked: Envelope, caller: Caller): Refused | undefined =>
  asked.recordedAt === undefined || caller.rights.has(RECORD_LATE)
    ? undefined
    : refuse(
        'forbidden',
        `"recordedAt" asks for the right "${RECORD_LATE}": leave it out, the server writes the time`,
        { field: 'recordedAt' },
      );

export const injectionRoutes = (options: RecordingOptions): Route[] => {
  const { db, decide, now, within } = options;
  const desk = openDesk(db, decide, options.limits);
  const readFact = factReader(KINDS);
  const problemOf = problemTeller({ ...PROBLEMS, ...options.problems });

  const mayActAt = (place: string, { places }: Caller): Refused | undefined =>
    within(place, places)
      ? undefined
      : refuse('place-forbidden', `the place "${place}" is in none of yours`, { field: 'place' });

  /**
   * Refuses the facts that correct or take back one of another territory; one query for all. A fact that is not
   * there yet may be named: it is checked by where it was, and it is nowhere.
   */
  const keepToTerritory = async (
    facts: readonly (Fact | Refused)[],
    caller: Caller,
  ): Promise<(Fact | Refused)[]> => {
    const targets = facts.flatMap((fact) =>
      isRefused(fact) || fact.corrects === undefined ? [] : [{ subject: fact.subject, id: fact.corrects }],
    );
    if (targets.length === 0) return [...facts];
    const found = await findByIds(db, targets);
    return facts.map((fact) => {
      if (isRefused(fact) || fact.corrects === undefined) return fact;
      const place = found.get(keyOf({ subject: fact.subject, id: fact.corrects }))?.place;
      const refused = place === undefined ? undefined : mayActAt(place, caller);
      return refused === undefined ? fact : { refusal: { ...refused.refusal, field: 'corrects' } };
    });
  };

  const injectionOf = (asked: unknown, caller: Caller, language: Language): Fact | Refused => {
    const injection = read(InjectionAsked, asked, language);
    if (isRefused(injection)) return injection;
    const { value } = injection;
    return (
      mayRecordAt(value, caller) ??
      mayActAt(value.place, caller) ??
      readFact(injectionInput(value), { now: now(), by: caller.id, source: sourceOf(caller) })
    );
  };

  const retractionOf = (asked: RetractionAsked, caller: Caller): Fact | Refused =>
    mayRecordAt(asked, caller) ??
    readFact(factInput(RETRACTION, asked, {}), { now: now(), by: caller.id, source: sourceOf(caller) });

  /** One fact handed in, and the answer to it. */
  const record = async (asked: Fact | Refused, caller: Caller) => {
    const [fact = asked] = await keepToTerritory([asked], caller);
    if (isRefused(fact)) return asWritten(fact.refusal);
    const submitted = desk.submit([fact]);
    if (isRefused(submitted)) return submitted;
    const [answer] = await submitted;
    invariant(answer !== undefined, 'the desk answers every fact');
    if (isRefused(answer)) return asWritten(answer.refusal);
    return answer.known ? { status: 200 as const, body: answer } : { status: 201 as const, body: answer };
  };

  const lineOf = (answer: Answer<readonly Warning[]>, language: Language): BatchLine => {
    if (!isRefused(answer)) return { status: answer.known ? 200 : 201, recorded: answer };
    const problem = problemOf(asWritten(answer.refusal).refusal, language);
    return { status: problem.status, problem };
  };

  /** Each line has its own answer, in the order asked: a refused line does not stop the others. */
  const recordBatch = async (asked: readonly unknown[], caller: Caller, language: Language) => {
    const facts = await keepToTerritory(
      asked.map((one) => injectionOf(one, caller, language)),
      caller,
    );
    const submitted = desk.submit(facts.filter((fact): fact is Fact => !isRefused(fact)));
    if (isRefused(submitted)) return submitted;
    const answers = (await submitted).values();
    const results = facts.map((fact): BatchLine => {
      const answer = isRefused(fact) ? fact : answers.next().value;
      invariant(answer !== undefined, 'the desk answers every fact');
      return lineOf(answer, language);
    });
    return { status: 207 as const, body: { results } };
  };

  return [
    route(recordInjections, ({ body, caller, language }) =>
      Array.isArray(body)
        ? recordBatch(body, caller, language)
        : record(injectionOf(body, caller, language), caller),
    ),
    route(retract, ({ body, caller }) => record(retractionOf(body, caller), caller)),
  ];
};

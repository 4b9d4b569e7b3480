/** Recording an injection, and taking a fact back: parse, read, decide, append, reply. */
import type { Db } from '#db/pool.ts';
import { type Answer, type Decide, type DeskLimits, openDesk } from '#facts/desk.pg.ts';
import { type Fact, RETRACTION } from '#facts/fact.ts';
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
  readonly limits?: Partial<DeskLimits>;
};

const SOURCE = 'api';

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
  const { db, decide, now } = options;
  const desk = openDesk(db, decide, options.limits);
  const readFact = factReader(KINDS);
  const problemOf = problemTeller({ ...PROBLEMS, ...options.problems });

  const injectionOf = (asked: unknown, caller: Caller, language: Language): Fact | Refused => {
    const injection = read(InjectionAsked, asked, language);
    if (isRefused(injection)) return injection;
    const { value } = injection;
    return (
      mayRecordAt(value, caller) ??
      readFact(injectionInput(value), { now: now(), by: caller.id, source: SOURCE })
    );
  };

  const retractionOf = (asked: RetractionAsked, caller: Caller): Fact | Refused =>
    mayRecordAt(asked, caller) ??
    readFact(factInput(RETRACTION, asked, {}), { now: now(), by: caller.id, source: SOURCE });

  /** One fact handed in, and the answer to it. */
  const record = async (fact: Fact | Refused) => {
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
    const facts = asked.map((one) => injectionOf(one, caller, language));
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
      Array.isArray(body) ? recordBatch(body, caller, language) : record(injectionOf(body, caller, language)),
    ),
    route(retract, ({ body, caller }) => record(retractionOf(body, caller))),
  ];
};

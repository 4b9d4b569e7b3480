/**
 * The one way an injection enters the ledger, whoever brings it: the API, the desk, a hospital's software in FHIR. The
 * same rules hold for all: what the caller may do and where, what is malformed, what is odd.
 */
import { z } from 'zod';
import type { Db } from '#db/pool.ts';
import { type Answer, type Decide, type DeskLimits, openDesk } from '#facts/desk.pg.ts';
import { effective } from '#facts/effective.ts';
import { type Fact, RETRACTION } from '#facts/fact.ts';
import { findByIds, keyOf } from '#facts/ledger.pg.ts';
import { factReader } from '#facts/read-fact.ts';
import type { Caller } from '#http/identity.ts';
import { invariant } from '#kernel/invariant.ts';
import { isRefused, type Refused, refuse, refuseInWords } from '#kernel/result.ts';
import { KINDS, Override } from '#programmes/vaccination/facts.ts';
import {
  type InjectionAsked,
  RECORD_LATE,
  type RetractionAsked,
  type Warning,
} from '#programmes/vaccination/injection.api.ts';
import { unconfirmed } from '#programmes/vaccination/injection-warning.ts';
import type { Person } from '#programmes/vaccination/interpret.ts';

/** What is known besides the fact when it is handed in: who the person is, when the way it came in knows them. */
export type About = {
  readonly person?: Person;
  /** The record was merged into another: told, because what is on the screen may be half of the history. */
  readonly merged?: boolean;
  /**
   * Somebody is there to answer, before it is recorded: a grave warning without a reason in `overrides`, or a
   * correction of what no longer stands, is then refused. Otherwise it happened, and is recorded and told.
   */
  readonly attended?: boolean;
  /**
   * Of a retraction: the correction that stands in the place of what is taken back, and is taken back with it. Its
   * place is then the one that counts: who may take back an act takes back all it was.
   */
  readonly behind?: string;
};

/** Refused until somebody says why they go on: the warnings to answer. */
export type Unconfirmed = Refused<'warnings-to-confirm'> & { readonly warnings: readonly Warning[] };

export type RecorderOptions = {
  readonly db: Db;
  /** What the programme makes of a fact, given the subject's facts before it. */
  readonly decide: (
    known: readonly Fact[],
    asked: Fact,
    about: About,
  ) => { readonly facts: readonly Fact[]; readonly warnings: readonly Warning[] } | Refused;
  /** The recording clock: an ISO instant in UTC. */
  readonly now: () => string;
  /** Whether a place is one of these, or in one of these. */
  readonly within: (place: string, roots: readonly string[]) => boolean;
  readonly limits?: Partial<DeskLimits>;
};

export const isUnconfirmed = (answer: object): answer is Unconfirmed =>
  isRefused(answer) && answer.refusal.code === 'warnings-to-confirm';

/**
 * Something to record: an injection (new, or one that corrects another), or the taking back of a fact. `answers` are
 * the codes of the questionnaire's answers that mattered: a consultation, written in the same transaction.
 */
export type Act =
  | {
      readonly kind: 'injection';
      readonly asked: InjectionAsked;
      readonly about?: About;
      readonly answers?: readonly string[];
    }
  | { readonly kind: 'earlier-injection'; readonly asked: EarlierAsked; readonly about?: About }
  | { readonly kind: 'retraction'; readonly asked: RetractionAsked; readonly about?: About };

/**
 * An injection received elsewhere, as it is declared: no act of ours, so that no strategy judges it and it needs no
 * place. `body` is that of its kind (facts.ts).
 */
export type EarlierAsked = Envelope & { readonly body: object };

export type Recording = Answer<readonly Warning[]> | Unconfirmed;

export type Recorder = {
  /**
   * Answers in the order asked, once durable; an act already refused keeps its refusal. Refused as a whole, and
   * nothing taken, when too many are waiting.
   * @param way how it came in, kept as the fact's source with how sure the login was: `api psc/eidas2`
   */
  readonly submit: (
    acts: readonly (Act | Refused)[],
    caller: Caller,
    way: string,
  ) => Promise<readonly Recording[] | Refused>;
  readonly submitOne: (act: Act, caller: Caller, way: string) => Promise<Recording>;
  /** What would be answered to a fact, given those that stand before it; nothing is kept. */
  readonly weigh: RecorderOptions['decide'];
};

const Overridden = z.object({ overrides: z.array(Override).default([]) });

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

const inputOf = (act: Act): object => {
  if (act.kind === 'retraction') return factInput(RETRACTION, act.asked, {});
  if (act.kind === 'earlier-injection') {
    const { body, ...envelope } = act.asked;
    return factInput(act.kind, envelope, body);
  }
  const { id, subject, occurredOn, recordedAt, place, corrects, reason, ...body } = act.asked;
  return factInput('injection', { id, subject, occurredOn, recordedAt, place, corrects, reason }, body);
};

/** The field as the caller wrote it: in a request the body of the fact is not apart from its envelope. */
const asWritten = <R extends Refused>(refused: R): R =>
  refused.refusal.field?.startsWith('body.')
    ? {
        ...refused,
        refusal: { ...refused.refusal, field: refused.refusal.field.slice('body.'.length) },
      }
    : refused;

const CONSULTATION = 'consultation';

/** The consultation beside an injection: who was asked went on to be injected. */
const consultationInput = (
  { id, subject, occurredOn, recordedAt, place }: Envelope,
  answers: readonly string[],
) =>
  factInput(
    CONSULTATION,
    { id: `${id}:${CONSULTATION}`, subject, occurredOn, recordedAt, ...(place !== undefined && { place }) },
    { outcome: 'agreed', answers: [...answers] },
  );

/** Why an act that somebody can still answer for is not recorded as it is. */
const toAnswer = (
  known: readonly Fact[],
  asked: Fact,
  warnings: readonly Warning[],
): Refused<'act-changed'> | Unconfirmed | undefined => {
  const isThere = known.some(({ id }) => id === asked.corrects);
  if (isThere && !effective(known).some(({ id }) => id === asked.corrects))
    return refuseInWords(
      'act-changed',
      {
        fr: 'Cet acte a été corrigé ou retiré entre-temps : ouvrez de nouveau la personne.',
        en: 'This act was corrected or taken back meanwhile: open the person again.',
      },
      { field: 'corrects' },
    );
  const overrides = asked.kind === 'injection' ? Overridden.parse(asked.body).overrides : [];
  const left = unconfirmed(warnings, overrides);
  return left.length === 0
    ? undefined
    : {
        ...refuse('warnings-to-confirm', `say why you go on: ${left.map(({ code }) => code).join(', ')}`, {
          field: 'overrides',
        }),
        warnings: left,
      };
};

const mayRecordAt = ({ recordedAt }: Envelope, caller: Caller): Refused | undefined =>
  recordedAt === undefined || caller.rights.has(RECORD_LATE)
    ? undefined
    : refuse(
        'forbidden',
        `"recordedAt" asks for the right "${RECORD_LATE}": leave it out, the server writes the time`,
        { field: 'recordedAt' },
      );

export const openRecorder = (options: RecorderOptions): Recorder => {
  const { db, now, within } = options;
  /** What was handed in beside a fact; it goes when the fact does. */
  const abouts = new WeakMap<Fact, About>();
  const consultations = new WeakMap<Fact, Fact>();
  const decide: Decide<readonly Warning[]> = (known, asked) => {
    const about = abouts.get(asked) ?? {};
    const decision = options.decide(known, asked, about);
    if (isRefused(decision)) return decision;
    const refused = about.attended ? toAnswer(known, asked, decision.warnings) : undefined;
    const beside = consultations.get(asked);
    return refused ?? (beside === undefined ? decision : { ...decision, facts: [...decision.facts, beside] });
  };
  const desk = openDesk<readonly Warning[]>(db, decide, options.limits);
  const readFact = factReader(KINDS);

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
    const judged = (fact: Fact): string | undefined => abouts.get(fact)?.behind ?? fact.corrects;
    const targets = facts.flatMap((fact) => {
      const id = isRefused(fact) ? undefined : judged(fact);
      return isRefused(fact) || id === undefined ? [] : [{ subject: fact.subject, id }];
    });
    if (targets.length === 0) return [...facts];
    const found = await findByIds(db, targets);
    return facts.map((fact) => {
      const id = isRefused(fact) ? undefined : judged(fact);
      if (isRefused(fact) || id === undefined) return fact;
      const place = found.get(keyOf({ subject: fact.subject, id }))?.place;
      const refused = place === undefined ? undefined : mayActAt(place, caller);
      return refused === undefined ? fact : { refusal: { ...refused.refusal, field: 'corrects' } };
    });
  };

  const factOf = (act: Act, caller: Caller, source: string): Fact | Refused => {
    const refused =
      mayRecordAt(act.asked, caller) ??
      (act.kind === 'injection' ? mayActAt(act.asked.place, caller) : undefined);
    if (refused !== undefined) return refused;
    const filled = { now: now(), by: caller.id, source };
    const fact = readFact(inputOf(act), filled);
    if (isRefused(fact)) return fact;
    if (act.about !== undefined) abouts.set(fact, act.about);
    if (act.kind === 'injection' && act.answers !== undefined && act.answers.length > 0) {
      const consultation = readFact(consultationInput(act.asked, act.answers), filled);
      if (isRefused(consultation)) return consultation;
      consultations.set(fact, consultation);
    }
    return fact;
  };

  const submit: Recorder['submit'] = async (acts, caller, way) => {
    const source = caller.assurance === undefined ? way : `${way} ${caller.assurance}`;
    const facts = await keepToTerritory(
      acts.map((act) => (isRefused(act) ? act : factOf(act, caller, source))),
      caller,
    );
    const submitted = desk.submit(facts.filter((fact): fact is Fact => !isRefused(fact)));
    if (isRefused(submitted)) return submitted;
    const answers = (await submitted).values();
    return facts.map((fact): Recording => {
      const answer = isRefused(fact) ? fact : answers.next().value;
      invariant(answer !== undefined, 'the desk answers every fact');
      return isRefused(answer) ? asWritten(answer) : answer;
    });
  };

  return {
    submit,
    weigh: (known, asked, about) => {
      const decision = options.decide(known, asked, about);
      return isRefused(decision) ? asWritten(decision) : decision;
    },
    submitOne: async (act, caller, way) => {
      const answers = await submit([act], caller, way);
      if (isRefused(answers)) return answers;
      const [answer] = answers;
      invariant(answer !== undefined, 'every act has its answer');
      return answer;
    },
  };
};

/**
 * The routes of the injection desk. A person is opened only where the caller may see them, and it is written down
 * first; an act is written in the ledger, then in the trail, then acknowledged: the trail claims nothing that did not
 * happen, and an answer that never came is asked for again under the same id.
 */
import { RIGHTS } from '#access/rights.ts';
import type { Fact } from '#facts/fact.ts';
import { effectiveOfPerson } from '#facts/same-person.ts';
import type { Caller } from '#http/identity.ts';
import { PROBLEMS, problemTeller } from '#http/problem.ts';
import { type Route, route } from '#http/route.ts';
import { invariant } from '#kernel/invariant.ts';
import { isRefused, refuseInWords } from '#kernel/result.ts';
import { onceInAWhile } from '#people/once-in-a-while.ts';
import { PEOPLE_PROBLEMS } from '#people/people-problems.http.ts';
import { entry, reached } from '#people/reach.node.ts';
import type { Stored } from '#people/register.ts';
import type { Care } from '#programmes/vaccination/care.ts';
import {
  cancelAct,
  checkAct,
  openAtDesk,
  prepareOffline,
  recordAct,
  sendOffline,
} from '#programmes/vaccination/desk/desk.api.ts';
import { openOffline } from '#programmes/vaccination/desk/desk-offline.node.ts';
import { DESK_PROBLEMS } from '#programmes/vaccination/desk/desk-problems.http.ts';
import {
  type Desk,
  type DeskOptions,
  deskOf,
  factsOfStored,
  nextOf,
  openRecord,
  todayAt,
} from '#programmes/vaccination/desk/desk-record.node.ts';
import {
  factOfAct,
  injectionAskedOf,
  personOf,
  subjectOf,
} from '#programmes/vaccination/desk/person-at-desk.ts';
import { VACCINATION_PROBLEMS } from '#programmes/vaccination/problems.http.ts';
import { type Act, isUnconfirmed } from '#programmes/vaccination/recorder.pg.ts';

/** How an act came in, in its source. */
const WAY = 'desk';
const HOUR_MS = 3_600_000;

const ACT_UNKNOWN = refuseInWords(
  'act-unknown',
  {
    fr: 'Aucun acte de cette personne n’a cet identifiant.',
    en: 'No act of this person has this id.',
  },
  { field: 'corrects' },
);

const RECEIVED_ELSEWHERE = refuseInWords(
  'act-unknown',
  {
    fr: 'Cet acte n’est pas une injection faite ici : retirez-le, il ne se corrige pas en une injection.',
    en: 'This act is no injection given here: take it back, it is not corrected into one.',
  },
  { field: 'corrects' },
);

const reach = (desk: Desk, caller: Caller, person: string) =>
  reached(desk, caller, RIGHTS.readPeople, person);

const opening = (desk: Desk): Route =>
  route(openAtDesk, async ({ body, caller, request }) => {
    const stored = await reach(desk, caller, body.person);
    if (isRefused(stored)) return stored;
    const record = await openRecord(desk, stored, caller, body);
    await desk.write([entry({ caller, request }, 'read', body.person, { at: WAY })]);
    return { status: 200, body: record };
  });

/** A check tells what was given to the person before: it is a look at them, told once an hour. */
const checking = (desk: Desk): Route => {
  const onceAnHour = onceInAWhile(HOUR_MS);
  return route(checkAct, async ({ body: { place, person, act, corrects }, caller, request }) => {
    const stored = await reach(desk, caller, person);
    if (isRefused(stored)) return stored;
    const facts = await factsOfStored(desk, stored);
    const now = desk.now();
    const asked = factOfAct({ act, stored, place, subject: subjectOf(stored), corrects }, now);
    const standing = effectiveOfPerson(facts).map(({ corrects: _, ...fact }): Fact => fact);
    const decision = desk.recorder.weigh(standing, asked, aboutOf(stored));
    if (isRefused(decision)) return decision;
    await onceAnHour(`${caller.id} ${person}`, now, () =>
      desk.write([entry({ caller, request }, 'read', person, { at: WAY })]),
    );
    return { status: 200, body: { warnings: [...decision.warnings] } };
  });
};

const aboutOf = (stored: Stored) => ({ person: personOf(stored), merged: stored.mergedInto !== null });

type Handed = {
  readonly desk: Desk;
  readonly caller: Caller;
  readonly request: string;
  readonly place: string;
  readonly person: Stored;
  /** The facts of the person before the act. */
  readonly facts: readonly Fact[];
};

/**
 * Records, writes the line, and says what comes next.
 * @param beside goes in the same transaction, before the act: what is taken back along with it
 */
const handIn = async (
  { desk, caller, request, place, person, facts }: Handed,
  act: Act,
  beside: readonly Act[] = [],
) => {
  const answers = await desk.recorder.submit([...beside, act], caller, WAY);
  if (isRefused(answers)) return answers;
  const answer = answers.at(-1);
  invariant(answer !== undefined, 'every act has its answer');
  if (isRefused(answer)) return answer;
  const { fact, warnings, known } = answer;
  const action = fact.corrects === undefined ? 'act' : 'act-change';
  await desk.write([entry({ caller, request }, action, person.person.id, { known, kind: fact.kind })]);
  const refused = answers.find((one) => isRefused(one));
  if (refused !== undefined && isRefused(refused)) return refused;
  const isWhole = !known && beside.length === 0;
  const after = isWhole ? [...facts, fact] : await factsOfStored(desk, person);
  const next = nextOf(desk, person, after, todayAt(desk, place));
  const body = { fact, warnings, known, next };
  return known ? { status: 200 as const, body } : { status: 201 as const, body };
};

const recording = (desk: Desk): Route =>
  route(recordAct, async ({ body, caller, request }) => {
    const { id, place, act, corrects, reason } = body;
    const stored = await reach(desk, caller, body.person);
    if (isRefused(stored)) return stored;
    const facts = await factsOfStored(desk, stored);
    // A correction stands with what it corrects, which may be under the pseudonym of a record merged since.
    const target = facts.find((fact) => fact.id === corrects);
    if (corrects !== undefined && target === undefined) return ACT_UNKNOWN;
    if (target !== undefined && target.kind !== 'injection') return RECEIVED_ELSEWHERE;
    const subject = target?.subject ?? subjectOf(stored);
    // What was recorded before is acknowledged again, whatever has become known of its lot since.
    const attended = !facts.some((fact) => fact.id === id && fact.subject === subject);
    const asked = injectionAskedOf({ id, subject, place, act, stored, corrects, reason });
    const answer = await handIn(
      { desk, caller, request, place, person: stored, facts },
      { kind: 'injection', asked, about: { ...aboutOf(stored), attended }, answers: act.answers },
    );
    return isUnconfirmed(answer) ? { status: 409, body: { warnings: [...answer.warnings] } } : answer;
  });

/**
 * The acts that taking this one back would bring back: those it corrected, one after the other. To the ledger, what is
 * taken back is the correction alone; to the desk, it is the injection.
 */
const correctedBy = (target: Fact, facts: readonly Fact[]): Fact[] => {
  const chain: Fact[] = [];
  for (let at: Fact | undefined = target; at !== undefined && !chain.includes(at); ) {
    chain.push(at);
    const { corrects, subject }: Fact = at;
    at = facts.find((fact) => fact.id === corrects && fact.subject === subject);
  }
  return chain.slice(1);
};

const cancelling = (desk: Desk): Route =>
  route(cancelAct, async ({ body, caller, request }) => {
    const { id, place, corrects, reason } = body;
    const stored = await reach(desk, caller, body.person);
    if (isRefused(stored)) return stored;
    const facts = await factsOfStored(desk, stored);
    const target = facts.find((fact) => fact.id === corrects);
    if (target === undefined) return ACT_UNKNOWN;
    const { subject } = target;
    const sent = facts.filter((fact) => fact.subject === subject && fact.id.startsWith(id));
    const isSent = sent.some((fact) => fact.id === id);
    const occurredOn = sent[0]?.occurredOn ?? todayAt(desk, place);
    const asked = { id, subject, occurredOn, corrects, reason };
    const isThere = isSent || effectiveOfPerson(facts).includes(target);
    // The oldest goes first: cut half-way, the act stands until it is asked again, and never what it corrected.
    const others = (isThere ? correctedBy(target, facts) : [])
      .map((fact, i): Act => {
        const also = { ...asked, id: `${id}:${i + 1}`, corrects: fact.id };
        return { kind: 'retraction', asked: also, about: { behind: target.id } };
      })
      .toReversed();
    const handed = { desk, caller, request, place, person: stored, facts };
    return handIn(handed, { kind: 'retraction', asked, about: { attended: !isSent } }, others);
  });

const offline = (desk: Desk): Route[] => {
  const tell = problemTeller({ ...PROBLEMS, ...PEOPLE_PROBLEMS, ...VACCINATION_PROBLEMS, ...DESK_PROBLEMS });
  const { prepare, send } = openOffline(desk, (refusal, language) => {
    const { code, title, detail, mend } = tell(refusal, language);
    return { code, title, detail, mend };
  });
  return [
    route(prepareOffline, async ({ body, caller }) => ({
      status: 200,
      body: await prepare(caller, body.place),
    })),
    route(sendOffline, async ({ body, caller, request, language }) => {
      const results = await send({ ...body, caller, request, language });
      return isRefused(results) ? results : { status: 200, body: { results: [...results] } };
    }),
  ];
};

export const deskRoutes = (care: Care, options: DeskOptions): Route[] => {
  const desk = deskOf(care, options);
  return [opening(desk), checking(desk), recording(desk), cancelling(desk), ...offline(desk)];
};

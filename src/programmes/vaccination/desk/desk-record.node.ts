/** A person opened at the desk: their history, what is allowed, what comes next; and an act weighed before it is made. */
import type { Fact } from '#facts/fact.ts';
import { factsOfPeople } from '#facts/same-person.pg.ts';
import { effectiveOfPerson } from '#facts/same-person.ts';
import type { Caller } from '#http/identity.ts';
import type { Day } from '#kernel/day.ts';
import { shownOf } from '#people/reach.node.ts';
import type { Stored } from '#people/register.ts';
import type { Care } from '#programmes/vaccination/care.ts';
import type {
  DeskProduct,
  DeskRecord,
  NextDose,
  Questionnaire,
} from '#programmes/vaccination/desk/desk.api.ts';
import { historyOf } from '#programmes/vaccination/desk/history.ts';
import { ageOf, personOf, subjectOf } from '#programmes/vaccination/desk/person-at-desk.ts';
import { nextDoseOf, proposalOf, type ToSay } from '#programmes/vaccination/desk/proposal.ts';
import { localOf, zoneOf } from '#programmes/vaccination/desk/zone.ts';
import { actsOf, nextRankOf } from '#programmes/vaccination/injection.ts';
import { interpret } from '#programmes/vaccination/interpret.ts';
import { gtinsOf } from '#programmes/vaccination/product-codes.ts';
import { lotsAt } from '#stock/lots.pg.ts';

export type DeskOptions = {
  readonly questionnaire: Questionnaire;
  /** Whether a role was held then, for acts handed in later (access/profile-held.pg.ts). */
  readonly wasHeld: (asked: {
    readonly account: string;
    readonly role: string;
    readonly place: string;
    readonly at: string;
  }) => Promise<boolean>;
};

/** What a desk is made of: what is shared by those who care, what is its own, and what follows from both. */
export type Desk = Care &
  DeskOptions & {
    readonly deskProducts: readonly DeskProduct[];
    readonly shortOf: (product: string) => string;
  };

/** The products a desk may name: those received abroad are declared, never injected. */
const deskProductsOf = ({ products }: Care): DeskProduct[] =>
  products.flatMap((product) =>
    product.abroad
      ? []
      : { code: product.code, short: product.short, name: product.name, gtins: gtinsOf(product) },
  );

export const deskOf = (care: Care, options: DeskOptions): Desk => {
  const shorts = new Map(care.products.map(({ code, short }) => [code, short]));
  return {
    ...care,
    ...options,
    deskProducts: deskProductsOf(care),
    shortOf: (product) => shorts.get(product) ?? product,
  };
};

/** The day it is where the act takes place. */
export const todayAt = ({ now, within }: Pick<Care, 'now' | 'within'>, place: string): Day =>
  localOf(now(), zoneOf(place, within)).day;

/** Every fact of a person, under all their pseudonyms, in the ledger's order. */
export const factsOfStored = async ({ db }: Pick<Care, 'db'>, stored: Stored): Promise<readonly Fact[]> => {
  const subject = subjectOf(stored);
  return (await factsOfPeople(db, [subject])).get(subject) ?? [];
};

const isInjection = ({ kind }: Fact): boolean => kind === 'injection' || kind === 'earlier-injection';

/** What the strategy of a day makes of a person's facts, ready to be said. */
const toSay = (desk: Desk, stored: Stored, facts: readonly Fact[], on: Day): ToSay => {
  const standing = effectiveOfPerson(facts).filter(({ occurredOn }) => occurredOn <= on);
  const { prepared, shortOf } = desk;
  // A product no campaign of ours knows is read as an unknown one.
  const acts = actsOf(standing).map((act) =>
    act.product && !prepared.products.has(act.product) ? { ...act, product: null } : act,
  );
  const answer = interpret(prepared, personOf(stored), acts, on);
  return { answer, on, rank: nextRankOf(standing.filter(isInjection)), shortOf };
};

export const nextOf = (desk: Desk, stored: Stored, facts: readonly Fact[], on: Day): NextDose =>
  nextDoseOf(toSay(desk, stored, facts, on));

/** @param on the day asked for; absent: today at the place */
export const openRecord = async (
  desk: Desk,
  stored: Stored,
  caller: Caller,
  { place, on }: { readonly place: string; readonly on?: Day | undefined },
): Promise<DeskRecord> => {
  const { questionnaire, within, placeName, shortOf, now } = desk;
  const [facts, person, lots] = await Promise.all([
    factsOfStored(desk, stored),
    shownOf(desk, stored),
    lotsAt(desk.db, place),
  ]);
  const day = on ?? todayAt(desk, place);
  const said = toSay(desk, stored, facts, day);
  const questions = new Map(questionnaire.questions.map(({ code, text }) => [code, text]));
  return {
    person,
    on: day,
    now: now(),
    age: ageOf(stored, day),
    history: historyOf(facts, {
      ...{ shortOf, placeName },
      mayChangeAt: (at) => within(at, caller.places),
      questionOf: (code) => questions.get(code),
    }),
    proposal: proposalOf(said),
    next: nextDoseOf(said),
    interpretation: said.answer,
    questionnaire,
    products: [...desk.deskProducts],
    lots,
  };
};

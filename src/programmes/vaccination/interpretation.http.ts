/** What a person's facts mean on a day: the facts of the ledger, or those given and kept nowhere. */
import type { Db } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { factsOfPeople } from '#facts/same-person.pg.ts';
import { effectiveOfPerson } from '#facts/same-person.ts';
import { type Route, route } from '#http/route.ts';
import { refuse } from '#kernel/result.ts';
import { actsOf } from '#programmes/vaccination/injection.ts';
import type { Act, Prepared } from '#programmes/vaccination/interpret.ts';
import { answerCase } from '#programmes/vaccination/interpret-case.ts';
import { interpretPerson } from '#programmes/vaccination/interpretation.api.ts';

export type InterpretationOptions = { readonly db: Db; readonly prepared: Prepared };

/** The standing facts of a person, under every pseudonym of theirs. A product the campaign does not know is read as an unknown one, never refused. */
const standingActs = (facts: readonly Fact[], prepared: Prepared): Act[] =>
  actsOf(effectiveOfPerson(facts)).map((act) =>
    act.product && !prepared.products.has(act.product) ? { ...act, product: null } : act,
  );

export const interpretationRoutes = ({ db, prepared }: InterpretationOptions): Route[] => [
  route(interpretPerson, async ({ body: { on, person, subject, facts } }) => {
    const acts =
      subject === undefined
        ? facts
        : standingActs((await factsOfPeople(db, [subject])).get(subject) ?? [], prepared);
    const answer = answerCase(prepared, { id: 'asked', on, person, facts: acts });
    if ('error' in answer) return refuse('case-refused', answer.error);
    const { id: _, ...interpretation } = answer;
    return { status: 200, body: interpretation };
  }),
];

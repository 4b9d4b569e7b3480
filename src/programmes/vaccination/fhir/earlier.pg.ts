/**
 * Records an injection received elsewhere. It is no act of ours: no strategy judges it, and it needs no place. It goes
 * to the ledger as every fact does: read whole, gathered, once for each id.
 */
import type { Db } from '#db/pool.ts';
import { type Answer, openDesk } from '#facts/desk.pg.ts';
import { factReader } from '#facts/read-fact.ts';
import type { Caller } from '#http/identity.ts';
import { invariant } from '#kernel/invariant.ts';
import { isRefused } from '#kernel/result.ts';
import { KINDS } from '#programmes/vaccination/facts.ts';
import type { Warning } from '#programmes/vaccination/injection.api.ts';

export type EarlierAsked = {
  readonly id: string;
  readonly subject: string;
  readonly occurredOn: string;
  readonly place?: string;
  readonly corrects?: string;
  readonly reason?: string;
  readonly body: object;
};

export type RecordEarlier = (
  asked: EarlierAsked,
  caller: Caller,
  way: string,
) => Promise<Answer<readonly Warning[]>>;

export const openEarlier = (db: Db, now: () => string): RecordEarlier => {
  const desk = openDesk<readonly Warning[]>(db, (_known, asked) => ({ facts: [asked], warnings: [] }));
  const readFact = factReader({ 'earlier-injection': KINDS['earlier-injection'] });
  return async (asked, caller, way) => {
    const source = caller.assurance === undefined ? way : `${way} ${caller.assurance}`;
    const fact = readFact({ ...asked, kind: 'earlier-injection' }, { now: now(), by: caller.id, source });
    if (isRefused(fact)) return fact;
    const answers = desk.submit([fact]);
    if (isRefused(answers)) return answers;
    const [answer] = await answers;
    invariant(answer !== undefined, 'the desk answers every fact');
    return answer;
  };
};

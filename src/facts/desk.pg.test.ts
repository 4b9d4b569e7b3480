import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '#db/pool.ts';
import { type Answer, type Decide, type Desk, openDesk } from '#facts/desk.pg.ts';
import type { Fact } from '#facts/fact.ts';
import { factsOf } from '#facts/ledger.pg.ts';
import { isRefused, refuse } from '#kernel/result.ts';
import { createDatabase } from '../../tests/database.ts';

let database: Awaited<ReturnType<typeof createDatabase>>;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());

/** A programme that says how many facts it knew, and refuses loans of forbidden books. */
const decide: Decide<number> = (known, asked) =>
  asked.body.book === 'forbidden'
    ? refuse('forbidden-book', 'this book is not lent', { field: 'book' })
    : { facts: [asked], warnings: known.length };

const loan = (subject: string, book: unknown = 'a', id: string = randomUUID()): Fact => ({
  id,
  kind: 'loan',
  subject,
  occurredOn: '2021-01-20',
  recordedAt: '2021-01-20T10:00:00.000Z',
  by: 'librarian',
  source: 'test',
  body: { book },
});

const handIn = async <W>(desk: Desk<W>, facts: readonly Fact[]): Promise<Answer<W>[]> => {
  const submitted = desk.submit(facts);
  if (isRefused(submitted)) throw new Error(submitted.refusal.message);
  return submitted;
};

const ledgerOf = async (subject: string) => (await factsOf(database.db, [subject])).get(subject) ?? [];
const outcome = (answer: Answer<number>) =>
  isRefused(answer) ? answer.refusal.code : [answer.warnings, answer.known];

describe('the desk', () => {
  test('lets each fact see those before it, in order, whoever handed them in', async () => {
    const desk = openDesk(database.db, decide);
    const subject = randomUUID();
    const many = await Promise.all(Array.from({ length: 30 }, () => handIn(desk, [loan(subject)])));
    expect(many.flat().map(outcome)).toEqual(Array.from({ length: 30 }, (_, i) => [i, false]));
    expect(await ledgerOf(subject)).toHaveLength(30);
  });

  test('answers a refusal in its place, and refused facts are not known to the next', async () => {
    const desk = openDesk(database.db, decide);
    const subject = randomUUID();
    const same = loan(subject);
    const facts = [
      same,
      loan(subject, 'forbidden'),
      { ...same },
      loan(subject, 'other', same.id),
      loan(subject),
    ];
    const answers = await handIn(desk, facts);
    expect(answers.map(outcome)).toEqual([
      [0, false],
      'forbidden-book',
      [0, true],
      'id-conflict',
      [1, false],
    ]);
  });

  test('two desks, as two processes, make one fact of one id and give one answer', async () => {
    const other = connect(database.url, { max: 2, appRole: true });
    const desks = [openDesk(database.db, decide), openDesk(other, decide)];
    const fact = loan(randomUUID());
    const answers = await Promise.all(
      desks.flatMap((desk, who) =>
        Array.from({ length: 20 }, () => handIn(desk, [{ ...fact, by: `librarian-${who}` }])),
      ),
    );
    await other.end();
    expect(await ledgerOf(fact.subject)).toHaveLength(1);
    const told = answers.flat().map((answer) => (isRefused(answer) ? undefined : answer));
    expect(new Set(told.map((answer) => answer?.fact.by)).size).toBe(1);
    expect(told.filter((answer) => answer?.known === false)).toHaveLength(1);
  });

  test('a fact the database does not take fails alone', async () => {
    const desk = openDesk(database.db, decide);
    const subject = randomUUID();
    const poison = { ...loan(subject), place: 'a\u0000b' };
    const [before, failed, after] = await Promise.allSettled([
      handIn(desk, [loan(subject)]),
      handIn(desk, [poison]),
      handIn(desk, [loan(subject)]),
    ]);
    expect(before.status).toBe('fulfilled');
    expect(failed.status).toBe('rejected');
    expect(after.status).toBe('fulfilled');
    expect(await ledgerOf(subject)).toHaveLength(2);
  });

  test('a queue that is full takes nothing of what is handed in', async () => {
    const desk = openDesk(database.db, decide, { waiting_max: 2 });
    const subject = randomUUID();
    const refused = desk.submit([loan(subject), loan(subject), loan(subject)]);
    expect(refused).toMatchObject({ refusal: { code: 'too-busy' } });
    await handIn(desk, [loan(subject), loan(subject)]);
    expect(await ledgerOf(subject)).toHaveLength(2);
  });

  test('whatever the batches, the ledger and the answers are those of one fact at a time', async () => {
    const asked = fc.array(fc.tuple(fc.nat(3), fc.nat(4), fc.constantFrom('a', 'b', 'forbidden')), {
      maxLength: 40,
    });
    const limits = fc.record({
      batch_max: fc.integer({ min: 1, max: 10 }),
      batches_in_flight_max: fc.constantFrom(1, 2),
    });
    await fc.assert(
      fc.asyncProperty(asked, limits, async (steps, limit) => {
        const run = randomUUID().slice(0, 8);
        const facts = (prefix: string) =>
          steps.map(([subject, id, book]) => loan(`${prefix}-${run}-${subject}`, book, `i${id}`));
        const together = openDesk(database.db, decide, limit);
        const answers = (await Promise.all(facts('t').map((fact) => handIn(together, [fact])))).flat();
        const alone: Answer<number>[] = [];
        const one = openDesk(database.db, decide);
        for (const fact of facts('a')) alone.push(...(await handIn(one, [fact])));
        expect(answers.map(outcome)).toEqual(alone.map(outcome));
      }),
      { numRuns: 25 },
    );
  });
});

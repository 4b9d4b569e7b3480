/**
 * Reads the whole ledger person by person, in small steps that lock nothing: to try a rule, or to find whom a new one
 * flags. What arrives meanwhile may be seen or not; whoever needs certainty looks again under the cursor's lock.
 */
import type { Db } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { factsOf } from '#facts/ledger.pg.ts';
import { hasMerge } from '#facts/same-person.ts';
import { unitsOf } from '#indicators/merged.ts';

/** The facts of one person: of one subject, or of several that merges ever linked. */
export type Unit = ReadonlyMap<string, readonly Fact[]>;

export type Scanned = { readonly facts: number; readonly subjects: number };

/** Subjects read in one step. */
const STEP = 2000;

/**
 * Hands each person to `take`. People with merged records come last.
 * @param goOn asked after each step; when it says no, the scan ends there
 * @returns whether the whole ledger was read, and how much of it
 */
export const scanPeople = async (
  db: Db,
  take: (unit: Unit) => void,
  goOn: (scanned: Scanned) => boolean = () => true,
): Promise<Scanned & { readonly whole: boolean }> => {
  const aside = new Map<string, readonly Fact[]>();
  const scanned = { facts: 0, subjects: 0 };
  let after = '';
  for (;;) {
    const { rows } = await db.query<{ subject: string }>({
      name: 'next-subjects',
      text: `select subject from fact
       where subject > $1 and not (subject >= 'campaign:' and subject < 'campaign;')
       group by subject order by subject limit $2`,
      values: [after, STEP],
    });
    const last = rows.at(-1);
    if (last === undefined) break;
    const subjects = rows.map(({ subject }) => subject);
    for (const [subject, facts] of await factsOf(db, subjects)) {
      scanned.facts += facts.length;
      if (hasMerge(facts)) aside.set(subject, facts);
      else take(new Map([[subject, facts]]));
    }
    scanned.subjects += subjects.length;
    after = last.subject;
    if (!goOn(scanned)) return { ...scanned, whole: false };
  }
  for (const unit of unitsOf(aside))
    take(new Map([...unit.keys()].map((subject) => [subject, aside.get(subject) ?? []])));
  return { ...scanned, whole: true };
};

/** A rule tried on the whole ledger before anybody adopts it: how many facts and people it would flag, and where. */
import { z } from 'zod';

/** A flagged fact as an example: no name, no identifier, no birth date; the place is the department. */
export const Example = z.object({
  day: z.string(),
  department: z.string(),
  setAside: z.boolean(),
  /** What the fact says, by the words of the programme (product, rank, lot, age). */
  says: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Example = z.infer<typeof Example>;

export const EXAMPLES_MAX = 12;

/** What has been found so far; whole when the ledger was read to its end. */
export const TrialFound = z.object({
  /** Facts read, of how many. */
  read: z.int(),
  total: z.int(),
  facts: z.int(),
  people: z.int(),
  setAside: z.int(),
  months: z.array(z.object({ month: z.string(), facts: z.int() })),
  departments: z.array(z.object({ department: z.string(), facts: z.int() })),
  /** What the corrected view would change of each measure by this rule alone. */
  differences: z.array(z.object({ measure: z.string(), n: z.int() })),
  examples: z.array(Example),
});
export type TrialFound = z.infer<typeof TrialFound>;

export const TRIAL_STATES = ['running', 'done', 'stopped', 'failed'] as const;
export const Trial = z.object({
  id: z.string(),
  /** `stopped`: cancelled, or at the limit of time or of facts; what was found until then is there. */
  state: z.enum(TRIAL_STATES),
  found: TrialFound,
});
export type Trial = z.infer<typeof Trial>;

export const NOTHING_FOUND: TrialFound = {
  ...{ read: 0, total: 0, facts: 0, people: 0, setAside: 0 },
  ...{ months: [], departments: [], differences: [], examples: [] },
};

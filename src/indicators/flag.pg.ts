/** The table of flags and the rules it was made with: derived, kept by the transaction that counts. */
import type { Db, Tx } from '#db/pool.ts';
import type { AppliedRule, FlagRow } from '#indicators/correction.ts';

/** The rules that a programme's flags and corrected cells are made with, in the order of their names. */
export const appliedRules = async (db: Db | Tx, programme: string): Promise<AppliedRule[]> => {
  const { rows } = await db.query<{ rule: string; definition: unknown }>({
    name: 'applied-rules',
    text: 'select rule, definition from now_rule where programme = $1 order by rule',
    values: [programme],
  });
  return rows;
};

export const replaceRules = async (
  tx: Tx,
  programme: string,
  rules: readonly AppliedRule[],
): Promise<void> => {
  await tx.query('delete from now_rule where programme = $1', [programme]);
  await tx.query(
    'insert into now_rule (programme, rule, definition) select $1, * from unnest($2::text[], $3::json[])',
    [programme, rules.map(({ rule }) => rule), rules.map(({ definition }) => JSON.stringify(definition))],
  );
};

export const addFlags = async (tx: Tx, programme: string, flags: readonly FlagRow[]): Promise<void> => {
  if (flags.length === 0) return;
  const column = <T>(get: (flag: FlagRow) => T): T[] => flags.map(get);
  await tx.query({
    name: 'add-flags',
    text: `insert into now_flag (programme, rule, subject, fact, set_aside, occurred_on, known_on, place)
     select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::boolean[], $6::date[], $7::date[], $8::text[])`,
    values: [
      programme,
      column(({ rule }) => rule),
      column(({ subject }) => subject),
      column(({ fact }) => fact),
      column(({ setAside }) => setAside),
      column(({ occurredOn }) => occurredOn),
      column(({ knownOn }) => knownOn),
      column(({ place }) => place ?? null),
    ],
  });
};

/** Takes away the flags of these subjects, before they are flagged again. */
export const dropFlags = async (tx: Tx, programme: string, subjects: readonly string[]): Promise<void> => {
  if (subjects.length === 0) return;
  await tx.query({
    name: 'drop-flags',
    text: 'delete from now_flag where programme = $1 and subject = any($2)',
    values: [programme, subjects],
  });
};

const lineOf = ({ rule, subject, fact, setAside, occurredOn, knownOn, place }: FlagRow): string =>
  [rule, subject, fact, setAside ? 1 : 0, occurredOn, knownOn, place ?? ''].join('|');

/** How many flags are in one of the live table and the rebuilt ones only. */
export const differencesOfFlags = async (
  tx: Tx,
  programme: string,
  rebuilt: readonly FlagRow[],
): Promise<number> => {
  const { rows } = await tx.query<{ line: string }>(
    `select concat_ws('|', rule, subject, fact, set_aside::int, occurred_on, known_on, coalesce(place, '')) as line
     from now_flag where programme = $1`,
    [programme],
  );
  const lines = new Set(rebuilt.map(lineOf));
  const alike = rows.filter(({ line }) => lines.has(line)).length;
  return rows.length + lines.size - 2 * alike;
};

/** Flags written in one statement. */
const CHUNK = 20_000;

export const replaceFlags = async (tx: Tx, programme: string, flags: readonly FlagRow[]): Promise<void> => {
  await tx.query('delete from now_flag where programme = $1', [programme]);
  for (let from = 0; from < flags.length; from += CHUNK)
    await addFlags(tx, programme, flags.slice(from, from + CHUNK));
};

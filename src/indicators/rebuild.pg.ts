/**
 * Recomputes every cell from facts, and says whether live counting had come to the same.
 *
 * A contribution is a pure function of what a subject's facts say, so subjects with the same history add the same.
 * Facts stream out ordered by subject, each history is kept once with the number of subjects that share it, and only
 * then interpreted: a national campaign has far fewer histories than people. Subjects that a merge ever touched are
 * the exception: they are kept aside, which takes the room of their facts, and counted together at the end.
 */
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { type Db, type Tx, transaction } from '#db/pool.ts';
import { effective } from '#facts/effective.ts';
import type { Cursor } from '#facts/ledger.pg.ts';
import { type Correction, correctedName, type FlagRow, flagRows } from '#indicators/correction.ts';
import {
  type Counting,
  findCorrection,
  lockPosition,
  movePosition,
  type Position,
  seers,
  viewsOf,
} from '#indicators/count.pg.ts';
import { type Tally, tallySubject } from '#indicators/count.ts';
import { differencesOfFlags, replaceFlags } from '#indicators/flag.pg.ts';
import {
  type FlagWatch,
  factsOfHistory,
  type Histories,
  historian,
  type Merged,
} from '#indicators/history.ts';
import { tallyUnit, unitsOf } from '#indicators/merged.ts';
import { invariant } from '#kernel/invariant.ts';

export type Rebuilt = {
  readonly facts: number;
  readonly subjects: number;
  readonly histories: number;
  readonly cells: number;
  readonly flags: number;
  /** Cells and flags that live counting had not come to; they are mended. */
  readonly differences: number;
};

/** Histories kept before they are interpreted and let go: some 500 MB of text at the most. */
const HISTORIES_MAX = 1_000_000;

const linesOf = async (chunks: AsyncIterable<Buffer>, take: (line: string) => void): Promise<void> => {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
      take(text.slice(from, to));
      from = to + 1;
    }
    rest = text.slice(from);
  }
};

/** A subject near the middle of them all, to share the reading between two connections. */
const findMiddle = async (tx: Tx): Promise<string> => {
  const { rows } = await tx.query<{ middle: string | null }>(
    `select percentile_disc(0.5) within group (order by subject) as middle
     from (select subject from fact tablesample system (0.1) limit 100000) sample`,
  );
  return rows[0]?.middle ?? '';
};

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const streamOf = (share: string, until: Cursor): string => `copy (
  select subject, id, corrects, kind, occurred_on, recorded_at::date, place, body from fact
  where ${share} and (tx, seq) <= (${quoted(until.tx)}::xid8, ${until.seq}::bigint)
    and not (subject >= 'campaign:' and subject < 'campaign;')
  order by subject) to stdout`;

type Tallies = ReadonlyMap<Counting, Tally>;

const interpretInto = (tallies: Tallies, histories: Histories): void => {
  const sees = seers(tallies.keys());
  for (const [history, times] of histories) {
    const facts = factsOfHistory(history);
    for (const { programme, see } of sees)
      tallySubject(tallyOf(tallies, programme), see(facts), programme.contribution, times);
  }
  histories.clear();
};

const tallyOf = (tallies: Tallies, programme: Counting): Tally => {
  const tally = tallies.get(programme);
  invariant(tally !== undefined, 'every programme has its tally');
  return tally;
};

/** People whose subjects were merged, or parted again: counted together. @returns how many there are */
const interpretMerged = (tallies: Tallies, merged: Merged): number => {
  const units = unitsOf(merged);
  for (const { programme, see } of seers(tallies.keys()))
    for (const unit of units) tallyUnit(tallyOf(tallies, programme), unit, see, programme.contribution, 1);
  return units.length;
};

/** A programme whose facts rules may flag, and the rules. */
type Flagging = { readonly programme: Counting; readonly correction: Correction };

/** Flags held in memory until they are written: some 300 MB at the most. */
const FLAGS_MAX = 1_000_000;

/** Gathers the flags of every programme while histories go by. */
const flagKeeper = (flaggings: readonly Flagging[], programmes: readonly Counting[]) => {
  const flags = new Map(flaggings.map(({ programme }): [Counting, FlagRow[]] => [programme, []]));
  const all = seers(programmes).flatMap(({ programme, see }) => {
    const found = flaggings.find((one) => one.programme === programme);
    return found === undefined ? [] : [{ ...found, see, rows: flags.get(programme) ?? [] }];
  });
  const takeUnit = (unit: Merged): void => {
    for (const { see, correction, rows } of all) {
      for (const row of flagRows(unit, see, correction)) rows.push(row);
      if (rows.length > FLAGS_MAX)
        throw new Error(
          `the rules of data quality flag more than ${FLAGS_MAX} facts: withdraw the one that flags the most`,
        );
    }
  };
  const watch: FlagWatch = {
    flagged: new Set(),
    isFlagged: (facts) =>
      all.some(({ see, correction }) => correction.flagsOf(effective(see(facts))).length > 0),
    take: (subject, facts) => takeUnit(new Map([[subject, facts]])),
  };
  return { flags, takeUnit, watch: all.length === 0 ? undefined : watch };
};

type Read = {
  readonly tallies: Tallies;
  readonly flags: ReadonlyMap<Counting, readonly FlagRow[]>;
  readonly subjects: number;
  readonly histories: number;
};

/** The views of every programme. Where no rule is applied, the corrected view is there too, and empty. */
const allViews = (programmes: readonly Counting[], flaggings: readonly Flagging[]): Counting[] =>
  programmes.flatMap((programme) => {
    const correction = flaggings.find((one) => one.programme === programme)?.correction;
    const views = viewsOf(programme, correction).map((view) => ({ ...programme, ...view }));
    return programme.correction !== undefined && correction === undefined
      ? [...views, { ...programme, name: correctedName(programme.name), contribution: () => [] }]
      : views;
  });

const readAll = async (
  streams: readonly AsyncIterable<Buffer>[],
  programmes: readonly Counting[],
  flaggings: readonly Flagging[],
): Promise<Read> => {
  const tallies = new Map(
    allViews(programmes, flaggings).map((view): [Counting, Tally] => [view, new Map()]),
  );
  const { flags, takeUnit, watch } = flagKeeper(flaggings, programmes);
  const histories: Histories = new Map();
  const merged: Merged = new Map();
  let distinct = 0;
  const read = async (stream: AsyncIterable<Buffer>): Promise<number> => {
    const reader = historian(histories, merged, watch);
    await linesOf(stream, (line) => {
      reader.take(line);
      if (histories.size < HISTORIES_MAX) return;
      distinct += histories.size;
      interpretInto(tallies, histories);
      watch?.flagged.clear();
    });
    return reader.end();
  };
  const subjects = (await Promise.all(streams.map(read))).reduce((sum, n) => sum + n, 0);
  distinct += histories.size;
  interpretInto(tallies, histories);
  distinct += interpretMerged(tallies, merged);
  for (const unit of unitsOf(merged)) takeUnit(unit);
  return { tallies, flags, subjects, histories: distinct };
};

const flagsOf = ({ flags }: Read, programme: string): readonly FlagRow[] =>
  [...flags].find(([{ name }]) => name === programme)?.[1] ?? [];

/** How many cells are in one of the live table and the rebuilt tally only, or differ. */
const differences = async (tx: Tx, programme: Counting, tally: Tally): Promise<number> => {
  const { rows } = await tx.query<{ key: string; n: number }>(
    `select known_on || '|' || key as key, n from now_cell where programme = $1 and n <> 0`,
    [programme.name],
  );
  const gone = rows.filter(({ key }) => !tally.has(key)).length;
  const alike = rows.filter(({ key, n }) => tally.get(key) === n).length;
  return gone + tally.size - alike;
};

const replaceCells = async (tx: Tx, programme: Counting, tally: Tally): Promise<void> => {
  await tx.query('delete from now_cell where programme = $1', [programme.name]);
  const stream = tx.query(copyFrom('copy now_cell (programme, known_on, key, n) from stdin'));
  await new Promise<void>((done, failed) => {
    stream.on('finish', done);
    stream.on('error', failed);
    let text = '';
    for (const [key, n] of tally)
      text += `${programme.name}\t${key.slice(0, 10)}\t${key.slice(11).replaceAll('\\', '\\\\')}\t${n}\n`;
    stream.end(text);
  });
};

/**
 * Runs `work` with two connections. The second is taken before anything is locked: a program whose every other
 * connection waits for our lock could not give it any more.
 */
const withTwo = <T>(db: Db, work: (tx: Tx, other: Tx) => Promise<T>): Promise<T> =>
  transaction(db, (other) => transaction(db, (tx) => work(tx, other), 'repeatable read'), 'repeatable read');

/** Reads every fact up to a position, on two connections that see the same snapshot. */
const readUntil = async (
  tx: Tx,
  other: Tx,
  until: Cursor,
  programmes: readonly Counting[],
): Promise<Read> => {
  const middle = await findMiddle(tx);
  const { rows } = await tx.query<{ snapshot: string }>('select pg_export_snapshot() as snapshot');
  await other.query(`set transaction snapshot ${quoted(rows[0]?.snapshot ?? '')}`);
  for (const one of [tx, other]) await one.query('set local idle_in_transaction_session_timeout = 0');
  const flaggings: Flagging[] = [];
  for (const programme of programmes) {
    const correction = await findCorrection(tx, programme);
    if (correction !== undefined) flaggings.push({ programme, correction });
  }
  return readAll(
    [
      tx.query(copyTo(streamOf(`subject <= ${quoted(middle)}`, until))),
      other.query(copyTo(streamOf(`subject > ${quoted(middle)}`, until))),
    ],
    programmes,
    flaggings,
  );
};

/**
 * Makes live counting wait, and only then lets the transaction take its snapshot: locked the other way round, a count
 * that commits in between would leave the snapshot behind it.
 */
const holdCounting = async (tx: Tx): Promise<Position> => {
  await tx.query('lock table now_cursor in share row exclusive mode');
  return lockPosition(tx);
};

/**
 * Rebuilds the cells of every programme at the place where live counting stands, which waits meanwhile.
 * Cells that differ are replaced, all in one transaction: readers see the old table or the new one.
 */
export const rebuild = (db: Db, programmes: readonly Counting[]): Promise<Rebuilt> =>
  withTwo(db, async (tx, other) => {
    const position = await holdCounting(tx);
    const read = await readUntil(tx, other, position, programmes);
    let different = 0;
    let cells = 0;
    for (const [programme, tally] of read.tallies) {
      const found = await differences(tx, programme, tally);
      if (found > 0) await replaceCells(tx, programme, tally);
      different += found;
      cells += tally.size;
    }
    let flags = 0;
    for (const { name } of programmes) {
      const rows = flagsOf(read, name);
      const found = await differencesOfFlags(tx, name, rows);
      if (found > 0) await replaceFlags(tx, name, rows);
      different += found;
      flags += rows.length;
    }
    const { subjects, histories } = read;
    return { facts: position.facts, subjects, histories, cells, flags, differences: different };
  });

/**
 * Counts the whole ledger afresh and moves live counting to its end: after a bulk load, several times faster than
 * following it by cursor.
 */
export const recount = (db: Db, programmes: readonly Counting[]): Promise<void> =>
  withTwo(db, async (tx, other) => {
    await holdCounting(tx);
    const { rows } = await tx.query<Cursor>(
      `select tx::text, seq::text from fact
       where tx < pg_snapshot_xmin(pg_current_snapshot()) order by fact.tx desc, fact.seq desc limit 1`,
    );
    const [end] = rows;
    if (end === undefined) return;
    const read = await readUntil(tx, other, end, programmes);
    for (const [programme, tally] of read.tallies) await replaceCells(tx, programme, tally);
    for (const { name } of programmes) await replaceFlags(tx, name, flagsOf(read, name));
    const { rows: counted } = await tx.query<{ facts: number }>(
      'select count(*) as facts from fact where (tx, seq) <= ($1::xid8, $2::bigint)',
      [end.tx, end.seq],
    );
    await movePosition(tx, { ...end, facts: counted[0]?.facts ?? 0 });
  });

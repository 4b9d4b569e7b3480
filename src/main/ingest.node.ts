/** `rappel ingest`: facts of any programme, one JSON object a line, into the ledger. */
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Db } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { factReader } from '#facts/read-fact.ts';
import { isRefused, type Refusal } from '#kernel/result.ts';
import { type Command, EXIT, type Io, oneWord } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { DATABASE_OPTIONS, DATABASE_USAGE, withDatabase } from '#main/database.node.ts';
import { ledgerWriter } from '#main/ledger-writer.node.ts';
import { linesOfStream, TooLong } from '#main/lines.node.ts';
import { progressLine } from '#main/progress.node.ts';
import { ALL_KINDS } from '#programmes/index.ts';

const BATCH = 20_000;

/** Refusals told one by one; beyond, they are only counted. */
const REFUSALS_MAX = 1000;

export type IngestReport = {
  lines: number;
  appended: number;
  known: number;
  refused: number;
  reasons: Record<string, number>;
  refusals: ({ line: number; id?: string } & Refusal)[];
};

const idOf = (input: unknown): { id?: string } =>
  typeof input === 'object' && input !== null && 'id' in input && typeof input.id === 'string'
    ? { id: input.id.slice(0, 64) }
    : {};

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** A line, and the id its fact says it has. */
type Asked = { readonly line: number; readonly id?: string };

/** Gathers the answers: counts of all, and the first refusals one by one. */
const reporter = () => {
  const report: IngestReport = { lines: 0, appended: 0, known: 0, refused: 0, reasons: {}, refusals: [] };
  const refuse = (asked: Asked, refusal: Refusal): void => {
    report.refused += 1;
    report.reasons[refusal.code] = (report.reasons[refusal.code] ?? 0) + 1;
    if (report.refusals.length < REFUSALS_MAX) report.refusals.push({ ...asked, ...refusal });
  };
  return { report, refuse };
};

/** Reads a file of facts ("-" is `stdin`) into the ledger; every line gets its answer in the report. */
export const ingestFile = async (
  db: Db,
  file: string,
  stdin: AsyncIterable<Buffer | string> = process.stdin,
  onProgress: (lines: number) => void = () => {},
): Promise<IngestReport> => {
  const { report, refuse } = reporter();
  const read = factReader(ALL_KINDS);
  const inFlight: Asked[][] = [];
  const writer = ledgerWriter(db, (answers) => {
    const asked = inFlight.shift() ?? [];
    answers.forEach((answer, i) => {
      if (typeof answer !== 'string') refuse(asked[i] ?? { line: 0 }, answer.refusal);
    });
  });
  let facts: Fact[] = [];
  let asked: Asked[] = [];
  // A batch is recorded at one instant: reading the clock for every line would cost as much as reading the line.
  let defaults = { now: new Date().toISOString(), by: 'ingest', source: 'ingest' };
  const flush = async () => {
    inFlight.push(asked);
    await writer.push(facts);
    facts = [];
    asked = [];
    defaults = { ...defaults, now: new Date().toISOString() };
    onProgress(report.lines);
  };
  for await (const text of linesOfStream(file === '-' ? stdin : createReadStream(file))) {
    report.lines += 1;
    const line = report.lines;
    if (text instanceof TooLong) {
      refuse({ line }, { code: 'line-too-long', message: text.message });
      continue;
    }
    if (text.trim() === '') continue;
    const raw = parse(text);
    if (raw === undefined) {
      refuse({ line }, { code: 'not-json', message: 'this line is not JSON: expected one object a line' });
      continue;
    }
    const fact = read(raw, defaults);
    if (isRefused(fact)) {
      refuse({ line, ...idOf(raw) }, fact.refusal);
      continue;
    }
    asked.push({ line, id: fact.id });
    if (facts.push(fact) === BATCH) await flush();
  }
  if (facts.length > 0) await flush();
  const { appended, known } = await writer.finish();
  report.refusals.sort((a, b) => a.line - b.line);
  return { ...report, appended, known };
};

export const ingest = (config: Config): Command => ({
  name: 'ingest',
  summary: 'append facts of any programme, one JSON object a line',
  usage: `Usage: rappel ingest FILE.ndjson|- [options]

Appends facts to the ledger, one JSON object a line ("-" reads standard input): id, kind, subject, occurredOn, body,
and optionally recordedAt, by, place, source, corrects, reason. The same id twice is one fact. A line that is refused
stops no other.

${DATABASE_USAGE}
  --json            print the report as JSON

Exit: 0 when every line got its answer, refusals included; 1 for a failure; 2 for wrong usage.`,
  options: { ...DATABASE_OPTIONS, json: { type: 'boolean' } },
  run: async (input, io) => {
    const file = oneWord(input, 'FILE.ndjson');
    if (file !== '-') await access(file);
    const progress = progressLine(io.stderr);
    const report = await withDatabase(input, config, ({ db }) =>
      ingestFile(db, file, io.stdin, (lines) => progress.show(`${lines.toLocaleString('en')} lines read`)),
    );
    progress.clear();
    print(report, input.flag('json'), io);
    return EXIT.done;
  },
});

const print = (report: IngestReport, json: boolean, io: Io): void => {
  if (json) {
    io.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  io.stdout.write(
    `${report.lines} lines: ${report.appended} facts appended, ${report.known} already known, ${report.refused} refused.\n`,
  );
  for (const { line, id, code, message } of report.refusals)
    io.stdout.write(`line ${line}${id === undefined ? '' : ` (${id})`}: ${code}: ${message}\n`);
  if (report.refused > report.refusals.length)
    io.stdout.write(`… and ${report.refused - report.refusals.length} more refusals.\n`);
};

/** `rappel ingest`: facts of any programme, one JSON object a line, into the ledger. */
import { createReadStream } from 'node:fs';
import type { Fact } from '#facts/fact.ts';
import type { Appended } from '#facts/ledger.pg.ts';
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
    const source: AsyncIterable<Buffer | string> = file === '-' ? io.stdin : createReadStream(file);
    if (file !== '-') await opened(createReadStream(file));
    const report = await withDatabase(input, config, async ({ db }) => {
      const report: IngestReport = { lines: 0, appended: 0, known: 0, refused: 0, reasons: {}, refusals: [] };
      const refuseLine = (line: number, refusal: Refusal, id: { id?: string }) => {
        report.refused += 1;
        report.reasons[refusal.code] = (report.reasons[refusal.code] ?? 0) + 1;
        if (report.refusals.length < REFUSALS_MAX) report.refusals.push({ line, ...id, ...refusal });
      };
      const read = factReader(ALL_KINDS);
      const progress = progressLine(io.stderr);
      const inFlight: { line: number; id: string }[][] = [];
      const onAnswers = (answers: readonly Appended[]) => {
        const asked = inFlight.shift() ?? [];
        answers.forEach((answer, i) => {
          if (typeof answer !== 'string')
            refuseLine(asked[i]?.line ?? 0, answer.refusal, { id: asked[i]?.id ?? '' });
        });
      };
      const writer = ledgerWriter(db, onAnswers);
      let facts: Fact[] = [];
      let places: { line: number; id: string }[] = [];
      const flush = async () => {
        if (facts.length === 0) return;
        inFlight.push(places);
        await writer.push(facts);
        facts = [];
        places = [];
        progress.show(`${report.lines.toLocaleString('en')} lines read`);
      };
      for await (const text of linesOfStream(source)) {
        report.lines += 1;
        if (text instanceof TooLong) {
          refuseLine(report.lines, { code: 'line-too-long', message: text.message }, {});
          continue;
        }
        if (text.trim() === '') continue;
        const raw = parse(text);
        if (raw === undefined) {
          refuseLine(
            report.lines,
            { code: 'not-json', message: 'this line is not JSON: expected one object a line' },
            {},
          );
          continue;
        }
        const fact = read(raw, { now: new Date().toISOString(), by: 'ingest', source: 'ingest' });
        if (isRefused(fact)) {
          refuseLine(report.lines, fact.refusal, idOf(raw));
          continue;
        }
        places.push({ line: report.lines, id: fact.id });
        if (facts.push(fact) === BATCH) await flush();
      }
      await flush();
      Object.assign(report, await writer.finish());
      progress.clear();
      report.refusals.sort((a, b) => a.line - b.line);
      return report;
    });
    print(report, input.flag('json'), io);
    return EXIT.done;
  },
});

const opened = (stream: ReturnType<typeof createReadStream>): Promise<void> =>
  new Promise((done, failed) => {
    stream.once('open', () => {
      stream.destroy();
      done();
    });
    stream.once('error', failed);
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

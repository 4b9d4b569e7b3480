/** Replays a folder of successive publications of `vacsi-fra`, each on the day it was published. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '#db/pool.ts';
import { campaignSubject } from '#facts/campaign.ts';
import { appendMany, campaignFacts } from '#facts/ledger.pg.ts';
import { type Day, dayOf } from '#kernel/day.ts';
import { invariant } from '#kernel/invariant.ts';
import { isRefused } from '#kernel/result.ts';
import { type Campaign, readProductShares, readTextFile } from '#main/campaign.node.ts';
import { Failure, messageOf } from '#main/command.node.ts';
import { ledgerWriter } from '#main/ledger-writer.node.ts';
import { assertOnlySource, campaignFact, publishStrategies, tagOf } from '#main/replay-facts.node.ts';
import { type Publication, readVacsi } from '#programmes/vaccination/vacsi-read.ts';
import { compareVintages, type VintageName, vintageName } from '#programmes/vaccination/vintage-name.ts';
import { replayVintages, type Vintage } from '#programmes/vaccination/vintages.ts';

const FAMILY = 'vacsi-fra';
const BATCH = 20_000;

/** Dense grids begin on the first day of the campaign (`header-history.md`, "Grid and population"). */
const FIRST_DENSE_PUBLICATION = '2021-01-29';

export type VintageReport = {
  publications: {
    file: string;
    outcome: 'replayed' | 'already replayed' | 'refused' | 'after --until';
    facts: number;
    reason?: string;
  }[];
  appended: number;
  known: number;
};

/** Boosters are counted by these columns, which this replay does not turn into facts. */
const UNREPLAYED = /^n_(2_|3_)?rappel(_biv)?$/;

const seriesOf = (table: Publication, column: string): Map<Day, number> | undefined => {
  const values = table.values[column];
  if (values === undefined) return undefined;
  const series = new Map<Day, number>();
  for (let row = 0; row < table.rows; row++) {
    const n = values[row] ?? 0;
    if (n > 0) series.set(dayOf(table.days[row] ?? 0), n);
  }
  return series;
};

function* batches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items)
    if (batch.push(item) === size) {
      yield batch;
      batch = [];
    }
  if (batch.length > 0) yield batch;
}

/** What a publication says, or in words why it is refused. */
const read = async (
  path: string,
  name: VintageName,
): Promise<{ table: Publication; vintage: Vintage; hash: string } | string> => {
  const { text, hash } = await readTextFile(path);
  const table = readVacsi(text, name.publishedOn);
  if (isRefused(table)) return table.refusal.message;
  if (table.family !== FAMILY) return `this is ${table.family}, not ${FAMILY}`;
  const [fault] = table.faults.filter(({ severity }) => severity === 'error');
  if (!table.sound) return `line ${fault?.line ?? 1}: ${fault?.message.en ?? 'not sound'}`;
  for (const column of table.columns)
    if (UNREPLAYED.test(column) && [...(table.values[column] ?? [])].some((n) => n > 0))
      return `line 1: ${column} counts boosters, which a replay of publications does not tell yet: stop before it with --until`;
  const dose1 = seriesOf(table, 'n_dose1');
  if (dose1 === undefined) return 'line 1: there is no column n_dose1';
  const recordedAt = `${name.publishedOn}T${name.time ?? '23:59'}:00.000Z`;
  return {
    table,
    hash,
    vintage: { recordedAt, dose1, dose2: seriesOf(table, 'n_dose2') ?? seriesOf(table, 'n_complet') },
  };
};

const listVintages = async (folder: string): Promise<VintageName[]> => {
  const names = (await readdir(folder))
    .map(vintageName)
    .filter((name) => name !== undefined)
    .filter(({ family }) => family === FAMILY)
    .sort(compareVintages);
  if (names.length === 0)
    throw new Failure(
      `${folder} holds no publication: files named ${FAMILY}_pubYYYY-MM-DD[THHMM]_*.csv[.gz] are expected`,
    );
  return names;
};

/** Publications already in the ledger, by file; one that changed since is refused: the past is not replayed otherwise. */
const findReplayed = async (db: Db, campaign: string): Promise<Map<string, string>> => {
  const facts = await campaignFacts(db, campaignSubject(campaign), 'publication-replayed');
  return new Map(facts.map(({ body }) => [String(body.file), String(body.hash)]));
};

/**
 * Replays every sound publication of the folder, in order. One that is not sound is refused, reported, changes
 * nothing, and the others go on. Called again, with later publications too, it goes on where it was.
 */
export const replayVintagesFolder = async (
  db: Db,
  campaign: Campaign,
  options: { readonly folder: string; readonly until: Day | undefined; readonly seed: number },
  onFile: (file: string) => void = () => {},
): Promise<VintageReport> => {
  const names = await listVintages(options.folder);
  const [first] = names;
  invariant(first !== undefined, 'a folder without a publication is refused before');
  const source = `${FAMILY} publications seed=${options.seed}`;
  await assertOnlySource(db, campaign.name, source);
  await appendMany(db, [
    campaignFact(campaign.name, {
      id: `publications-began-${tagOf(source)}`,
      kind: 'publications-began',
      occurredOn: first.publishedOn,
      body: { source },
    }),
  ]);
  const replayed = await findReplayed(db, campaign.name);
  const follow = replayVintages(await readProductShares(campaign), {
    seed: options.seed,
    tag: tagOf(source),
    source: `${FAMILY} publications`,
  });
  const writer = ledgerWriter(db, undefined, true);
  const report: VintageReport = { publications: [], appended: 0, known: 0 };
  for (const name of names) {
    const file = name.name;
    if (options.until !== undefined && name.publishedOn > options.until) {
      report.publications.push({ file, outcome: 'after --until', facts: 0 });
      continue;
    }
    onFile(file);
    const publication = await read(join(options.folder, file), name).catch((error: unknown) =>
      messageOf(error),
    );
    if (typeof publication === 'string') {
      report.publications.push({ file, outcome: 'refused', facts: 0, reason: publication });
      continue;
    }
    const { table, vintage, hash } = publication;
    const lastKnown = [...replayed.keys()].at(-1);
    const earlier = replayed.get(file);
    if (
      (earlier !== undefined && earlier !== hash) ||
      (earlier === undefined &&
        lastKnown !== undefined &&
        compareVintages(name, vintageName(lastKnown) ?? name) < 0)
    )
      throw new Failure(
        `${file} is not the publication that this ledger replayed, or comes before one that it did: replay the folder into a ledger of its own, with --data DIR`,
      );
    if (earlier === undefined) await publishStrategies(db, campaign, name.publishedOn);
    let facts = 0;
    for (const batch of batches(follow.publish(vintage), BATCH)) {
      facts += batch.length;
      await writer.push(batch);
    }
    if (earlier === undefined)
      await writer.push([
        campaignFact(campaign.name, {
          id: `publication-${hash.slice(0, 16)}-${name.publishedOn}${name.time === undefined ? '' : `T${name.time}`}`,
          kind: 'publication-replayed',
          occurredOn: name.publishedOn,
          recordedAt: vintage.recordedAt,
          body: { source, file, hash, publishedOn: name.publishedOn, grid: gridOf(table, name.publishedOn) },
        }),
      ]);
    report.publications.push({
      file,
      outcome: earlier === undefined ? 'replayed' : 'already replayed',
      facts,
    });
  }
  return { ...report, ...(await writer.finish()) };
};

const gridOf = (table: Publication, publishedOn: Day) => ({
  firstDay: table.firstDay ?? publishedOn,
  lastDay: table.lastDay ?? publishedOn,
  departments: [],
  classes: [],
  sparse: publishedOn < FIRST_DENSE_PUBLICATION,
});

/**
 * Bulk ingest, validated: lines of NDJSON as `rappel ingest` reads them, and the facts of a replay, beside a raw COPY
 * of the same rows into a table of the same columns and keys, its text made beforehand.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { from as copyFrom } from 'pg-copy-streams';
import { type Db, transaction } from '#db/pool.ts';
import { copyText } from '#facts/copy-text.ts';
import type { Fact } from '#facts/fact.ts';
import { isRefused } from '#kernel/result.ts';
import { openCampaign, readProductShares, readTextFile } from '#main/campaign.node.ts';
import { ingestFile } from '#main/ingest.node.ts';
import { ledgerWriter } from '#main/ledger-writer.node.ts';
import { replay } from '#programmes/vaccination/replay.ts';
import { dayCounts } from '#programmes/vaccination/replay-counts.ts';
import { readReplayInput } from '#programmes/vaccination/vacsi-read-replay.ts';
import { seconds, withEmptyDatabase } from './database.ts';
import type { Figure } from './figure.ts';

const BATCH = 20_000;
const FACTS = 400_000;
const TARGET = 50_000;

const readFacts = async (): Promise<(tag: string) => Generator<Fact[]>> => {
  const campaign = await openCampaign('fr-covid-19');
  const { text } = await readTextFile(join(campaign.folder, 'data', 'vacsi-a-dep_pub2021-04-22.csv.gz'));
  const input = readReplayInput(text);
  if (isRefused(input)) throw new Error(input.refusal.message);
  const counts = dayCounts(input, { departments: new Set(input.departments), until: '2021-01-15' });
  const shares = await readProductShares(campaign);
  return function* (tag) {
    let left = FACTS;
    for (const { facts } of replay(counts, shares, { seed: 1, tag, batch: BATCH, source: 'vacsi-a-dep' })) {
      yield facts.slice(0, left);
      left -= facts.length;
      if (left <= 0) return;
    }
  };
};

const rawCopy = async (db: Db, texts: readonly string[]): Promise<void> => {
  for (const text of texts)
    await transaction(db, async (tx) => {
      const stream = tx.query(
        copyFrom(
          'copy raw (id, kind, subject, occurred_on, recorded_at, recorded_by, place, source, body, corrects, reason) from stdin',
        ),
      );
      await new Promise<void>((done, failed) => {
        stream.on('finish', done);
        stream.on('error', failed);
        stream.end(text);
      });
    });
};

export default (): Promise<Figure[]> =>
  withEmptyDatabase(async (db, owner, folder) => {
    await owner.query('create table raw (like fact including defaults including identity including indexes)');
    const facts = await readFacts();
    const texts = [...facts('raw')].map(copyText);
    const n = [...facts('raw')].reduce((sum, batch) => sum + batch.length, 0);
    const file = join(folder, 'facts.ndjson');
    writeFileSync(
      file,
      [...facts('line')].flatMap((batch) => batch.map((fact) => `${JSON.stringify(fact)}\n`)).join(''),
    );
    // Twice, the second time for the figure: the first fills caches, grows the table and compiles the code.
    let raw_s = 0;
    let replay_s = 0;
    let ingest_s = 0;
    for (const round of ['a', 'b']) {
      const fresh = texts.map((text) => text.replaceAll('raw-', `raw${round}-`));
      raw_s = await seconds(() => rawCopy(owner, fresh));
      replay_s = await seconds(async () => {
        const writer = ledgerWriter(db);
        for (const batch of facts(`play${round}`)) await writer.push(batch);
        await writer.finish();
      });
      if (round === 'b')
        ingest_s = await seconds(async () => {
          const report = await ingestFile(db, file);
          if (report.appended !== n) throw new Error(`${report.appended} of ${n} facts were appended`);
        });
    }
    const raw = n / raw_s;
    const figure = (name: string, value: number): Figure => ({
      figure: name,
      value: Math.round(value),
      unit: 'facts/s',
      target: `>= ${TARGET} and >= 50 % of raw COPY`,
      met: value >= TARGET && value >= raw / 2,
      ratio: { to: `raw COPY of the same rows, ${Math.round(raw)}/s`, value: value / raw },
    });
    return [
      figure('bulk ingest by replay', n / replay_s),
      figure('bulk ingest by rappel ingest, each line validated', n / ingest_s),
    ];
  });

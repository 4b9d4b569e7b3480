import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Table, Value } from '#kernel/table.ts';
import type { Meta } from '#publication/publication.ts';
import { INDEX, PROVENANCE, publish } from '#publication/publish.node.ts';
import { recover, startWriting } from '#publication/write.node.ts';

const text = { fr: 'x', en: 'x' };
const meta: Meta = {
  campaign: 'fr-covid-19',
  title: text,
  description: text,
  publisher: { name: 'Rappel' },
  licence: { name: 'etalab-2.0', title: 'Licence Ouverte', path: 'https://example.org' },
  keywords: [],
  publishedAt: '2021-04-22T18:00:00Z',
  asKnownOn: null,
  layout: '2021-04-22',
  firstDay: '2021-01-04',
  lastDay: '2021-01-04',
  ledger: { tx: '1', seq: '2', facts: 3 },
  strategy: null,
  code: { version: '0.1.0' },
};
const tableOf = (name: string, rows: Value[][]): Table => ({
  name,
  title: text,
  description: text,
  columns: [
    { name: 'jour', type: 'date', title: text, description: text },
    { name: 'n_cum_dose1', type: 'integer', title: text, description: text },
  ],
  key: ['jour'],
  separator: ';',
  decimals: {},
  rows,
});
const small = (total: number, name = 'small'): Table => tableOf(name, [['2021-01-04', total]]);
const Index = z.looseObject({
  tables: z.array(
    z.looseObject({ name: z.string(), files: z.array(z.object({ path: z.string(), sha256: z.string() })) }),
  ),
  held: z.array(z.object({ table: z.string(), reason: z.object({ fr: z.string(), en: z.string() }) })),
});

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'publication-'));
});
afterEach(() => rm(out, { recursive: true, force: true }));

const read = (path: string): Promise<string> => readFile(join(out, path), 'utf8');
const index = async (): Promise<z.infer<typeof Index>> => Index.parse(JSON.parse(await read(INDEX)));

describe('publishing', () => {
  it('writes every format flat, and names each file with its fingerprint', async () => {
    await publish(out, { tables: [small(10)], json: { 'json/territories.json': { a: 1 } }, meta });
    expect((await readdir(out)).sort()).toEqual([
      'datapackage.json',
      'dcat.jsonld',
      'dictionary.en.md',
      'dictionary.fr.md',
      'dictionary.json',
      'json',
      'provenance.json',
      'small.csv',
      'small.parquet',
    ]);
    expect(await read('small.csv')).toBe('jour;n_cum_dose1\n2021-01-04;10\n');
    const Files = z.looseObject({
      ledger: z.object({ tx: z.string(), seq: z.string(), facts: z.number() }),
      files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })),
    });
    const provenance = Files.parse(JSON.parse(await read(PROVENANCE)));
    expect(provenance.ledger).toEqual(meta.ledger);
    expect(provenance.files.length).toBe(8);
    for (const { path, bytes, sha256 } of provenance.files) {
      const content = await readFile(join(out, path));
      expect(content.byteLength).toBe(bytes);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    }
  });

  it('leaves what did not change alone', async () => {
    const publication = { tables: [small(10), small(20, 'other')], json: { 'json/a.json': 1 }, meta };
    await publish(out, publication);
    const before = await stat(join(out, 'small.csv'));
    const report = await publish(out, { ...publication, tables: [small(10), small(21, 'other')] });
    expect(report.written).toContain('other.csv');
    expect(report.written).not.toContain('small.csv');
    expect(report.written.at(-1)).toBe(INDEX);
    expect((await stat(join(out, 'small.csv'))).mtimeMs).toBe(before.mtimeMs);
  });

  it('is the same bytes for the same figures', async () => {
    const publication = { tables: [small(10)], json: {}, meta };
    await publish(out, publication);
    const files = await Promise.all(['datapackage.json', 'small.parquet', PROVENANCE, INDEX].map(read));
    await rm(out, { recursive: true });
    await publish(out, publication);
    expect(await Promise.all(['datapackage.json', 'small.parquet', PROVENANCE, INDEX].map(read))).toEqual(
      files,
    );
  });

  it('writes the JSON alone when asked, and keeps the tables', async () => {
    await publish(out, { tables: [small(10)], json: { 'json/a.json': 1, 'json/b.json': 1 }, meta });
    const report = await publish(
      out,
      { tables: [], json: { 'json/a.json': 2 }, meta },
      { formats: ['json'], durable: false },
    );
    expect(report.written).toEqual(['json/a.json', PROVENANCE, INDEX]);
    expect(await read('json/a.json')).toBe('2');
    expect(await read('json/b.json')).toBe('1');
    expect((await index()).tables.map(({ name }) => name)).toEqual(['small']);
  });

  it('takes away the files that a whole publication no longer has', async () => {
    await publish(out, { tables: [small(10), small(1, 'other')], json: {}, meta });
    await publish(out, { tables: [small(10)], json: {}, meta });
    expect(await readdir(out)).not.toContain('other.csv');
  });

  it('does not write outside its folder', async () => {
    await expect(publish(out, { tables: [], json: { '../evil.json': 1 }, meta })).rejects.toThrow(/outside/);
    expect(await readdir(out)).toEqual([]);
  });
});

describe('an absurd table', () => {
  it('keeps its previous file, and the index says why', async () => {
    await publish(out, { tables: [small(1000)], json: {}, meta });
    const report = await publish(out, { tables: [small(500)], json: {}, meta });
    expect(report.held.map(({ table }) => table)).toEqual(['small']);
    expect(await read('small.csv')).toContain(';1000');
    const { tables, held } = await index();
    expect(held[0]?.reason.fr).toMatch(/baisse de 50,0 %/);
    expect(tables[0]?.files.map(({ path }) => path)).toEqual(['small.csv', 'small.parquet']);
    expect(await read('datapackage.json')).toContain('small.csv');
  });

  it('is still compared with the last sound one the time after', async () => {
    for (const total of [1000, 500, 500]) await publish(out, { tables: [small(total)], json: {}, meta });
    expect((await index()).held.length).toBe(1);
    await publish(out, { tables: [small(1001)], json: {}, meta });
    expect((await index()).held).toEqual([]);
    expect(await read('small.csv')).toContain(';1001');
  });

  it('is published when a person who has looked at it says so, and compared with from then on', async () => {
    await publish(out, { tables: [small(1000)], json: {}, meta });
    const report = await publish(out, { tables: [small(500)], json: {}, meta }, { overrule: true });
    expect(report.held).toEqual([]);
    expect((await publish(out, { tables: [small(501)], json: {}, meta })).held).toEqual([]);
    expect(await read('small.csv')).toContain(';501');
  });

  it('is not published at all when it is the first', async () => {
    await publish(out, { tables: [tableOf('empty', []), small(1)], json: {}, meta });
    expect(await readdir(out)).not.toContain('empty.csv');
    expect((await index()).held[0]?.table).toBe('empty');
  });

  it('is not one when the publication is about an earlier day of knowledge, or another layout', async () => {
    await publish(out, { tables: [small(1000)], json: {}, meta });
    const earlier = await publish(out, {
      tables: [small(500)],
      json: {},
      meta: { ...meta, asKnownOn: '2021-02-01' },
    });
    expect(earlier.held).toEqual([]);
    const other = await publish(out, {
      tables: [small(100)],
      json: {},
      meta: { ...meta, layout: '2021-03-03' },
    });
    expect(other.held).toEqual([]);
  });
});

describe('a run that was killed', () => {
  it('before its moves leaves nothing behind', async () => {
    await publish(out, { tables: [small(10)], json: {}, meta });
    const writing = await startWriting(out, () => undefined, { durable: false });
    await writing.add('small.csv', 'csv', ['half']);
    expect(await recover(out)).toBe(false);
    expect(await readdir(out)).not.toContain('.publishing');
    expect(await read('small.csv')).toContain(';10');
  });

  it('in the middle of its moves is finished by the next', async () => {
    await publish(out, { tables: [small(10)], json: {}, meta });
    const staging = join(out, '.publishing');
    await mkdir(join(staging, 'files/json'), { recursive: true });
    await writeFile(join(staging, 'owner'), String(process.pid));
    // `a.csv` has moved already; the index has not.
    await writeFile(join(out, 'a.csv'), 'a');
    await writeFile(join(staging, 'files', INDEX), '{"new":true}');
    await writeFile(
      join(staging, 'COMMIT.json'),
      JSON.stringify({ moves: ['a.csv', INDEX], gone: ['small.csv'] }),
    );
    expect(await recover(out)).toBe(true);
    expect(await read('a.csv')).toBe('a');
    expect(await read(INDEX)).toBe('{"new":true}');
    expect(await readdir(out)).not.toContain('small.csv');
    expect(await readdir(out)).not.toContain('.publishing');
  });

  it('is left alone while it lives: two programs do not publish into one folder', async () => {
    await mkdir(join(out, '.publishing'), { recursive: true });
    await writeFile(join(out, '.publishing', 'owner'), String(process.ppid));
    await expect(publish(out, { tables: [small(1)], json: {}, meta })).rejects.toThrow(
      /is publishing into this folder/,
    );
  });

  it('that failed leaves the previous publication whole', async () => {
    await publish(out, { tables: [small(10)], json: {}, meta });
    const before = await read(INDEX);
    const broken = (function* () {
      yield small(11);
      throw new Error('the table could not be made');
    })();
    await expect(publish(out, { tables: broken, json: {}, meta })).rejects.toThrow(/could not be made/);
    expect(await read('small.csv')).toContain(';10');
    expect(await read(INDEX)).toBe(before);
    expect(await readdir(out)).not.toContain('.publishing');
  });
});

describe('publications into one folder', () => {
  it('wait for each other', async () => {
    const totals = [10, 11, 12, 13];
    await Promise.all(totals.map((total) => publish(out, { tables: [small(total)], json: {}, meta })));
    expect(await read('small.csv')).toContain(';13');
    expect((await index()).held).toEqual([]);
  });
});

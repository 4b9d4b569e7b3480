import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { check, checkPath } from '#main/check.node.ts';
import { runCommand } from '#main/command.node.ts';
import { Config } from '#main/config.ts';

const DATA = join(import.meta.dirname, '../../campaigns/fr-covid-19/data');
const folder = mkdtempSync(join(tmpdir(), 'rappel-check-'));
afterAll(() => rm(folder, { recursive: true }));

const put = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const run = async (...args: string[]) => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [output, complaint] = [text(stdout), text(stderr)];
  const code = await runCommand(check(Config.parse({})), args, { stdin: Readable.from([]), stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, stdout: await output, stderr: await complaint };
};

const TABLE = 'fra;jour;n_dose1;n_cum_dose1\nFR;2021-01-01;1;1\nFR;2021-01-02;2;3\n';

describe('every file kept with the campaign', () => {
  const UNSOUND = new Set([
    // Bare headers, as they were published.
    'vacsi-fra_pub2021-03-01_a756593.csv.gz',
    'vacsi-v-fra_pub2021-03-01_a756593.csv.gz',
    // Its cumulative column counts people injected before its first row, as all tables of those days.
    'vacsi-a-fra_pub2021-02-19_f2bf496.csv.gz',
    ...readdirSync(join(DATA, 'broken')),
  ]);
  const files = readdirSync(DATA, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.csv(\.gz)?$/.test(name),
  );

  test.each(files)('%s', async (name) => {
    const report = await checkPath(join(DATA, name));
    expect(report.family).not.toBeNull();
    const reasons = report.faults.filter(({ severity }) => severity === 'error');
    if (UNSOUND.has(basename(name))) {
      expect(report.sound).toBe(false);
      expect(reasons[0]?.line).toBeGreaterThan(0);
    } else {
      expect(reasons).toEqual([]);
      expect(report.rows).toBeGreaterThan(0);
      expect(report.period).not.toBeNull();
    }
  });
});

describe('the command', () => {
  test('tells a person what the file is', async () => {
    const { code, stdout } = await run(put('vacsi-fra.csv', TABLE), '--lang', 'fr');
    expect(code).toBe(0);
    expect(stdout).toContain('vacsi-fra.csv: sain');
  });

  test('tells a program, and an unsound file is an answer', async () => {
    const { code, stdout } = await run(put('vacsi-fra.csv', TABLE.replace('2;3', '2;4')), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      family: 'vacsi-fra',
      compression: 'none',
      sound: false,
      faults: [{ line: 3, column: 'n_cum_dose1', code: 'cumulative', severity: 'error', message: {} }],
      faultCount: 1,
    });
  });

  test('gzip is known by its first bytes, not by the name', async () => {
    expect(await checkPath(put('vacsi-fra-renamed.csv', gzipSync(TABLE)))).toMatchObject({
      compression: 'gzip',
      rows: 2,
    });
    expect(await checkPath(put('vacsi-fra-plain.csv.gz', TABLE))).toMatchObject({
      compression: 'none',
      rows: 2,
    });
  });

  test('a cut or damaged gzip is unsound, and says what it is of', async () => {
    const whole = gzipSync(TABLE.repeat(1) + 'FR;2021-01-03;1;4\n'.repeat(5_000));
    const cut = await checkPath(put('cut.csv.gz', whole.subarray(0, whole.length - 12)));
    expect(cut).toMatchObject({ family: 'vacsi-fra', sound: false, faults: [{ code: 'gzip-truncated' }] });
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 20, 40);
    expect((await checkPath(put('damaged.csv.gz', damaged))).faults[0]?.code).toMatch(
      /^gzip-(corrupt|truncated)$/,
    );
  });

  test('a file that swells past the limit is left unread', async () => {
    const path = put('bomb.csv.gz', gzipSync(TABLE + '0'.repeat(5_000_000)));
    expect(await checkPath(path, 1_000_000)).toMatchObject({
      family: 'vacsi-fra',
      rows: 0,
      sound: false,
      faults: [{ code: 'too-large' }],
    });
  });

  test.each([
    ['a missing file', [join(folder, 'none.csv')], 1, /none\.csv: no such file/],
    ['a folder', [folder], 1, /it is a folder/],
    ['no file', [], 2, /FILE is missing/],
    ['two files', ['a', 'b'], 2, /unexpected "b"/],
    ['an option that is not', ['a', '--yaml'], 2, /--yaml/],
    ['a language that is not', ['a', '--lang', 'de'], 2, /--lang is fr or en/],
  ])('%s', async (_, args, code, message) => {
    const answer = await run(...args);
    expect(answer).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
  });

  test('--help says how to call it', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Usage: rappel check FILE/),
    });
  });
});

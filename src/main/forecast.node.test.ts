import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createServer } from '#http/server.ts';
import { forecastCommand, openShelf } from '#main/forecast.node.ts';
import { ForecastResult } from '#schedule/forecast.api.ts';
import { scheduleRoutes } from '#schedule/forecast.http.ts';
import { rappel } from '../../tests/program.ts';

const CASES = join(import.meta.dirname, '../../campaigns/us-routine/cases/healthy.ndjson');
const cases = readFileSync(CASES, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => z.object({ input: z.object({ id: z.string() }).loose() }).parse(JSON.parse(line)).input);

const run = async (args: readonly string[], input: Iterable<string>) => {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const output = text(stdout);
  const errors = text(stderr);
  const code = await forecastCommand(args, { stdin: Readable.from(input), stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, output: await output, errors: await errors };
};

const lines = (output: string): unknown[] =>
  output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('rappel forecast', () => {
  test('as a program: each line has its answer, in order; a bad one does not stop the others', async () => {
    const [first, second] = cases.map((one) => JSON.stringify(one));
    const input = `${first}\n\nnonsense\n${JSON.stringify({ ...cases[0], id: 'b', birthDate: 'never' })}\n${second}`;
    const { code, stdout, stderr } = await rappel(['forecast', '--schedule', 'us-routine', '--json'], input);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines(stdout)).toMatchObject([
      { id: cases[0]?.id, forecasts: [{ vaccineGroup: cases[0]?.vaccineGroup }] },
      { id: null, error: expect.stringContaining('not JSON') },
      { id: 'b', error: expect.stringContaining('birthDate') },
      { id: cases[1]?.id },
    ]);
  });

  test('answers every published case, whatever the pieces it comes in', async () => {
    const all = cases.map((one) => `${JSON.stringify(one)}\n`).join('');
    const pieces = all.match(/.{1,777}/gs) ?? [];
    const { code, output } = await run(['--schedule', 'us-routine'], pieces);
    expect(code).toBe(0);
    const answers = lines(output).map((line) => ForecastResult.parse(line));
    expect(answers.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
  });

  test('by the strategy in force on the day, for a campaign whose schedule changes', async () => {
    const asked = (id: string, assessmentDate: string, cvx: string) =>
      `${JSON.stringify({ id, assessmentDate, birthDate: '1950-01-01', doses: [{ date: '2021-04-01', cvx }] })}\n`;
    const { output } = await run(
      ['--schedule', 'fr-covid-19'],
      [
        asked('az', '2021-05-01', 'AZ'),
        asked('pf', '2021-05-01', '208'),
        asked('before', '2020-06-01', 'AZ'),
      ],
    );
    expect(lines(output)).toMatchObject([
      { id: 'az', forecasts: [{ doseNumber: 2, earliest: '2021-06-03', recommended: '2021-06-24' }] },
      { id: 'pf', doses: [{ cvx: '208', status: 'Valid' }], forecasts: [{ doseNumber: 2 }] },
      { id: 'before', error: expect.stringContaining('in force on assessmentDate 2020-06-01') },
    ]);
  });

  test('of no line is no answer', async () => {
    expect(await run(['--schedule', 'us-routine'], [])).toEqual({ code: 0, output: '', errors: '' });
  });

  test('a line that never ends is refused, and the next one is answered', async () => {
    const long = [...Array.from({ length: 30 }, () => 'x'.repeat(50_000)), '\n', JSON.stringify(cases[0])];
    const { output } = await run(['--schedule', 'us-routine'], long);
    expect(lines(output)).toMatchObject([
      { id: null, error: expect.stringContaining('longer') },
      { id: cases[0]?.id },
    ]);
  });

  test('a line that is too long is told as a case, under the id it begins with', async () => {
    const long = ['{"id":"long","doses":"', ...Array.from({ length: 30 }, () => 'x'.repeat(50_000)), '"}'];
    for (const input of [long, [long.join('')], [long.join(''), '\n']])
      expect(lines((await run(['--schedule', 'us-routine'], input)).output)).toEqual([
        { id: 'long', error: 'this line is longer than 1,000,000 characters: expected one case a line' },
      ]);
  });

  test('a byte order mark before the first line is no part of it, and one inside a text stays', async () => {
    const odd = { ...cases[0], id: 'o\uFEFFd' };
    const input = `\uFEFF${JSON.stringify(cases[0])}\n${JSON.stringify(odd)}\n`;
    for (const pieces of [[input], [...input]]) {
      const { output } = await run(['--schedule', 'us-routine'], pieces);
      expect(lines(output)).toMatchObject([
        { id: cases[0]?.id, doses: expect.any(Array) },
        { id: 'o\uFEFFd', doses: expect.any(Array) },
      ]);
    }
    const { stdout } = await rappel(['forecast', '--schedule', 'us-routine'], input);
    expect(lines(stdout)).toMatchObject([
      { id: cases[0]?.id, doses: expect.any(Array) },
      { doses: expect.any(Array) },
    ]);
  });

  test('a slow reader slows the reading: nothing piles up', async () => {
    let read = 0;
    const line = `${JSON.stringify(cases[0])}\n`;
    function* input() {
      for (; read < 3000; read++) yield line;
    }
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let answered = 0;
    let begun = (): void => {};
    const first = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const stdout = new Writable({
      highWaterMark: 1,
      write: (chunk, _encoding, done) => {
        answered += String(chunk).split('\n').length - 1;
        begun();
        held.then(() => done());
      },
    });
    const stderr = new PassThrough();
    const stdin = Readable.from(input(), { highWaterMark: 1 });
    const ended = forecastCommand(['--schedule', 'us-routine'], { stdin, stdout, stderr });
    await first;
    const readAtFirst = read;
    // As many turns as it takes to read everything, were it not held.
    for (let turn = 0; turn < 10_000; turn++) await new Promise((next) => setImmediate(next));
    expect(read).toBeLessThan(readAtFirst + 100);
    release();
    expect(await ended).toBe(0);
    expect({ read, answered }).toEqual({ read: 3000, answered: 3000 });
  });

  test.each([
    ['an unknown schedule', ['--schedule', 'atlantis'], /no schedule "atlantis"; there is: .*us-routine/],
    ['no schedule', [], /--schedule is missing; there is: .*us-routine/],
    ['an unknown option', ['--schedule', 'us-routine', '--xml'], /--xml/],
    ['a word', ['us-routine'], /unexpected "us-routine"/],
  ])('called with %s is wrong usage', async (_, args, message) => {
    const { code, output, errors } = await run(args, []);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toMatch(message);
  });

  test('tells its shapes and exit codes with --help', async () => {
    const { code, output } = await run(['--help'], []);
    expect(code).toBe(0);
    expect(output).toContain('"seriesStatus":"Not Complete|Complete|Immune|Contraindicated|Aged Out');
    expect(output).toContain('Exit codes');
  });
});

describe('the schedules of an installation', () => {
  test('answer beside one that is not sound, which is told once with its fault', async () => {
    const campaigns = await mkdtemp(join(tmpdir(), 'rappel-shelf-'));
    const told: string[] = [];
    try {
      await cp(join(CASES, '../../../fr-routine'), join(campaigns, 'fr-routine'), { recursive: true });
      await cp(join(campaigns, 'fr-routine'), join(campaigns, 'copy'), { recursive: true });
      await mkdir(join(campaigns, 'broken'));
      await writeFile(join(campaigns, 'broken', 'schedule.json'), '{');
      const shelf = await openShelf(campaigns, (fault) => told.push(fault));
      const app = createServer({
        ...scheduleRoutes({ shelf, version: 'test' }),
        title: { fr: 'Rappel', en: 'Rappel' },
        version: 'test',
        identify: () => undefined,
        ready: async () => true,
      });
      for (let time = 0; time < 2; time++) {
        const { statusCode, body } = await app.inject('/api/schedules');
        expect(statusCode).toBe(200);
        expect(JSON.parse(body)).toMatchObject({ schedules: [{ name: 'fr-routine' }] });
        expect((await app.inject('/api/schedules/broken')).statusCode).toBe(404);
      }
      expect(told).toEqual([
        expect.stringMatching(
          /^the schedule broken is left out, and not asked: cannot read .*schedule\.json: /,
        ),
        expect.stringContaining('the schedule is named "fr-routine" and its folder "copy"'),
      ]);
      await app.close();
    } finally {
      await rm(campaigns, { recursive: true });
    }
  });
});

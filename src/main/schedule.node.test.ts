import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scheduleCommand } from '#main/schedule.node.ts';

const CAMPAIGN = join(import.meta.dirname, '../../campaigns/us-routine');
const SOURCE = join(CAMPAIGN, 'data/supporting-data-4.64');

const run = async (...args: readonly string[]) => {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const output = text(stdout);
  const errors = text(stderr);
  const code = await scheduleCommand(args, { stdin: Readable.from([]), stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, output: await output, errors: await errors };
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rappel-schedule-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('rappel schedule import', () => {
  test('writes the documents of campaigns/us-routine, from plain or compressed XML', async () => {
    const from = join(folder, 'supporting-data-4.64');
    await cp(SOURCE, from, { recursive: true });
    const polio = join(from, 'AntigenSupportingData- Polio-508.xml');
    await writeFile(polio, gunzipSync(await readFile(`${polio}.gz`)));
    await rm(`${polio}.gz`);
    const to = join(folder, 'us-routine');
    const { code, output, errors } = await run('import', '--from', from, '--to', to);
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(output).toContain('Not read: none.');
    expect(output).toContain('schedule.json and 30 antigens.');
    for (const file of ['schedule.json', 'antigens/polio.json', 'antigens/zoster.json'])
      expect(await readFile(join(to, file), 'utf8')).toBe(await readFile(join(CAMPAIGN, file), 'utf8'));
  });

  test('writes nothing when something cannot be read', async () => {
    const from = join(folder, 'data-1.0');
    await cp(SOURCE, from, { recursive: true });
    await writeFile(join(from, 'AntigenSupportingData- Moon.xml'), '<antigenSupportingData/>');
    const { code, output, errors } = await run('import', '--from', from, '--to', join(folder, 'to'));
    expect(code).toBe(1);
    expect(output).toContain(
      'AntigenSupportingData- Moon.xml: /antigenSupportingData (line 1): one antigen expected',
    );
    expect(errors).toBe('rappel schedule: nothing is written: see the errors above\n');
    expect(await readdir(folder)).toEqual(['data-1.0']);
  });

  test.each([
    ['no source', ['import', '--to', 'x'], 2, /--from is missing/],
    ['no target', ['import', '--from', 'x-1.0'], 2, /--to is missing/],
    ['no version', ['import', '--from', 'x', '--to', 'y'], 2, /--version is missing/],
    [
      'a day that is none',
      ['import', '--from', 'x-1.0', '--to', 'y', '--valid-from', 'soon'],
      2,
      /"soon" is not a day/,
    ],
    ['a name', ['import', '--from', 'x-1.0', '--to', 'y', '--name', 'z'], 2, /--name/],
    ['a word too many', ['import', 'x', '--from', 'x-1.0', '--to', 'y'], 2, /unexpected "x"/],
    [
      'a folder that is not there',
      ['import', '--from', '/nowhere-1.0', '--to', 'y'],
      1,
      /nowhere-1\.0: no such file/,
    ],
    [
      'a folder of something else',
      ['import', '--from', import.meta.dirname, '--version', '1', '--to', 'y'],
      1,
      /does not hold the supporting data of CDSi/,
    ],
    ['no verb', [], 2, /import or check is missing/],
    ['another verb', ['sing'], 2, /no "sing": import or check/],
  ])('called with %s says so', async (_, args, code, message) => {
    const answer = await run(...args);
    expect(answer.code).toBe(code);
    expect(answer.errors).toMatch(message);
    expect(answer.errors).not.toContain('unexpected:');
  });
});

describe('rappel schedule check', () => {
  test('of a schedule of this installation, by its name', async () => {
    const { code, output } = await run('check', 'us-routine');
    expect(code).toBe(0);
    expect(output).toMatch(
      /^us-routine 4\.64: 26 vaccine groups, 30 antigens, 143 series, 220 vaccines\.\n\nFaults: none\.\n/,
    );
    expect(output).toContain('  conflict of 94 then 333: twice\n');
  });

  test('of a folder with a fault gives the fault, and 1', async () => {
    await cp(join(CAMPAIGN, 'schedule.json'), join(folder, 'schedule.json'));
    await cp(join(CAMPAIGN, 'antigens/polio.json'), join(folder, 'antigens/polio.json'));
    const { code, output } = await run('check', folder);
    expect(code).toBe(1);
    expect(output).toContain('  group Cholera: no document for the antigen "Cholera"\n');
    expect(output).toContain('  schedule.json: the schedule is named "us-routine" and its folder "rappel-');
  });

  test.each([
    ['nothing', ['check'], 2, /the schedule is missing/],
    [
      'an unknown name',
      ['check', 'atlantis'],
      2,
      /"atlantis" is neither a folder nor .*; there is: .*us-routine/,
    ],
    ['a folder without one', ['check', import.meta.dirname], 2, /holds no schedule\.json/],
  ])('of %s says so', async (_, args, code, message) => {
    const answer = await run(...args);
    expect(answer.code).toBe(code);
    expect(answer.errors).toMatch(message);
  });
});

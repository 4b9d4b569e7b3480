import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { interpretCommand } from '#main/interpret.node.ts';

const run = async (args: readonly string[], input: Iterable<string>) => {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const output = text(stdout);
  const errors = text(stderr);
  const code = await interpretCommand(args, { stdin: Readable.from(input), stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, output: await output, errors: await errors };
};

const CASE =
  '{"id":"a","on":"2021-01-20","person":{"birthDate":"1944-11-20","tags":[],"territory":"FR"},"facts":[]}';

describe('rappel interpret', () => {
  test('answers each line, in order; a bad one does not stop the others; blank ones are skipped', async () => {
    const { code, output, errors } = await run(
      ['fr-covid-19', '--json'],
      [`${CASE}\n\nnonsense\n{"id":"b","on":"2021-01-20"}\n`, CASE.slice(0, 30), CASE.slice(30)],
    );
    expect(code).toBe(0);
    expect(errors).toBe('');
    const answers = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toMatchObject([
      { id: 'a', primary: { eligible: true, products: ['MO', 'PF'], places: ['C'] } },
      { id: null, error: expect.stringContaining('not JSON') },
      { id: 'b', error: expect.stringContaining('person') },
      { id: 'a' },
    ]);
    expect(Object.keys(answers[0])).toEqual(['id', 'primary', 'next', 'status', 'missing', 'until']);
  });

  test('a byte order mark before the first line is no part of it', async () => {
    const { output } = await run(['fr-covid-19'], [`\uFEFF${CASE}\n`]);
    expect(JSON.parse(output)).toMatchObject({ id: 'a', primary: { eligible: true } });
  });

  test('of no line is no answer', async () => {
    expect(await run(['fr-covid-19'], [])).toEqual({ code: 0, output: '', errors: '' });
  });

  test.each([
    ['an unknown campaign', ['atlantis'], /no campaign "atlantis"; there is: .*fr-covid-19/],
    ['no campaign', [], /the campaign is missing/],
    ['an unknown option', ['fr-covid-19', '--xml'], /--xml/],
    ['two campaigns', ['fr-covid-19', 'fr-covid-19'], /unexpected/],
  ])('called with %s is wrong usage', async (_, args, message) => {
    const { code, output, errors } = await run(args, [CASE]);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toMatch(message);
  });

  test('tells its shapes and exit codes with --help', async () => {
    const { code, output } = await run(['--help'], []);
    expect(code).toBe(0);
    expect(output).toContain('"clinical":"none|started|complete"');
    expect(output).toContain('Exit codes');
  });
});

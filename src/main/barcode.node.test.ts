import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { barcodeCommand } from '#main/barcode.node.ts';
import { runCommand } from '#main/command.node.ts';
import { rappel } from '../../tests/program.ts';

const run = async (args: readonly string[], input: Iterable<string | Buffer>) => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [output, errors] = [text(stdout), text(stderr)];
  const io = { stdin: Readable.from(input), stdout, stderr };
  const code = await runCommand(
    barcodeCommand(() => '2021-05-12'),
    args,
    io,
  );
  stdout.end();
  stderr.end();
  return { code, output: await output, errors: await errors };
};

const answers = (output: string): unknown[] =>
  output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('rappel barcode parse', () => {
  test('as a program: one answer a line, in order, blank ones too, and exit 0', async () => {
    const input =
      '(01)03400930218662(17)210831(10)EJ6795\n\n^0103400930218663\r\n]d20103400930218662\x1d10A\n';
    const { code, stdout, stderr } = await rappel(['barcode', 'parse', '--json'], input);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(answers(stdout)).toEqual([
      {
        ok: true,
        elements: [
          { ai: '01', title: 'GTIN', value: '03400930218662' },
          { ai: '17', title: 'USE BY or EXPIRY', value: '210831' },
          { ai: '10', title: 'BATCH/LOT', value: 'EJ6795' },
        ],
        elementString: '^01034009302186621721083110EJ6795',
        gtin: '03400930218662',
        cip13: '3400930218662',
        lot: 'EJ6795',
        expiresOn: '2021-08-31',
        warnings: [],
      },
      { ok: false, error: expect.objectContaining({ code: 'blank' }) },
      { ok: false, error: expect.objectContaining({ code: 'rule', rule: 'csum', ai: '01', at: 16 }) },
      expect.objectContaining({ ok: true, lot: 'A' }),
    ]);
  });

  test('in words for people', async () => {
    const { output } = await run(['parse'], ['(10)EJ6795\n(17)210230\n']);
    expect(output).toBe(
      '1: ^10EJ6795\n  (10) EJ6795  BATCH/LOT\n  warning: (10) goes with (01) or (02) or (03) or (8006) or (8026)\n2: REFUSED by "yymmd0" at character 9: (17) illegal day: "30" at character 5 of the value\n',
    );
  });

  test('binary, endless lines and a file without an end of line are answered', async () => {
    const pieces = [Buffer.from([0, 255, 254, 10]), 'x'.repeat(2_500_000), '\n0103400930218662'];
    const { code, output } = await run(['parse', '--json', '--bare'], pieces);
    expect(code).toBe(0);
    expect(answers(output)).toMatchObject([
      { ok: false, error: { code: 'no-fnc1' } },
      { ok: false, error: { code: 'too-long' } },
      { ok: true, gtin: '03400930218662' },
    ]);
  });

  test('wrong usage is told', async () => {
    expect(await run([], [])).toMatchObject({ code: 2, errors: expect.stringContaining('parse is missing') });
    expect(await run(['read'], [])).toMatchObject({
      code: 2,
      errors: expect.stringContaining('there is parse'),
    });
  });
});

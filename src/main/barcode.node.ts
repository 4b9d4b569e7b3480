/** `rappel barcode parse`: GS1 codes read one a line, as scanners send them or people write them. */
import {
  type BarcodeOptions,
  type ParsedBarcode,
  parseBarcode,
  type RefusedBarcode,
} from '#barcode/barcode.ts';
import { failed } from '#barcode/element-string.ts';
import { type Command, EXIT, type Io, oneWord, WrongUsage } from '#main/command.node.ts';
import { linesOfStream, TooLong } from '#main/lines.node.ts';

type Answer = ParsedBarcode | RefusedBarcode;

/** Answers leave in blocks of about this many characters. */
const BLOCK_LENGTH = 64 * 1024;

const answerTo = (line: string | TooLong, options: BarcodeOptions): Answer =>
  line instanceof TooLong
    ? { ok: false, ...failed('too-long', line.start.length, line.message) }
    : parseBarcode(line.replace(/\r$/, ''), options);

const inWords = (answer: Answer, number: number): string => {
  if (!answer.ok) {
    const { rule, at, message } = answer.error;
    return `${number}: REFUSED by "${rule}" at character ${at + 1}: ${message}`;
  }
  const elements = answer.elements.map(({ ai, title, value }) => `  (${ai}) ${value}  ${title}`);
  const expiry = answer.expiresOn === undefined ? [] : [`  use until ${answer.expiresOn}`];
  const warnings = answer.warnings.map(({ message }) => `  warning: ${message}`);
  return [`${number}: ${answer.elementString}`, ...elements, ...expiry, ...warnings].join('\n');
};

const written = (io: Io, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    io.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });

/** One answer for each line, blank ones too, in order and in constant memory. */
const answerLines = async (
  io: Io,
  say: (line: string | TooLong, number: number) => string,
): Promise<void> => {
  let block = '';
  let number = 0;
  io.stdin.setEncoding('utf8');
  for await (const line of linesOfStream(io.stdin, 'code')) {
    number += 1;
    block += `${say(line, number)}\n`;
    if (block.length < BLOCK_LENGTH) continue;
    await written(io, block);
    block = '';
  }
  if (block !== '') await written(io, block);
};

/** `today`: the day that six digits of a date are read from. */
export const barcodeCommand = (today = () => new Date().toISOString().slice(0, 10)): Command => ({
  name: 'barcode',
  summary: 'read GS1 codes of vials: product, lot, expiry, one a line',
  usage: `Usage: rappel barcode parse [--json] < lines

Reads GS1 element strings, one a line, by the GS1 Barcode Syntax Dictionary: every application identifier, its length,
characters, check digits, dates and codes. A line is bracketed, (01)03400930218662(17)210831(10)EJ6795, where \\( is a
bracket of the value; or raw, with ^ or ASCII 29 for FNC1, in front too; or as a scanner sends it after its symbology
identifier (]d2 ]C1 ]Q3 ]e0, ]E0 for an EAN); or a GS1 Digital Link. One answer a line, in order; a blank line gives an
error. A companion that is missing, or one too many, is a warning. Company prefixes are not looked up.

  --json    one JSON document a line: {"ok":true,"elements":[…],"elementString","gtin","lot","expiresOn",…,"warnings"}
            or {"ok":false,"error":{"code","rule","ai","at","message"}}, "at" counted from 0
  --bare    read also lines that have no FNC1 in front

Exit: 0 whatever the answers; 1 when the input cannot be read; 2 for wrong usage.`,
  options: { json: { type: 'boolean' }, bare: { type: 'boolean' } },
  run: async (input, io) => {
    const word = oneWord(input, 'parse');
    if (word !== 'parse') throw new WrongUsage(`no "${word}": there is parse`);
    const options = { today: today(), isBare: input.flag('bare') };
    const isJson = input.flag('json');
    await answerLines(io, (line, number) => {
      const answer = answerTo(line, options);
      return isJson ? JSON.stringify(answer) : inWords(answer, number);
    });
    return EXIT.done;
  },
});

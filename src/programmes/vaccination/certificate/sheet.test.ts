/** The printed sheet, read back as a reader and a scanner do: its words, its structure, the code drawn on it. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readBarcodes } from 'zxing-wasm/reader';
import { qrDrawing } from '#certificate/page/qr-drawing.ts';
import { drawSheet } from '#programmes/vaccination/certificate/sheet.node.ts';
import type { Sheet } from '#programmes/vaccination/certificate/sheet.ts';

const TEXT = `HC1:${'NCFOXN%TSMAHN-HFSC8LT+LLBGCCN9GSR*8 C8H:S0R1NVSN-ICVV+PP0T4A0U9CA-HL2Z4YGNMRNC0KKIGQ4GU6'.repeat(4)}`;

const SHEET: Sheet = {
  title: { fr: 'Certificat COVID numérique UE', en: 'EU Digital COVID Certificate' },
  kind: { fr: 'Vaccination', en: 'Vaccination' },
  name: 'Exemplaire Zélie',
  standardName: 'EXEMPLAIRE<<ZELIE',
  birth: { fr: '4 juillet 1955', en: '4 July 1955' },
  figure: '2/2',
  words: { fr: 'Dose 2 sur 2, Comirnaty', en: 'Dose 2 of 2, Comirnaty' },
  qr: [TEXT],
  id: 'URN:UVCI:01:FR:RAPPEL/0123456789ABCDEF#Z',
  lines: [{ label: { fr: 'Vaccin', en: 'Vaccine' }, value: { fr: 'Comirnaty', en: 'Comirnaty' } }],
  notes: [
    { title: { fr: 'Comment le vérifier', en: 'How to verify it' }, text: { fr: 'Scannez.', en: 'Scan.' } },
  ],
  on: '2021-07-01T10:00:00.000Z',
};

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Every stream of the file, inflated. */
const streamsOf = (bytes: Uint8Array): string[] =>
  [...latin(bytes).matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].flatMap(([, body = '']) => {
    try {
      return [inflateSync(Buffer.from(body, 'latin1')).toString('latin1')];
    } catch {
      return [];
    }
  });

/** What the page writes, by the tables from glyphs to characters that each font carries for this use. */
const wordsOf = (bytes: Uint8Array): string => {
  const streams = streamsOf(bytes);
  const page = streams.find((stream) => stream.includes('BDC') && stream.includes('Tf')) ?? '';
  const tables = streams.flatMap((stream) => {
    const blocks = [...stream.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/g)];
    if (blocks.length === 0) return [];
    const table = new Map<number, string>();
    for (const [, from = '', , list = ''] of blocks)
      for (const [i, [, hex = '']] of [...list.matchAll(/<([0-9a-f ]*)>/g)].entries())
        table.set(
          Number.parseInt(from, 16) + i,
          String.fromCharCode(
            ...(hex.replaceAll(' ', '').match(/.{4}/g) ?? []).map((one) => Number.parseInt(one, 16)),
          ),
        );
    return [table];
  });
  const written = [...page.matchAll(/<([0-9a-f]+)>/g)].map(([, hex = '']) =>
    (hex.match(/.{4}/g) ?? []).map((one) => Number.parseInt(one, 16)),
  );
  // Every font is tried: the same number is another letter in each.
  return tables
    .map((table) => written.map((glyphs) => glyphs.map((glyph) => table.get(glyph) ?? '').join('')).join(''))
    .join('\n');
};

test('the sheet is a tagged PDF/A of one A4 page, with a title, its language and a text for its code', async () => {
  const bytes = await drawSheet(SHEET, 'fr');
  const file = latin(bytes);
  expect(file.slice(0, 8)).toBe('%PDF-1.7');
  expect(file).toContain('/Lang (fr)');
  expect(file).toContain('/Marked true');
  expect(file).toContain('/DisplayDocTitle true');
  expect(file).toMatch(/\/S \/Figure[\s\S]{0,40}\/Alt/);
  expect(file.match(/\/Type \/Page\b/g)).toHaveLength(1);
  expect(file).toContain('[0 0 595.28 841.89]');
  const metadata = [file, ...streamsOf(bytes)].find((text) => text.includes('pdfaid:part'));
  expect(metadata).toMatch(/<pdfaid:part>2<\/pdfaid:part>[\s\S]*<pdfaid:conformance>A</);
});

test('it says the same in both languages, whichever comes first', async () => {
  for (const language of ['fr', 'en'] as const) {
    const words = wordsOf(await drawSheet(SHEET, language));
    for (const text of [
      'Exemplaire',
      'Zélie',
      'Comirnaty',
      '2/2',
      'Scannez.',
      'Scan.',
      '4 juillet 1955',
      '4 July 1955',
    ])
      expect(words, text).toContain(text);
  }
});

test('the same sheet gives the same file but for its identifier', async () => {
  const strip = (bytes: Uint8Array): string => latin(bytes).replaceAll(/\/ID \[[^\]]*\]/g, '');
  expect(strip(await drawSheet(SHEET, 'en'))).toBe(strip(await drawSheet(SHEET, 'en')));
});

test('a card of several codes has them all, a page each after the first', async () => {
  const file = latin(await drawSheet({ ...SHEET, qr: [TEXT, TEXT, TEXT], id: null }, 'en'));
  expect(file.match(/\/Type \/Page\b/g)).toHaveLength(3);
});

test('a name as long as the register takes still leaves room for the rest', async () => {
  const long = {
    ...SHEET,
    name: `${'Exemplaire-de-la-Très-Longue-'.repeat(3)} ${'Marie-'.repeat(15)}`.slice(0, 200),
  };
  const file = latin(await drawSheet(long, 'fr'));
  expect(file.match(/\/Type \/Page\b/g)).toHaveLength(1);
});

/** The longest card of one code (1,195 characters), and one of several, whose codes say their number. */
const DIGITS = Array.from({ length: 2390 }, (_, i) => (i * i + 3 * i) % 10).join('');

test.each([
  ['an EU certificate', TEXT, undefined],
  ['a card', `shc:/${DIGITS}`, 105],
  ['a code of a card of several', `shc:/2/3/${DIGITS.slice(0, 2382)}`, 105],
])('%s drawn on the page is read back by a scanner, letter for letter', async (_, text, modules) => {
  // The reader in Node is given its own file; in a browser the site serves it.
  const wasm = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  const streams = streamsOf(await drawSheet({ ...SHEET, qr: [text] }, 'fr'));
  const page = streams.find((stream) => stream.includes('BDC') && stream.includes('Tf')) ?? '';
  const { size, path } = await qrDrawing(text);
  // Version 22, the largest the specification lets a card take, and the quiet zone on both sides.
  if (modules !== undefined) expect(size).toBe(modules + 8);
  // The squares as the page has them: `x y m`, then a run to the right.
  const runs = [...page.matchAll(/(\d+) (\d+) m\n(\d+) \2 l\n/g)].map(([, x, y, end]) => [
    Number(x),
    Number(y),
    Number(end),
  ]);
  expect(runs).toHaveLength(path.split('M').length - 1);
  const scale = 4;
  const side = size * scale;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [x = 0, y = 0, end = 0] of runs)
    for (let row = y * scale; row < (y + 1) * scale; row++)
      for (let column = x * scale; column < end * scale; column++)
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
  const { prepareZXingModule } = await import('zxing-wasm/reader');
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });
  const image = { data, width: side, height: side, colorSpace: 'srgb' as const };
  const [found] = await readBarcodes(image, { formats: ['QRCode'] });
  expect(found?.text).toBe(text);
});

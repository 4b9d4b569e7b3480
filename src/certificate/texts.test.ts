/** The small readers: base45, instants, identifiers, codes of a card line by line. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase45, toBase45 } from '#certificate/base45.ts';
import { utf8 } from '#certificate/bytes.ts';
import { gatherChunks } from '#certificate/chunk-lines.ts';
import { instantOf } from '#certificate/instant.ts';
import { checksumOf, hasRightChecksum, uvciOf } from '#certificate/uvci.ts';

test.each([
  ['AB', 'BB8'],
  ['Hello!!', '%69 VD92EX0'],
  ['base-45', 'UJCLQE7W581'],
  ['ietf!', 'QED8WEX0'],
  ['', ''],
])('base45 of %s is %s (RFC 9285, section 4.3)', (text, encoded) => {
  expect(toBase45(utf8(text))).toBe(encoded);
  expect(fromBase45(encoded)).toEqual(utf8(text));
});

test.each(['GGW', ':::', '::', 'A', 'AAAA', 'aaa', 'é00', '0 0\n'])(
  'base45 refuses %j (section 6)',
  (text) => {
    expect(fromBase45(text)).toBeNull();
  },
);

test('base45 comes back whole, and one text stands for one value', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(fromBase45(toBase45(bytes))).toEqual(new Uint8Array(bytes));
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9A-Z $%*+./:-]{0,60}$/), (text) => {
      const bytes = fromBase45(text);
      if (bytes !== null) expect(toBase45(bytes)).toBe(text);
    }),
  );
});

test.each([
  ['2021-06-30T12:00:00Z', '2021-06-30T12:00:00.000Z'],
  ['2021-06-09T15:15:34+0200', '2021-06-09T13:15:34.000Z'],
  ['2021-06-27T16:07:54.343494+03:00', '2021-06-27T13:07:54.343Z'],
  ['2021-05-30T13:38:50.494469', '2021-05-30T13:38:50.494Z'],
  ['2021-06-30 12:00-05', '2021-06-30T17:00:00.000Z'],
  ['2021-06-30', '2021-06-30T00:00:00.000Z'],
  ['2021-06-31', null],
  ['2021-13-01T00:00:00Z', null],
  ['yesterday', null],
  ['', null],
])('%s is the instant %s', (text, instant) => {
  expect(instantOf(text)).toBe(instant);
});

test.each([
  'URN:UVCI:01:FR:GGD81AAH16A2#2',
  'URN:UVCI:01:FR:5G96JHEY665E#3',
  'URN:UVCI:01:FR:476R6WUM8B9U#0',
  'URN:UVCI:01:HU:24210000102238301710615185253#P',
  'URN:UVCI:01:SM:112#N',
])('%s, of a published test certificate, has the right check character', (uvci) => {
  expect(hasRightChecksum(uvci)).toBe(true);
  expect(hasRightChecksum(uvci.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toBe(false);
});

test('an identifier made here holds its checksum; one wrong character is found', () => {
  const opaque = fc.stringMatching(/^[A-Z0-9]{8,26}$/);
  fc.assert(
    fc.property(opaque, fc.nat(), fc.constantFrom(...'ABCXYZ0189'), (text, at, by) => {
      const uvci = uvciOf('FR', 'RAPPEL', text);
      expect(uvci).toMatch(/^URN:UVCI:01:FR:RAPPEL\/[A-Z0-9]+#[A-Z0-9/:]$/);
      expect(uvci.length).toBeLessThanOrEqual(72);
      expect(hasRightChecksum(uvci)).toBe(true);
      const place = 'URN:UVCI:01:FR:RAPPEL/'.length + (at % text.length);
      const wrong = uvci.slice(0, place) + by + uvci.slice(place + 1);
      if (wrong !== uvci) expect(hasRightChecksum(wrong)).toBe(false);
    }),
  );
  expect(() => uvciOf('fr', 'X', 'Y')).toThrow('two capital letters');
  expect(() => checksumOf('é')).toThrow('none of these');
  expect(hasRightChecksum('URN:UVCI:01:FR:GGD81AAH16A2')).toBe(false);
  expect(hasRightChecksum('é#A')).toBe(false);
});

test('codes of a card that follow one another are one text', () => {
  const gathering = gatherChunks();
  const [one, two, three] = ['shc:/1/3/5656', 'shc:/2/3/5757', 'shc:/3/3/5858'] as const;
  const given = ['HC1:A', three, one, ' shc:/2/3/5757 ', one, 'HC1:B', one, one, two, 'shc:/1/2/11', ''];
  expect([...given.flatMap(gathering.add), ...gathering.end()]).toEqual([
    { text: 'HC1:A', lines: 1 },
    { text: `${three} ${one} ${two}`, lines: 3 },
    { text: one, lines: 1 },
    { text: 'HC1:B', lines: 1 },
    { text: one, lines: 1 },
    { text: `${one} ${two}`, lines: 2 },
    { text: 'shc:/1/2/11', lines: 1 },
    { text: '', lines: 1 },
  ]);
});

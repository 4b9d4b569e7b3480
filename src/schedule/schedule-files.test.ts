import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileFaults, fileOfAntigen, readableJson } from '#schedule/schedule-files.ts';

test('readable JSON is the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = readableJson({ value });
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ value })));
    }),
  );
});

test('what fits is on one line, what does not is not', () => {
  const vaccine = { code: '10', from: '6 weeks' };
  expect(readableJson({ allowable: [vaccine] })).toBe(
    '{ "allowable": [{ "code": "10", "from": "6 weeks" }] }\n',
  );
  const text = readableJson({ allowable: Array.from({ length: 5 }, () => vaccine) });
  expect(text.split('\n').slice(0, 3)).toEqual([
    '{',
    '  "allowable": [',
    '    { "code": "10", "from": "6 weeks" },',
  ]);
});

test('members that only repeat a default are left out', () => {
  const dose = { number: 1, ages: [], recurring: false, start: {}, count: 0, antigens: [], title: undefined };
  expect(readableJson(dose)).toBe('{ "number": 1, "count": 0, "antigens": [] }\n');
});

test.each([
  ['Meningococcal B', 'meningococcal-b.json'],
  ['DTaP/Tdap/Td', 'dtap-tdap-td.json'],
  ['COVID-19', 'covid-19.json'],
  ['Méningocoque B', 'meningocoque-b.json'],
  ['Me\u0301ningocoque B', 'meningocoque-b.json'],
  ['Корь', 'корь.json'],
  ['麻しん', '麻しん.json'],
  ['हैज़ा', `${'हैज़ा'.normalize('NFC')}.json`],
])('the file of %s is %s', (antigen, file) => {
  expect(fileOfAntigen(antigen)).toBe(file);
});

test('antigens that would share a file, or have none, are told', () => {
  expect(fileFaults([{ name: 'Hep A' }, { name: 'Hep B' }])).toEqual([]);
  expect(fileFaults([{ name: 'Hep A' }, { name: 'Hep-A' }, { name: '…' }])).toEqual([
    'antigens Hep A and Hep-A: they would share the file hep-a.json, rename all but one',
    'antigen "…": a name needs a letter or a digit, its file is named after it',
  ]);
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Table } from '#kernel/table.ts';
import { csvText } from '#publication/csv.ts';
import { datapackage } from '#publication/datapackage.ts';
import { dcat } from '#publication/dcat.ts';
import { dictionaryJson, dictionaryMarkdown } from '#publication/dictionary.ts';
import type { Meta } from '#publication/publication.ts';

const meta: Meta = {
  campaign: 'fr-covid-19',
  title: { fr: 'Vaccination', en: 'Vaccination' },
  description: { fr: 'Personnes vaccinées', en: 'People vaccinated' },
  publisher: { name: 'Rappel', url: 'https://example.org' },
  licence: { name: 'etalab-2.0', title: 'Licence Ouverte 2.0', path: 'https://example.org/licence' },
  keywords: [{ fr: 'vaccination', en: 'vaccination' }],
  publishedAt: '2021-04-22T18:00:00Z',
  asKnownOn: null,
  layout: '2021-04-22',
  firstDay: '2020-12-27',
  lastDay: '2021-04-21',
  ledger: { tx: '7', seq: '9', facts: 3 },
  strategy: null,
  code: { version: '0.1.0' },
};
const table: Table = {
  name: 'vacsi-dep',
  title: { fr: 'Par département', en: 'By department' },
  description: { fr: 'Par département et jour', en: 'By department and day' },
  columns: [
    {
      name: 'dep',
      type: 'string',
      title: { fr: 'Département', en: 'Department' },
      description: { fr: 'a | b', en: 'a | b' },
    },
    { name: 'jour', type: 'date', title: { fr: 'Jour', en: 'Day' }, description: { fr: 'Jour', en: 'Day' } },
    {
      name: 'couv',
      type: 'number',
      title: { fr: 'Couverture', en: 'Coverage' },
      description: { fr: '%', en: '%' },
    },
  ],
  key: ['dep', 'jour'],
  separator: ';',
  decimals: { couv: 1 },
  rows: [['48', '2021-01-04', 0.5]],
};
const file = { format: 'csv', path: 'vacsi-dep.csv', bytes: 42, sha256: 'a'.repeat(64) };

/** The rules of Data Package 2.0 and Table Schema 2.0 that bear on what we write (datapackage.org/standard). */
const Package = z.looseObject({
  $schema: z.literal('https://datapackage.org/profiles/2.0/datapackage.json'),
  name: z.string().regex(/^[a-z0-9._-]+$/),
  created: z.iso.datetime(),
  licenses: z
    .array(z.object({ name: z.string().regex(/^[-a-zA-Z0-9._]+$/), path: z.url(), title: z.string() }))
    .min(1),
  contributors: z.array(
    z.object({ title: z.string(), path: z.url().optional(), roles: z.array(z.string()) }),
  ),
  resources: z
    .array(
      z.looseObject({
        name: z.string().min(1),
        type: z.literal('table'),
        path: z.string().regex(/^(?!\/|\.\.)[^\\]+$/),
        mediatype: z.string().regex(/^.+\/.+$/),
        encoding: z.literal('utf-8'),
        bytes: z.int().nonnegative(),
        hash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
        dialect: z.looseObject({ delimiter: z.string().length(1), header: z.boolean() }),
        schema: z.looseObject({
          fields: z
            .array(
              z.looseObject({
                name: z.string(),
                type: z.enum(['string', 'number', 'integer', 'date']),
                constraints: z.object({ required: z.boolean() }).optional(),
              }),
            )
            .min(1),
          primaryKey: z.array(z.string()).min(1),
          missingValues: z.array(z.string()),
        }),
      }),
    )
    .min(1),
});

describe('the data package', () => {
  const parsed = Package.parse(JSON.parse(JSON.stringify(datapackage(meta, [{ table, file }]))));

  it('names the fields in the order of the file, and a key among them', () => {
    const [resource] = parsed.resources;
    const names = resource?.schema.fields.map(({ name }) => name) ?? [];
    const delimiter = resource?.dialect.delimiter ?? '';
    expect(csvText(table).split('\n')[0]?.split(delimiter)).toEqual(names);
    for (const key of resource?.schema.primaryKey ?? ['none']) expect(names).toContain(key);
  });

  it('has resources of different names', () => {
    expect(new Set(parsed.resources.map(({ name }) => name)).size).toBe(parsed.resources.length);
  });

  it('calls a count printed with a decimal a number', () => {
    const odd = {
      ...table,
      columns: table.columns.map((c) => (c.name === 'couv' ? { ...c, type: 'integer' as const } : c)),
    };
    const [resource] = Package.parse(datapackage(meta, [{ table: odd, file }])).resources;
    expect(resource?.schema.fields.at(-1)?.type).toBe('number');
  });
});

describe('the DCAT record', () => {
  it('gives each file with its size and fingerprint, in both languages', () => {
    const record = dcat(meta, [{ name: table.name, title: table.title, files: [file], rows: 1, totals: {} }]);
    expect(record).toMatchObject({
      '@type': 'dcat:Dataset',
      'dct:title': [
        { '@value': 'Vaccination', '@language': 'fr' },
        { '@value': 'Vaccination', '@language': 'en' },
      ],
      'dcat:distribution': [
        {
          'dcat:downloadURL': { '@id': 'vacsi-dep.csv' },
          'dcat:byteSize': { '@value': '42' },
          'spdx:checksum': { 'spdx:checksumValue': { '@value': file.sha256 } },
        },
      ],
    });
  });
});

describe('the dictionary', () => {
  it('has a line for each column in each language, and keeps its table whole', () => {
    const fr = dictionaryMarkdown(meta, [table], 'fr');
    expect(fr).toContain('| `couv` | nombre, 1 décimale | Couverture | % |');
    expect(fr).toContain('a \\| b');
    expect(dictionaryMarkdown(meta, [table], 'en')).toContain(
      '| `couv` | number, 1 decimal | Coverage | % |',
    );
  });

  it('says the same to programs', () => {
    expect(dictionaryJson(meta, [table])).toMatchObject({
      tables: [{ name: 'vacsi-dep', separator: ';', columns: [{}, {}, { name: 'couv', decimals: 1 }] }],
    });
  });
});

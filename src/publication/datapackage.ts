import type { Column, Table } from '#kernel/table.ts';
import type { Meta, PublishedFile } from '#publication/publication.ts';

/** What a table is without its rows: enough to describe it after they are written and forgotten. */
export type TableShape = Omit<Table, 'rows'>;

/**
 * The Frictionless description of a publication, Data Package 2.0 (https://datapackage.org/standard/data-package/):
 * one resource for each CSV file, its dialect and its Table Schema. Titles are French; `titles` gives both languages.
 */
export const datapackage = (
  meta: Meta,
  tables: readonly { readonly table: TableShape; readonly file: PublishedFile }[],
): Record<string, unknown> => ({
  $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
  name: meta.campaign,
  id: `${meta.campaign}-${meta.ledger.tx}-${meta.ledger.seq}`,
  title: meta.title.fr,
  description: meta.description.fr,
  titles: meta.title,
  descriptions: meta.description,
  created: meta.publishedAt,
  version: meta.code.version,
  licenses: [{ name: meta.licence.name, title: meta.licence.title, path: meta.licence.path }],
  contributors: [
    {
      title: meta.publisher.name,
      ...(meta.publisher.url === undefined ? {} : { path: meta.publisher.url }),
      roles: ['publisher'],
    },
  ],
  keywords: meta.keywords.flatMap(({ fr, en }) => (fr === en ? [fr] : [fr, en])),
  resources: tables.map(({ table, file }) => ({
    name: table.name,
    type: 'table',
    path: file.path,
    title: table.title.fr,
    description: table.description.fr,
    titles: table.title,
    descriptions: table.description,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    bytes: file.bytes,
    hash: `sha256:${file.sha256}`,
    dialect: {
      $schema: 'https://datapackage.org/profiles/2.0/tabledialect.json',
      delimiter: table.separator,
      lineTerminator: '\n',
      header: true,
    },
    schema: tableSchema(table),
  })),
});

/** The Table Schema of a table (https://datapackage.org/standard/table-schema/). */
export const tableSchema = (table: TableShape): Record<string, unknown> => ({
  $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
  fields: table.columns.map((column) =>
    field(column, table.key.includes(column.name), table.decimals[column.name]),
  ),
  primaryKey: [...table.key],
  missingValues: [''],
});

/** A count printed with a decimal is a number to those who read the file. */
const field = (column: Column, inKey: boolean, decimals: number | undefined): Record<string, unknown> => ({
  name: column.name,
  type: column.type === 'integer' && decimals !== undefined ? 'number' : column.type,
  ...(column.type === 'date' ? { format: 'default' } : {}),
  title: column.title.fr,
  description: column.description.fr,
  titles: column.title,
  descriptions: column.description,
  ...(inKey ? { constraints: { required: true } } : {}),
});

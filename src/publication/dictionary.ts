import type { Column } from '#kernel/table.ts';
import type { Language } from '#kernel/text.ts';
import type { TableShape } from '#publication/datapackage.ts';
import type { Meta } from '#publication/publication.ts';

const WORDS = {
  fr: {
    title: 'Dictionnaire des données',
    layout: 'Présentation en vigueur le',
    separator: 'séparateur',
    key: 'clé',
    columns: ['Colonne', 'Type', 'Intitulé', 'Définition'],
    types: { string: 'texte', integer: 'entier', number: 'nombre', date: 'date (AAAA-MM-JJ)' },
    decimals: (n: number) => `${n} décimale${n > 1 ? 's' : ''}`,
    empty: 'Une cellule vide est une valeur inconnue ou non diffusée.',
  },
  en: {
    title: 'Data dictionary',
    layout: 'Layout in force on',
    separator: 'separator',
    key: 'key',
    columns: ['Column', 'Type', 'Title', 'Definition'],
    types: { string: 'text', integer: 'integer', number: 'number', date: 'date (YYYY-MM-DD)' },
    decimals: (n: number) => `${n} decimal${n > 1 ? 's' : ''}`,
    empty: 'An empty cell is a value unknown or withheld.',
  },
} as const;

/** The dictionary of every table, for those who read. */
export const dictionaryMarkdown = (meta: Meta, tables: readonly TableShape[], language: Language): string => {
  const words = WORDS[language];
  const head = [
    `# ${words.title} — ${meta.title[language]}`,
    meta.description[language],
    `${words.layout} ${meta.layout}. ${words.empty}`,
  ];
  const parts = tables.map((table) =>
    [
      `## ${table.name}`,
      table.description[language],
      `${words.separator} \`${table.separator}\`, ${words.key} \`${table.key.join(', ')}\``,
      [
        `| ${words.columns.join(' | ')} |`,
        `| ${words.columns.map(() => '---').join(' | ')} |`,
        ...table.columns.map((column) => markdownRow(column, table.decimals[column.name], language)),
      ].join('\n'),
    ].join('\n\n'),
  );
  return `${[...head, ...parts].join('\n\n')}\n`;
};

const markdownRow = (column: Column, decimals: number | undefined, language: Language): string => {
  const { types, decimals: inWords } = WORDS[language];
  const type = decimals === undefined ? types[column.type] : `${types.number}, ${inWords(decimals)}`;
  const cells = [`\`${column.name}\``, type, column.title[language], column.description[language]];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
};

/** The same for programs, both languages at once. */
export const dictionaryJson = (meta: Meta, tables: readonly TableShape[]): Record<string, unknown> => ({
  title: meta.title,
  layout: meta.layout,
  tables: tables.map(({ name, title, description, separator, key, columns, decimals }) => ({
    name,
    title,
    description,
    separator,
    key,
    columns: columns.map((column) => ({ ...column, decimals: decimals[column.name] ?? null })),
  })),
});

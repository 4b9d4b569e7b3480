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
    rules: 'Règles de qualité',
    rulesLead: (n: string) =>
      `Les tables « -corrected » laissent de côté ${n} faits que des règles adoptées écartent ; les autres disent ce qui a été enregistré.`,
    rule: ['depuis le', 'faits signalés', 'dont écartés'],
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
    rules: 'Rules of quality',
    rulesLead: (n: string) =>
      `The "-corrected" tables leave out ${n} facts that adopted rules set aside; the others say what was recorded.`,
    rule: ['since', 'facts flagged', 'of which set aside'],
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
  return `${[...head, ...parts, ...rulesMarkdown(meta, language)].join('\n\n')}\n`;
};

/** The rules that corrected figures follow: who adopted each, since when and why. */
const rulesMarkdown = ({ quality }: Meta, language: Language): string[] => {
  if (quality === undefined || quality.rules.length === 0) return [];
  const words = WORDS[language];
  const [since, flagged, setAside] = words.rule;
  return [
    `## ${words.rules}`,
    words.rulesLead(String(quality.setAside)),
    ...quality.rules.map((rule) =>
      [
        `### ${rule.title[language]} (\`${rule.id}\`)`,
        `${rule.owner[language]}, ${since} ${rule.since}. ${rule.finds[language]} ${rule.effect[language]}.`,
        rule.why[language],
        `${flagged} : ${rule.flagged}, ${setAside} : ${rule.setAside}.`,
      ].join('\n\n'),
    ),
  ];
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
  ...(meta.quality !== undefined && { rules: meta.quality.rules }),
});

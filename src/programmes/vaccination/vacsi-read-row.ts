/** Reads the rows of a VAC-SI table: a wrong value is a fault of its line, and nothing is guessed. */
import { type DayNumber, dayNumber, isDay } from '#kernel/day.ts';
import type { FaultList } from '#programmes/vaccination/check-fault.ts';
import {
  followDay,
  followRunningSums,
  type Key,
  newKey,
  type Running,
} from '#programmes/vaccination/check-vacsi-rows.ts';
import { readDay } from '#programmes/vaccination/check-values.ts';
import type { Shape } from '#programmes/vaccination/vacsi-read-header.ts';

const NUMBER = /^(n_|couv_|pop$|res_)\w*$/;
const TERRITORY: Record<string, RegExp> = { fra: /^FR$/, reg: /^\d{2}$/, dep: /^\d[0-9AB]\d?$/ };
const AGE = /^(0|04|09|11|17|24|29|39|49|59|64|69|74|79|80)$/;

/** A non-negative integer in plain digits, else NaN. */
export const digits = (text: string): number => {
  const n = text.length;
  if (n === 0 || n > 15) return Number.NaN;
  let value = 0;
  for (let i = 0; i < n; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
};

const dayCache = new Map<string, DayNumber>();

/** The day number of an ISO day, NaN otherwise; remembered, since every key of a table repeats the same days. */
export const dayNumberOf = (text: string): DayNumber => {
  const known = dayCache.get(text);
  if (known !== undefined) return known;
  const number = isDay(text) ? dayNumber(text) : Number.NaN;
  if (dayCache.size < 20_000) dayCache.set(text, number);
  return number;
};

/** A number of the table: count, coverage or population. Says what is wrong and gives NaN when it is none. */
const numberOf = (text: string, column: string, line: number, faults: FaultList): number => {
  const plain = digits(text);
  if (!Number.isNaN(plain)) return plain;
  const isCount = column.startsWith('n_') || column.startsWith('res_vac');
  if (text === '') {
    if (isCount && !column.startsWith('n_cum_'))
      faults.add('error', 'count-missing', line, column, {
        fr: `${column} est vide. Écrivez 0 si personne n’a été compté.`,
        en: `${column} is empty. Write 0 if nobody was counted.`,
      });
    return Number.NaN;
  }
  if (isCount && /^\d+\.0+$/.test(text)) {
    faults.normalise('integer-with-decimals', line, {
      fr: 'Compte écrit avec une décimale nulle (« 0.0 ») : lu comme un entier.',
      en: 'Count written with a zero decimal ("0.0"): read as an integer.',
    });
    return Number(text);
  }
  if (!isCount && /^\d+\.\d+$/.test(text)) return Number(text);
  const spaced = text.trim().replace(/[\u00a0\u202f ](?=\d{3}(\D|$))/g, '');
  if (spaced !== text && !Number.isNaN(digits(spaced))) {
    faults.normalise('thousands-spaces', line, {
      fr: 'Nombre écrit avec des espaces : lu sans elles.',
      en: 'Number written with spaces: read without them.',
    });
    return digits(spaced);
  }
  if (!isCount && /^\d+,\d+$/.test(text)) {
    faults.normalise('decimal-comma', line, {
      fr: 'Virgule décimale : lue comme un point.',
      en: 'Decimal comma: read as a point.',
    });
    return Number(text.replace(',', '.'));
  }
  const negative = /^-\d+(\.\d+)?$/.test(text);
  faults.add('error', negative ? 'negative' : 'not-a-number', line, column, {
    fr: negative
      ? `${column} vaut ${text} : un nombre de personnes ne peut être négatif. Corrigez la valeur à la source.`
      : `${column} vaut « ${text.slice(0, 40)} », qui n’est pas ${isCount ? 'un nombre entier' : 'un nombre'}. Corrigez la valeur.`,
    en: negative
      ? `${column} is ${text}: a number of people cannot be negative. Correct the value at its source.`
      : `${column} is "${text.slice(0, 40)}", which is not ${isCount ? 'a whole number' : 'a number'}. Correct the value.`,
  });
  return Number.NaN;
};

export type Reading = {
  readonly shape: Shape;
  readonly header: readonly string[];
  readonly faults: FaultList;
  readonly territory: string[];
  readonly item: string[];
  readonly days: number[];
  readonly lines: number[];
  readonly columns: { readonly name: string; readonly at: number; readonly values: number[] }[];
  readonly runnings: Running[];
  readonly keys: Map<string, Key>;
  readonly dayAt: number;
  readonly itemAt: number;
  key: Key | undefined;
  keyText: string;
  /** Line of the last row that was taken, to know what was left out since. */
  lastLine: number;
  /** Line of each cell, made at the first day that does not go up: until then nothing can come twice. */
  cells: Map<string, number> | undefined;
};

export const readingOf = (shape: Shape, header: readonly string[], faults: FaultList): Reading => {
  const columns = header.flatMap((name, at) => (NUMBER.test(name) ? [{ name, at, values: [] }] : []));
  const runnings = columns.flatMap(({ name, at }) => {
    const of = columns.findIndex((other) => name.startsWith('n_cum_') && other.name === `n_${name.slice(6)}`);
    return of < 0 ? [] : [{ column: name, of, at: columns.findIndex((column) => column.at === at) }];
  });
  return {
    shape,
    header,
    faults,
    territory: [],
    item: [],
    days: [],
    lines: [],
    columns,
    runnings,
    keys: new Map(),
    dayAt: header.indexOf('jour'),
    itemAt: shape.itemColumn === undefined ? -1 : header.indexOf(shape.itemColumn),
    key: undefined,
    keyText: '',
    lastLine: 1,
    cells: undefined,
  };
};

/** The row's territory as it is meant; faults when it cannot be one. Junk codes that were published stay as they are. */
const territoryOf = (text: string, line: number, { shape, faults }: Reading): string => {
  const column = shape.territoryColumn;
  if (TERRITORY[column]?.test(text)) return text;
  if (column !== 'fra' && /^\d$/.test(text)) {
    faults.normalise('leading-zero-lost', line, {
      fr: 'Code sur un chiffre : lu avec son zéro initial.',
      en: 'Code of one digit: read with its leading zero.',
    });
    return `0${text}`;
  }
  faults.add('error', 'unknown-territory', line, column, {
    fr: `« ${text.slice(0, 20)} » n’est pas un code de la colonne ${column}. Corrigez-le.`,
    en: `"${text.slice(0, 20)}" is not a code of the column ${column}. Correct it.`,
  });
  return text;
};

/** The row's age class, product or sex as it is meant. */
const itemOf = (text: string, line: number, { shape, faults }: Reading): string => {
  const { itemColumn } = shape;
  const known =
    itemColumn === 'clage_vacsi'
      ? AGE.test(text)
      : itemColumn === 'vaccin'
        ? /^\d{1,2}$/.test(text)
        : /^[012]$/.test(text);
  if (known) return text;
  if (itemColumn === 'clage_vacsi' && /^[49]$/.test(text)) {
    faults.normalise('leading-zero-lost', line, {
      fr: 'Code sur un chiffre : lu avec son zéro initial.',
      en: 'Code of one digit: read with its leading zero.',
    });
    return `0${text}`;
  }
  faults.add('error', 'unknown-code', line, itemColumn ?? null, {
    fr: `« ${text.slice(0, 20)} » n’est pas un code de la colonne ${itemColumn}. Corrigez-le.`,
    en: `"${text.slice(0, 20)}" is not a code of the column ${itemColumn}. Correct it.`,
  });
  return text;
};

const lineOfCell = (reading: Reading, cell: string): number => {
  reading.cells ??= new Map(
    reading.days.map((day, i) => [
      `${reading.territory[i]}|${reading.item[i]}|${day}`,
      reading.lines[i] ?? 0,
    ]),
  );
  return reading.cells.get(cell) ?? 0;
};

const dayOfRow = (text: string, line: number, faults: FaultList): DayNumber => {
  const number = dayNumberOf(text);
  if (!Number.isNaN(number)) return number;
  const day = readDay(text, line, 'jour', faults);
  return day === undefined ? Number.NaN : dayNumber(day);
};

const keyOf = (reading: Reading, territory: string, item: string, line: number): Key => {
  const text = `${territory}|${item}`;
  if (reading.key !== undefined && text === reading.keyText) return reading.key;
  let key = reading.keys.get(text);
  if (key === undefined) {
    const meant = reading.itemAt < 0 ? item : itemOf(item, line, reading);
    key = newKey(territoryOf(territory, line, reading), meant, reading.runnings.length);
    reading.keys.set(text, key);
  }
  reading.key = key;
  reading.keyText = text;
  return key;
};

/** Takes a row in, or says why not. Lines left out before it are remembered, so that they are not blamed twice. */
export const readRow = (reading: Reading, fields: readonly string[], line: number): void => {
  const { faults, itemAt } = reading;
  const day = dayOfRow(fields[reading.dayAt] ?? '', line, faults);
  if (Number.isNaN(day)) return;
  const left = line - reading.lastLine - 1;
  const before = reading.key;
  const key = keyOf(reading, fields[0] ?? '', itemAt < 0 ? '' : (fields[itemAt] ?? ''), line);
  const { territory, item } = key;
  const afterGap = left > 0;
  if (!followDay(key, day, line, () => lineOfCell(reading, `${territory}|${item}|${day}`), faults)) return;
  reading.cells?.set(`${territory}|${item}|${day}`, line);
  if (afterGap) key.left += left;
  if (afterGap && before !== undefined && before !== key) before.left += left;
  reading.lastLine = line;
  reading.territory.push(territory);
  reading.item.push(item);
  reading.days.push(day);
  reading.lines.push(line);
  for (const { name, at, values } of reading.columns)
    values.push(numberOf(fields[at] ?? '', name, line, faults));
  followRunningSums(key, reading.runnings, reading.columns, reading.days.length - 1, line, afterGap, faults);
};

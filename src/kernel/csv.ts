/**
 * Reads delimited text as public bodies publish it, and says what was odd about it. RFC 4180, with what was met in real
 * files: a byte-order mark, CR LF or LF, semicolons, commas or tabs, and lines wrapped whole in quotes
 * (`"2021-02-07,""AstraZeneca"",27360"`), which are unwrapped when the fields they then give are as many as the header's.
 */

export type Separator = ';' | ',' | '\t';

export type CsvOddity =
  | 'nul' // the line holds a NUL character: the file was damaged
  | 'quote-open' // a quote is opened and never closed
  | 'quote-stray' // text follows a closing quote, or a quote stands inside a bare field
  | 'separator-mixed' // the line splits as the header does only with another separator
  | 'header-again' // the header comes back: two files were put end to end
  | 'fields'; // more or fewer fields than the header

export type CsvFault = {
  readonly line: number;
  readonly code: CsvOddity;
  readonly found: number;
  readonly expected: number;
  /** The file ends inside this line. */
  readonly last: boolean;
};

export type Csv = {
  readonly bom: boolean;
  readonly separator: Separator;
  readonly newline: 'LF' | 'CRLF' | 'mixed';
  readonly headerLine: string;
  readonly header: readonly string[];
  readonly finalNewline: boolean;
  /** Records given to the visitor. */
  readonly records: number;
  readonly quoted: boolean;
  /** Lines that were wrapped whole in quotes and unwrapped, the header's included. */
  readonly wrapped: readonly number[];
  readonly blank: readonly number[];
  readonly faults: readonly CsvFault[];
};

const OTHERS: Record<Separator, readonly Separator[]> = {
  ';': [',', '\t'],
  ',': [';', '\t'],
  '\t': [';', ','],
};

const count = (text: string, character: string): number => text.split(character).length - 1;

/** The separator that cuts the header most often; quoted names do not count. */
const separatorOf = (header: string): Separator => {
  const bare = header.replace(/"[^"]*"/g, '');
  const [best] = ([';', ',', '\t'] as const)
    .map((separator) => ({ separator, n: count(bare, separator) }))
    .toSorted((a, b) => b.n - a.n);
  return best?.separator ?? ';';
};

type Split = { fields: string[]; state: 'closed' | 'open' | 'stray' };

/** Fields of one record that holds quotes. */
const splitQuoted = (text: string, separator: Separator): Split => {
  const fields: string[] = [];
  let stray = false;
  let at = 0;
  for (;;) {
    if (text[at] !== '"') {
      const end = text.indexOf(separator, at);
      const field = text.slice(at, end < 0 ? text.length : end);
      stray ||= field.includes('"');
      fields.push(field);
      if (end < 0) return { fields, state: stray ? 'stray' : 'closed' };
      at = end + 1;
      continue;
    }
    let close = at + 1;
    for (;;) {
      close = text.indexOf('"', close);
      if (close < 0) return { fields: [...fields, text.slice(at + 1)], state: 'open' };
      if (text[close + 1] !== '"') break;
      close += 2;
    }
    const inside = text.slice(at + 1, close).replaceAll('""', '"');
    const end = text.indexOf(separator, close + 1);
    const rest = text.slice(close + 1, end < 0 ? text.length : end);
    stray ||= rest !== '';
    fields.push(inside + rest);
    if (end < 0) return { fields, state: stray ? 'stray' : 'closed' };
    at = end + 1;
  }
};

export const splitCsvLine = (text: string, separator: Separator): Split =>
  text.includes('"') ? splitQuoted(text, separator) : { fields: text.split(separator), state: 'closed' };

/** A record may hold line ends inside quotes; longer than this, the quote was never closed. */
const RECORD_LINES_MAX = 200;

/**
 * Calls `visit` for every record that has as many fields as the header, with the line it starts on (the header is line
 * 1). The others are faults and are not visited. The array given to `visit` is the visitor's to keep.
 */
export const readCsv = (
  source: string,
  visit: (fields: string[], line: number, header: readonly string[], separator: Separator) => void,
): Csv => {
  const bom = source.charCodeAt(0) === 0xfeff;
  const text = bom ? source.slice(1) : source;
  const quoted = text.includes('"');
  const nul = text.includes('\0');
  const wrapped: number[] = [];
  const blank: number[] = [];
  const faults: CsvFault[] = [];
  let header: string[] | undefined;
  let headerLine = '';
  let separator: Separator = ';';
  let crlf = 0;
  let lf = 0;
  let records = 0;
  let at = 0;
  let line = 0;

  const nextLine = (): string => {
    const end = text.indexOf('\n', at);
    const carriage = end > at && text.charCodeAt(end - 1) === 13;
    const body = text.slice(at, end < 0 ? text.length : carriage ? end - 1 : end);
    if (end >= 0) carriage ? crlf++ : lf++;
    at = end < 0 ? text.length : end + 1;
    line++;
    return body;
  };
  const unwrap = (fields: string[]): string[] => {
    const [only] = fields;
    if (fields.length !== 1 || only === undefined) return fields;
    const inner = splitCsvLine(only, header === undefined ? separatorOf(only) : separator);
    const good = inner.state === 'closed' && inner.fields.length === (header?.length ?? inner.fields.length);
    return good ? inner.fields : fields;
  };
  const quotedRecord = (first: string): { fields: string[]; state: Split['state']; raw: string } => {
    let raw = first;
    let split = splitQuoted(raw, separator);
    const [lineBefore, atBefore, crlfBefore, lfBefore] = [line, at, crlf, lf];
    for (let more = 0; split.state === 'open' && at < text.length && more < RECORD_LINES_MAX; more++) {
      raw = `${raw}\n${nextLine()}`;
      split = splitQuoted(raw, separator);
    }
    const whole = split.state === 'closed' && (header === undefined || split.fields.length === header.length);
    if (line === lineBefore ? split.state !== 'open' : whole) return { ...split, raw };
    // Closed nowhere, or by the quote of another row: only the line that opened it is lost, the others are read.
    [line, at, crlf, lf] = [lineBefore, atBefore, crlfBefore, lfBefore];
    return { ...splitQuoted(first, separator), raw: first };
  };
  const faultOf = (code: CsvOddity, start: number, found: number): void => {
    faults.push({ line: start, code, found, expected: header?.length ?? 0, last: at >= text.length });
  };

  while (at < text.length) {
    const first = nextLine();
    const start = line;
    if (first.trim() === '') {
      blank.push(start);
      continue;
    }
    if (header === undefined) {
      separator = separatorOf(first);
      headerLine = first;
    }
    let fields: string[];
    if (quoted && first.includes('"')) {
      const record = quotedRecord(first);
      fields = record.fields;
      if (record.state === 'closed' && fields.length === 1 && (header === undefined || header.length > 1)) {
        if (header === undefined) separator = separatorOf(fields[0] ?? '');
        const inner = unwrap(fields);
        if (inner !== fields) {
          wrapped.push(start);
          fields = inner;
          if (header === undefined) headerLine = fields.join(separator);
        }
      }
      if (record.state !== 'closed') {
        faultOf(record.state === 'open' ? 'quote-open' : 'quote-stray', start, fields.length);
        if (header !== undefined) continue;
      }
    } else {
      fields = first.split(separator);
    }
    if (nul && first.includes('\0')) {
      faultOf('nul', start, fields.length);
      if (header !== undefined) continue;
    }
    if (header === undefined) {
      header = fields.map((name) => name.trim());
      // A trailing separator of the header is not a column.
      if (header.length > 1 && header.at(-1) === '') header.pop();
      continue;
    }
    if (fields.length === header.length + 1 && fields.at(-1) === '') fields.pop();
    if (fields.length !== header.length) {
      const mixed =
        fields.length < header.length &&
        OTHERS[separator].some((other) => splitCsvLine(first, other).fields.length === header?.length);
      faultOf(mixed ? 'separator-mixed' : 'fields', start, fields.length);
      continue;
    }
    if (fields[0] === header[0] && fields.every((field, i) => field === header?.[i])) {
      faultOf('header-again', start, fields.length);
      continue;
    }
    records++;
    visit(fields, start, header, separator);
  }
  return {
    bom,
    separator,
    newline: crlf > 0 && lf > 0 ? 'mixed' : crlf > 0 ? 'CRLF' : 'LF',
    headerLine,
    header: header ?? [],
    finalNewline: text.endsWith('\n'),
    records,
    quoted,
    wrapped,
    blank,
    faults,
  };
};

/**
 * Reads delimited text as public bodies publish it, and says what was odd about it. RFC 4180, with what was met in real
 * files: a byte-order mark, CR LF or LF, semicolons, commas or tabs, and lines wrapped whole in quotes
 * (`"2021-02-07,""AstraZeneca"",27360"`), or with every quote doubled, which are read when they then give as many fields
 * as the header.
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

/** How many lines are so, and the first of them. */
export type Lines = { readonly count: number; readonly first: readonly number[] };

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
  readonly wrapped: Lines;
  /** Lines whose every quote was written twice, and that read well with one. */
  readonly doubled: Lines;
  readonly blank: Lines;
  /** The first ones; `faultCount` is how many there are. */
  readonly faults: readonly CsvFault[];
  readonly faultCount: number;
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

/** A file may be odd on each of a hundred million lines: the first ones are kept, the others counted. */
const KEPT_MAX = 1_000;

/** Past this many faulty lines the file is no table: the rest is not read. */
const FAULTS_MAX = 1_000_000;

const lineList = () => {
  const first: number[] = [];
  const list = { count: 0, first };
  return {
    list,
    add: (line: number): void => {
      list.count++;
      if (first.length < KEPT_MAX) first.push(line);
    },
  };
};

/** Gives the lines of a text one by one, and can go back to where it was. */
const lineReader = (text: string) => {
  let [at, line, crlf, lf] = [0, 0, 0, 0];
  return {
    ended: (): boolean => at >= text.length,
    line: (): number => line,
    next: (): string => {
      const end = text.indexOf('\n', at);
      const carriage = end > at && text.charCodeAt(end - 1) === 13;
      const body = text.slice(at, end < 0 ? text.length : carriage ? end - 1 : end);
      if (end >= 0 && carriage) crlf++;
      else if (end >= 0) lf++;
      at = end < 0 ? text.length : end + 1;
      line++;
      return body;
    },
    mark: (): (() => void) => {
      const here = [at, line, crlf, lf] as const;
      return () => {
        [at, line, crlf, lf] = here;
      };
    },
    newline: (): Csv['newline'] => (crlf > 0 && lf > 0 ? 'mixed' : crlf > 0 ? 'CRLF' : 'LF'),
  };
};

/** A record that starts on a line with quotes, and may run over the next ones. `width` is the header's, when known. */
const readQuoted = (
  first: string,
  lines: ReturnType<typeof lineReader>,
  separator: Separator,
  width: number | undefined,
): Split => {
  const alone = splitQuoted(first, separator);
  if (alone.state !== 'open') return alone;
  const back = lines.mark();
  let raw = first;
  let split = alone;
  for (let more = 0; split.state === 'open' && !lines.ended() && more < RECORD_LINES_MAX; more++) {
    raw = `${raw}\n${lines.next()}`;
    split = splitQuoted(raw, separator);
  }
  if (split.state === 'closed' && split.fields.length === (width ?? split.fields.length)) return split;
  // Closed nowhere, or by the quote of another row: only the line that opened it is lost, the others are read.
  back();
  return alone;
};

/** A line whose every quote is doubled, read with single ones; undefined when that gives no record either. */
const undouble = (line: string, separator: Separator, width: number | undefined): Split | undefined => {
  if (line.replaceAll('""', '').includes('"')) return undefined;
  const split = splitQuoted(line.replaceAll('""', '"'), separator);
  return split.state === 'closed' && split.fields.length === (width ?? split.fields.length)
    ? split
    : undefined;
};

/** The fields inside a line that was wrapped whole in quotes; undefined when it was not. */
const unwrap = (
  fields: readonly string[],
  separator: Separator | undefined,
  width: number | undefined,
): { fields: string[]; separator: Separator } | undefined => {
  const [only] = fields;
  if (fields.length !== 1 || only === undefined || width === 1) return undefined;
  const inside = separator ?? separatorOf(only);
  const inner = splitCsvLine(only, inside);
  const good =
    inner.state === 'closed' &&
    inner.fields.length > 1 &&
    inner.fields.length === (width ?? inner.fields.length);
  return good ? { fields: inner.fields, separator: inside } : undefined;
};

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
  const lines = lineReader(text);
  const [wrapped, doubled, blank] = [lineList(), lineList(), lineList()];
  const faults: CsvFault[] = [];
  let faultCount = 0;
  let header: string[] | undefined;
  let headerLine = '';
  let separator: Separator = ';';
  let records = 0;

  const faultOf = (code: CsvOddity, line: number, found: number): void => {
    faultCount++;
    if (faults.length < KEPT_MAX)
      faults.push({ line, code, found, expected: header?.length ?? 0, last: lines.ended() });
  };
  const splitLine = (first: string, line: number): Split => {
    if (!first.includes('"')) return { fields: first.split(separator), state: 'closed' };
    const width = header?.length;
    let split = readQuoted(first, lines, separator, width);
    const single = split.state === 'closed' ? undefined : undouble(first, separator, width);
    if (single !== undefined) {
      doubled.add(line);
      split = single;
    }
    const inner = split.state === 'closed' ? unwrap(split.fields, header && separator, width) : undefined;
    if (inner === undefined) return split;
    wrapped.add(line);
    separator = inner.separator;
    return { fields: inner.fields, state: 'closed' };
  };
  /** What is wrong with a row, undefined when nothing is. */
  const oddity = (
    first: string,
    { fields, state }: Split,
    names: readonly string[],
  ): CsvOddity | undefined => {
    if (state !== 'closed') return state === 'open' ? 'quote-open' : 'quote-stray';
    if (first.includes('\0')) return 'nul';
    if (fields.length < names.length) {
      const otherwise = OTHERS[separator].some(
        (other) => splitCsvLine(first, other).fields.length === names.length,
      );
      return otherwise ? 'separator-mixed' : 'fields';
    }
    if (fields.length > names.length) return 'fields';
    const again = fields[0] === names[0] && fields.every((field, i) => field === names[i]);
    return again ? 'header-again' : undefined;
  };

  while (!lines.ended() && faultCount < FAULTS_MAX) {
    const first = lines.next();
    const line = lines.line();
    if (first.trim() === '') {
      blank.add(line);
      continue;
    }
    if (header === undefined) separator = separatorOf(first);
    const split = splitLine(first, line);
    const { fields } = split;
    if (header === undefined) {
      if (split.state !== 'closed')
        faultOf(split.state === 'open' ? 'quote-open' : 'quote-stray', line, fields.length);
      if (first.includes('\0')) faultOf('nul', line, fields.length);
      headerLine = wrapped.list.count > 0 ? fields.join(separator) : first;
      header = fields.map((name) => name.trim());
      // A trailing separator of the header is not a column.
      if (header.length > 1 && header.at(-1) === '') header.pop();
      continue;
    }
    if (fields.length === header.length + 1 && fields.at(-1) === '') fields.pop();
    const odd = oddity(first, split, header);
    if (odd !== undefined) {
      faultOf(odd, line, fields.length);
      continue;
    }
    records++;
    visit(fields, line, header, separator);
  }
  return {
    bom,
    separator,
    newline: lines.newline(),
    headerLine,
    header: header ?? [],
    finalNewline: text.endsWith('\n'),
    records,
    quoted: text.includes('"'),
    wrapped: wrapped.list,
    doubled: doubled.list,
    blank: blank.list,
    faults,
    faultCount,
  };
};

/** Reads a register of people, CSV, line by line: its size is bounded by what is kept of it, not by the text. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { type Separator, splitCsvLine } from '#kernel/csv.ts';
import { Failure } from '#main/command.node.ts';
import { linesOfStream, TooLong } from '#main/lines.node.ts';

/** A quoted value may hold line ends; past this many lines its quote was never closed. */
const VALUE_LINES_MAX = 50;

const NEWLINE = 10;

/** UTF-8, or what Windows wrote before it: French registers are met in both. */
const encodingOf = async (path: string): Promise<'utf-8' | 'windows-1252'> => {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes: Buffer = Buffer.concat([rest, Buffer.from(chunk)]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (!isUtf8(bytes.subarray(0, end))) return 'windows-1252';
    rest = bytes.subarray(end);
  }
  return isUtf8(rest) ? 'utf-8' : 'windows-1252';
};

async function* decoded(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
    yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

const separatorOf = (header: string): Separator => {
  const count = (separator: Separator): number => splitCsvLine(header, separator).fields.length;
  const [best] = ([',', ';', '\t'] as const).toSorted((a, b) => count(b) - count(a));
  return best ?? ',';
};

const headerOf = (line: string): { header: string[]; separator: Separator } => {
  const text = line.replace(/^\uFEFF/, '').replace(/\r$/, '');
  const separator = separatorOf(text);
  return { header: splitCsvLine(text, separator).fields.map((name) => name.trim()), separator };
};

/** The names of the columns of a register. */
export const readHeader = async (path: string): Promise<string[]> => {
  for await (const line of linesOfStream(decoded(path, await encodingOf(path))))
    if (typeof line === 'string') return headerOf(line).header;
  throw new Failure(`${path} is empty: a header was expected on its first line`);
};

/**
 * Calls `visit` with the fields of each person. What cannot be read stops the whole, with its line: a
 * person left out silently would be a person taken for another later.
 */
export const readRegister = async (
  path: string,
  onHeader: (header: readonly string[]) => void,
  visit: (fields: readonly string[], line: number) => void,
): Promise<void> => {
  let header: readonly string[] | undefined;
  let separator: Separator = ',';
  let line = 0;
  let open: { text: string; from: number } | undefined;
  const one = (text: string, from: number): void => {
    const { fields, state } = splitCsvLine(text, separator);
    if (state === 'open') {
      if (line - from >= VALUE_LINES_MAX)
        throw new Failure(`${path}, line ${from}: a quote is opened and never closed`);
      open = { text, from };
      return;
    }
    open = undefined;
    if (state === 'stray') throw new Failure(`${path}, line ${from}: text follows a closing quote`);
    if (fields.length !== header?.length)
      throw new Failure(
        `${path}, line ${from}: ${fields.length} fields, the header has ${header?.length}. Mend the line, or quote the value that holds a separator.`,
      );
    visit(fields, from);
  };
  for await (const raw of linesOfStream(decoded(path, await encodingOf(path)))) {
    line++;
    if (raw instanceof TooLong)
      throw new Failure(`${path}, line ${line}: this line is too long for a person's`);
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (header === undefined) {
      ({ header, separator } = headerOf(text));
      onHeader(header);
    } else if (open !== undefined) one(`${open.text}\n${text}`, open.from);
    else if (text.trim() !== '') one(text, line);
  }
  if (header === undefined) throw new Failure(`${path} is empty: a header was expected on its first line`);
  if (open !== undefined) throw new Failure(`${path}, line ${open.from}: a quote is opened and never closed`);
};

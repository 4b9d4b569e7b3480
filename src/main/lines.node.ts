/** Lines of a stream of bytes, whatever the chunks, with a limit on the length of each. */

/** Longest line read: facts are below a kilobyte; a longer line is a file of another kind. */
const LINE_MAX = 1_000_000;

/** As much of a line as tells whose it is. */
const START_LENGTH = 1000;

/** Stands in the place of a line that is too long to be read. */
export class TooLong {
  /** How the line begins. */
  readonly start: string;
  readonly message: string;

  constructor(start: string, what: string) {
    this.start = start.slice(0, START_LENGTH);
    this.message = `this line is longer than ${LINE_MAX.toLocaleString('en')} characters: expected one ${what} a line`;
  }
}

/** Files written on Windows often begin with a byte order mark, which is no part of the first line. */
const BYTE_ORDER_MARK = '\uFEFF';

async function* textsOf(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let begun = false;
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    yield begun || !text.startsWith(BYTE_ORDER_MARK) ? text : text.slice(1);
    begun = true;
  }
  yield decoder.decode();
}

/** `what` each line is expected to hold, for the message of one that is too long. */
export async function* linesOfStream(
  chunks: AsyncIterable<Buffer | string>,
  what = 'fact',
): AsyncGenerator<string | TooLong> {
  let rest = '';
  let tooLong: TooLong | undefined;
  for await (const piece of textsOf(chunks)) {
    const text = rest + piece;
    let from = 0;
    for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
      if (tooLong === undefined && to - from > LINE_MAX) tooLong = new TooLong(text.slice(from, to), what);
      yield tooLong ?? text.slice(from, to);
      tooLong = undefined;
      from = to + 1;
    }
    rest = text.slice(from);
    if (rest.length > LINE_MAX) {
      tooLong ??= new TooLong(rest, what);
      rest = '';
    }
  }
  if (tooLong !== undefined) yield tooLong;
  else if (rest !== '') yield rest;
}

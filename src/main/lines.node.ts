/** Lines of a stream of bytes, whatever the chunks, with a limit on the length of each. */

/** Longest line read: facts are below a kilobyte; a longer line is a file of another kind. */
const LINE_MAX = 1_000_000;

/** Stands in the place of a line that is too long to be read. */
export class TooLong {
  readonly message =
    `this line is longer than ${LINE_MAX.toLocaleString('en')} characters: expected one fact a line`;
}

export async function* linesOfStream(
  chunks: AsyncIterable<Buffer | string>,
): AsyncGenerator<string | TooLong> {
  const decoder = new TextDecoder();
  let rest = '';
  let tooLong = false;
  for await (const chunk of chunks) {
    const text = rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
    let from = 0;
    for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
      if (tooLong || to - from > LINE_MAX) yield new TooLong();
      else yield text.slice(from, to);
      tooLong = false;
      from = to + 1;
    }
    rest = text.slice(from);
    if (rest.length > LINE_MAX) {
      tooLong = true;
      rest = '';
    }
  }
  if (tooLong) yield new TooLong();
  else if (rest !== '') yield rest;
}

/** A line in, a line out: what commands that answer cases one by one share. */
import type { Io } from '#main/command.node.ts';
import { linesOfStream, TooLong } from '#main/lines.node.ts';
import { idInText } from '#schedule/forecast-line.api.ts';

/** Answers leave in blocks of about this many characters. */
const BLOCK_LENGTH = 64 * 1024;

/**
 * Answers each line of the input, in order and in constant memory: a slow reader slows the reading. Blank lines are
 * skipped; a line too long to be read gives an error in its place, under its id when it begins with it.
 */
export const answerLines = async (io: Io, answer: (line: string) => object): Promise<void> => {
  let block = '';
  io.stdin.setEncoding('utf8');
  for await (const line of linesOfStream(io.stdin, 'case')) {
    if (line instanceof TooLong)
      block += `${JSON.stringify({ id: idInText(line.start), error: line.message })}\n`;
    else if (line.trim() !== '') block += `${JSON.stringify(answer(line))}\n`;
    if (block.length < BLOCK_LENGTH) continue;
    await written(io, block);
    block = '';
  }
  if (block !== '') await written(io, block);
};

const written = (io: Io, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    io.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });

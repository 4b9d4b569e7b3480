/** Lines that are codes of one card, put side by side: who scans a card of three codes gets three lines. */
import { TEXT_MAX } from '#certificate/reading.ts';
import { type Chunk, chunkOf } from '#certificate/shc-text.ts';

/** A text to verify, and how many lines it came from. */
export type Gathered = { readonly text: string; readonly lines: number };

const isPart = (chunk: Chunk | null): chunk is Chunk => chunk !== null && chunk.count > 1;

/**
 * Gathers as lines arrive: codes of a card that follow one another, in any order, are one text; whatever else is a text
 * by itself. A card that lacks a code when another thing follows is given as it is, and will be told incomplete.
 */
export const gatherChunks = () => {
  let held: { line: string; chunk: Chunk }[] = [];
  const release = (): Gathered[] => {
    const text = held.map(({ line }) => line).join(' ');
    const lines = held.length;
    held = [];
    return lines === 0 ? [] : [{ text, lines }];
  };
  return {
    add: (given: string): Gathered[] => {
      const line = given.trim();
      // A line longer than any code waits for no other.
      const chunk = line.length > TEXT_MAX ? null : chunkOf(line);
      if (!isPart(chunk)) return [...release(), { text: given, lines: 1 }];
      const follows = held.every(
        (each) => each.chunk.count === chunk.count && each.chunk.index !== chunk.index,
      );
      const before = follows ? [] : release();
      held.push({ line, chunk });
      return held.length === chunk.count ? [...before, ...release()] : before;
    },
    end: release,
  };
};

import { MERGE } from '#facts/fact.ts';
import type { CountedFact } from '#indicators/count.ts';

/**
 * Histories of subjects as text, so that equal histories are found by comparing text, each with the number of
 * subjects that share it.
 *
 * A line is a fact as PostgreSQL's COPY writes it, eight columns: subject, id, id of the fact corrected, kind, day,
 * day of recording, place, body. A history is the lines of one subject, sorted, without what tells subjects apart:
 * its name, and the ids unless a correction needs them to find its target.
 */
export type Histories = Map<string, number>;

/**
 * Subjects that a merge ever touched, with their facts: what one of them contributes depends on others, so they are
 * kept apart from the histories, each under its name.
 */
export type Merged = Map<string, readonly CountedFact[]>;

const NULL = '\\N';

const UNESCAPED: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', v: '\v' };

const unescapeCopy = (text: string): string =>
  text.includes('\\') ? text.replace(/\\(.)/g, (_, c: string) => UNESCAPED[c] ?? c) : text;

/** A text of its own: a slice keeps the whole chunk it was cut from in memory for as long as it is kept itself. */
const detached = (text: string): string => JSON.parse(JSON.stringify(text));

/** Where the kind begins after the end of the id, when no fact is corrected: tab, \\N, tab. */
const TO_KIND = 2 + NULL.length;
const MERGE_COLUMN = `${MERGE}\t`;

/** Looks at subjects whose facts are flagged: `isFlagged` judges a history once, `take` has each subject that shares it. */
export type FlagWatch = {
  readonly flagged: Set<string>;
  readonly isFlagged: (facts: readonly CountedFact[]) => boolean;
  readonly take: (subject: string, facts: readonly CountedFact[]) => void;
};

/** Gathers lines that come ordered by subject into histories. Call `end` after the last line. */
export const historian = (histories: Histories, aside: Merged, watch?: FlagWatch) => {
  let subject = '';
  let lines: { line: string; endOfId: number }[] = [];
  let corrected = false;
  let merged = false;
  let subjects = 0;

  const close = (): void => {
    const [first] = lines;
    if (first === undefined) return;
    subjects += 1;
    const ownFacts = (): CountedFact[] =>
      factsOfHistory(detached(lines.map(({ line }) => line.slice(subject.length + 1)).join('\n')));
    if (merged) {
      aside.set(detached(subject), ownFacts());
      return;
    }
    const history =
      lines.length === 1 && !corrected
        ? first.line.slice(first.endOfId)
        : lines
            .map(({ line, endOfId }) => line.slice(corrected ? subject.length + 1 : endOfId))
            .sort()
            .join('\n');
    const times = histories.get(history);
    if (times === undefined) {
      const kept = detached(history);
      histories.set(kept, 1);
      if (watch?.isFlagged(factsOfHistory(kept))) watch.flagged.add(kept);
    } else histories.set(history, times + 1);
    if (watch?.flagged.has(history)) watch.take(detached(subject), ownFacts());
  };

  return {
    take: (line: string): void => {
      const endOfSubject = line.indexOf('\t');
      if (endOfSubject !== subject.length || !line.startsWith(subject)) {
        close();
        subject = line.slice(0, endOfSubject);
        lines = [];
        corrected = false;
        merged = false;
      }
      const endOfId = line.indexOf('\t', endOfSubject + 1);
      const corrects = !line.startsWith(NULL, endOfId + 1);
      corrected ||= corrects;
      const kindAt = corrects ? line.indexOf('\t', endOfId + 1) + 1 : endOfId + TO_KIND;
      merged ||= line.startsWith(MERGE_COLUMN, kindAt);
      lines.push({ line, endOfId });
    },
    /** @returns how many subjects went by */
    end: (): number => {
      close();
      lines = [];
      return subjects;
    },
  };
};

/** The facts of a history, as far as counting needs them. */
export const factsOfHistory = (history: string): CountedFact[] =>
  history.split('\n').map((line) => {
    const [id = '', corrects = NULL, kind = '', occurredOn = '', recordedOn = '', place = NULL, body = '{}'] =
      line.split('\t');
    return {
      id,
      kind,
      occurredOn,
      recordedAt: recordedOn,
      ...(place !== NULL && { place: unescapeCopy(place) }),
      body: JSON.parse(unescapeCopy(body)),
      ...(corrects !== NULL && { corrects }),
    };
  });

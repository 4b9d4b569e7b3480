import type { Body, Fact } from '#facts/fact.ts';

/** PostgreSQL's COPY text format: tab between columns, \N for null, backslash escapes. */
const escapeText = (text: string): string =>
  /[\\\t\n\r]/.test(text)
    ? text.replace(/[\\\t\n\r]/g, (c) =>
        c === '\\' ? '\\\\' : c === '\t' ? '\\t' : c === '\n' ? '\\n' : '\\r',
      )
    : text;

/** Neighbours share their author, source, place and body: what was just written is written again as it is. */
const remembering = <T>(write: (value: T) => string): ((value: T) => string) => {
  let last: { value: T; text: string } | undefined;
  return (value) => {
    if (last === undefined || last.value !== value) last = { value, text: write(value) };
    return last.text;
  };
};

const textOrNull = (text: string | undefined): string => (text === undefined ? '\\N' : escapeText(text));

/**
 * Facts as lines of COPY text, in the order of the ledger's columns. Identifiers, kinds and dates need no escape:
 * their schemas leave no character that would.
 */
export const copyText = (facts: readonly Fact[]): string => {
  const [by, place, source] = [remembering(escapeText), remembering(textOrNull), remembering(escapeText)];
  const body = remembering((value: Body) => escapeText(JSON.stringify(value)));
  let text = '';
  for (const fact of facts) {
    const corrects = fact.corrects ?? '\\N';
    const reason = fact.reason === undefined ? '\\N' : escapeText(fact.reason);
    text += `${fact.id}\t${fact.kind}\t${fact.subject}\t${fact.occurredOn}\t${fact.recordedAt}\t${by(fact.by)}\t${place(fact.place)}\t${source(fact.source)}\t${body(fact.body)}\t${corrects}\t${reason}\n`;
  }
  return text;
};

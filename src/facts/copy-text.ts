import type { Body, Fact } from '#facts/fact.ts';

/** PostgreSQL's COPY text format: tab between columns, \N for null, backslash escapes. */
const escapeText = (text: string): string =>
  /[\\\t\n\r]/.test(text)
    ? text.replace(/[\\\t\n\r]/g, (c) =>
        c === '\\' ? '\\\\' : c === '\t' ? '\\t' : c === '\n' ? '\\n' : '\\r',
      )
    : text;

const orNull = (text: string | undefined): string => (text === undefined ? '\\N' : escapeText(text));

/**
 * Facts as lines of COPY text, in the order of the ledger's columns. A body shared by many facts of the call is
 * written out once. Identifiers, kinds and dates need no escape: their schemas leave no character that would.
 */
export const copyText = (facts: readonly Fact[]): string => {
  const bodies = new Map<Body, string>();
  let text = '';
  for (const fact of facts) {
    let body = bodies.get(fact.body);
    if (body === undefined) {
      body = escapeText(JSON.stringify(fact.body));
      bodies.set(fact.body, body);
    }
    text += `${fact.id}\t${fact.kind}\t${fact.subject}\t${fact.occurredOn}\t${fact.recordedAt}\t${escapeText(fact.by)}\t${orNull(fact.place)}\t${escapeText(fact.source)}\t${body}\t${fact.corrects ?? '\\N'}\t${orNull(fact.reason)}\n`;
  }
  return text;
};

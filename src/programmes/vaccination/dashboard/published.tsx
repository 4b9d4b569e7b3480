import { useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import { type ReadFailure, readJson } from '#kit/json.web.ts';
import type { Site } from '#kit/site.ts';
import { Index } from '#programmes/vaccination/published.api.ts';

/** What is known of a published file: the last sound value, and why a newer one could not be had. */
export type Known<T> = { readonly value?: T | undefined; readonly failure?: ReadFailure | undefined };

export type KnownIndex = Known<Index> & {
  /** When the index was last read, in milliseconds since 1970; 0 before that. */
  readonly readAt: number;
};

/** How long after a new publication the next one is looked for as often as in a replay. */
const LIVELY_MS = 30_000;

/** Reads `index.json`, then again: often while a replay goes on or nothing is published, rarely when all is at rest. */
export function useIndex(site: Site): KnownIndex {
  const [known, setKnown] = useState<KnownIndex>({ readAt: 0 });
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let version = '';
    let changedAt = 0;
    const look = async () => {
      clearTimeout(timer);
      const read = await readJson(`${site.data}json/index.json`, Index);
      if (over) return;
      const value = 'value' in read ? read.value : undefined;
      setKnown((before) => {
        if ('failed' in read) return { ...before, failure: read };
        const same = before.value !== undefined && versionOf(before.value) === versionOf(read.value);
        return { value: same ? before.value : read.value, readAt: Date.now() };
      });
      if (value !== undefined && versionOf(value) !== version) {
        version = versionOf(value);
        changedAt = Date.now();
      }
      // Publications often come in a row: the end of a replay, a correction. One that just came may have a sequel.
      const lively = value === undefined || value.progress !== null || Date.now() - changedAt < LIVELY_MS;
      timer = setTimeout(look, lively ? site.poll_replay_ms : site.poll_rest_ms);
    };
    const seen = () => {
      if (document.visibilityState === 'visible') void look();
    };
    void look();
    document.addEventListener('visibilitychange', seen);
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [site]);
  return known;
}

/** Changes when anything was published anew. */
export const versionOf = (index: Index): string =>
  [
    ...[index.publishedAt, index.ledger.tx, index.ledger.seq],
    ...[index.quality?.version ?? 'recorded', index.progress?.done ?? 'done'],
  ].join(' ');

/**
 * One published file, read again at each version. The value of the previous version stays while the next is fetched,
 * so that figures change in place instead of blinking.
 */
export function useFile<T>(url: string | undefined, schema: z.ZodType<T>, version: string): Known<T> {
  const [known, setKnown] = useState<Known<T> & { url?: string | undefined }>({});
  const retry = useRef(0);
  const [attempt, setAttempt] = useState(0);
  // A new version or a new attempt is the reason to read again.
  useEffect(() => {
    if (url === undefined) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    void readJson(url, schema).then((read) => {
      if (over) return;
      if ('value' in read) {
        retry.current = 0;
        setKnown({ value: read.value, url });
        return;
      }
      setKnown((before) => ({ value: before.url === url ? before.value : undefined, failure: read, url }));
      retry.current = Math.min(retry.current + 1, 6);
      timer = setTimeout(() => setAttempt((count) => count + 1), 1000 * 2 ** retry.current);
    });
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [url, schema, version, attempt]);
  return known.url === url ? known : {};
}

/**
 * Writes the same thing once in a while. A person who reads their data many times within the hour is told of one visit:
 * the audit trail is kept for ever, and who calls a thousand times must not fill it.
 */
export type OnceInAWhile = (key: string, now: string, write: () => Promise<void>) => Promise<void>;

/** @param keys_max keys that are remembered; those forgotten first were written longest ago */
export const onceInAWhile = (period_ms: number, keys_max = 10_000): OnceInAWhile => {
  const last = new Map<string, { readonly at: number; readonly written: Promise<void> }>();
  return (key, now, write) => {
    const at = Date.parse(now);
    const before = last.get(key);
    // Those who come while it is written wait for it too.
    if (before !== undefined && at - before.at < period_ms) return before.written;
    const written = write();
    const mine = { at, written };
    last.delete(key);
    last.set(key, mine);
    const [oldest] = last.keys();
    if (last.size > keys_max && oldest !== undefined) last.delete(oldest);
    written.catch(() => {
      if (last.get(key) === mine) last.delete(key);
    });
    return written;
  };
};

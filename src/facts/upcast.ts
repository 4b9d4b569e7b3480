import type { Fact } from '#facts/fact.ts';

/**
 * Brings the body of an old fact to the shape of today, when it is read; the stored fact never changes.
 * Applied to a body of today's shape, it gives it back as it is.
 */
export type Upcast = (body: Fact['body']) => Fact['body'];

export const upcast = <F extends Pick<Fact, 'kind' | 'body'>>(
  fact: F,
  upcasts: Readonly<Record<string, Upcast>>,
): F => {
  const bring = upcasts[fact.kind];
  if (bring === undefined) return fact;
  const body = bring(fact.body);
  return body === fact.body ? fact : { ...fact, body };
};

/** Whether a caller may use a right on a person or a place that is somewhere. */
import { reachOf } from '#access/roles.ts';
import type { Caller } from '#http/identity.ts';

export type Within = (place: string, roots: readonly string[]) => boolean;

/**
 * `place` is where the person lives or the thing is; null when nobody knows, which only a right that reaches
 * everyone, or the whole nation, covers. A role that is in no table (development, tests) reaches its places.
 */
export const mayReach = (
  caller: Pick<Caller, 'role' | 'rights' | 'places'>,
  right: string,
  place: string | null,
  within: Within,
): boolean => {
  if (!caller.rights.has(right)) return false;
  const reach = reachOf(caller.role, right) ?? 'territory';
  if (reach === 'everyone') return true;
  return reach === 'territory' && within(place ?? '', caller.places);
};

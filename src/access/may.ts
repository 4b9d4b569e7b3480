/** Whether a caller may use a right on a person or a place that is somewhere. */
import { isRole, reachOf } from '#access/roles.ts';
import type { Caller } from '#http/identity.ts';

export type Within = (place: string, roots: readonly string[]) => boolean;

/**
 * `place` is where the person lives or the thing is; null when nobody knows, which only a right that reaches
 * everyone, or the whole nation, covers. The territory of somebody who works at a centre is also the department the
 * centre is in, where its people live. A role that is in no table (development, tests) reaches its places.
 */
export const mayReach = (
  caller: Pick<Caller, 'role' | 'rights' | 'places'>,
  right: string,
  place: string | null,
  within: Within,
): boolean => {
  if (!caller.rights.has(right)) return false;
  const reach = isRole(caller.role) ? reachOf(caller.role, right) : 'territory';
  if (reach === 'everyone') return true;
  if (reach !== 'territory') return false;
  if (within(place ?? '', caller.places)) return true;
  // A person lives in a department, and a centre serves those who live around it. Nobody lives in the nation alone.
  const isSmall = place !== null && place !== '' && !within('', [place]);
  return isSmall && caller.places.some((mine) => mine !== '' && within(mine, [place]));
};

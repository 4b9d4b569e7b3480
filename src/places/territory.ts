/**
 * Places inside places: a commune or a centre in a department, a department in a region, a region in the nation.
 * The list is never closed: a place nobody has declared belongs to the nation, and to nothing smaller.
 *
 * Codes: `FRA`, `REG-76`, `DEP-48`; a commune by its INSEE code (`48095`), a centre by any code declared with its
 * department. A bare department (`48`, `2A`, `972`), as the facts of a replay have it, is read as `DEP-48`.
 */

export type DeclaredPlace = { readonly code: string; readonly parent: string; readonly name: string };

export type Territory = {
  /** The nation, which holds every other place. */
  readonly root: string;
  /** The places a place is in, itself first, the nation last. */
  readonly chainOf: (place: string) => readonly string[];
  /** Whether a place is one of the roots or in one of them. */
  readonly within: (place: string, roots: readonly string[]) => boolean;
  /** Whether a place is declared, a department, or a commune of one: what a request may name to act there. */
  readonly isKnown: (place: string) => boolean;
  /** Whether a place is a declared one below a department: a centre, or a room in one. */
  readonly isCentre: (place: string) => boolean;
  /** The name of a place, or its code when nobody has declared it. */
  readonly nameOf: (place: string) => string;
};

/** Longest chain: a room in a centre in a commune in a department in a region in a nation, and room to spare. */
const CHAIN_MAX = 10;
const DEPARTMENT = /^(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8]|98\d)$/;
const COMMUNE = /^(97\d|98\d|2[AB]|\d{2})\d{2,3}$/;

/** The department of an INSEE or postal code of five characters; undefined when it is none. */
export const departmentOf = (code: string): string | undefined => {
  const found = code.length === 5 ? COMMUNE.exec(code)?.[1] : undefined;
  return found !== undefined && DEPARTMENT.test(found) ? `DEP-${found}` : undefined;
};

const isDepartment = (code: string): boolean => code.startsWith('DEP-') && DEPARTMENT.test(code.slice(4));

export const territoryOf = (nation: string, declared: Iterable<DeclaredPlace>): Territory => {
  const known = new Map([...declared].map((place) => [place.code, place]));
  const canonical = (place: string): string => (DEPARTMENT.test(place) ? `DEP-${place}` : place);
  const parentOf = (place: string): string => known.get(place)?.parent ?? departmentOf(place) ?? nation;

  const chainOf = (place: string): string[] => {
    const chain = [canonical(place)];
    for (let at = chain[0] ?? nation; at !== nation && chain.length < CHAIN_MAX; ) {
      at = parentOf(at);
      chain.push(at);
    }
    return chain;
  };
  return {
    root: nation,
    chainOf,
    isKnown: (place) =>
      place === nation ||
      known.has(canonical(place)) ||
      isDepartment(canonical(place)) ||
      departmentOf(place) !== undefined,
    isCentre: (place) => known.has(place) && chainOf(place).slice(1).some(isDepartment),
    nameOf: (place) => known.get(canonical(place))?.name ?? place,
    within: (place, roots) => {
      if (roots.includes(nation)) return true;
      const wanted = new Set(roots.map(canonical));
      return chainOf(place).some((one) => wanted.has(one));
    },
  };
};

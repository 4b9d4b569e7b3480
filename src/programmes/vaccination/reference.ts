import { z } from 'zod';
import { Day } from '#kernel/day.ts';

const Populations = z.record(z.string(), z.number().positive());

/**
 * What a campaign's figures refer to: its territories, its products' public numbers and the populations that
 * coverages divide by. It is data of the campaign (`data/reference.json`), read by `main` and given as an argument.
 */
export const Reference = z.object({
  /** The layout of a publication that asks for none: the last one whose populations cover every territory. */
  defaultLayout: Day,
  /** `country`: its ISO 3166-1 code of two letters, as certificates have it. */
  nation: z.object({ code: z.string(), name: z.string(), country: z.string().regex(/^[A-Z]{2}$/) }),
  regions: z.array(z.object({ code: z.string(), name: z.string() })),
  departments: z.array(z.object({ code: z.string(), name: z.string(), region: z.string() })),
  /** `vacsi` is the number of the product in the `vaccin` column of the published tables. */
  products: z.array(z.object({ code: z.string(), vacsi: z.string(), name: z.string() })),
  /**
   * A population belongs to the publication and to the row: the last entry whose two dates have come holds.
   * `narrowed` ones were not published: they are the only values that give back every published coverage.
   */
  populations: z.array(
    z.object({
      publishedFrom: Day,
      rowsFrom: Day,
      basis: z.enum(['published', 'narrowed']),
      source: z.string(),
      territories: z.record(z.string(), Populations),
    }),
  ),
});
export type Reference = z.infer<typeof Reference>;

/** Everybody: the class that holds all ages, known or not. */
export const ALL_AGES = '0';

/** The region of each department that has one. Junk codes (00, 20, 750, 970) have none and count in the nation alone. */
export const regionsByDepartment = (reference: Reference): ReadonlyMap<string, string> =>
  new Map(reference.departments.map(({ code, region }) => [code, region]));

/**
 * The population that a row's coverage divides by, or null when it is not known. A list that leaves a territory or a
 * class out says nothing of it: an older population is never used in its place, since the coverage would be false.
 */
export const findPopulation = (
  reference: Reference,
  publication: Day,
  row: Day,
  territory: string,
  ageClass: string = ALL_AGES,
): number | null => {
  const entry = reference.populations.findLast(
    ({ publishedFrom, rowsFrom }) => publishedFrom <= publication && rowsFrom <= row,
  );
  return entry?.territories[territory]?.[ageClass] ?? null;
};

/**
 * What the public dashboard reads: JSON files beside the CSV tables, so that the page lives on any static host.
 * Paths are relative to the publication's folder. Every series is daily, dense, and starts on `firstDay`.
 */
import { z } from 'zod';
import { Day } from '#kernel/day.ts';

const Text = z.object({ fr: z.string(), en: z.string() });
const Count = z.number();

/** People by day. `dose1`: first injection; `complete`: primary course complete as published; `dose2`: rank-2 injections. */
export const Series = z.object({
  dose1: z.array(Count),
  dose2: z.array(Count),
  complete: z.array(Count),
  booster: z.array(Count).optional(),
});
export type Series = z.infer<typeof Series>;

export const TerritoryRef = z.object({
  code: z.string(), // FRA, REG-93, DEP-48
  kind: z.enum(['nation', 'region', 'department', 'unknown']),
  name: z.string(),
  parent: z.string().nullable(),
  population: z.number().nullable(),
});
export type TerritoryRef = z.infer<typeof TerritoryRef>;

/** `json/territories.json`: every territory's series, for the map, the comparison and the lists. */
export const Territories = z.object({
  firstDay: Day,
  lastDay: Day,
  territories: z.array(TerritoryRef.extend({ series: Series })),
});
export type Territories = z.infer<typeof Territories>;

/** `json/territory/CODE.json`: one territory in full. Age class `?` is the unknown age, product `?` the unknown product. */
export const Territory = z.object({
  firstDay: Day,
  lastDay: Day,
  territory: TerritoryRef,
  series: Series,
  ages: z.array(z.object({ class: z.string(), population: z.number().nullable(), series: Series })),
  products: z.array(z.object({ code: z.string(), name: z.string(), injections: z.array(Count) })),
});
export type Territory = z.infer<typeof Territory>;

/** `json/strategies.json`: the strategy of every day, in words. `until` is exclusive; null is still in force. */
export const Strategies = z.object({
  strategies: z.array(
    z.object({
      id: z.string(),
      from: Day,
      until: Day.nullable(),
      changes: z.array(Text),
      reading: z.array(z.object({ title: Text, lines: z.array(Text) })),
      sources: z.array(z.object({ title: z.string(), url: z.string().nullable() })),
    }),
  ),
});
export type Strategies = z.infer<typeof Strategies>;

/** `json/index.json`: written last; read first, and again every few seconds while `progress` is not null. */
export const Index = z.object({
  campaign: z.string(),
  title: Text,
  publishedAt: z.iso.datetime(),
  asKnownOn: Day.nullable(),
  layout: Day,
  firstDay: Day,
  lastDay: Day,
  ledger: z.object({ tx: z.string(), seq: z.string(), facts: z.number() }),
  strategy: z.object({ id: z.string(), hash: z.string() }).nullable(),
  code: z.object({ version: z.string() }),
  targets: z.array(z.object({ day: Day, dose1: z.number(), label: Text, source: z.string() })),
  tables: z.array(
    z.object({
      name: z.string(),
      title: Text,
      files: z.array(
        z.object({ format: z.string(), path: z.string(), bytes: z.number(), sha256: z.string() }),
      ),
      rows: z.number(),
    }),
  ),
  held: z.array(z.object({ table: z.string(), reason: Text })),
  /** The rules of quality the corrected figures follow; absent: there are figures as recorded alone. */
  quality: z
    .object({
      version: z.string(),
      setAside: z.number(),
      /** Whether `json/corrected/` holds files: not when they would be the recorded ones again. */
      differs: z.boolean(),
      rules: z.array(
        z.object({
          id: z.string(),
          title: Text,
          owner: Text,
          since: Day,
          why: Text,
          finds: Text,
          effect: Text,
          source: z.string().nullable(),
          flagged: z.number(),
          setAside: z.number(),
        }),
      ),
    })
    .optional(),
  progress: z.object({ done: z.number(), total: z.number(), day: Day }).nullable(),
});
export type Index = z.infer<typeof Index>;

import { z } from 'zod';
import { Day } from '#kernel/day.ts';

const Bilingual = z.object({ fr: z.string(), en: z.string() });
const Vocabulary = z.record(z.string(), Bilingual);

/** `campaign.json`: the title, the targets announced, and the vocabulary the strategies are written in. */
export const Campaign = z.strictObject({
  id: z.string(),
  programme: z.literal('vaccination'),
  title: Bilingual,
  /** The names of its schedule of doses (docs/strategy.md); `unspecified` is the CVX code of a product not known. */
  disease: z
    .strictObject({
      antigen: z.string(),
      name: Bilingual,
      vaccineGroup: z.string(),
      aliases: z.array(z.string()).default([]),
      unspecified: z.string().optional(),
    })
    .optional(),
  firstDay: Day,
  /** First doses announced for a day. */
  targets: z.array(
    z.strictObject({
      day: Day,
      dose1: z.int(),
      label: Bilingual,
      source: z.string(),
      confidence: z.enum(['sourced', 'memory']),
      note: z.string().optional(),
    }),
  ),
  /** What may be said of a person; `implies` names the tags that follow from one. */
  tags: z.record(z.string(), Bilingual.extend({ implies: z.array(z.string()).optional() })),
  places: Vocabulary,
  requirements: Vocabulary,
  professions: Vocabulary,
});
export type Campaign = z.infer<typeof Campaign>;

const Sourced = z.looseObject({
  value: z.json(),
  source: z.string(),
  confidence: z.enum(['sourced', 'memory']),
});

/** A product's sheet: what the interpretation needs is typed, the rest is for people and for stock. */
export const Product = z.looseObject({
  code: z.string().regex(/^[A-Z0-9]{1,12}$/),
  name: z.string(),
  /** What people call it. */
  short: z.string(),
  family: z.string(),
  /** The product's code in VAC-SI's `vaccin` column. */
  vacsi: Sourced.optional(),
  /** CVX codes of the same product, with what tells them apart in brackets. */
  cvx: Sourced.optional(),
  /** Received abroad only: may be declared, is never offered. */
  abroad: z.boolean().optional(),
  /** Counts as this other product. */
  sameAs: z.string().optional(),
});
export type Product = z.infer<typeof Product>;

/** `products.json`. */
export const Products = z.strictObject({
  products: z.array(Product).min(1).max(30),
  sources: z.record(z.string(), z.json()),
});

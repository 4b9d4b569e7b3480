/** The trade item numbers a product's vials carry: what a scanner reads, and which product it is. */
import { z } from 'zod';
import type { Product } from '#programmes/vaccination/strategy-campaign.ts';

const CIP13 = /^34009\d{8}$/;

/** `cip13` of a product's sheet: one code for each presentation, or null where none is known. */
const Codes = z.object({ value: z.record(z.string(), z.string()).nullable() });

/** GTINs of 14 digits: a French CIP13 is a GTIN of 13 digits, written with a zero before it (GS1, section 3.2). */
export const gtinsOf = (product: Product): string[] => {
  const codes = Codes.safeParse(product.cip13);
  const listed = codes.success ? Object.values(codes.data.value ?? {}) : [];
  return [...new Set(listed.filter((code) => CIP13.test(code)).map((code) => `0${code}`))];
};

/** The product of each GTIN. */
export const productsByGtin = (products: readonly Product[]): ReadonlyMap<string, string> =>
  new Map(products.flatMap((product) => gtinsOf(product).map((gtin) => [gtin, product.code] as const)));

/**
 * The products of a campaign in the codes of the EU value sets (`vp`, `mp`, `ma`) and of CVX, from their sheets
 * (products.json), so that a new product needs no code here.
 */
import type { Product } from '#programmes/vaccination/strategy-campaign.ts';

/** SNOMED CT, COVID-19: the only disease of the value set `disease-agent-targeted`. */
export const COVID_19 = '840539006';

/** What a vaccination entry says of its product. */
export type DccCodes = { readonly vp: string; readonly mp: string; readonly ma: string };

/**
 * Received abroad and in the EU value sets, but not on the sheets of a campaign that never gave them: value sets
 * `vaccines-covid-19-names` of 2022-11-30 and `vaccine-encoding-instructions` of 2023-05-05
 * (ehn-dcc-development/eu-dcc-valuesets @ 60ea3d8).
 */
const ABROAD: Readonly<Record<string, DccCodes>> = {
  COVISHIELD: { vp: '29061000087103', mp: 'Covishield', ma: 'ORG-100001981' },
  RCOVI: { vp: '29061000087103', mp: 'R-COVI', ma: 'ORG-100007893' },
  FIOCRUZ: { vp: '29061000087103', mp: 'Covid-19-recombinant', ma: 'Fiocruz' },
  SINOVAC: { vp: '1157024006', mp: 'CoronaVac', ma: 'Sinovac-Biotech' },
  SINOPHARM: { vp: '1157024006', mp: 'BBIBP-CorV', ma: 'ORG-100020693' },
};

/** The text of a sourced value of a sheet: `{ value, source, confidence }`. */
const sheetText = (product: Product, name: string): string | undefined => {
  const sourced = product[name];
  if (typeof sourced !== 'object' || sourced === null || !('value' in sourced)) return undefined;
  return typeof sourced.value === 'string' ? sourced.value : undefined;
};

const ORGANISATION = /\b(ORG-\d{9})\b/;

/** By product code; a product without one of the three codes is absent: no certificate can name it. */
export const dccCodesOf = (products: readonly Product[]): ReadonlyMap<string, DccCodes> => {
  const holders = new Map<string, string>();
  for (const product of products) {
    const mp = sheetText(product, 'euDccProduct');
    const ma = ORGANISATION.exec(sheetText(product, 'holder') ?? '')?.[1];
    if (mp !== undefined && ma !== undefined) holders.set(mp, ma);
  }
  return new Map(
    products.flatMap((product): [string, DccCodes][] => {
      const mp = sheetText(product, 'euDccProduct');
      const vp = /^\d+/.exec(sheetText(product, 'dccProphylaxis') ?? '')?.[0];
      const ma = mp === undefined ? undefined : holders.get(mp);
      const codes =
        mp === undefined || vp === undefined || ma === undefined ? ABROAD[product.code] : { vp, mp, ma };
      return codes === undefined ? [] : [[product.code, codes]];
    }),
  );
};

/** The first CVX code of each product's sheet; one that counts as another has that one's when it has none. */
export const cvxOf = (products: readonly Product[]): ReadonlyMap<string, string> => {
  const own = new Map(
    products.flatMap((product): [string, string][] => {
      const code = /\d{1,3}/.exec(product.cvx?.value?.toString().replaceAll(/\([^)]*\)/g, '') ?? '')?.[0];
      return code === undefined ? [] : [[product.code, code]];
    }),
  );
  return new Map(
    products.flatMap(({ code, sameAs }): [string, string][] => {
      const cvx = own.get(code) ?? (sameAs === undefined ? undefined : own.get(sameAs));
      return cvx === undefined ? [] : [[code, cvx]];
    }),
  );
};

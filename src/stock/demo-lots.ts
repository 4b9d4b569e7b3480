/** Lots for the demonstration: what a centre could have in its refrigerator. Invented numbers, real product codes. */
import { addDays } from '#kernel/day.ts';
import { hash32 } from '#kernel/random.ts';
import type { LotEvent } from '#stock/lots.ts';

/** Presentations of campaigns/fr-covid-19/products.json: the CIP13 behind a zero is the GTIN. Days from the month's first. */
const STOCK = [
  { product: 'PF', gtin: '03400930218662', lot: 'DEMO-PF', expires_days: 55, doses: 585 },
  { product: 'PF', gtin: '03400930243411', lot: 'DEMO-PR', expires_days: 150, doses: 60 },
  { product: 'MO', gtin: '03400930219553', lot: 'DEMO-MO', expires_days: 90, doses: 200 },
  { product: 'AZ', gtin: '03400930222256', lot: 'DEMO-AZ', expires_days: 38, doses: 100 },
  { product: 'JA', gtin: '03400930222232', lot: 'DEMO-JA', expires_days: 180, doses: 50 },
] as const;

/** The same text gives the same identifier: declared at each start, a lot is declared once. */
const idOf = (text: string): string => {
  const hex = [0, 1, 2, 3].map((n) => hash32(`${n} ${text}`).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
};

/**
 * What a centre received on the first of the month: each centre lots of its own, the same whatever day of the month
 * it is asked. Declare them with `addLotEvent`; those that are there already stay as they are.
 */
export const demoLots = (place: string, today: string): LotEvent[] =>
  STOCK.map(({ product, gtin, lot, expires_days, doses }) => {
    const on = `${today.slice(0, 7)}-01`;
    const number = `${lot}${100 + (hash32(`${place} ${lot} ${on}`) % 900)}`;
    return {
      id: idOf(`${place} ${number} ${on}`),
      place,
      event: 'received',
      product,
      lot: number,
      gtin,
      expiresOn: addDays(on, expires_days),
      doses,
      on,
      recordedAt: `${on}T00:00:00.000Z`,
      by: 'demo',
    };
  });

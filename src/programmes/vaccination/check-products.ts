/** The names the ministry's logistics tables give to products, and how many doses a vial (UCD) of each was said to hold. */
import type { FaultList } from '#programmes/vaccination/check-fault.ts';

/** Least and most doses a vial, over the whole campaign: Pfizer was counted 5 until 2021-01-17 then 6, mixed in between. */
const DOSES_A_VIAL: Readonly<Record<string, readonly [least: number, most: number]>> = {
  Pfizer: [5, 6],
  Moderna: [5, 10],
  AstraZeneca: [10, 10],
  Janssen: [5, 10],
  'Pfizer Pédiatrique': [10, 10],
  'Pfizer Pédiatrique 6M-4A': [10, 10],
  'Pfizer Pédiatrique BA5': [10, 10],
  'Pfizer BA1': [6, 6],
  'Pfizer BA5': [6, 6],
  'Pfizer BA1 1D': [1, 1],
  'Pfizer BA5 1D': [1, 1],
  'Moderna BA1': [5, 5],
  'Moderna BA5': [5, 5],
  'Moderna BA1 1D': [1, 1],
  'Moderna BA5 1D': [1, 1],
  Sanofi: [10, 10],
};

const simple = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();

const byName = new Map(Object.keys(DOSES_A_VIAL).map((name) => [simple(name), name]));

/** UTF-8 that was read as Windows-1252 and written again: `PÃ©diatrique`. */
const unmangled = (name: string): string => name.replaceAll('Ã©', 'é').replaceAll('Ã¨', 'è');

/** The product's name as the ministry writes it; a fault and '' when it is none of them. */
export const readProduct = (text: string, line: number, column: string, faults: FaultList): string => {
  if (Object.hasOwn(DOSES_A_VIAL, text)) return text;
  const known = byName.get(simple(unmangled(text)));
  if (known !== undefined) {
    faults.normalise('product-name', line, {
      fr: `Nom de vaccin écrit autrement (« ${text.slice(0, 40)} ») : lu « ${known} ».`,
      en: `Product name written otherwise ("${text.slice(0, 40)}"): read as "${known}".`,
    });
    return known;
  }
  faults.add('error', 'unknown-product', line, column, {
    fr: `« ${text.slice(0, 40)} » n’est pas un vaccin de ces publications. Corrigez le nom, ou ajoutez le vaccin à ceux de la campagne.`,
    en: `"${text.slice(0, 40)}" is not a product of these publications. Correct the name, or add the product to the campaign's.`,
  });
  return '';
};

/**
 * Doses against vials. Published counts drift within the known yields and a little outside (a warning); far outside, one
 * of the two numbers is wrong (a factor of two, as a lost or doubled digit gives).
 */
export const checkYield = (
  product: string,
  vials: number,
  doses: number,
  line: number,
  column: string,
  faults: FaultList,
): void => {
  if (Number.isNaN(vials) || Number.isNaN(doses) || (vials === 0 && doses === 0)) return;
  const [least, most] = DOSES_A_VIAL[product] ?? [5, 10];
  const yielded = doses / vials;
  // A vial or two of difference in a hundred thousand is no news.
  if (yielded >= least * 0.999 && yielded <= most * 1.001) return;
  const far = !(yielded >= least / 2 && yielded <= most * 2);
  const range = least === most ? `${least}` : `${least}–${most}`;
  faults.add(far ? 'error' : 'warning', 'doses-per-vial', line, column, {
    fr: `${doses} doses pour ${vials} flacons, soit ${yielded.toFixed(2)} par flacon au lieu de ${range}.${far ? ' Un des deux nombres est faux : corrigez-le.' : ''}`,
    en: `${doses} doses in ${vials} vials, ${yielded.toFixed(2)} a vial instead of ${range}.${far ? ' One of the two numbers is wrong: correct it.' : ''}`,
  });
};

/** What the header of a published VAC-SI table says it is. */
import type { Csv, Separator } from '#kernel/csv.ts';
import type { Day } from '#kernel/day.ts';
import type { FaultList } from '#programmes/vaccination/check-fault.ts';
import { recognise } from '#programmes/vaccination/vacsi-layout.ts';

export type ItemColumn = 'clage_vacsi' | 'vaccin' | 'sexe';

const ITEM_COLUMNS: readonly ItemColumn[] = ['clage_vacsi', 'vaccin', 'sexe'];
const COUNT = /^(n_(?!cum_|tot_)|n_tot_|res_vac_tot_)\w+$/;

export type Shape = {
  readonly family: string;
  readonly from: string | undefined;
  readonly territoryColumn: 'fra' | 'reg' | 'dep';
  readonly itemColumn: ItemColumn | undefined;
  readonly total: boolean;
};

const FAMILY_LETTER: Record<ItemColumn, string> = { clage_vacsi: 'a-', vaccin: 'v-', sexe: 's-' };

/** What a header says the table is; undefined when it is not one of VAC-SI. `day` picks among same headers. */
export const shapeOf = (header: readonly string[], separator: Separator, day?: Day): Shape | undefined => {
  const [territoryColumn] = header;
  if (territoryColumn !== 'fra' && territoryColumn !== 'reg' && territoryColumn !== 'dep') return undefined;
  if (!header.includes('jour') || !header.some((name) => COUNT.test(name))) return undefined;
  const itemColumn = ITEM_COLUMNS.find((name) => header.includes(name));
  const total = header.some((name) => name.includes('_tot_'));
  const letter = itemColumn === undefined ? '' : FAMILY_LETTER[itemColumn];
  const kind = header.some((name) => name.startsWith('res_')) ? 'res-' : '';
  // A table re-saved with another separator keeps its layout.
  const seen =
    [separator, ';', ','].map((s) => recognise(header.join(s))).find((found) => found.length > 0) ?? [];
  const layout = (day && seen.findLast(({ from }) => from.slice(0, 10) <= day)) || seen[0];
  return {
    family: layout?.family ?? `vacsi-${kind}${total ? 'tot-' : ''}${letter}${territoryColumn}`,
    from: layout?.from,
    territoryColumn,
    itemColumn,
    total,
  };
};

/** Columns that no publication of the family ever had. */
export const checkHeader = (shape: Shape, csv: Csv, faults: FaultList): void => {
  const known = (name: string) =>
    name === 'jour' || name === shape.territoryColumn || name === shape.itemColumn || KNOWN_COLUMN.test(name);
  for (const name of csv.header)
    if (!known(name))
      faults.add('error', 'unknown-column', 1, name.slice(0, 40), {
        fr: `La colonne « ${name.slice(0, 40)} » n’appartient à aucune publication de ${shape.family}. Corrigez l’en-tête.`,
        en: `No publication of ${shape.family} has a column "${name.slice(0, 40)}". Correct the header.`,
      });
  const twice = csv.header.find((name, i) => csv.header.indexOf(name) !== i);
  if (twice !== undefined)
    faults.add('error', 'column-twice', 1, twice, {
      fr: `La colonne ${twice} figure deux fois. Corrigez l’en-tête.`,
      en: `The column ${twice} is there twice. Correct the header.`,
    });
  if (shape.from === undefined && shape.family !== 'vacsi-res-tot-dep' && csv.header.every(known))
    faults.add('warning', 'unknown-layout', 1, null, {
      fr: `Aucune publication vue de ${shape.family} n’a exactement cet en-tête ; les colonnes sont lues par leur nom.`,
      en: `No publication of ${shape.family} was seen with exactly this header; columns are read by name.`,
    });
};

const KNOWN_COLUMN =
  /^(pop|(n|n_cum|n_tot|couv|couv_tot|res_vac_tot|res_couv_tot)_(dose[1-4]|complet|rappel|2_rappel|3_rappel|rappel_biv))$/;

/** The national tables have one key and were sparse in the very first releases only, before the second doses. */
export const sparseOf = ({ territoryColumn, itemColumn, total }: Shape, csv: Csv): boolean | undefined =>
  total ||
  (territoryColumn === 'fra' && itemColumn === undefined && csv.header.length <= 4 && csv.separator === ';')
    ? true
    : territoryColumn === 'fra' && itemColumn === undefined
      ? false
      : undefined;

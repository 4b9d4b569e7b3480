/**
 * The dated layouts of the tables Santé publique France published for the Covid-19 campaign (VAC-SI).
 *
 * A header, once in force, holds until the next one of the same family. The dates are those of the first publication
 * seen with it (mirror of the published files, commit times). A layout marked `observed: false` was not seen: its
 * family follows the sibling that was, with its own key.
 */
import type { Day } from '#kernel/day.ts';

export type Layout = {
  readonly family: string;
  /** First publication seen with this header: `YYYY-MM-DDTHH:MM`. */
  readonly from: string;
  readonly separator: ';' | ',';
  readonly columns: readonly string[];
  readonly observed: boolean;
};

/** What the rows of a family are about: the territory, and what it is crossed with. */
export type Family = {
  readonly name: string;
  readonly territory: 'fra' | 'reg' | 'dep';
  readonly by: 'age' | 'sex' | 'product' | undefined;
  /** True when the table holds the last day only. */
  readonly total: boolean;
};

const TERRITORIES = ['fra', 'reg', 'dep'] as const;
const BY = [
  ['', undefined],
  ['a-', 'age'],
  ['v-', 'product'],
  ['s-', 'sex'],
] as const;

/** Every family, in the order they are published. Sex is known by day only: no sex total was ever seen. */
export const FAMILIES: readonly Family[] = [false, true].flatMap((total) =>
  BY.filter(([, by]) => !(total && by === 'sex')).flatMap(([prefix, by]) =>
    TERRITORIES.map((territory) => ({
      name: `vacsi-${total ? 'tot-' : ''}${prefix}${territory}`,
      territory,
      by,
      total,
    })),
  ),
);

/** `[from, header]`; `KEY` stands for the territory's column when a family is written for its siblings. */
type History = readonly (readonly [from: string, header: string])[];

/** The first release carried a running total in every table. */
const FIRST = '2021-01-28T19:35';

const BOOSTERS_2021 =
  ';n_dose1;n_complet;n_rappel;n_cum_dose1;n_cum_complet;n_cum_rappel;couv_dose1;couv_complet;couv_rappel';
const BOOSTERS_2022 =
  ';n_dose1;n_complet;n_rappel;n_2_rappel;n_cum_dose1;n_cum_complet;n_cum_rappel;n_cum_2_rappel;couv_dose1;couv_complet;couv_rappel;couv_2_rappel';
const FINAL =
  ';n_dose1;n_complet;n_rappel;n_2_rappel;n_rappel_biv;n_3_rappel;n_cum_dose1;n_cum_complet;n_cum_rappel;n_cum_2_rappel;n_cum_rappel_biv;n_cum_3_rappel;couv_dose1;couv_complet;couv_rappel;couv_2_rappel;couv_rappel_biv;couv_3_rappel';

const COMPLETE = ';n_dose1;n_complet;n_cum_dose1;n_cum_complet;couv_dose1;couv_complet';

const FRA: History = [
  [FIRST, 'fra;jour;n_dose1;n_cum_dose1'],
  ['2021-01-28T22:30', 'fra;jour;n_dose1'],
  ['2021-01-29T20:26', 'fra,jour,n_dose1,n_cum_dose1'],
  ['2021-03-02T21:02', 'fra,jour,n_dose1,n_dose2,n_cum_dose1,couv_dose1,n_cum_dose2,couv_dose2'],
  ['2021-03-04T21:03', 'fra;jour;n_dose1;n_dose2;n_cum_dose1;couv_dose1;n_cum_dose2;couv_dose2'],
  ['2021-04-26T21:01', `fra;jour${COMPLETE}`],
  ['2021-10-21T17:42', `fra;jour${BOOSTERS_2021}`],
  ['2022-05-11T17:47', `fra;jour${BOOSTERS_2022}`],
  ['2022-11-25T17:33', `fra;jour${FINAL}`],
];

/** Regions; departments were seen in the first release alone and follow. The order of the 2nd doses is not FRA's. */
const REG: History = [
  ['2021-01-28T21:12', 'KEY;jour;n_dose1;n_cum_dose1'],
  ['2021-01-28T22:30', 'KEY;jour;n_dose1'],
  ['2021-01-29T20:26', 'KEY,jour,n_dose1,n_cum_dose1'],
  ['2021-03-02T21:02', 'KEY,jour,n_dose1,n_dose2,n_cum_dose1,n_cum_dose2,couv_dose1,couv_dose2'],
  ['2021-03-04T21:03', 'KEY;jour;n_dose1;n_dose2;n_cum_dose1;n_cum_dose2;couv_dose1;couv_dose2'],
  ['2021-04-26T21:01', `KEY;jour${COMPLETE}`],
  ['2021-10-21T17:42', `KEY;jour${BOOSTERS_2021}`],
  ['2022-05-11T17:47', `KEY;jour${BOOSTERS_2022}`],
  ['2022-11-25T17:33', `KEY;jour${FINAL}`],
];

const PRODUCT: History = [
  ['2021-02-23T15:09', 'KEY,vaccin,jour,n_dose1,n_cum_dose1'],
  ['2021-02-26T19:25', 'KEY,vaccin,jour,n_dose1,n_cum_dose1,n_dose2,n_cum_dose2'],
  ['2021-03-02T21:02', 'KEY,vaccin,jour,n_dose1,n_dose2,n_cum_dose1,n_cum_dose2'],
  ['2021-03-04T21:03', 'KEY;vaccin;jour;n_dose1;n_dose2;n_cum_dose1;n_cum_dose2'],
  ['2021-08-31T17:39', 'KEY;vaccin;jour;n_dose1;n_dose2;n_dose3;n_cum_dose1;n_cum_dose2;n_cum_dose3'],
  [
    '2021-10-21T17:42',
    'KEY;vaccin;jour;n_dose1;n_dose2;n_dose3;n_dose4;n_rappel;n_cum_dose1;n_cum_dose2;n_cum_dose3;n_cum_dose4;n_cum_rappel',
  ],
  [
    '2022-11-25T17:33',
    'KEY;vaccin;jour;n_dose1;n_dose2;n_dose3;n_dose4;n_complet;n_rappel;n_2_rappel;n_rappel_biv;n_3_rappel;n_cum_dose1;n_cum_dose2;n_cum_dose3;n_cum_dose4;n_cum_complet;n_cum_rappel;n_cum_2_rappel;n_cum_rappel_biv;n_cum_3_rappel',
  ],
];

const AGE_LATER: History = [
  ['2021-04-30T21:49', `KEY;clage_vacsi;jour${COMPLETE}`],
  ['2021-10-21T17:42', `KEY;clage_vacsi;jour${BOOSTERS_2021}`],
  ['2022-04-07T17:38', `KEY;clage_vacsi;jour${BOOSTERS_2022}`],
  ['2022-11-25T17:33', `KEY;clage_vacsi;jour${FINAL}`],
];

const AGE_FRA: History = [
  [FIRST, 'KEY;clage_vacsi;jour;n_dose1;n_cum_dose1'],
  ['2021-02-19T20:27', 'KEY,clage_vacsi,jour,n_dose1,n_cum_dose1'],
  ['2021-04-01T20:25', 'KEY;clage_vacsi;jour;n_dose1;n_dose2;n_cum_dose1;n_cum_dose2'],
  ...AGE_LATER,
];

/** Departments, seen to 2021-04-21; regions were seen in the first release alone and follow. */
const AGE_DEP: History = [
  [FIRST, 'KEY;clage_vacsi;jour;n_dose1;n_cum_dose1'],
  ['2021-01-28T22:30', 'KEY;clage_vacsi;jour;n_dose1'],
  ['2021-01-29T20:26', 'KEY,clage_vacsi,jour,n_dose1,n_cum_dose1'],
  ['2021-03-02T21:02', 'KEY,clage_vacsi,jour,n_dose1,n_dose2,n_cum_dose1,n_cum_dose2'],
  ['2021-03-04T21:03', 'KEY;clage_vacsi;jour;n_dose1;n_dose2;n_cum_dose1;n_cum_dose2'],
  ...AGE_LATER,
];

/** The only layout of the sex tables that was seen: 0 everybody, 1 men, 2 women. */
const SEX: History = [[FIRST, 'KEY;sexe;jour;n_dose1;n_cum_dose1']];

/** Totals of the last day. `vacsi-tot-fra` was seen to 2021-04-26; later it follows the totals by age. */
const TOTAL: History = [
  ['2021-02-04T22:46', 'KEY,jour,n_tot_dose1,n_tot_dose2'],
  ['2021-02-12T19:27', 'KEY,jour,n_tot_dose1,n_tot_dose2,couv_tot_dose1,couv_tot_dose2'],
  ['2021-02-13T19:24', 'KEY,jour,n_tot_dose1,n_tot_dose2'],
  ['2021-02-14T19:25', 'KEY,jour,n_tot_dose1,n_tot_dose2,couv_tot_dose1,couv_tot_dose2'],
  ['2021-02-25T19:25', 'KEY,jour,n_tot_dose1,n_tot_dose2,couv_tot_dose1,couv_tot_dose2,pop'],
  ['2021-03-04T21:03', 'KEY;jour;n_tot_dose1;n_tot_dose2;couv_tot_dose1;couv_tot_dose2;pop'],
  ['2021-04-26T21:33', 'KEY;jour;n_tot_dose1;n_tot_complet;pop;couv_tot_dose1;couv_tot_complet'],
];

const TOTAL_AGE: History = [
  ['2021-01-29T18:06', 'KEY;clage_vacsi;jour;n_tot_dose1;n_tot_dose2'],
  ['2021-01-29T20:26', 'KEY,clage_vacsi,jour,n_tot_dose1,n_tot_dose2'],
  ['2021-02-12T19:27', 'KEY,clage_vacsi,jour,n_tot_dose1,n_tot_dose2,couv_tot_dose1,couv_tot_dose2'],
  ['2021-02-13T19:24', 'KEY,clage_vacsi,jour,n_tot_dose1,n_tot_dose2'],
  ['2021-02-14T19:25', 'KEY,clage_vacsi,jour,n_tot_dose1,n_tot_dose2,couv_tot_dose1,couv_tot_dose2'],
  ['2021-02-25T19:25', 'KEY,clage_vacsi,jour,n_tot_dose1,n_tot_dose2,pop,couv_tot_dose1,couv_tot_dose2'],
  ['2021-03-04T21:03', 'KEY;clage_vacsi;jour;n_tot_dose1;n_tot_dose2;pop;couv_tot_dose1;couv_tot_dose2'],
  ['2021-04-26T20:37', 'KEY;clage_vacsi;jour;n_tot_dose1;n_tot_complet;pop;couv_tot_dose1;couv_tot_complet'],
  [
    '2021-10-21T17:42',
    'KEY;clage_vacsi;jour;n_tot_dose1;n_tot_complet;n_tot_rappel;pop;couv_tot_dose1;couv_tot_complet;couv_tot_rappel',
  ],
  [
    '2022-04-07T17:38',
    'KEY;clage_vacsi;jour;n_tot_dose1;n_tot_complet;n_tot_rappel;n_tot_2_rappel;pop;couv_tot_dose1;couv_tot_complet;couv_tot_rappel;couv_tot_2_rappel',
  ],
  [
    '2022-11-25T17:33',
    'KEY;clage_vacsi;jour;n_tot_dose1;n_tot_complet;n_tot_rappel;n_tot_2_rappel;n_tot_rappel_biv;n_tot_3_rappel;pop;couv_tot_dose1;couv_tot_complet;couv_tot_rappel;couv_tot_2_rappel;couv_tot_rappel_biv;couv_tot_3_rappel',
  ],
];

/** Totals by age without the age: what the plain totals became after the last one seen. */
const TOTAL_LATER: History = TOTAL_AGE.slice(-3).map(([from, header]) => [
  from,
  header.replace('clage_vacsi;', ''),
]);

/** Totals by product were announced and never seen: the counts of the daily table, as totals, without running sums. */
const TOTAL_PRODUCT: History = PRODUCT.map(([from, header]) => {
  const separator = separatorOf(header);
  const kept = header.split(separator).filter((column) => !column.startsWith('n_cum_'));
  return [from, kept.map((column) => column.replace(/^n_/, 'n_tot_')).join(separator)];
});

const layoutsOf = ({ name, territory, by, total }: Family): readonly Layout[] => {
  const all = territory === 'fra';
  const firstRelease = (from: string) => from < '2021-01-28T22';
  const layouts = (history: History, observed: (from: string) => boolean): Layout[] =>
    history.map(([from, header]) => ({
      family: name,
      from,
      separator: separatorOf(header),
      columns: header.replace(/^KEY/, territory).split(separatorOf(header)),
      observed: observed(from),
    }));
  if (total && by === 'product') return layouts(TOTAL_PRODUCT, () => false);
  if (total && by === 'age')
    return layouts(TOTAL_AGE, (from) => all || (territory === 'dep' && from.startsWith('2021-04-26')));
  if (total) return [...layouts(TOTAL, () => all), ...layouts(TOTAL_LATER, () => false)];
  if (by === 'sex') return layouts(SEX, () => true);
  if (by === 'product') return layouts(PRODUCT, () => all);
  if (by === 'age' && all) return layouts(AGE_FRA, () => true);
  if (by === 'age')
    return layouts(AGE_DEP, (from) => firstRelease(from) || (territory === 'dep' && from < '2021-04-22'));
  if (all) return layouts(FRA, () => true);
  return layouts(REG, (from) => firstRelease(from) || territory === 'reg');
};

function separatorOf(header: string): ';' | ',' {
  return header.includes(';') ? ';' : ',';
}

/** The layouts of each family, oldest first. */
export const LAYOUTS: ReadonlyMap<string, readonly Layout[]> = new Map(
  FAMILIES.map((family) => [family.name, layoutsOf(family)]),
);

/**
 * The layout of a family in force at the end of a day, or at an instant `YYYY-MM-DDTHH:MM` of one (headers changed
 * within 2021-01-28 and 2021-01-29); undefined before the family's first publication.
 */
export const layoutOf = (family: string, at: Day | string): Layout | undefined => {
  const end = at.length === 10 ? `${at}T24:00` : at;
  return LAYOUTS.get(family)?.findLast(({ from }) => from <= end);
};

export type Recognised = { readonly family: string; readonly from: string; readonly layout: Layout };

let byHeader: Map<string, Recognised[]> | undefined;

/**
 * The families and dates whose published header is this line. The same header can belong to several dates (one was
 * taken back and came again). Line ends, a byte-order mark and quotes around names are of no account.
 */
export const recognise = (headerLine: string): readonly Recognised[] => {
  if (byHeader === undefined) {
    byHeader = new Map();
    for (const layout of [...LAYOUTS.values()].flat()) {
      const header = layout.columns.join(layout.separator);
      const same = byHeader.get(header) ?? [];
      byHeader.set(header, [...same, { family: layout.family, from: layout.from, layout }]);
    }
  }
  const header = headerLine
    .replace(/^\uFEFF/, '')
    .replaceAll('"', '')
    .trim();
  return byHeader.get(header) ?? [];
};

import type { Column } from '#kernel/table.ts';
import type { Text } from '#kernel/text.ts';
import type { Measure } from '#programmes/vaccination/indicators.ts';
import type { Family } from '#programmes/vaccination/vacsi-layout.ts';

/** What a published count counts. Wording after the notes of the producer's data set. */
type Counted = { readonly measure: Measure; readonly title: Text; readonly description: Text };

const COUNTED: Readonly<Record<string, Counted>> = {
  dose1: {
    measure: 'dose1',
    title: { fr: 'Premières injections', en: 'First injections' },
    description: {
      fr: 'Personnes ayant reçu leur première injection',
      en: 'People who received their first injection',
    },
  },
  dose2: {
    measure: 'dose2',
    title: { fr: 'Deuxièmes injections', en: 'Second injections' },
    description: { fr: 'Injections de rang 2', en: 'Injections of rank 2' },
  },
  dose3: {
    measure: 'dose3',
    title: { fr: 'Troisièmes injections', en: 'Third injections' },
    description: { fr: 'Injections de rang 3', en: 'Injections of rank 3' },
  },
  dose4: {
    measure: 'dose4',
    title: { fr: 'Quatrièmes injections', en: 'Fourth injections' },
    description: { fr: 'Injections de rang 4', en: 'Injections of rank 4' },
  },
  complet: {
    measure: 'complete',
    title: { fr: 'Schémas complets', en: 'Complete courses' },
    description: {
      fr: 'Personnes dont le schéma vaccinal initial devient complet',
      en: 'People whose primary course becomes complete',
    },
  },
  rappel: {
    measure: 'booster1',
    title: { fr: 'Premiers rappels', en: 'First boosters' },
    description: { fr: 'Personnes ayant reçu un premier rappel', en: 'People who received a first booster' },
  },
  '2_rappel': {
    measure: 'booster2',
    title: { fr: 'Deuxièmes rappels', en: 'Second boosters' },
    description: {
      fr: 'Personnes ayant reçu un deuxième rappel',
      en: 'People who received a second booster',
    },
  },
  '3_rappel': {
    measure: 'booster3',
    title: { fr: 'Troisièmes rappels', en: 'Third boosters' },
    description: {
      fr: 'Personnes ayant reçu un troisième rappel',
      en: 'People who received a third booster',
    },
  },
  rappel_biv: {
    measure: 'bivalent',
    title: { fr: 'Rappels bivalents', en: 'Bivalent boosters' },
    description: {
      fr: 'Personnes ayant reçu un rappel adapté au variant Omicron',
      en: 'People who received a booster adapted to the Omicron variant',
    },
  },
};

/** What a column of a published table holds, read from its name: `n_cum_2_rappel` is the running sum of 2nd boosters. */
export type Content =
  | { readonly kind: 'territory' | 'group' | 'day' | 'population' }
  | { readonly kind: 'count' | 'running' | 'coverage'; readonly measure: Measure };

export const contentOf = (column: string): Content => {
  if (column === 'jour') return { kind: 'day' };
  if (column === 'pop') return { kind: 'population' };
  if (column === 'clage_vacsi' || column === 'sexe' || column === 'vaccin') return { kind: 'group' };
  const match = /^(n|couv)_(?:(cum|tot)_)?(.+)$/.exec(column);
  const counted = COUNTED[match?.[3] ?? ''];
  if (match === null || counted === undefined) return { kind: 'territory' };
  if (match[1] === 'couv') return { kind: 'coverage', measure: counted.measure };
  return { kind: match[2] === undefined ? 'count' : 'running', measure: counted.measure };
};

const KEYS: Readonly<Record<string, Omit<Column, 'name'>>> = {
  fra: {
    type: 'string',
    title: { fr: 'Pays', en: 'Country' },
    description: { fr: 'FR : France entière', en: 'FR: the whole of France' },
  },
  reg: {
    type: 'string',
    title: { fr: 'Région', en: 'Region' },
    description: { fr: 'Code Insee de la région', en: 'INSEE code of the region' },
  },
  dep: {
    type: 'string',
    title: { fr: 'Département', en: 'Department' },
    description: {
      fr: 'Code Insee du département ; les codes inconnus sont gardés tels que reçus',
      en: 'INSEE code of the department; unknown codes are kept as received',
    },
  },
  jour: {
    type: 'date',
    title: { fr: 'Jour', en: 'Day' },
    description: { fr: 'Jour de l’injection', en: 'Day of the injection' },
  },
  clage_vacsi: {
    type: 'string',
    title: { fr: 'Classe d’âge', en: 'Age class' },
    description: {
      fr: 'Borne haute de la classe d’âge ; 80 : 80 ans et plus ; 0 : tous âges, âge inconnu compris',
      en: 'Upper bound of the age class; 80: 80 and over; 0: all ages, unknown age included',
    },
  },
  sexe: {
    type: 'string',
    title: { fr: 'Sexe', en: 'Sex' },
    description: { fr: '0 : tous ; 1 : hommes ; 2 : femmes', en: '0: everybody; 1: men; 2: women' },
  },
  vaccin: {
    type: 'string',
    title: { fr: 'Vaccin', en: 'Vaccine' },
    description: {
      fr: 'Numéro du vaccin ; 0 : tous, vaccin inconnu compris',
      en: 'Number of the vaccine; 0: all, unknown vaccine included',
    },
  },
  pop: {
    type: 'number',
    title: { fr: 'Population', en: 'Population' },
    description: { fr: 'Population qui divise la couverture', en: 'Population that the coverage divides by' },
  },
};

/** The column in words, by its name. */
export const columnOf = (name: string): Column => {
  const key = KEYS[name];
  if (key !== undefined) return { name, ...key };
  const match = /^(n|couv)_(?:(cum|tot)_)?(.+)$/.exec(name);
  const counted = COUNTED[match?.[3] ?? ''];
  if (match === null || counted === undefined) {
    const text = { fr: name, en: name };
    return { name, type: 'string', title: text, description: text };
  }
  const { title, description } = counted;
  if (match[1] === 'couv')
    return {
      name,
      type: 'number',
      title: { fr: `${title.fr}, couverture`, en: `${title.en}, coverage` },
      description: {
        fr: `${description.fr}, cumul en pour cent de la population, au plus 99`,
        en: `${description.en}, running total as a percentage of the population, at most 99`,
      },
    };
  if (match[2] === undefined)
    return {
      name,
      type: 'integer',
      title: { fr: `${title.fr}, ce jour`, en: `${title.en}, that day` },
      description: { fr: `${description.fr}, ce jour-là`, en: `${description.en}, on that day` },
    };
  return {
    name,
    type: 'integer',
    title: { fr: `${title.fr}, cumul`, en: `${title.en}, running total` },
    description: {
      fr: `${description.fr}, depuis le début jusqu’à ce jour`,
      en: `${description.en}, from the start to that day`,
    },
  };
};

const TERRITORY: Readonly<Record<Family['territory'], Text>> = {
  fra: { fr: 'France entière', en: 'whole of France' },
  reg: { fr: 'par région', en: 'by region' },
  dep: { fr: 'par département', en: 'by department' },
};
const CROSSED = {
  age: { fr: ' et classe d’âge', en: ' and age class' },
  sex: { fr: ' et sexe', en: ' and sex' },
  product: { fr: ' et vaccin', en: ' and vaccine' },
} as const satisfies Record<string, Text>;

/** Title and description of the table of a family. */
export const textsOf = ({ territory, by, total }: Family): { title: Text; description: Text } => {
  const crossed = by === undefined ? { fr: '', en: '' } : CROSSED[by];
  const where = TERRITORY[territory];
  const title = total
    ? {
        fr: `Vaccination Covid-19, totaux, ${where.fr}${crossed.fr}`,
        en: `Covid-19 vaccination, totals, ${where.en}${crossed.en}`,
      }
    : {
        fr: `Vaccination Covid-19 par jour, ${where.fr}${crossed.fr}`,
        en: `Covid-19 vaccination by day, ${where.en}${crossed.en}`,
      };
  const nation = {
    fr: 'La France compte toutes les injections, celles dont le territoire est inconnu comprises : elle n’est pas la somme des régions.',
    en: 'The nation counts every injection, those of unknown territory included: it is not the sum of the regions.',
  };
  return { title, description: { fr: `${title.fr}. ${nation.fr}`, en: `${title.en}. ${nation.en}` } };
};

/** The vocabulary of rules in words: what the form offers, and the sentence that says what a rule finds. */

import { refuse } from '#kernel/result.ts';
import type { Text } from '#kernel/text.ts';
import { SITES, VaccinationFinds } from '#programmes/vaccination/quality/finds.ts';
import type { Predicate, Vocabulary } from '#quality/rule.ts';

const SITE_WORDS: Readonly<Record<(typeof SITES)[number], Text>> = {
  'left-arm': { fr: 'bras gauche', en: 'left arm' },
  'right-arm': { fr: 'bras droit', en: 'right arm' },
  'left-thigh': { fr: 'cuisse gauche', en: 'left thigh' },
  'right-thigh': { fr: 'cuisse droite', en: 'right thigh' },
  other: { fr: 'autre site', en: 'another site' },
};

const TOGETHER = {
  name: 'count',
  kind: 'number',
  label: { fr: 'Nombre d’injections, au moins', en: 'Injections, at least' },
  ...{ min: 2, max: 100, usual: 2 },
} as const;
const YEARS = { name: 'years', kind: 'number', min: 1, max: 130 } as const;
const LOT_HINT = {
  fr: 'Une ligne par lot : numéro, espace, code du produit.',
  en: 'One lot a line: number, space, product code.',
};

const PREDICATES: readonly Predicate[] = [
  {
    what: 'same-minute',
    title: { fr: 'Plusieurs injections en une minute', en: 'Several injections in one minute' },
    explains: {
      fr: 'Les injections d’une personne dont l’heure notée est de la même minute.',
      en: 'The injections of one person whose recorded time is in the same minute.',
    },
    parameters: [
      TOGETHER,
      {
        name: 'site',
        kind: 'choice',
        optional: true,
        label: { fr: 'Site d’injection', en: 'Injection site' },
        options: SITES.map((value) => ({ value, name: SITE_WORDS[value] })),
      },
    ],
  },
  {
    what: 'same-day',
    title: { fr: 'Plusieurs injections le même jour', en: 'Several injections on one day' },
    explains: {
      fr: 'Les injections d’une personne datées du même jour.',
      en: 'The injections of one person dated the same day.',
    },
    parameters: [TOGETHER],
  },
  {
    what: 'too-close',
    title: { fr: 'Injections trop rapprochées', en: 'Injections too close together' },
    explains: {
      fr: 'Les injections de jours différents, à moins de tant de jours de la première d’entre elles.',
      en: 'Injections of different days, fewer than so many days after the first of them.',
    },
    parameters: [
      {
        name: 'days_under',
        kind: 'number',
        label: { fr: 'Moins de tant de jours', en: 'Fewer than so many days' },
        ...{ min: 2, max: 366, usual: 2 },
      },
    ],
  },
  {
    what: 'age-under',
    title: { fr: 'Âge trop jeune', en: 'Age too young' },
    explains: {
      fr: 'L’âge à l’acte est sous cet âge ; quand seule la classe d’âge est connue, toute la classe l’est.',
      en: 'The age at the act is under this age; where only the class is known, the whole class is.',
    },
    parameters: [
      { ...YEARS, usual: 3, label: { fr: 'Moins de tant d’années', en: 'Under so many years' } },
      {
        name: 'before',
        kind: 'day',
        optional: true,
        label: { fr: 'Actes avant le', en: 'Acts before' },
      },
    ],
  },
  {
    what: 'age-over',
    title: { fr: 'Âge trop élevé', en: 'Age too high' },
    explains: { fr: 'L’âge à l’acte dépasse cet âge.', en: 'The age at the act is over this age.' },
    parameters: [{ ...YEARS, usual: 115, label: { fr: 'Plus de tant d’années', en: 'Over so many years' } }],
  },
  {
    what: 'age-class-impossible',
    title: { fr: 'Classe d’âge impossible', en: 'Impossible age class' },
    explains: {
      fr: 'L’âge n’est pas de la classe notée, ou la personne est plus jeune qu’à un acte précédent.',
      en: 'The age is not of the class recorded, or the person is younger than at an earlier act.',
    },
    parameters: [],
  },
  {
    what: 'rank-skips',
    title: { fr: 'Un rang qui saute', en: 'A rank that skips' },
    explains: {
      fr: 'Le rang noté dépasse de plus d’un le plus haut d’avant.',
      en: 'The stated rank is more than one above the highest before it.',
    },
    parameters: [],
  },
  {
    what: 'rank-repeats',
    title: { fr: 'Un rang noté deux fois', en: 'A rank stated twice' },
    explains: {
      fr: 'Deux injections d’une personne portent le même rang.',
      en: 'Two injections of one person have the same rank.',
    },
    parameters: [],
  },
  {
    what: 'rank-without-first',
    title: { fr: 'Une deuxième dose sans première', en: 'A second dose without a first' },
    explains: {
      fr: 'Le rang noté est deux ou plus, et aucune dose n’est connue avant, ni ici ni ailleurs.',
      en: 'The stated rank is two or more, and no dose is known before it, here or elsewhere.',
    },
    parameters: [],
  },
  {
    what: 'before-first-use',
    title: { fr: 'Un acte avant l’arrivée du produit', en: 'An act before the product existed' },
    explains: {
      fr: 'L’acte est d’avant le premier jour d’emploi du produit dans le pays.',
      en: 'The act is from before the first day the product was used in the country.',
    },
    parameters: [
      {
        name: 'products',
        kind: 'lines',
        columns: ['product', 'firstUse'],
        label: { fr: 'Premiers jours d’emploi', en: 'First days of use' },
        hint: {
          fr: 'Une ligne par produit : code, espace, jour (AAAA-MM-JJ).',
          en: 'One product a line: code, space, day (YYYY-MM-DD).',
        },
      },
    ],
  },
  {
    what: 'before-campaign',
    title: { fr: 'Un acte avant la campagne', en: 'An act before the campaign' },
    explains: {
      fr: 'L’acte est d’avant le premier jour de la campagne.',
      en: 'The act is from before the first day of the campaign.',
    },
    parameters: [
      {
        name: 'firstDay',
        kind: 'day',
        usual: '2020-12-27',
        label: { fr: 'Premier jour de la campagne', en: 'First day of the campaign' },
      },
    ],
  },
  {
    what: 'lot-of-another-product',
    title: { fr: 'Un lot d’un autre produit', en: 'A lot of another product' },
    explains: {
      fr: 'Le lot est connu pour un produit, et l’acte en nomme un autre.',
      en: 'The lot is known for one product, and the act names another.',
    },
    parameters: [
      {
        name: 'lots',
        kind: 'lines',
        columns: ['lot', 'product'],
        label: { fr: 'Lots et leur produit', en: 'Lots and their product' },
        hint: LOT_HINT,
      },
    ],
  },
  {
    what: 'lot-recalled',
    title: { fr: 'Un lot rappelé', en: 'A recalled lot' },
    explains: {
      fr: 'Le lot est employé le jour de son rappel, ou après.',
      en: 'The lot is used on the day of its recall, or later.',
    },
    parameters: [
      {
        name: 'lots',
        kind: 'lines',
        columns: ['lot', 'product', 'on'],
        label: { fr: 'Lots rappelés', en: 'Recalled lots' },
        hint: {
          fr: 'Une ligne par lot : numéro, code du produit, jour du rappel (AAAA-MM-JJ), séparés par des espaces.',
          en: 'One lot a line: number, product code, day of the recall (YYYY-MM-DD), separated by spaces.',
        },
      },
    ],
  },
  {
    what: 'expired-vial',
    title: { fr: 'Un flacon périmé', en: 'An expired vial' },
    explains: {
      fr: 'La péremption lue sur le flacon est passée le jour de l’acte.',
      en: 'The expiry read on the vial is past on the day of the act.',
    },
    parameters: [],
  },
  {
    what: 'recorded-late',
    title: { fr: 'Un acte noté longtemps après', en: 'An act recorded long after' },
    explains: {
      fr: 'L’acte est enregistré plus de tant de jours après sa date.',
      en: 'The act is recorded more than so many days after its date.',
    },
    parameters: [
      {
        name: 'days_over',
        kind: 'number',
        label: { fr: 'Plus de tant de jours', en: 'More than so many days' },
        ...{ min: 1, max: 3660, usual: 365 },
      },
    ],
  },
];

const SHOWN_MAX = 5;

/** The first items of a list, and how many more there are. */
const listed = (items: readonly string[], more: (n: number) => string): string =>
  items.length <= SHOWN_MAX
    ? items.join(', ')
    : `${items.slice(0, SHOWN_MAX).join(', ')} ${more(items.length - SHOWN_MAX)}`;
const moreFr = (n: number): string => `et ${n} de plus`;
const moreEn = (n: number): string => `and ${n} more`;
const both = (fr: string, en: string): Text => ({ fr, en });
const inBoth = (
  items: readonly string[],
  [fr, en]: readonly [string, string],
  after: Text = both('', ''),
): Text => both(`${fr}${listed(items, moreFr)}${after.fr}.`, `${en}${listed(items, moreEn)}${after.en}.`);

const tell = (finds: VaccinationFinds): Text => {
  switch (finds.what) {
    case 'same-minute': {
      const { count, site } = finds;
      const where = site === undefined ? both('', '') : SITE_WORDS[site];
      return both(
        `Au moins ${count} injections d’une personne dans la même minute${site === undefined ? '' : ` (${where.fr})`}.`,
        `At least ${count} injections of one person in the same minute${site === undefined ? '' : ` (${where.en})`}.`,
      );
    }
    case 'same-day':
      return both(
        `Au moins ${finds.count} injections d’une personne le même jour.`,
        `At least ${finds.count} injections of one person on the same day.`,
      );
    case 'too-close':
      return both(
        `Des injections de jours différents, à moins de ${finds.days_under} jours de la première d’entre elles.`,
        `Injections of different days, fewer than ${finds.days_under} days after the first of them.`,
      );
    case 'age-under': {
      const { years, before } = finds;
      return both(
        `Une personne de moins de ${years} ans à l’acte${before === undefined ? '' : `, avant le ${before}`}.`,
        `A person under ${years} years old at the act${before === undefined ? '' : `, before ${before}`}.`,
      );
    }
    case 'age-over':
      return both(`Une personne de plus de ${finds.years} ans.`, `A person over ${finds.years} years old.`);
    case 'before-first-use':
      return inBoth(
        finds.products.map(({ product, firstUse }) => `${product} (${firstUse})`),
        [
          'Un acte avant le premier jour d’emploi du produit : ',
          'An act before the product’s first day of use: ',
        ],
      );
    case 'before-campaign':
      return both(`Un acte avant le ${finds.firstDay}.`, `An act before ${finds.firstDay}.`);
    case 'lot-of-another-product':
      return inBoth(
        finds.lots.map(({ lot, product }) => `${lot} (${product})`),
        [
          'Un lot employé sous un autre produit que le sien : ',
          'A lot used under another product than its own: ',
        ],
      );
    case 'lot-recalled':
      return inBoth(
        finds.lots.map(({ lot, product, on }) => `${lot} (${product}, ${on})`),
        ['Un lot employé depuis son rappel : ', 'A lot used since its recall: '],
      );
    case 'recorded-late':
      return both(
        `Un acte enregistré plus de ${finds.days_over} jours après sa date.`,
        `An act recorded more than ${finds.days_over} days after its date.`,
      );
    default:
      return PREDICATES.find(({ what }) => what === finds.what)?.explains ?? both(finds.what, finds.what);
  }
};

export const VOCABULARY: Vocabulary = {
  predicates: PREDICATES,
  read: (finds) => {
    const read = VaccinationFinds.safeParse(finds);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const field = ['finds', ...(issue?.path ?? [])].join('.');
    return refuse('quality-malformed', `"${field}": ${issue?.message ?? 'not understood'}`, { field });
  },
  tell: (finds) => tell(VaccinationFinds.parse(finds)),
};

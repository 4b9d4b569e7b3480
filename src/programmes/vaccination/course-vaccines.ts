/** The products of a campaign as the vaccine types of a schedule, and whom each is not given to. */
import { agesOf, type People, territoryCode, whoOfAges } from '#programmes/vaccination/course-people.ts';
import type { ProductLimit, VaccinationRules } from '#programmes/vaccination/strategy.ts';
import type { Campaign, Product } from '#programmes/vaccination/strategy-campaign.ts';
import type { Antigen, Observation, PreferableVaccine, Vaccine, Who } from '#schedule/schedule.ts';

/** The vaccine type of an injection whose product is not known. */
export const UNKNOWN_PRODUCT = 'unknown';
/** An infection, the day of its proof; and one that its proof shows to be over, so that nobody waits for it. */
export const INFECTION = 'infection';
export const INFECTION_OVER = 'infection-over';
export const CONTRAINDICATION = 'contraindication';
export const contraindicationTo = (product: string): string => `${CONTRAINDICATION}-${product}`;

/** The series groups of a campaign: the primary course, and any first booster, whoever it is for. */
export const COURSE = 'course';
export const FIRST_BOOSTER = 'first-booster';

/** Products that are one of their own: `sameAs` counts as another. */
export const ownProducts = (products: readonly Product[]): Product[] =>
  products.filter(({ sameAs }) => sameAs === undefined);

export const vaccinesOf = (
  products: readonly Product[],
  antigen: string,
  unspecified: string | undefined,
): Vaccine[] => {
  const antigens = [{ antigen }];
  return [
    {
      code: UNKNOWN_PRODUCT,
      name: { fr: 'Produit inconnu', en: 'Unknown product' },
      ...(unspecified !== undefined && { aliases: [unspecified] }),
      antigens,
    },
    ...ownProducts(products).map((product): Vaccine => {
      const same = products.filter(({ sameAs }) => sameAs === product.code);
      const aliases = [...cvxCodes(product), ...same.flatMap((other) => [other.code, ...cvxCodes(other)])];
      return {
        code: product.code,
        name: product.name,
        ...(aliases.length > 0 && { aliases: [...new Set(aliases)] }),
        antigens,
      };
    }),
  ];
};

/** `208 (to dilute); 217 (tris, ready to use)`: the numbers outside brackets. */
const cvxCodes = ({ cvx }: Product): string[] =>
  typeof cvx?.value === 'string' ? (cvx.value.replaceAll(/\([^)]*\)/g, '').match(/\d{1,3}/g) ?? []) : [];

/** What may be observed: the tags of the campaign, infections, contraindications, and places where a rule asks. */
export const observationsOf = (
  campaign: Campaign,
  products: readonly Product[],
  territories: readonly string[],
): Observation[] => [
  ...Object.entries(campaign.tags).map(([code, { fr, en }]) => ({ code, title: { fr, en }, coded: [] })),
  { code: INFECTION, title: { fr: 'Infection', en: 'Infection' }, coded: [] },
  {
    code: INFECTION_OVER,
    title: { fr: 'Infection passée, montrée par sérologie', en: 'Past infection, shown by serology' },
    coded: [],
  },
  {
    code: CONTRAINDICATION,
    title: { fr: 'Contre-indication à tous les vaccins', en: 'Contraindication to every vaccine' },
    coded: [],
  },
  ...ownProducts(products).map(({ code, short }) => ({
    code: contraindicationTo(code),
    title: { fr: `Contre-indication : ${short}`, en: `Contraindication: ${short}` },
    coded: [],
  })),
  ...territories.map((territory) => ({
    code: territoryCode(territory),
    title: { fr: `Vit dans le territoire ${territory}`, en: `Lives in the territory ${territory}` },
    coded: [],
  })),
];

export const territoriesOf = (rules: VaccinationRules): string[] => {
  const groups = [...rules.exclusions, ...rules.courses, ...rules.intervals, ...rules.boosters].flatMap(
    (rule) => rule.who ?? [],
  );
  return [...new Set(groups.flatMap(({ territories }) => territories ?? []))].toSorted();
};

export type Use = 'primary course' | 'booster';

const isFor = (limit: ProductLimit, use: Use): boolean => limit.use === 'any dose' || limit.use === use;

/** Products in the order given, each with its ages for a use. */
export const preferableOf = (
  rules: VaccinationRules,
  codes: readonly string[],
  use: Use,
): PreferableVaccine[] =>
  codes.map((code) => {
    const limits = rules.products.filter((limit) => limit.product === code && isFor(limit, use));
    const [limit] = limits;
    return { code, ...(limits.length === 1 && limit !== undefined && whoOfAges(...rangeOf(limit))) };
  });

const rangeOf = (limit: ProductLimit): [number, number] => {
  const { from, until } = agesOf(limit);
  return [from, until];
};

/** The youngest age, in months, at which a product may be given in a use. */
export const youngest = (rules: VaccinationRules, use: Use): number =>
  Math.min(...rules.products.filter((limit) => isFor(limit, use)).map((limit) => agesOf(limit).from));

/** The ages a product is not for, and the exclusions of the strategy; a deferral withholds nothing for good. */
export const withheldOf = (
  rules: VaccinationRules,
  products: readonly Product[],
  boosterGroups: readonly string[],
  people: People,
): Antigen['withheld'] => {
  const own = ownProducts(products).map(({ code }) => code);
  const byAge = (use: Use, groups: readonly string[]) =>
    own.flatMap((code) => {
      const who = outside(rules.products.filter((limit) => limit.product === code && isFor(limit, use)));
      const text = { fr: `${code} : âge`, en: `${code}: age` };
      return who.length === 0 || groups.length === 0
        ? []
        : [{ text, who, vaccines: [code], groups: [...groups] }];
    });
  return [
    ...byAge('primary course', [COURSE]),
    ...byAge('booster', boosterGroups),
    ...rules.exclusions.flatMap(({ who, withhold, dose, defer, text }) => {
      const groups = people.all([who]) ?? [{}];
      if (defer === true || groups.length === 0) return [];
      return {
        text,
        who: groups,
        vaccines: withhold === 'all' ? own : [...withhold],
        groups: dose === 'primary course' ? [COURSE] : [],
      };
    }),
  ];
};

/** The ages outside of every limit; everybody when there is none: a product no strategy names is not offered. */
const outside = (limits: readonly ProductLimit[]): Who[] => {
  const ranges = limits.map(agesOf).toSorted((one, other) => one.from - other.from);
  const found: Who[] = [];
  let reached = 0;
  for (const { from, until } of ranges) {
    if (from > reached) found.push(whoOfAges(reached, from));
    reached = Math.max(reached, until);
  }
  if (reached !== Number.POSITIVE_INFINITY) found.push(whoOfAges(reached, Number.POSITIVE_INFINITY));
  return found;
};

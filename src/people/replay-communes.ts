/** Where replayed people live and were born: communes by how many people they have. */
import type { Draw } from '#kernel/random.ts';
import { type Commune, oneOf, placeOf } from '#people/replay-people.ts';
import { departmentOf } from '#places/territory.ts';

/** Paris, Marseille and Lyon stand in the list beside their own districts: people are counted once. */
const CITIES_OF_DISTRICTS: readonly string[] = ['75056', '13055', '69123'];

/** A birth abroad, in a country that nobody wrote down. */
export const COUNTRY_UNKNOWN = '99999';

/** Countries of birth, INSEE codes, those met most first. */
const COUNTRIES = [
  '99352',
  '99350',
  '99139',
  '99351',
  '99127',
  '99134',
  '99208',
  '99109',
  '99131',
  '99397',
  '99410',
  COUNTRY_UNKNOWN,
];

type Weighted = { readonly communes: readonly Commune[]; readonly ends: Float64Array };

const weighted = (communes: readonly Commune[]): Weighted => {
  let people = 0;
  const ends = Float64Array.from(communes, ({ population }) => {
    people += population;
    return people;
  });
  return { communes, ends };
};

/** Shares of births: in the department of residence, and abroad; the others anywhere in the country. */
const BORN_HERE = 0.62;
const BORN_ABROAD = 0.11;

/** Draws communes by their population; kept so that the sums of each department are made once. */
export const createCommunes = (list: readonly Commune[]) => {
  const all = list.filter(({ code }) => !CITIES_OF_DISTRICTS.includes(code));
  const country = weighted(all);
  const byDepartment = Map.groupBy(all, ({ code }) => departmentOf(code));
  const departments = new Map<string, Weighted>();
  /**
   * The communes of a department. Published tables have codes of no department (`750`, `970`, `00`): those that begin
   * like one are of its communes, the others of any.
   */
  const chosen = (department: string): Weighted => {
    const exact = byDepartment.get(`DEP-${department}`);
    if (exact !== undefined) return weighted(exact);
    const near = all.filter(({ code }) => department.length === 3 && code.startsWith(department.slice(0, 2)));
    return near.length > 0 ? weighted(near) : country;
  };
  const of = (department: string): Weighted => {
    let known = departments.get(department);
    if (known === undefined) {
      known = chosen(department);
      departments.set(department, known);
    }
    return known;
  };
  const draw = ({ communes, ends }: Weighted, chance: Draw): Commune =>
    communes[placeOf(ends, chance)] ?? oneOf(communes, chance);
  return {
    residence: (department: string, chance: Draw): Commune => draw(of(department), chance),
    birthPlace: (department: string, chance: Draw): string => {
      const where = chance();
      if (where < BORN_ABROAD) return oneOf(COUNTRIES, () => chance() ** 2);
      return draw(where < BORN_ABROAD + BORN_HERE ? of(department) : country, chance).code;
    },
  };
};

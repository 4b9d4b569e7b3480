/** Which trait a column of a register holds, from its name as French and foreign registers write it. */
import { fold, isTrait, TRAITS, type Trait } from '#people/identity-traits.ts';

/** Usual names, folded and without spaces; of two columns for one trait, the one whose name comes first is read. */
const USUAL: { readonly [trait in Trait]: string } = {
  givenName:
    'givenname firstname forename prenoms prenom prenomsnaissance premierprenom listeprenoms given first givennames firstnames prenomusuel prenomutilise prenomusage',
  familyName:
    'familyname birthname nomnaissance nomdenaissance nomfamille nomdefamille nompatronymique patronyme surname lastname nom family last nomusage nomutilise nomdusage maidenname',
  birthDate:
    'birthdate dateofbirth datenaissance datedenaissance dob birth naissance datenais nele neele birthday datnaiss ddn',
  sex: 'sex gender sexe genre civilite',
  birthPlace:
    'birthplace placeofbirth lieunaissance lieudenaissance communenaissance communedenaissance villenaissance codeinseenaissance codelieunaissance inseenaissance birthcity countryofbirth',
  nationalNumber:
    'nationalnumber nationalid nir ins matriculeins insnir numerosecuritesociale numsecu nss securitesociale socsecid ssn socialsecuritynumber nhsnumber idnational',
  postcode: 'postcode postalcode zip zipcode codepostal cp codpost',
  city: 'city town suburb commune ville locality localite municipality nomcommune communeresidence',
  address:
    'address address1 street adresse adresse1 rue voie libellevoie nomvoie streetname addressline1 adresseligne1 ligneadresse adressepostale',
  streetNumber: 'streetnumber housenumber numero numerovoie numvoie numerorue numrue streetno',
  region: 'region state departement county province dep departementresidence',
  phone: 'phone phonenumber telephone tel mobile portable telephoneportable numerotelephone cellphone gsm',
  email: 'email mail courriel emailaddress adressemail adresseemail adresseelectronique',
};

const bare = (name: string): string => fold(name).replaceAll(' ', '');

const usualNames: ReadonlyMap<string, { readonly trait: Trait; readonly rank: number }> = new Map(
  TRAITS.flatMap((trait) => USUAL[trait].split(' ').map((name, rank) => [name, { trait, rank }] as const)),
);

/** For each trait, the columns it is read from, in order. Several columns of one trait are put together. */
export type ColumnPlan = ReadonlyMap<Trait, readonly number[]>;

export type ColumnFault = { readonly fault: 'trait' | 'column' | 'form'; readonly text: string };

/** Reads `column=trait,...`; `column=` alone leaves a column out. */
export const readMapping = (text: string): ReadonlyMap<string, Trait | ''> | ColumnFault => {
  const mapping = new Map<string, Trait | ''>();
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const at = pair.lastIndexOf('=');
    if (at < 1) return { fault: 'form', text: pair.trim() };
    const trait = pair.slice(at + 1).trim();
    if (trait !== '' && !isTrait(trait)) return { fault: 'trait', text: trait };
    mapping.set(pair.slice(0, at).trim(), trait);
  }
  return mapping;
};

/** Columns named in a mapping that a header has not. */
export const unknownColumns = (
  header: readonly string[],
  mapping: ReadonlyMap<string, Trait | ''>,
): string[] => [...mapping.keys()].filter((name) => !header.includes(name));

/** Plans how the columns of a register are read; the first column is its id and holds no trait. */
export const planColumns = (
  header: readonly string[],
  mapping: ReadonlyMap<string, Trait | ''>,
): ColumnPlan => {
  const plan = new Map<Trait, number[]>();
  header.forEach((name, i) => {
    const trait = i === 0 ? undefined : mapping.get(name);
    if (trait !== undefined && trait !== '') plan.set(trait, [...(plan.get(trait) ?? []), i]);
  });
  const best = new Map<Trait, { column: number; rank: number }>();
  header.forEach((name, column) => {
    if (column === 0 || mapping.has(name)) return;
    const usual = usualNames.get(bare(name)) ?? (isTrait(name) ? { trait: name, rank: 0 } : undefined);
    if (usual === undefined || plan.has(usual.trait)) return;
    const known = best.get(usual.trait);
    if (known === undefined || usual.rank < known.rank) best.set(usual.trait, { column, rank: usual.rank });
  });
  for (const [trait, { column }] of best) plan.set(trait, [column]);
  return plan;
};

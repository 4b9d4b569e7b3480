/**
 * What FHIR calls the things of a campaign: its products by CVX, ATC, the product of the EU value sets, GTIN and CIP13
 * and the campaign's own code; sites of the body; and the extensions that keep what FHIR has no element for.
 */
import { z } from 'zod';
import type { CodeableConcept, Coding } from '#fhir/resource.ts';
import { gtinsOf } from '#programmes/vaccination/product-codes.ts';
import type { Campaign, Product } from '#programmes/vaccination/strategy-campaign.ts';

export const CVX = 'http://hl7.org/fhir/sid/cvx';
export const ATC = 'http://www.whocc.no/atc';
/** Products of the EU Digital COVID Certificate: numbers of the Community register of medicinal products. */
export const EU_PRODUCT = 'https://ec.europa.eu/health/documents/community-register/html/';
/** GTIN: the object identifier of GS1 (ISO/IEC 6523, 1.3.160). */
export const GTIN = 'urn:oid:1.3.160';
/** CIP13 of the French agency of medicines: a GTIN of 13 digits. */
export const CIP13 = 'urn:oid:1.2.250.1.213.2.3.2';
/** The French national number as national health identity (INS-NIR), and the temporary one (INS-NIA). */
export const INS_NIR = 'urn:oid:1.2.250.1.213.1.4.8';
export const INS_NIA = 'urn:oid:1.2.250.1.213.1.4.9';
export const ACT_SITE = 'http://terminology.hl7.org/CodeSystem/v3-ActSite';
export const SNOMED = 'http://snomed.info/sct';
export const ORIGIN = 'http://terminology.hl7.org/CodeSystem/immunization-origin';
export const OWN_SITE = 'urn:rappel:site';
export const ACCOUNT = 'urn:rappel:account';
export const PLACE = 'urn:rappel:place';

/** What FHIR has no element for, as extensions of ours. */
export const EXTENSIONS = {
  age: 'urn:rappel:fhir:age',
  ageClass: 'urn:rappel:fhir:age-class',
  sex: 'urn:rappel:fhir:sex',
  override: 'urn:rappel:fhir:override',
  offline: 'urn:rappel:fhir:offline',
  country: 'urn:rappel:fhir:country',
  /** Why a correction is made: read when an act is updated. */
  reason: 'urn:rappel:fhir:reason',
} as const;

/** Where on the body: the code told, and those understood. */
export const SITES = [
  { site: 'left-arm', told: 'LA', text: 'left arm', snomed: ['368208006', '16217701000119102', '72098002'] },
  {
    site: 'right-arm',
    told: 'RA',
    text: 'right arm',
    snomed: ['368209003', '16217661000119109', '64262003'],
  },
  { site: 'left-thigh', told: 'LT', text: 'left thigh', snomed: ['61396006'] },
  { site: 'right-thigh', told: 'RT', text: 'right thigh', snomed: ['11207009'] },
] as const;

/** Codes of v3-ActSite that are a part of one of the sites: deltoids, and the muscles of the thighs. */
const PARTS: Readonly<Record<string, string>> = {
  LD: 'left-arm',
  LUA: 'left-arm',
  RD: 'right-arm',
  RUA: 'right-arm',
  LVL: 'left-thigh',
  RVL: 'right-thigh',
};

const SITE_OF: ReadonlyMap<string, string> = new Map([
  ...SITES.flatMap(({ site, told, snomed }) => [
    [`${ACT_SITE}|${told}`, site] as const,
    ...snomed.map((code) => [`${SNOMED}|${code}`, site] as const),
  ]),
  ...Object.entries(PARTS).map(([code, site]) => [`${ACT_SITE}|${code}`, site] as const),
]);

export const siteConcept = (site: string): CodeableConcept => {
  const known = SITES.find((one) => one.site === site);
  return known === undefined
    ? { coding: [{ system: OWN_SITE, code: 'other' }], text: 'other' }
    : { coding: [{ system: ACT_SITE, code: known.told, display: known.text }], text: known.text };
};

/** The codes of a concept that was sent. */
type Coded = {
  readonly coding?:
    | readonly { readonly system?: string | undefined; readonly code?: string | undefined }[]
    | undefined;
};

/** The site a concept says; `other` when it says none of those we know. */
export const siteOf = ({ coding = [] }: Coded): { site: string; isKnown: boolean } => {
  for (const { system = '', code = '' } of coding) {
    const site = SITE_OF.get(`${system}|${code}`);
    if (site !== undefined) return { site, isKnown: true };
  }
  return { site: 'other', isKnown: coding.some(({ system }) => system === OWN_SITE) };
};

const SheetText = z.object({ value: z.string() });
const textOf = (value: unknown): string => {
  const text = SheetText.safeParse(value);
  return text.success ? text.data.value : '';
};

/** The codes of a product, its own first. What the sheet says in brackets tells presentations apart. */
const codingsOf = (own: string, product: Product): Coding[] => {
  const cvx =
    textOf(product.cvx)
      .replaceAll(/\([^)]*\)/g, '')
      .match(/\d{1,3}/g) ?? [];
  const atc = textOf(product.atc).match(/\bJ07[A-Z]{2}\d{2}\b/g) ?? [];
  const eu = textOf(product.euDccProduct).match(/^EU\/\d\/\d{2}\/\d+$/g) ?? [];
  return [
    { system: own, code: product.code, display: product.short },
    ...cvx.map((code) => ({ system: CVX, code })),
    ...atc.map((code) => ({ system: ATC, code })),
    ...eu.map((code) => ({ system: EU_PRODUCT, code })),
  ];
};

export type FhirWords = {
  /** The system of the campaign's own product codes. */
  readonly productSystem: string;
  readonly concepts: ReadonlyMap<string, CodeableConcept>;
  /** The products a code may mean, by `system|code`: a code of a class means several. */
  readonly products: ReadonlyMap<string, ReadonlySet<string>>;
  /** An injection received elsewhere whose product nobody knows. */
  readonly unspecified: CodeableConcept;
};

export const fhirWords = (
  campaign: Pick<Campaign, 'id' | 'disease'>,
  products: readonly Product[],
): FhirWords => {
  const productSystem = `urn:rappel:${campaign.id}:product`;
  const concepts = new Map<string, CodeableConcept>();
  const byCode = new Map<string, Set<string>>();
  const learn = (system: string, code: string, product: string): void => {
    const key = `${system}|${code}`;
    const known = byCode.get(key);
    if (known === undefined) byCode.set(key, new Set([product]));
    else known.add(product);
  };
  for (const product of products) {
    const coding = codingsOf(productSystem, product);
    concepts.set(product.code, { coding, text: product.name });
    for (const { system = '', code = '' } of coding) learn(system, code, product.code);
    for (const gtin of gtinsOf(product)) {
      for (const code of [gtin, gtin.slice(1)]) learn(GTIN, code, product.code);
      learn(CIP13, gtin.slice(1), product.code);
    }
  }
  const { disease } = campaign;
  return {
    productSystem,
    concepts,
    products: byCode,
    unspecified: {
      ...(disease?.unspecified !== undefined && { coding: [{ system: CVX, code: disease.unspecified }] }),
      text: `${disease?.name.en ?? 'vaccine'}: product not known`,
    },
  };
};

export type ProductRead =
  | { readonly product: string }
  /** Codes that are known mean no one product together. */
  | { readonly several: readonly string[] }
  | 'contradictory'
  | 'unspecified'
  | 'unknown';

/** The product that all the codes of a concept that are known agree on. */
export const productOf = ({ coding = [] }: Coded, { products, unspecified }: FhirWords): ProductRead => {
  const known = coding.flatMap(({ system = '', code = '' }) => products.get(`${system}|${code}`) ?? []);
  // A product of its own name is decided: codes of its class beside it say less, and may say it of another.
  const [first, ...others] = known;
  if (first === undefined) {
    const [none] = unspecified.coding ?? [];
    return coding.some(({ system, code }) => system === none?.system && code === none?.code)
      ? 'unspecified'
      : 'unknown';
  }
  const left = [...first].filter((product) => others.every((set) => set.has(product)));
  const [product] = left;
  if (product === undefined) return 'contradictory';
  return left.length === 1 ? { product } : { several: left };
};

// Long: one resource, element by element, each with its own fault; apart, nobody would see which are read.
/**
 * A FHIR R4 Immunization that was sent becomes what the recorder is asked. The resource keeps to the structure of R4
 * already (structure.ts); here it is read for what it says. What cannot be taken is a fault with its place; what is
 * not kept is told. Nothing that changes the meaning of the rest is ignored.
 */
import { z } from 'zod';
import { type Issue, noticeOf } from '#fhir/outcome.ts';
import { isObject } from '#fhir/resource.ts';
import { modifiersIn, type StructureFault } from '#fhir/structure.ts';
import { type Day, isDay } from '#kernel/day.ts';
import type { Language, Text } from '#kernel/text.ts';
import { EarlierInjection, Injection } from '#programmes/vaccination/facts.ts';
import {
  EXTENSIONS,
  type FhirWords,
  GTIN,
  productOf,
  SITES,
  siteOf,
} from '#programmes/vaccination/fhir/words.ts';

const Concept = z.object({
  coding: z.array(z.object({ system: z.string().optional(), code: z.string().optional() })).optional(),
  text: z.string().optional(),
});
const Identifier = z.object({ system: z.string().optional(), value: z.string().optional() });
const Reference = z.object({ reference: z.string().optional(), identifier: Identifier.optional() });
export type ReferenceRead = z.infer<typeof Reference>;
const Inner = z.object({
  url: z.string(),
  valueCode: z.string().optional(),
  valueInteger: z.number().optional(),
});
const Extension = Inner.extend({
  valueString: z.string().optional(),
  extension: z.array(Inner).optional(),
});
type Extension = z.infer<typeof Extension>;

/** The elements that are read, of a resource whose structure was checked. */
const Sent = z.object({
  extension: z.array(Extension).default([]),
  identifier: z.array(Identifier).default([]),
  status: z.string().optional(),
  vaccineCode: Concept.default({}),
  patient: Reference.default({}),
  occurrenceDateTime: z.string().optional(),
  occurrenceString: z.string().optional(),
  recorded: z.string().optional(),
  primarySource: z.boolean().optional(),
  reportOrigin: Concept.optional(),
  location: Reference.optional(),
  lotNumber: z.string().optional(),
  expirationDate: z.string().optional(),
  site: Concept.optional(),
  isSubpotent: z.boolean().optional(),
  performer: z.array(z.object({ actor: Reference })).default([]),
  protocolApplied: z
    .array(
      z.object({ doseNumberPositiveInt: z.number().optional(), doseNumberString: z.string().optional() }),
    )
    .default([]),
});
type Sent = z.infer<typeof Sent>;

/** What of the act is kept as it was sent, and checked as every way in is. */
const Details = Injection.pick({
  rank: true,
  lot: true,
  gtin: true,
  expiresOn: true,
  site: true,
  age: true,
  ageClass: true,
  sex: true,
  overrides: true,
  offline: true,
});
const Earlier = EarlierInjection.pick({ country: true, proof: true });

/** Where each of these was in the resource. */
const PLACES: Readonly<Record<string, string>> = {
  rank: 'protocolApplied/0/doseNumberPositiveInt',
  lot: 'lotNumber',
  gtin: 'vaccineCode',
  expiresOn: 'expirationDate',
  site: 'site',
};

/** Elements that are accepted and not kept: most are for the patient's file, which this is not. */
const NOT_KEPT = [
  'text',
  'language',
  'contained',
  'statusReason',
  'encounter',
  'manufacturer',
  'route',
  'doseQuantity',
  'note',
  'reasonCode',
  'reasonReference',
  'subpotentReason',
  'education',
  'programEligibility',
  'fundingSource',
  'reaction',
] as const;

/** What an Immunization asks to record; who it is about and where is for the caller to find out. */
export type ImmunizationRead = {
  readonly kind: 'injection' | 'earlier-injection';
  /** The day on the clock of the place, or the instant when it was told by the clock of Greenwich. */
  readonly moment: { readonly day: Day; readonly time?: string } | { readonly instant: string };
  readonly patient: ReferenceRead;
  readonly location: ReferenceRead | undefined;
  readonly performers: readonly ReferenceRead[];
  /** The first identifier with a system and a value: an act that has one is recorded once. */
  readonly identifier: { readonly system: string; readonly value: string } | undefined;
  readonly recorded: string | undefined;
  readonly reason: string | undefined;
  readonly withdrawn: boolean;
  readonly product: string | undefined;
  readonly details: z.infer<typeof Details>;
  readonly earlier: z.infer<typeof Earlier>;
  readonly notices: readonly Issue[];
};

type Reading = {
  readonly words: FhirWords;
  readonly language: Language;
  readonly faults: StructureFault[];
  readonly notices: Issue[];
};

const fault = ({ faults }: Reading, path: string, fr: string, en: string): undefined => {
  faults.push({ pointer: `/Immunization/${path}`, text: { fr, en } });
  return undefined;
};

const notice = (
  { notices, language }: Reading,
  severity: 'warning' | 'information',
  path: string,
  text: Text,
): void => {
  notices.push(
    noticeOf(severity, severity === 'warning' ? 'value' : 'informational', text[language], {
      expression: `Immunization.${path}`,
    }),
  );
};

const UTC = /(?:Z|[+-]00:00)$/;
const NANOSECONDS = 9;

/** `14:05:00` is `14:05`: seconds are kept when they say something. */
const shortTime = (time: string): string =>
  time.endsWith(':00') && time.length === 8 ? time.slice(0, 5) : time;

const momentOf = (
  { occurrenceDateTime: text }: Sent,
  reading: Reading,
): ImmunizationRead['moment'] | undefined => {
  if (text === undefined)
    return fault(
      reading,
      'occurrenceString',
      'un jour ne se lit pas dans un texte : donnez « occurrenceDateTime »',
      'a day is not read in a text: give "occurrenceDateTime"',
    );
  const day = text.slice(0, 10);
  if (!isDay(day))
    return fault(
      reading,
      'occurrenceDateTime',
      `« ${text} » n’est pas un jour entier : donnez AAAA-MM-JJ, avec ou sans heure`,
      `"${text}" is not a whole day: give YYYY-MM-DD, with or without a time`,
    );
  if (text.length === 10) return { day };
  const [, time = '', fraction = ''] = /^(\d\d:\d\d:\d\d)(\.\d+)?/.exec(text.slice(11)) ?? [];
  if (UTC.test(text)) return { instant: `${day}T${time}${fraction.slice(0, NANOSECONDS + 1)}Z` };
  return { day, time: shortTime(time + fraction) };
};

const vaccineOf = (sent: Sent, reading: Reading, kind: ImmunizationRead['kind']): string | undefined => {
  const read = productOf(sent.vaccineCode, reading.words);
  if (typeof read === 'object' && 'product' in read) return read.product;
  if (read === 'unspecified' && kind === 'earlier-injection') return undefined;
  const given = (sent.vaccineCode.coding ?? []).map(({ code = '' }) => code.slice(0, 40)).join(', ');
  if (typeof read === 'object') {
    const list = read.several.join(', ');
    return fault(
      reading,
      'vaccineCode',
      `ces codes (${given}) valent pour plusieurs produits de la campagne (${list}) : ajoutez un code du système ${reading.words.productSystem}`,
      `these codes (${given}) stand for several products of the campaign (${list}): add a code of the system ${reading.words.productSystem}`,
    );
  }
  if (read === 'contradictory')
    return fault(
      reading,
      'vaccineCode',
      `ces codes (${given}) ne disent pas le même produit : envoyez ceux du vaccin injecté`,
      `these codes (${given}) do not say the same product: send those of the vaccine given`,
    );
  const known = [...reading.words.concepts.keys()].join(', ');
  return fault(
    reading,
    'vaccineCode',
    `aucun code d’un produit de la campagne : donnez un code CVX, ATC, GTIN, CIP13, un numéro européen, ou l’un de ${known} du système ${reading.words.productSystem}`,
    `no code of a product of the campaign: give a CVX, ATC, GTIN or CIP13 code, a European number, or one of ${known} of the system ${reading.words.productSystem}`,
  );
};

const gtinOf = ({ vaccineCode }: Sent): string | undefined =>
  (vaccineCode.coding ?? [])
    .flatMap(({ system, code = '' }) => (system === GTIN && /^\d{13,14}$/.test(code) ? [code] : []))
    .map((code) => code.padStart(14, '0'))[0];

const rankOf = ({ protocolApplied }: Sent, reading: Reading): number | undefined => {
  const [first, ...others] = protocolApplied;
  if (others.length > 0)
    return fault(
      reading,
      'protocolApplied',
      'une seule dose d’un seul protocole est gardée : envoyez celle de la campagne',
      'one dose of one protocol is kept: send that of the campaign',
    );
  const rank = first?.doseNumberPositiveInt ?? rankInWords(first?.doseNumberString);
  if (first !== undefined && rank === undefined)
    notice(reading, 'warning', 'protocolApplied[0].doseNumber', {
      fr: 'le rang n’est pas un nombre : il n’est pas gardé',
      en: 'the rank is no number: it is not kept',
    });
  if (rank !== undefined && rank > 20)
    return fault(
      reading,
      'protocolApplied/0/doseNumberPositiveInt',
      'un rang de 1 à 20 est attendu',
      'a rank from 1 to 20 is expected',
    );
  return rank;
};
const rankInWords = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d?$/.test(text) ? Number(text) : undefined;

const siteRead = ({ site }: Sent, reading: Reading): Injection['site'] => {
  if (site === undefined) return undefined;
  const read = siteOf(site);
  if (!read.isKnown)
    notice(reading, 'information', 'site', {
      fr: 'ce site n’est pas l’un de ceux qui sont gardés (bras, cuisses) : il est gardé comme « autre »',
      en: 'this site is none of those that are kept (arms, thighs): it is kept as "other"',
    });
  return SITES.find(({ site: name }) => name === read.site)?.site ?? 'other';
};

/** A month without a day is its last day; a year alone says no day. */
const expiryOf = ({ expirationDate: text }: Sent, reading: Reading): Day | undefined => {
  if (text === undefined) return undefined;
  if (text.length === 10) return text;
  if (text.length === 7) return Temporal.PlainYearMonth.from(text).toPlainDate({ day: 31 }).toString();
  notice(reading, 'warning', 'expirationDate', {
    fr: 'une année seule ne dit pas la péremption : elle n’est pas gardée',
    en: 'a year alone does not say the expiry: it is not kept',
  });
  return undefined;
};

/** Our own extensions, read back; their values are checked with the rest of the act. */
const ownOf = (extensions: readonly Extension[]) => {
  const one = (url: string): Extension | undefined => extensions.find((extension) => extension.url === url);
  const inner = ({ extension = [] }: Extension, url: string) => extension.find((part) => part.url === url);
  const offline = one(EXTENSIONS.offline);
  const overrides = extensions
    .filter(({ url }) => url === EXTENSIONS.override)
    .map((extension) => ({
      warning: inner(extension, 'warning')?.valueCode,
      reason: inner(extension, 'reason')?.valueCode,
    }));
  return {
    age: one(EXTENSIONS.age)?.valueInteger,
    ageClass: one(EXTENSIONS.ageClass)?.valueCode,
    sex: one(EXTENSIONS.sex)?.valueCode,
    ...(overrides.length > 0 && { overrides }),
    ...(offline !== undefined && {
      offline: {
        clock: inner(offline, 'clock')?.valueCode,
        clock_off_s: inner(offline, 'clock-off-s')?.valueInteger,
      },
    }),
    country: one(EXTENSIONS.country)?.valueCode,
    reason: one(EXTENSIONS.reason)?.valueString,
  };
};

const OWN_URLS: ReadonlySet<string> = new Set(Object.values(EXTENSIONS));

const tellUnkept = (resource: Readonly<Record<string, unknown>>, sent: Sent, reading: Reading): void => {
  const names: string[] = NOT_KEPT.filter((name) => resource[name] !== undefined);
  for (const [i, { url }] of sent.extension.entries()) if (!OWN_URLS.has(url)) names.push(`extension[${i}]`);
  for (const path of names)
    notice(reading, 'information', path, {
      fr: 'cet élément est accepté et n’est pas gardé',
      en: 'this element is accepted and not kept',
    });
};

/** Elements that change what the rest means: refused, never ignored. */
const refuseModifiers = (resource: unknown, sent: Sent, reading: Reading): void => {
  for (const pointer of modifiersIn(resource, '/Immunization'))
    reading.faults.push({
      pointer,
      text: {
        fr: 'cet élément change le sens des autres et ce serveur ne le comprend pas : l’acte ne peut être enregistré avec lui',
        en: 'this element changes the meaning of the others and this server does not understand it: the act cannot be recorded with it',
      },
    });
  if (sent.isSubpotent === true)
    fault(
      reading,
      'isSubpotent',
      'une dose trop faible ne se dit pas ici : enregistrez l’acte sans cet élément, et signalez-le au responsable du centre',
      'a dose that is too weak cannot be told here: record the act without this element, and tell the head of the centre',
    );
};

const statusFault = (sent: Sent, isNew: boolean, reading: Reading): void => {
  if (sent.status === 'not-done')
    fault(
      reading,
      'status',
      'une injection qui n’a pas eu lieu ne s’enregistre pas : n’envoyez que ce qui a été fait',
      'an injection that was not made is not recorded: send what was done only',
    );
  if (sent.status === 'entered-in-error' && isNew)
    fault(
      reading,
      'status',
      'une erreur de saisie ne s’enregistre pas : supprimez l’acte qui l’est (DELETE Immunization/[id])',
      'an error of entry is not recorded: delete the act that is one (DELETE Immunization/[id])',
    );
};

const firstIdentifier = ({ identifier }: Sent): ImmunizationRead['identifier'] => {
  for (const { system, value } of identifier)
    if (system !== undefined && value !== undefined) return { system, value };
  return undefined;
};

const proofOf = ({ reportOrigin }: Sent): z.infer<typeof Earlier>['proof'] => {
  const codes = (reportOrigin?.coding ?? []).map(({ code }) => code);
  if (codes.includes('record') || codes.includes('provider') || codes.includes('jurisdiction'))
    return 'document';
  return codes.includes('recall') ? 'declaration' : undefined;
};

/**
 * @param isNew the resource is created; an update may also say that the act was entered in error
 * @param resource keeps to the structure of R4 (structureFaults found nothing)
 */
export const readImmunization = (
  resource: unknown,
  words: FhirWords,
  { language, isNew }: { readonly language: Language; readonly isNew: boolean },
): ImmunizationRead | { readonly faults: readonly StructureFault[] } => {
  const reading: Reading = { words, language, faults: [], notices: [] };
  const sent = Sent.parse(resource);
  refuseModifiers(resource, sent, reading);
  statusFault(sent, isNew, reading);
  const isReported = !(sent.primarySource ?? sent.reportOrigin === undefined);
  const kind = isReported ? 'earlier-injection' : 'injection';
  const moment = momentOf(sent, reading);
  const product = vaccineOf(sent, reading, kind);
  const { country, reason, ...own } = ownOf(sent.extension);
  const [rank, lot, gtin, expiresOn, site] = [
    rankOf(sent, reading),
    sent.lotNumber?.trim(),
    gtinOf(sent),
    expiryOf(sent, reading),
    siteRead(sent, reading),
  ];
  if (isObject(resource)) tellUnkept(resource, sent, reading);
  const details = Details.safeParse({ rank, lot, gtin, expiresOn, site, ...own });
  const earlier = Earlier.safeParse({ country, proof: proofOf(sent) });
  for (const parsed of [details, earlier])
    for (const { path } of parsed.error?.issues ?? [])
      fault(
        reading,
        PLACES[String(path[0])] ?? 'extension',
        'cette valeur n’est pas de la forme ou de la longueur que le registre garde (docs/fhir.md)',
        'this value is not of the form or length the ledger keeps (docs/fhir.md)',
      );
  if (reading.faults.length > 0 || moment === undefined || !details.success || !earlier.success)
    return { faults: reading.faults };
  return {
    ...{ kind, moment, product, patient: sent.patient, location: sent.location },
    performers: sent.performer.map(({ actor }) => actor),
    identifier: firstIdentifier(sent),
    ...{ recorded: sent.recorded, reason, withdrawn: sent.status === 'entered-in-error' },
    details: details.data,
    earlier: earlier.data,
    notices: reading.notices,
  };
};

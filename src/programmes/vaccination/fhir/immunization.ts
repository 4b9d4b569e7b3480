/** A fact of the ledger as a FHIR R4 Immunization. Nothing of the fact is lost: immunization-read.ts reads it back. */
import type { z } from 'zod';
import type { Fact } from '#facts/fact.ts';
import type { CodeableConcept, Reference, Resource } from '#fhir/resource.ts';
import type { EarlierInjection, Injection } from '#programmes/vaccination/facts.ts';
import {
  ACCOUNT,
  EXTENSIONS,
  type FhirWords,
  GTIN,
  ORIGIN,
  siteConcept,
} from '#programmes/vaccination/fhir/words.ts';

/** What the version of a resource is besides its fact. */
export type ActState = {
  readonly id: string;
  /** The id of the Patient: the pseudonym of the fact. */
  readonly patient: string;
  /** 1, 2, 3: the first fact, and each change since. */
  readonly version: number;
  /** When this version came into the ledger; `recorded` is when the act first did. */
  readonly at: string;
  readonly recorded: string;
  /** Taken back: told to whoever asks for this very version. */
  readonly withdrawn?: boolean;
  /** A reference to the place of the fact; absent when it has none. */
  readonly location?: Reference | undefined;
  /** The hours between UTC and the clock of the place, as `+01:00`, on a day at a time. */
  readonly offsetOf: (day: string, time: string) => string;
};

/** The body of a fact, as its kind made sure of it when it was recorded. */
type Body = Partial<Injection> & Partial<z.infer<typeof EarlierInjection>>;

type Extension = { readonly url: string; readonly [value: string]: unknown };

const extensionsOf = ({ age, ageClass, sex, overrides = [], offline, country }: Body): Extension[] => [
  ...(age === undefined ? [] : [{ url: EXTENSIONS.age, valueInteger: age }]),
  ...(ageClass === undefined ? [] : [{ url: EXTENSIONS.ageClass, valueCode: ageClass }]),
  ...(sex === undefined ? [] : [{ url: EXTENSIONS.sex, valueCode: sex }]),
  ...overrides.map(({ warning, reason }) => ({
    url: EXTENSIONS.override,
    extension: [
      { url: 'warning', valueCode: warning },
      { url: 'reason', valueCode: reason },
    ],
  })),
  ...(offline === undefined
    ? []
    : [
        {
          url: EXTENSIONS.offline,
          extension: [
            { url: 'clock', valueCode: offline.clock },
            { url: 'clock-off-s', valueInteger: offline.clock_off_s },
          ],
        },
      ]),
  ...(country === undefined ? [] : [{ url: EXTENSIONS.country, valueCode: country }]),
];

const vaccineOf = ({ product, gtin }: Body, words: FhirWords): CodeableConcept => {
  if (product === undefined) return words.unspecified;
  const known = words.concepts.get(product) ?? {
    coding: [{ system: words.productSystem, code: product }],
    text: product,
  };
  if (gtin === undefined) return known;
  return { ...known, coding: [...(known.coding ?? []), { system: GTIN, code: gtin }] };
};

/** With its seconds: FHIR has no time without them. */
const withSeconds = (time: string): string => (time.length === 5 ? `${time}:00` : time);

const occurrenceOf = (day: string, at: string | undefined, { offsetOf }: ActState): string => {
  if (at === undefined) return day;
  const time = withSeconds(at);
  return `${day}T${time}${offsetOf(day, time)}`;
};

/** Proof of an injection received elsewhere, in the codes of immunization-origin. */
const ORIGINS: Readonly<Record<string, string>> = { document: 'record', declaration: 'recall' };

const originOf = ({ proof }: Body): { readonly reportOrigin?: CodeableConcept } => {
  const code = proof === undefined ? undefined : ORIGINS[proof];
  return code === undefined ? {} : { reportOrigin: { coding: [{ system: ORIGIN, code }] } };
};

export const immunizationOf = (fact: Fact, state: ActState, words: FhirWords): Resource => {
  const body: Body = fact.body;
  const { lot, expiresOn, site, rank, external, at } = body;
  const extension = extensionsOf(body);
  return {
    resourceType: 'Immunization',
    id: state.id,
    meta: { versionId: String(state.version), lastUpdated: state.at },
    ...(extension.length > 0 && { extension }),
    ...(external !== undefined && { identifier: [{ system: external.system, value: external.value }] }),
    status: state.withdrawn ? 'entered-in-error' : 'completed',
    vaccineCode: vaccineOf(body, words),
    patient: { reference: `Patient/${state.patient}` },
    occurrenceDateTime: occurrenceOf(fact.occurredOn, at, state),
    recorded: state.recorded,
    primarySource: fact.kind === 'injection',
    ...originOf(body),
    ...(state.location !== undefined && { location: state.location }),
    ...(lot !== undefined && lot.trim() !== '' && { lotNumber: lot }),
    ...(expiresOn !== undefined && { expirationDate: expiresOn }),
    ...(site !== undefined && { site: siteConcept(site) }),
    performer: [{ actor: { type: 'Practitioner', identifier: { system: ACCOUNT, value: fact.by } } }],
    ...(rank !== undefined && { protocolApplied: [{ doseNumberPositiveInt: rank }] }),
  };
};

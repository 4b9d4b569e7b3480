/** The contract of the identity register: search, register, read, rectify, break the glass. */
import { z } from 'zod';
import { RIGHTS } from '#access/rights.ts';
import { plain } from '#facts/fact.ts';
import { BirthDate, Evidence, Identity, Trust } from '#people/person.ts';
import { SUMMONS_LENGTH_MAX } from '#people/summons.ts';

const None = z.strictObject({});
const TAG = { fr: 'Personnes', en: 'People' };
const Bilingual = z.object({ fr: z.string(), en: z.string() });

/** Id of a record of the register: drawn by chance, says nothing of the person. */
export const PersonId = z.string().regex(/^[a-z0-9-]{8,40}$/, 'expected the id of a person of the register');
/** A place the caller works at: the reason for looking is there. */
const AtPlace = z.string().min(1).max(80);
const Text = plain(z.string().trim().min(1).max(100));

/** What a list shows: enough to tell people apart, no more. */
export const Found = z.object({
  person: z.string(),
  familyName: z.string(),
  usedFamilyName: z.string().optional(),
  givenNames: z.string(),
  birthDate: z.string(),
  sex: z.enum(['m', 'f', 'u']),
  /** City of residence, and the two last digits of the national number, when known. */
  city: z.string().optional(),
  numberEnds: z.string().optional(),
  trust: Trust,
  /** Whether the caller may open the record without breaking the glass. */
  open: z.boolean(),
  /** How alike what was asked and what was found are, 0 to 1. */
  likeness: z.number(),
});
export type Found = z.infer<typeof Found>;

/** Something to look at before going on; never a refusal. */
export const PersonWarning = z.object({ code: z.string(), message: Bilingual, field: z.string().optional() });
export type PersonWarning = z.infer<typeof PersonWarning>;

export const SEARCH_RESULTS_MAX = 20;

export const searchPeople = {
  id: 'searchPeople',
  method: 'POST',
  path: '/api/people/search',
  right: RIGHTS.searchPeople,
  territory: 'person',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Chercher une personne', en: 'Search for a person' },
  description: {
    fr: `Par le numéro national, ou par un nom et une date de naissance (ou un nom, un prénom et une ville ou un téléphone), ou par le code d’accueil que la personne présente. ${SEARCH_RESULTS_MAX} réponses au plus ; les noms mal écrits, sans accents ou inversés sont trouvés. Chaque recherche est tracée, et leur nombre limité.`,
    en: `By the national number, or by a name and a birth date (or a name, a first name and a city or a phone number), or by the desk code the person shows. At most ${SEARCH_RESULTS_MAX} answers; names misspelt, without accents or swapped are found. Every search is logged, and their number limited.`,
  },
  params: None,
  query: None,
  body: z
    .strictObject({
      nationalNumber: z.string().max(30).optional(),
      familyName: Text.optional(),
      givenName: Text.optional(),
      birthDate: BirthDate.optional(),
      city: Text.optional(),
      phone: z.string().max(30).optional(),
      email: z.string().max(200).optional(),
      /** The code a person shows at the desk, which says who they are by itself. */
      summons: z.string().max(SUMMONS_LENGTH_MAX).optional(),
    })
    .refine(
      ({ summons, ...rest }) =>
        summons === undefined || Object.values(rest).every((one) => one === undefined),
      {
        error: 'expected "summons" alone',
      },
    ),
  answers: {
    200: {
      description: {
        fr: 'Les personnes trouvées, les plus ressemblantes d’abord.',
        en: 'People found, the most alike first.',
      },
      schema: z.object({ people: z.array(Found), more: z.boolean(), warnings: z.array(PersonWarning) }),
    },
  },
  problems: [
    'search-too-wide',
    'search-too-often',
    'national-number-form',
    'national-number-month',
    'national-number-key',
    'summons-forged',
    'summons-expired',
  ],
} as const;

/** A record as its page shows it. */
export const PersonShown = z.object({
  person: z.string(),
  version: z.int(),
  identity: Identity,
  trust: Trust,
  evidence: z.array(Evidence),
  /** Pseudonyms its facts are under; the first takes new ones. */
  subjects: z.array(z.string()),
  place: z.string().nullable(),
  opposedSince: z.string().nullable(),
  /** The record it was merged into, whose page to open instead. */
  mergedInto: z.string().nullable(),
  /** Records merged into this one. */
  merged: z.array(z.string()),
  warnings: z.array(PersonWarning),
});
export type PersonShown = z.infer<typeof PersonShown>;

const shown = (fr: string, en: string) => ({ description: { fr, en }, schema: PersonShown });

/**
 * Papers alone: that the national service returned the traits is for the program to say when it has asked that
 * service, never for a desk.
 */
const EvidenceSeen = Evidence.omit({ by: true, on: true }).extend({ kind: z.literal('document') });

export const registerPerson = {
  id: 'registerPerson',
  method: 'POST',
  path: '/api/people',
  right: RIGHTS.registerPeople,
  territory: 'place',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Enregistrer une personne', en: 'Register a person' },
  description: {
    fr: 'Qui ressemble à une personne déjà connue est d’abord montré (409, « candidates ») : ouvrez-la, ou renvoyez la demande avec son identifiant dans « notThese ». La paire est alors confiée à l’identitovigilance. Une clé fausse est refusée ; un numéro qui ne correspond pas aux traits est gardé et signalé.',
    en: 'Someone like a person already known is shown first (409, "candidates"): open that record, or send the request again with its id in "notThese". The pair then goes to identity watch. A wrong key is refused; a number that does not fit the traits is kept and told.',
  },
  params: None,
  query: None,
  body: z.strictObject({
    /** Drawn by the caller; sent again, it gives the same person. A UUID, because a name must never be an id. */
    id: z.uuid().toLowerCase(),
    place: AtPlace,
    identity: Identity,
    evidence: z.array(EvidenceSeen).max(5).default([]),
    notThese: z.array(PersonId).max(20).default([]),
  }),
  answers: {
    200: shown('Déjà enregistrée par cette demande.', 'Already registered by this request.'),
    201: shown('Enregistrée.', 'Registered.'),
    409: {
      description: {
        fr: 'Des personnes connues ressemblent à celle-ci.',
        en: 'People already known are like this one.',
      },
      schema: z.object({ candidates: z.array(Found) }),
    },
  },
  problems: [
    'person-id-taken',
    'person-elsewhere',
    'search-too-often',
    'birth-date-future',
    'national-number-form',
    'national-number-month',
    'national-number-key',
  ],
} as const;

const OnePerson = z.strictObject({ person: PersonId });

export const readPerson = {
  id: 'readPerson',
  method: 'GET',
  path: '/api/people/{person}',
  right: RIGHTS.readPeople,
  territory: 'person',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Ouvrir une personne', en: 'Open a person' },
  description: {
    fr: 'Qui réside dans le territoire de l’appelant, ou y a été enregistré sans adresse ; sinon, il faut briser la glace.',
    en: 'Who lives in the caller’s territory, or was registered there without an address; otherwise, the glass must be broken.',
  },
  params: OnePerson,
  query: None,
  body: z.unknown(),
  answers: { 200: shown('La personne.', 'The person.') },
  problems: ['person-unknown', 'person-elsewhere'],
} as const;

export const rectifyPerson = {
  id: 'rectifyPerson',
  method: 'POST',
  path: '/api/people/{person}/identity',
  right: RIGHTS.rectifyPeople,
  territory: 'person',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Rectifier une identité', en: 'Rectify an identity' },
  description: {
    fr: 'L’état d’avant est gardé, scellé. Changer un trait strict rend l’identité provisoire, sauf preuve nouvelle.',
    en: 'What was known before is kept, sealed. Changing a strict trait makes the identity provisional, unless new evidence comes.',
  },
  params: OnePerson,
  query: None,
  body: z.strictObject({
    version: z.int().min(1),
    identity: Identity,
    evidence: z.array(EvidenceSeen).max(5).default([]),
  }),
  answers: { 200: shown('Rectifiée.', 'Rectified.') },
  problems: [
    'person-unknown',
    'person-elsewhere',
    'version-stale',
    'birth-date-future',
    'national-number-form',
    'national-number-month',
    'national-number-key',
  ],
} as const;

export const GLASS_MINUTES = 60;

export const breakGlass = {
  id: 'breakGlass',
  method: 'POST',
  path: '/api/people/{person}/break-glass',
  right: RIGHTS.breakGlass,
  territory: 'person',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Briser la glace', en: 'Break the glass' },
  description: {
    fr: `Ouvre une personne hors de son territoire pour ${GLASS_MINUTES} minutes, avec un motif. Tracé, relu par le délégué à la protection des données, et visible par la personne.`,
    en: `Opens a person outside one’s territory for ${GLASS_MINUTES} minutes, with a reason. Logged, reviewed by the data protection officer, and seen by the person.`,
  },
  params: OnePerson,
  query: None,
  body: z.strictObject({
    reason: plain(z.string().trim().min(10, 'expected a reason of at least 10 characters').max(500)),
  }),
  answers: { 200: shown('La personne.', 'The person.') },
  problems: ['person-unknown'],
} as const;

/**
 * The contract of the injection desk: open a person, check before the needle, record, correct, take back; and work
 * without network, with acts sealed to the server on the device and sent later.
 */
import { z } from 'zod';
import { ActDay, Fact, Id, plain } from '#facts/fact.ts';
import { Day } from '#kernel/day.ts';
import { Found, PersonId, PersonShown } from '#people/people.api.ts';
import { Identity } from '#people/person.ts';
import { Injection, Override } from '#programmes/vaccination/facts.ts';
import { RECORD, Warning } from '#programmes/vaccination/injection.api.ts';
import { Interpretation } from '#programmes/vaccination/interpretation.api.ts';
import { Lot } from '#stock/lots.api.ts';

const None = z.strictObject({});
const TAG = { fr: 'Poste d’injection', en: 'Injection desk' };
const Bilingual = z.object({ fr: z.string(), en: z.string() });
const AtPlace = z.string().min(1).max(80);

/** A product as the desk names it. */
export const DeskProduct = z.object({
  code: z.string(),
  short: z.string(),
  name: z.string(),
  /** GTINs of 14 digits its vials carry. */
  gtins: z.array(z.string()),
});
export type DeskProduct = z.infer<typeof DeskProduct>;

/** An act of the person's history, standing or not, the newest first. */
export const PastAct = z.object({
  id: z.string(),
  kind: z.string(),
  occurredOn: z.string(),
  /** What happened, in one line: "Dose 1, Comirnaty, lot EJ6795". */
  words: Bilingual,
  product: z.string().nullable(),
  rank: z.int().nullable(),
  lot: z.string().nullable(),
  /** What else an injection said, for a correction to keep it. */
  site: z.enum(Injection.shape.site.unwrap().options).nullable(),
  at: z.string().nullable(),
  gtin: z.string().nullable(),
  expiresOn: z.string().nullable(),
  place: z.string().nullable(),
  placeName: z.string().nullable(),
  /** It counts. False: it was corrected or taken back, and `ended` says why. */
  stands: z.boolean(),
  ended: Bilingual.nullable(),
  /** The caller may correct it or take it back: it was made in their territory. */
  mayChange: z.boolean(),
});
export type PastAct = z.infer<typeof PastAct>;

/** A question before the injection. A yes (or a no, when `alertOn` says so) has consequences, told in words. */
export const Question = z.object({
  code: z.string(),
  text: Bilingual,
  help: Bilingual.optional(),
  alertOn: z.enum(['yes', 'no']),
  /** What the answer means for the act: `refer` to a physician, `postpone`, `watch` (30 minutes), `note`. */
  consequence: z.enum(['refer', 'postpone', 'watch', 'note']),
  advice: Bilingual,
  reference: z.string(),
  /** Products the question matters for; absent: all. */
  products: z.array(z.string()).optional(),
});
export type Question = z.infer<typeof Question>;
export const Questionnaire = z.object({ title: Bilingual, questions: z.array(Question) });
export type Questionnaire = z.infer<typeof Questionnaire>;

/** What may be done today, in words and as proposed values; the professional decides. */
export const Proposal = z.object({
  /** One sentence: what is allowed today, or from when. */
  words: Bilingual,
  allowed: z.boolean(),
  kind: z.enum(['dose', 'booster', 'booster2', 'none']),
  rank: z.int(),
  /** Those the strategy allows. */
  products: z.array(z.string()),
  reasons: z.array(z.object({ words: Bilingual, reference: z.string() })),
  /** What is missing to answer, in words the desk can ask. */
  missing: z.array(Bilingual),
});
export type Proposal = z.infer<typeof Proposal>;

/** When to come back, or that the course is complete. Days are of the calendar, null: no bound or not known. */
export const NextDose = z.object({
  words: Bilingual,
  earliest: z.string().nullable(),
  recommended: z.string().nullable(),
  latest: z.string().nullable(),
  complete: z.boolean(),
});
export type NextDose = z.infer<typeof NextDose>;

export const DeskRecord = z.object({
  person: PersonShown,
  /** Today where the act takes place, and the server's clock. */
  on: z.string(),
  now: z.string(),
  age: z.int().nullable(),
  history: z.array(PastAct),
  proposal: Proposal,
  next: NextDose,
  interpretation: Interpretation,
  questionnaire: Questionnaire,
  products: z.array(DeskProduct),
  lots: z.array(Lot),
});
export type DeskRecord = z.infer<typeof DeskRecord>;

const record = (fr: string, en: string) => ({ description: { fr, en }, schema: DeskRecord });

const THERE = ['person-unknown', 'person-elsewhere', 'unavailable'] as const;

export const openAtDesk = {
  id: 'openAtDesk',
  method: 'POST',
  path: '/api/vaccination/desk/open',
  right: RECORD,
  territory: 'place',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Ouvrir une personne au poste', en: 'Open a person at the desk' },
  description: {
    fr: 'L’histoire, ce qui est permis aujourd’hui et pourquoi, le questionnaire, les lots du lieu. Noté dans la piste d’audit.',
    en: 'The history, what is allowed today and why, the questionnaire, the lots of the place. Written down in the audit trail.',
  },
  params: None,
  query: None,
  body: z.strictObject({ place: AtPlace, person: PersonId, on: Day.optional() }),
  answers: { 200: record('La personne au poste.', 'The person at the desk.') },
  problems: THERE,
} as const;

const { product, rank, lot, site, at, gtin, expiresOn } = Injection.shape;

/** An act as the desk hands it in; age, sex and pseudonym are the server's to add. */
export const DeskAct = z.strictObject({
  occurredOn: ActDay,
  at,
  product,
  rank,
  lot,
  gtin,
  expiresOn,
  site,
  overrides: z.array(Override).max(20).default([]),
  /** Codes of the answers of the questionnaire that had a consequence. */
  answers: z.array(z.string().max(40)).max(30).default([]),
});
export type DeskAct = z.infer<typeof DeskAct>;

export const checkAct = {
  id: 'checkAct',
  method: 'POST',
  path: '/api/vaccination/desk/check',
  right: RECORD,
  territory: 'place',
  tag: TAG,
  summary: { fr: 'Vérifier avant d’injecter', en: 'Check before injecting' },
  description: {
    fr: 'Les avertissements que cet acte recevrait ; rien n’est enregistré.',
    en: 'The warnings this act would receive; nothing is recorded.',
  },
  params: None,
  query: None,
  body: z.strictObject({ place: AtPlace, person: PersonId, act: DeskAct, corrects: Id.optional() }),
  answers: {
    200: {
      description: { fr: 'Les avertissements.', en: 'The warnings.' },
      schema: z.object({ warnings: z.array(Warning) }),
    },
  },
  problems: [...THERE, 'product-unknown', 'day-in-future'],
} as const;

/** An act recorded: the fact, what was odd, when to come back. `known`: sent before; this is the same answer. */
export const DeskRecorded = z.object({
  fact: Fact,
  warnings: z.array(Warning).readonly(),
  known: z.boolean(),
  next: NextDose,
});
export type DeskRecorded = z.infer<typeof DeskRecorded>;

const recorded = (fr: string, en: string) => ({ description: { fr, en }, schema: DeskRecorded });

const Reason = plain(z.string().trim().min(3).max(200));

export const recordAct = {
  id: 'recordAct',
  method: 'POST',
  path: '/api/vaccination/desk/acts',
  right: RECORD,
  territory: 'place',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Enregistrer l’injection, ou la corriger', en: 'Record the injection, or correct it' },
  description: {
    fr: 'Un avertissement à confirmer sans motif dans « overrides » donne 409 et la liste ; rien n’est alors enregistré. Avec « corrects » et « reason », remplace un acte du territoire.',
    en: 'A warning to confirm that has no reason in "overrides" gives 409 and the list; nothing is then recorded. With "corrects" and "reason", replaces an act of the territory.',
  },
  params: None,
  query: None,
  body: z.strictObject({
    id: z.uuid().toLowerCase(),
    place: AtPlace,
    person: PersonId,
    act: DeskAct,
    corrects: Id.optional(),
    reason: Reason.optional(),
  }),
  answers: {
    200: recorded('Déjà enregistrée.', 'Already recorded.'),
    201: recorded('Enregistrée.', 'Recorded.'),
    409: {
      description: { fr: 'À confirmer, avec un motif.', en: 'To be confirmed, with a reason.' },
      schema: z.object({ warnings: z.array(Warning) }),
    },
  },
  problems: [
    ...THERE,
    'id-conflict',
    'product-unknown',
    'day-in-future',
    'correction-incomplete',
    'act-unknown',
    'act-changed',
    'place-forbidden',
    'too-busy',
  ],
} as const;

export const cancelAct = {
  id: 'cancelAct',
  method: 'POST',
  path: '/api/vaccination/desk/cancellations',
  right: RECORD,
  territory: 'place',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Retirer un acte', en: 'Take an act back' },
  description: {
    fr: 'L’acte n’est pas effacé : un fait dit qu’il ne compte plus, et pourquoi.',
    en: 'The act is not erased: a fact says that it no longer counts, and why.',
  },
  params: None,
  query: None,
  body: z.strictObject({
    id: z.uuid().toLowerCase(),
    place: AtPlace,
    person: PersonId,
    corrects: Id,
    reason: Reason,
  }),
  answers: { 200: recorded('Déjà retiré.', 'Already taken back.'), 201: recorded('Retiré.', 'Taken back.') },
  problems: [...THERE, 'id-conflict', 'act-unknown', 'act-changed', 'place-forbidden', 'too-busy'],
} as const;

/** How long a device may work without network on what it was given, and how many acts it may send at once. */
export const OFFLINE_HOURS = 96;
export const OFFLINE_ACTS_MAX = 50;

/**
 * What a device needs to work without network: a key to seal acts to the server (the device itself cannot read them
 * again), a grant that proves who acted and where, and what the desk shows.
 */
export const OfflinePack = z.object({
  /** Public P-256 key of the server, a JWK; acts are sealed to it by ECDH-ES with AES-256-GCM. */
  key: z.object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string(),
    y: z.string(),
    kid: z.string(),
  }),
  grant: z.string(),
  now: z.string(),
  until: z.string(),
  questionnaire: Questionnaire,
  products: z.array(DeskProduct),
  lots: z.array(Lot),
});
export type OfflinePack = z.infer<typeof OfflinePack>;

export const prepareOffline = {
  id: 'prepareOffline',
  method: 'POST',
  path: '/api/vaccination/desk/offline',
  right: RECORD,
  territory: 'place',
  tag: TAG,
  summary: { fr: 'Préparer un poste à travailler sans réseau', en: 'Prepare a desk to work without network' },
  description: {
    fr: `Le droit vaut ${OFFLINE_HOURS} heures, pour ce compte et ce lieu. L’appareil ne peut pas relire ce qu’il scelle.`,
    en: `The grant holds for ${OFFLINE_HOURS} hours, for this account and this place. The device cannot read what it seals.`,
  },
  params: None,
  query: None,
  body: z.strictObject({ place: AtPlace }),
  answers: { 200: { description: { fr: 'Le nécessaire.', en: 'What is needed.' }, schema: OfflinePack } },
  problems: ['unavailable'],
} as const;

/**
 * What the device seals, as JSON: the act, the grant it was made under, its own clock then, and who was injected: a
 * record opened before the network went, or an identity typed at the desk.
 */
export const OfflineSealed = z.strictObject({
  grant: z.string().max(2000),
  /** The device's clock when the act was made: an ISO instant. */
  madeAt: z.iso.datetime({ offset: true }),
  person: PersonId.optional(),
  identity: Identity.optional(),
  act: DeskAct,
  /**
   * What the device's clock was ahead of the server's when it was prepared, in seconds. When it is another as it
   * sends, the clock was set meanwhile, and the time of the act cannot be mended.
   */
  clockAhead_s: z.int().optional(),
});
export type OfflineSealed = z.infer<typeof OfflineSealed>;

/**
 * One act as the device keeps and sends it. `id` is drawn when it is made: sent twice, it is one fact. `ephemeral`
 * is the public key of the sealing, a JWK; `iv` and `sealed` are base64url.
 */
export const OfflineAct = z.strictObject({
  id: z.uuid().toLowerCase(),
  kid: z.string().max(64),
  ephemeral: z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().max(64),
    y: z.string().max(64),
  }),
  iv: z.string().max(32),
  sealed: z.string().max(20_000),
  /** Chosen when sending, for an act that came back with `needs-person`; `new` registers them as typed. */
  person: z.union([PersonId, z.literal('new')]).optional(),
  /** Given when sending, for an act that came back with `needs-day`. */
  occurredOn: ActDay.optional(),
});
export type OfflineAct = z.infer<typeof OfflineAct>;

export const OfflineResult = z.object({
  id: z.string(),
  /**
   * `recorded` and `known` are in the ledger and leave the device. `needs-person`: several people may be meant;
   * `needs-day`: the device's clock cannot be mended, the professional gives the day. `refused` stays on the device
   * with its problem until somebody reads it.
   */
  status: z.enum(['recorded', 'known', 'needs-person', 'needs-day', 'refused']),
  warnings: z.array(Warning).readonly(),
  problem: z
    .looseObject({ code: z.string(), title: z.string(), detail: z.string(), mend: z.string() })
    .optional(),
  /** Of `needs-person`: who was typed, and who it may be. */
  typed: Identity.optional(),
  candidates: z.array(Found).optional(),
  /** Of `needs-day`: what the device's clock said. */
  madeAt: z.string().optional(),
});
export type OfflineResult = z.infer<typeof OfflineResult>;

export const sendOffline = {
  id: 'sendOffline',
  method: 'POST',
  path: '/api/vaccination/desk/offline/acts',
  right: RECORD,
  territory: 'place',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Envoyer les actes faits sans réseau', en: 'Send the acts made without network' },
  description: {
    fr: `${OFFLINE_ACTS_MAX} actes au plus. Chacun est enregistré au nom de qui l’a fait ; l’heure d’un appareil mal réglé est corrigée, et cela est noté.`,
    en: `At most ${OFFLINE_ACTS_MAX} acts. Each is recorded as of whoever made it; the time of a device that is wrong is mended, and that is noted.`,
  },
  params: None,
  query: None,
  body: z.strictObject({
    place: AtPlace,
    /** The device's clock as it sends: what it is off by is measured now. */
    deviceNow: z.iso.datetime({ offset: true }),
    acts: z.array(OfflineAct).min(1).max(OFFLINE_ACTS_MAX),
  }),
  answers: {
    200: {
      description: { fr: 'Un résultat par acte, dans l’ordre.', en: 'A result for each act, in order.' },
      schema: z.object({ results: z.array(OfflineResult) }),
    },
  },
  problems: ['too-busy', 'unavailable'],
} as const;

/** The contract of privacy: my data and who looked, my requests, their answers, the record of processing. */
import { z } from 'zod';
import { RIGHTS } from '#access/rights.ts';
import { Id, plain } from '#facts/fact.ts';
import { PersonShown } from '#people/people.api.ts';
import { SUMMONS_DAYS } from '#people/summons.ts';

const None = z.strictObject({});
const Place = z.string().min(1).max(80);
const Bilingual = z.object({ fr: z.string(), en: z.string() });
const ME = { fr: 'Mes données', en: 'My data' };
const PRIVACY = { fr: 'Vie privée', en: 'Privacy' };

export const REQUEST_KINDS = ['rectification', 'opposition', 'erasure'] as const;

export const Request = z.object({
  id: z.string(),
  kind: z.enum(['access', ...REQUEST_KINDS]),
  text: z.string(),
  askedAt: z.string(),
  answer: z.enum(['done', 'refused']).nullable(),
  answeredAt: z.string().nullable(),
});
export type Request = z.infer<typeof Request>;

/** One look at my data: who, as what, where, when. */
export const Look = z.object({
  at: z.string(),
  /** The professional's name when it is known, else the code of the account. */
  who: z.string(),
  role: Bilingual,
  place: z.string(),
  placeName: z.string(),
  /** `search`, `read`, `rectify`, `break-glass`, `pair`, `merge`... in words of both languages. */
  action: z.string(),
  actionTitle: Bilingual,
  /** The person themselves, who came to see their data. */
  own: z.boolean(),
});
export type Look = z.infer<typeof Look>;

/** Whether a record is found by the identity of the login: with certainty, none, or none that is certain. */
export const MyState = z.enum(['known', 'unknown', 'unsure']);

/** Looks of others that are listed, and those of the person themselves, who does not hide the others by coming often. */
export const LOOKS_MAX = 500;
export const OWN_LOOKS_MAX = 20;

export const readMe = {
  id: 'readMe',
  method: 'GET',
  path: '/api/me',
  right: RIGHTS.self,
  territory: 'self',
  nominative: true,
  tag: ME,
  summary: { fr: 'Mes données', en: 'My data' },
  description: {
    fr: 'Le dossier retrouvé par l’identité de connexion, s’il est trouvé avec certitude ; « unknown » s’il n’y en a pas, « unsure » si plusieurs conviennent, ou si l’état civil en dit trop peu.',
    en: 'The record found by the identity of the login, if it is found with certainty; "unknown" when there is none, "unsure" when several fit, or when the civil traits say too little.',
  },
  params: None,
  query: None,
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Mes données.', en: 'My data.' },
      schema: z.object({
        state: MyState,
        person: PersonShown.nullable(),
        requests: z.array(Request),
        facts: z.int(),
      }),
    },
  },
  problems: [],
} as const;

export const readLooks = {
  id: 'readLooks',
  method: 'GET',
  path: '/api/me/looks',
  right: RIGHTS.self,
  territory: 'self',
  tag: ME,
  summary: { fr: 'Qui a regardé mes données', en: 'Who looked at my data' },
  description: {
    fr: `Les ${LOOKS_MAX} derniers accès des autres et mes ${OWN_LOOKS_MAX} derniers, les plus récents d’abord ; « total » compte tous ceux qui sont gardés. « unsure » : plusieurs dossiers portent exactement mon état civil, et les accès à tous sont donnés sans les montrer ; ou aucun n’en dit assez, et il n’y a rien à dire, ce qui ne veut pas dire que personne n’a regardé.`,
    en: `The last ${LOOKS_MAX} accesses of others and my own last ${OWN_LOOKS_MAX}, the latest first; "total" counts all that are kept. "unsure": several records have exactly my civil traits, and the accesses to them all are given without showing them; or none says enough, and nothing can be told, which does not mean that nobody looked.`,
  },
  params: None,
  query: None,
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Les accès.', en: 'The accesses.' },
      schema: z.object({ state: MyState, looks: z.array(Look), total: z.int() }),
    },
  },
  problems: [],
} as const;

export const readSummons = {
  id: 'readSummons',
  method: 'GET',
  path: '/api/me/summons',
  right: RIGHTS.self,
  territory: 'self',
  tag: ME,
  summary: { fr: 'Mon code d’accueil', en: 'My desk code' },
  description: {
    fr: `Un code à présenter au centre, en QR : il fait retrouver mon dossier sans rien épeler. Il ne contient ni nom ni numéro, et vaut ${SUMMONS_DAYS} jours.`,
    en: `A code to show at the centre, as a QR: it finds my record without spelling anything. It holds neither name nor number, and is good for ${SUMMONS_DAYS} days.`,
  },
  params: None,
  query: None,
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Le code, et son dernier jour.', en: 'The code, and its last day.' },
      schema: z.object({ code: z.string(), until: z.string() }),
    },
  },
  problems: ['person-unknown', 'person-unsure'],
} as const;

export const exportMe = {
  id: 'exportMe',
  method: 'GET',
  path: '/api/me/export',
  right: RIGHTS.self,
  territory: 'self',
  nominative: true,
  tag: ME,
  summary: { fr: 'Tout ce qui est gardé de moi', en: 'Everything held about me' },
  description: {
    fr: 'Identité, versions précédentes, faits, demandes et accès, en un document (RGPD, articles 15 et 20). « leftOut » dit ce qui dépasse ses limites, et que le délégué fournit.',
    en: 'Identity, earlier versions, facts, requests and accesses, in one document (GDPR, articles 15 and 20). "leftOut" says what is beyond its limits, which the data protection officer provides.',
  },
  params: None,
  query: None,
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Le document.', en: 'The document.' },
      schema: z.record(z.string(), z.unknown()),
    },
  },
  problems: ['person-unknown', 'person-unsure'],
} as const;

export const ask = {
  id: 'askPrivacy',
  method: 'POST',
  path: '/api/me/requests',
  right: RIGHTS.self,
  territory: 'self',
  tag: ME,
  summary: {
    fr: 'Demander une rectification, une opposition ou un effacement',
    en: 'Ask for a rectification, an opposition or an erasure',
  },
  description: {
    fr: 'L’opposition à la recherche est appliquée aussitôt ; les autres reçoivent une réponse du délégué, un mois au plus.',
    en: 'Opposition to research is applied at once; the others are answered by the data protection officer within a month.',
  },
  params: None,
  query: None,
  body: z.strictObject({
    /** Drawn by chance: an id is kept in clear, and a word would say something of the person. */
    id: z.uuid(),
    kind: z.enum(REQUEST_KINDS),
    text: plain(z.string().trim().max(1000)).default(''),
  }),
  answers: {
    200: {
      description: { fr: 'Déjà demandé par cet envoi.', en: 'Already asked by this request.' },
      schema: Request,
    },
    201: { description: { fr: 'Demandé.', en: 'Asked.' }, schema: Request },
  },
  problems: ['person-unknown', 'person-unsure', 'too-many-requests', 'request-id-taken'],
} as const;

export const RequestToAnswer = Request.extend({ person: PersonShown });
export type RequestToAnswer = z.infer<typeof RequestToAnswer>;

export const listRequests = {
  id: 'listPrivacyRequests',
  method: 'GET',
  path: '/api/privacy/requests',
  right: RIGHTS.answerPrivacy,
  territory: 'place',
  nominative: true,
  tag: PRIVACY,
  summary: { fr: 'Les demandes en attente', en: 'The requests that wait' },
  description: { fr: 'Les plus anciennes d’abord, 50 au plus.', en: 'The oldest first, at most 50.' },
  params: None,
  query: z.strictObject({ place: Place }),
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Les demandes.', en: 'The requests.' },
      schema: z.object({ requests: z.array(RequestToAnswer) }),
    },
  },
  problems: [],
} as const;

export const answerRequest = {
  id: 'answerPrivacyRequest',
  method: 'POST',
  path: '/api/privacy/requests/answer',
  right: RIGHTS.answerPrivacy,
  territory: 'person',
  nominative: true,
  tag: PRIVACY,
  summary: { fr: 'Répondre à une demande', en: 'Answer a request' },
  description: {
    fr: '« done » d’un effacement oublie la personne : sa clé est détruite, ses faits restent comptés, sans lien avec elle. Cela ne se défait pas.',
    en: '"done" on an erasure forgets the person: the key is destroyed, the facts stay counted, with no link to them. It cannot be undone.',
  },
  params: None,
  query: None,
  body: z.strictObject({ id: Id, answer: z.enum(['done', 'refused']) }),
  answers: {
    200: {
      description: { fr: 'Répondu.', en: 'Answered.' },
      schema: z.object({ answer: z.string(), forgotten: z.boolean() }),
    },
  },
  problems: ['request-unknown', 'person-elsewhere', 'request-answered'],
} as const;

/** One processing of personal data, as article 30 of the GDPR asks it to be recorded. */
export const Processing = z.object({
  code: z.string(),
  purpose: Bilingual,
  basis: Bilingual,
  people: Bilingual,
  data: z.array(Bilingual),
  retention: Bilingual,
  recipients: z.array(z.object({ role: z.string(), title: Bilingual, sees: Bilingual })),
  security: z.array(Bilingual),
});
export type Processing = z.infer<typeof Processing>;

export const recordOfProcessing = {
  id: 'recordOfProcessing',
  method: 'GET',
  path: '/api/privacy/record',
  right: 'public',
  tag: PRIVACY,
  summary: { fr: 'Le registre des traitements', en: 'The record of processing' },
  description: {
    fr: 'Fait à partir de la table des rôles et des durées que le programme applique (RGPD, article 30).',
    en: 'Made from the table of roles and the periods that the program applies (GDPR, article 30).',
  },
  params: None,
  query: None,
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Le registre.', en: 'The record.' },
      schema: z.object({ controller: Bilingual, processings: z.array(Processing) }),
    },
  },
  problems: [],
} as const;

/** The contract of support: report an anomaly in one click, follow it to its answer, know how the service is. */
import { z } from 'zod';
import { RIGHTS } from '#access/rights.ts';
import { plain } from '#facts/fact.ts';
import { PART_STATES } from '#support/status.ts';
import { STATE_CODES, SUBJECT_CODES } from '#support/support.ts';

const None = z.strictObject({});
const TAG = { fr: 'Aide', en: 'Support' };
const Bilingual = z.object({ fr: z.string(), en: z.string() });

/** What somebody writes: they are asked to name nobody, and it is sealed all the same. */
const Words = plain(z.string().trim().min(1).max(500));
const Code = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'expected the code of a refusal');

/** What the page knew when it was reported: nothing of a person, and no address with what was asked. */
export const Context = z.strictObject({
  page: z.string().regex(/^\/[a-z0-9/-]{0,60}$/, 'expected the path of a page'),
  code: Code.optional(),
  /** The request, as our logs name it. */
  instance: z
    .string()
    .regex(/^[0-9a-z-]{1,40}$/)
    .optional(),
  language: z.enum(['fr', 'en']),
  /** Width and height of the window, in CSS pixels. */
  window: z
    .string()
    .regex(/^\d{1,5}x\d{1,5}$/)
    .optional(),
  online: z.boolean().optional(),
});
export type Context = z.infer<typeof Context>;

export const ReportEvent = z.object({
  state: z.enum(STATE_CODES),
  text: z.string().nullable(),
  at: z.string(),
  /** Whether support wrote it, or whoever reported. */
  bySupport: z.boolean(),
});

export const Report = z.object({
  id: z.string(),
  subject: z.enum(SUBJECT_CODES),
  context: Context,
  text: z.string().nullable(),
  reportedAt: z.string(),
  state: z.enum(STATE_CODES),
  events: z.array(ReportEvent),
  /** For support: who reported, as what and where, and whether their reports have proved reliable. */
  from: z
    .object({
      account: z.string(),
      name: z.string().nullable(),
      role: z.string(),
      place: z.string(),
      trusted: z.boolean(),
    })
    .nullable(),
});
export type Report = z.infer<typeof Report>;

const shown = (fr: string, en: string) => ({ description: { fr, en }, schema: z.object({ report: Report }) });

export const reportTrouble = {
  id: 'reportTrouble',
  method: 'POST',
  path: '/api/support/reports',
  right: RIGHTS.reportTrouble,
  territory: 'self',
  tag: TAG,
  summary: { fr: 'Signaler une anomalie', en: 'Report an anomaly' },
  description: {
    fr: 'Le contexte part avec le signalement : la page, le code du refus, le nom de la requête. N’y écrivez aucun nom ; le texte est scellé. Le même identifiant renvoyé donne le même signalement.',
    en: 'The context goes with the report: the page, the code of the refusal, the name of the request. Name nobody in it; the text is sealed. The same id sent again gives the same report.',
  },
  params: None,
  query: None,
  body: z.strictObject({
    id: z.uuid().toLowerCase(),
    subject: z.enum(SUBJECT_CODES),
    context: Context,
    text: Words.optional(),
  }),
  answers: {
    200: shown('Déjà signalé.', 'Already reported.'),
    201: shown('Signalé.', 'Reported.'),
  },
  problems: ['report-names-somebody', 'reports-too-often', 'report-id-taken'],
} as const;

export const REPORTS_MAX = 200;

export const listReports = {
  id: 'listReports',
  method: 'GET',
  path: '/api/support/reports',
  right: RIGHTS.reportTrouble,
  territory: 'self',
  tag: TAG,
  summary: { fr: 'Mes signalements', en: 'My reports' },
  description: {
    fr: `Ceux de l’appelant, le plus récent d’abord, ${REPORTS_MAX} au plus.`,
    en: `Those of the caller, the newest first, at most ${REPORTS_MAX}.`,
  },
  params: None,
  query: None,
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Les signalements.', en: 'The reports.' },
      schema: z.object({ reports: z.array(Report) }),
    },
  },
  problems: [],
} as const;

const { territory: _, ...listing } = listReports;

export const listAllReports = {
  ...listing,
  id: 'listAllReports',
  path: '/api/support/queue',
  right: RIGHTS.answerTrouble,
  summary: { fr: 'La file des signalements', en: 'The queue of reports' },
  description: {
    fr: `Ce qui attend d’abord, ceux des comptes de confiance en tête ; ${REPORTS_MAX} au plus.`,
    en: `What waits first, those of trusted accounts at the head; at most ${REPORTS_MAX}.`,
  },
} as const;

export const followReport = {
  id: 'followReport',
  method: 'POST',
  path: '/api/support/reports/follow',
  right: RIGHTS.reportTrouble,
  territory: 'self',
  tag: TAG,
  summary: { fr: 'Clore son signalement, ou le rouvrir', en: 'Close one’s report, or open it again' },
  description: {
    fr: 'Une réponse qui n’aide pas rouvre le signalement.',
    en: 'An answer that does not help opens the report again.',
  },
  params: None,
  query: None,
  body: z.strictObject({
    id: z.uuid().toLowerCase(),
    state: z.enum(['open', 'closed']),
    text: Words.optional(),
  }),
  answers: { 200: shown('Le signalement.', 'The report.') },
  problems: ['report-unknown', 'report-state', 'report-names-somebody'],
} as const;

export const answerReport = {
  id: 'answerReport',
  method: 'POST',
  path: '/api/support/queue/answer',
  right: RIGHTS.answerTrouble,
  tag: TAG,
  summary: { fr: 'Prendre en charge, répondre, clore', en: 'Take charge, answer, close' },
  description: { fr: 'Répondre demande un texte.', en: 'Answering asks for a text.' },
  params: None,
  query: None,
  body: z
    .strictObject({
      id: z.uuid().toLowerCase(),
      state: z.enum(['taken', 'answered', 'closed']),
      text: Words.optional(),
    })
    .refine(({ state, text }) => state !== 'answered' || text !== undefined, {
      error: 'expected an answer in "text"',
      path: ['text'],
    }),
  answers: { 200: shown('Le signalement.', 'The report.') },
  problems: ['report-unknown', 'report-state', 'report-names-somebody'],
} as const;

export const trustReporter = {
  id: 'trustReporter',
  method: 'POST',
  path: '/api/support/trusted',
  right: RIGHTS.answerTrouble,
  tag: TAG,
  summary: { fr: 'Marquer un compte de confiance', en: 'Mark an account as trusted' },
  description: {
    fr: 'Ses signalements passent en tête de la file. N’ouvre aucun droit.',
    en: 'Its reports go to the head of the queue. Opens no right.',
  },
  params: None,
  query: None,
  body: z.strictObject({ account: plain(z.string().min(1).max(80)), trusted: z.boolean() }),
  answers: {
    200: {
      description: { fr: 'Noté.', en: 'Noted.' },
      schema: z.object({ account: z.string(), trusted: z.boolean() }),
    },
  },
  problems: [],
} as const;

export const Announcement = z.object({
  id: z.string(),
  words: Bilingual,
  from: z.string(),
  until: z.string(),
});

export const announce = {
  id: 'announce',
  method: 'POST',
  path: '/api/support/announcements',
  right: RIGHTS.answerTrouble,
  tag: TAG,
  summary: { fr: 'Annoncer un incident ou des travaux', en: 'Announce an incident or works' },
  description: {
    fr: 'Public, sur la page d’état, de l’heure dite à l’heure dite ; 30 jours au plus.',
    en: 'Public, on the status page, from and until the hours given; at most 30 days.',
  },
  params: None,
  query: None,
  body: z
    .strictObject({
      id: z.uuid().toLowerCase(),
      fr: Words,
      en: Words,
      from: z.iso.datetime({ offset: true }),
      until: z.iso.datetime({ offset: true }),
    })
    .refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
      error: 'expected an end after the beginning',
      path: ['until'],
    })
    .refine(({ from, until }) => Date.parse(until) - Date.parse(from) <= 30 * 86_400_000, {
      error: 'expected 30 days at most',
      path: ['until'],
    }),
  answers: {
    200: {
      description: { fr: 'Annoncé.', en: 'Announced.' },
      schema: z.object({ announcement: Announcement }),
    },
  },
  problems: ['report-names-somebody'],
} as const;

export const STATUS_DAYS = 30;

export const readStatus = {
  id: 'readStatus',
  method: 'GET',
  path: '/api/status',
  right: 'public',
  tag: TAG,
  summary: { fr: 'L’état du service', en: 'The status of the service' },
  description: {
    fr: `Chaque partie, ce qu’on peut faire sans elle, les annonces, et le pire état de chacun des ${STATUS_DAYS} derniers jours. Répond aussi quand la base de données est absente.`,
    en: `Each part, what can be done without it, the announcements, and the worst state of each of the last ${STATUS_DAYS} days. Answers even when the database is away.`,
  },
  params: None,
  query: None,
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'L’état.', en: 'The status.' },
      schema: z.object({
        state: z.enum(PART_STATES),
        at: z.string(),
        version: z.string(),
        parts: z.array(
          z.object({
            code: z.string(),
            title: Bilingual,
            state: z.enum(PART_STATES),
            otherwise: Bilingual,
            days: z.array(z.object({ day: z.string(), state: z.enum(PART_STATES).nullable() })),
          }),
        ),
        announcements: z.array(Announcement),
      }),
    },
  },
  problems: [],
} as const;

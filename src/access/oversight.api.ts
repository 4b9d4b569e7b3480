/** The contract of watching over access: glass that was broken, and the audit trail's chain. */
import { z } from 'zod';
import { RIGHTS } from '#access/rights.ts';
import { Id, plain } from '#facts/fact.ts';

const None = z.strictObject({});
const Place = plain(z.string().min(1).max(80));
const TAG = { fr: 'Surveillance des accès', en: 'Oversight of access' };

export const Glass = z.object({
  id: z.string(),
  account: z.string(),
  /** What the account is called, when it is known. */
  who: z.string().nullable(),
  role: z.string(),
  person: z.string(),
  place: z.string(),
  reason: z.string(),
  brokenAt: z.string(),
  until: z.string(),
  reviewed: z.boolean(),
});
export type Glass = z.infer<typeof Glass>;

export const listGlass = {
  id: 'listGlass',
  method: 'GET',
  path: '/api/access/glass',
  right: RIGHTS.reviewGlass,
  territory: 'place',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Les bris de glace', en: 'Glass broken' },
  description: {
    fr: 'Ceux qui ont vu une personne hors de leur territoire, et pourquoi : à relire un par un. 200 au plus.',
    en: 'Those who saw a person outside their territory, and why: to be reviewed one by one. At most 200.',
  },
  params: None,
  query: z.strictObject({ place: Place }),
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Les bris de glace.', en: 'Glass broken.' },
      schema: z.object({ glass: z.array(Glass) }),
    },
  },
  problems: [],
} as const;

export const reviewGlass = {
  id: 'reviewGlass',
  method: 'POST',
  path: '/api/access/glass/review',
  right: RIGHTS.reviewGlass,
  territory: 'place',
  tag: TAG,
  summary: { fr: 'Marquer un bris de glace comme relu', en: 'Mark broken glass as reviewed' },
  description: { fr: 'Par qui et quand est gardé.', en: 'By whom and when is kept.' },
  params: None,
  query: None,
  body: z.strictObject({ place: Place, id: Id }),
  answers: {
    200: { description: { fr: 'Relu.', en: 'Reviewed.' }, schema: z.object({ reviewed: z.boolean() }) },
  },
  problems: ['glass-unknown'],
} as const;

export const AuditLine = z.object({
  seq: z.int(),
  at: z.string(),
  account: z.string(),
  role: z.string(),
  place: z.string(),
  action: z.string(),
  person: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditLine = z.infer<typeof AuditLine>;

export const verifyAudit = {
  id: 'verifyAudit',
  method: 'GET',
  path: '/api/access/audit',
  right: RIGHTS.verifyAudit,
  territory: 'place',
  tag: TAG,
  summary: { fr: 'La piste d’audit et sa chaîne', en: 'The audit trail and its chain' },
  description: {
    fr: 'Les 200 dernières lignes des lieux demandés, et si la chaîne entière tient ; sinon, la première ligne qui ne tient pas.',
    en: 'The last 200 lines of the places asked, and whether the whole chain holds; if not, the first line that does not.',
  },
  params: None,
  query: z.strictObject({ place: Place }),
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'La piste.', en: 'The trail.' },
      schema: z.object({
        lines: z.array(AuditLine),
        total: z.int(),
        intact: z.boolean(),
        brokenAt: z.int().nullable(),
      }),
    },
  },
  problems: [],
} as const;

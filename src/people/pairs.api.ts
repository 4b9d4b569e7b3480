/** The contract of identity watch: doubtful pairs side by side, settling them, taking a merge back. */
import { z } from 'zod';
import { RIGHTS } from '#access/rights.ts';
import { plain } from '#facts/fact.ts';
import { PersonId, PersonShown } from '#people/people.api.ts';

const None = z.strictObject({});
const TAG = { fr: 'Identitovigilance', en: 'Identity watch' };
const Place = z.string().min(1).max(80);

/** What one trait says of a pair: above 0 it speaks for one person, below for two (log2 of m/u). */
export const Evidence = z.object({ comparison: z.string(), level: z.string(), weight: z.number() });

export const Pair = z.object({
  one: PersonShown,
  other: PersonShown,
  /** That the two are one person, 0 to 1. */
  probability: z.number(),
  /** What else explains the pair best: strangers, twins, a home... */
  otherwise: z.object({ relation: z.string(), probability: z.number() }),
  clearlyTwo: z.boolean(),
  evidence: z.array(Evidence),
  /** How many facts each has, so that it is seen what a merge brings together. */
  facts: z.object({ one: z.int(), other: z.int() }),
  foundAt: z.string(),
  /** `matching`, or that somebody registered the person all the same. */
  foundBy: z.enum(['matching', 'desk']),
});
export type Pair = z.infer<typeof Pair>;

export const PAIRS_MAX = 20;
/** Pairs that may be passed over, put off by who settles them. */
const SKIPPED_MAX = 10_000;

export const listPairs = {
  id: 'listPairs',
  method: 'GET',
  path: '/api/identity/pairs',
  right: RIGHTS.readPairs,
  territory: 'place',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Les paires à trancher', en: 'The pairs to settle' },
  description: {
    fr: `${PAIRS_MAX} au plus, les plus probables d’abord, des personnes d’un territoire ; « skip » passe celles que l’on remet à plus tard.`,
    en: `At most ${PAIRS_MAX}, the most probable first, of the people of a territory; "skip" passes over those put off.`,
  },
  params: None,
  query: z.strictObject({ place: Place, skip: z.coerce.number().int().min(0).max(SKIPPED_MAX).default(0) }),
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Les paires.', en: 'The pairs.' },
      schema: z.object({ pairs: z.array(Pair), waiting: z.int() }),
    },
  },
  problems: [],
} as const;

const Reason = plain(z.string().trim().min(1).max(200)).optional();

export const settlePair = {
  id: 'settlePair',
  method: 'POST',
  path: '/api/identity/pairs/settle',
  right: RIGHTS.settlePairs,
  territory: 'person',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Trancher une paire', en: 'Settle a pair' },
  description: {
    fr: '« same » rapproche : les deux dossiers se lisent comme celui d’une personne, sous « keep » ; aucun fait n’est perdu ni compté deux fois, et le rapprochement se défait. « different » les tient séparés, et la paire ne revient plus.',
    en: '"same" merges: the two records read as one person’s, under "keep"; no fact is lost or counted twice, and the merge can be undone. "different" keeps them apart, and the pair does not come back.',
  },
  params: None,
  query: None,
  body: z
    .strictObject({
      one: PersonId,
      other: PersonId,
      decision: z.enum(['same', 'different']),
      keep: PersonId.optional(),
      reason: Reason,
    })
    .refine((asked) => asked.one !== asked.other, { error: 'expected two different people', path: ['other'] })
    .refine((asked) => asked.keep === undefined || asked.keep === asked.one || asked.keep === asked.other, {
      error: 'expected one of the two people',
      path: ['keep'],
    }),
  answers: {
    200: {
      description: { fr: 'Tranchée.', en: 'Settled.' },
      schema: z.object({ decision: z.enum(['same', 'different']), kept: z.string().nullable() }),
    },
  },
  problems: ['person-unknown', 'pair-elsewhere', 'already-merged', 'merged-elsewhere', 'merge-too-large'],
} as const;

export const Merge = z.object({
  kept: PersonShown,
  merged: PersonShown,
  at: z.string(),
  by: z.string(),
});
export type Merge = z.infer<typeof Merge>;

export const listMerges = {
  id: 'listMerges',
  method: 'GET',
  path: '/api/identity/merges',
  right: RIGHTS.readPairs,
  territory: 'place',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Les derniers rapprochements', en: 'The latest merges' },
  description: {
    fr: `Les ${PAIRS_MAX} derniers d’un territoire, qui peuvent être défaits.`,
    en: `The last ${PAIRS_MAX} of a territory, which can be undone.`,
  },
  params: None,
  query: z.strictObject({ place: Place }),
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Les rapprochements.', en: 'The merges.' },
      schema: z.object({ merges: z.array(Merge) }),
    },
  },
  problems: [],
} as const;

export const undoMerge = {
  id: 'undoMerge',
  method: 'POST',
  path: '/api/identity/merges/undo',
  right: RIGHTS.settlePairs,
  territory: 'person',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Défaire un rapprochement', en: 'Undo a merge' },
  description: {
    fr: 'Les deux dossiers redeviennent ce qu’ils étaient, faits compris ; la paire est tenue pour différente.',
    en: 'The two records become what they were, facts included; the pair is held to be different.',
  },
  params: None,
  query: None,
  body: z.strictObject({ kept: PersonId, merged: PersonId, reason: Reason }),
  answers: {
    200: { description: { fr: 'Défait.', en: 'Undone.' }, schema: z.object({ undone: z.boolean() }) },
  },
  problems: ['person-unknown', 'pair-elsewhere', 'not-merged'],
} as const;

import { z } from 'zod';
import { Day } from '#kernel/day.ts';

/**
 * Kinds of fact about a campaign itself, whose subject is `campaign:NAME`. Every programme shares them and no
 * indicator counts them.
 */
export const CAMPAIGN_KINDS = {
  /** A strategy came into the world: its id and the hash of its document. */
  'strategy-published': z.strictObject({
    strategy: z.string().min(1).max(80),
    validFrom: Day,
    hash: z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hexadecimal'),
  }),
  /** A replay of a past campaign began: its source, and the grid its tables are published on. */
  'replay-began': z.strictObject({
    source: z.string().min(1).max(200),
    seed: z.int(),
    grid: z.strictObject({
      firstDay: Day,
      lastDay: Day,
      departments: z.array(z.string().max(10)).max(1000),
      classes: z.array(z.string().max(10)).max(100),
    }),
    injections: z.int().min(0),
  }),
  /** The same replay was appended whole. */
  'replay-ended': z.strictObject({
    source: z.string().min(1).max(200),
    lastDay: Day,
    injections: z.int().min(0),
  }),
} as const;

export const campaignSubject = (campaign: string): string => `campaign:${campaign}`;

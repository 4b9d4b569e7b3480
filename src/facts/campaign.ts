import { z } from 'zod';
import { Day } from '#kernel/day.ts';

const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hexadecimal');
const Source = z.string().min(1).max(200);
const Count = z.int().min(0);

/** Days and groups that published tables show, counts or not. `sparse`: only days that have a count. */
export const PublishedGrid = z.strictObject({
  firstDay: Day,
  lastDay: Day,
  departments: z.array(z.string().max(10)).max(1000),
  classes: z.array(z.string().max(10)).max(100),
  sparse: z.boolean(),
});
export type PublishedGrid = z.infer<typeof PublishedGrid>;

/**
 * Kinds of fact about a campaign itself, whose subject is `campaign:NAME`. Every programme shares them and no
 * indicator counts them.
 */
export const CAMPAIGN_KINDS = {
  /** A strategy came into the world: its id and the hash of its document. */
  'strategy-published': z.strictObject({
    strategy: z.string().min(1).max(80),
    validFrom: Day,
    hash: Hash,
  }),
  /** A replay of a past campaign began: its source, and the grid its tables are published on. */
  'replay-began': z.strictObject({ source: Source, seed: z.int(), grid: PublishedGrid, injections: Count }),
  /** The same replay was appended whole, to the last day asked. */
  'replay-ended': z.strictObject({ source: Source, grid: PublishedGrid, injections: Count }),
  /** A replay of successive publications began: its source. */
  'publications-began': z.strictObject({ source: Source }),
  /** What one past publication changed was appended whole. */
  'publication-replayed': z.strictObject({
    source: Source,
    file: z.string().min(1).max(200),
    hash: Hash,
    publishedOn: Day,
    grid: PublishedGrid,
  }),
} as const;

export const campaignSubject = (campaign: string): string => `campaign:${campaign}`;

/** Facts about a campaign are told by their subject: nobody is vaccinated under such a pseudonym. */
export const isAboutCampaign = ({ subject }: { readonly subject: string }): boolean =>
  subject.startsWith('campaign:');

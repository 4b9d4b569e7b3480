/** What the parts of the programme that care for a person share: who they are, what is written down, what may be given. */
import type { WriteAudit } from '#access/audit.ts';
import type { Glasses } from '#access/glass.ts';
import type { Keyring } from '#access/keyring.node.ts';
import type { Within } from '#access/may.ts';
import type { Db } from '#db/pool.ts';
import type { Register } from '#people/register.ts';
import type { Prepared } from '#programmes/vaccination/interpret.ts';
import type { Recorder } from '#programmes/vaccination/recorder.pg.ts';
import type { Campaign, Product } from '#programmes/vaccination/strategy-campaign.ts';
import type { LotWatch } from '#stock/lots.ts';

export type Care = {
  readonly db: Db;
  readonly register: Register;
  readonly keyring: Keyring;
  readonly write: WriteAudit;
  readonly glasses: Glasses;
  readonly within: Within;
  /** The name of a declared place; undefined for a code nobody declared. */
  readonly placeName: (code: string) => string | undefined;
  readonly lots: LotWatch;
  readonly recorder: Recorder;
  readonly prepared: Prepared;
  readonly campaign: Campaign;
  readonly products: readonly Product[];
  /** The clock: an ISO instant in UTC. */
  readonly now: () => string;
};

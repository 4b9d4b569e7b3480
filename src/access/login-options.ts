/** What signing in needs to know, handed down by the program. */
import type { WriteAudit } from '#access/audit.ts';
import type { Keyring } from '#access/keyring.node.ts';
import type { ProviderConfig } from '#access/oidc-config.ts';
import type { Role } from '#access/roles.ts';
import type { Structure } from '#access/situation.ts';
import type { Db } from '#db/pool.ts';
import type { Territory } from '#places/territory.ts';

/** Between leaving for the provider and coming back. */
export const LOGIN_S_MAX = 600;

export type LoginOptions = {
  /** Working as the role `access`. */
  readonly db: Db;
  readonly keyring: Keyring;
  readonly providers: readonly ProviderConfig[];
  /** Our own address as browsers know it, without a slash at its end: `https://rappel.example`. */
  readonly baseUrl: () => string;
  readonly places: Pick<Territory, 'nameOf'>;
  readonly write: WriteAudit;
  /** An ISO instant in UTC, with milliseconds. */
  readonly now: () => string;
  /** The role a profession (TRE_G15) has by right; absent: the table of situation-professions.ts. */
  readonly roleOf?: (profession: string) => Role | undefined;
  /** The declared place a structure of the national directory is; absent or undefined: its department. */
  readonly findPlace?: (structure: Structure) => string | undefined;
};

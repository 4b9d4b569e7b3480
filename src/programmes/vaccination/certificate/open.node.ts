/** Opens what certificates need beside the database: the issuer's keys, and the keys of others whom we trust. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TrustedKey, TrustList } from '#certificate/certificate.ts';
import { createIssuer } from '#certificate/create-issuer.node.ts';
import { ISSUER_FILE, type Issuer, openIssuer, WrongIssuer } from '#certificate/keys.node.ts';
import { bytesOfIdentifier, dccIdentifier, revokedHashOf, shcIdentifier } from '#certificate/revocation.ts';
import { trustListOf } from '#certificate/trust.node.ts';
import type { Db } from '#db/pool.ts';
import { followFacts, type RevokedRow, revokedOn } from '#programmes/vaccination/certificate/issued.pg.ts';

export type CertificateFolders = {
  /** The issuer's keys (docs/certificates.md). */
  readonly folder: string;
  /** Certificates and lists of others, as their operator keeps them; absent, or no such folder: we trust ourselves. */
  readonly trusted?: string;
  /**
   * For development: what to make the folder of when it is not there. Absent, in production: a folder that is not there
   * is refused, for an issuer's keys are made apart, by `rappel certificate`, and signed by a country's root.
   */
  readonly create?: { readonly country: string; readonly organisation: string; readonly issuerUrl: string };
};

export type Certificates = {
  readonly issuer: Issuer;
  /** The keys and the revocations of others, read anew now and then. */
  readonly others: () => Promise<Pick<TrustList, 'keys' | 'revoked'>>;
  readonly close: () => void;
};

const NOBODY = { keys: [], revoked: [] };
/** Others' lists change a few times a day. */
const OTHERS_MS = 600_000;

/** Throws when a folder says something it may not: the message names the file and the mend. */
export const openCertificates = async (
  { folder, trusted, create }: CertificateFolders,
  clock_ms: () => number = Date.now,
): Promise<Certificates> => {
  if (!existsSync(join(folder, ISSUER_FILE))) {
    if (create === undefined)
      throw new WrongIssuer(
        `${folder}: no ${ISSUER_FILE} in it: make the keys of the issuer first, as docs/certificates.md tells`,
      );
    const { country, ...names } = create;
    await createIssuer(folder, { country, names });
  }
  const issuer = await openIssuer(folder);
  const readOthers = async (): Promise<Pick<TrustList, 'keys' | 'revoked'>> =>
    trusted === undefined || !existsSync(trusted) ? NOBODY : (await trustListOf(trusted)).list;
  let others = await readOthers();
  let readAt = clock_ms();
  return {
    issuer,
    others: async () => {
      if (clock_ms() - readAt > OTHERS_MS) {
        readAt = clock_ms();
        // A file half-written by its operator does not take away the list that was read before.
        others = await readOthers().catch(() => others);
      }
      return others;
    },
    close: issuer.close,
  };
};

const hashOf = ({ format, identifier, kid }: RevokedRow): string => {
  const named = format === 'dcc' ? dccIdentifier(identifier) : shcIdentifier(kid, identifier);
  return revokedHashOf(createHash('sha256').update(bytesOfIdentifier(named)).digest());
};

/** One reading of what was withdrawn, as each kind of verifier takes it. */
export type Withdrawn = {
  readonly trust: TrustList;
  /** Cards withdrawn, by the key that signed them. */
  readonly cards: ReadonlyMap<string, readonly RevokedRow[]>;
  /** Never less than before, though a card may leave the list: the second it was made. */
  readonly version: number;
};

/** For how long one reading of the list answers everybody: a revocation is known this much later at most. */
const LIST_MS = 2000;

/**
 * The list a verifier takes home. Reading it first follows what was corrected in the ledger since the last reading:
 * a certificate leaves the world of valid ones as soon as the fact it rests on does.
 */
export const openTrustList = (
  db: Db,
  { issuer, others }: Pick<Certificates, 'issuer' | 'others'>,
  now: () => string,
  kept_ms = LIST_MS,
): { readonly read: () => Promise<Withdrawn>; readonly forget: () => void } => {
  let last: { readonly at: number; readonly list: Promise<Withdrawn> } | undefined;
  const make = async (): Promise<Withdrawn> => {
    const at = now();
    await followFacts(db, at);
    const [revoked, theirs] = await Promise.all([revokedOn(db, at), others()]);
    const own: readonly TrustedKey[] = issuer.trustKeys();
    const trust = {
      madeAt: at,
      keys: [...own, ...theirs.keys],
      revoked: [...new Set([...revoked.map(hashOf), ...theirs.revoked])].sort(),
    };
    const cards = Map.groupBy(
      revoked.filter(({ format }) => format === 'shc'),
      ({ kid }) => kid,
    );
    return { trust, cards, version: Math.floor(Date.parse(at) / 1000) };
  };
  return {
    read: () => {
      if (last === undefined || performance.now() - last.at >= kept_ms) {
        const list = make();
        last = { at: performance.now(), list };
        // A failure is not kept for the next who asks.
        list.catch(() => {
          last = undefined;
        });
      }
      return last.list;
    },
    forget: () => {
      last = undefined;
    },
  };
};

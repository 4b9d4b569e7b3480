/**
 * Certificates withdrawn one by one. A list holds no identifier in clear: whoever finds it learns nothing about those
 * who are not on it, and cannot enumerate those who are.
 */
import { type Bytes, hexOf, utf8 } from '#certificate/bytes.ts';
import type { TrustList } from '#certificate/certificate.ts';

/** What stands for a DCC: its unique certificate identifier (UVCI), in capitals as the value is compared. */
export const dccIdentifier = (uvci: string): string => `dcc ${uvci.toUpperCase()}`;

/** What stands for a SMART Health Card: `rid` means something only under the key that signed. */
export const shcIdentifier = (kid: string, rid: string): string => `shc ${kid} ${rid}`;

/** The line of a list for an identifier, from its SHA-256: the first 16 bytes. */
export const revokedHashOf = (digest: Uint8Array): string => hexOf(digest.subarray(0, 16));

/** What is hashed for an identifier. */
export const bytesOfIdentifier = (identifier: string): Bytes => utf8(identifier);

/** The second before which cards of a hash are revoked: all of them, unless the list gives one. */
export type Revoked = ReadonlyMap<string, number>;

export const revokedOf = ({ revoked }: Pick<TrustList, 'revoked'>): Revoked => {
  const map = new Map<string, number>();
  for (const entry of revoked) {
    const [hash = '', before] = entry.split('.');
    const second = before === undefined ? Number.POSITIVE_INFINITY : Number(before);
    map.set(hash, Math.max(second, map.get(hash) ?? 0));
  }
  return map;
};

/** The name of a key by what it is (RFC 7638): SHA-256 of its required members, in order, without blanks. */
import { createHash } from 'node:crypto';
import type { TrustedKey } from '#certificate/certificate.ts';

/** Section 3.2. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  RSA: ['e', 'kty', 'n'],
};

export const thumbprintOf = (jwk: TrustedKey['jwk']): string => {
  const members = (MEMBERS[jwk.kty] ?? ['kty']).map((name) => [name, jwk[name]]);
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(members)))
    .digest('base64url');
};

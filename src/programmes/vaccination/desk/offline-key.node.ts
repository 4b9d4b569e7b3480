/**
 * The server's half of the sealing (sealing.ts), and the grants. The key pair follows from the key of codes of the
 * keyring, which no rotation changes: it is the same after a restart, on every server of the installation, and in no
 * file or table of its own.
 */
import { createDecipheriv, createECDH, createHash, createHmac, type ECDH, hkdfSync } from 'node:crypto';
import type { Keyring } from '#access/keyring.node.ts';
import { keyedHash } from '#access/session-hash.node.ts';
import { invariant } from '#kernel/invariant.ts';
import type { OfflineAct, OfflinePack } from '#programmes/vaccination/desk/desk.api.ts';
import {
  fromBase64Url,
  SEALING_INFO,
  SEALING_IV_BYTES,
  SEALING_KEY_BITS,
  SEALING_TAG_BITS,
  toBase64Url,
} from '#programmes/vaccination/desk/sealing.ts';

/** P-256 as OpenSSL names it. */
const CURVE = 'prime256v1';
const COORDINATE_BYTES = 32;
const TAG_BYTES = SEALING_TAG_BITS / 8;
/** A number of 256 bits is no key of P-256 once in four thousand million. */
const DRAWS_MAX = 8;

/** Thirty-two bytes that only the holder of the keyring can make. */
const secretOf = (keyring: Pick<Keyring, 'code'>, kind: string, text: string): Buffer =>
  Buffer.concat([keyedHash(keyring, `${kind}-a`, text), keyedHash(keyring, `${kind}-b`, text)]);

const pairOf = (keyring: Pick<Keyring, 'code'>): ECDH => {
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    const pair = createECDH(CURVE);
    try {
      pair.setPrivateKey(secretOf(keyring, 'offline-key', String(draw)));
      return pair;
    } catch {
      // Not below the order of the curve: the next one.
    }
  }
  throw new Error('no key of P-256 follows from this keyring');
};

export type OfflineKey = {
  readonly shown: OfflinePack['key'];
  /** The text of a sealed act; undefined when it was sealed to another key, under another id, or was changed. */
  readonly open: (act: OfflineAct) => string | undefined;
};

const openWith = (pair: ECDH, { id, ephemeral, iv, sealed }: OfflineAct): string | undefined => {
  const [x, y] = [fromBase64Url(ephemeral.x), fromBase64Url(ephemeral.y)];
  const [nonce, bytes] = [fromBase64Url(iv), fromBase64Url(sealed)];
  if (x?.length !== COORDINATE_BYTES || y?.length !== COORDINATE_BYTES) return undefined;
  if (nonce?.length !== SEALING_IV_BYTES || bytes === undefined || bytes.length <= TAG_BYTES)
    return undefined;
  try {
    // Refuses a point that is not on the curve.
    const shared = pair.computeSecret(Buffer.concat([Buffer.of(4), x, y]));
    const key = Buffer.from(hkdfSync('sha256', shared, id, SEALING_INFO, SEALING_KEY_BITS / 8));
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(id))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
};

export const openOfflineKey = (keyring: Pick<Keyring, 'code'>): OfflineKey => {
  const pair = pairOf(keyring);
  const point = pair.getPublicKey();
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: toBase64Url(point.subarray(1, 1 + COORDINATE_BYTES)),
    y: toBase64Url(point.subarray(1 + COORDINATE_BYTES)),
  } as const;
  // The thumbprint of the key (RFC 7638): members in their order, nothing else.
  const { kty, crv, x, y } = jwk;
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  return {
    shown: { ...jwk, kid },
    open: (act) => (act.kid === kid ? openWith(pair, act) : undefined),
  };
};

/** Signs and knows again short texts of ours, under a purpose; no two purposes share a signature. */
export const signerOf = (keyring: Pick<Keyring, 'code'>, purpose: string) => {
  const key = secretOf(keyring, purpose, '');
  invariant(key.length === COORDINATE_BYTES, 'a key of HMAC-SHA-256 has its length');
  return (text: string): Buffer => createHmac('sha256', key).update(text).digest();
};

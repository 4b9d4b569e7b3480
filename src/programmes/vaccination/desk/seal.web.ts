/** Seals an act to the server, as sealing.ts says, by WebCrypto alone. What is sealed cannot be read again here. */
import type { OfflineAct, OfflinePack, OfflineSealed } from '#programmes/vaccination/desk/desk.api.ts';
import {
  SEALING_CURVE,
  SEALING_HASH,
  SEALING_INFO,
  SEALING_IV_BYTES,
  SEALING_KEY_BITS,
  SEALING_TAG_BITS,
  sealingBytes,
  toBase64Url,
} from '#programmes/vaccination/desk/sealing.ts';

const CURVE = { name: 'ECDH', namedCurve: SEALING_CURVE };

/** The key of one act: drawn from a pair made for it alone, whose private half is never seen nor kept. */
const keyOf = async (
  id: string,
  pack: OfflinePack['key'],
): Promise<{ readonly key: CryptoKey; readonly ephemeral: OfflineAct['ephemeral'] }> => {
  const { kid: _, ...jwk } = pack;
  const server = await crypto.subtle.importKey('jwk', jwk, CURVE, false, []);
  const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const shared = await crypto.subtle.deriveBits(
    { name: 'ECDH', public: server },
    pair.privateKey,
    SEALING_KEY_BITS,
  );
  const derivation = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const key = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: SEALING_HASH, salt: sealingBytes(id), info: sealingBytes(SEALING_INFO) },
    derivation,
    { name: 'AES-GCM', length: SEALING_KEY_BITS },
    false,
    ['encrypt'],
  );
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { key, ephemeral: { kty: 'EC', crv: SEALING_CURVE, x, y } };
};

/** One act, ready to be kept and sent under this id, which is drawn once for it. */
export const sealAct = async (
  id: string,
  content: OfflineSealed,
  key: OfflinePack['key'],
): Promise<OfflineAct> => {
  const made = await keyOf(id, key);
  const iv = crypto.getRandomValues(new Uint8Array(SEALING_IV_BYTES));
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: sealingBytes(id), tagLength: SEALING_TAG_BITS },
    made.key,
    sealingBytes(JSON.stringify(content)),
  );
  return {
    id,
    kid: key.kid,
    ephemeral: made.ephemeral,
    iv: toBase64Url(iv),
    sealed: toBase64Url(new Uint8Array(sealed)),
  };
};

/** PINs are kept as slow hashes that also need the key file: with the database alone, not one can be tried. */
import { randomBytes, scrypt } from 'node:crypto';
import type { Keyring } from '#access/keyring.node.ts';

const HASH_BYTES = 32;
const SALT_BYTES = 16;

const slowHash = (text: string, salt: Buffer): Promise<Buffer> =>
  new Promise((done, failed) => {
    scrypt(text, salt, HASH_BYTES, { N: 16_384, r: 8, p: 1 }, (error, hash) =>
      error === null ? done(hash) : failed(error),
    );
  });

export const newSalt = (): Buffer => randomBytes(SALT_BYTES);

export const hashPin = (keyring: Pick<Keyring, 'code'>, pin: string, salt: Buffer): Promise<Buffer> =>
  slowHash(String(keyring.code('pin', `${salt.toString('hex')}|${pin}`)), salt);

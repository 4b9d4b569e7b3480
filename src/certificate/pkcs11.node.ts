/**
 * Signs with a key that never leaves a PKCS#11 token (a hardware module, or SoftHSM2). The key is named by an address
 * (RFC 7512): `pkcs11:token=NAME;object=LABEL?module-path=/path/of/module.so&pin-source=FILE`. The binding, `pkcs11js`,
 * is native and is no dependency of the project: who has a token installs it beside.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Signer } from '#certificate/certificate.ts';

/** The token cannot be used: the message says what is wrong and what to do. */
export class WrongToken extends Error {
  override readonly name = 'Failure';
}

export type TokenSigner = { readonly signer: Signer; readonly close: () => void };

type Attribute = { readonly type: number; readonly value?: number | string | Buffer };

/** What is used of `pkcs11js` 2: the C functions of PKCS#11, and nothing else. */
type Pkcs11 = {
  load: (path: string) => void;
  C_Initialize: () => void;
  C_Finalize: () => void;
  C_GetSlotList: (present: boolean) => Buffer[];
  C_GetTokenInfo: (slot: Buffer) => { label: string };
  C_OpenSession: (slot: Buffer, flags: number) => Buffer;
  C_CloseSession: (session: Buffer) => void;
  C_Login: (session: Buffer, user: number, pin: string) => void;
  C_FindObjectsInit: (session: Buffer, template: Attribute[]) => void;
  C_FindObjects: (session: Buffer, count: number) => Buffer[];
  C_FindObjectsFinal: (session: Buffer) => void;
  C_SignInit: (session: Buffer, mechanism: { mechanism: number }, key: Buffer) => void;
  C_Sign: (session: Buffer, data: Buffer, output: Buffer) => Buffer;
};

const Binding = z.looseObject({
  PKCS11: z.custom<new () => Pkcs11>((value) => typeof value === 'function', 'no PKCS11'),
});

/** Values of the standard (PKCS #11 v2.40, section 3). */
const CKF_SERIAL_SESSION = 4;
const CKU_USER = 1;
const CKA_CLASS = 0;
const CKA_LABEL = 3;
const CKO_PRIVATE_KEY = 3;
const CKM_ECDSA = 0x1041;

type Address = {
  readonly token: string;
  readonly object: string;
  readonly module: string;
  readonly pin: string;
};

/** A PIN is never in the address itself: issuer.json is a file others may read. */
export const addressOf = (text: string): Address => {
  const [path = '', query = ''] = text.slice('pkcs11:'.length).split('?');
  const named = new Map(
    [...path.split(';'), ...query.split('&')].map((part): [string, string] => {
      const [name = '', ...value] = part.split('=');
      return [name, decodeURIComponent(value.join('='))];
    }),
  );
  const get = (name: string): string => {
    const value = named.get(name);
    if (value !== undefined && value !== '') return value;
    throw new WrongToken(
      `issuer.json: the pkcs11: address has no ${name}; write pkcs11:token=…;object=…?module-path=…&pin-source=…`,
    );
  };
  return {
    token: get('token'),
    object: get('object'),
    module: get('module-path'),
    pin: get('pin-source').replace(/^file:(?:\/\/)?/, ''),
  };
};

const PACKAGE = 'pkcs11js';

const loadBinding = async (): Promise<Pkcs11> => {
  let loaded: unknown;
  try {
    loaded = await import(PACKAGE);
  } catch {
    throw new WrongToken(
      `issuer.json names a PKCS#11 token, and its binding is not installed: npm install --no-save ${PACKAGE} (it is compiled for this machine)`,
    );
  }
  return new (Binding.parse(loaded).PKCS11)();
};

/** Done twice in a process, for a second key of the same module, `C_Initialize` says so: that is no fault. */
const initialize = (pkcs11: Pkcs11): void => {
  try {
    pkcs11.C_Initialize();
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('ALREADY_INITIALIZED')) throw error;
  }
};

const openSession = (pkcs11: Pkcs11, { token, object }: Address, pin: string) => {
  initialize(pkcs11);
  const slot = pkcs11.C_GetSlotList(true).find((each) => pkcs11.C_GetTokenInfo(each).label.trim() === token);
  if (slot === undefined) throw new WrongToken(`no PKCS#11 token is called "${token}"`);
  const session = pkcs11.C_OpenSession(slot, CKF_SERIAL_SESSION);
  try {
    pkcs11.C_Login(session, CKU_USER, pin);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('ALREADY_LOGGED_IN'))
      throw new WrongToken(`the PKCS#11 token "${token}" refused the PIN`);
  }
  pkcs11.C_FindObjectsInit(session, [
    { type: CKA_CLASS, value: CKO_PRIVATE_KEY },
    { type: CKA_LABEL, value: object },
  ]);
  const [key] = pkcs11.C_FindObjects(session, 1);
  pkcs11.C_FindObjectsFinal(session);
  if (key === undefined)
    throw new WrongToken(`the PKCS#11 token "${token}" has no private key called "${object}"`);
  return { session, key };
};

/** Opens the token an address names. `folder`: where a relative `pin-source` is. */
export const openToken = async (text: string, folder: string): Promise<TokenSigner> => {
  const address = addressOf(text);
  const path = resolve(folder, address.pin);
  const pin = await readFile(path, 'utf8').catch(() => {
    throw new WrongToken(
      `${path}: cannot be read; the pkcs11: address of issuer.json names it as pin-source`,
    );
  });
  const pkcs11 = await loadBinding();
  try {
    pkcs11.load(address.module);
  } catch {
    throw new WrongToken(`${address.module}: no PKCS#11 module can be loaded from there`);
  }
  const { session, key } = openSession(pkcs11, address, pin.trim());
  return {
    signer: {
      alg: 'ES256',
      // Some tokens hash by themselves and some do not: they are given the hash.
      sign: async (bytes) => {
        const hash = createHash('sha256').update(bytes).digest();
        pkcs11.C_SignInit(session, { mechanism: CKM_ECDSA }, key);
        return pkcs11.C_Sign(session, hash, Buffer.alloc(64));
      },
    },
    close: () => pkcs11.C_CloseSession(session),
  };
};

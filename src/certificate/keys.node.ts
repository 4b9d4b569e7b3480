/**
 * The keys of an issuer of certificates: a folder of files, never the database. Each private key is a file that its
 * owner alone reads, or stays in a PKCS#11 token; issuer.json says which (docs/certificates.md).
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Signer, TrustedKey } from '#certificate/certificate.ts';
import { USES } from '#certificate/certificate.ts';
import { openToken, type TokenSigner } from '#certificate/pkcs11.node.ts';
import { thumbprintOf } from '#certificate/thumbprint.node.ts';
import { kidOf, trustedKeysOf } from '#certificate/x509.node.ts';

/** The folder is not one of an issuer's: the message names the file and the mend. */
export class WrongIssuer extends Error {
  override readonly name = 'Failure';
}

export const ISSUER_FILE = 'issuer.json';

export const IssuerFile = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/),
  /** Written in each certificate as its issuer (`is`). */
  organisation: z.string().min(1).max(80),
  /** Address of the issuer of SMART Health Cards (`iss`), without a slash at its end. */
  issuerUrl: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !url.endsWith('/'), 'ends in a slash')
    .max(300),
  /** Files of the folder; `key` may also be a `pkcs11:` address (RFC 7512). */
  dcc: z.strictObject({ certificate: z.string(), key: z.string() }),
  shc: z.strictObject({ publicKey: z.string(), key: z.string() }),
});
export type IssuerFile = z.infer<typeof IssuerFile>;

export type PublicJwk = TrustedKey['jwk'] & { readonly kid: string };

export type Issuer = {
  readonly country: string;
  readonly organisation: string;
  readonly issuerUrl: string;
  readonly dcc: {
    readonly signer: Signer;
    readonly kid: string;
    readonly certificate: Uint8Array;
    /** ISO instant at which the certificate of the key ends: what it signs may not hold longer (specification 3.3.4). */
    readonly notAfter: string;
  };
  readonly shc: { readonly signer: Signer; readonly kid: string; readonly jwk: PublicJwk };
  /** What a verifier needs to accept what this issuer signs. */
  readonly trustKeys: () => TrustedKey[];
  /** Ends the session with the token, when there is one. */
  readonly close: () => void;
};

const readIn = async (folder: string, name: string): Promise<Buffer> => {
  const path = join(folder, name);
  try {
    return await readFile(path);
  } catch {
    throw new WrongIssuer(`${path}: cannot be read; ${ISSUER_FILE} names it`);
  }
};

const readIssuerFile = async (folder: string): Promise<IssuerFile> => {
  const path = join(folder, ISSUER_FILE);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new WrongIssuer(
      `${path}: cannot be read: is ${folder} a folder of keys? docs/certificates.md tells how to make one`,
    );
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new WrongIssuer(`${path}: not JSON`);
  }
  const parsed = IssuerFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new WrongIssuer(`${path}: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}`);
};

/** A private key that others of the machine may read has already left the hands of its owner. */
const readPrivateKey = async (folder: string, name: string): Promise<KeyObject> => {
  const bytes = await readIn(folder, name);
  const path = join(folder, name);
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new WrongIssuer(`${path}: others may read this private key: chmod 600 ${path}`);
  try {
    return createPrivateKey(bytes);
  } catch {
    throw new WrongIssuer(`${path}: no private key in PEM (PKCS #8)`);
  }
};

const fileSigner = (key: KeyObject): Signer => ({
  alg: 'ES256',
  sign: async (bytes) => sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }),
});

type Opened = { readonly signer: Signer; readonly close: () => void };

const openKey = async (folder: string, name: string, publicKey: KeyObject): Promise<Opened> => {
  if (name.startsWith('pkcs11:')) {
    const token: TokenSigner = await openToken(name, folder);
    return token;
  }
  const key = await readPrivateKey(folder, name);
  if (!createPublicKey(key).equals(publicKey))
    throw new WrongIssuer(`${join(folder, name)}: not the private key of the public one it stands beside`);
  return { signer: fileSigner(key), close: () => {} };
};

const isP256 = (key: KeyObject): boolean =>
  key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';

const publicKeyOf = (bytes: Buffer, path: string): KeyObject => {
  try {
    const key = createPublicKey(bytes);
    if (isP256(key)) return key;
  } catch {
    // Told below, with keys of another kind.
  }
  throw new WrongIssuer(`${path}: no EC public key on P-256 in PEM`);
};

const certificateOf = (bytes: Buffer, path: string): X509Certificate => {
  try {
    const certificate = new X509Certificate(bytes);
    if (isP256(certificate.publicKey)) return certificate;
  } catch {
    // Told below, with certificates of another kind.
  }
  throw new WrongIssuer(`${path}: no X.509 certificate of an EC key on P-256`);
};

const jwkOf = (key: KeyObject): PublicJwk => {
  const { kty = '', crv, x, y } = key.export({ format: 'jwk' });
  const jwk = { kty, crv, x, y };
  return { ...jwk, use: 'sig', alg: 'ES256', kid: thumbprintOf(jwk) };
};

/** Opens the keys of a folder. Throws `WrongIssuer`, whose message names the file and the mend. */
export const openIssuer = async (folder: string): Promise<Issuer> => {
  const file = await readIssuerFile(folder);
  const certificate = certificateOf(
    await readIn(folder, file.dcc.certificate),
    join(folder, file.dcc.certificate),
  );
  const cardKey = publicKeyOf(await readIn(folder, file.shc.publicKey), join(folder, file.shc.publicKey));
  const dcc = await openKey(folder, file.dcc.key, certificate.publicKey);
  const shc = await openKey(folder, file.shc.key, cardKey);
  const jwk = jwkOf(cardKey);
  const card: TrustedKey = {
    kid: jwk.kid,
    jwk: { ...jwk },
    issuer: file.issuerUrl,
    uses: [...USES],
    notBefore: null,
    notAfter: null,
    revokedAt: null,
  };
  return {
    country: file.country,
    organisation: file.organisation,
    issuerUrl: file.issuerUrl,
    dcc: {
      signer: dcc.signer,
      kid: kidOf(certificate.raw),
      certificate: certificate.raw,
      notAfter: certificate.validToDate.toISOString(),
    },
    shc: { signer: shc.signer, kid: jwk.kid, jwk },
    trustKeys: () => [...trustedKeysOf(certificate.raw).slice(0, 1), card],
    close: () => {
      dcc.close();
      shc.close();
    },
  };
};

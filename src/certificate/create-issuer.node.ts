/**
 * Makes the folder of an issuer for development and for tests: a country's root (CSCA), a signing certificate (DSC) with
 * the usages of the three kinds of certificate, and a key for SMART Health Cards. A country in production brings its own,
 * signed by its root, which is kept offline.
 */
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { USES, type Use } from '#certificate/certificate.ts';
import { ISSUER_FILE, IssuerFile, WrongIssuer } from '#certificate/keys.node.ts';
import { certificatePem } from '#certificate/x509-make.node.ts';

/** Registered form of the usages (Electronic Health Certificate Specification, annex 2). */
const USE_OID: Readonly<Record<Use, string>> = {
  test: '1.3.6.1.4.1.1847.2021.1.1',
  vaccination: '1.3.6.1.4.1.1847.2021.1.2',
  recovery: '1.3.6.1.4.1.1847.2021.1.3',
};

/** Recommended lives (annex 1): four years for a root, two for a key that signs. */
const ROOT_YEARS = 4;
const SIGNING_YEARS = 2;

export type NewIssuer = {
  readonly country: string;
  readonly names: {
    /** Written in each certificate as its issuer. */
    readonly organisation: string;
    /** Address of the issuer of SMART Health Cards. */
    readonly issuerUrl: string;
  };
  /** What the signing key may sign: all three unless told. None: a certificate without limits. */
  readonly uses?: readonly Use[];
  /** ISO instant from which the certificates are valid: now, unless told. */
  readonly from?: string;
};

const later = (from: Date, years: number): Date => {
  const date = new Date(from);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date;
};

const makeKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const privatePem = (key: KeyObject): string => String(key.export({ type: 'pkcs8', format: 'pem' }));
const publicPem = (key: KeyObject): string => String(key.export({ type: 'spki', format: 'pem' }));

/** Positive, and never zero (RFC 5280 section 4.1.2.2). */
const serial = (): Buffer => Buffer.concat([Buffer.of(1), randomBytes(8)]);

type Keys = ReturnType<typeof makeKeys>;

const makeCertificates = ({ country, names, uses = USES, from }: NewIssuer, root: Keys, signing: Keys) => {
  const start = from === undefined ? new Date() : new Date(from);
  const common = { C: country, O: names.organisation };
  const issuer = { ...common, CN: `CSCA ${country}` };
  const signed = { issuer, issuerKey: root.publicKey, issuerPrivateKey: root.privateKey, from: start };
  const csca = certificatePem({
    ...signed,
    serial: serial(),
    subject: issuer,
    key: root.publicKey,
    until: later(start, ROOT_YEARS),
    isAuthority: true,
    uses: [],
  });
  const dsc = certificatePem({
    ...signed,
    serial: serial(),
    subject: { ...common, CN: `DSC ${country}` },
    key: signing.publicKey,
    until: later(start, SIGNING_YEARS),
    isAuthority: false,
    uses: uses.map((use) => USE_OID[use]),
  });
  return { csca, dsc };
};

/** Never writes over a file: keys that signed certificates are not to be lost. */
const writeNew = async (path: string, text: string, mode = 0o644): Promise<void> => {
  try {
    await writeFile(path, text, { mode, flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new WrongIssuer(`${path}: already there, and left as it is: name a new folder`);
    throw error;
  }
};

/** Makes the keys and their certificates. Throws `WrongIssuer` rather than write over a file. */
export const createIssuer = async (folder: string, options: NewIssuer): Promise<void> => {
  const file = IssuerFile.parse({
    country: options.country,
    ...options.names,
    dcc: { certificate: 'dsc.pem', key: 'dsc.key' },
    shc: { publicKey: 'shc.pem', key: 'shc.key' },
  });
  const [root, signing, cards] = [makeKeys(), makeKeys(), makeKeys()];
  const { csca, dsc } = makeCertificates(options, root, signing);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeNew(join(folder, ISSUER_FILE), `${JSON.stringify(file, null, 2)}\n`);
  await writeNew(join(folder, 'csca.key'), privatePem(root.privateKey), 0o600);
  await writeNew(join(folder, 'csca.pem'), csca);
  await writeNew(join(folder, 'dsc.key'), privatePem(signing.privateKey), 0o600);
  await writeNew(join(folder, 'dsc.pem'), dsc);
  await writeNew(join(folder, 'shc.key'), privatePem(cards.privateKey), 0o600);
  await writeNew(join(folder, 'shc.pem'), publicPem(cards.publicKey));
};

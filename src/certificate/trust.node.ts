/** Whom a verifier trusts: a file of certificates, or a folder kept by an operator (docs/certificates.md). */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type TrustedKey, TrustList, USES } from '#certificate/certificate.ts';
import { nodeEngine } from '#certificate/engine.node.ts';
import { instantOf } from '#certificate/instant.ts';
import { bytesOfIdentifier, revokedHashOf, shcIdentifier } from '#certificate/revocation.ts';
import { thumbprintOf } from '#certificate/thumbprint.node.ts';
import { trustedKeysOf } from '#certificate/x509.node.ts';

/** A trust file, or one of a folder, says something it may not: the message names the file and the mend. */
export class WrongTrust extends Error {
  override readonly name = 'Failure';
}

export type Trust = {
  readonly list: TrustList;
  /** The instant at which to verify, when the file fixes one. */
  readonly now: string | null;
};

const CERTIFICATES_MAX = 10_000;
const FILE_MAX_BYTES = 64 * 1024 * 1024;

const Jwk = z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() });
const Jwks = z.looseObject({ keys: z.array(Jwk).max(1000) });

/** An issuer of SMART Health Cards: its address, its keys, and its revocation lists as it publishes them. */
const Issuer = z.looseObject({
  iss: z.string().min(1).max(300),
  jwks: Jwks,
  crls: z
    .array(z.looseObject({ kid: z.string(), rids: z.array(z.string()).max(1_000_000) }))
    .max(1000)
    .default([]),
});
type Issuer = z.infer<typeof Issuer>;

const Instant = z.string().transform((text, context) => {
  const instant = instantOf(text);
  if (instant === null)
    context.addIssue({ code: 'custom', message: 'no instant: write it as 2021-06-30T12:00:00Z' });
  return instant ?? z.NEVER;
});

const TrustFile = z.looseObject({
  certificates: z.array(z.string()).max(CERTIFICATES_MAX).default([]),
  issuers: z.array(Issuer).max(CERTIFICATES_MAX).default([]),
  revoked: TrustList.shape.revoked.default([]),
  now: Instant.nullish(),
});

const IssuersFile = z.strictObject({
  issuers: z.array(Issuer).max(CERTIFICATES_MAX).default([]),
  /** Certificates withdrawn before their end, by key identifier: `{"kid": "…", "since": ISO instant}`. */
  withdrawn: z
    .array(z.strictObject({ kid: z.string(), since: Instant }))
    .max(CERTIFICATES_MAX)
    .default([]),
});

const parsedFile = <T>(schema: z.ZodType<T>, text: string, path: string): T => {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new WrongTrust(`${path}: not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new WrongTrust(`${path}: ${issue?.path.map(String).join('.') || 'the whole'}: ${issue?.message}`);
};

const readLimited = async (path: string): Promise<Buffer> => {
  const { size } = await stat(path);
  if (size > FILE_MAX_BYTES)
    throw new WrongTrust(
      `${path}: larger than ${FILE_MAX_BYTES / 1024 / 1024} MB, which no list of trust is`,
    );
  return readFile(path);
};

const keysIn = (der: Uint8Array, where: string): readonly TrustedKey[] => {
  try {
    return trustedKeysOf(der);
  } catch {
    throw new WrongTrust(
      `${where}: no X.509 certificate with an EC or RSA key; it is expected in DER (base64 of it in JSON), or in PEM`,
    );
  }
};

/** Keys of an issuer of cards. What it calls them must be their thumbprint: cards are found by it. */
const keysOfIssuer = ({ iss, jwks }: Issuer, where: string): readonly TrustedKey[] =>
  jwks.keys.map((jwk) => {
    const kid = thumbprintOf(jwk);
    if (jwk.kid !== undefined && jwk.kid !== kid)
      throw new WrongTrust(
        `${where}: issuer ${iss}: the key "${String(jwk.kid)}" is not named by its thumbprint, ${kid}`,
      );
    return { kid, jwk, issuer: iss, uses: [...USES], notBefore: null, notAfter: null, revokedAt: null };
  });

/** The lines of an issuer's revocation lists; a rid may carry the second before which it revokes. */
const revokedOfIssuer = async ({ crls }: Issuer): Promise<readonly string[]> => {
  const lines: string[] = [];
  for (const { kid, rids } of crls)
    for (const entry of rids) {
      const [rid = '', before] = entry.split('.');
      const digest = await nodeEngine.sha256(bytesOfIdentifier(shcIdentifier(kid, rid)));
      lines.push(revokedHashOf(digest) + (before === undefined ? '' : `.${before}`));
    }
  return lines;
};

const listOf = async (
  keys: readonly TrustedKey[],
  issuers: readonly Issuer[],
  revoked: readonly string[],
  where: string,
  madeAt: string,
): Promise<TrustList> => {
  const cards = issuers.flatMap((issuer) => keysOfIssuer(issuer, where));
  const lists = await Promise.all(issuers.map(revokedOfIssuer));
  const parsed = TrustList.safeParse({
    madeAt,
    keys: [...keys, ...cards],
    revoked: [...revoked, ...lists.flat()],
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new WrongTrust(`${where}: ${issue?.path.map(String).join('.')}: ${issue?.message}`);
};

const trustFile = async (path: string, madeAt: string): Promise<Trust> => {
  const file = parsedFile(TrustFile, (await readLimited(path)).toString('utf8'), path);
  const keys = file.certificates.flatMap((text, i) =>
    keysIn(Buffer.from(text, 'base64'), `${path}: certificates.${i}`),
  );
  return { list: await listOf(keys, file.issuers, file.revoked, path, madeAt), now: file.now ?? null };
};

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** A file of certificates: one in DER, or any number in PEM. */
const keysOfFile = async (path: string): Promise<readonly TrustedKey[]> => {
  const bytes = await readLimited(path);
  const blocks = bytes.toString('latin1').match(PEM);
  if (blocks === null) return keysIn(bytes, path);
  return blocks.flatMap((block, i) => keysIn(Buffer.from(block), `${path}: certificate ${i + 1}`));
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

const optional = async (path: string): Promise<string | null> => {
  try {
    return (await readLimited(path)).toString('utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
};

const revokedLines = (text: string, path: string): readonly string[] =>
  text.split('\n').flatMap((raw, i) => {
    const line = raw.replace(/#.*/, '').trim().toLowerCase();
    if (line === '') return [];
    if (!/^[0-9a-f]{32}(\.\d{1,12})?$/.test(line))
      throw new WrongTrust(
        `${path}: line ${i + 1}: expected 32 hexadecimal digits, the first 16 bytes of the SHA-256 of an identifier`,
      );
    return [line];
  });

const trustFolder = async (folder: string, madeAt: string): Promise<Trust> => {
  const names = (await readdir(folder)).filter((name) => /\.(pem|der|cer|crt)$/i.test(name)).sort();
  const keys = (await Promise.all(names.map((name) => keysOfFile(join(folder, name))))).flat();
  const [issuersPath, revokedPath] = [join(folder, 'issuers.json'), join(folder, 'revoked.txt')];
  const [issuersText, revokedText] = [await optional(issuersPath), await optional(revokedPath)];
  if (keys.length === 0 && issuersText === null)
    throw new WrongTrust(`${folder}: no certificate (*.pem, *.der, *.cer, *.crt) and no issuers.json in it`);
  const file = parsedFile(IssuersFile, issuersText ?? '{}', issuersPath);
  const since = new Map(file.withdrawn.map(({ kid, since }) => [kid, since]));
  const revoked = revokedText === null ? [] : revokedLines(revokedText, revokedPath);
  const list = await listOf(keys, file.issuers, revoked, folder, madeAt);
  const dated = list.keys.map((key) => ({ ...key, revokedAt: since.get(key.kid) ?? key.revokedAt }));
  return { list: { ...list, keys: dated }, now: null };
};

/** The trust of a file or a folder. Throws `WrongTrust`, whose message names the file, the place and the mend. */
export const trustListOf = async (path: string, madeAt = new Date().toISOString()): Promise<Trust> =>
  (await stat(path)).isDirectory() ? trustFolder(path, madeAt) : trustFile(path, madeAt);

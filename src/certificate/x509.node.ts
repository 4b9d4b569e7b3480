/** Reads X.509 certificates of issuers into what a verifier holds: it never needs X.509 itself. */
import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type TrustedKey, USES, type Use } from '#certificate/certificate.ts';
import { thumbprintOf } from '#certificate/thumbprint.node.ts';

/**
 * Extended key usages of a Document Signing Certificate (Electronic Health Certificate Specification, annex 2). Both
 * forms are in use: the second was registered by mistake, and certificates had been issued with it.
 */
const EXTENDED_USE = /^1\.3\.6\.1\.4\.1\.(?:0\.)?1847\.2021\.1\.([123])$/;
const USE_BY_DIGIT: Readonly<Record<string, Use>> = { '1': 'test', '2': 'vaccination', '3': 'recovery' };

/** A certificate with none of these usages may sign all three; one that has some, these alone. */
const usesOf = ({ keyUsage }: X509Certificate): readonly Use[] =>
  (keyUsage ?? []).flatMap((oid) => {
    const use = USE_BY_DIGIT[EXTENDED_USE.exec(oid)?.[1] ?? ''];
    return use === undefined ? [] : [use];
  });

/** base64 of the first 8 bytes of the SHA-256 of the DER (specification 3.3.2). */
export const kidOf = (der: Uint8Array): string =>
  createHash('sha256').update(der).digest().subarray(0, 8).toString('base64');

/** Where the content of a DER element begins, and the element after it. */
const elementAt = (der: Buffer, at: number): { readonly content: number; readonly next: number } => {
  const first = der.readUInt8(at + 1);
  if (first < 0x80) return { content: at + 2, next: at + 2 + first };
  const bytes = first & 0x7f;
  const content = at + 2 + bytes;
  return { content, next: content + der.readUIntBE(at + 2, bytes) };
};

/** A key marked for RSASSA-PSS alone has no JWK in Node; its modulus and exponent are those of any RSA key. */
const withoutPssMark = (key: KeyObject): KeyObject => {
  const der = key.export({ type: 'spki', format: 'der' });
  const { content } = elementAt(der, 0);
  const bits = elementAt(der, elementAt(der, content).next).content;
  return createPublicKey({ key: der.subarray(bits + 1), type: 'pkcs1', format: 'der' });
};

const jwkOf = (key: KeyObject): TrustedKey['jwk'] => {
  const usual = key.asymmetricKeyType === 'rsa-pss' ? withoutPssMark(key) : key;
  const { kty = '', ...rest } = usual.export({ format: 'jwk' });
  return { ...rest, kty };
};

const countryOf = ({ subject }: X509Certificate): string =>
  /^C=(.+)$/m
    .exec(subject ?? '')?.[1]
    ?.trim()
    .slice(0, 2) ?? '';

const addressOf = ({ subjectAltName }: X509Certificate): string =>
  /URI:(https:\/\/[^,\s"]{1,290})/.exec(subjectAltName ?? '')?.[1] ?? '';

/**
 * What a certificate lets its key sign: DCCs, and SMART Health Cards when it is an EC key that no DCC usage limits (its
 * issuer's address is then in the subject alternative name, as their specification asks of `x5c`). Throws when these
 * bytes are no certificate, or its key is of a kind no format signs with.
 */
export const trustedKeysOf = (der: Uint8Array): readonly TrustedKey[] => {
  const certificate = new X509Certificate(der);
  const limits = usesOf(certificate);
  const jwk = jwkOf(certificate.publicKey);
  const common = {
    uses: limits.length === 0 ? [...USES] : [...limits],
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
    revokedAt: null,
    jwk,
  };
  const dcc = { ...common, kid: kidOf(certificate.raw), issuer: countryOf(certificate) };
  if (limits.length > 0 || jwk.kty !== 'EC') return [dcc];
  return [dcc, { ...common, jwk: { ...jwk }, kid: thumbprintOf(jwk), issuer: addressOf(certificate) }];
};

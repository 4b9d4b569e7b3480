/** Issues SMART Health Cards: a compact JWS with a deflated payload, as the digits of its QR code. */
import { deflateRawSync } from 'node:zlib';
import type { Signer } from '#certificate/certificate.ts';
import { secondOf } from '#certificate/issue-dcc.node.ts';
import { HEALTH_CARD, IMMUNIZATION, type ShcCard } from '#certificate/shc.ts';
import { compactBundle } from '#certificate/shc-compact.ts';
import { SHC_PREFIX } from '#certificate/shc-text.ts';
import { invariant } from '#kernel/invariant.ts';

/** Longest token of one code: QR version 22, which a phone reads at 4 cm ("Chunking Larger SHCs"). */
export const SINGLE_MAX = 1195;
const CHUNK_MAX = 1191;

export type ShcEnvelope = {
  readonly signer: Signer;
  /** Thumbprint of the public key (RFC 7638). */
  readonly kid: string;
  /** Address under which `/.well-known/jwks.json` gives the keys, without a slash at its end. */
  readonly issuerUrl: string;
  /** ISO instants. Cards usually do not expire: what they say was true when it was said. */
  readonly issuedAt: string;
  readonly expiresAt?: string;
};

const digitsOf = (text: string): string => {
  let digits = '';
  for (let i = 0; i < text.length; i++) digits += String(text.charCodeAt(i) - 45).padStart(2, '0');
  return digits;
};

/** Codes of nearly the same length, as the specification asks: a card nearly always fits in one. */
const codesOf = (jws: string): string[] => {
  if (jws.length <= SINGLE_MAX) return [SHC_PREFIX + digitsOf(jws)];
  const count = Math.ceil(jws.length / CHUNK_MAX);
  const length = Math.ceil(jws.length / count);
  return Array.from(
    { length: count },
    (_, i) => `${SHC_PREFIX}${i + 1}/${count}/${digitsOf(jws.slice(i * length, (i + 1) * length))}`,
  );
};

export const issueJws = async (card: ShcCard, envelope: ShcEnvelope): Promise<string> => {
  const { signer, kid, issuerUrl, issuedAt, expiresAt } = envelope;
  invariant(signer.alg === 'ES256', 'a SMART Health Card is signed with ES256');
  invariant(
    /^https?:\/\/.*[^/]$/.test(issuerUrl),
    'the address of an issuer of cards does not end in a slash',
  );
  const bundle = compactBundle(card.bundle);
  const isImmunization = bundle.entry.some(({ resource }) => resource.resourceType === 'Immunization');
  const types = [HEALTH_CARD, ...(card.types ?? (isImmunization ? [IMMUNIZATION] : []))];
  const claims = {
    iss: issuerUrl,
    nbf: secondOf(issuedAt),
    ...(expiresAt === undefined ? {} : { exp: secondOf(expiresAt) }),
    vc: {
      type: [...new Set(types)],
      credentialSubject: { fhirVersion: '4.0.1', fhirBundle: bundle },
      ...(card.rid === undefined ? {} : { rid: card.rid }),
    },
  };
  const header = Buffer.from(JSON.stringify({ zip: 'DEF', alg: 'ES256', kid })).toString('base64url');
  const payload = deflateRawSync(JSON.stringify(claims), { level: 9 }).toString('base64url');
  const signature = await signer.sign(Buffer.from(`${header}.${payload}`));
  return `${header}.${payload}.${Buffer.from(signature).toString('base64url')}`;
};

/** The texts of the QR codes: one, but for a card of a dozen doses or more. */
export const issueShc = async (card: ShcCard, envelope: ShcEnvelope): Promise<string[]> =>
  codesOf(await issueJws(card, envelope));

/**
 * Reads `shc:/` texts: pairs of digits, a compact JWS (RFC 7515) whose payload is deflated, the claims. A card may have
 * been cut in several codes (`shc:/1/3/…`, deprecated in December 2022 and still in people's hands): their texts stand
 * together, apart by blanks, in any order.
 */
import { type Bytes, fromBase64url, textOf, utf8 } from '#certificate/bytes.ts';
import type { Engine } from '#certificate/engine.ts';
import {
  type Envelope,
  faultOf,
  INFLATED_MAX_BYTES,
  isRecord,
  nestsBeyond,
  type Signed,
  secondsOf,
  type Unread,
} from '#certificate/reading.ts';
import { shcIdentifier } from '#certificate/revocation.ts';
import { JwsHeader, ShcClaims } from '#certificate/shc.ts';

export const SHC_PREFIX = 'shc:/';
const CHUNKS_MAX = 99;
const DEPTH_MAX = 32;

const CHUNK = /^shc:\/(?:(\d{1,2})\/(\d{1,2})\/)?((?:\d\d)+)$/;

export type Chunk = { readonly index: number; readonly count: number; readonly digits: string };

/** One code of a card; alone, it is the first of one. `null`: no such text. */
export const chunkOf = (text: string): Chunk | null => {
  const [, index = '1', count = '1', digits] = CHUNK.exec(text) ?? [];
  if (digits === undefined) return null;
  const chunk = { index: Number(index), count: Number(count), digits };
  return chunk.index >= 1 && chunk.index <= chunk.count && chunk.count <= CHUNKS_MAX ? chunk : null;
};

/** Each pair of digits is a character's code less 45 (Encoding QRs). */
const charactersOf = (digits: string): string => {
  let text = '';
  for (let i = 0; i < digits.length; i += 2) text += String.fromCharCode(Number(digits.slice(i, i + 2)) + 45);
  return text;
};

/** The texts of a card, put together: its JWS, or what is missing. */
const jwsOf = (text: string): { readonly jws: string } | { readonly fault: string } => {
  const chunks = text.split(/\s+/).map(chunkOf);
  const digits = new Map<number, string>();
  const count = chunks[0]?.count ?? 0;
  for (const chunk of chunks) {
    if (chunk === null)
      return { fault: 'after shc:/ it is not pairs of digits, with the number of its code when several' };
    if (chunk.count !== count || (digits.get(chunk.index) ?? chunk.digits) !== chunk.digits)
      return { fault: 'its codes are of different cards' };
    digits.set(chunk.index, chunk.digits);
  }
  const all = Array.from({ length: count }, (_, i) => i + 1);
  const missing = all.filter((index) => !digits.has(index));
  if (missing.length > 0) return { fault: `of its ${count} codes, these are missing: ${missing.join(', ')}` };
  return { jws: all.map((index) => charactersOf(digits.get(index) ?? '')).join('') };
};

const jsonOf = (bytes: Bytes | null): unknown => {
  const text = bytes === null ? null : textOf(bytes);
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const envelopeOf = (claims: unknown, kid: string): Envelope => {
  const known = isRecord(claims) && !nestsBeyond(claims, DEPTH_MAX) ? claims : null;
  return {
    format: 'shc',
    claims: known,
    kid,
    issuer: typeof known?.iss === 'string' ? known.iss : null,
    notBefore: secondsOf(known?.nbf),
    notAfter: secondsOf(known?.exp),
  };
};

const readClaims = (claims: unknown, kid: string, signed: Pick<Signed, 'bytes' | 'signature'>) => {
  const envelope = envelopeOf(claims, kid);
  if (envelope.claims === null)
    return { reason: 'unreadable', detail: 'what it inflates to is no JSON of a card', envelope } as const;
  const parsed = ShcClaims.safeParse(claims);
  if (
    !parsed.success ||
    (parsed.data.exp !== undefined && envelope.notAfter === null) ||
    envelope.notBefore === null
  )
    return {
      reason: 'malformed',
      detail: `the claims are not those of a card: ${parsed.success ? 'nbf or exp is no time' : faultOf(parsed.error.issues)}`,
      envelope,
    } as const;
  const { rid } = parsed.data.vc;
  const identifier = rid === undefined ? null : shcIdentifier(kid, rid);
  return { ...envelope, ...signed, algorithm: 'ES256', use: null, identifier } as const;
};

export const readJws = async (jws: string, engine: Engine): Promise<Signed | Unread> => {
  const parts = jws.split('.');
  const [first = '', second = '', third = ''] = parts;
  const [header, payload, signature] = [fromBase64url(first), fromBase64url(second), fromBase64url(third)];
  if (parts.length !== 3 || header === null || payload === null || signature === null)
    return { reason: 'unreadable', detail: 'its digits are not three parts in base64url: no compact JWS' };
  const json = jsonOf(header);
  if (!isRecord(json)) return { reason: 'unreadable', detail: 'its header is no JSON object' };
  const parsed = JwsHeader.safeParse(json);
  const inflated = json.zip === 'DEF' ? await engine.inflate(payload, 'raw', INFLATED_MAX_BYTES) : payload;
  if (inflated === 'corrupt')
    return { reason: 'unreadable', detail: 'its payload does not inflate (DEFLATE)' };
  if (inflated === 'too-large')
    return { reason: 'too-large', detail: `it inflates to more than ${INFLATED_MAX_BYTES / 1024} kB` };
  const claims = jsonOf(inflated);
  if (!parsed.success) {
    const kid = typeof json.kid === 'string' ? json.kid.slice(0, 100) : '';
    const detail = `its header is not that of a card: ${faultOf(parsed.error.issues)}`;
    return { reason: 'malformed', detail, envelope: envelopeOf(claims, kid) };
  }
  return readClaims(claims, parsed.data.kid, { bytes: utf8(`${first}.${second}`), signature });
};

export const readShc = async (text: string, engine: Engine): Promise<Signed | Unread> => {
  const whole = jwsOf(text);
  return 'fault' in whole ? { reason: 'unreadable', detail: whole.fault } : readJws(whole.jws, engine);
};

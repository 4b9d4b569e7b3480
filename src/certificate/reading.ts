/** What reading a certificate of any format gives, before anybody is trusted. */
import type { Bytes } from '#certificate/bytes.ts';
import type { Format, Reason, Use } from '#certificate/certificate.ts';
import type { Algorithm } from '#certificate/engine.ts';

/** A certificate in a QR code holds about 600 bytes, a card 3 kB: what inflates beyond this holds something else. */
export const INFLATED_MAX_BYTES = 64 * 1024;

/** The longest text that is looked at: several QR codes of the largest kind. */
export const TEXT_MAX = 64 * 1024;

export type Envelope = {
  readonly format: Format;
  readonly claims: Readonly<Record<string, unknown>> | null;
  readonly kid: string | null;
  readonly issuer: string | null;
  /** Seconds since 1970: when it begins to hold, and until when. */
  readonly notBefore: number | null;
  readonly notAfter: number | null;
};

/** What remains to be verified of a certificate that could be read whole. */
export type Signed = Envelope & {
  readonly algorithm: Algorithm;
  readonly bytes: Bytes;
  readonly signature: Bytes;
  /** Kinds a key may be kept from signing; `null` where keys have no such limits. */
  readonly use: Use | null;
  /** What a revocation names, as `identifierOf` writes it; `null` when it has none. */
  readonly identifier: string | null;
};

/** Not read whole: why, and what could be read all the same. */
export type Unread = { readonly reason: Reason; readonly detail: string; readonly envelope?: Envelope };

export const isUnread = (read: Signed | Unread): read is Unread => 'reason' in read;

/** The last second a date of the language holds. */
const SECONDS_MAX = 8_640_000_000_000;

/** NumericDate (RFC 7519 section 2, RFC 8392): whole or fractional seconds since 1970. */
export const secondsOf = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value <= SECONDS_MAX ? value : null;

/** An object, and no list. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True when objects and arrays nest deeper than any certificate's do: they would exhaust whoever walks them. */
export const nestsBeyond = (value: unknown, depth: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 || Object.values(value).some((item) => nestsBeyond(item, depth - 1)));

/** Where a schema was not met, in one line. */
export const faultOf = (issues: readonly { path: PropertyKey[]; message: string }[]): string => {
  const [issue] = issues;
  return issue === undefined ? '' : `${issue.path.map(String).join('.') || 'the whole'}: ${issue.message}`;
};

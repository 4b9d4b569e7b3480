/** The headers every answer carries, and how long each public file may be kept. */

const policy = (frameAncestors: string): string =>
  [
    "default-src 'none'",
    // The reader of barcodes is WebAssembly, a file of ours; no text is ever run.
    "script-src 'self' 'wasm-unsafe-eval'",
    // The charts write style attributes into their SVG; no script and no font comes from a text.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');

export const SECURITY: Readonly<Record<string, string>> = {
  'content-security-policy': policy("'none'"),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=()',
};

/** The same for an answer that is data: it shows nothing and runs nothing, so a short policy says it all. */
export const SECURITY_OF_DATA: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/** What differs for a figure made to be put in the page of another: anybody may frame it. It asks for no login. */
export const FRAMEABLE: Readonly<Record<string, string>> = {
  'content-security-policy': policy('*'),
  'cross-origin-resource-policy': 'cross-origin',
};

/** Open data: any page of any site may read it. */
export const OPEN: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'etag, last-modified, content-length, link',
  'cross-origin-resource-policy': 'cross-origin',
};

/** The answer to a browser that asks whether it may send a conditional read to open data. */
export const OPEN_PREFLIGHT: Readonly<Record<string, string>> = {
  ...OPEN,
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': 'if-none-match, if-modified-since, accept-language, range',
  'access-control-max-age': '86400',
};

/** What must never be kept: answers about a person, health, refusals. */
export const NO_STORE = 'no-store';

/**
 * Published data changes under the same address: a browser asks each time (a 304 costs a hundred bytes), and a CDN
 * asks at most every five seconds, however many visitors come.
 */
export const PUBLISHED = 'public, max-age=0, s-maxage=5, must-revalidate';

/** Files whose name holds the hash of their content never change. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * Access tokens of software: sealed with the keys of the installation, so that any process reads them and none keeps
 * them. They last five minutes; a client that is removed from the registrations has no token from then on.
 */
import { z } from 'zod';
import type { Keyring } from '#access/keyring.node.ts';

/** SMART Backend Services asks for five minutes at most. */
export const TOKEN_S = 300;

const PREFIX = 'smart.';
const ABOUT = 'smart-token';

const Inside = z.strictObject({ client: z.string(), scopes: z.array(z.string()), until_ms: z.number() });
export type TokenInside = z.infer<typeof Inside>;

type Seals = Pick<Keyring, 'sealAccess' | 'unsealAccess'>;

export const sealToken = (keyring: Seals, inside: TokenInside): string =>
  `${PREFIX}${keyring.sealAccess(JSON.stringify(inside), ABOUT).toString('base64url')}`;

/** What a token says; undefined when it was not sealed here. Its time is not looked at. */
export const unsealToken = (keyring: Seals, token: string): TokenInside | undefined => {
  if (!token.startsWith(PREFIX)) return undefined;
  const text = keyring.unsealAccess(Buffer.from(token.slice(PREFIX.length), 'base64url'), ABOUT);
  return text === undefined ? undefined : Inside.parse(JSON.parse(text));
};

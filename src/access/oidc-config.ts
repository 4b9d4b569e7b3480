/** How a provider of identities is configured: data, one entry a provider. */
import { z } from 'zod';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Whether an address is this machine's own. */
export const isLoopback = (address: string): boolean =>
  URL.canParse(address) && LOOPBACK.includes(new URL(address).hostname);

export const ProviderConfig = z
  .strictObject({
    /** Names the provider in addresses and in account codes: `psc:899700366240`. */
    id: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'expected lower-case letters, digits and hyphens'),
    name: z.string().min(1).max(80),
    audience: z.enum(['professional', 'agent', 'citizen']),
    issuer: z.url(),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    scopes: z.string().default('openid'),
    /** Levels asked for, the provider's own words parted by spaces; one of them, or a higher eIDAS level, is needed. */
    acrValues: z.string().min(1),
    /** What its claims look like. */
    claims: z.enum(['psc', 'franceconnect', 'proconnect']),
    /** How the secret is sent; most take it in the body. */
    clientAuth: z.enum(['post', 'basic']).optional(),
    /** The algorithm of a signed answer about the person, for providers that sign it (FranceConnect, ProConnect). */
    userInfoSigned: z.enum(['ES256', 'RS256', 'PS256']).optional(),
    /** Sent as `prompt`; empty: nothing is. */
    prompt: z.string().optional(),
    /** A provider on this very machine, without https: for demonstrations and tests. */
    insecure: z.boolean().optional(),
  })
  .refine(
    ({ issuer, insecure }) => issuer.startsWith('https://') || (insecure === true && isLoopback(issuer)),
    {
      error: 'expected an https address; http only on this machine, with "insecure": true',
      path: ['issuer'],
    },
  );
export type ProviderConfig = z.infer<typeof ProviderConfig>;

const EIDAS = /^eidas([1-3])$/;
const levelOf = (acr: string): number => Number(EIDAS.exec(acr)?.[1] ?? 0);

/** Whether the login was as sure as asked: one of the levels asked for, or an eIDAS level above the lowest of them. */
export const acrSuffices = (acr: string | undefined, asked: string): boolean => {
  if (acr === undefined) return false;
  const levels = asked.split(' ').filter((one) => one !== '');
  if (levels.includes(acr)) return true;
  const lowest = Math.min(...levels.map(levelOf).filter((level) => level > 0));
  return levelOf(acr) > lowest;
};

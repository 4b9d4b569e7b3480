/** A software that may sign in by itself, as its registration says: who it is, its public keys, where, and for what. */
import { z } from 'zod';
import { isLoopback } from '#access/oidc-config.ts';
import { parseScope, SCOPES_MAX } from '#access/smart-scopes.ts';

/** Roles a software may have: a hospital's or a pharmacy's, or the analysis of an institution. */
export const SMART_ROLES = ['software', 'data-scientist'] as const;

/** Algorithms of an assertion. SMART asks for RS384 and ES384; many libraries of hospitals sign with 256 only. */
export const SMART_ALGORITHMS = ['RS384', 'ES384', 'RS256', 'ES256'] as const;

const KEYS_MAX = 20;
const KeyId = z.string().min(1).max(255);
/** Base64url of 2048 bits and more has 342 letters; below, a key can be broken. */
const MODULUS_MIN = 342;
const Base64Url = z.string().regex(/^[\w-]+$/, 'expected base64url');

/** What a key has that must never leave the software: its presence means that the secret was copied. */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'] as const;

/** A public key of RFC 7517, of the two families SMART knows. */
const PublicKey = z
  .discriminatedUnion('kty', [
    z.looseObject({
      kty: z.literal('RSA'),
      kid: KeyId,
      n: Base64Url.min(MODULUS_MIN, 'expected an RSA key of 2048 bits or more').max(1400),
      e: Base64Url.max(20),
    }),
    z.looseObject({
      kty: z.literal('EC'),
      kid: KeyId,
      crv: z.enum(['P-256', 'P-384']),
      x: Base64Url.max(100),
      y: Base64Url.max(100),
    }),
  ])
  .refine((key) => !PRIVATE.some((part) => Object.hasOwn(key, part)), {
    error: 'this is a private key: make a new pair, and give the public one alone',
  });

/** A set of public keys (RFC 7517, section 5), each under its own id. */
export const PublicKeys = z
  .looseObject({ keys: z.array(PublicKey).min(1).max(KEYS_MAX) })
  .refine(({ keys }) => new Set(keys.map(({ kid }) => kid)).size === keys.length, {
    error: 'two keys have the same "kid"',
  });
export type PublicKeys = z.infer<typeof PublicKeys>;

const isOne = (one: unknown, other: unknown): boolean => (one === undefined) !== (other === undefined);

export const SmartClient = z
  .strictObject({
    /** Names it in assertions and in the trail, as `software:<id>`. */
    id: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,62}$/, 'expected lower-case letters, digits and . _ -'),
    /** The software and its institution, for people to read. */
    name: z.string().min(1).max(120),
    role: z.enum(SMART_ROLES),
    /** The code of the place it acts for: with everything in it, and nowhere else. */
    place: z.string().min(1).max(80),
    scopes: z
      .array(
        z.string().refine((text) => parseScope(text) !== undefined, {
          error: 'expected a scope such as system/Immunization.crs or system/Immunization.read',
        }),
      )
      .min(1)
      .max(SCOPES_MAX),
    jwks: PublicKeys.optional(),
    jwksUrl: z.url().max(500).optional(),
    /** The keys are on this very machine, without https: for demonstrations and tests. */
    insecure: z.boolean().optional(),
  })
  .refine(({ jwks, jwksUrl }) => isOne(jwks, jwksUrl), {
    error: 'give the keys in "jwks", or the address they are at in "jwksUrl", and one of the two alone',
    path: ['jwks'],
  })
  .refine(
    ({ jwksUrl, insecure }) =>
      jwksUrl === undefined || jwksUrl.startsWith('https://') || (insecure === true && isLoopback(jwksUrl)),
    {
      error: 'expected an https address; http only on this machine, with "insecure": true',
      path: ['jwksUrl'],
    },
  );
export type SmartClient = z.infer<typeof SmartClient>;

const CLIENTS_MAX = 5000;

/** The file of registrations: a list. */
export const SmartClients = z
  .array(SmartClient)
  .max(CLIENTS_MAX)
  .refine((clients) => new Set(clients.map(({ id }) => id)).size === clients.length, {
    error: 'two clients have the same "id"',
  });

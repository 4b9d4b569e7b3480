/** The contract of SMART Backend Services: the token endpoint, and what tells software where it is. */
import { z } from 'zod';

const TAG = { fr: 'FHIR', en: 'FHIR' };
const None = z.strictObject({});

export const FHIR_BASE = '/fhir/R4';
export const TOKEN_PATH = `${FHIR_BASE}/auth/token`;
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The form of RFC 6749, section 4.4.2, with the client authentication of RFC 7523, section 2.2. */
export const TokenAsked = z.looseObject({
  grant_type: z.string(),
  scope: z.string().max(1500),
  client_assertion_type: z.string(),
  client_assertion: z.string(),
  /** Need not be sent; when it is, it must be that of the assertion. */
  client_id: z.string().optional(),
});
export type TokenAsked = z.infer<typeof TokenAsked>;

/** RFC 6749, section 5.2. */
export const OAuthError = z.object({
  error: z.enum([
    'invalid_request',
    'invalid_client',
    'unsupported_grant_type',
    'invalid_scope',
    'temporarily_unavailable',
  ]),
  error_description: z.string(),
});
export type OAuthError = z.infer<typeof OAuthError>;

/** RFC 6749, section 5.1. */
export const TokenGiven = z.object({
  access_token: z.string(),
  token_type: z.literal('bearer'),
  expires_in: z.int(),
  scope: z.string(),
});
export type TokenGiven = z.infer<typeof TokenGiven>;

const refusal = (fr: string, en: string) => ({ description: { fr, en }, schema: OAuthError });

export const smartToken = {
  id: 'smartToken',
  method: 'POST',
  path: TOKEN_PATH,
  right: 'public',
  form: true,
  tag: TAG,
  summary: {
    fr: 'Jeton d’un logiciel (SMART Backend Services)',
    en: 'Token of a software (SMART Backend Services)',
  },
  description: {
    fr: 'Le logiciel prouve qui il est par un JWT signé de sa clé privée (RFC 7523) et reçoit un jeton de cinq minutes, limité aux droits (scopes) de son inscription. docs/fhir-systems.md dit comment s’inscrire.',
    en: 'The software proves who it is by a JWT signed with its private key (RFC 7523), and is given a token of five minutes, limited to the scopes of its registration. docs/fhir-systems.md tells how to register.',
  },
  params: None,
  query: z.object({}),
  // Read piece by piece: what is wrong is told in the shape of RFC 6749.
  body: z.unknown(),
  bodyShown: TokenAsked,
  answers: {
    200: { description: { fr: 'Le jeton.', en: 'The token.' }, schema: TokenGiven },
    400: refusal('Demande mal faite.', 'Malformed request.'),
    401: refusal('Client inconnu, ou preuve refusée.', 'Unknown client, or proof refused.'),
    429: refusal('Trop de jetons demandés.', 'Too many tokens asked for.'),
  },
  problems: [],
} as const;

/** SMART App Launch 2.x, section "Conformance", as far as backend services need it. */
export const SmartConfiguration = z.object({
  token_endpoint: z.string(),
  grant_types_supported: z.array(z.string()),
  token_endpoint_auth_methods_supported: z.array(z.string()),
  token_endpoint_auth_signing_alg_values_supported: z.array(z.string()),
  code_challenge_methods_supported: z.array(z.string()),
  scopes_supported: z.array(z.string()),
  capabilities: z.array(z.string()),
});
export type SmartConfiguration = z.infer<typeof SmartConfiguration>;

const configuration = <const Id extends string, const Path extends string>(id: Id, path: Path) => ({
  id,
  method: 'GET' as const,
  path,
  right: 'public',
  tag: TAG,
  summary: { fr: 'Où et comment un logiciel se connecte', en: 'Where and how a software signs in' },
  description: {
    fr: 'La description que la norme SMART App Launch demande à cette adresse.',
    en: 'The description that SMART App Launch asks for at this address.',
  },
  params: None,
  query: z.object({}),
  body: z.undefined(),
  answers: {
    200: { description: { fr: 'La description.', en: 'The description.' }, schema: SmartConfiguration },
  },
  problems: [],
});

export const smartConfiguration = configuration(
  'smartConfiguration',
  `${FHIR_BASE}/.well-known/smart-configuration`,
);
/** The same at the root, where software that knows the host alone looks. */
export const smartConfigurationAtRoot = configuration(
  'smartConfigurationAtRoot',
  '/.well-known/smart-configuration',
);

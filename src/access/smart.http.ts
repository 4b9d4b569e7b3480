/** The routes of SMART Backend Services. */
import {
  type SmartConfiguration,
  smartConfiguration,
  smartConfigurationAtRoot,
  smartToken,
} from '#access/smart.api.ts';
import type { Smart } from '#access/smart.node.ts';
import { SMART_ALGORITHMS } from '#access/smart-client.ts';
import { SCOPED_TYPES } from '#access/smart-scopes.ts';
import type { Problems } from '#http/problem.ts';
import { type Route, route } from '#http/route.ts';

/** How the refusals of tokens of software are told over HTTP. */
export const SMART_PROBLEMS = {
  'token-expired': {
    status: 401,
    title: { fr: 'Jeton expiré', en: 'Token expired' },
    mend: {
      fr: 'Demandez un nouveau jeton : il vaut cinq minutes.',
      en: 'Ask for a new token: one lasts five minutes.',
    },
  },
  'scope-missing': {
    status: 403,
    title: { fr: 'Hors des droits (scopes) du jeton', en: 'Outside the scopes of the token' },
    mend: {
      fr: 'Demandez un jeton avec ce scope ; s’il n’est pas accordé, faites-le ajouter à l’inscription du logiciel.',
      en: 'Ask for a token with this scope; when it is not granted, have it added to the registration of the software.',
    },
  },
} as const satisfies Problems;

const configurationOf = (smart: Smart): SmartConfiguration => ({
  token_endpoint: smart.tokenUrl(),
  grant_types_supported: ['client_credentials'],
  token_endpoint_auth_methods_supported: ['private_key_jwt'],
  token_endpoint_auth_signing_alg_values_supported: [...SMART_ALGORITHMS],
  // The specification asks for this list of every server; no code is given here.
  code_challenge_methods_supported: ['S256'],
  scopes_supported: SCOPED_TYPES.map((type) => `system/${type}.rs`),
  capabilities: ['client-confidential-asymmetric', 'permission-v1', 'permission-v2'],
});

export const smartRoutes = (smart: Smart): Route[] => [
  route(smartToken, async ({ body, request }) => {
    const answer = await smart.token(body, request);
    // RFC 6749, section 5.1.
    const headers = { pragma: 'no-cache' };
    if (!('told' in answer)) return { status: 200, body: answer, headers };
    const { status, told } = answer;
    if (status === 429) return { status, body: told, headers: { ...headers, 'retry-after': '60' } };
    return { status, body: told, headers };
  }),
  route(smartConfiguration, async () => ({ status: 200, body: configurationOf(smart) })),
  route(smartConfigurationAtRoot, async () => ({ status: 200, body: configurationOf(smart) })),
];

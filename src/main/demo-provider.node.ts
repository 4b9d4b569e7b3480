/**
 * The identity providers of the demonstration: three real OpenID Connect providers, with the claims of Pro Santé
 * Connect, FranceConnect and ProConnect, and invented people who need no password. On this machine alone, and in
 * memory: whoever is signed in is forgotten when the program stops.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { Provider } from 'oidc-provider/lib/provider.js';
import { DEMO_PEOPLE, DEMO_PROVIDERS, type DemoPerson, type DemoProvider } from '#access/demo/people.ts';
import { isLoopback, ProviderConfig } from '#access/oidc-config.ts';
import { languageOf } from '#http/language.ts';
import { invariant } from '#kernel/invariant.ts';
import type { Language } from '#kernel/text.ts';
import { createMemory } from '#main/demo-memory.node.ts';
import { choosePage, signedOutPage, signOutPage, wrongPage } from '#main/demo-page.node.ts';

export type DemoProviderOptions = {
  /** 0: any free one. */
  readonly port: number;
  /** Our own address, as `openLogin` has it; asked for at the first login. */
  readonly baseUrl: () => string;
  readonly host?: '127.0.0.1' | 'localhost';
};

export type RunningDemoProvider = {
  readonly providers: ProviderConfig[];
  readonly close: () => Promise<void>;
};

const CLAIMS = {
  psc: [
    ...['SubjectNameID', 'SubjectRefPro', 'SubjectRole', 'SubjectOrganization', 'otherIds', 'UITVersion'],
    ...['preferred_username', 'given_name', 'family_name'],
  ],
  franceconnect: [
    ...['given_name', 'family_name', 'preferred_username', 'birthdate', 'gender', 'birthplace'],
    ...['birthcountry', 'email'],
  ],
  proconnect: [
    ...['given_name', 'usual_name', 'email', 'siret', 'uid', 'organizational_unit'],
    'belonging_population',
  ],
} as const satisfies Record<DemoProvider, readonly string[]>;

type Kind = {
  readonly name: string;
  readonly audience: ProviderConfig['audience'];
  readonly acr: string;
  /** Scopes and the claims of each: Pro Santé Connect has one for all, the two others one for each claim. */
  readonly scopes: Readonly<Record<string, readonly string[]>>;
  /** Signed answers about the person, as the two of the State give. */
  readonly signed?: 'ES256' | 'RS256';
};

const eachItsScope = (claims: readonly string[]) =>
  Object.fromEntries(claims.map((claim) => [claim, [claim]]));

const KINDS: Readonly<Record<DemoProvider, Kind>> = {
  psc: {
    name: 'Pro Santé Connect (démonstration)',
    audience: 'professional',
    acr: 'eidas1',
    scopes: { scope_all: CLAIMS.psc },
  },
  franceconnect: {
    name: 'FranceConnect (démonstration)',
    audience: 'citizen',
    acr: 'eidas1',
    scopes: eachItsScope(CLAIMS.franceconnect),
    signed: 'ES256',
  },
  proconnect: {
    name: 'ProConnect (démonstration)',
    audience: 'agent',
    acr: 'eidas1',
    scopes: eachItsScope(CLAIMS.proconnect),
    signed: 'RS256',
  },
};

const configOf = (id: DemoProvider, issuer: string): ProviderConfig => {
  const { name, audience, acr, scopes, signed } = KINDS[id];
  return ProviderConfig.parse({
    ...{ id, name, audience, issuer, acrValues: acr, claims: id, insecure: true },
    clientId: `rappel-${id}`,
    clientSecret: randomBytes(32).toString('base64url'),
    scopes: ['openid', ...Object.keys(scopes)].join(' '),
    ...(signed !== undefined && { userInfoSigned: signed }),
  });
};

const newKeys = () =>
  Promise.all(
    (['RS256', 'ES256'] as const).map(async (alg) => {
      const { privateKey } = await generateKeyPair(alg, { extractable: true });
      return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: `demonstration-${alg}` };
    }),
  );

const peopleOf = (id: DemoProvider): DemoPerson[] => DEMO_PEOPLE.filter(({ provider }) => provider === id);

/** The language asked for by the link on the page, else the browser's. */
const languageAsked = ({ url = '', headers }: IncomingMessage): Language => {
  const asked = /[?&]lang=(fr|en)\b/.exec(url)?.[1];
  return asked === 'fr' || asked === 'en' ? asked : languageOf(headers['accept-language']);
};

const show = (ctx: KoaContextWithOIDC, page: (language: Language) => string): void => {
  ctx.type = 'html';
  ctx.body = page(languageAsked(ctx.req));
};

/** Consent is not asked for: the site and the provider are of one house. */
const grantAll: NonNullable<Configuration['loadExistingGrant']> = async ({ oidc }) => {
  const { client, session, provider, params } = oidc;
  invariant(
    client !== undefined && session?.accountId !== undefined,
    'a grant is for somebody who signed in',
  );
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(String(params?.scope ?? 'openid'));
  await grant.save();
  return grant;
};

const clientOf = (id: DemoProvider, { clientId, clientSecret, scopes }: ProviderConfig, base: string) => {
  const { signed } = KINDS[id];
  return {
    client_id: clientId,
    client_secret: clientSecret,
    scope: scopes,
    redirect_uris: [`${base}/api/session/callback/${id}`],
    post_logout_redirect_uris: [`${base}/login`],
    backchannel_logout_uri: `${base}/api/session/backchannel/${id}`,
    backchannel_logout_session_required: true,
    token_endpoint_auth_method: 'client_secret_post' as const,
    require_auth_time: true,
    ...(signed !== undefined && {
      id_token_signed_response_alg: signed,
      userinfo_signed_response_alg: signed,
    }),
  };
};

/** The tables of one provider; what is left out is off or as the standard has it. */
const configurationOf = async (
  id: DemoProvider,
  config: ProviderConfig,
  base: string,
): Promise<Configuration> => {
  const { name, acr, scopes } = KINDS[id];
  const cookie = (what: string): string => `demo-${id}-${what}`;
  return {
    adapter: createMemory(),
    clients: [clientOf(id, config, base)],
    jwks: { keys: await newKeys() },
    scopes: ['openid', ...Object.keys(scopes)],
    claims: { openid: ['sub', 'sid', 'auth_time'], acr: null, ...scopes },
    acrValues: [acr],
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      names: { session: cookie('session'), interaction: cookie('login'), resume: cookie('resume') },
    },
    pkce: { required: () => true },
    ttl: {
      ...{ AccessToken: 300, AuthorizationCode: 60, IdToken: 300, Interaction: 600, Session: 43_200 },
      Grant: 43_200,
    },
    findAccount: (_ctx, subject) => {
      const person = peopleOf(id).find((one) => one.subject === subject);
      return person && { accountId: subject, claims: () => ({ ...person.claims, sub: subject }) };
    },
    loadExistingGrant: grantAll,
    interactions: { url: (_ctx, { uid }) => `/${id}/interaction/${uid}` },
    // The site it tells of a sign-out is on this machine, where the library's own dispatcher does not go.
    fetch: (address, init) => {
      const { method, headers, body, signal } = init ?? {};
      return fetch(address, {
        ...(method !== undefined && { method }),
        ...(headers !== undefined && { headers }),
        ...(body !== undefined && { body }),
        ...(signal !== undefined && { signal }),
      });
    },
    renderError: (ctx, { error }) => show(ctx, (language) => wrongPage(name, error, language)),
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      jwtUserinfo: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => show(ctx, (language) => signOutPage(name, form, language)),
        postLogoutSuccessSource: (ctx) => show(ctx, (language) => signedOutPage(name, language)),
      },
    },
  };
};

const FORM_BYTES_MAX = 10_000;

/** The person chosen; undefined when the form says something else. */
const chosenIn = async (request: IncomingMessage): Promise<string | undefined> => {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > FORM_BYTES_MAX) return undefined;
  }
  return new URLSearchParams(text).get('person') ?? undefined;
};

const sendPage = (response: ServerResponse, status: number, html: string): void => {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    // No limit on where the form leads: coming back to the site is a redirection of it.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  response.end(html);
};

/** Our page in the middle of a login: who is it? */
const answerChoice = async (
  id: DemoProvider,
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { name, acr } = KINDS[id];
  const language = languageAsked(request);
  try {
    await provider.interactionDetails(request, response);
  } catch {
    return sendPage(response, 400, wrongPage(name, 'session_not_found', language));
  }
  if (request.method !== 'POST') return sendPage(response, 200, choosePage(name, peopleOf(id), language));
  const subject = await chosenIn(request);
  const isKnown = peopleOf(id).some((one) => one.subject === subject);
  const result =
    isKnown && subject !== undefined
      ? { login: { accountId: subject, acr, amr: ['demonstration'] } }
      : { error: 'access_denied', error_description: 'the person gave up' };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
};

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A provider under `/psc` (or another id), made when first asked: only then is our own address known. */
const mount = (id: DemoProvider, config: ProviderConfig, baseUrl: () => string): Answer => {
  const make = async () => {
    const provider = new Provider(config.issuer, await configurationOf(id, config, baseUrl()));
    return { provider, answer: provider.callback() };
  };
  let made: ReturnType<typeof make> | undefined;
  return async (request, response) => {
    made ??= make();
    const { provider, answer } = await made;
    const { url = '/' } = request;
    if (url.startsWith(`/${id}/interaction/`)) return answerChoice(id, provider, request, response);
    // The library finds where it is mounted by the difference of the two.
    Object.assign(request, { originalUrl: url });
    request.url = url.slice(id.length + 1) || '/';
    return answer(request, response);
  };
};

/** Starts the three providers on one address of this machine. */
export const startDemoProvider = async (options: DemoProviderOptions): Promise<RunningDemoProvider> => {
  const host = options.host ?? '127.0.0.1';
  const mounts = new Map<string, Answer>();
  const server = createServer((request, response) => {
    const answer = mounts.get(request.url?.split(/[/?]/, 2)[1] ?? '');
    if (answer === undefined) return void response.writeHead(404).end();
    return void answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(options.port, '127.0.0.1', done);
  });
  const address = server.address();
  invariant(typeof address === 'object' && address !== null, 'a server that listens has an address');
  const base = `http://${host}:${address.port}`;
  invariant(isLoopback(base), 'the demonstration is on this machine');
  const providers = DEMO_PROVIDERS.map((id) => configOf(id, `${base}/${id}`));
  for (const [i, id] of DEMO_PROVIDERS.entries()) {
    const config = providers[i];
    if (config !== undefined) mounts.set(id, mount(id, config, options.baseUrl));
  }
  const close = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { providers, close };
};

/** The other side of a login: an identity provider that says, and signs, whatever a test wants. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { ProviderConfig } from '#access/oidc-config.ts';
import { invariant } from '#kernel/invariant.ts';

export type Said = {
  /** Claims of the token of identity, over the right ones; undefined ones are left out. */
  token?: Record<string, unknown>;
  /** The answer about the person. */
  person?: Record<string, unknown>;
  /** Signs with another key, under the id of the right one; or not at all; or with the client's secret. */
  signs?: 'well' | 'other-key' | 'not' | 'with-secret';
  /** Answers the browser with an error. */
  error?: string;
  /** Answers the site with this status. */
  status?: number;
};

export type Liar = {
  readonly config: ProviderConfig;
  said: Said;
  /** A token of logout, signed; claims over the right ones. */
  readonly logoutToken: (
    claims: Record<string, unknown>,
    how?: { header?: Partial<JWTHeaderParameters>; otherKey?: boolean },
  ) => Promise<string>;
  /** What the last login asked for. */
  readonly asked: () => URLSearchParams;
  /** Codes are good once, and with the verifier of their login alone. */
  readonly close: () => Promise<void>;
};

const ALG = 'RS256';
const KID = 'the-key';
const seconds = (): number => Math.floor(Date.now() / 1000);

const withoutUndefined = (claims: Record<string, unknown>): JWTPayload =>
  Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
};

const sendJson = (response: ServerResponse, body: object, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

export const startLiar = async (more: Partial<ProviderConfig> = {}): Promise<Liar> => {
  const [right, other] = [await generateKeyPair(ALG), await generateKeyPair(ALG)];
  const codes = new Map<string, { nonce: string; challenge: string }>();
  let asked = new URLSearchParams();
  let issuer = '';
  const secret = 'a-secret-of-the-client-long-enough-for-any-hash';
  const clientId = 'rappel-test';

  const sign = (claims: Record<string, unknown>, key: CryptoKey, header: Partial<JWTHeaderParameters> = {}) =>
    new SignJWT(withoutUndefined(claims)).setProtectedHeader({ alg: ALG, kid: KID, ...header }).sign(key);

  const tokenFor = async (nonce: string, said: Said): Promise<string> => {
    const claims = {
      ...{ iss: issuer, aud: clientId, sub: 'person-1', sid: 'session-1', nonce, acr: 'eidas1' },
      ...{ iat: seconds(), exp: seconds() + 300, ...said.token },
    };
    if (said.signs === 'not') return new UnsecuredJWT(withoutUndefined(claims)).encode();
    if (said.signs === 'with-secret')
      return new SignJWT(withoutUndefined(claims))
        .setProtectedHeader({ alg: 'HS256', kid: KID })
        .sign(new TextEncoder().encode(secret));
    return sign(claims, said.signs === 'other-key' ? other.privateKey : right.privateKey);
  };

  const authorize = (query: URLSearchParams, response: ServerResponse): void => {
    asked = query;
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('state', query.get('state') ?? '');
    if (liar.said.error !== undefined) back.searchParams.set('error', liar.said.error);
    else {
      const code = `code-${codes.size}`;
      codes.set(code, {
        nonce: query.get('nonce') ?? '',
        challenge: query.get('code_challenge') ?? '',
      });
      back.searchParams.set('code', code);
    }
    response.writeHead(303, { location: back.href }).end();
  };

  const token = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const code = body.get('code') ?? '';
    const kept = codes.get(code);
    const hashed = await crypto.subtle.digest(
      'SHA-256',
      new TextEncoder().encode(body.get('code_verifier') ?? ''),
    );
    const isTheirs = kept?.challenge === Buffer.from(hashed).toString('base64url');
    if (kept === undefined || !isTheirs) return sendJson(response, { error: 'invalid_grant' }, 400);
    codes.set(code, { nonce: '', challenge: 'used' });
    const id_token = await tokenFor(kept.nonce, liar.said);
    return sendJson(response, { access_token: 'an-access', token_type: 'Bearer', expires_in: 60, id_token });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', issuer);
    if (liar.said.status !== undefined && url.pathname !== '/authorize')
      return sendJson(response, {}, liar.said.status);
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return sendJson(response, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/userinfo`,
          jwks_uri: `${issuer}/jwks`,
          id_token_signing_alg_values_supported: [ALG, 'HS256', 'none'],
        });
      case '/jwks': {
        const key = { ...(await exportJWK(right.publicKey)), kid: KID, alg: ALG, use: 'sig' };
        return sendJson(response, { keys: [key] });
      }
      case '/authorize':
        return authorize(url.searchParams, response);
      case '/token':
        return token(request, response);
      default:
        return sendJson(response, { sub: 'person-1', ...liar.said.person });
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  invariant(typeof address === 'object' && address !== null, 'a server that listens has an address');
  issuer = `http://127.0.0.1:${address.port}`;

  const liar: Liar = {
    config: ProviderConfig.parse({
      ...{ id: 'liar', name: 'Liar', audience: 'citizen', issuer, clientId, clientSecret: secret },
      ...{ acrValues: 'eidas1', claims: 'franceconnect', insecure: true, ...more },
    }),
    said: {},
    asked: () => asked,
    logoutToken: (claims, how = {}) =>
      sign(
        {
          ...{ iss: issuer, aud: clientId, iat: seconds(), exp: seconds() + 120, jti: crypto.randomUUID() },
          events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
          ...claims,
        },
        how.otherKey ? other.privateKey : right.privateKey,
        { typ: 'logout+jwt', ...how.header },
      ),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return liar;
};

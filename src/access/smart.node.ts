/**
 * Software that signs in by itself: a token against a signed assertion, and the caller of a token. Registrations are
 * data of the installation (main/clients.node.ts); nothing is kept here but which assertions were used.
 */
import type { WriteAudit } from '#access/audit.ts';
import type { Keyring } from '#access/keyring.node.ts';
import type { OAuthError, TokenGiven } from '#access/smart.api.ts';
import { ASSERTION_TYPE, TOKEN_PATH, TokenAsked } from '#access/smart.api.ts';
import { removeAssertions, useAssertion } from '#access/smart.pg.ts';
import { type AssertionCode, openAssertions } from '#access/smart-assertion.node.ts';
import type { SmartClient } from '#access/smart-client.ts';
import { grantScopes, rightsWithin } from '#access/smart-scopes.ts';
import { sealToken, TOKEN_S, unsealToken } from '#access/smart-token.node.ts';
import type { Db } from '#db/pool.ts';
import type { Caller, Credentials } from '#http/identity.ts';
import { isRefused, type Refused, refuse } from '#kernel/result.ts';

export type SmartOptions = {
  /** Works as the role `access`. */
  readonly db: Db;
  readonly keyring: Pick<Keyring, 'sealAccess' | 'unsealAccess'>;
  /** The registrations as they are now, by their ids. */
  readonly clients: () => ReadonlyMap<string, SmartClient>;
  /** The address people reach the site at: assertions are made for its token endpoint. */
  readonly baseUrl: () => string;
  readonly write: WriteAudit;
  /** The clock: an ISO instant in UTC. */
  readonly now: () => string;
};

export type Smart = {
  readonly token: (form: unknown, request: string) => Promise<TokenGiven | OAuthRefused>;
  /** The caller of a token of ours; undefined for any other token, and for one of a client that is no more. */
  readonly identify: (credentials: Credentials) => Caller | Refused<'token-expired'> | undefined;
  readonly tokenUrl: () => string;
};

/** An error as RFC 6749 tells it, with the status to tell it by. */
export type OAuthRefused = { readonly status: 400 | 401 | 429; readonly told: OAuthError };

const oauth = (status: OAuthRefused['status'], error: OAuthError['error'], words: string): OAuthRefused => ({
  status,
  told: { error, error_description: words },
});

const PURGE_MS = 60_000;
const MINUTE_MS = 60_000;
/** A software needs one token in five minutes; ten processes of it that all start anew need no more than this. */
const TOKENS_A_MINUTE_MAX = 120;

/** Counts by client and minute; what is past is forgotten, so that no more is held than there are clients. */
const createLimiter = (now: () => string) => {
  const counts = new Map<string, { readonly minute: number; n: number }>();
  return (client: string): boolean => {
    const minute = Math.floor(Date.parse(now()) / MINUTE_MS);
    const count = counts.get(client);
    if (count?.minute !== minute) {
      counts.set(client, { minute, n: 1 });
      return true;
    }
    count.n += 1;
    return count.n <= TOKENS_A_MINUTE_MAX;
  };
};

const createPurge = ({ db, now }: SmartOptions) => {
  let last_ms = Number.NEGATIVE_INFINITY;
  return async (): Promise<void> => {
    const at = now();
    if (Date.parse(at) - last_ms < PURGE_MS) return;
    last_ms = Date.parse(at);
    await removeAssertions(db, at);
  };
};

/** The form, or what is wrong with it. A parameter sent twice comes as a list, which RFC 6749 (3.2) refuses. */
const readForm = (form: unknown): TokenAsked | OAuthRefused => {
  const read = TokenAsked.safeParse(form);
  if (!read.success) {
    const field = read.error.issues[0]?.path.join('.') ?? '';
    return oauth(
      400,
      'invalid_request',
      field === ''
        ? 'send a form (application/x-www-form-urlencoded) with grant_type, scope, client_assertion_type and client_assertion'
        : `the parameter "${field}" must be sent, once, as a text of ordinary length`,
    );
  }
  const { grant_type, client_assertion_type } = read.data;
  if (grant_type !== 'client_credentials')
    return oauth(400, 'unsupported_grant_type', 'the parameter "grant_type" must be client_credentials');
  if (client_assertion_type !== ASSERTION_TYPE)
    return oauth(400, 'invalid_request', `the parameter "client_assertion_type" must be ${ASSERTION_TYPE}`);
  return read.data;
};

const isOAuth = (value: object): value is OAuthRefused => 'told' in value;

const clientRefused = ({ refusal }: Refused<AssertionCode>): OAuthRefused =>
  oauth(401, 'invalid_client', refusal.message);

const createToken = (options: SmartOptions, tokenUrl: () => string): Smart['token'] => {
  const { db, keyring, clients, now, write } = options;
  const check = openAssertions();
  const purge = createPurge(options);
  const mayAsk = createLimiter(now);

  return async (form, request) => {
    const asked = readForm(form);
    if (isOAuth(asked)) return asked;
    const asserted = await check(asked.client_assertion, clients(), tokenUrl(), now());
    if (isRefused(asserted)) return clientRefused(asserted);
    const { client, jti, expiresAt } = asserted;
    if (asked.client_id !== undefined && asked.client_id !== client.id)
      return oauth(401, 'invalid_client', 'the parameter "client_id" is not that of the assertion');
    if (!mayAsk(client.id))
      return oauth(429, 'temporarily_unavailable', 'too many tokens: keep one for its five minutes');
    await purge();
    if (!(await useAssertion(db, { client: client.id, jti, expiresAt })))
      return oauth(401, 'invalid_client', 'an assertion with this "jti" was used already: make a new one');
    const scopes = grantScopes(asked.scope, client.scopes);
    if (scopes.length === 0)
      return oauth(
        400,
        'invalid_scope',
        `nothing of what is asked is in the registration, which has: ${client.scopes.join(' ')}`,
      );
    const { role, place } = client;
    const account = accountOf(client);
    await write([{ account, role, place, action: 'sign-in', detail: { scopes: scopes.length }, request }]);
    const access_token = sealToken(keyring, {
      client: client.id,
      scopes: [...scopes],
      until_ms: Date.parse(now()) + TOKEN_S * 1000,
    });
    return { access_token, token_type: 'bearer', expires_in: TOKEN_S, scope: scopes.join(' ') };
  };
};

/** What every fact and every line of the trail keeps of it. */
const accountOf = ({ id }: SmartClient): string => `software:${id}`;

const EXPIRED = refuse('token-expired', 'this token has expired');

const createIdentify =
  ({ keyring, clients, now }: SmartOptions): Smart['identify'] =>
  ({ token }) => {
    const inside = token === undefined ? undefined : unsealToken(keyring, token);
    const client = inside === undefined ? undefined : clients().get(inside.client);
    if (inside === undefined || client === undefined) return undefined;
    if (inside.until_ms <= Date.parse(now())) return EXPIRED;
    // What was taken out of the registration since is out of the token too.
    const scopes = grantScopes(inside.scopes.join(' '), client.scopes);
    if (scopes.length === 0) return undefined;
    return {
      id: accountOf(client),
      role: client.role,
      rights: rightsWithin(client.role, scopes),
      places: [client.place],
    };
  };

export const openSmart = (options: SmartOptions): Smart => {
  const tokenUrl = (): string => `${options.baseUrl()}${TOKEN_PATH}`;
  return { tokenUrl, token: createToken(options, tokenUrl), identify: createIdentify(options) };
};

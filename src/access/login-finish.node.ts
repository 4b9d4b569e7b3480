/** Coming back from the provider: every check, then a session under a new id. Whatever fails is told on /login. */

import { type LoginUnderWay, signIn, takeLogin } from '#access/login.pg.ts';
import { LOGIN_S_MAX, type LoginOptions } from '#access/login-options.ts';
import type { LoginProblemCode } from '#access/login-problems.ts';
import type { Finished, RelyingParty } from '#access/oidc.node.ts';
import { type Known, readClaims } from '#access/oidc-claims.ts';
import type { ProviderConfig } from '#access/oidc-config.ts';
import { profilesOf } from '#access/profile.pg.ts';
import { type Sessions, SIGNED_IN } from '#access/session.node.ts';
import { type Kept, SESSION_S, secondsAfter, situationHeld } from '#access/session.ts';
import { base32 } from '#access/session-code.ts';
import { hashOf, isSecret, keyedHash, newSecret, sameBytes, subjectKey } from '#access/session-hash.node.ts';
import { type KeptSituation, situationsOfPractice } from '#access/situation.ts';
import { invariant } from '#kernel/invariant.ts';
import { isRefused } from '#kernel/result.ts';

export type FinishLogin = (asked: {
  readonly provider: string;
  /** Everything the browser came back with. */
  readonly query: Readonly<Record<string, string>>;
  /** The secret the browser was given when it left. */
  readonly browser: string | undefined;
  /** The session the browser has already, which ends when another begins. */
  readonly session: string | undefined;
  readonly request: string;
}) => Promise<{
  readonly to: string;
  readonly session?: string;
  /** A login of this browser was found, and is over: a forged way back ends none. */
  readonly over: boolean;
}>;

const failed = (code: LoginProblemCode, over: boolean) => ({ to: `/login?problem=${code}`, over });

/** Where the situation is not plain, the person says it: one is taken, several are chosen from, none is told. */
const addressAfter = (
  situations: readonly KeptSituation[],
  chosen: number | null,
  returnTo: string,
): string => {
  if (chosen !== null) return returnTo;
  const back = `return=${encodeURIComponent(returnTo)}`;
  return situations.length === 0 ? `/login?choose&problem=no-situation&${back}` : `/login?choose&${back}`;
};

/** The only situation, or the one worked in before the same person had to sign in again on this tablet. */
const chosenAgain = (
  before: Kept | undefined,
  situations: readonly KeptSituation[],
  now: string,
): number | null => {
  if (situations.length === 1) return 0;
  const held = before && JSON.stringify(situationHeld(before, now));
  const again = situations.findIndex((one) => JSON.stringify(one) === held);
  return again === -1 ? null : again;
};

/** Base 32 in small letters: codes of accounts stand in facts and logs. */
const accountOf = ({ keyring }: LoginOptions, provider: string, { subject, isPublic }: Known): string =>
  isPublic
    ? `${provider}:${subject}`
    : `${provider}:${base32(keyedHash(keyring, 'account', `${provider}|${subject}`)).toLowerCase()}`;

/** Keeps who signed in, and opens their session under a new id. */
const sessionBeginner = (options: LoginOptions, sessions: Sessions) => {
  const { db, keyring, now, places } = options;

  const keepAccount = async (account: string, { label, identity }: Known, isDemo: boolean): Promise<void> => {
    const sealedIdentity =
      identity === undefined ? null : keyring.sealAccess(JSON.stringify(identity), `identity:${account}`);
    const sealedLabel = keyring.sealAccess(label, `label:${account}`);
    await signIn(db, account, { label: sealedLabel, identity: sealedIdentity, isDemo }, now());
  };

  const situationsOf = async (account: string, person: Known): Promise<KeptSituation[]> => {
    const profiles = await profilesOf(db, account, now());
    const given = profiles.map(({ id, role, place, profession }): KeptSituation => {
      return { role, place, profession, structure: places.nameOf(place), profile: id };
    });
    return [...person.situations, ...given];
  };

  return async (
    { id: provider, insecure = false }: ProviderConfig,
    finished: Finished,
    person: Known,
    before: Kept | undefined,
  ) => {
    const account = accountOf(options, provider, person);
    await keepAccount(account, person, insecure);
    const situations = await situationsOf(account, person);
    const chosen = chosenAgain(before?.account === account ? before : undefined, situations, now());
    const id = newSecret();
    const key = hashOf(id).toString('hex');
    const assurance = `${provider}/${finished.acr}`;
    await sessions.create({
      key,
      account,
      provider,
      providerSubject: subjectKey(keyring, provider, finished.subject),
      providerSession: finished.session,
      assurance,
      csrf: newSecret(),
      situations,
      chosen,
      createdAt: now(),
      expiresAt: secondsAfter(now(), SESSION_S),
      idToken: keyring.sealAccess(finished.idToken, `id-token:${key}`),
    });
    return { id, account, assurance, situations, chosen };
  };
};

export const loginFinisher = (
  options: LoginOptions,
  parties: ReadonlyMap<string, RelyingParty>,
  sessions: Sessions,
): FinishLogin => {
  const { db, now, baseUrl, write, roleOf, findPlace } = options;
  const finding = { ...(roleOf && { roleOf }), ...(findPlace && { findPlace }) };
  const beginSession = sessionBeginner(options, sessions);

  /** The login that this browser began, taken out: it can be finished once. */
  const loginBegun = async (
    provider: string,
    state: string | undefined,
    browser: string | undefined,
  ): Promise<LoginUnderWay | undefined> => {
    if (!isSecret(state)) return undefined;
    const login = await takeLogin(db, hashOf(state), provider);
    const isHere = isSecret(browser) && login !== undefined && sameBytes(login.browserHash, hashOf(browser));
    return isHere && now() < login.expiresAt ? login : undefined;
  };

  return async ({ provider, query, browser, session, request }) => {
    const party = parties.get(provider);
    if (party === undefined) return failed('provider-unknown', false);
    const { state } = query;
    const login = await loginBegun(provider, state, browser);
    if (login === undefined) return failed('login-expired', false);
    invariant(state !== undefined, 'a login is found by its state');
    const finished = await party.finish({
      url: new URL(`${baseUrl()}/api/session/callback/${provider}?${new URLSearchParams(query)}`),
      state,
      nonce: login.nonce,
      verifier: login.verifier,
      began_s: Date.parse(login.expiresAt) / 1000 - LOGIN_S_MAX,
    });
    if (isRefused(finished)) return failed(finished.refusal.code, true);
    const person = readClaims(party.config.claims, finished.claims, (practice) =>
      situationsOfPractice(practice, finding),
    );
    if (isRefused(person)) return failed(person.refusal.code, true);

    const before = await sessions.find(session);
    const begun = await beginSession(party.config, finished, person, before);
    const { id, account, assurance, situations, chosen } = begun;
    if (before !== undefined) await sessions.end(before.key);
    const detail = { assurance, situations: situations.length };
    await write([{ account, role: SIGNED_IN, place: '', action: 'sign-in', detail, request }]);
    return { to: addressAfter(situations, chosen, login.returnTo), session: id, over: true };
  };
};

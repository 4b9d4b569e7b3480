/** Joining a centre with the code of a delegation: good for the person it names alone, and once. */
import { Named, namesPerson } from '#access/delegation.ts';
import { countJoinTry } from '#access/login.pg.ts';
import type { LoginOptions } from '#access/login-options.ts';
import type { CitizenIdentity } from '#access/oidc-claims.ts';
import { findByCode, joinProfile, type Profile } from '#access/profile.pg.ts';
import type { Session } from '#access/session.api.ts';
import type { Sessions } from '#access/session.node.ts';
import { addSituation } from '#access/session.pg.ts';
import { levelledCode } from '#access/session-code.ts';
import { keyedHash } from '#access/session-hash.node.ts';
import { isRefused, type Refused, refuse } from '#kernel/result.ts';

type Code = 'delegation-code-unknown' | 'delegation-other-person' | 'too-many-codes';

const unknown = (): Refused<'delegation-code-unknown'> =>
  refuse('delegation-code-unknown', 'no delegation waits for this code', { field: 'code' });

export const joiner = (
  { db, keyring, now, places, write }: LoginOptions,
  sessions: Sessions,
  identityOfAccount: (account: string) => Promise<CitizenIdentity | undefined>,
) => {
  /** The delegation of a code, when it names this person. */
  const delegationFor = async (account: string, code: string): Promise<Profile | Refused<Code>> => {
    if (!(await countJoinTry(db, account, now())))
      return refuse('too-many-codes', 'too many codes tried in an hour', { field: 'code' });
    const profile = await findByCode(db, keyedHash(keyring, 'delegation', levelledCode(code)), now());
    const sealed = profile?.named && keyring.unsealAccess(profile.named, `named:${profile.id}`);
    if (profile === undefined || !sealed) return unknown();
    const identity = await identityOfAccount(account);
    if (identity === undefined)
      return refuse(
        'delegation-other-person',
        'this way of signing in does not say the birth date: sign in as a citizen to join',
      );
    return namesPerson(Named.parse(JSON.parse(sealed)), identity)
      ? profile
      : refuse('delegation-other-person', 'the delegation was made for another person');
  };

  return async (asked: {
    readonly session: string | undefined;
    readonly code: string;
    readonly request: string;
  }): Promise<Session | Refused<Code>> => {
    const kept = await sessions.find(asked.session);
    if (kept === undefined) return sessions.show(asked.session);
    const profile = await delegationFor(kept.account, asked.code);
    if (isRefused(profile)) return profile;
    const { id, role, place, profession } = profile;
    // Before the act: who works under a delegation can always be led back to who gave it.
    const detail = { delegation: id };
    await write([{ account: kept.account, role, place, action: 'join', detail, request: asked.request }]);
    if (!(await joinProfile(db, id, kept.account))) return unknown();
    await addSituation(db, kept.key, {
      role,
      place,
      profession,
      structure: places.nameOf(place),
      profile: id,
    });
    sessions.dropAccount(kept.account);
    return sessions.show(asked.session);
  };
};

/** Delegations given, listed and ended. The code is shown once: only its keyed hash is kept. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Named, type ProfessionDelegated, readPeriod, roleDelegated } from '#access/delegation.ts';
import type { Keyring } from '#access/keyring.node.ts';
import { addProfile, listNamed, type Profile, type Revoked, revokeProfile } from '#access/profile.pg.ts';
import { mayDelegate } from '#access/roles.ts';
import type { Delegation } from '#access/session.api.ts';
import { base32, grouped, levelledCode } from '#access/session-code.ts';
import { keyedHash } from '#access/session-hash.node.ts';
import type { Db } from '#db/pool.ts';
import { isRefused, type Refused, refuse } from '#kernel/result.ts';
import type { Territory } from '#places/territory.ts';

/** Twelve letters of base 32, 60 bits: ten guesses an hour lead nowhere. */
const CODE_LETTERS = 12;

export type DelegationOptions = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly places: Pick<Territory, 'isCentre' | 'nameOf' | 'within'>;
  readonly now: () => string;
};

export type DelegationAsked = {
  readonly place: string;
  readonly profession: ProfessionDelegated;
  readonly givenNames: string;
  readonly familyName: string;
  readonly birthDate: string;
  readonly from: string;
  readonly until: string;
};

type Code = 'delegation-place' | 'delegation-role' | 'delegation-period';

export type Delegations = {
  /** `by` says who gives, and as which role: it is that role which may give another. */
  readonly give: (
    asked: DelegationAsked,
    by: { readonly account: string; readonly role: string },
  ) => Promise<{ readonly delegation: Delegation; readonly code: string } | Refused<Code>>;
  /** Those of a place and of everything in it, the latest first. */
  readonly list: (place: string) => Promise<Delegation[]>;
  readonly revoke: (asked: {
    readonly id: string;
    readonly place: string;
    readonly by: string;
  }) => Promise<Revoked | undefined>;
};

const newCode = (): string => base32(randomBytes(CODE_LETTERS)).slice(0, CODE_LETTERS);

export const openDelegations = ({ db, keyring, places, now }: DelegationOptions): Delegations => {
  const namedIn = ({ id, named }: Profile): Named => {
    const text = named && keyring.unsealAccess(named, `named:${id}`);
    // Sealed with keys that are no more: the delegation is still shown, so that it can be ended.
    return text ? Named.parse(JSON.parse(text)) : { givenNames: '', familyName: '', birthDate: '' };
  };

  const shown = (profile: Profile): Delegation => {
    const { givenNames, familyName } = namedIn(profile);
    return {
      id: profile.id,
      role: profile.role,
      place: profile.place,
      placeName: places.nameOf(profile.place),
      profession: profile.profession,
      givenNames,
      familyName,
      from: profile.from,
      until: profile.until,
      joined: profile.account !== null,
      revoked: profile.revokedAt !== null,
      givenAt: profile.givenAt,
    };
  };

  return {
    give: async ({ place, profession, givenNames, familyName, birthDate, ...asked }, by) => {
      const at = now();
      const role = roleDelegated(profession);
      if (!mayDelegate(by.role, role))
        return refuse('delegation-role', `"${by.role}" does not delegate "${role}"`, { field: 'profession' });
      // A profile opens the place it is for and all in it: given for more than a centre, it would open a country.
      if (!places.isCentre(place))
        return refuse('delegation-place', 'this place is not a declared centre', { field: 'place' });
      const period = readPeriod(asked, at);
      if (isRefused(period)) return period;
      const [id, code] = [randomUUID(), newCode()];
      const named = keyring.sealAccess(JSON.stringify({ givenNames, familyName, birthDate }), `named:${id}`);
      const profile = {
        ...{ id, account: null, role, place, profession, ...period, named },
        codeHash: keyedHash(keyring, 'delegation', levelledCode(code)),
        givenBy: by.account,
      };
      await addProfile(db, profile, at);
      return { delegation: shown({ ...profile, givenAt: at, revokedAt: null }), code: grouped(code) };
    },
    list: async (place) => (await listNamed(db, (one) => places.within(one, [place]))).map(shown),
    revoke: ({ id, place, by }) =>
      revokeProfile(db, { id, by, now: now() }, (one) => places.within(one, [place])),
  };
};

/** Who records, over FHIR: of whom works in one of the caller's places, and never by a name. */
import { mayReach } from '#access/may.ts';
import { RIGHTS } from '#access/rights.ts';
import type { Db } from '#db/pool.ts';
import { searchset } from '#fhir/bundle.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Caller } from '#http/identity.ts';
import { type Route, route } from '#http/route.ts';
import { isRefused, type Refused, refuse, refuseInWords } from '#kernel/result.ts';
import type { Care } from '#programmes/vaccination/care.ts';
import { NOT_FOUND, pageOf } from '#programmes/vaccination/fhir/location.http.ts';
import {
  readPractitioner,
  readPractitionerRole,
  searchedBy,
  searchPractitionerRoles,
  searchPractitioners,
} from '#programmes/vaccination/fhir/location-and-more.api.ts';
import { readSearch, type SearchRead, tokenIn } from '#programmes/vaccination/fhir/location-search.ts';
import { idIn } from '#programmes/vaccination/fhir/parts.node.ts';
import {
  accountOfPractitioner,
  type Practice,
  practitionerOf,
  practitionerOfRole,
  practitionerRoleOf,
} from '#programmes/vaccination/fhir/practitioner.node.ts';
import { practicesOf } from '#programmes/vaccination/fhir/practitioner.pg.ts';
import { ACCOUNT } from '#programmes/vaccination/fhir/words.ts';

export type PractitionerOptions = {
  readonly care: Pick<Care, 'within' | 'now'>;
  /** Works as the role `access`. */
  readonly access: Db;
  readonly base: () => string;
};

const ELSEWHERE = refuse('person-elsewhere', 'this professional works in none of your places');

const needed = (type: string, names: string): Refused =>
  refuseInWords('fhir-too-costly', {
    fr: `${type} se cherche par ${names}`,
    en: `${type} is searched by ${names}`,
  });

/** What reading and searching share. */
const openPractices = ({ care, access, base }: PractitionerOptions) => {
  /** As what and where an account works, in the caller's places; refused when it works elsewhere alone. */
  const reachedPractices = async (
    caller: Caller,
    account: string,
  ): Promise<readonly Practice[] | Refused> => {
    const practices = await practicesOf(access, [account]);
    if (practices.length === 0) return NOT_FOUND;
    const near = practices.filter(({ place }) =>
      mayReach(caller, RIGHTS.readInjections, place === '' ? null : place, care.within),
    );
    return near.length === 0 ? ELSEWHERE : near;
  };
  const rolesOf = async (caller: Caller, account: string): Promise<readonly Resource[] | Refused> => {
    const practices = await reachedPractices(caller, account);
    if ('refusal' in practices) return practices;
    return practices.flatMap((practice) => practitionerRoleOf(practice, care.now()) ?? []);
  };
  const bundleOf = (type: string, all: readonly Resource[], asked: SearchRead) => {
    const { page, paging } = pageOf(all, asked, `${base()}/${type}`);
    return { status: 200 as const, body: { ...searchset(base(), page, paging, { total: all.length }) } };
  };
  return { reachedPractices, rolesOf, bundleOf };
};

/** A search that finds nobody finds nothing: it is no fault. */
const orNone = <T>(found: readonly T[] | Refused): readonly T[] | Refused =>
  'refusal' in found && found.refusal.code === 'fhir-not-found' ? [] : found;

export const practitionerRoutes = (options: PractitionerOptions): Route[] => {
  const { base } = options;
  const { reachedPractices, rolesOf, bundleOf } = openPractices(options);
  return [
    route(readPractitioner, async ({ params, caller }) => {
      const account = accountOfPractitioner(params.id);
      if (account === undefined) return NOT_FOUND;
      const practices = await reachedPractices(caller, account);
      if ('refusal' in practices) return practices;
      const resource = practitionerOf(account);
      return resource === undefined ? NOT_FOUND : { status: 200, body: resource };
    }),
    route(searchPractitioners, async ({ query, caller, headers }) => {
      const asked = readSearch(query, searchedBy('Practitioner'), headers.prefer);
      if (isRefused(asked)) return asked;
      const [id, identifier] = [asked.given.get('_id'), asked.given.get('identifier')];
      if (id === undefined && identifier === undefined) return needed('Practitioner', 'identifier, _id');
      const account =
        identifier === undefined ? accountOfPractitioner(id ?? '') : tokenIn(identifier, ACCOUNT);
      if (account === undefined) return bundleOf('Practitioner', [], asked);
      const practices = orNone(await reachedPractices(caller, account));
      if ('refusal' in practices) return practices;
      const resource = practices.length === 0 ? undefined : practitionerOf(account);
      return bundleOf('Practitioner', resource === undefined ? [] : [resource], asked);
    }),
    route(readPractitionerRole, async ({ params, caller }) => {
      const account = practitionerOfRole(params.id);
      if (account === undefined) return NOT_FOUND;
      const roles = await rolesOf(caller, account);
      if ('refusal' in roles) return roles;
      const role = roles.find(({ id }) => id === params.id);
      return role === undefined ? NOT_FOUND : { status: 200, body: role };
    }),
    route(searchPractitionerRoles, async ({ query, caller, headers }) => {
      const asked = readSearch(query, searchedBy('PractitionerRole'), headers.prefer);
      if (isRefused(asked)) return asked;
      const [id, practitioner] = [asked.given.get('_id'), asked.given.get('practitioner')];
      if (id === undefined && practitioner === undefined)
        return needed('PractitionerRole', 'practitioner, _id');
      const account =
        practitioner === undefined
          ? practitionerOfRole(id ?? '')
          : accountOfPractitioner(idIn('Practitioner', practitioner, base()) ?? practitioner);
      if (account === undefined) return bundleOf('PractitionerRole', [], asked);
      const roles = orNone(await rolesOf(caller, account));
      if ('refusal' in roles) return roles;
      return bundleOf(
        'PractitionerRole',
        id === undefined ? roles : roles.filter((one) => one.id === id),
        asked,
      );
    }),
  ];
};

/** People and access, put together: keys, register, audit trail, sessions, and the routes of them all. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ACCESS_PROBLEMS } from '#access/access-problems.http.ts';
import { openAudit } from '#access/audit.node.ts';
import type { Audit } from '#access/audit.ts';
import { delegationRoutes } from '#access/delegation.http.ts';
import { openGlass } from '#access/glass.node.ts';
import type { Glasses } from '#access/glass.ts';
import type { Keyring } from '#access/keyring.node.ts';
import { sessionRoutes } from '#access/login.http.ts';
import { openLogin } from '#access/login.node.ts';
import type { CitizenIdentity } from '#access/oidc-claims.ts';
import { ProviderConfig } from '#access/oidc-config.ts';
import { oversightRoutes } from '#access/oversight.http.ts';
import { OVERSIGHT_PROBLEMS } from '#access/oversight-problems.http.ts';
import { connect, type Db } from '#db/pool.ts';
import type { Identify } from '#http/identity.ts';
import { joinProblems } from '#http/join-problems.ts';
import type { Problems } from '#http/problem.ts';
import type { Route } from '#http/route.ts';
import type { Campaign } from '#main/campaign.node.ts';
import { Failure } from '#main/command.node.ts';
import { openKeys } from '#main/key-file.node.ts';
import { PAIRS_PROBLEMS, pairRoutes } from '#people/pairs.http.ts';
import { openPairs } from '#people/pairs.node.ts';
import { peopleRoutes } from '#people/people.http.ts';
import { PEOPLE_PROBLEMS } from '#people/people-problems.http.ts';
import { PRIVACY_PROBLEMS, privacyRoutes } from '#people/privacy.http.ts';
import { forgetTraces } from '#people/privacy-traces.pg.ts';
import { openRegister } from '#people/register.node.ts';
import type { Register } from '#people/register.ts';
import { applyRetention, readPrivacyPolicy } from '#people/retention.node.ts';
import { openSummons } from '#people/summons.node.ts';
import { SUMMONS_PROBLEMS } from '#people/summons-problems.http.ts';
import type { Territory } from '#places/territory.ts';

/** Identity providers as a file has them: a list of ProviderConfig. */
export const readProviders = async (path: string): Promise<ProviderConfig[]> => {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Failure(
      `${path} cannot be read as JSON (${error instanceof Error ? error.message : error}): see docs/login.md`,
    );
  }
  const parsed = z.array(ProviderConfig).min(1).safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Failure(`${path}: ${issue?.path.join('.')}: ${issue?.message}; see docs/login.md`);
};

/** Two small pools, each with the rights of its own schema and no other. */
const openPools = (url: string, appRole: boolean): { people: Db; access: Db } => ({
  people: connect(url, { max: 6, appRole, role: 'people', name: 'rappel people' }),
  access: connect(url, { max: 4, appRole, role: 'access', name: 'rappel access' }),
});

export type PeopleOptions = {
  readonly database: { readonly url: string; readonly appRole: boolean; readonly db: Db };
  readonly campaign: Campaign;
  readonly places: Territory;
  readonly keyFile: string;
  readonly providers: readonly ProviderConfig[];
  /** The address people reach the site at. */
  readonly baseUrl: () => string;
  readonly now: () => string;
};

export type People = {
  readonly people: Db;
  readonly access: Db;
  readonly keyring: Keyring;
  readonly identify: Identify;
  readonly register: Register;
  readonly glasses: Glasses;
  readonly audit: Audit;
  /** How accounts are called; those without a name are absent. */
  readonly labelOf: (accounts: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Who a citizen is, as their provider proved it. */
  readonly identityOf: (account: string) => Promise<CitizenIdentity | undefined>;
  readonly routes: readonly Route[];
  readonly problems: Problems;
  /** Removes what is past its period; to be done every day. */
  readonly keepPeriods: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export const openPeople = async (options: PeopleOptions): Promise<People> => {
  const { database, campaign, places, providers, baseUrl, now } = options;
  const policy = await readPrivacyPolicy(campaign.folder);
  const { people, access } = openPools(database.url, database.appRole);
  const close = async (): Promise<void> => {
    await Promise.all([people.end(), access.end()]);
  };
  const keyring = await openKeys(people, options.keyFile).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const { within } = places;
  const audit = openAudit(access, { now });
  const { write } = audit;
  const glasses = openGlass(access, keyring);
  const register = openRegister(people, keyring, { now });
  const login = openLogin({ db: access, keyring, providers, baseUrl, places, write, now });
  const pairs = openPairs({ people, ledger: database.db, register, now });
  const keepPeriods = async (): Promise<void> => {
    const by = { account: 'retention', role: 'software', place: places.root, request: 'retention' };
    const at = now();
    await applyRetention({
      ...{ register, people, access, ledger: database.db, policy, write, by, now: at },
      forgetTraces: forgetTraces(access),
    });
    await login.purge(at);
  };
  return {
    ...{ people, access, keyring, identify: login.identify, keepPeriods },
    ...{ register, glasses, audit, labelOf: login.labelOf, identityOf: login.identityOfAccount },
    routes: [
      ...sessionRoutes(login),
      ...delegationRoutes({ db: access, keyring, places, now, write, login }),
      ...oversightRoutes({ audit, glasses, within, write, now, labelOf: login.labelOf }),
      ...peopleRoutes({ register, write, within, glasses, now, summons: openSummons(keyring) }),
      ...pairRoutes({ pairs, register, write, within }),
      ...privacyRoutes({
        ...{ register, people, keyring, audit, policy, within, now },
        ledger: database.db,
        identityOf: login.identityOfAccount,
        labelOf: login.labelOf,
        placeName: places.nameOf,
        forgetTraces: forgetTraces(access),
      }),
    ],
    problems: joinProblems(
      ACCESS_PROBLEMS,
      OVERSIGHT_PROBLEMS,
      PEOPLE_PROBLEMS,
      SUMMONS_PROBLEMS,
      PAIRS_PROBLEMS,
      PRIVACY_PROBLEMS,
    ),
    close,
  };
};

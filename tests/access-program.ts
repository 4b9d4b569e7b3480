/** The routes of the whole program on a database of the tests, with somebody signed in as any role at any place. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGlass } from '#access/glass.node.ts';
import { signIn } from '#access/login.pg.ts';
import type { Within } from '#access/may.ts';
import type { CitizenIdentity } from '#access/oidc-claims.ts';
import { ProviderConfig } from '#access/oidc-config.ts';
import { type Role, rightsOf } from '#access/roles.ts';
import { addSession } from '#access/session.pg.ts';
import { hashOf, newSecret } from '#access/session-hash.node.ts';
import { connect } from '#db/pool.ts';
import { type Caller, SESSION_COOKIE } from '#http/identity.ts';
import { createServer } from '#http/server.ts';
import { openCampaign, openPlaces } from '#main/campaign.node.ts';
import { openRoutes } from '#main/routes.node.ts';
import { openRegister } from '#people/register.node.ts';
import { CAMPAIGN } from './api.ts';
import { createDatabase } from './database.ts';

export const NOW = '2021-03-20T10:00:00.000Z';
const TONIGHT = '2021-03-20T20:00:00.000Z';

/** Who vouches for sessions here; nobody signs in by it, so that it is never asked. */
const PROVIDER = ProviderConfig.parse({
  id: 'psc',
  name: 'Pro Santé Connect',
  audience: 'professional',
  issuer: 'https://identity.example',
  clientId: 'rappel',
  clientSecret: 'a-secret-of-the-tests',
  acrValues: 'eidas1',
  claims: 'psc',
});

/** How a caller comes: headers of the request, and the account its lines in the trail are under. */
export type Coming = { readonly account: string; readonly headers: Readonly<Record<string, string>> };

/** `within` in place of the true one: a program that forgets territories, to see that it is found out. */
export const openProgram = async (forged: { readonly within?: Within } = {}) => {
  const database = await createDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'rappel-access-'));
  const keyFile = join(folder, 'keys.json');
  const owner = connect(database.url, { max: 1 });
  const now = (): string => NOW;
  const campaign = await openCampaign(CAMPAIGN);
  const places = { ...(await openPlaces(campaign)), ...forged };
  const { within } = places;
  const opened = await openRoutes({
    database: { url: database.url, appRole: true, db: database.db },
    ...{ campaign, places, keyFile, now, folder, clientsFile: undefined, demo: true },
    publication: folder,
    providers: [PROVIDER],
    siteUrl: () => 'http://localhost:3000',
    tell: () => {},
  });
  const { people, access, keyring } = opened.people;
  const { routes, problems } = opened;

  /** Software comes with a token, people with the cookie of a session. */
  const tokens = new Map<string, Caller>();
  const app = createServer({
    routes,
    problems,
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: (credentials) =>
      credentials.token === undefined ? opened.identify(credentials) : tokens.get(credentials.token),
    within,
    knowsPlace: places.isKnown,
    ready: async () => true,
  });

  const softwareAt = (place: string): Coming => {
    const [account, token] = [`software:${randomUUID()}`, newSecret()];
    tokens.set(token, { id: account, role: 'software', rights: rightsOf('software'), places: [place] });
    return { account, headers: { authorization: `Bearer ${token}` } };
  };

  const personAt = async (
    role: Role | undefined,
    place: string,
    identity?: CitizenIdentity,
  ): Promise<Coming> => {
    const [account, secret, csrf] = [`psc:${randomUUID()}`, newSecret(), newSecret()];
    const seal = (text: string, about: string): Buffer => keyring.sealAccess(text, `${about}:${account}`);
    await signIn(
      access,
      account,
      {
        label: seal('Camille Essai', 'label'),
        identity: identity === undefined ? null : seal(JSON.stringify(identity), 'identity'),
        isDemo: false,
      },
      NOW,
    );
    await addSession(access, {
      key: hashOf(secret).toString('hex'),
      account,
      provider: PROVIDER.id,
      providerSubject: account,
      providerSession: null,
      assurance: 'psc/eidas1',
      csrf,
      situations:
        role === undefined ? [] : [{ role, profession: 'doctor', structure: 'Centre', place, profile: null }],
      chosen: role === undefined ? null : 0,
      createdAt: NOW,
      expiresAt: TONIGHT,
      idToken: seal('', 'id-token'),
    });
    return { account, headers: { cookie: `${SESSION_COOKIE}=${secret}`, 'x-csrf-token': csrf } };
  };

  return {
    app,
    operations: routes.map(({ operation }) => operation),
    access,
    people,
    facts: database.db,
    owner,
    keyring,
    glasses: openGlass(access, keyring),
    register: openRegister(people, keyring, { now }),
    places,
    /** Somebody who signed in; as no role: who has not yet said as what. A citizen is known by the identity. */
    comeAs: async (role: Role | undefined, place: string, identity?: CitizenIdentity): Promise<Coming> =>
      role === 'software'
        ? softwareAt(place)
        : personAt(role, role === 'citizen' ? '' : place, role === 'citizen' ? identity : undefined),
    close: async (): Promise<void> => {
      await app.close();
      await opened.close();
      await owner.end();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
export type Program = Awaited<ReturnType<typeof openProgram>>;

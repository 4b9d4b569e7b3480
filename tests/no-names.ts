/** The whole program with its log at its most talkative, one caller who may everything and one citizen. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { signIn } from '#access/login.pg.ts';
import type { CitizenIdentity } from '#access/oidc-claims.ts';
import { RIGHTS } from '#access/rights.ts';
import { connect } from '#db/pool.ts';
import { staticTokens } from '#http/identity.ts';
import { createServer } from '#http/server.ts';
import { openCampaign, openPlaces } from '#main/campaign.node.ts';
import { openRoutes } from '#main/routes.node.ts';
import { ALL_RIGHTS } from '#programmes/index.http.ts';
import { CAMPAIGN } from './api.ts';
import { createDatabase } from './database.ts';

export const NOW = '2021-03-20T10:00:00.000Z';
export const ALL = 'token-of-somebody-who-may-everything';
/** Delegating asks for the role that delegates, besides the right. */
export const MANAGER = 'token-of-a-centre-manager';
export const CITIZEN = 'token-of-the-citizen';
const CITIZEN_ACCOUNT = 'fc:opaque';

export type Answer = {
  readonly what: string;
  readonly status: number;
  readonly body: string;
  readonly headers: string;
};

type More = { readonly token?: string; readonly raw?: string; readonly headers?: Record<string, string> };

export const openTalkative = async (citizen: CitizenIdentity) => {
  const folder = await mkdtemp(join(tmpdir(), 'rappel-no-names-'));
  const database = await createDatabase();
  const owner = connect(database.url, { max: 1 });
  const now = (): string => NOW;
  const campaign = await openCampaign(CAMPAIGN);
  const places = await openPlaces(campaign);
  const { within } = places;
  const opened = await openRoutes({
    database: { url: database.url, appRole: true, db: database.db },
    ...{ campaign, places, now, folder, clientsFile: undefined, demo: true },
    keyFile: join(folder, 'keys.json'),
    publication: folder,
    providers: [],
    siteUrl: () => 'http://localhost:3000',
    tell: () => {},
  });
  const rights = new Set([...Object.values(RIGHTS), ...ALL_RIGHTS]);
  const lines: string[] = [];
  const app = createServer({
    ...{ routes: opened.routes, problems: opened.problems },
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: staticTokens(
      new Map([
        [ALL, { id: 'psc:899700000001', role: 'tests', rights, places: ['FRA'] }],
        [MANAGER, { id: 'proconnect:manager', role: 'centre-manager', rights, places: ['C-64'] }],
        [CITIZEN, { id: CITIZEN_ACCOUNT, role: 'citizen', rights: new Set([RIGHTS.self]), places: [] }],
      ]),
    ),
    within,
    knowsPlace: places.isKnown,
    ready: async () => true,
    log: {
      level: 'trace',
      stream: new Writable({
        write: (chunk, _encoding, done) => {
          lines.push(String(chunk));
          done();
        },
      }),
    },
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const { keyring, access } = opened.people;
  const seal = (text: string, about: string): Buffer =>
    keyring.sealAccess(text, `${about}:${CITIZEN_ACCOUNT}`);
  const sealed = {
    label: seal(citizen.familyName, 'label'),
    identity: seal(JSON.stringify(citizen), 'identity'),
    isDemo: false,
  };
  await signIn(access, CITIZEN_ACCOUNT, sealed, NOW);

  const answers: Answer[] = [];
  const request = async (
    method: string,
    path: string,
    body?: unknown,
    more: More = {},
  ): Promise<{ status: number; body: string }> => {
    const sent = more.raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${more.token ?? ALL}`,
        ...(sent !== undefined && { 'content-type': 'application/json' }),
        ...more.headers,
      },
      ...(sent !== undefined && { body: sent }),
    });
    const text = await response.text();
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    answers.push({ what: `${method} ${path.split('?')[0]}`, status: response.status, body: text, headers });
    return { status: response.status, body: text };
  };
  return {
    owner,
    url,
    /** What was logged, and what was answered. */
    lines,
    answers,
    operations: opened.routes.map(({ operation }) => operation),
    request,
    post: (path: string, body: unknown, token = ALL) => request('POST', path, body, { token }),
    close: async (): Promise<void> => {
      await app.close();
      await opened.close();
      await owner.end();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
export type Talkative = Awaited<ReturnType<typeof openTalkative>>;

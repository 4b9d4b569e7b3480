/**
 * What rights and the audit trail cost: one person read through the real server, with the guard, the caller's session,
 * the territory and an audit line durable on disk, beside the same route of the same server without them. Turn and
 * turn about; the load comes from a process of its own, and shares the machine with the server and PostgreSQL.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { openAudit } from '#access/audit.node.ts';
import { openGlass } from '#access/glass.node.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { rightsOf } from '#access/roles.ts';
import { startEmbedded } from '#db/embedded.node.ts';
import { migrate } from '#db/migrate.node.ts';
import { connect } from '#db/pool.ts';
import { PUBLIC, staticTokens } from '#http/identity.ts';
import { route } from '#http/route.ts';
import { createServer } from '#http/server.ts';
import { refuse } from '#kernel/result.ts';
import { readPerson } from '#people/people.api.ts';
import { peopleRoutes } from '#people/people.http.ts';
import { PEOPLE_PROBLEMS } from '#people/people-problems.http.ts';
import { openRegister } from '#people/register.node.ts';
import type { Register, Stored } from '#people/register.ts';
import { territoryOf } from '#places/territory.ts';
import type { Figure } from './figure.ts';

const CONNECTIONS = 64;
const ROUNDS = 4;
const WARM_UP_S = 1;
const DURATION_S = 2;
const PEOPLE = 200;
const TOKEN = 'a-token-for-the-measure-only';
const COST_MAX = 0.15;
const now = (): string => new Date().toISOString();

const Load = z.object({ urls: z.array(z.string()), seconds: z.number() });
const Measure = z.object({ perSecond: z.number(), p99_ms: z.number(), failures: z.number() });
type Measure = z.infer<typeof Measure>;

/** In the process of the load: everybody in turn, as fast as the server answers. */
const load = async ({ urls, seconds }: z.infer<typeof Load>): Promise<Measure> => {
  const [first = ''] = urls;
  const result = await autocannon({
    url: new URL(first).origin,
    connections: CONNECTIONS,
    duration: seconds,
    requests: urls.map((url) => ({
      method: 'GET' as const,
      path: new URL(url).pathname,
      headers: { authorization: `Bearer ${TOKEN}` },
    })),
  });
  return {
    perSecond: result['2xx'] / result.duration,
    p99_ms: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
  };
};

const measure = async (urls: readonly string[], seconds: number): Promise<Measure> => {
  const child = fork(new URL(import.meta.url), { execArgv: [], env: { ...process.env, BENCH_LOAD: '1' } });
  child.send({ urls, seconds });
  const [result] = await once(child, 'message');
  child.disconnect();
  await once(child, 'exit');
  return Measure.parse(result);
};

/** The same route of the same server, open to all: nobody asks who reads, and nothing is written down. */
const openServer = (register: Register): FastifyInstance =>
  createServer({
    routes: [
      route({ ...readPerson, right: PUBLIC, personal: true }, async ({ params }) => {
        const stored = await register.find(params.person);
        if (stored === undefined) return refuse('person-unknown', 'nobody has this id');
        const [merged, warnings] = await Promise.all([
          register.mergedInto(stored.person.id),
          register.warningsOf(stored, now()),
        ]);
        return { status: 200, body: { ...shownOf(stored), merged: [...merged], warnings: [...warnings] } };
      }),
    ],
    problems: PEOPLE_PROBLEMS,
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'bench',
    identify: () => undefined,
    ready: async () => true,
  });

const shownOf = ({ person, trust, place, mergedInto }: Stored) => ({
  person: person.id,
  version: person.version,
  identity: person.identity,
  trust,
  evidence: [...person.evidence],
  subjects: [...person.subjects],
  place,
  opposedSince: person.opposedSince,
  mergedInto,
});

/** One server, asked for a while; both live side by side, and each rests while the other is asked. */
const measureOnce = async (urls: readonly string[], seconds: number): Promise<Measure> => {
  const result = await measure(urls, seconds);
  if (result.failures > 0) throw new Error(`${result.failures} requests were not answered with 2xx`);
  return result;
};

type Round = { readonly bare: Measure; readonly ours: Measure };

/** Turn and turn about, so that what else the machine does weighs on both. */
const measureRounds = async (bare: FastifyInstance, ours: FastifyInstance, ids: readonly string[]) => {
  const urlsOf = async (app: FastifyInstance): Promise<string[]> => {
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    return ids.map((id) => `${url}/api/people/${id}`);
  };
  const [bareUrls, ourUrls] = [await urlsOf(bare), await urlsOf(ours)];
  for (const urls of [bareUrls, ourUrls]) await measureOnce(urls, WARM_UP_S);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push({
      bare: await measureOnce(bareUrls, DURATION_S),
      ours: await measureOnce(ourUrls, DURATION_S),
    });
  await Promise.all([bare.close(), ours.close()]);
  return rounds;
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The middle one: a round that something else disturbed does not count. */
const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  return mean(sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1));
};

const consonants = 'bcdfglmnprst';
const invented = (n: number): string =>
  Array.from(
    { length: 5 },
    (_, i) => `${consonants[Math.floor((n * 7919) / 12 ** i) % 12]}${'aeiou'[(n + i) % 5]}`,
  ).join('');

const registerSome = async (register: Register): Promise<string[]> => {
  const ids: string[] = [];
  for (let n = 0; n < PEOPLE; n++) {
    const id = `person-${String(n).padStart(6, '0')}`;
    const answer = await register.register({
      id,
      identity: {
        familyName: `Essai${invented(n)}`,
        givenNames: `Camille${invented(n * 31)}`,
        birthDate: `19${20 + (n % 80)}-0${1 + (n % 9)}-1${n % 10}`,
        sex: 'f',
        birthPlace: '48095',
        address: { commune: '48095', city: 'Mende' },
      },
      evidence: [],
      notThese: [],
      by: 'bench',
      now: now(),
    });
    if ('stored' in answer) ids.push(id);
  }
  return ids;
};

const within = territoryOf('FRA', []).within;
const CALLER = {
  id: 'psc:899700000017',
  role: 'vaccinator',
  rights: rightsOf('vaccinator'),
  places: ['DEP-48'],
};

const bench = async (): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-bench-rights-'));
  const server = await startEmbedded(folder);
  const admin = connect(server.url, { max: 1 });
  await migrate(admin);
  await admin.end();
  const people = connect(server.url, { max: 8, appRole: true, role: 'people' });
  const access = connect(server.url, { max: 4, appRole: true, role: 'access' });
  try {
    const keyring = await openKeyring(join(folder, 'bench-keys.json'));
    const register = openRegister(people, keyring, { now });
    const audit = openAudit(access);
    const ids = await registerSome(register);
    const ourServer = (): FastifyInstance =>
      createServer({
        routes: peopleRoutes({
          register,
          write: audit.write,
          within,
          glasses: openGlass(access, keyring),
          now,
        }),
        problems: PEOPLE_PROBLEMS,
        title: { fr: 'Rappel', en: 'Rappel' },
        version: 'bench',
        identify: staticTokens(new Map([[TOKEN, CALLER]])),
        within,
        ready: async () => true,
      });
    const rounds = await measureRounds(openServer(register), ourServer(), ids);
    const { total, intact } = await audit.verify();
    if (!intact) throw new Error('the audit trail does not hold');
    const ratio = median(rounds.map(({ bare, ours }) => ours.perSecond / bare.perSecond));
    const cost = 1 - ratio;
    const bare = mean(rounds.map((round) => round.bare.perSecond));
    return [
      {
        figure: `read one person, rights asked and audit line on disk, ${CONNECTIONS} connections`,
        value: Math.round(mean(rounds.map(({ ours }) => ours.perSecond))),
        unit: 'reads/s',
        ratio: { to: `the same read without, ${Math.round(bare)}/s`, value: ratio },
      },
      {
        figure: 'cost of rights and audit',
        value: cost * 100,
        unit: '%',
        target: '< 15',
        met: cost < COST_MAX,
      },
      {
        figure: 'read one person, p99',
        value: Math.max(...rounds.map(({ ours }) => ours.p99_ms)),
        unit: 'ms',
      },
      { figure: 'audit lines written and verified', value: total, unit: 'lines' },
    ];
  } finally {
    await people.end();
    await access.end();
    await server.leave();
    rmSync(folder, { recursive: true, force: true });
  }
};

export default bench;

if (process.env.BENCH_LOAD === '1')
  process.once('message', async (asked) => process.send?.(await load(Load.parse(asked))));
else if (import.meta.main) console.table(await bench());

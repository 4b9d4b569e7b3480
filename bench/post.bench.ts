/**
 * POST one injection, durable on disk, from 64 connections: our route, beside a bare Fastify with one INSERT per
 * request into the same table of the same PostgreSQL. The load comes from a process of its own; server, load and
 * PostgreSQL share the machine.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { startEmbedded } from '#db/embedded.node.ts';
import { migrate } from '#db/migrate.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { staticTokens } from '#http/identity.ts';
import { createServer } from '#http/server.ts';
import { territoryOf } from '#places/territory.ts';
import { ALL_RIGHTS, programmeRoutes } from '#programmes/index.http.ts';
import { readCampaign } from '#strategy/load.node.ts';
import type { Figure } from './figure.ts';

const CAMPAIGN = fileURLToPath(new URL('../campaigns/fr-covid-19', import.meta.url));
const CONNECTIONS = 64;
const ROUNDS = 2;
const WARM_UP_S = 2;
const DURATION_S = 5;
const TOKEN = 'a-token-for-the-measure-only';
const PATH = '/api/vaccination/injections';

const BODY = {
  id: 'i[<id>]',
  subject: 'p[<id>]',
  occurredOn: '2021-01-20',
  place: '48',
  product: 'PF',
  rank: 1,
  lot: 'EJ6795',
  ageClass: '80',
  sex: 'f',
  site: 'left-arm',
};

const Load = z.object({ url: z.string(), seconds: z.number() });
const Measure = z.object({ perSecond: z.number(), p99_ms: z.number(), failures: z.number() });
type Measure = z.infer<typeof Measure>;

/** In the process of the load: as many requests as the server takes, each with an id and a subject of its own. */
const load = async ({ url, seconds }: z.infer<typeof Load>): Promise<Measure> => {
  const result = await autocannon({
    url: `${url}${PATH}`,
    connections: CONNECTIONS,
    duration: seconds,
    method: 'POST',
    idReplacement: true,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(BODY),
  });
  return {
    perSecond: result['2xx'] / result.duration,
    p99_ms: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
  };
};

const measure = async (url: string, seconds: number): Promise<Measure> => {
  const child = fork(new URL(import.meta.url), { execArgv: [], env: { ...process.env, BENCH_LOAD: '1' } });
  child.send({ url, seconds });
  const [result] = await once(child, 'message');
  child.disconnect();
  await once(child, 'exit');
  return Measure.parse(result);
};

/** What the engine does without us: parse the JSON, one INSERT, answer once it is committed. */
const bareServer = (db: Db): FastifyInstance => {
  const app = fastify();
  app.post<{ Body: Record<string, unknown> }>(PATH, async (request, reply) => {
    const { id, subject, occurredOn, place, ...body } = request.body;
    await db.query({
      name: 'bare-insert',
      text: `insert into fact (id, kind, subject, occurred_on, recorded_at, recorded_by, place, source, body)
       values ($1, 'injection', $2, $3, now(), 'bare', $4, 'bare', $5)`,
      values: [id, subject, occurredOn, place, JSON.stringify(body)],
    });
    return reply.code(201).send({ id });
  });
  return app;
};

const ourServer = async (db: Db): Promise<FastifyInstance> =>
  createServer({
    ...programmeRoutes({
      db,
      campaign: await readCampaign(CAMPAIGN),
      now: () => new Date().toISOString(),
      within: territoryOf('FRA', []).within,
    }),
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'bench',
    identify: staticTokens(
      new Map([[TOKEN, { id: 'bench', role: 'bench', rights: new Set(ALL_RIGHTS), places: ['FRA'] }]]),
    ),
    ready: async () => true,
  });

const measureOnce = async (app: FastifyInstance): Promise<Measure> => {
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  await measure(url, WARM_UP_S);
  const result = await measure(url, DURATION_S);
  await app.close();
  if (result.failures > 0) throw new Error(`${result.failures} requests were not answered with 2xx`);
  return result;
};

const together = (rounds: readonly Measure[]): Measure => ({
  perSecond: rounds.reduce((sum, { perSecond }) => sum + perSecond, 0) / rounds.length,
  p99_ms: Math.max(...rounds.map(({ p99_ms }) => p99_ms)),
  failures: 0,
});

const bench = async (): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-bench-post-'));
  const server = await startEmbedded(folder);
  const admin = connect(server.url, { max: 1 });
  await migrate(admin);
  await admin.end();
  const db = connect(server.url, { max: 32, appRole: true });
  try {
    // Turn and turn about, so that what else the machine does weighs on both.
    const bareRounds: Measure[] = [];
    const ourRounds: Measure[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      bareRounds.push(await measureOnce(bareServer(db)));
      ourRounds.push(await measureOnce(await ourServer(db)));
    }
    const bare = together(bareRounds);
    const ours = together(ourRounds);
    const ratio = ours.perSecond / bare.perSecond;
    const met = ours.perSecond >= 5000 && ours.p99_ms < 50 && ratio >= 0.5;
    return [
      {
        figure: `POST one injection, durable on disk, ${CONNECTIONS} connections`,
        value: Math.round(ours.perSecond),
        unit: 'facts/s',
        target: '>= 5000/s and >= 50 % of the bare loop',
        met,
        ratio: { to: `bare Fastify + INSERT, ${Math.round(bare.perSecond)}/s`, value: ratio },
      },
      {
        figure: 'POST one injection, p99',
        value: ours.p99_ms,
        unit: 'ms',
        target: '< 50',
        met: ours.p99_ms < 50,
      },
      { figure: 'bare Fastify + INSERT, p99', value: bare.p99_ms, unit: 'ms' },
    ];
  } finally {
    await db.end();
    await server.leave();
    rmSync(folder, { recursive: true, force: true });
  }
};

export default bench;

if (process.env.BENCH_LOAD === '1')
  process.once('message', async (asked) => process.send?.(await load(Load.parse(asked))));
else if (import.meta.main) console.table(await bench());

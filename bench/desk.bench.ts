/**
 * The injection desk: 200 desks at work at once on the real server, each finding a person among 20,000, opening them,
 * recording an injection and handing over a certificate, with a moment's thought between two steps. Beside it, in the
 * same run, the same desks on a bare server: one SELECT of a person's facts to open, one INSERT to record. The load
 * comes from a process of its own and measures what it waits; server, load and PostgreSQL share the machine.
 */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { openAudit } from '#access/audit.node.ts';
import { openGlass } from '#access/glass.node.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { wasHeld } from '#access/profile-held.pg.ts';
import { rightsOf } from '#access/roles.ts';
import { connect, type Db } from '#db/pool.ts';
import { joinProblems } from '#http/join-problems.ts';
import { createServer } from '#http/server.ts';
import { draws } from '#kernel/random.ts';
import { peopleRoutes } from '#people/people.http.ts';
import { PEOPLE_PROBLEMS } from '#people/people-problems.http.ts';
import type { Register } from '#people/register.ts';
import { territoryOf } from '#places/territory.ts';
import { programmeRoutes } from '#programmes/index.http.ts';
import {
  CERTIFICATE_PROBLEMS,
  certificateRoutes,
} from '#programmes/vaccination/certificate/certificate.http.ts';
import { openCertificates } from '#programmes/vaccination/certificate/open.node.ts';
import { readQuestionnaire } from '#programmes/vaccination/desk/questionnaire.node.ts';
import { openLotWatch } from '#stock/watch.node.ts';
import { readCampaign } from '#strategy/load.node.ts';
import type { Figure } from './figure.ts';
import { withRegister } from './search-fill.ts';

const CAMPAIGN = fileURLToPath(new URL('../campaigns/fr-covid-19', import.meta.url));
const PEOPLE = 20_000;
const DESKS = 200;
const WARM_UP_S = 2;
const DURATION_S = 8;
/** Between two steps of a desk: an act takes some eight seconds, where a quick professional takes twenty. */
const THINK_MS = [1000, 3000] as const;
const P95_MS_MAX = 300;
const PLACE = 'DEP-48';
const DAY = '2021-07-05';
const STEPS = ['find', 'open', 'record', 'certificate'] as const;

const Person = z.object({ id: z.string(), criteria: z.record(z.string(), z.string().optional()) });
const Load = z.object({ url: z.string(), people: z.array(Person), steps: z.array(z.enum(STEPS)) });
type Load = z.infer<typeof Load>;
const Measure = z.object({
  times: z.partialRecord(z.enum(STEPS), z.array(z.number())),
  acts: z.number(),
  /** Those of the warm-up too. */
  allActs: z.number(),
  failures: z.array(z.string()),
});
type Measure = z.infer<typeof Measure>;

const tokenOf = (desk: number): string => `desk-${desk}`;

/** What a desk goes on past: the people replayed are of every age, and the measure is of acts, not of refusals. */
const OVERRIDES = [
  'product-not-authorised',
  'product-unexpected',
  'child-under-three',
  'child-under-five',
].map((warning) => ({ warning, reason: 'medical-decision' }));

const bodyOf = (step: (typeof STEPS)[number], { id, criteria }: z.infer<typeof Person>) => {
  const there = { place: PLACE, person: id };
  switch (step) {
    case 'find':
      return { path: '/api/people/search', body: criteria };
    case 'open':
      return { path: '/api/vaccination/desk/open', body: there };
    case 'record': {
      const act = { occurredOn: DAY, product: 'PF', rank: 1, lot: 'EJ6795', overrides: OVERRIDES };
      return { path: '/api/vaccination/desk/acts', body: { id: randomUUID(), ...there, act } };
    }
    case 'certificate':
      return {
        path: '/api/vaccination/certificates',
        body: { id: randomUUID(), ...there, kind: 'dcc', language: 'fr' },
      };
  }
};

const agent = new Agent({ keepAlive: true, maxSockets: DESKS });

const post = async (url: string, desk: number, body: object): Promise<number> => {
  const sent = request(url, {
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenOf(desk)}` },
  });
  sent.end(JSON.stringify(body));
  const [response] = await once(sent, 'response');
  response.resume();
  await once(response, 'end');
  return response.statusCode;
};

/** In the process of the load: every desk takes the next person, step by step, until the time is over. */
const load = async ({ url, people, steps }: Load): Promise<Measure> => {
  const times = Object.fromEntries(steps.map((step) => [step, [] as number[]]));
  const failures: string[] = [];
  const draw = draws(7, 'desks');
  const think = () => wait(THINK_MS[0] + draw() * (THINK_MS[1] - THINK_MS[0]));
  const [began, waiting] = [performance.now(), [...people]];
  const isWarm = (): boolean => performance.now() - began > WARM_UP_S * 1000;
  let [acts, allActs] = [0, 0];
  const work = async (desk: number): Promise<void> => {
    await wait(draw() * THINK_MS[1]);
    while (performance.now() - began < (WARM_UP_S + DURATION_S) * 1000) {
      const person = waiting.pop();
      if (person === undefined) return;
      for (const step of steps) {
        const { path, body } = bodyOf(step, person);
        const [asked, counts] = [performance.now(), isWarm()];
        const status = await post(`${url}${path}`, desk, body);
        if (counts) times[step]?.push(performance.now() - asked);
        if (status >= 300) failures.push(`${step} ${status}`);
        if (step === 'record') allActs += 1;
        if (step === 'record' && counts) acts += 1;
        await think();
      }
    }
  };
  await Promise.all(Array.from({ length: DESKS }, (_, desk) => work(desk)));
  agent.destroy();
  return { times, acts, allActs, failures: failures.slice(0, 10) };
};

/** @returns also the time of a core this process took, warm-up and all, PostgreSQL's apart */
const measure = async (
  app: FastifyInstance,
  asked: Omit<Load, 'url'>,
): Promise<Measure & { readonly core_ms: number }> => {
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const before = process.cpuUsage();
  const child = fork(new URL(import.meta.url), { execArgv: [], env: { ...process.env, BENCH_LOAD: '1' } });
  child.send({ url, ...asked });
  const [result] = await once(child, 'message');
  child.disconnect();
  await once(child, 'exit');
  await app.close();
  const { user, system } = process.cpuUsage(before);
  const measured = { ...Measure.parse(result), core_ms: (user + system) / 1000 };
  if (measured.failures.length > 0) throw new Error(`not answered with 2xx: ${measured.failures.join(', ')}`);
  return measured;
};

/** What the engine does without us: one SELECT of a person's facts, one INSERT, answered once it is committed. */
const bareServer = (db: Db): FastifyInstance => {
  const app = fastify();
  const Asked = z.object({ person: z.string() });
  app.post('/api/vaccination/desk/open', async (asked) => {
    const { person } = Asked.parse(asked.body);
    return (
      await db.query({ name: 'bare-facts', text: 'select * from fact where subject = $1', values: [person] })
    ).rows;
  });
  app.post('/api/vaccination/desk/acts', async (asked, reply) => {
    const { person } = Asked.parse(asked.body);
    await db.query({
      name: 'bare-act',
      text: `insert into fact (id, kind, subject, occurred_on, recorded_at, recorded_by, place, source, body)
       values ($1, 'injection', $2, $3, now(), 'bare', $4, 'bare', $5)`,
      values: [randomUUID(), `bare-${person}`, DAY, PLACE, JSON.stringify({ product: 'PF' })],
    });
    return reply.code(201).send({});
  });
  return app;
};

const ourServer = async (db: Db, access: Db, register: Register, folder: string) => {
  const opened = Date.parse(`${DAY}T08:00:00Z`);
  const now = (): string => new Date(opened + performance.now()).toISOString();
  const { within } = territoryOf('FRA', []);
  const keyring = await openKeyring(join(folder, 'keys.json'));
  const [{ write }, glasses] = [openAudit(access, { now }), openGlass(access, keyring)];
  const lots = await openLotWatch(db);
  const create = { country: 'FR', organisation: 'Bench', issuerUrl: 'https://rappel.example' };
  const certificates = await openCertificates({ folder: join(folder, 'issuer'), create });
  const programmes = programmeRoutes({
    ...{ db, now, within, campaign: await readCampaign(CAMPAIGN) },
    care: {
      ...{ register, keyring, write, glasses, lots, placeName: () => undefined },
      desk: {
        questionnaire: await readQuestionnaire(CAMPAIGN),
        wasHeld: (asked) => wasHeld(access, asked),
      },
      more: (care) => ({
        routes: certificateRoutes(care, {
          ...{ certificates, siteUrl: () => create.issuerUrl, identityOf: async () => undefined },
        }),
        problems: CERTIFICATE_PROBLEMS,
      }),
    },
  });
  const callers = new Map(
    Array.from({ length: DESKS }, (_, desk) => {
      const rights = rightsOf('vaccinator');
      return [tokenOf(desk), { id: `psc:${desk}`, role: 'vaccinator', rights, places: ['FRA'] }] as const;
    }),
  );
  const app = createServer({
    routes: [...programmes.routes, ...peopleRoutes({ register, write, within, glasses, now })],
    problems: joinProblems(programmes.problems, PEOPLE_PROBLEMS),
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'bench',
    identify: ({ token }) => callers.get(token ?? ''),
    within,
    ready: async () => true,
  });
  app.addHook('onClose', () => {
    lots.close();
    certificates.close();
  });
  return app;
};

const p95 = (times: readonly number[] = []): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
const rounded = (ms: number): number => Math.round(ms * 10) / 10;

const figuresOf = (ours: Measure & { readonly core_ms: number }, bare: Measure): Figure[] => [
  ...STEPS.map((step): Figure => {
    const [value, raw] = [p95(ours.times[step]), step in bare.times ? p95(bare.times[step]) : undefined];
    return {
      figure: `desk: ${step}, p95, ${DESKS} desks at work, ${PEOPLE} people`,
      value: rounded(value),
      unit: 'ms',
      target: `< ${P95_MS_MAX}`,
      met: value < P95_MS_MAX,
      ...(raw !== undefined && {
        ratio: {
          to: `bare ${step === 'open' ? 'SELECT' : 'INSERT'}, ${rounded(raw)} ms`,
          value: value / raw,
        },
      }),
    };
  }),
  { figure: 'desk: acts', value: rounded(ours.acts / DURATION_S), unit: 'acts/s' },
  { figure: 'desk: time of a core an act takes', value: rounded(ours.core_ms / ours.allActs), unit: 'ms' },
];

const bench = (): Promise<Figure[]> =>
  withRegister(PEOPLE, async ({ db: people, register, asked }) => {
    const folder = mkdtempSync(join(tmpdir(), 'rappel-bench-desk-'));
    const url = people.options.connectionString ?? '';
    const db = connect(url, { max: 8, appRole: true });
    const access = connect(url, { max: 4, appRole: true, role: 'access' });
    try {
      const persons = [
        ...new Map(asked.map(({ id, criteria }) => [id, { id, criteria: { ...criteria } }])).values(),
      ];
      const bare = await measure(bareServer(db), { people: persons, steps: ['open', 'record'] });
      const ours = await measure(await ourServer(db, access, register, folder), {
        people: persons,
        steps: [...STEPS],
      });
      return figuresOf(ours, bare);
    } finally {
      await Promise.all([db.end(), access.end()]);
      rmSync(folder, { recursive: true, force: true });
    }
  });

export default bench;

if (process.env.BENCH_LOAD === '1')
  process.once('message', async (asked) => process.send?.(await load(Load.parse(asked))));
else if (import.meta.main) console.table(await bench());

/**
 * FHIR R4 over HTTP from 64 connections: read an Immunization, search by patient, create with every check, on a real
 * PostgreSQL; beside the raw engine in the same run: Fastify and one SELECT, Fastify and one INSERT. The load comes from
 * a process of its own; server, load and PostgreSQL share the machine.
 */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastify, { type FastifyInstance } from 'fastify';
import { openAudit } from '#access/audit.node.ts';
import { openGlass } from '#access/glass.node.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { rightsOf } from '#access/roles.ts';
import { startEmbedded } from '#db/embedded.node.ts';
import { migrate } from '#db/migrate.node.ts';
import { connect, type Db, transaction } from '#db/pool.ts';
import { append } from '#facts/ledger.pg.ts';
import { actId } from '#fhir/ids.node.ts';
import { staticTokens } from '#http/identity.ts';
import { createServer } from '#http/server.ts';
import { openRegister } from '#people/register.node.ts';
import { territoryOf } from '#places/territory.ts';
import { FHIR_R4_PROBLEMS, fhirR4Routes } from '#programmes/vaccination/fhir/r4.http.ts';
import { decide } from '#programmes/vaccination/injection.ts';
import { prepare } from '#programmes/vaccination/interpret.ts';
import { openRecorder } from '#programmes/vaccination/recorder.pg.ts';
import { Campaign, Products } from '#programmes/vaccination/strategy-campaign.ts';
import { readCampaign } from '#strategy/load.node.ts';
import { type Load, Measure } from './fhir-load.ts';
import type { Figure } from './figure.ts';

const CAMPAIGN = fileURLToPath(new URL('../campaigns/fr-covid-19', import.meta.url));
const TOKEN = 'a-token-for-the-measure-only';
const CONNECTIONS = 64;
const WARM_UP_S = 1;
const DURATION_S = 3;
const PEOPLE = 200;
const ACTS = 3;

type Asked = Pick<Load, 'method' | 'paths' | 'bodies'>;

/** The process of the load, started once: what it costs to start weighs on no figure. */
const startLoad = () => {
  const child = fork(new URL('./fhir-load.ts', import.meta.url), { execArgv: [] });
  const measure = async (asked: Load): Promise<Measure> => {
    child.send(asked);
    const [result] = await once(child, 'message');
    return Measure.parse(result);
  };
  return {
    measured: async (app: FastifyInstance, asked: Asked): Promise<Measure> => {
      const url = await app.listen({ port: 0, host: '127.0.0.1' });
      const headers = { 'content-type': 'application/fhir+json', authorization: `Bearer ${TOKEN}` };
      const load = { ...asked, url, headers, connections: CONNECTIONS };
      await measure({ ...load, seconds: WARM_UP_S });
      const result = await measure({ ...load, seconds: DURATION_S });
      await app.close();
      if (result.failures > 0) throw new Error(`${result.failures} requests were not answered with 2xx`);
      return result;
    },
    stop: () => child.disconnect(),
  };
};

/** What the engine does without us: one SELECT by the key, or one INSERT, for each request. */
const bareServer = (db: Db): FastifyInstance => {
  const app = fastify();
  app.get<{ Params: { id: string } }>('/bare/:id', async (request) => {
    const [subject, id] = request.params.id.split('.');
    const { rows } = await db.query({
      name: 'bare-select',
      text: 'select body from fact where subject = $1 and id = $2',
      values: [subject, id],
    });
    return rows[0];
  });
  app.addContentTypeParser(
    'application/fhir+json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  );
  app.post<{ Body: Record<string, unknown> }>('/bare', async (request, reply) => {
    await db.query({
      name: 'bare-insert',
      text: `insert into fact (id, kind, subject, occurred_on, recorded_at, recorded_by, place, source, body)
       values ($1, 'injection', $1, '2021-03-10', now(), 'bare', '48', 'bare', $2)`,
      values: [randomUUID(), JSON.stringify(request.body)],
    });
    return reply.code(201).send({});
  });
  return app;
};

const openCare = async (url: string, folder: string, db: Db) => {
  const people = connect(url, { max: 8, appRole: true, role: 'people' });
  const access = connect(url, { max: 2, appRole: true, role: 'access' });
  const keyring = await openKeyring(join(folder, 'keys.json'));
  const read = await readCampaign(CAMPAIGN);
  const campaign = Campaign.parse(read.campaign);
  const { products } = Products.parse(read.products);
  const prepared = prepare(read.strategies, products, campaign);
  const { within, nameOf } = territoryOf('FRA', []);
  const now = (): string => new Date().toISOString();
  const register = openRegister(people, keyring);
  const care = {
    ...{ db, register, keyring, within, prepared, campaign, products, now },
    write: openAudit(access).write,
    glasses: openGlass(access, keyring),
    placeName: nameOf,
    lots: {
      find: () => ({ recalledOn: undefined, reason: undefined, products: [], expiresOn: undefined }),
      refresh: async () => {},
      close: () => {},
    },
    recorder: openRecorder({
      ...{ db, now, within },
      decide: (known, asked, { person }) => decide(known, asked, prepared, person, '2099-01-01'),
    }),
  };
  return { care, close: () => Promise.all([people.end(), access.end()]) };
};

const serverOf = (care: Parameters<typeof fhirR4Routes>[0]): FastifyInstance =>
  createServer({
    routes: fhirR4Routes(care, { version: 'bench' }),
    problems: FHIR_R4_PROBLEMS,
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'bench',
    identify: staticTokens(
      new Map([
        [TOKEN, { id: 'software:bench', role: 'software', rights: rightsOf('software'), places: ['DEP-48'] }],
      ]),
    ),
    within: care.within,
    ready: async () => true,
  });

const letters = (n: number): string => [...String(n)].map((digit) => 'bcdfglmnpr'[Number(digit)]).join('a');

/** Invented people, with a few injections each: their pseudonyms, and the ids of their acts. */
const fill = async ({ register, db }: Parameters<typeof fhirR4Routes>[0]) => {
  const subjects: string[] = [];
  for (let i = 0; i < PEOPLE; i++) {
    const subject = `p-bench${i}`;
    await register.register({
      ...{
        id: randomUUID(),
        evidence: [],
        notThese: [],
        by: 'bench',
        now: new Date().toISOString(),
        subject,
      },
      identity: {
        familyName: `Essai${letters(i * 7919)}o`,
        givenNames: `Camille${letters(i * 104_729)}`,
        birthDate: `19${20 + (i % 70)}-0${1 + (i % 9)}-1${i % 9}`,
        ...{ sex: 'f', address: { commune: '48095' } },
      },
    });
    subjects.push(subject);
  }
  const facts = subjects.flatMap((subject) =>
    Array.from({ length: ACTS }, (_, i) => ({
      ...{
        id: `x${i}`,
        kind: 'injection',
        subject,
        occurredOn: `2021-0${1 + i}-20`,
        place: '48',
        by: 'bench',
      },
      ...{ recordedAt: '2021-04-20T10:00:00.000Z', source: 'bench' },
      body: { product: 'PF', rank: i + 1, lot: 'EJ6795', age: 80, site: 'left-arm' },
    })),
  );
  await transaction(db, (tx) => append(tx, facts));
  return { subjects, ids: facts.map(({ subject, id }) => actId(subject, id) ?? '') };
};

const immunization = (subject: string, i: number): string =>
  JSON.stringify({
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208' }] },
    patient: { reference: `Patient/${subject}` },
    occurrenceDateTime: `2021-06-${String(1 + (i % 28)).padStart(2, '0')}`,
    location: { reference: 'Location/DEP-48' },
    lotNumber: 'EJ6795',
    protocolApplied: [{ doseNumberPositiveInt: 1 }],
  });

const figure = (name: string, ours: Measure, bare: Measure, target: number): Figure => ({
  figure: name,
  value: Math.round(ours.perSecond),
  unit: '/s',
  target: `>= ${target}/s`,
  met: ours.perSecond >= target,
  ratio: {
    to: `bare Fastify and one statement, ${Math.round(bare.perSecond)}/s`,
    value: ours.perSecond / bare.perSecond,
  },
});

const bench = async (): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-bench-fhir-'));
  const server = await startEmbedded(folder);
  const admin = connect(server.url, { max: 1 });
  await migrate(admin);
  await admin.end();
  const db = connect(server.url, { max: 16, appRole: true });
  const { care, close } = await openCare(server.url, folder, db);
  const { measured, stop } = startLoad();
  try {
    const { subjects, ids } = await fill(care);
    const get = (paths: string[]) => ({ method: 'GET' as const, paths, bodies: [] });
    const bareRead = await measured(bareServer(db), get(ids.map((id) => `/bare/${id}`)));
    const read = await measured(serverOf(care), get(ids.map((id) => `/fhir/R4/Immunization/${id}`)));
    const search = await measured(
      serverOf(care),
      get(subjects.map((subject) => `/fhir/R4/Immunization?patient=${subject}`)),
    );
    // Every act is another's: few on one person, as a history has.
    const bodies = Array.from({ length: PEOPLE }, (_, i) => immunization(subjects[i] ?? '', i));
    const post = (path: string) => ({ method: 'POST' as const, paths: [path], bodies });
    const bareInsert = await measured(bareServer(db), post('/bare'));
    const create = await measured(serverOf(care), post('/fhir/R4/Immunization'));
    return [
      figure('FHIR read an Immunization', read, bareRead, 8000),
      figure('FHIR search Immunizations by patient', search, bareRead, 3000),
      figure('FHIR create an Immunization, every check and the trail', create, bareInsert, 3000),
      { figure: 'FHIR create, p99', value: create.p99_ms, unit: 'ms' },
    ];
  } finally {
    stop();
    await Promise.all([db.end(), close()]);
    await server.leave();
    rmSync(folder, { recursive: true, force: true });
  }
};

export default bench;

if (import.meta.main) console.table(await bench());

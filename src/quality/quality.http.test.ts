import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEntry } from '#access/audit.ts';
import { type Role, rightsOf } from '#access/roles.ts';
import type { Db } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { appendMany } from '#facts/ledger.pg.ts';
import { type Caller, staticTokens } from '#http/identity.ts';
import { createServer } from '#http/server.ts';
import { countAll } from '#indicators/count.pg.ts';
import { openCampaign, openPlaces } from '#main/campaign.node.ts';
import { applyRulesInForce } from '#main/catch-up-rules.node.ts';
import { PROGRAMMES } from '#programmes/index.ts';
import { readCampaignRules } from '#programmes/vaccination/quality/load.node.ts';
import { openVaccinationQuality } from '#programmes/vaccination/quality/routes.http.ts';
import type { RuleInFull, RuleShown } from '#quality/quality.api.ts';
import type { Trial } from '#quality/trial.ts';
import { createDatabase } from '../../tests/database.ts';

const NOW = '2021-06-01T08:00:00.000Z';
const audited: AuditEntry[] = [];
const tokens = new Map<string, Caller>();
const as = (role: Role, place: string, discusses = false): string => {
  const token = `${role}@${place}`;
  const rights = new Set([...rightsOf(role), ...(discusses ? ['quality:discuss'] : [])]);
  tokens.set(token, { id: token, role, rights, places: [place] });
  return token;
};
const NATION = as('data-scientist', 'FRA');
const REGION = as('data-scientist', 'REG-76');
const TASK_FORCE = as('task-force', 'FRA');
const AGENCY = as('regional-agency', 'REG-76');
const NURSE = as('vaccinator', 'DEP-48');

let db: Db;
let app: ReturnType<typeof createServer>;
let close: () => Promise<void>;

const injection = (subject: string, more: Partial<Fact> = {}): Fact => ({
  id: randomUUID(),
  kind: 'injection',
  subject,
  occurredOn: '2021-03-10',
  recordedAt: '2021-03-10T20:00:00.000Z',
  by: 'nurse',
  place: 'C-64',
  source: 'desk',
  body: { product: 'PF', age: 84, ageClass: '80', at: '10:05' },
  ...more,
});

beforeAll(async () => {
  const database = await createDatabase();
  ({ db } = database);
  const campaign = await openCampaign('fr-covid-19');
  const places = await openPlaces(campaign);
  const now = () => NOW;
  const write = async (entries: readonly AuditEntry[]) => {
    audited.push(...entries);
  };
  const quality = await openVaccinationQuality({ db, campaign, places, write, now });
  app = createServer({
    routes: quality.routes,
    problems: quality.problems,
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: staticTokens(tokens),
    ready: async () => true,
  });
  close = async () => {
    await app.close();
    await quality.close();
    await database.close();
  };
  await appendMany(db, [
    ...Array.from({ length: 43 }, (_, i) =>
      injection('minute', {
        body: { product: 'PF', age: 84, site: 'right-arm', at: '10:05', rank: 1 + (i % 4) },
      }),
    ),
    injection('child', { body: { product: 'PF', age: 2, rank: 1 }, place: '75' }),
    ...Array.from({ length: 60 }, (_, i) =>
      injection(`p${i}`, { body: { product: 'ZZ', age: 50, rank: 2 } }),
    ),
  ]);
  await countAll(db, PROGRAMMES);
  await apply();
});
afterAll(() => close());

const apply = async () =>
  applyRulesInForce(
    db,
    await readCampaignRules((await openCampaign('fr-covid-19')).folder),
    NOW.slice(0, 10),
  );

const send = async (token: string, method: 'GET' | 'POST', url: string, payload?: object) => {
  const response = await app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}` },
    ...(payload !== undefined && { payload }),
  });
  return { status: response.statusCode, body: response.json() };
};
const event = (more: object = {}) => ({ id: randomUUID(), ...more });
const rules = async (token = NATION): Promise<RuleShown[]> =>
  (await send(token, 'GET', '/api/quality/rules')).body.rules;
const ruleOf = async (id: string): Promise<RuleInFull> =>
  (await send(NATION, 'GET', `/api/quality/rules/${id}`)).body.rule;

const DRAFT = {
  title: { fr: 'Produit d’essai', en: 'Trial product' },
  why: { fr: 'Un produit d’avant son emploi.', en: 'A product before its use.' },
  finds: { what: 'before-first-use', products: [{ product: 'ZZ', firstUse: '2021-04-01' }] },
  effect: 'set-aside-all',
};
const proposed = (rule: string, more: object = {}) => event({ rule, draft: { ...DRAFT, ...more } });

test('who may do what: reading, discussing and deciding are three rights', async () => {
  for (const token of [NATION, TASK_FORCE, AGENCY])
    expect((await send(token, 'GET', '/api/quality/rules')).status).toBe(200);
  expect((await send(NURSE, 'GET', '/api/quality/rules')).status).toBe(403);
  for (const token of [TASK_FORCE, NURSE])
    expect((await send(token, 'POST', '/api/quality/rules', proposed('may-not'))).status).toBe(403);
  const decision = event({ decision: 'withdrawn', text: 'no longer true' });
  for (const token of [NATION, AGENCY, NURSE])
    expect((await send(token, 'POST', '/api/quality/rules/one-minute/decision', decision)).status).toBe(403);
});

test('the campaign’s own rules flag from the start, and the figures are told with and without them', async () => {
  const { body } = await send(NATION, 'GET', '/api/quality/rules');
  const minute = body.rules.find(({ id }: RuleShown) => id === 'one-minute');
  expect(minute).toMatchObject({
    state: 'adopted',
    isApplied: true,
    counts: { facts: 43, people: 1, setAside: 42 },
  });
  expect(minute.says.en).toContain('At least 2 injections of one person in the same minute');
  expect(body.setAside).toBe(43);
  const dose1 = body.figures.find(({ measure }: { measure: string }) => measure === 'dose1');
  expect(dose1).toEqual({ measure: 'dose1', recorded: 2, corrected: 1 });
  expect(body.departments.map(({ code }: { code: string }) => code)).toEqual(['DEP-48', 'DEP-75']);
});

test('flagged facts by rule, department and month, page after page, without a name', async () => {
  const list = async (query: string) => (await send(AGENCY, 'GET', `/api/quality/flags?${query}`)).body;
  const child = await list('rule=under-three');
  expect(child.flags).toEqual([
    {
      ...{
        rule: 'under-three',
        subject: 'child',
        fact: expect.any(String),
        day: '2021-03-10',
        setAside: true,
      },
      ...{ department: 'DEP-75', knownOn: '2021-03-10', says: { product: 'PF', age: 2, rank: 1 } },
    },
  ]);
  expect((await list('department=DEP-75')).flags.length).toBe(1);
  expect((await list('month=2021-04')).flags).toEqual([]);
  const seen: string[] = [];
  for (let page = 0, after = ''; page < 4; page++) {
    const { flags, next } = await list(`department=DEP-48${after}`);
    for (const { subject, fact, rule } of flags) seen.push(`${subject} ${fact} ${rule}`);
    if (next === null) break;
    after = `&after=${encodeURIComponent(next)}`;
  }
  expect(new Set(seen).size).toBe(seen.length);
  // 43 of one minute and of one day, and sixty second doses without a first.
  expect(seen.length).toBe(43 + 43 + 60);
});

test('a rule is tried on the ledger before it is proposed; a trial is its starter’s alone', async () => {
  const { finds, effect } = DRAFT;
  const started = await send(NATION, 'POST', '/api/quality/trials', { finds, effect });
  expect(started).toMatchObject({ status: 202, body: { trial: { state: 'running' } } });
  const url = `/api/quality/trials/${started.body.trial.id}`;
  let trial: Trial = started.body.trial;
  for (let looks = 0; trial.state === 'running' && looks < 1000; looks++) {
    await db.query('select 1');
    ({ trial } = (await send(NATION, 'GET', url)).body);
  }
  expect(trial).toMatchObject({
    state: 'done',
    found: {
      ...{ read: 104, total: 104, facts: 60, people: 60, setAside: 60 },
      months: [{ month: '2021-03', facts: 60 }],
      departments: [{ department: 'DEP-48', facts: 60 }],
      differences: [
        { measure: 'complete', n: -60 },
        { measure: 'dose2', n: -60 },
      ],
    },
  });
  expect(trial.found.examples[0]).toEqual({
    ...{ day: '2021-03-10', department: 'DEP-48', setAside: true },
    says: { product: 'ZZ', age: 50, rank: 2 },
  });
  expect((await send(REGION, 'GET', url)).body.code).toBe('trial-unknown');
  expect((await send(NATION, 'POST', `${url}/stop`, {})).body.trial.state).toBe('done');
  const wrong = await send(NATION, 'POST', '/api/quality/trials', {
    finds: { what: 'same-day', count: 1 },
    effect,
  });
  expect(wrong).toMatchObject({ status: 422, body: { code: 'quality-malformed', field: 'finds.count' } });
});

test('proposed, discussed, agreed to by two institutions, adopted, applied, withdrawn', async () => {
  const proposal = proposed('trial-product');
  expect((await send(NATION, 'POST', '/api/quality/rules', proposal)).status).toBe(201);
  expect((await send(NATION, 'POST', '/api/quality/rules', proposal)).status).toBe(200);
  expect((await send(REGION, 'POST', '/api/quality/rules', proposed('trial-product'))).body.code).toBe(
    'rule-known',
  );
  const url = '/api/quality/rules/trial-product';
  const adopt = event({ decision: 'adopted', text: 'agreed by two institutions' });
  expect((await send(TASK_FORCE, 'POST', `${url}/decision`, adopt)).body.code).toBe('agreement-missing');
  // The proposer’s own agreement is one, however often it is said.
  await send(NATION, 'POST', `${url}/said`, event({ kind: 'agreed' }));
  expect(
    (await send(TASK_FORCE, 'POST', `${url}/decision`, event({ decision: 'adopted', text: 'once more' })))
      .body.code,
  ).toBe('agreement-missing');
  expect((await send(REGION, 'POST', `${url}/said`, event({ kind: 'remark' }))).body.field).toBe('text');
  await send(REGION, 'POST', `${url}/said`, event({ kind: 'disagreed', text: 'Is the product code right?' }));
  const agreed = await send(REGION, 'POST', `${url}/said`, event({ kind: 'agreed' }));
  expect(agreed.body.rule).toMatchObject({ agreementsMissing: 0, state: 'proposed' });
  const past = event({ decision: 'adopted', text: 'from yesterday', since: '2021-05-31' });
  expect((await send(TASK_FORCE, 'POST', `${url}/decision`, past)).body.code).toBe('day-in-past');
  const adopted = await send(
    TASK_FORCE,
    'POST',
    `${url}/decision`,
    event({ decision: 'adopted', text: 'agreed' }),
  );
  expect(adopted.body.rule).toMatchObject({ state: 'adopted', since: '2021-06-01', isApplied: false });
  expect(await apply()).toEqual({ rules: 13, people: 60 });
  expect(await ruleOf('trial-product')).toMatchObject({
    ...{ isApplied: true, counts: { facts: 60, people: 60, setAside: 60 } },
    weeks: [{ week: '2021-03-08', facts: 60 }],
    departments: [{ department: 'DEP-48', facts: 60 }],
    said: [
      { kind: 'proposed', by: { name: { en: 'Data scientist, France' } } },
      ...['agreed', 'disagreed', 'agreed', 'adopted'].map((kind) => ({ kind })),
    ],
  });
  const withdraw = event({ decision: 'withdrawn', text: 'the product was used after all' });
  expect((await send(TASK_FORCE, 'POST', `${url}/decision`, withdraw)).body.rule.state).toBe('withdrawn');
  await apply();
  expect((await ruleOf('trial-product')).counts.facts).toBe(0);
  const again = await send(
    TASK_FORCE,
    'POST',
    `${url}/decision`,
    event({ decision: 'adopted', text: 'again' }),
  );
  expect(again).toMatchObject({ status: 409, body: { code: 'rule-closed' } });
  expect(
    audited.filter(({ action }) => action === 'quality-adopt').map(({ detail }) => detail),
  ).toContainEqual({
    rule: 'trial-product',
    decision: 'withdrawn',
  });
});

test('a rule adopted for a day to come waits for it; a rule of the campaign may be withdrawn', async () => {
  await send(NATION, 'POST', '/api/quality/rules', proposed('later-rule', { effect: 'flag' }));
  await send(REGION, 'POST', '/api/quality/rules/later-rule/said', event({ kind: 'agreed' }));
  const later = event({ decision: 'adopted', text: 'from July on', since: '2021-07-01' });
  await send(TASK_FORCE, 'POST', '/api/quality/rules/later-rule/decision', later);
  await apply();
  expect((await rules()).find(({ id }) => id === 'later-rule')).toMatchObject({
    isApplied: false,
    state: 'adopted',
  });
  await applyRulesInForce(
    db,
    await readCampaignRules((await openCampaign('fr-covid-19')).folder),
    '2021-07-01',
  );
  expect((await rules()).find(({ id }) => id === 'later-rule')?.counts.facts).toBe(60);
  const away = event({ decision: 'withdrawn', text: 'explained since' });
  await send(TASK_FORCE, 'POST', '/api/quality/rules/same-day/decision', away);
  await apply();
  expect((await rules()).find(({ id }) => id === 'same-day')).toMatchObject({
    state: 'withdrawn',
    counts: { facts: 0 },
  });
});

test('what happened to a rule cannot be changed', async () => {
  await expect(db.query('delete from quality_event')).rejects.toThrow(/permission denied|append-only/);
  await expect(db.query(`update quality_event set kind = 'adopted'`)).rejects.toThrow(
    /permission denied|append-only/,
  );
});

test('many decisions at the same moment: one passes, the others are told', async () => {
  await send(NATION, 'POST', '/api/quality/rules', proposed('raced'));
  await send(REGION, 'POST', '/api/quality/rules/raced/said', event({ kind: 'agreed' }));
  const all = await Promise.all(
    ['adopted', 'rejected', 'adopted', 'rejected'].map((decision) =>
      send(TASK_FORCE, 'POST', '/api/quality/rules/raced/decision', event({ decision, text: 'decided' })),
    ),
  );
  expect(all.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
});

test('bad input: control characters, endless text, unknown rules, foreign fields', async () => {
  const say = (body: object, rule = 'one-minute') =>
    send(NATION, 'POST', `/api/quality/rules/${rule}/said`, body);
  expect((await say(event({ kind: 'remark', text: 'a\u0000b c' }))).status).toBe(422);
  expect((await say(event({ kind: 'remark', text: 'x'.repeat(1001) }))).status).toBe(422);
  expect((await say(event({ kind: 'remark', text: 'fine', name: 'x' }))).status).toBe(422);
  expect((await say(event({ kind: 'remark', text: 'fine' }), 'no-such-rule')).body.code).toBe('rule-unknown');
  expect((await send(NATION, 'GET', '/api/quality/rules/NO')).status).toBe(422);
  expect((await send(NATION, 'GET', '/api/quality/flags?after=nonsense')).status).toBe(200);
  expect((await send(NATION, 'GET', '/api/quality/flags?month=2021-13')).status).toBe(422);
});

/** The injection desk through the real server: open, check, record, correct, take back; and what must be refused. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { transaction } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { append } from '#facts/ledger.pg.ts';
import { CENTRE, type DeskSite, ELSEWHERE, invented, MORNING, openDeskSite } from './desk-site.ts';

let site: DeskSite;
let token: string;
let account: string;
beforeAll(async () => {
  site = await openDeskSite();
  ({ token, account } = site.come());
});
afterAll(() => site.close());
beforeEach(() => {
  site.clock.now = MORNING;
});

const OPEN = '/api/vaccination/desk/open';
const CHECK = '/api/vaccination/desk/check';
const ACTS = '/api/vaccination/desk/acts';
const CANCEL = '/api/vaccination/desk/cancellations';

const act = (over: object = {}) => ({ occurredOn: '2021-03-10', product: 'PF', rank: 1, ...over });
const acting = (person: string, over: object = {}) => ({
  id: randomUUID(),
  place: CENTRE,
  person,
  act: act(),
  ...over,
});
const open = (person: string, over: object = {}) =>
  site.post(OPEN, token, { place: CENTRE, person, ...over });
const record = (asked: object, as = token) => site.post(ACTS, as, asked);
const codesOf = ({ body }: Awaited<ReturnType<typeof record>>): unknown =>
  Array.isArray(body.warnings) ? body.warnings.map(({ code }) => code) : body.code;

describe('a person is opened', () => {
  test('with what is allowed today, when to come back, the questionnaire, the products and the lots of the place', async () => {
    await site.receive({ product: 'PF', lot: 'EJ6795', expiresOn: '2021-06-30' });
    const { person, identity } = await site.add();
    const { status, body } = await open(person);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      on: '2021-03-10',
      now: MORNING,
      person: { person, identity: { familyName: identity.familyName } },
      history: [],
      proposal: { allowed: true, kind: 'dose', rank: 1, products: ['AZ', 'MO', 'PF'] },
      lots: [{ product: 'PF', lot: 'EJ6795' }],
    });
    expect(body.proposal).toMatchObject({
      words: {
        fr: 'Dose 1 possible aujourd’hui : Vaxzevria, Spikevax ou Comirnaty.',
        en: 'Dose 1 possible today: Vaxzevria, Spikevax or Comirnaty.',
      },
    });
    expect(body.questionnaire).toHaveProperty('questions.0.code', 'fever-today');
    const products = body.products;
    expect(products).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'PF', gtins: expect.arrayContaining(['03400930218662']) }),
      ]),
    );
    expect(products).not.toEqual(expect.arrayContaining([expect.objectContaining({ code: 'SINOVAC' })]));
    expect(await site.linesOf(person)).toEqual([{ action: 'read', account, detail: { at: 'desk' } }]);
  });

  test('after a first dose, from when the second is possible, in words', async () => {
    const { person } = await site.add();
    expect((await record(acting(person))).status).toBe(201);
    site.clock.now = '2021-03-20T08:00:00.000Z';
    const { body } = await open(person);
    expect(body.proposal).toMatchObject({
      rank: 2,
      allowed: false,
      words: {
        fr: 'Dose 2 possible à partir du mercredi 31 mars ; attendre 11 jours.',
        en: 'Dose 2 possible from Wednesday 31 March; wait 11 days.',
      },
    });
    expect(body.next).toMatchObject({ complete: false, earliest: '2021-03-31' });
    expect(body.history).toMatchObject([
      { words: { fr: 'Dose 1, Comirnaty', en: 'Dose 1, Comirnaty' }, stands: true, mayChange: true },
    ]);
  });

  test('who lives elsewhere is not, nor by a place that is not the caller’s', async () => {
    const paris = await site.add(invented({ address: { commune: '75056' } }), ELSEWHERE);
    expect(await open(paris.person)).toMatchObject({ status: 403, body: { code: 'person-elsewhere' } });
    expect(await record(acting(paris.person))).toMatchObject({
      status: 403,
      body: { code: 'person-elsewhere' },
    });
    const { person } = await site.add();
    expect(await open(person, { place: ELSEWHERE })).toMatchObject({
      status: 403,
      body: { code: 'place-forbidden' },
    });
    expect(await site.linesOf(paris.person)).toEqual([]);
  });

  test('once the glass is broken, who came from elsewhere is opened and injected', async () => {
    const paris = await site.add(invented({ address: { commune: '75056' } }), ELSEWHERE);
    const reason = 'came on holiday with an appointment';
    const broken = await site.post(`/api/people/${paris.person}/break-glass`, token, { reason });
    expect(broken.status).toBe(200);
    expect((await open(paris.person)).status).toBe(200);
    expect((await record(acting(paris.person))).status).toBe(201);
  });

  test('a person known by half a birth date has no age, and it is asked for', async () => {
    const { person } = await site.add(invented({ birthDate: '1931-00-00' }));
    const { body } = await open(person);
    expect(body.age).toBe(null);
    expect(body.proposal).toMatchObject({
      missing: expect.arrayContaining([
        expect.objectContaining({ en: 'The whole birth date: ask for an identity paper.' }),
      ]),
    });
  });
});

describe('an act is recorded', () => {
  test('with the age and the sex of the record, its answers beside it, and a line in the trail', async () => {
    const { person, subject } = await site.add(invented({ birthDate: '1931-02-03' }));
    const asked = acting(person, { act: act({ lot: 'EJ6795', site: 'left-arm', answers: ['bleeding'] }) });
    const answer = await record(asked);
    expect(answer).toMatchObject({
      status: 201,
      body: { known: false, warnings: [], next: { earliest: '2021-03-31', complete: false } },
    });
    const facts = await site.factsOf(subject);
    expect(
      facts.map(({ id, kind, body, by, source, place }) => ({ id, kind, body, by, source, place })),
    ).toEqual([
      {
        id: asked.id,
        kind: 'injection',
        body: { product: 'PF', rank: 1, lot: 'EJ6795', site: 'left-arm', age: 90, sex: 'f' },
        ...{ by: account, source: 'desk psc/eidas2', place: CENTRE },
      },
      {
        id: `${asked.id}:consultation`,
        kind: 'consultation',
        body: { outcome: 'agreed', answers: ['bleeding'] },
        ...{ by: account, source: 'desk psc/eidas2', place: CENTRE },
      },
    ]);
    expect(await site.linesOf(person)).toEqual([
      { action: 'act', account, detail: { known: false, kind: 'injection' } },
    ]);
  });

  test('once, however often it is sent, at the same moment too', async () => {
    const { person, subject } = await site.add();
    const asked = acting(person);
    const answers = await Promise.all(Array.from({ length: 5 }, () => record(asked)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect(await site.factsOf(subject)).toHaveLength(1);
    const other = await record({ ...asked, act: act({ product: 'MO' }) });
    expect(other).toMatchObject({ status: 409, body: { code: 'id-conflict' } });
  });

  test('a grave warning stops it until a reason is given, which stays in the fact and in the answer', async () => {
    const { person, subject } = await site.add();
    await record(acting(person));
    site.clock.now = '2021-03-15T08:00:00.000Z';
    const asked = acting(person, { act: act({ occurredOn: '2021-03-15', rank: 2 }) });
    const refused = await record(asked);
    expect(refused.status).toBe(409);
    expect(refused.body.warnings).toMatchObject([
      { code: 'interval-too-short', gravity: 'confirm', solver: 'you' },
    ]);
    expect(await site.factsOf(subject)).toHaveLength(1);
    expect((await site.linesOf(person)).filter(({ action }) => action === 'act')).toHaveLength(1);
    const overrides = [{ warning: 'interval-too-short', reason: 'medical-decision' }];
    const confirmed = await record({ ...asked, act: act({ occurredOn: '2021-03-15', rank: 2, overrides }) });
    expect(confirmed.status).toBe(201);
    expect(codesOf(confirmed)).toEqual(['interval-too-short']);
    expect((await site.factsOf(subject))[1]?.body.overrides).toEqual(overrides);
  });

  test('a note stops nobody: a rank that is not the proposed one', async () => {
    const { person } = await site.add();
    const answer = await record(acting(person, { act: act({ rank: 2 }) }));
    expect(answer.status).toBe(201);
    expect(answer.body.warnings).toMatchObject([{ code: 'first-dose-unknown', gravity: 'note' }]);
  });

  test('checked beforehand, it is told the same and nothing is kept', async () => {
    const { person, subject } = await site.add();
    const wrong = act({ product: 'AZ', gtin: '03400930218662', expiresOn: '2021-03-01' });
    const checked = await site.post(CHECK, token, { place: CENTRE, person, act: wrong });
    expect(checked.status).toBe(200);
    expect(codesOf(checked)).toEqual(['lot-expired', 'gtin-of-other-product']);
    expect(codesOf(await record(acting(person, { act: wrong })))).toEqual(codesOf(checked));
    expect(await site.factsOf(subject)).toEqual([]);
  });

  test('a product in no list and a day to come are refused with what to do', async () => {
    const { person } = await site.add();
    expect(await record(acting(person, { act: act({ product: 'NOPE' }) }))).toMatchObject({
      status: 422,
      body: { code: 'product-unknown', field: 'product' },
    });
    expect(await record(acting(person, { act: act({ occurredOn: '2021-03-25' }) }))).toMatchObject({
      status: 422,
      body: { code: 'day-in-future' },
    });
  });
});

describe('a vial that is recalled', () => {
  test('stops the desk the moment the recall is known, and only a confirmed act is recorded', async () => {
    await site.receive({ product: 'PF', lot: 'RC0001' });
    const first = await site.add();
    const before = acting(first.person, { act: act({ lot: 'RC0001' }) });
    expect((await record(before)).status).toBe(201);
    await site.recall('PF', 'RC0001', '2021-03-10');

    const second = await site.add();
    const scanned = acting(second.person, { act: act({ lot: 'rc 0001' }) });
    const refused = await record(scanned);
    expect(refused.status).toBe(409);
    expect(refused.body.warnings).toMatchObject([{ code: 'lot-recalled', gravity: 'confirm' }]);
    expect(await site.factsOf(second.subject)).toEqual([]);
    expect((await open(second.person)).body.lots).toEqual(
      expect.arrayContaining([expect.objectContaining({ lot: 'RC0001', recall: expect.anything() })]),
    );
    const overrides = [{ warning: 'lot-recalled', reason: 'already-injected' }];
    const confirmed = await record({ ...scanned, act: act({ lot: 'rc 0001', overrides }) });
    expect(confirmed).toMatchObject({ status: 201, body: { fact: { body: { overrides } } } });

    // The act of before the recall, whose answer was lost, is acknowledged, and what became of its lot is told.
    const again = await record(before);
    expect(again).toMatchObject({ status: 200, body: { known: true } });
    expect(codesOf(again)).toEqual(['lot-recalled']);
  });

  test('an act of the day before the recall is recorded, and its follow-up told', async () => {
    await site.recall('PF', 'RC0002', '2021-03-10');
    const { person } = await site.add();
    const late = await record(acting(person, { act: act({ occurredOn: '2021-03-09', lot: 'RC0002' }) }));
    expect(late.status).toBe(201);
    expect(late.body.warnings).toMatchObject([{ code: 'lot-recalled-since', solver: 'manager' }]);
  });

  test('by software through the API it is recorded and told: it happened', async () => {
    await site.recall('PF', 'RC0003', '2021-03-01');
    const software = site.come('software');
    const sent = {
      ...act({ lot: 'RC0003', age: 85 }),
      id: randomUUID(),
      subject: randomUUID(),
      place: CENTRE,
    };
    const answer = await site.post('/api/vaccination/injections', software.token, sent);
    expect(answer.status).toBe(201);
    expect(codesOf(answer)).toEqual(['lot-recalled']);
  });

  test('a lot of another product', async () => {
    await site.receive({ product: 'MO', lot: 'MO0001' });
    const { person } = await site.add();
    expect(codesOf(await record(acting(person, { act: act({ lot: 'MO0001' }) })))).toEqual([
      'lot-of-other-product',
    ]);
  });
});

describe('an act is corrected and taken back, by adding', () => {
  test('and the history says so', async () => {
    const { person, subject } = await site.add();
    const wrong = acting(person, { act: act({ product: 'MO', lot: 'WRONG1' }) });
    await record(wrong);
    const right = acting(person, {
      act: act({ product: 'PF', lot: 'RIGHT1' }),
      ...{ corrects: wrong.id, reason: 'the other vial was used' },
    });
    expect(await record(right)).toMatchObject({ status: 201, body: { fact: { corrects: wrong.id } } });
    const opened = await open(person);
    expect(opened.body.history).toMatchObject([
      { id: right.id, stands: true, mayChange: true, lot: 'RIGHT1', ended: null },
      {
        id: wrong.id,
        stands: false,
        mayChange: false,
        ended: { en: 'Corrected to "dose 1, Comirnaty, lot RIGHT1": the other vial was used.' },
      },
    ]);
    expect(opened.body.proposal).toMatchObject({ rank: 2 });

    const cancelled = { id: randomUUID(), place: CENTRE, person, corrects: right.id, reason: 'not injected' };
    expect((await site.post(CANCEL, token, cancelled)).status).toBe(201);
    expect(await site.post(CANCEL, token, cancelled)).toMatchObject({ status: 200, body: { known: true } });
    expect((await open(person)).body).toMatchObject({
      proposal: { rank: 1 },
      history: [{ stands: false }, { id: wrong.id, stands: false }],
    });
    expect((await site.factsOf(subject)).map(({ kind }) => kind)).toEqual([
      'injection',
      'injection',
      'retraction',
      'retraction',
    ]);
    const actions = (await site.linesOf(person)).map(({ action }) => action);
    expect(actions.filter((action) => action.startsWith('act'))).toEqual([
      'act',
      'act-change',
      'act-change',
      'act-change',
    ]);
  });

  test('whole, by who may change it where it is now: what was corrected never comes back', async () => {
    const { person, subject } = await site.add();
    const software = site.come('software', 'FRA');
    const inject = (more: object) =>
      site.post('/api/vaccination/injections', software.token, { ...act({ age: 85 }), subject, ...more });
    const wrong = { id: randomUUID(), place: ELSEWHERE };
    const right = { id: randomUUID(), place: CENTRE, corrects: wrong.id, reason: 'another place' };
    expect([(await inject(wrong)).status, (await inject(right)).status]).toEqual([201, 201]);
    const taken = { place: CENTRE, person, corrects: right.id, reason: 'not injected' };
    // By somebody of where it was: nothing of it is written.
    const paris = site.come('software', ELSEWHERE);
    const retraction = { id: randomUUID(), subject, occurredOn: '2021-03-10', ...taken };
    const { place: _, person: __, ...asked } = retraction;
    expect((await site.post('/api/vaccination/retractions', paris.token, asked)).status).toBe(403);
    expect(await site.factsOf(subject)).toHaveLength(2);
    expect(await site.post(CANCEL, token, { ...taken, id: randomUUID() })).toMatchObject({
      status: 201,
      body: { fact: { corrects: right.id }, next: { complete: false } },
    });
    const history = (await open(person)).body.history;
    expect(history).toMatchObject([{ stands: false }, { stands: false }]);
  });

  test('a dose received elsewhere is taken back, never corrected into an injection given here', async () => {
    const { person, subject } = await site.add();
    const abroad: Fact = {
      ...{ id: 'abroad', kind: 'earlier-injection', subject, occurredOn: '2021-02-01', place: CENTRE },
      ...{ recordedAt: MORNING, by: 'test', source: 'test' },
      body: { product: 'PF', country: 'BE', proof: 'document' },
    };
    await transaction(site.db, (tx) => append(tx, [abroad]));
    expect((await open(person)).body.history).toMatchObject([
      { words: { fr: 'Dose reçue ailleurs, Comirnaty, Belgique' }, mayChange: true },
    ]);
    expect(await record(acting(person, { corrects: 'abroad', reason: 'another lot' }))).toMatchObject({
      status: 404,
      body: { code: 'act-unknown', field: 'corrects' },
    });
    const taken = { id: randomUUID(), place: CENTRE, person, corrects: 'abroad', reason: 'not theirs' };
    expect((await site.post(CANCEL, token, taken)).status).toBe(201);
  });

  test('asked of an act that a colleague corrected meanwhile, nothing of it is taken back', async () => {
    const { person, subject } = await site.add();
    const first = acting(person);
    await record(first);
    const change = (corrects: string, lot: string) =>
      acting(person, { act: act({ lot }), corrects, reason: 'the lot was another' });
    const second = change(first.id, 'LOT1');
    await record(second);
    await record(change(second.id, 'LOT2'));
    const stale = { id: randomUUID(), place: CENTRE, person, corrects: second.id, reason: 'not injected' };
    expect(await site.post(CANCEL, token, stale)).toMatchObject({
      status: 409,
      body: { code: 'act-changed' },
    });
    expect((await site.factsOf(subject)).map(({ kind }) => kind)).not.toContain('retraction');
  });

  test('not what was corrected already, by two colleagues at the same moment too', async () => {
    const { person, subject } = await site.add();
    const wrong = acting(person);
    await record(wrong);
    const correct = (lot: string) =>
      record(acting(person, { act: act({ lot }), corrects: wrong.id, reason: 'the lot was another' }));
    const answers = await Promise.all(['LOT1', 'LOT2', 'LOT3'].map(correct));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.filter(({ status }) => status === 409).map(({ body }) => body.code)).toEqual([
      'act-changed',
      'act-changed',
    ]);
    expect(await site.factsOf(subject)).toHaveLength(2);
  });

  test('not an act of another territory, nor one that is nobody’s', async () => {
    const { person, subject } = await site.add();
    const paris = site.come('software', ELSEWHERE);
    const made = { ...act({ age: 85 }), id: randomUUID(), subject, place: ELSEWHERE };
    expect((await site.post('/api/vaccination/injections', paris.token, made)).status).toBe(201);
    expect((await open(person)).body.history).toMatchObject([{ id: made.id, mayChange: false }]);
    const change = { corrects: made.id, reason: 'another lot' };
    expect(await record(acting(person, { act: act({ lot: 'X1' }), ...change }))).toMatchObject({
      status: 403,
      body: { code: 'place-forbidden', field: 'corrects' },
    });
    const cancelled = { id: randomUUID(), place: CENTRE, person, ...change };
    expect(await site.post(CANCEL, token, cancelled)).toMatchObject({
      status: 403,
      body: { code: 'place-forbidden' },
    });
    expect(await site.post(CANCEL, token, { ...cancelled, corrects: 'nothing' })).toMatchObject({
      status: 404,
      body: { code: 'act-unknown' },
    });
    expect(await record(acting(person, { corrects: 'nothing', reason: 'a slip' }))).toMatchObject({
      status: 404,
      body: { code: 'act-unknown' },
    });
  });
});

test('the answers of the questionnaire are codes: words about a person do not enter the ledger', async () => {
  const { person, subject } = await site.add();
  const answer = await record(acting(person, { act: act({ answers: ['She told me everything'] }) }));
  expect(answer.status).toBe(422);
  expect(await site.factsOf(subject)).toEqual([]);
});

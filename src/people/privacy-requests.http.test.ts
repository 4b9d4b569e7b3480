/** What people ask about their data, and what becomes of it: through the real server, on a real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendMany } from '#facts/ledger.pg.ts';
import { Problem } from '#http/problem.ts';
import { listRequests, Request } from '#people/privacy.api.ts';
import {
  CLOCK,
  injectionOf,
  OFFICER,
  OTHER_OFFICER,
  openPrivacyWorld,
  type PrivacyWorld,
  requestId,
} from '../../tests/privacy.ts';

let world: PrivacyWorld;
beforeAll(async () => {
  world = await openPrivacyWorld();
});
afterAll(() => world.close());

const problemOf = (answer: { body: unknown }): string => Problem.parse(answer.body).code;

describe('requests', () => {
  const ask = (token: string, body: object) => world.call('POST', '/api/me/requests', token, body);

  test('asked, seen by the officer of the territory alone, answered once', async () => {
    const { person, token } = await world.enrol('Demandeuse');
    const asked = await ask(token, { id: requestId('q-1'), kind: 'rectification', text: 'Née à Mende' });
    expect(asked.status).toBe(201);
    expect(Request.parse(asked.body)).toMatchObject({ text: 'Née à Mende', answer: null, askedAt: CLOCK });
    const again = await ask(token, { id: requestId('q-1'), kind: 'rectification', text: 'Née à Mende' });
    expect(again).toMatchObject({ status: 200, body: asked.body });
    expect(problemOf(await ask(token, { id: requestId('q-1'), kind: 'erasure' }))).toBe('request-id-taken');

    const list = async (token_: string, place: string) =>
      world.call('GET', `/api/privacy/requests?place=${place}`, token_);
    const { requests } = listRequests.answers[200].schema.parse((await list(OFFICER, 'DEP-48')).body);
    expect(requests.filter(({ id }) => id === requestId('q-1'))).toMatchObject([
      {
        kind: 'rectification',
        text: 'Née à Mende',
        person: { person, identity: { familyName: 'Demandeuse' } },
      },
    ]);
    expect((await world.audit.ofPerson(person, 1)).lines[0]).toMatchObject({
      action: 'request',
      account: 'agent:dpo',
    });
    expect((await list(OTHER_OFFICER, 'DEP-75')).body).toEqual({ requests: [] });
    expect(problemOf(await list(OTHER_OFFICER, 'DEP-48'))).toBe('place-forbidden');

    const answer = (token_: string, body: object) =>
      world.call('POST', '/api/privacy/requests/answer', token_, body);
    expect(problemOf(await answer(OTHER_OFFICER, { id: requestId('q-1'), answer: 'done' }))).toBe(
      'person-elsewhere',
    );
    expect((await answer(OFFICER, { id: requestId('q-1'), answer: 'done' })).body).toEqual({
      answer: 'done',
      forgotten: false,
    });
    expect((await answer(OFFICER, { id: requestId('q-1'), answer: 'done' })).status).toBe(200);
    expect(problemOf(await answer(OFFICER, { id: requestId('q-1'), answer: 'refused' }))).toBe(
      'request-answered',
    );
    expect(problemOf(await answer(OFFICER, { id: requestId('q-none'), answer: 'done' }))).toBe(
      'request-unknown',
    );
    expect((await world.me(token)).requests).toMatchObject([
      { id: requestId('q-1'), answer: 'done', answeredAt: CLOCK },
    ]);
  });

  test('opposition to research is applied at once, on every record, and needs no answer', async () => {
    const kept = await world.enrol('Opposee');
    const merged = await world.enrol('Aussi-Opposee', { birthDate: '1961-05-06' });
    await world.register.setMergedInto(merged.person, kept.person);
    const { status, body } = await ask(kept.token, { id: requestId('q-o'), kind: 'opposition' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ answer: 'done', answeredAt: CLOCK });
    for (const { person } of [kept, merged])
      expect((await world.register.find(person))?.person.opposedSince).toBe(CLOCK);
    expect((await world.me(kept.token)).person).toMatchObject({ opposedSince: CLOCK, version: 1 });
  });

  test('an opposition whose id is taken changes nothing and leaves no line; one cut half-way is completed', async () => {
    const { person, token } = await world.enrol('Opposition-Prise');
    const requests = async (): Promise<number> =>
      (await world.audit.ofPerson(person, 50)).lines.filter(({ action }) => action === 'self-request').length;
    await ask(token, { id: requestId('q-p'), kind: 'rectification', text: 'Née à Mende' });
    expect(problemOf(await ask(token, { id: requestId('q-p'), kind: 'opposition' }))).toBe(
      'request-id-taken',
    );
    expect((await world.register.find(person))?.person.opposedSince).toBeNull();
    expect(await requests()).toBe(1);

    expect((await ask(token, { id: requestId('q-p2'), kind: 'opposition' })).status).toBe(201);
    await world.register.setOpposed(person, null, 'cut', CLOCK);
    expect((await ask(token, { id: requestId('q-p2'), kind: 'opposition' })).status).toBe(200);
    expect((await world.register.find(person))?.person.opposedSince).toBe(CLOCK);
    expect(await requests()).toBe(2);
  });

  test('two answers at once: the one that was given has a line, the other none', async () => {
    for (let round = 0; round < 5; round++) {
      const more = { birthDate: `196${round}-0${round + 1}-1${round}` };
      const { person, token } = await world.enrol(`${'BDFGK'[round]}omparo${'zvrts'[round]}ile`, more);
      const id = requestId(`q-two-${round}`);
      await ask(token, { id, kind: 'rectification', text: 'Mon prénom' });
      const answers = await Promise.all(
        ['done', 'refused'].map((answer) =>
          world.call('POST', '/api/privacy/requests/answer', OFFICER, { id, answer }),
        ),
      );
      const given = answers.flatMap(({ status, body }) => (status === 200 ? [body.answer] : []));
      const { lines } = await world.audit.ofPerson(person, 50);
      const told = lines.filter(({ action }) => action === 'answer').map(({ detail }) => detail.answer);
      expect(given).toHaveLength(1);
      expect(told).toEqual(given);
    }
  });

  test('at most twenty wait, however many are sent at once', async () => {
    const { token, person } = await world.enrol('Insistante');
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        ask(token, { id: requestId(`q-many-${n}`), kind: 'rectification', text: `${n}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
    const { rowCount } = await world.people.query('select from people.request where person = $1', [person]);
    expect(rowCount).toBe(20);
  });

  test('who has no record cannot ask', async () => {
    expect(problemOf(await ask('citizen:never-registered', { id: requestId('q-x'), kind: 'erasure' }))).toBe(
      'person-unknown',
    );
  });

  test('the text is sealed: the database holds no word of it', async () => {
    const { token, person } = await world.enrol('Discrete');
    await ask(token, { id: requestId('q-sealed'), kind: 'rectification', text: 'CANARI-DE-LA-DEMANDE' });
    const { rows } = await world.people.query<{ sealed: Buffer }>(
      'select sealed from people.request where person = $1',
      [person],
    );
    expect(rows[0]?.sealed.includes('CANARI')).toBe(false);
  });

  test('an erasure forgets the person and the records merged into theirs; their facts stay', async () => {
    const kept = await world.enrol('A-Oublier');
    const merged = await world.enrol('A-Oublier-Aussi', { birthDate: '1971-08-09' });
    await appendMany(world.ledger, [injectionOf(kept.subject, 'x1'), injectionOf(merged.subject, 'x2')]);
    await world.register.setMergedInto(merged.person, kept.person);
    await ask(kept.token, { id: requestId('q-forget'), kind: 'erasure', text: 'Oubliez-moi' });
    const answered = await world.call('POST', '/api/privacy/requests/answer', OFFICER, {
      id: requestId('q-forget'),
      answer: 'done',
    });
    expect(answered.body).toEqual({ answer: 'done', forgotten: true });
    for (const { person, subject, token } of [kept, merged]) {
      expect(await world.register.find(person)).toBeUndefined();
      expect(await world.register.findBySubject(subject)).toBeUndefined();
      expect(await world.me(token)).toMatchObject({ state: 'unknown' });
      const { rowCount } = await world.ledger.query('select from fact where subject = $1', [subject]);
      expect(rowCount).toBe(1);
      const { lines } = await world.audit.ofPerson(person, 5);
      expect(lines.map(({ action }) => action)).toContain('forget');
      expect(lines.find(({ action }) => action === 'forget')?.detail).toEqual({});
    }
    expect(
      problemOf(
        await world.call('POST', '/api/privacy/requests/answer', OFFICER, {
          id: requestId('q-forget'),
          answer: 'done',
        }),
      ),
    ).toBe('request-unknown');
  });

  test('an erasure cut half-way is finished when it is answered again; one that was refused is not done', async () => {
    const cut = await world.enrol('Coupee');
    await ask(cut.token, { id: requestId('q-cut'), kind: 'erasure' });
    await world.people.query(`update people.request set answer = 'done', answered_at = now() where id = $1`, [
      requestId('q-cut'),
    ]);
    const waiting = (await world.call('GET', '/api/privacy/requests?place=DEP-48', OFFICER)).text;
    expect(waiting).toContain(requestId('q-cut'));
    const answer = (id: string, what: 'done' | 'refused') =>
      world.call('POST', '/api/privacy/requests/answer', OFFICER, { id, answer: what });
    expect(problemOf(await answer(requestId('q-cut'), 'refused'))).toBe('request-answered');
    expect((await answer(requestId('q-cut'), 'done')).body).toEqual({ answer: 'done', forgotten: true });
    expect(await world.register.find(cut.person)).toBeUndefined();

    const kept = await world.enrol('Gardee');
    await ask(kept.token, { id: requestId('q-kept'), kind: 'erasure' });
    const answers = await Promise.all([
      answer(requestId('q-kept'), 'refused'),
      answer(requestId('q-kept'), 'done'),
    ]);
    const isForgotten = answers[1].status === 200;
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    expect((await world.register.find(kept.person)) === undefined).toBe(isForgotten);
  });
});

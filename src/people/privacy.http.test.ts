/** My data, who looked, the document of everything: through the real server, on a real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openAudit } from '#access/audit.node.ts';
import { connect } from '#db/pool.ts';
import { appendMany } from '#facts/ledger.pg.ts';
import { Problem } from '#http/problem.ts';
import { isRefused } from '#kernel/result.ts';
import {
  CLOCK,
  identityOf,
  injectionOf,
  NURSE,
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

describe('my data', () => {
  test('the record is found by the traits of the login, whatever the spelling of names', async () => {
    const { person, subject, token } = await world.enrol('Exemple-Lepetit');
    await appendMany(world.ledger, [injectionOf(subject, 'a1'), injectionOf(subject, 'a2')]);
    world.logins.set(token, {
      familyName: 'EXEMPLE LEPETIT',
      givenNames: 'CAMILLE INVENTION',
      birthDate: '1950-02-03',
      sex: 'f',
      birthPlace: '48095',
    });
    const mine = await world.me(token);
    expect(mine).toMatchObject({ state: 'known', facts: 2, requests: [] });
    expect(mine.person).toMatchObject({
      person,
      subjects: [subject],
      identity: { familyName: 'Exemple-Lepetit' },
    });
    const { lines } = await world.audit.ofPerson(person, 10);
    expect(lines[0]).toMatchObject({ action: 'self-read', account: token, role: 'citizen' });
  });

  test('nobody is shown to who is not in the register, to who says too little, to who has a homonym', async () => {
    expect(await world.me('citizen:never-registered')).toEqual({
      state: 'unknown',
      person: null,
      requests: [],
      facts: 0,
    });
    const { token } = await world.enrol('Homonyme');
    world.logins.set('citizen:vague', {
      familyName: 'Homonyme',
      givenNames: 'Camille Invention',
      birthDate: '1950-02-03',
      sex: 'f',
    });
    expect(await world.me('citizen:vague')).toMatchObject({ state: 'unsure', person: null });
    world.logins.set('citizen:odd', {
      familyName: 'Homonyme',
      givenNames: 'Camille Invention',
      birthDate: 'the third',
      sex: 'f',
    });
    expect(await world.me('citizen:odd')).toMatchObject({ state: 'unknown', person: null });
    const other = await world.register.register({
      id: 'person-homonym',
      identity: identityOf('Homonyme', { address: { commune: '75056' } }),
      evidence: [],
      notThese: [token.replace('citizen:', '')],
      by: 'psc:1',
      now: CLOCK,
    });
    expect(other).toMatchObject({ known: false });
    expect(await world.me(token)).toMatchObject({ state: 'unsure', person: null });
    expect((await world.call('GET', '/api/me/export', token)).status).not.toBe(200);
  });

  test('registered twice, whose record is whose is not sure: who looked at either is told all the same', async () => {
    const { person, token } = await world.enrol('Dedoublee');
    await world.lookAt(person);
    const twice = await world.register.register({
      id: 'person-twice',
      identity: identityOf('Dedoublee'),
      evidence: [],
      notThese: [person],
      by: 'psc:1',
      now: CLOCK,
    });
    expect(twice).toMatchObject({ known: false });
    await world.lookAt('person-twice', 'register');
    expect(await world.me(token)).toMatchObject({ state: 'unsure', person: null });
    const { state, looks, total } = await world.looksOf(token);
    expect([state, total]).toEqual(['unsure', 2]);
    expect(looks.map(({ action }) => action)).toEqual(['register', 'read']);
    for (const kind of ['erasure', 'rectification', 'opposition']) {
      const asked = await world.call('POST', '/api/me/requests', token, { id: requestId(kind), kind });
      expect([asked.status, problemOf(asked)]).toEqual([409, 'person-unsure']);
      expect(Problem.parse(asked.body).mend).toContain('identity watch');
    }
    expect(problemOf(await world.call('GET', '/api/me/export', token))).toBe('person-unsure');
  });

  test('a year and a country are many people’s: the record of a neighbour is not shown, nor who looked at it', async () => {
    const traits = { givenNames: 'Mohamed', sex: 'm', birthDate: '1950-00-00', birthPlace: '99352' } as const;
    const { person, token } = await world.enrol('Benexemple', traits);
    await world.lookAt(person);
    expect(await world.me(token)).toMatchObject({ state: 'unsure', person: null });
    expect(await world.looksOf(token)).toEqual({ state: 'unsure', looks: [], total: 0 });
    expect(await world.looksOf('citizen:never-registered')).toEqual({
      state: 'unknown',
      looks: [],
      total: 0,
    });
  });

  test('a rectification is seen at once: the login that fitted before does not any more', async () => {
    const { person, token } = await world.enrol('Faute-De-Frappe');
    const rectified = await world.register.rectify({
      person,
      version: 1,
      identity: identityOf('Juste'),
      evidence: [],
      by: 'psc:1',
      now: CLOCK,
    });
    expect(isRefused(rectified)).toBe(false);
    expect(await world.me(token)).toMatchObject({ state: 'unknown' });
    world.logins.set(token, {
      familyName: 'Juste',
      givenNames: 'Camille Invention',
      birthDate: '1950-02-03',
      sex: 'f',
      birthPlace: '48095',
    });
    expect(await world.me(token)).toMatchObject({ state: 'known', person: { version: 2 } });
  });

  test('only a citizen reads their own data; a professional asks by the register', async () => {
    for (const url of ['/api/me', '/api/me/looks', '/api/me/export'])
      expect(problemOf(await world.call('GET', url, NURSE))).toBe('forbidden');
    expect(problemOf(await world.call('GET', '/api/privacy/requests?place=DEP-48', 'citizen:x'))).toBe(
      'forbidden',
    );
  });
});

describe('who looked', () => {
  test('by name when it is known, with the role, the place and the act in words; own visits apart', async () => {
    const { person, token } = await world.enrol('Regardee');
    await world.lookAt(person, 'search');
    await world.lookAt(person, 'read');
    await world.audit.write([
      { account: 'psc:2', role: 'call-centre', place: 'FRA', action: 'search', person, request: 'r' },
    ]);
    const visit = {
      account: token,
      role: 'citizen',
      place: '',
      action: 'self-read',
      person,
      request: 'r',
    } as const;
    await world.audit.write(Array.from({ length: 900 }, () => visit));
    const { looks, total } = await world.looksOf(token);
    expect(total).toBe(903);
    expect(looks.filter(({ own }) => own)).toHaveLength(20);
    expect(
      looks
        .filter(({ own }) => !own)
        .map(({ who, action, placeName, role }) => [who, action, placeName, role.en]),
    ).toEqual([
      ['psc:2', 'search', 'FRA', 'Call-centre agent'],
      ['Dr Fictif Untel', 'read', 'Lozère', 'Health professional who vaccinates'],
      ['Dr Fictif Untel', 'search', 'Lozère', 'Health professional who vaccinates'],
    ]);
  });

  test('many visits within an hour are one line; so are many exports', async () => {
    const { person, token } = await world.enrol('Assidue');
    let minute = 0;
    const server = world.serve({ now: () => new Date(Date.parse(CLOCK) + minute * 60_000).toISOString() });
    const visit = async (url: string): Promise<void> => {
      const answer = await server.inject({ url, headers: { authorization: `Bearer ${token}` } });
      expect(answer.statusCode).toBe(200);
    };
    const lines = async () => (await world.audit.ofPerson(person, 100)).lines.map(({ action }) => action);
    await Promise.all(Array.from({ length: 20 }, () => visit('/api/me')));
    for (; minute < 60; minute += 20) await visit('/api/me');
    expect(await lines()).toEqual(['self-read']);
    await visit('/api/me');
    for (let i = 0; i < 3; i++) await visit('/api/me/export');
    expect(await lines()).toEqual(['self-export', 'self-read', 'self-read']);
    await server.close();
  });

  test('merged records read as one: facts and looks of all are shown, under the one that is kept', async () => {
    const kept = await world.enrol('Deux-Dossiers');
    const merged = await world.enrol('Deuxieme-Dossier', { birthDate: '1950-03-02' });
    await appendMany(world.ledger, [injectionOf(kept.subject, 'k1'), injectionOf(merged.subject, 'm1')]);
    await world.lookAt(kept.person);
    await world.lookAt(merged.person, 'pair');
    await world.register.setMergedInto(merged.person, kept.person);
    for (const { token } of [kept, merged]) {
      const mine = await world.me(token);
      expect(mine).toMatchObject({ state: 'known', facts: 2 });
      expect(mine.person).toMatchObject({ person: kept.person, merged: [merged.person], mergedInto: null });
      const { looks } = await world.looksOf(token);
      expect(looks.flatMap(({ own, action }) => (own ? [] : [action])).sort()).toEqual(['pair', 'read']);
    }
    await world.register.setMergedInto(merged.person, null);
    expect((await world.me(merged.token)).person).toMatchObject({ person: merged.person, merged: [] });
  });
});

describe('the document of everything', () => {
  test('has identity, versions, facts, requests, looks and what each is, and names no other person', async () => {
    const { person, subject, token } = await world.enrol('Tout-Voir', { phone: '0600000017' });
    const other = await world.register.register({
      id: 'person-alike',
      identity: identityOf('Tout-Voire', { phone: '0600000017' }),
      evidence: [],
      notThese: [person],
      by: 'psc:1',
      now: CLOCK,
    });
    expect(other).toMatchObject({ known: false });
    await appendMany(world.ledger, [injectionOf(subject, 'e1')]);
    await world.lookAt(person);
    await world.call('POST', '/api/me/requests', token, {
      id: requestId('q-export'),
      kind: 'rectification',
      text: 'Mon prénom',
    });
    await world.register.rectify({
      person,
      version: 1,
      identity: { ...identityOf('Tout-Voir'), phone: '0600000018' },
      evidence: [],
      by: 'psc:1',
      now: CLOCK,
    });
    const { status, body, text } = await world.call('GET', '/api/me/export', token);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      format: 'rappel-my-data-1',
      pseudonyms: [subject],
      facts: [injectionOf(subject, 'e1')],
      requests: [{ id: requestId('q-export'), text: 'Mon prénom', answer: null }],
      pairs: { waiting: 1, decided: 0 },
      leftOut: { facts: 0, looks: 0, requests: 0, versions: 0 },
    });
    const [record] = z.array(z.looseObject({ earlier: z.array(z.unknown()) })).parse(body.records);
    expect(record).toMatchObject({
      person: { version: 2, identity: { phone: expect.stringContaining('18') } },
    });
    expect(record?.earlier).toEqual([
      { identity: expect.objectContaining({ familyName: 'Tout-Voir' }), replacedAt: CLOCK },
    ]);
    expect(text).toContain('Dr Fictif Untel');
    expect(text).not.toContain('Tout-Voire');
    expect(text).not.toContain('person-alike');
    const { lines } = await world.audit.ofPerson(person, 1);
    expect(lines[0]).toMatchObject({ action: 'self-export' });
  });
});

test('when the trail cannot be written, nothing is shown', async () => {
  const { token } = await world.enrol('Sans-Trace');
  const broken = connect(world.database.url, { max: 1, appRole: true, role: 'access' });
  await broken.end();
  const server = world.serve({ audit: openAudit(broken) });
  for (const url of ['/api/me', '/api/me/export']) {
    const answer = await server.inject({ method: 'GET', url, headers: { authorization: `Bearer ${token}` } });
    expect(answer.statusCode).toBeGreaterThanOrEqual(500);
    expect(answer.body).not.toContain('Sans-Trace');
  }
  await server.close();
});

test('the record of processing is open to all, in both languages', async () => {
  const answer = await world.app.inject({ method: 'GET', url: '/api/privacy/record' });
  expect(answer.statusCode).toBe(200);
  expect(answer.body).toContain('Caisse nationale de l’assurance maladie');
  expect(answer.body).toContain('decree no. 2020-1690');
});

// Long: one issuer, one desk and one ledger serve all of it.
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TrustList } from '#certificate/certificate.ts';
import { nodeEngine } from '#certificate/engine.node.ts';
import { IssuedList } from '#certificate/page/issued.api.ts';
import { trustListOf } from '#certificate/trust.node.ts';
import { verifyText } from '#certificate/verify.ts';
import { addDays } from '#kernel/day.ts';
import {
  type CertificateProgram,
  ELSEWHERE,
  HERE,
  openCertificateProgram,
  ZELIE,
} from '../../../../tests/certificate-program.ts';

let program: CertificateProgram;
let nurse = '';

beforeAll(async () => {
  program = await openCertificateProgram();
  nurse = program.comeAs('vaccinator', HERE.place);
});
afterAll(() => program.close());

const shot = (occurredOn: string, product = 'PF', more: object = {}) => ({
  occurredOn,
  body: { product, ...more },
});
const Told = z.object({ code: z.string(), detail: z.string(), mend: z.string() });
const told = ({ status, body }: { status: number; body: unknown }) => ({
  status,
  code: Told.parse(body).code,
});

const Revocations = z.object({ ctr: z.number(), rids: z.array(z.string()) });
const Claims = z.object({
  vc: z.object({
    rid: z.string(),
    credentialSubject: z.object({ fhirBundle: z.object({ entry: z.array(z.unknown()) }) }),
  }),
});

/** What a verifier that keeps this issuer in its folder would hold. */
const trustListed = async (issuer: object): Promise<TrustList> => {
  const path = join(program.folder, 'issuer-as-read.json');
  await writeFile(path, JSON.stringify({ issuers: [issuer] }));
  return (await trustListOf(path)).list;
};

let drawn = 0;
/** Somebody like nobody else, with these injections. */
const vaccinated = async (commune: string, ...facts: object[]) => {
  drawn += 1;
  const found = await program.registered(
    {
      ...ZELIE,
      familyName: `Essai${'bcdfglm'[drawn % 7]}${'aeiouy'[drawn % 6]}${'prstvz'[(drawn * 5) % 6]}in`,
      birthDate: addDays('1930-01-01', drawn * 97),
    },
    commune,
  );
  const recorded = await program.happened(found.subject, ...facts);
  return { ...found, facts: recorded };
};

const trust = async (): Promise<TrustList> =>
  TrustList.parse((await program.send('GET', '/api/certificates/trust')).body);

describe('issued at the desk', () => {
  test('from the facts: a certificate a dose, the newest first, that verifies with the published list', async () => {
    const { person } = await vaccinated(HERE.commune, shot('2021-05-01'), shot('2021-06-11'));
    const { status, body } = await program.issue(nurse, person);
    expect(status).toBe(201);
    const { certificates, notes } = IssuedList.parse(body);
    expect(certificates.map(({ words }) => words.fr)).toEqual([
      'Dose 2 sur 2, Comirnaty, le 11 juin 2021',
      'Dose 1 sur 2, Comirnaty, le 1er mai 2021',
    ]);
    expect(notes.map(({ code }) => code)).toEqual(['identity-provisional']);
    const [first] = certificates;
    expect(first?.uvci).toMatch(/^URN:UVCI:01:FR:RAPPEL\/[0-9A-F]{32}#[A-Z0-9/:]$/);
    const verdict = await verifyText(first?.qr[0] ?? '', await trust(), program.clock.now, nodeEngine);
    expect(verdict).toMatchObject({ valid: true, issuer: 'FR' });
    expect(verdict.claims).toMatchObject({
      dob: expect.any(String),
      nam: { gnt: 'ZELIE<MARGUERITE' },
      v: [{ dn: 2, sd: 2, mp: 'EU/1/20/1528', is: 'Ministère d’essai', ci: first?.uvci }],
    });
  });

  test('the same id gives the same certificates, however many ask at the same moment', async () => {
    const { person } = await vaccinated(HERE.commune, shot('2021-05-01'), shot('2021-06-11'));
    const id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => program.issue(nurse, person, { id })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    const uvcis = answers.map(({ body }) => IssuedList.parse(body).certificates.map(({ uvci }) => uvci));
    expect(new Set(uvcis.map(String)).size).toBe(1);
    const { rowCount } = await program.db.query('select from certificate.issued where request = $1', [id]);
    expect(rowCount).toBe(2);
  });

  test('a SMART Health Card of every dose verifies as well, with the keys at its well-known address', async () => {
    const { person } = await vaccinated(
      HERE.commune,
      shot('2021-05-01', 'PF', { lot: 'EJ6795' }),
      shot('2021-06-11', 'MO'),
    );
    const { body } = await program.issue(nurse, person, { kind: 'shc' });
    const [card] = IssuedList.parse(body).certificates;
    expect(card).toMatchObject({ format: 'shc', uvci: null, words: { en: '2 doses of vaccine' } });
    const verdict = await verifyText(card?.qr.join('\n') ?? '', await trust(), program.clock.now, nodeEngine);
    expect(verdict).toMatchObject({ valid: true, format: 'shc', issuer: 'https://rappel.example' });
    const { body: jwks } = await program.send('GET', '/.well-known/jwks.json');
    expect(jwks).toMatchObject({
      keys: [{ kty: 'EC', crv: 'P-256', use: 'sig', alg: 'ES256', kid: verdict.kid }],
    });
    expect(JSON.stringify(jwks)).not.toContain('"d"');
  });

  test('what is kept names nobody, and holds no code', async () => {
    const { rows } = await program.db.query(
      'select * from certificate.issued i join certificate.rests_on r using (request, ordinal)',
    );
    const text = JSON.stringify(rows);
    expect(rows.length).toBeGreaterThan(3);
    for (const name of ['Essai', 'Zélie', 'ZELIE', 'HC1:', 'shc:', '1930-']) expect(text).not.toContain(name);
  });

  test('each issue leaves a line of the trail that names the person, and no name', async () => {
    const { person } = await vaccinated(HERE.commune, shot('2021-06-11'));
    await program.issue(nurse, person);
    const { rows } = await program.access.query('select action, detail from access.audit where person = $1', [
      person,
    ]);
    expect(rows).toEqual([{ action: 'certificate', detail: { issued: 1, format: 'dcc', known: false } }]);
  });

  test('an issue answers within 300 ms, 95 times of 100', async () => {
    const people = await Promise.all(
      Array.from({ length: 40 }, () => vaccinated(HERE.commune, shot('2021-06-11'))),
    );
    const times: number[] = [];
    for (const { person } of people) {
      const start = performance.now();
      await program.issue(nurse, person);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    expect(times[Math.floor(times.length * 0.95)]).toBeLessThan(300);
  });
});

describe('refused', () => {
  test.each([
    ['nobody', async () => 'nobody-0000', { status: 404, code: 'person-unknown' }],
    [
      'somebody who lives elsewhere',
      async () => (await vaccinated(ELSEWHERE.commune, shot('2021-06-11'))).person,
      { status: 403, code: 'person-elsewhere' },
    ],
    [
      'somebody without a dose',
      async () => (await vaccinated(HERE.commune)).person,
      { status: 422, code: 'certificate-no-fact' },
    ],
    [
      'a dose without a known vaccine',
      async () =>
        (
          await vaccinated(HERE.commune, {
            kind: 'earlier-injection',
            body: { country: 'BE', proof: 'document' },
          })
        ).person,
      { status: 422, code: 'certificate-not-recognised' },
    ],
    [
      'a name that cannot be written',
      async () => {
        const { person, subject } = await program.registered({
          ...ZELIE,
          familyName: '山田',
          givenNames: '花子',
        });
        await program.happened(subject, shot('2021-06-11'));
        return person;
      },
      { status: 422, code: 'certificate-name-unwritable' },
    ],
  ])('a certificate for %s', async (_what, who, expected) => {
    expect(told(await program.issue(nurse, await who()))).toEqual(expected);
  });

  test('a place that is not the caller’s, a role without the right, nobody', async () => {
    const { person } = await vaccinated(HERE.commune, shot('2021-06-11'));
    expect(told(await program.issue(nurse, person, { place: ELSEWHERE.place })).code).toBe('place-forbidden');
    const clerk = program.comeAs('call-centre', HERE.place);
    expect(told(await program.issue(clerk, person)).code).toBe('forbidden');
    expect(told(await program.issue('nobody', person)).status).toBe(401);
  });

  test('an id used for somebody else, or for another kind', async () => {
    const [one, other] = [
      await vaccinated(HERE.commune, shot('2021-06-11')),
      await vaccinated(HERE.commune, shot('2021-06-12')),
    ];
    const id = randomUUID();
    expect((await program.issue(nurse, one.person, { id })).status).toBe(201);
    expect(told(await program.issue(nurse, other.person, { id }))).toEqual({
      status: 409,
      code: 'id-conflict',
    });
    expect(told(await program.issue(nurse, one.person, { id, kind: 'shc' })).code).toBe('id-conflict');
  });

  test('more than twenty requests in a day for one person', async () => {
    const { person } = await vaccinated(HERE.commune, shot('2021-06-11'));
    for (let i = 0; i < 20; i++) expect((await program.issue(nurse, person)).status).toBe(201);
    expect(told(await program.issue(nurse, person))).toEqual({ status: 429, code: 'certificate-too-often' });
  });

  test('a malformed request says which field', async () => {
    const answer = await program.send('POST', '/api/vaccination/certificates', nurse, {
      id: 'x',
      place: HERE.place,
    });
    expect(told(answer)).toEqual({ status: 422, code: 'request-malformed' });
  });
});

describe('withdrawn', () => {
  const verdictOf = async (qr: string) => {
    const { valid, reason } = await verifyText(qr, await trust(), program.clock.now, nodeEngine);
    return valid ? 'valid' : reason;
  };
  const issued = async (person: string) => {
    const { certificates } = IssuedList.parse((await program.issue(nurse, person)).body);
    return certificates.map(({ qr, id, uvci }) => ({ qr: qr[0] ?? '', id, uvci: uvci ?? '' }));
  };

  test('a dose taken back revokes its certificate and those that rest on it; given back, they hold again', async () => {
    const { person, subject, facts } = await vaccinated(HERE.commune, shot('2021-05-01'), shot('2021-06-11'));
    const [second, first] = await issued(person);
    const before = facts[0]?.id ?? '';
    expect(await verdictOf(second?.qr ?? '')).toBe('valid');
    const [taken] = await program.happened(subject, {
      kind: 'retraction',
      corrects: before,
      reason: 'another person',
    });
    expect(await verdictOf(second?.qr ?? '')).toBe('revoked');
    expect(await verdictOf(first?.qr ?? '')).toBe('revoked');
    const again = await program.send('GET', `/api/vaccination/certificates/${second?.id}/pdf`, nurse);
    expect(told(again)).toEqual({ status: 409, code: 'certificate-withdrawn' });
    const [anew] = await issued(person);
    expect(await verdictOf(anew?.qr ?? '')).toBe('valid');
    await program.happened(subject, {
      kind: 'retraction',
      corrects: taken?.id ?? '',
      reason: 'the right person',
    });
    expect(await verdictOf(second?.qr ?? '')).toBe('valid');
  });

  test('the same request, once its facts were corrected, says that it no longer holds', async () => {
    const { person, subject, facts } = await vaccinated(HERE.commune, shot('2021-06-11'));
    const id = randomUUID();
    expect((await program.issue(nurse, person, { id })).status).toBe(201);
    await program.happened(subject, {
      ...shot('2021-06-10'),
      corrects: facts[0]?.id ?? '',
      reason: 'the day was wrong',
    });
    expect(told(await program.issue(nurse, person, { id }))).toEqual({
      status: 409,
      code: 'certificate-withdrawn',
    });
    const { certificates } = IssuedList.parse((await program.issue(nurse, person)).body);
    expect(certificates.map(({ words }) => words.en)).toEqual(['Dose 1 of 2, Comirnaty, on 10 June 2021']);
  });

  test('by who may, by its identifier, at once; and nobody else', async () => {
    const { person } = await vaccinated(HERE.commune, shot('2021-06-11'));
    const [one] = await issued(person);
    const asked = { uvci: one?.uvci, reason: 'wrong-person' };
    const path = '/api/vaccination/certificates/revocations';
    expect(told(await program.send('POST', path, nurse, asked)).code).toBe('forbidden');
    const away = program.comeAs('centre-manager', ELSEWHERE.place);
    expect(told(await program.send('POST', path, away, asked)).code).toBe('person-elsewhere');
    const manager = program.comeAs('centre-manager', HERE.place);
    expect(
      told(await program.send('POST', path, manager, { ...asked, uvci: 'URN:UVCI:01:FR:X/Y#Z' })).code,
    ).toBe('certificate-unknown');
    expect((await program.send('POST', path, manager, asked)).status).toBe(200);
    expect((await verifyText(one?.qr ?? '', await trust(), program.clock.now, nodeEngine)).reason).toBe(
      'revoked',
    );
    const pdf = await program.send('GET', `/api/vaccination/certificates/${one?.id}/pdf`, nurse);
    expect(told(pdf).code).toBe('certificate-withdrawn');
  });

  test('a health card by its id', async () => {
    const { person } = await vaccinated(HERE.commune, shot('2021-06-11'));
    const [card] = IssuedList.parse((await program.issue(nurse, person, { kind: 'shc' })).body).certificates;
    const manager = program.comeAs('centre-manager', HERE.place);
    const asked = { uvci: card?.id, reason: 'lost' };
    expect(
      (await program.send('POST', '/api/vaccination/certificates/revocations', manager, asked)).status,
    ).toBe(200);
    const verdict = await verifyText(card?.qr.join('\n') ?? '', await trust(), program.clock.now, nodeEngine);
    expect(verdict.reason).toBe('revoked');
    // And as other countries' verifiers read it: the list of its key, announced by the version beside the key.
    const { body: jwks } = await program.send('GET', '/.well-known/jwks.json');
    const { body: list, status } = await program.send('GET', `/.well-known/crl/${verdict.kid}.json`);
    expect(status).toBe(200);
    expect(list).toMatchObject({ kid: verdict.kid, method: 'rid', ctr: expect.any(Number) });
    expect(jwks).toMatchObject({ keys: [{ crlVersion: Revocations.parse(list).ctr }] });
    const { rid } = Claims.parse(verdict.claims).vc;
    expect(Revocations.parse(list).rids).toContain(rid);
    const [hash] = (await trustListed({ iss: verdict.issuer, jwks, crls: [list] })).revoked;
    expect((await trust()).revoked).toContain(hash);
  });

  test('no list for a key that signed nothing here, nor for what is no name of a key', async () => {
    const unknown = await program.send('GET', `/.well-known/crl/${'A'.repeat(43)}.json`);
    expect(told(unknown)).toEqual({ status: 404, code: 'certificate-unknown' });
    expect((await program.send('GET', '/.well-known/crl/..json')).status).toBe(422);
  });
});

describe('shown again', () => {
  test('a card says what it said: a dose recorded since is not on it, and revokes it not', async () => {
    const { person, subject, facts } = await vaccinated(HERE.commune, shot('2021-06-11'));
    const asked = { id: randomUUID(), kind: 'shc' };
    expect((await program.issue(nurse, person, asked)).status).toBe(201);
    await program.happened(subject, shot('2021-06-25'));
    const again = await program.issue(nurse, person, asked);
    expect(again.status).toBe(200);
    const [card] = IssuedList.parse(again.body).certificates;
    expect(card?.words.en).toBe('One dose of vaccine');
    const { claims } = await verifyText(card?.qr[0] ?? '', await trust(), program.clock.now, nodeEngine);
    expect(Claims.parse(claims).vc.credentialSubject.fhirBundle.entry).toHaveLength(2);
    await program.happened(subject, { kind: 'retraction', corrects: facts[0]?.id ?? '', reason: 'other' });
    expect(told(await program.issue(nurse, person, asked)).code).toBe('certificate-withdrawn');
  });

  test('twenty in a day, when they all come at the same moment too', async () => {
    const { person } = await vaccinated(HERE.commune, shot('2021-06-11'));
    const answers = await Promise.all(Array.from({ length: 24 }, () => program.issue(nurse, person)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
  });
});

test('nothing outlives the certificate of the key that signs it', async () => {
  const before = program.clock.now;
  const { notAfter } = program.certificates.issuer.dcc;
  const { person } = await vaccinated(HERE.commune, shot('2021-06-11'));
  try {
    program.clock.now = new Date(Date.parse(notAfter) - 100 * 86_400_000).toISOString();
    const [one] = IssuedList.parse((await program.issue(nurse, person)).body).certificates;
    expect(one?.expiresAt).toBe(notAfter);
    program.clock.now = notAfter;
    expect(told(await program.issue(nurse, person))).toEqual({ status: 503, code: 'certificate-key-over' });
  } finally {
    program.clock.now = before;
  }
});

describe('for oneself', () => {
  test('a person receives, lists and prints their own, and nobody else’s', async () => {
    const { person, subject } = await program.registered({ ...ZELIE, familyName: 'Citoyenne' });
    await program.happened(subject, shot('2021-06-11', 'JA'));
    const account = 'fc:1';
    const me = program.comeAs('citizen', '', account);
    program.citizens.set(account, { ...ZELIE, familyName: 'Citoyenne' });
    const asked = { id: randomUUID(), kind: 'dcc', language: 'en' };
    const { status, body } = await program.send('POST', '/api/me/certificates', me, asked);
    expect(status).toBe(201);
    const [mine] = IssuedList.parse(body).certificates;
    expect(mine?.words.en).toBe('Dose 1 of 1, Janssen, on 11 June 2021');
    const { body: list } = await program.send('GET', '/api/me/certificates', me);
    expect(list).toMatchObject({ certificates: [{ id: mine?.id, uvci: mine?.uvci, revokedAt: null }] });
    const pdf = await program.send('GET', mine?.pdf ?? '', me);
    expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const { rows } = await program.access.query('select action from access.audit where person = $1', [
      person,
    ]);
    expect(rows.map(({ action }) => action)).toEqual(['self-certificate', 'self-certificate']);

    program.citizens.set('fc:2', { ...ZELIE, familyName: 'Autre' });
    const other = program.comeAs('citizen', '', 'fc:2');
    expect(told(await program.send('GET', mine?.pdf ?? '', other)).code).toBe('person-unknown');
    await program.registered({ ...ZELIE, familyName: 'Autre', birthDate: '1971-01-01' });
    program.citizens.set('fc:2', { ...ZELIE, familyName: 'Autre', birthDate: '1971-01-01' });
    expect(told(await program.send('GET', mine?.pdf ?? '', other)).code).toBe('certificate-unknown');
  });
});

test('what anybody verifies with is open to every site, and holds no private key', async () => {
  const response = await program.app.inject({ url: '/api/certificates/trust' });
  expect(response.headers['access-control-allow-origin']).toBe('*');
  expect(response.body).not.toMatch(/"d":|PRIVATE/);
  expect(
    (await program.app.inject({ url: '/.well-known/jwks.json' })).headers['access-control-allow-origin'],
  ).toBe('*');
  const { body } = await program.send('GET', '/api/certificates/value-sets');
  expect(body).toMatchObject({ mp: { 'EU/1/20/1528': 'Comirnaty' }, tg: { '840539006': 'COVID-19' } });
});

/** The register on a real PostgreSQL: who is found, who is a candidate, what is kept. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { isRefused } from '#kernel/result.ts';
import type { Evidence, Identity } from '#people/person.ts';
import type { Criteria } from '#people/register.ts';
import { bulkRegister } from '#people/register-bulk.node.ts';
import {
  ADA,
  NOW,
  NUMBER,
  openTestRegister,
  PASSPORT,
  TABLES,
  withKey,
  ZELIE,
} from '../../tests/register.ts';

const opened = await openTestRegister();
const { db, keyring, register, ask, add, found } = opened;

beforeEach(opened.empty);
afterAll(opened.close);

const candidates = async (answer: ReturnType<typeof ask>): Promise<string[]> => {
  const got = await answer;
  return 'candidates' in got ? got.candidates.map(({ stored }) => stored.person.id) : [];
};

const without = <K extends keyof Identity>(identity: Identity, ...keys: K[]): Omit<Identity, K> => {
  const copy = { ...identity };
  for (const key of keys) delete copy[key];
  return copy;
};

/** Everything the schema holds, as the text of a dump. */
const dump = async (): Promise<string> => {
  const parts: string[] = [];
  for (const table of TABLES) {
    const { rows } = await db.query<{ text: string }>(`select t::text as text from people.${table} t`);
    parts.push(...rows.map(({ text }) => text));
  }
  return parts.join('\n');
};

describe('finding', () => {
  test.each<[string, Criteria]>([
    ['as written', { familyName: 'Brindaval', givenName: 'Zélie', birthDate: '1955-07-04' }],
    ['no accents, capitals', { familyName: 'BRINDAVAL', givenName: 'ZELIE', birthDate: '1955-07-04' }],
    ['family name alone', { familyName: 'Brindaval', birthDate: '1955-07-04' }],
    ['first name alone', { givenName: 'Zélie', birthDate: '1955-07-04' }],
    ['second first name', { familyName: 'Brindavalle', givenName: 'Marguerite', birthDate: '1955-07-04' }],
    ['both names misspelt', { familyName: 'Brimdaval', givenName: 'Zekie', birthDate: '1955-07-04' }],
    ['names swapped', { familyName: 'Zelie', givenName: 'Brindaval', birthDate: '1955-07-04' }],
    ['day and month turned', { familyName: 'Brindaval', givenName: 'Zelie', birthDate: '1955-04-07' }],
    ['year wrong', { familyName: 'Brindaval', givenName: 'Zelie', birthDate: '1956-07-04' }],
    ['year alone', { familyName: 'Brindaval', givenName: 'Zelie', birthDate: '1955-00-00' }],
    ['names and city', { familyName: 'Brindaval', givenName: 'Zelie', city: 'MENDE CEDEX' }],
    ['name and phone', { familyName: 'Brindaval', phone: '+33 6 00 00 00 01' }],
    ['name and e-mail', { givenName: 'Zelie', email: 'Zelie.Brindaval@example.org' }],
    ['number with its key', { nationalNumber: NUMBER }],
    ['number without its key, spaced', { nationalNumber: '2 55 07 48 095 012' }],
  ])('%s', async (_, criteria) => {
    const { person } = await add(ZELIE);
    await add(ADA);
    expect(await found(criteria)).toEqual([person.id]);
  });

  test('particles, compound names and the name of daily life', async () => {
    const identity = { ...ADA, familyName: 'de La Brindelle-Quercy', usedFamilyName: 'Oursival' };
    const { person } = await add(identity);
    for (const familyName of ['La Brindelle', 'BRINDELLE QUERCY', 'Quercy', 'Oursival'])
      expect(await found({ familyName, birthDate: '1980-01-02' })).toEqual([person.id]);
  });

  test('the most alike first, twenty at most, and that there are more', async () => {
    const writer = bulkRegister(db, keyring, { now: () => NOW });
    await writer.add(
      Array.from({ length: 25 }, (_, i) => ({
        id: `homonym-${String(i).padStart(2, '0')}`,
        identity: { ...ADA, givenNames: i === 7 ? 'Ada' : `Ada Zoe${i}` },
        evidence: [],
        subjects: [`subject-${i}`],
      })),
    );
    await writer.end();
    const answer = await register.search({ familyName: 'Quintefeuille', birthDate: '1980-01-02' });
    expect(answer).toMatchObject({ more: true });
    expect('found' in answer ? answer.found : []).toHaveLength(20);
    expect(await register.findBySubject('subject-3')).toBe('homonym-03');
  });

  test.each<[Criteria, RegExp]>([
    [{ familyName: 'Brindaval' }, /birth date/],
    [{ familyName: 'Brindaval', givenName: 'Zelie' }, /birth date/],
    [{ birthDate: '1955-07-04' }, /family name/],
    [{ familyName: 'Brindaval', birthDate: '1955-00-00' }, /first name/],
    [{ givenName: 'Zelie', city: 'Mende' }, /birth date/],
    [{ phone: '0600000001' }, /family name/],
    [{}, /family name/],
  ])('%j is too wide, and what to add is said', async (criteria, mend) => {
    const answer = await register.search(criteria);
    expect(isRefused(answer) && answer.refusal.code).toBe('search-too-wide');
    expect(isRefused(answer) && answer.refusal.message).toMatch(mend);
  });

  test('a wrong key is refused, not searched', async () => {
    const wrong = `${NUMBER.slice(0, 13)}${NUMBER.endsWith('1') ? '02' : '01'}`;
    expect(await register.search({ nationalNumber: wrong })).toMatchObject({
      refusal: { code: 'national-number-key' },
    });
  });

  test('only people the caller may be shown', async () => {
    await add(ZELIE);
    const answer = await register.search({ nationalNumber: NUMBER }, ({ place }) => place === 'DEP-75');
    expect(answer).toEqual({ found: [], more: false });
  });

  test('merged records are one person, found by what either says', async () => {
    const kept = await add(ZELIE);
    const merged = await add({ ...ADA, givenNames: 'Adèle' });
    await register.setMergedInto(merged.person.id, kept.person.id);
    expect(await found({ familyName: 'Quintefeuille', birthDate: '1980-01-02' })).toEqual([kept.person.id]);
    expect(await register.mergedInto(kept.person.id)).toEqual([merged.person.id]);
    await register.setMergedInto(merged.person.id, null);
    expect(await found({ familyName: 'Quintefeuille', birthDate: '1980-01-02' })).toEqual([merged.person.id]);
  });

  test('strict traits: certain, unsure or unknown', async () => {
    const { person } = await add(ZELIE);
    const strict = { ...ZELIE, familyName: 'BRINDAVAL', givenNames: 'ZELIE MARGUERITE' };
    expect(await register.findStrict(strict)).toMatchObject({ person: { id: person.id } });
    expect(await register.findStrict({ ...strict, givenNames: 'ZELIE' })).toBe('unsure');
    expect(await register.findStrict({ ...strict, birthPlace: '75112' })).toBeUndefined();
    expect(await register.findStrict({ ...strict, birthDate: '1955-07-05' })).toBeUndefined();
    await add(without(ZELIE, 'nationalNumber'), { notThese: [person.id] });
    expect(await register.findStrict(strict)).toBe('unsure');
  });

  test('strict traits that are many people’s are never certain; a country is, once a paper was seen', async () => {
    const traits = { givenNames: 'Mohamed', sex: 'm' as const };
    const paper = { kind: 'document' as const, document: 'passport' as const, on: '2021-03-01', by: 'psc:1' };
    const vague = [
      ['Benexemple', '1950-00-00', '48095'],
      ['Karimodel', '1941-13-31', '48095'],
      ['Tsofictif', '1962-05-00', '48095'],
      ['Ouldinvent', '1933-07-23', '99999'],
      ['Zerhypothese', '1974-00-00', '99352'],
    ] as const;
    for (const [familyName, birthDate, birthPlace] of vague) {
      const identity = { ...traits, familyName, birthDate, birthPlace };
      await add(identity, { evidence: [paper] });
      expect([identity, await register.findStrict(identity)]).toEqual([identity, 'unsure']);
    }
    const abroad = { ...traits, familyName: 'Madugabarit', birthDate: '1985-11-13', birthPlace: '99352' };
    await add(abroad);
    expect(await register.findStrict(abroad)).toBe('unsure');
    const shown = { ...traits, familyName: 'Ferspecimen', birthDate: '1926-12-19', birthPlace: '99352' };
    const { person } = await add(shown, { evidence: [paper] });
    expect(await register.findStrict(shown)).toMatchObject({ person: { id: person.id } });
    // A namesake of the same day and country, without a paper: nobody knows which of the two signed in.
    await add(shown, { notThese: [person.id] });
    expect(await register.findStrict(shown)).toBe('unsure');
  });
});

describe('registering', () => {
  test('a person is kept whole, under a pseudonym drawn by chance, where they live', async () => {
    const stored = await add(ZELIE, { evidence: [PASSPORT] });
    expect(stored).toMatchObject({ trust: 'validated', place: 'DEP-48', mergedInto: null });
    expect(stored.person.subjects[0]).toMatch(/^p-[a-z2-7]{26}$/);
    expect(await register.find(stored.person.id)).toEqual(stored);
    expect(await register.findBySubject(stored.person.subjects[0] ?? '')).toBe(stored.person.id);
    expect(await register.findMany([stored.person.id, 'nobody-here'])).toEqual(
      new Map([[stored.person.id, stored]]),
    );
  });

  test('without an address, a person is where they were registered', async () => {
    expect((await add(ADA, { at: 'centre-mende' })).place).toBe('centre-mende');
    expect((await add(without(ZELIE, 'address'))).place).toBeNull();
  });

  test('the same request twice, or ten times at once, is one person', async () => {
    const [first, ...others] = await Promise.all(
      Array.from({ length: 10 }, () => ask(ZELIE, { id: 'person-twice' })),
    );
    const again = await ask(ZELIE, { id: 'person-twice' });
    const answers = [first, ...others, again].map((one) => one && 'stored' in one && one.stored);
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(again).toMatchObject({ known: true });
    const { rows } = await db.query('select from people.person');
    expect(rows).toHaveLength(1);
  });

  test('the id of another person is refused, a rectified one still known', async () => {
    const { person } = await add(ZELIE, { id: 'person-taken' });
    expect(await ask(ADA, { id: person.id })).toMatchObject({ refusal: { code: 'person-id-taken' } });
    await register.rectify({
      person: person.id,
      version: 1,
      identity: { ...ZELIE, familyName: 'Brindeval' },
      evidence: [],
      by: 'RPPS-1',
      now: NOW,
    });
    expect(await ask(ZELIE, { id: person.id })).toMatchObject({
      known: true,
      stored: { person: { version: 2 } },
    });
  });

  test('two desks at once with one new person: the second is shown the first', async () => {
    const answers = await Promise.all([ask(ZELIE), ask(ZELIE)]);
    expect(answers.filter((one) => 'candidates' in one)).toHaveLength(1);
    expect(answers.filter((one) => 'stored' in one)).toHaveLength(1);
  });

  test('homonyms born the same day: shown, then registered, and the pair left to identity watch', async () => {
    const one = await add(ADA);
    expect(await candidates(ask(ADA))).toEqual([one.person.id]);
    const other = await add(ADA, { notThese: [one.person.id], at: 'DEP-48' });
    const { rows } = await db.query(
      'select one, other, place, probability, found_by, decision from people.pair',
    );
    const [first, second] = [one.person.id, other.person.id].sort();
    expect(rows).toEqual([
      { one: first, other: second, place: 'DEP-48', probability: 1, found_by: 'desk', decision: null },
    ]);
  });

  test('homonyms with numbers of their own are not held up', async () => {
    const known = await add(ZELIE);
    const other = { ...ZELIE, nationalNumber: withKey('2550748095013') };
    const { phone: _, email: __, address: ___, ...elsewhere } = other;
    expect(await candidates(ask(elsewhere))).toEqual([]);
    const born = { ...other, nationalNumber: withKey('2550733063014'), birthPlace: '33063' };
    expect(await candidates(ask(born))).toEqual([]);
    // All of the strict identity, the same phone and another number: one person, and one card read wrong.
    const misread = { ...other, nationalNumber: withKey('2550748095015') };
    expect(await candidates(ask(misread))).toEqual([known.person.id]);
  });

  test('twins are told apart by their first names', async () => {
    const twin = { ...ADA, birthDate: '2010-05-06', givenNames: 'Ombeline' };
    await add(twin);
    expect(await candidates(ask({ ...twin, givenNames: 'Capucine' }))).toEqual([]);
  });

  test('a child under the number of a parent is no candidate once it is said whose it is', async () => {
    const parent = await add(ZELIE);
    const child = { ...ADA, familyName: 'Brindaval', birthDate: '2015-02-11', nationalNumber: NUMBER };
    expect(await candidates(ask(child))).toEqual([parent.person.id]);
    const stored = await add({ ...child, numberOf: 'bearer' });
    expect(await register.warningsOf(stored, NOW)).toEqual([]);
    expect((await found({ nationalNumber: NUMBER })).sort()).toEqual(
      [parent.person.id, stored.person.id].sort(),
    );
  });

  test('names swapped or misspelt are candidates', async () => {
    const { person } = await add(ZELIE);
    const bare = without(ZELIE, 'nationalNumber', 'phone', 'email', 'address', 'birthPlace');
    expect(await candidates(ask({ ...bare, familyName: 'Zélie', givenNames: 'Brindaval' }))).toEqual([
      person.id,
    ]);
    expect(await candidates(ask({ ...bare, familyName: 'Bryndaval', givenNames: 'Zelie' }))).toEqual([
      person.id,
    ]);
  });

  test('two people with one number: shown, then accepted, paired and told', async () => {
    const one = await add(ZELIE);
    const other = { ...ADA, nationalNumber: NUMBER };
    expect(await candidates(ask(other))).toEqual([one.person.id]);
    const stored = await add(other, { notThese: [one.person.id] });
    const codes = (await register.warningsOf(stored, NOW)).map(({ code }) => code);
    expect(codes).toEqual(['number-not-theirs', 'number-shared']);
    expect((await db.query('select from people.pair')).rowCount).toBe(1);
  });

  test('a wrong key is refused, and nothing is written', async () => {
    const wrong = `${NUMBER.slice(0, 13)}${NUMBER.endsWith('1') ? '02' : '01'}`;
    expect(await ask({ ...ZELIE, nationalNumber: wrong })).toMatchObject({
      refusal: { code: 'national-number-key', field: 'nationalNumber' },
    });
    expect(await dump()).toBe('');
  });
});

describe('rectifying', () => {
  const rectify = (person: string, version: number, identity: Identity, evidence: readonly Evidence[] = []) =>
    register.rectify({ person, version, identity, evidence, by: 'RPPS-2', now: '2021-03-21T09:00:00.000Z' });

  test('what was known before is kept, found no more; another number is told', async () => {
    const { person } = await add(ZELIE, { evidence: [PASSPORT] });
    const number = withKey('2550748095099');
    const after = { ...ZELIE, familyName: 'Oursival', nationalNumber: number };
    const stored = await rectify(person.id, 1, after);
    expect(stored).toMatchObject({ trust: 'provisional', person: { version: 2, identity: after } });
    expect(await register.historyOf(person.id)).toEqual([
      { identity: ZELIE, replacedAt: '2021-03-21T09:00:00.000Z' },
    ]);
    expect(await found({ familyName: 'Brindaval', phone: '0611111111' })).toEqual([]);
    expect(await found({ nationalNumber: NUMBER })).toEqual([]);
    expect(await found({ nationalNumber: number })).toEqual([person.id]);
    const opened = await register.find(person.id);
    expect(opened).toEqual(stored);
    const codes = opened && (await register.warningsOf(opened, NOW)).map(({ code }) => code);
    expect(codes).toEqual(['number-changed']);
  });

  test('two at once: one is told that the record has changed', async () => {
    const { person } = await add(ZELIE);
    const answers = await Promise.all([
      rectify(person.id, 1, { ...ZELIE, phone: '0600000002' }),
      rectify(person.id, 1, { ...ZELIE, phone: '0600000003' }),
    ]);
    expect(answers.filter(isRefused)).toMatchObject([{ refusal: { code: 'version-stale' } }]);
    expect(await rectify('nobody-here', 1, ADA)).toMatchObject({ refusal: { code: 'person-unknown' } });
  });

  test('opposition is kept, without a new version', async () => {
    const { person } = await add(ZELIE);
    await register.setOpposed(person.id, '2021-03-20', 'self', NOW);
    expect(await register.find(person.id)).toMatchObject({
      person: { version: 1, opposedSince: '2021-03-20' },
    });
    expect(await register.historyOf(person.id)).toEqual([]);
  });
});

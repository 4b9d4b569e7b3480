/** The record of processing is made from the program, and nothing of the program is left out of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as oversight from '#access/oversight.api.ts';
import { RIGHTS } from '#access/rights.ts';
import { ROLES, type RoleRights } from '#access/roles.ts';
import * as session from '#access/session.api.ts';
import { connect } from '#db/pool.ts';
import type { Operation } from '#http/route.ts';
import * as pairs from '#people/pairs.api.ts';
import * as people from '#people/people.api.ts';
import * as privacy from '#people/privacy.api.ts';
import { DATA_KINDS, PURPOSES, type Purpose, RIGHT_MEANINGS } from '#people/purposes.ts';
import { PURPOSE_CODES, purposesOf, recordOf, recordPage } from '#people/purposes-record.ts';
import { readPrivacyPolicy } from '#people/retention.node.ts';
import type { PrivacyPolicy } from '#people/retention.ts';
import { ALL_RIGHTS } from '#programmes/index.http.ts';
import * as certificate from '#programmes/vaccination/certificate/certificate.api.ts';
import * as desk from '#programmes/vaccination/desk/desk.api.ts';
import { FHIR_OPERATIONS } from '#programmes/vaccination/fhir/r4.api.ts';
import { createDatabase } from '../../tests/database.ts';

const CAMPAIGN = new URL('../../campaigns/fr-covid-19/', import.meta.url).pathname;

let policy: PrivacyPolicy;
let database: Awaited<ReturnType<typeof createDatabase>>;

beforeAll(async () => {
  policy = await readPrivacyPolicy(CAMPAIGN);
  database = await createDatabase();
});

afterAll(() => database.close());

const tableOf = (role: keyof typeof ROLES): RoleRights => ROLES[role];
const ROLE_NAMES = Object.keys(ROLES).filter((name): name is keyof typeof ROLES =>
  Object.hasOwn(ROLES, name),
);
const everyRight = new Set([
  ...Object.values(RIGHTS),
  ...ALL_RIGHTS,
  ...ROLE_NAMES.flatMap((role) => Object.keys(tableOf(role).rights)),
]);
const purposes: readonly Purpose[] = PURPOSE_CODES.map((code) => PURPOSES[code]);

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'method' in value && 'right' in value && 'path' in value;

describe('nothing is left out', () => {
  test('every right has a meaning and a purpose', () => {
    const without = [...everyRight].filter(
      (right) =>
        RIGHT_MEANINGS[right] === undefined || !purposes.some(({ rights }) => rights.includes(right)),
    );
    expect(without).toEqual([]);
    expect(Object.keys(RIGHT_MEANINGS).filter((right) => !everyRight.has(right))).toEqual([]);
  });

  test('every right of every role is told of in some processing, to that role', () => {
    const { processings } = recordOf(policy);
    for (const role of ROLE_NAMES)
      for (const right of Object.keys(tableOf(role).rights)) {
        const meaning = RIGHT_MEANINGS[right]?.title.en ?? '';
        const told = processings.filter(({ recipients }) =>
          recipients.some((one) => one.role === role && one.sees.en.includes(meaning)),
        );
        expect(told, `${role} ${right}`).not.toEqual([]);
      }
  });

  test('rights that show names are those of the operations that name people who are cared for', () => {
    const operations = [people, pairs, privacy, desk, certificate, FHIR_OPERATIONS]
      .flatMap((contract): unknown[] => Object.values(contract))
      .filter(isOperation);
    const nominative = new Set(operations.filter((one) => one.nominative).map(({ right }) => right));
    const names = Object.entries(RIGHT_MEANINGS).flatMap(([right, meaning]) =>
      meaning.names ? [right] : [],
    );
    expect(names.sort()).toEqual([...nominative].sort());
  });

  test('every operation of people and access asks for a right that is in the record', () => {
    const operations = [people, pairs, privacy, session, oversight]
      .flatMap((contract): unknown[] => Object.values(contract))
      .filter(isOperation);
    expect(operations.length).toBeGreaterThan(20);
    const unknown = operations.filter(({ right }) => right !== 'public' && !everyRight.has(right));
    expect(unknown).toEqual([]);
  });

  test('every table of people and access, and every sealed column, is in some processing', async () => {
    const owner = connect(database.url, { max: 1 });
    const { rows } = await owner.query<{ name: string }>(
      `select table_schema || '.' || table_name as name from information_schema.tables
       where table_schema in ('people', 'access') order by 1`,
    );
    const { rows: sealed } = await owner.query<{ name: string }>(
      `select distinct table_schema || '.' || table_name as name from information_schema.columns
       where column_name like 'sealed%' order by 1`,
    );
    await owner.end();
    expect(rows.length).toBeGreaterThan(10);
    expect(sealed.length).toBeGreaterThan(4);
    const processed = new Set<string>(
      purposes.flatMap(({ data }) => data.flatMap((kind): readonly string[] => DATA_KINDS[kind].tables)),
    );
    expect([...rows, ...sealed].map(({ name }) => name).filter((name) => !processed.has(name))).toEqual([]);
  });

  test('every kind of data is held for a purpose', () => {
    const held = new Set<string>(purposes.flatMap(({ data }) => data));
    expect(Object.keys(DATA_KINDS).filter((kind) => !held.has(kind))).toEqual([]);
  });
});

describe('what a role uses a right for', () => {
  test.each([
    ['vaccinator', 'interpretations:read', ['care']],
    ['data-scientist', 'interpretations:read', ['statistics']],
    ['software', 'interpretations:read', ['care']],
    ['identity-watch', 'people:rectify', ['identity-watch']],
    ['call-centre', 'people:search', ['care']],
    ['data-protection', 'people:read', ['rights']],
    ['prefect', 'session:own', ['access']],
  ] as const)('%s, %s: %j', (role, right, expected) => {
    expect(purposesOf(Object.keys(tableOf(role).rights), right)).toEqual(expected);
  });

  test('who sees no name is a recipient of no processing that shows one', () => {
    const { processings } = recordOf(policy);
    const nameless = ['logistician', 'regional-agency', 'prefect', 'task-force', 'data-scientist'];
    for (const { code, recipients } of processings)
      for (const { role, sees } of recipients)
        if (nameless.includes(role)) {
          expect(
            ['access', 'certificates', 'statistics', 'supply', 'support'],
            `${role} in ${code}`,
          ).toContain(code);
          expect(sees.en).toContain('without a name');
        }
  });

  test('the record follows the table of roles', () => {
    const auditor: RoleRights = {
      title: { fr: 'Auditeur', en: 'Auditor' },
      purpose: { fr: 'Auditer', en: 'Audit' },
      rights: { 'pairs:read': 'everyone' },
    };
    const { processings } = recordOf(policy, { auditor });
    expect(
      processings.flatMap(({ code, recipients }) => recipients.map(({ role }) => `${code} ${role}`)),
    ).toEqual(['identity-watch auditor']);
  });
});

describe('in both languages', () => {
  test('no text is missing, and the two differ', () => {
    const texts: { fr: string; en: string }[] = [];
    JSON.stringify(recordOf(policy), (_, value: unknown) => {
      if (typeof value === 'object' && value !== null && 'fr' in value && 'en' in value)
        texts.push({ fr: String(value.fr), en: String(value.en) });
      return value;
    });
    expect(texts.length).toBeGreaterThan(50);
    for (const { fr, en } of texts) {
      expect(fr.trim()).not.toBe('');
      expect(en).not.toBe(fr);
    }
  });

  test('the page says who answers, each purpose, each role and how sure each rule is', () => {
    const page = recordPage(policy, 'fr');
    expect(page).toContain(policy.controller.fr);
    for (const code of PURPOSE_CODES) expect(page).toContain(`## ${PURPOSES[code].title.fr}`);
    for (const role of ROLE_NAMES) expect(page).toContain(`- ${ROLES[role].title.fr} :`);
    expect(page).toContain('de mémoire, à vérifier');
    expect(page).toContain('10 ans après');
    expect(recordPage(policy, 'en')).toContain('10 years after');
  });

  test('the contract of the route takes the record', () => {
    const { schema } = privacy.recordOfProcessing.answers[200];
    expect(schema.parse(recordOf(policy))).toEqual(recordOf(policy));
  });
});

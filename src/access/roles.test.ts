import { describe, expect, test } from 'vitest';
import { RIGHTS } from '#access/rights.ts';
import { isRole, mayDelegate, ROLES, type Role, type RoleRights, reachOf, rightsOf } from '#access/roles.ts';

const TABLE: readonly (readonly [string, RoleRights])[] = Object.entries(ROLES);

/** Rights whose answers name people who are cared for. */
const NAMING: readonly string[] = [
  RIGHTS.searchPeople,
  RIGHTS.readPeople,
  RIGHTS.registerPeople,
  RIGHTS.rectifyPeople,
  RIGHTS.breakGlass,
  RIGHTS.readPairs,
  RIGHTS.settlePairs,
  RIGHTS.answerPrivacy,
];

/** Who conducts, delivers or studies the campaign does it without a name. */
const WITHOUT_NAMES = ['logistician', 'regional-agency', 'prefect', 'task-force', 'data-scientist'] as const;

const ROLE_NAMES: readonly Role[] = Object.keys(ROLES).filter(isRole);

const holdersOf = (right: string): string[] =>
  TABLE.filter(([, { rights }]) => right in rights)
    .map(([role]) => role)
    .sort();

describe('the table of roles', () => {
  test('everybody who signs in has their own session, and software, which does not sign in, has none', () => {
    const without = TABLE.filter(([, { rights }]) => rights[RIGHTS.ownSession] === undefined);
    expect(without.map(([role]) => role)).toEqual(['software']);
  });

  test.each(WITHOUT_NAMES)('%s sees no name', (role) => {
    expect(NAMING.filter((right) => reachOf(role, right) !== undefined)).toEqual([]);
  });

  test('the roles that see names are these, and no other', () => {
    const seeing = TABLE.filter(([, { rights }]) => NAMING.some((right) => right in rights));
    expect(seeing.map(([role]) => role).sort()).toEqual([
      'call-centre',
      'centre-manager',
      'data-protection',
      'delegate',
      'identity-watch',
      'secretary',
      // Of a hospital or a practice, which knows its own patients.
      'software',
      'vaccinator',
    ]);
  });

  test('a person sees their own data, and nobody else has that right', () => {
    expect(holdersOf(RIGHTS.self)).toEqual(['citizen']);
    expect([...rightsOf('citizen')].sort()).toEqual(
      [RIGHTS.self, RIGHTS.ownSession, RIGHTS.reportTrouble].sort(),
    );
    expect(reachOf('citizen', RIGHTS.self)).toBe('self');
  });

  test('what reaches everyone is finding, breaking the glass, and what holds no name', () => {
    const everywhere = TABLE.flatMap(([, { rights }]) =>
      Object.entries(rights).flatMap(([right, reach]) => (reach === 'everyone' ? [right] : [])),
    );
    expect([...new Set(everywhere)].sort()).toEqual(
      [
        ...[RIGHTS.breakGlass, RIGHTS.searchPeople, 'interpretations:read', RIGHTS.exportFacts],
        ...[RIGHTS.recallLots, RIGHTS.revokeCertificates, RIGHTS.answerTrouble],
        ...[RIGHTS.readQuality, RIGHTS.discussQuality, RIGHTS.adoptQuality],
      ].sort(),
    );
  });

  test('the glass is broken by those who care or answer for a centre, and reviewed by others', () => {
    expect(holdersOf(RIGHTS.breakGlass)).toEqual(['centre-manager', 'vaccinator']);
    const both = holdersOf(RIGHTS.breakGlass).filter(
      (role) => reachOf(role, RIGHTS.reviewGlass) !== undefined,
    );
    expect(both).toEqual([]);
    for (const right of [RIGHTS.reviewGlass, RIGHTS.verifyAudit])
      expect(holdersOf(right)).toContain('data-protection');
  });

  test('who finds everyone but opens only a territory either breaks the glass or goes without', () => {
    for (const role of holdersOf(RIGHTS.readPeople))
      expect(reachOf(role, RIGHTS.readPeople)).toBe('territory');
  });

  test('a centre manager alone delegates, to receive people and to vaccinate', () => {
    const pairs = ROLE_NAMES.flatMap((giver) =>
      ROLE_NAMES.filter((role) => mayDelegate(giver, role)).map((role) => [giver, role]),
    );
    expect(pairs).toEqual([
      ['centre-manager', 'delegate'],
      ['centre-manager', 'secretary'],
    ]);
    expect(holdersOf(RIGHTS.manageGrants)).toEqual(['centre-manager']);
  });

  test('what is delegated is a role that delegates no further, and only who holds the right delegates', () => {
    for (const [giver, { delegates = [] }] of TABLE) {
      expect(delegates.length > 0).toBe(reachOf(giver, RIGHTS.manageGrants) !== undefined);
      for (const role of delegates)
        expect(isRole(role) && ROLE_NAMES.some((next) => mayDelegate(role, next))).toBe(false);
      expect(delegates.every(isRole)).toBe(true);
    }
  });

  test.each(WITHOUT_NAMES)('%s gives nobody a name to see', (role) => {
    expect(ROLE_NAMES.filter((other) => mayDelegate(role, other))).toEqual([]);
  });

  test('every role says in both languages what it is and what it is for, each in its own words', () => {
    for (const of of ['title', 'purpose'] as const)
      for (const language of ['fr', 'en'] as const) {
        const texts = TABLE.map(([, role]) => role[of][language]);
        expect(new Set(texts).size).toBe(TABLE.length);
        expect(texts.every((text) => text.trim() === text && text.length > 3)).toBe(true);
      }
  });
});

describe('asking the table', () => {
  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'Citizen', 'admin', 'public'])(
    '"%s" is no role and holds nothing',
    (name) => {
      expect(isRole(name)).toBe(false);
      for (const right of Object.values(RIGHTS)) expect(reachOf(name, right)).toBeUndefined();
      for (const role of ROLE_NAMES) expect(mayDelegate(name, role)).toBe(false);
    },
  );

  test.each(['constructor', '__proto__', 'toString', 'valueOf', ''])(
    '"%s" is no right of any role',
    (right) => {
      for (const [role] of TABLE) expect(reachOf(role, right)).toBeUndefined();
    },
  );

  test('the rights of a role are those of the table', () => {
    expect(rightsOf('call-centre')).toEqual(
      new Set([RIGHTS.ownSession, RIGHTS.reportTrouble, RIGHTS.searchPeople, RIGHTS.answerTrouble]),
    );
  });
});

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LineKept } from '#access/audit.ts';
import type { Fact } from '#facts/fact.ts';
import { chooseLines, type Everything, EXPORT_MAX, exportOf, lookOf, shownOf } from '#people/privacy.ts';
import type { Stored } from '#people/register.ts';
import { readPrivacyPolicy } from '#people/retention.node.ts';
import type { PrivacyPolicy } from '#people/retention.ts';

const CAMPAIGN = new URL('../../campaigns/fr-covid-19/', import.meta.url).pathname;
let policy: PrivacyPolicy;
beforeAll(async () => {
  policy = await readPrivacyPolicy(CAMPAIGN);
});

const line = (seq: number, action: string, more: Partial<LineKept> = {}): LineKept => ({
  seq,
  at: new Date(Date.UTC(2021, 0, 1) + seq * 1000).toISOString(),
  account: 'psc:1',
  role: 'vaccinator',
  place: 'DEP-48',
  action,
  person: 'person-one',
  detail: {},
  request: `r-${seq}`,
  ...more,
});

const stored = (id: string, subjects: string[]): Stored => ({
  person: {
    id,
    version: 1,
    identity: { familyName: 'Invention', givenNames: 'Camille', birthDate: '1950-02-03', sex: 'f' },
    evidence: [],
    subjects,
    opposedSince: null,
  },
  trust: 'provisional',
  place: 'DEP-48',
  registeredAt: null,
  mergedInto: null,
});

const fact = (n: number): Fact => ({
  id: `f-${n}`,
  kind: 'injection',
  subject: 'p-1',
  occurredOn: '2021-01-20',
  recordedAt: '2021-01-20T10:00:00.000Z',
  by: 'psc:1',
  source: 'api',
  body: { product: 'PF' },
});

describe('who looked', () => {
  const names = (place: string): string => ({ 'DEP-48': 'Lozère' })[place] ?? place;

  test('by name when it is known, by code otherwise, in words of both languages', () => {
    expect(lookOf(line(1, 'read'), new Map([['psc:1', 'Dr Fictif']]), names)).toEqual({
      at: '2021-01-01T00:00:01.000Z',
      who: 'Dr Fictif',
      role: { fr: 'Professionnel de santé qui vaccine', en: 'Health professional who vaccinates' },
      place: 'DEP-48',
      placeName: 'Lozère',
      action: 'read',
      actionTitle: { fr: 'A ouvert votre dossier', en: 'Opened your record' },
      own: false,
    });
    expect(lookOf(line(2, 'self-read'), new Map(), names)).toMatchObject({ who: 'psc:1', own: true });
  });

  test('a role or an action of an older or newer program is shown as it is', () => {
    const look = lookOf(line(1, 'xray', { role: 'wizard', place: '' }), new Map(), names);
    expect(look).toMatchObject({
      role: { fr: 'wizard', en: 'wizard' },
      actionTitle: { fr: 'xray', en: 'xray' },
      placeName: '',
    });
  });

  test('coming often to see one’s data never hides who else did', () => {
    const action = fc.constantFrom('read', 'search', 'self-read', 'self-export');
    const max = { others: 5, own: 3 };
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const lines = actions.map((one, i) => line(i + 1, one));
        const chosen = chooseLines(lines, max);
        const others = lines.filter((one) => !one.action.startsWith('self-')).slice(-max.others);
        expect(chosen.filter((one) => !one.action.startsWith('self-'))).toEqual(others.toReversed());
        expect(chosen.length).toBeLessThanOrEqual(max.others + max.own);
        expect(chosen).toEqual(chosen.toSorted((a, b) => b.seq - a.seq));
      }),
    );
  });
});

describe('the document of everything', () => {
  const everything = (more: Partial<Everything> = {}): Everything => ({
    dossier: { kept: stored('person-one', ['p-1']), merged: [stored('person-two', ['p-2', 'p-1'])] },
    earlier: new Map(),
    facts: [fact(1)],
    requests: [],
    looks: [],
    looksTotal: 0,
    pairs: { waiting: 1, decided: 2 },
    ...more,
  });

  test('has every record, pseudonym and fact, what they are and how long they are kept', () => {
    const document = exportOf(everything(), policy, '2021-02-01T00:00:00.000Z');
    expect(document).toMatchObject({
      madeAt: '2021-02-01T00:00:00.000Z',
      pseudonyms: ['p-1', 'p-2'],
      facts: [fact(1)],
      pairs: { waiting: 1, decided: 2 },
      leftOut: { facts: 0, requests: 0, looks: 0, versions: 0 },
    });
    expect(JSON.stringify(document)).toContain('10 ans après');
    expect(Object.keys(Object(document.parts)).filter((part) => !Object.hasOwn(document, part))).toEqual([]);
  });

  test('is cut at its limits, and says by how much', () => {
    const { identity } = stored('person-one', ['p-1']).person;
    const versions = EXPORT_MAX.versions + 7;
    const document = exportOf(
      everything({
        facts: Array.from({ length: EXPORT_MAX.facts + 3 }, (_, n) => fact(n)),
        looksTotal: 12,
        earlier: new Map([
          [
            'person-one',
            Array.from({ length: versions }, () => ({ identity, replacedAt: '2021-01-01T00:00:00.000Z' })),
          ],
        ]),
      }),
      policy,
      '2021-02-01T00:00:00.000Z',
    );
    expect(document.leftOut).toEqual({ facts: 3, requests: 0, looks: 12, versions: 7 });
    expect(document.facts).toHaveLength(EXPORT_MAX.facts);
  });
});

test('a merged record is shown under the one that is kept', () => {
  const shown = shownOf({ kept: stored('person-one', ['p-1']), merged: [stored('person-two', ['p-2'])] });
  expect(shown).toMatchObject({
    person: 'person-one',
    merged: ['person-two'],
    mergedInto: null,
    warnings: [],
  });
});

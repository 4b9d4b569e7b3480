import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dayNumber } from '#kernel/day.ts';
import { findInForce, indexOn, timelineOf } from '#strategy/in-force.ts';
import { hashOf } from '#strategy/load.node.ts';
import { differences, reading, sourcesOf, type Words } from '#strategy/reading.ts';
import { canonicalJson, Strategy } from '#strategy/strategy.ts';

// A foreign country's seat belts: the engine knows no vaccine.
const document = (id: string, validFrom: string, validTo: string | null, speeds: Record<string, number>) =>
  Strategy.parse({
    id,
    validFrom,
    validTo,
    title: { fr: 'Vitesses', en: 'Speeds' },
    changedBy: ['L1'],
    rules: {
      speeds: Object.entries(speeds).map(([road, limit]) => ({
        id: road,
        cites: ['L1'],
        confidence: 'sourced',
        limit,
      })),
    },
    cites: {
      L1: {
        fr: 'Loi',
        en: 'Law',
        confidence: 'sourced',
        sources: [{ id: 'JO', title: 'Journal', url: null, kind: 'legal' }],
      },
    },
  });

const words: Words = {
  sections: [{ section: 'speeds', title: { fr: 'Vitesses', en: 'Speeds' } }],
  say: (_, rule) => ({ fr: `${rule.id} à ${rule.limit}`, en: `${rule.id} at ${rule.limit}` }),
};

const old = document('S1', '2020-01-01', '2020-07-01', { town: 50, road: 90 });
const now = document('S2', '2020-07-01', null, { town: 50, road: 80, motorway: 130 });

describe('a timeline of dated documents', () => {
  test('knows which is in force, its last day excluded', () => {
    const timeline = timelineOf([now, old]);
    expect(findInForce(timeline, '2019-12-31')).toBeUndefined();
    expect(findInForce(timeline, '2020-01-01')?.id).toBe('S1');
    expect(findInForce(timeline, '2020-06-30')?.id).toBe('S1');
    expect(findInForce(timeline, '2020-07-01')?.id).toBe('S2');
    expect(findInForce(timeline, '2099-01-01')?.id).toBe('S2');
    expect(findInForce(timelineOf([old]), '2020-07-01')).toBeUndefined();
  });

  test('refuses a gap, an overlap, and one id for two', () => {
    const late = document('S3', '2020-07-02', null, {});
    expect(() => timelineOf([old, late])).toThrow('S1 ends on 2020-07-01, but S3 begins on 2020-07-02');
    expect(() => timelineOf([old, old])).toThrow();
  });

  test('finds a day as a reading of every start would', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(500), { maxLength: 40 }),
        fc.integer({ min: -5, max: 510 }),
        (days, day) => {
          const starts = Int32Array.from(days).sort();
          expect(indexOn(starts, day)).toBe([...starts].findLastIndex((start) => start <= day));
        },
      ),
    );
  });

  test('needs a rule to cite a text the document gives', () => {
    const broken = { ...old, rules: { speeds: [{ id: 'town', cites: ['L9'], confidence: 'sourced' }] } };
    expect(Strategy.safeParse(broken).error?.message).toContain('rule town cites L9');
    expect(Strategy.safeParse({ ...old, validTo: old.validFrom }).success).toBe(false);
  });
});

describe('a strategy in words', () => {
  test('reads as sections of sentences with what they rest on', () => {
    expect(reading(now, words)).toEqual([
      {
        title: { fr: 'Vitesses', en: 'Speeds' },
        lines: [
          { text: { fr: 'town à 50', en: 'town at 50' }, cites: ['L1'], confidence: 'sourced' },
          { text: { fr: 'road à 80', en: 'road at 80' }, cites: ['L1'], confidence: 'sourced' },
          { text: { fr: 'motorway à 130', en: 'motorway at 130' }, cites: ['L1'], confidence: 'sourced' },
        ],
      },
    ]);
    expect(sourcesOf(now).map(({ id }) => id)).toEqual(['JO']);
  });

  test('tells what changes between two days', () => {
    expect(differences(old, now, words).map(({ kind, text }) => [kind, text.en])).toEqual([
      ['changed', 'Changed: road at 80 (before: road at 90)'],
      ['added', 'New: motorway at 130'],
    ]);
    expect(differences(now, old, words).map(({ kind, text }) => [kind, text.fr])).toEqual([
      ['changed', 'Changé : road à 90 (avant : road à 80)'],
      ['removed', 'Fin : motorway à 130'],
    ]);
    expect(differences(now, now, words)).toEqual([]);
    expect(differences(undefined, old, words).map(({ kind }) => kind)).toEqual(['added', 'added']);
  });
});

describe('the hash of a document', () => {
  test('does not depend on the order of keys, and changes with any value', () => {
    const shuffled = Object.fromEntries(Object.entries(old).toReversed());
    expect(hashOf(Strategy.parse(shuffled))).toBe(hashOf(old));
    expect(hashOf({ ...old, validTo: '2020-07-02' })).not.toBe(hashOf(old));
    expect(hashOf(old)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('canonical JSON reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  test('a day after the last start is still found far in the future', () => {
    const starts = Int32Array.from([dayNumber('2020-01-01')]);
    expect(indexOn(starts, dayNumber(addDays('2020-01-01', 40_000)))).toBe(0);
  });
});

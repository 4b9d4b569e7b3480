/** Lots folded from events, with literals and with every order events can come in. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { demoLots } from '#stock/demo-lots.ts';
import { declareLot } from '#stock/lots.api.ts';
import {
  type Declared,
  hear,
  type LastWords,
  type LotEvent,
  lastWords,
  lotKnown,
  lotsThere,
  note,
  type RecallEvent,
} from '#stock/lots.ts';

const lotEvent = (id: string, more: Partial<LotEvent> = {}): LotEvent => ({
  id,
  place: 'C-64',
  event: 'received',
  product: 'PF',
  lot: 'EJ6795',
  on: '2021-05-01',
  recordedAt: `2021-05-01T08:00:00.00${id}Z`,
  by: 'test',
  ...more,
});

const recall = (id: string, more: Partial<RecallEvent> = {}): RecallEvent => ({
  id,
  event: 'recalled',
  product: 'PF',
  lot: 'EJ6795',
  on: '2021-05-02',
  reason: 'particles in the vial',
  recordedAt: `2021-05-02T08:00:00.00${id}Z`,
  by: 'test',
  ...more,
});

const known = (
  events: readonly LotEvent[],
  recalls: readonly RecallEvent[],
  product: string,
  lot: string,
) => {
  const declared: Declared = new Map();
  const words: LastWords = new Map();
  for (const event of events) note(declared, event);
  for (const event of recalls) hear(words, event);
  return lotKnown(declared, words, product, lot);
};

describe('the lots of a place', () => {
  test('what was received is there, its doses summed, until it is used up', () => {
    const first = lotEvent('1', { doses: 60, expiresOn: '2021-08-31' });
    const more = lotEvent('2', { doses: 30, on: '2021-05-03', lot: 'ej 6795' });
    const other = lotEvent('3', { lot: 'FA1', expiresOn: '2021-06-30', gtin: '03400930218662' });
    expect(lotsThere([first, more, other])).toEqual([
      expect.objectContaining({ lot: 'FA1', gtin: '03400930218662', doses: null }),
      expect.objectContaining({
        lot: 'EJ6795',
        doses: 90,
        receivedOn: '2021-05-01',
        expiresOn: '2021-08-31',
      }),
    ]);
    const gone = lotEvent('4', { event: 'used-up', on: '2021-05-04' });
    expect(lotsThere([first, more, other, gone]).map(({ lot }) => lot)).toEqual(['FA1']);
    const back = lotEvent('5', { on: '2021-05-05', doses: 10 });
    expect(lotsThere([first, gone, back])).toEqual([
      expect.objectContaining({ receivedOn: '2021-05-05', doses: 10, expiresOn: null }),
    ]);
  });

  test('received and used up in one millisecond: used up, whatever the ids', () => {
    for (const [first, last] of [
      ['1', '2'],
      ['2', '1'],
    ] as const) {
      const recordedAt = '2021-05-01T08:00:00.000Z';
      const gone = lotEvent(last, { event: 'used-up', recordedAt });
      expect(lotsThere([gone, lotEvent(first, { recordedAt })])).toEqual([]);
    }
  });

  test('what is entered late takes its place in the past', () => {
    const gone = lotEvent('1', { event: 'used-up', on: '2021-05-04' });
    const late = lotEvent('9', { on: '2021-05-01' });
    expect(lotsThere([gone, late])).toEqual([]);
  });
});

describe('what is known of a lot', () => {
  test('its products, until when it may be used, and its recall', () => {
    const events = [
      lotEvent('1', { expiresOn: '2021-08-31' }),
      lotEvent('2', { place: 'C-1', product: 'MO', expiresOn: '2021-09-30' }),
      lotEvent('3', { place: 'C-2', on: '2021-05-20', expiresOn: '2021-11-30' }),
    ];
    expect(known(events, [recall('1')], 'PF', ' ej6795 ')).toEqual({
      recalledOn: '2021-05-02',
      reason: 'particles in the vial',
      products: ['MO', 'PF'],
      expiresOn: '2021-11-30',
    });
    expect(known(events, [recall('1')], 'MO', 'EJ6795')).toMatchObject({
      recalledOn: undefined,
      expiresOn: '2021-09-30',
    });
    expect(known(events, [], 'PF', 'ABSENT')).toEqual({
      recalledOn: undefined,
      reason: undefined,
      products: [],
      expiresOn: undefined,
    });
  });

  test('a recall holds until it is lifted, and of two words of one moment the recall counts', () => {
    const lifted = recall('2', { event: 'recall-lifted' });
    const at = (event: RecallEvent, recordedAt: string): RecallEvent => ({ ...event, recordedAt });
    expect(known([], [recall('1'), lifted], 'PF', 'EJ6795').recalledOn).toBeUndefined();
    expect(known([], [lifted, recall('3')], 'PF', 'EJ6795').recalledOn).toBe('2021-05-02');
    const moment = '2021-05-02T08:00:00.000Z';
    const both = [at(lifted, moment), at(recall('1'), moment)];
    expect(known([], both, 'PF', 'EJ6795').recalledOn).toBe('2021-05-02');
  });
});

const drawn = fc.array(
  fc.record({
    id: fc.constantFrom(...'123456789'),
    event: fc.constantFrom('received' as const, 'used-up' as const),
    product: fc.constantFrom('PF', 'MO'),
    lot: fc.constantFrom('A1', 'a 1', 'B2'),
    day: fc.integer({ min: 1, max: 5 }),
    doses: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    expiresOn: fc.option(fc.constantFrom('2021-08-31', '2021-09-30'), { nil: undefined }),
  }),
  { maxLength: 9 },
);

test('the order of arrival does not matter, and sent twice is once', () => {
  fc.assert(
    fc.property(drawn, fc.integer({ min: 0, max: 8 }), (draws, turn) => {
      // One id is one event: a second with the same id is refused before it gets here.
      const distinct = [...new Map(draws.map((one) => [one.id, one])).values()];
      const events = distinct.map(({ day, ...one }) => lotEvent(one.id, { ...one, on: `2021-05-0${day}` }));
      const others = [...events.slice(turn), ...events, ...events.slice(0, turn)].reverse();
      expect(lotsThere(others)).toEqual(lotsThere(events));
      for (const lot of ['A1', 'B2'])
        for (const product of ['PF', 'MO'])
          expect(known(others, [], product, lot)).toEqual(known(events, [], product, lot));
      const recalls = distinct.map(({ id, event, product, lot }) =>
        recall(id, { event: event === 'received' ? 'recalled' : 'recall-lifted', product, lot }),
      );
      expect(lastWords([...recalls, ...recalls].reverse())).toEqual(lastWords(recalls));
    }),
  );
});

describe('lots of the demonstration', () => {
  const Products = z.object({
    products: z.array(
      z.object({
        code: z.string(),
        cip13: z.object({ value: z.record(z.string(), z.string()).nullable() }).optional(),
      }),
    ),
  });

  test('are declarations the API takes, of presentations of the campaign, none out of date', () => {
    const { products } = Products.parse(
      JSON.parse(readFileSync(`${import.meta.dirname}/../../campaigns/fr-covid-19/products.json`, 'utf8')),
    );
    for (const today of ['2026-11-01', '2026-11-30', '2021-01-31'])
      for (const { recordedAt, by, ...lot } of demoLots('C-64', today)) {
        expect(declareLot.body.parse(lot)).toEqual(lot);
        expect(lot.on <= today && today < (lot.expiresOn ?? '')).toBe(true);
        const product = products.find(({ code }) => code === lot.product);
        expect(Object.values(product?.cip13?.value ?? {})).toContain(lot.gtin?.slice(1));
      }
  });

  test('a centre has its own, the same all month', () => {
    const [here, there] = [demoLots('C-64', '2026-11-03'), demoLots('C-65', '2026-11-03')];
    expect(demoLots('C-64', '2026-11-28')).toEqual(here);
    expect(new Set([...here, ...there].map(({ id }) => id)).size).toBe(10);
  });
});

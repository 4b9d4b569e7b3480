import { describe, expect, test } from 'vitest';
import type { PastAct, Proposal } from '#programmes/vaccination/desk/desk.api.ts';
import {
  type ActDraft,
  actFaults,
  actOf,
  alarmOf,
  alertsOf,
  allClear,
  draftOfPast,
  EMPTY_ACT,
  lotsToOffer,
  proposedAct,
  readVial,
  unconfirmed,
  withoutStale,
} from '#programmes/vaccination/desk/page/act-draft.ts';
import type { Lot } from '#stock/lots.api.ts';

const PRODUCTS = [
  { code: 'PF', short: 'Comirnaty', name: 'Comirnaty 30 µg', gtins: ['03400930218662'] },
  { code: 'MO', short: 'Spikevax', name: 'Spikevax', gtins: [] },
];
const lot = (more: Partial<Lot>): Lot => ({
  ...{ place: 'C-64', product: 'PF', lot: 'EJ6795', gtin: null, expiresOn: '2021-06-30' },
  ...{ receivedOn: '2021-01-01', doses: null, recall: null },
  ...more,
});
const LOTS = [
  lot({}),
  lot({ lot: 'OLD1', expiresOn: '2021-01-31' }),
  lot({ lot: 'BAD1', recall: { on: '2021-02-01', reason: 'Particules vues' } }),
  lot({ product: 'MO', lot: '3001234', gtin: '05000456000001', expiresOn: null }),
];
const TODAY = '2021-02-10';
const QUESTIONS = {
  title: { fr: 'Avant', en: 'Before' },
  questions: [
    {
      ...{ code: 'fever', text: { fr: 'Fièvre ?', en: 'Fever?' }, alertOn: 'yes' as const },
      ...{ consequence: 'postpone' as const, advice: { fr: 'Reportez.', en: 'Postpone.' }, reference: 'r' },
    },
    {
      ...{ code: 'consent', text: { fr: 'D’accord ?', en: 'Willing?' }, alertOn: 'no' as const },
      ...{ consequence: 'refer' as const, advice: { fr: 'Parlez.', en: 'Talk.' }, reference: 'r' },
    },
  ],
};

describe('the vial', () => {
  test('its product is known by its GTIN, by that of a lot held, or by the lot', () => {
    expect(readVial({ gtin: '03400930218662', lot: 'X1', expiresOn: '2021-07-01' }, PRODUCTS, LOTS)).toEqual({
      is: 'vial',
      vial: { product: 'PF', lot: 'X1', gtin: '03400930218662', expiresOn: '2021-07-01' },
    });
    expect(readVial({ gtin: '05000456000001', lot: '3001234' }, PRODUCTS, LOTS)).toMatchObject({
      vial: { product: 'MO' },
    });
    expect(readVial({ lot: 'EJ6795' }, PRODUCTS, LOTS)).toMatchObject({
      vial: { product: 'PF', expiresOn: '2021-06-30' },
    });
  });
  test('another medicine is told from nothing at all', () => {
    expect(readVial({ gtin: '03400900000000', lot: 'A' }, PRODUCTS, LOTS).is).toBe('other-product');
    expect(readVial({}, PRODUCTS, LOTS).is).toBe('nothing');
  });
  test('a recalled lot shouts, then an expired one, on what the code says or what the centre knows', () => {
    const vial = { product: 'PF', lot: 'BAD1', gtin: '', expiresOn: '2021-01-01' };
    expect(alarmOf(vial, LOTS, TODAY)).toEqual({
      is: 'recalled',
      on: '2021-02-01',
      reason: 'Particules vues',
    });
    // As somebody types it: the recall shouts all the same, as on the server.
    expect(alarmOf({ ...vial, lot: 'BAD 1', expiresOn: '' }, LOTS, TODAY)?.is).toBe('recalled');
    expect(alarmOf({ ...vial, lot: 'OLD1', expiresOn: '' }, LOTS, TODAY)?.is).toBe('expired');
    expect(alarmOf({ ...vial, lot: 'NEW1', expiresOn: '2021-02-09' }, LOTS, TODAY)?.is).toBe('expired');
    expect(alarmOf({ ...vial, lot: 'NEW1', expiresOn: TODAY }, LOTS, TODAY)).toBeUndefined();
  });
  test('recalled and expired lots are not offered', () => {
    expect(lotsToOffer(LOTS, 'PF', TODAY).map((one) => one.lot)).toEqual(['EJ6795']);
  });
});

describe('the act', () => {
  const draft: ActDraft = { ...EMPTY_ACT, product: 'PF', lot: ' ej6795 ', rank: '1', site: 'left-arm' };
  const now = { day: TODAY, time: '18:45:00' };

  test('is of now when nothing else is said', () => {
    expect(actOf(draft, now, undefined)).toEqual({
      ...{ occurredOn: TODAY, at: '18:45:00', product: 'PF', rank: 1, lot: 'EJ6795', site: 'left-arm' },
      ...{ overrides: [], answers: [] },
    });
  });
  test('of another day has no time unless one is said', () => {
    expect(actOf({ ...draft, day: '09/02/2021' }, now, undefined).at).toBeUndefined();
    const late = { ...draft, day: '09/02/2021', time: '9h05' };
    expect(actOf(late, now, undefined)).toMatchObject({ occurredOn: '2021-02-09', at: '09:05:00' });
  });
  test('what is missing or wrong is told field by field', () => {
    const faults = actFaults({ ...EMPTY_ACT, rank: '0', day: '31/02/2021', time: '25:00' }, QUESTIONS);
    expect([...faults.keys()]).toEqual(['questions', 'product', 'rank', 'day', 'time']);
    expect(actFaults({ ...draft, answers: allClear(QUESTIONS) }, QUESTIONS).size).toBe(0);
  });
  test('one key answers that nothing is wrong, whichever way each question is put', () => {
    const answers = allClear(QUESTIONS);
    expect(answers).toEqual({ fever: 'no', consent: 'yes' });
    expect(alertsOf(QUESTIONS, answers)).toEqual([]);
    const act = actOf({ ...draft, answers: { ...answers, fever: 'yes' } }, now, QUESTIONS);
    expect(act.answers).toEqual(['fever']);
  });
  test('a past act comes back as it was said', () => {
    const past = {
      ...{ id: 'a', kind: 'injection', occurredOn: '2021-02-09', words: { fr: '', en: '' }, product: 'PF' },
      ...{ site: 'left-arm' as const, at: '09:05:20', gtin: '03400930218662', expiresOn: '2021-06-30' },
      ...{ rank: 1, lot: 'EJ6795', place: null, placeName: null, stands: true, ended: null, mayChange: true },
    };
    expect(actOf(draftOfPast(past), now, undefined)).toEqual({
      ...{ occurredOn: '2021-02-09', product: 'PF', rank: 1, lot: 'EJ6795', overrides: [], answers: [] },
      ...{ site: 'left-arm', at: '09:05:00', gtin: '03400930218662', expiresOn: '2021-06-30' },
    });
  });
  test('a warning to confirm waits for its reason; a reason whose warning is gone goes too', () => {
    const warnings = [
      { code: 'too-early', message: { fr: '', en: '' }, gravity: 'confirm' as const },
      { code: 'told', message: { fr: '', en: '' }, gravity: 'note' as const },
    ];
    expect(unconfirmed(warnings, draft).map(({ code }) => code)).toEqual(['too-early']);
    const confirmed: ActDraft = { ...draft, overrides: { 'too-early': 'medical-decision' } };
    expect(unconfirmed(warnings, confirmed)).toEqual([]);
    expect(withoutStale(confirmed, warnings)).toBe(confirmed);
    expect(withoutStale(confirmed, []).overrides).toEqual({});
  });
});

describe('the product a form begins with', () => {
  const proposed = (products: string[]): Proposal => ({
    ...{ words: { fr: '', en: '' }, allowed: true, kind: 'dose', rank: 2, reasons: [], missing: [] },
    products,
  });
  const past = (product: string | null, stands = true): PastAct => ({
    ...{ id: 'a', kind: 'injection', occurredOn: '2021-02-09', words: { fr: '', en: '' } },
    ...{ product, rank: 1, lot: null, gtin: null, expiresOn: null, site: null, at: null },
    ...{ place: null, placeName: null, stands, ended: null, mayChange: false },
  });
  const begun = (products: string[], history: PastAct[]): string =>
    proposedAct({ proposal: proposed(products), history }).product;

  test('is the only one allowed, or that of the last dose; never one of several', () => {
    expect(begun(['PF'], [])).toBe('PF');
    expect(begun(['JA', 'MO', 'PF'], [])).toBe('');
    expect(begun(['JA', 'MO', 'PF'], [past('MO')])).toBe('MO');
    expect(begun(['JA', 'MO', 'PF'], [past('MO', false), past('PF')])).toBe('PF');
    expect(begun(['MO', 'PF'], [past('AZ')])).toBe('');
    expect(begun([], [past('PF')])).toBe('');
  });
});

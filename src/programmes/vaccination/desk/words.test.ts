import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '#kernel/day.ts';
import { nextDoseOf, proposalOf } from '#programmes/vaccination/desk/proposal.ts';
import { readQuestionnaire } from '#programmes/vaccination/desk/questionnaire.node.ts';
import {
  sayAny,
  sayCountry,
  sayDate,
  sayDay,
  sayMoment,
  sayWait,
  sentence,
} from '#programmes/vaccination/desk/words.ts';
import { localOf, zoneOf } from '#programmes/vaccination/desk/zone.ts';
import { Consultation } from '#programmes/vaccination/facts.ts';
import { type Act, interpret } from '#programmes/vaccination/interpret.ts';
import { preparedCampaign } from '#programmes/vaccination/interpret-fixtures.node.ts';

const { prepared, products } = await preparedCampaign();
const shorts = new Map(products.map(({ code, short }) => [code, short]));
const shortOf = (product: string): string => shorts.get(product) ?? product;

test('days, waits and lists are said as people say them', () => {
  expect(sayDay('2021-04-12', '2021-04-08')).toEqual({ fr: 'lundi 12 avril', en: 'Monday 12 April' });
  expect(sayDay('2021-03-01', '2021-04-08').fr).toBe('lundi 1er mars');
  expect(sayDay('2022-01-03', '2021-12-31')).toEqual({
    fr: 'lundi 3 janvier 2022',
    en: 'Monday 3 January 2022',
  });
  expect(sayWait('2021-04-08', '2021-04-12')).toEqual({ fr: 'attendre 4 jours', en: 'wait 4 days' });
  expect(sayWait('2021-04-11', '2021-04-12').en).toBe('wait 1 day');
  expect(sayDate('2021-03-01').fr).toBe('lundi 1er mars 2021');
  expect(sayMoment('2021-04-12T22:30:00.000Z', 'Europe/Paris')).toEqual({
    fr: 'mardi 13 avril 2021 à 00:30',
    en: 'Tuesday 13 April 2021 at 00:30',
  });
  expect(sayCountry('BE')).toEqual({ fr: 'Belgique', en: 'Belgium' });
  expect(sayCountry('?').fr).toBe('?');
  expect(sayAny(['Comirnaty', 'Spikevax', 'Janssen']).fr).toBe('Comirnaty, Spikevax ou Janssen');
  expect(sentence({ fr: 'rien.', en: 'nothing ' })).toEqual({ fr: 'Rien.', en: 'Nothing.' });
});

const on = (day: string, facts: readonly Act[], birthDate = '1935-05-05') => ({
  answer: interpret(prepared, { birthDate, territory: '48' }, facts, day),
  on: day,
  rank: facts.length + 1,
  shortOf,
});
const dose = (occurredOn: string, product = 'PF'): Act => ({ kind: 'injection', occurredOn, product });

describe('what is allowed, in words', () => {
  test.each([
    [
      'too early',
      on('2021-04-08', [dose('2021-03-22')]),
      'Dose 2 possible from Monday 12 April; wait 4 days.',
    ],
    ['in time', on('2021-04-12', [dose('2021-03-22')]), 'Dose 2 possible today: Comirnaty.'],
    ['not open', on('2021-01-25', [], '1990-01-01'), /^Dose 1 not foreseen today: .+\.$/],
    [
      'complete, no booster yet',
      on('2021-06-01', [dose('2021-03-22'), dose('2021-04-12')]),
      /^Nothing to inject today: .+\.$/,
    ],
    [
      'a booster',
      on('2021-12-20', [dose('2021-03-22'), dose('2021-04-12')]),
      /^Booster \(dose 3\) possible today: /,
    ],
  ])('%s', (_, asked, words) => {
    expect(proposalOf(asked).words.en).toMatch(words);
  });

  test.each([
    [on('2021-03-22', [dose('2021-03-22')]), 'Dose 2 from Monday 12 April'],
    [on('2021-05-20', [dose('2021-03-22')]), 'Dose 2 from now on'],
    [
      on('2021-06-01', [dose('2021-03-22'), dose('2021-04-12')]),
      'Vaccination complete: no other dose is foreseen to date.',
    ],
  ])('when to come back', (asked, words) => {
    expect(nextDoseOf(asked).words.en).toContain(words);
  });

  test('whatever the person and the day, both languages are whole sentences, and what is told as allowed is', () => {
    const any = fc.record({
      day: fc.integer({ min: 0, max: 800 }).map((days) => addDays('2020-12-01', days)),
      birth: fc.integer({ min: 0, max: 36_000 }).map((days) => addDays('1920-01-01', days)),
      doses: fc.array(
        fc.tuple(fc.integer({ min: 0, max: 700 }), fc.constantFrom(...prepared.products.keys())),
        {
          maxLength: 5,
        },
      ),
    });
    fc.assert(
      fc.property(any, ({ day, birth, doses }) => {
        const facts = doses.map(([days, product]) => dose(addDays('2020-12-27', days), product));
        const asked = on(day, facts, birth);
        const [proposal, next] = [proposalOf(asked), nextDoseOf(asked)];
        for (const text of [proposal.words.fr, proposal.words.en, next.words.fr, next.words.en])
          expect(text).toMatch(/^\p{Lu}.+\.$/u);
        expect(proposal.words.en.includes(' possible today: ')).toBe(asked.answer.next.allowed);
        expect(/undefined|null|NaN/.test(proposal.words.en + next.words.en)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

test('the day is that of the place, overseas too', () => {
  const within = (place: string, roots: readonly string[]): boolean => roots.includes(place);
  const at = '2021-03-10T22:30:00.000Z';
  expect(localOf(at, zoneOf('DEP-48', within))).toEqual({ day: '2021-03-10', time: '23:30:00' });
  expect(localOf(at, zoneOf('DEP-974', within)).day).toBe('2021-03-11');
  expect(localOf('2021-03-10T02:00:00.000Z', zoneOf('DEP-973', within)).day).toBe('2021-03-09');
});

test('the questionnaire of the campaign: every code may enter the ledger, once, and products exist', async () => {
  const folder = new URL('../../../../campaigns/fr-covid-19', import.meta.url).pathname;
  const { questions } = await readQuestionnaire(folder);
  const codes = questions.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes)
    expect(Consultation.safeParse({ outcome: 'agreed', answers: [code] }).success, code).toBe(true);
  for (const product of questions.flatMap((question) => question.products ?? []))
    expect(prepared.products.has(product), product).toBe(true);
  expect(codes.length).toBeLessThanOrEqual(30);
});

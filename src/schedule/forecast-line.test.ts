import { beforeAll, describe, expect, test } from 'vitest';
import { openShelf } from '#main/forecast.node.ts';
import { forecastLine } from '#schedule/forecast-line.api.ts';
import type { PreparedSchedule } from '#schedule/prepared.ts';

let prepared: PreparedSchedule;
beforeAll(async () => {
  const found = await (await openShelf()).find('us-routine');
  if (found === undefined) throw new Error('us-routine is not there');
  prepared = found.prepared;
});

const CASE = {
  id: 'a',
  assessmentDate: '2025-11-10',
  birthDate: '2017-07-14',
  sex: 'F',
  doses: [{ date: '2025-10-17', cvx: '09', mvx: 'MBL' }],
  observations: [],
  vaccineGroup: 'dtap',
};
const answer = (more: object): object => forecastLine({ prepared }, JSON.stringify({ ...CASE, ...more }));

describe('a line that can be read', () => {
  test('is answered in the shape of the contract', () => {
    expect(answer({})).toMatchObject({
      id: 'a',
      doses: [{ date: '2025-10-17', cvx: '09', status: 'Valid', reason: null }],
      forecasts: [{ vaccineGroup: 'dtap', seriesStatus: 'Not Complete', doseNumber: 2 }],
    });
  });

  test.each(['dtap', 'DTAP', 'DTaP/Tdap/Td', 'MMR', 'var'])(
    'echoes the group as it came: %s',
    (vaccineGroup) => {
      expect(answer({ vaccineGroup })).toMatchObject({ forecasts: [{ vaccineGroup }] });
    },
  );

  test('echoes it in each forecast of the group, when there is one for a risk besides', () => {
    const pregnant = { vaccineGroup: 'dtap', observations: [{ code: '007', date: null, text: 'Pregnant' }] };
    expect(answer(pregnant)).toMatchObject({
      forecasts: [{ vaccineGroup: 'dtap' }, { vaccineGroup: 'dtap' }],
    });
  });

  test('keeps an id that is a number, and takes what is absent or null', () => {
    const sent = { id: 7, sex: null, doses: undefined, observations: undefined, vaccineGroup: null };
    expect(answer(sent)).toMatchObject({ id: 7, doses: [], forecasts: expect.any(Array) });
  });
});

describe('as docs/forecast.md says', () => {
  test('a dose that does not concern the group asked has the status of the groups it concerns', () => {
    const doses = [
      { date: '2025-10-17', cvx: '03' },
      { date: '2025-10-17', cvx: '19' },
      { date: '2025-10-17', cvx: '18' },
      { date: '2025-11-11', cvx: '03' },
    ];
    expect(answer({ doses })).toMatchObject({
      doses: [{ status: 'Valid' }, { status: null }, { status: null }, { status: null }],
    });
  });

  test('an observation from before the birth is read like all others', () => {
    const status = (observations: object[]) => answer({ doses: [], vaccineGroup: 'MMR', observations });
    const early = status([{ code: '007', date: '2000-01-01' }]);
    expect(early).toMatchObject({ forecasts: [{ seriesStatus: 'Contraindicated' }] });
    expect(status([{ code: '007', date: '2025-11-11' }])).toEqual(status([]));
  });

  test('a member that comes twice counts as it came last', () => {
    const line = JSON.stringify(CASE).replace('"id":"a"', '"id":"a","id":"b"');
    expect(forecastLine({ prepared }, line)).toMatchObject({ id: 'b', forecasts: expect.any(Array) });
  });
});

describe('a line that cannot be read says what, where and what to do', () => {
  test.each([
    ['an unknown vaccine', { doses: [{ date: '2025-10-17', cvx: '998' }] }, /doses.*cvx.*"998"/],
    ['a dose before birth', { doses: [{ date: '2017-07-13', cvx: '09' }] }, /2017-07-13.*birth/],
    ['a birth to come', { birthDate: '2025-11-11', doses: [] }, /birthDate 2025-11-11.*assessmentDate/],
    ['an unknown observation', { observations: [{ code: 'x' }] }, /observations.*"x"/],
    ['an unknown group', { vaccineGroup: 'ELVES' }, /"ELVES".*there is: .*MMR/],
    ['a day that is none', { birthDate: '2017-02-29' }, /birthDate: "2017-02-29" is not a day.*YYYY-MM-DD/],
    [
      'a day of another shape',
      { doses: [{ date: '17/10/2025', cvx: '09' }] },
      /doses\[0\]\.date: "17\/10\/2025"/,
    ],
    ['no day', { assessmentDate: undefined }, /assessmentDate: is missing: give a day, YYYY-MM-DD/],
    [
      'too many doses',
      { doses: Array.from({ length: 201 }, () => CASE.doses[0]) },
      /doses: 201.*at most 200/,
    ],
    ['a list that is none', { doses: 'none' }, /doses: "none" cannot be read/],
  ])('%s', (_what, more, message) => {
    expect(answer(more)).toEqual({ id: 'a', error: expect.stringMatching(message) });
  });

  test.each([
    [{}, 'id: is missing: give a text of at most 200 characters, or a number: it comes back with the answer'],
    [{ id: null }, 'id: null cannot be read: give a text of at most 200 characters, or a number'],
    [{ id: [1] }, 'id: [1] cannot be read: give a text'],
  ])('an id that is not there, or is none: %j', (id, message) => {
    const { id: _, ...rest } = CASE;
    expect(forecastLine({ prepared }, JSON.stringify({ ...rest, ...id }))).toEqual({
      id: null,
      error: expect.stringContaining(message),
    });
  });

  test('places are written as the engine writes them', () => {
    const shape = answer({ doses: [{ date: '2025-10-17' }] });
    const engine = answer({ doses: [{ date: '2025-10-17', cvx: '998' }] });
    for (const refused of [shape, engine])
      expect(refused).toEqual({ id: 'a', error: expect.stringMatching(/^doses\[0\]\.cvx/) });
  });

  test('all the faults of its shape, but no more than can be read', () => {
    const doses = Array.from({ length: 9 }, () => ({ date: 'x', cvx: '09' }));
    expect(answer({ birthDate: 'y', doses })).toEqual({
      id: 'a',
      error: expect.stringMatching(/^birthDate: .*; doses\[0\]\.date: .*; and 5 more$/),
    });
  });

  test.each<[string, string | number | null]>([
    ['nonsense', null],
    ['[1]', null],
    ['null', null],
    ['{"id":{"a":1}}', null],
    [`{"id":"${'a'.repeat(201)}"}`, null],
    ['{"id":"b","assessmentDate":"2025-', 'b'],
    ['{ "id" : 12, "doses":[}', 12],
    ['{"id":"\\"quoted\\"", ', '"quoted"'],
    ['{"id":"cut', null],
  ])('%s keeps its id when it can be read', (line, id) => {
    expect(forecastLine({ prepared }, line)).toEqual({ id, error: expect.stringMatching(/./) });
  });
});

import { describe, expect, test } from 'vitest';
import { ask, forecastA, type Person, small } from '#schedule/fixture-schedule.ts';

const ill = (from?: string, until?: string) => ({
  observation: { code: 'ill' },
  ...(from && { from }),
  ...(until && { until }),
});
const kinds = (schedule: Parameters<typeof ask>[0], person: Person) =>
  ask(schedule, person).forecasts.map(({ kind, series }) => `${kind} ${series[0]?.name}`);

describe('table 5-4', () => {
  const risk = (indications: object[]) =>
    small({
      series: [
        {},
        { kind: 'risk', group: '2', indications: indications.map((one) => ({ ...ill(), ...one })) },
      ],
    });
  const concerned = (indications: object[], person: Person) =>
    kinds(risk(indications), person).includes('risk A2');
  const observed = { observations: [{ code: 'ill' }] };

  test.each([
    ['before the begin age: does not apply', '2000-12-31', false],
    ['on the begin age: applies', '2001-01-01', true],
    ['the day before the end age: applies', '2001-12-31', true],
    ['on the end age: does not apply', '2002-01-01', false],
  ])('%s', (_, on, applies) => {
    expect(concerned([{ from: '1 year', until: '2 years' }], { on, ...observed })).toBe(applies);
  });
  test('not observed: does not apply', () => {
    expect(concerned([{}], {})).toBe(false);
    expect(concerned([{}], { observations: [{ code: 'worker' }] })).toBe(false);
  });
  test('in words only: unknown, does not apply', () => {
    expect(concerned([{ observation: { text: 'at the discretion of the doctor' } }], observed)).toBe(false);
  });
  test('observed after the assessment date: not observed', () => {
    expect(concerned([{}], { on: '2010-01-01', observations: [{ code: 'ill', date: '2010-01-02' }] })).toBe(
      false,
    );
    expect(concerned([{}], { on: '2010-01-01', observations: [{ code: 'ill', date: '2010-01-01' }] })).toBe(
      true,
    );
  });
  test('table 5-5: one indication of several is enough', () => {
    const worker = { observation: { code: 'worker' } };
    expect(concerned([worker, {}], observed)).toBe(true);
    expect(concerned([worker], observed)).toBe(false);
  });
  test('5.1: a risk that nobody told of is asked for', () => {
    const [forecast] = ask(risk([{}]), {}).forecasts;
    expect(forecast?.missing).toContainEqual(
      expect.objectContaining({ what: 'observation', codes: ['ill'] }),
    );
    expect(ask(risk([{}]), observed).forecasts[0]?.missing).toEqual([]);
  });
});

describe('table 5-5', () => {
  const forWomen = (kind: 'standard' | 'risk') =>
    small({ series: [{ genders: ['female'], kind, indications: [ill()] }] });
  const observed = { observations: [{ code: 'ill' }] };
  test.each(['standard', 'risk'] as const)('a %s series of another gender is not relevant', (kind) => {
    expect(forecastA(forWomen(kind), { sex: 'F', ...observed }).series).toHaveLength(1);
    expect(forecastA(forWomen(kind), { sex: 'M', ...observed }).series).toHaveLength(0);
    expect(forecastA(forWomen(kind), observed).series).toHaveLength(0);
  });
  test('an unknown gender is one of the genders a series may name', () => {
    const schedule = small({ series: [{ genders: ['female', 'unknown'] }] });
    expect(['F', 'M', undefined, 'other'].map((sex) => forecastA(schedule, { sex }).series.length)).toEqual([
      1, 0, 1, 1,
    ]);
  });
  test('without a required gender it is for everybody', () => {
    const schedule = small({ series: [{}] });
    expect(['F', 'M', null].map((sex) => forecastA(schedule, { sex }).series.length)).toEqual([1, 1, 1]);
  });
  test('a standard series needs no indication', () => {
    const schedule = small({ series: [{ indications: [ill()] }] });
    expect(forecastA(schedule, {}).series).toHaveLength(1);
  });
  test('a default series of another gender leaves the group to the others', () => {
    const schedule = small({ series: [{ genders: ['female'] }, { default: false }] });
    expect(forecastA(schedule, { sex: 'M' }).series[0]?.name).toBe('A2');
    expect(forecastA(schedule, { sex: 'F' }).series[0]?.name).toBe('A1');
  });
});

import { describe, expect, test } from 'vitest';
import { PRESETS, stateOf } from '#access/page/periods.ts';

const period = (id: string, today: string) => PRESETS.find((preset) => preset.id === id)?.of(today);

describe('periods given with one press', () => {
  test('the week-end is the next one, or the one under way', () => {
    const next = { from: '2021-05-15', fromTime: '06:00', until: '2021-05-16', untilTime: '23:59' };
    expect(period('week-end', '2021-05-10')).toEqual(next);
    expect(period('week-end', '2021-05-14')).toEqual(next);
    expect(period('week-end', '2021-05-15')).toEqual(next);
    expect(period('week-end', '2021-05-16')).toEqual({ ...next, from: '2021-05-16' });
  });

  test('seven days hold today, and a month ends on the same day of the next', () => {
    expect(period('week', '2021-05-10')?.until).toBe('2021-05-16');
    expect(period('month', '2021-01-31')?.until).toBe('2021-02-28');
    expect(period('today', '2021-05-10')).toMatchObject({ from: '2021-05-10', until: '2021-05-10' });
  });
});

test('a delegation is what it is at an instant, ended before all', () => {
  const given = { from: '2021-05-15T06:00:00Z', until: '2021-05-16T22:00:00Z', joined: true, revoked: false };
  expect(stateOf(given, '2021-05-14T10:00:00Z')).toBe('to-come');
  expect(stateOf(given, '2021-05-15T10:00:00Z')).toBe('in-use');
  expect(stateOf(given, '2021-05-16T22:00:00Z')).toBe('over');
  expect(stateOf({ ...given, joined: false }, '2021-05-15T10:00:00Z')).toBe('waits');
  expect(stateOf({ ...given, revoked: true }, '2021-05-15T10:00:00Z')).toBe('ended');
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actTime, mend, NEAR_S } from '#programmes/vaccination/desk/clock.ts';

const ISSUED = '2021-03-10T08:00:00.000Z';
const NOW = '2021-03-12T08:00:00.000Z';
const shifted = (instant: string, s: number): string =>
  new Date(Date.parse(instant) + s * 1000).toISOString();

describe('the clock of a device', () => {
  test('near enough is right, and what it says is kept', () => {
    const madeAt = '2021-03-11T08:00:00.000Z';
    expect(mend({ madeAt, deviceNow: shifted(NOW, 90), now: NOW, issued: ISSUED })).toEqual({
      clock: 'right',
      clock_off_s: 90,
      madeAt,
    });
  });

  test.each([
    ['before the grant', { madeAt: '2021-03-10T07:00:00Z', deviceNow: NOW }],
    ['to come', { madeAt: '2021-03-12T09:00:00Z', deviceNow: NOW }],
    ['set meanwhile', { madeAt: '2021-03-11T08:00:00Z', deviceNow: NOW, aheadThen: 86_400 }],
    ['years away', { madeAt: '1970-01-02T08:00:00Z', deviceNow: '1970-01-03T08:00:00Z' }],
  ])('cannot be mended when the time is %s', (_, said) => {
    expect(mend({ ...said, now: NOW, issued: ISSUED })).toBe(undefined);
  });

  test('whatever it is off by within a year, an act within the grant is given its true time', () => {
    const any = fc.record({
      off: fc.integer({ min: -31_000_000, max: 31_000_000 }),
      made: fc.integer({ min: 0, max: 2 * 86_400 }),
      said: fc.boolean(),
    });
    fc.assert(
      fc.property(any, ({ off, made, said }) => {
        const truth = shifted(ISSUED, made);
        const mended = mend({
          ...{ madeAt: shifted(truth, off), deviceNow: shifted(NOW, off), now: NOW, issued: ISSUED },
          ...(said && { aheadThen: off }),
        });
        if (mended === undefined) throw new Error('not mended');
        const wrong_s = Math.abs(Date.parse(mended.madeAt) - Date.parse(truth)) / 1000;
        expect(wrong_s).toBeLessThanOrEqual(Math.abs(off) <= NEAR_S ? NEAR_S : 0);
        expect(mended.madeAt >= ISSUED && mended.madeAt <= NOW).toBe(true);
      }),
    );
  });

  test('mends the day and the hour it filled in, and leaves those that were typed', () => {
    const mended = { clock: 'mended', clock_off_s: 86_400, madeAt: '2021-03-11T09:15:00.000Z' } as const;
    const said = '2021-03-12T09:15:00.000Z';
    const timeOf = (act: { occurredOn: string; at?: string }) => actTime(act, said, mended, 'Europe/Paris');
    expect(timeOf({ occurredOn: '2021-03-12', at: '10:15:00' })).toEqual({
      occurredOn: '2021-03-11',
      at: '10:15:00',
    });
    expect(timeOf({ occurredOn: '2021-03-05', at: '14:00:00' })).toEqual({
      occurredOn: '2021-03-05',
      at: '14:00:00',
    });
    expect(timeOf({ occurredOn: '2021-03-12' })).toEqual({ occurredOn: '2021-03-11' });
  });
});

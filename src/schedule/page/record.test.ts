import { expect, test } from 'vitest';
import {
  changeRecord,
  emptyRecord,
  fieldAt,
  type PersonRecord,
  questionOf,
  type RecordChange,
} from './record.ts';

const written = (...changes: RecordChange[]): PersonRecord =>
  changes.reduce(changeRecord, emptyRecord('2026-11-22'));

test('there is no question before a birth date, and the day of assessment is today until changed', () => {
  expect(questionOf(written())).toBeUndefined();
  expect(questionOf(written({ set: { birth: '1/6/20' } }))).toBeUndefined();
  expect(questionOf(written({ set: { birth: '01/06/2020' } }))?.asked).toEqual({
    id: 'page',
    birthDate: '2020-06-01',
    assessmentDate: '2026-11-22',
    doses: [],
    observations: [],
  });
});

test('writing in the last line opens another, and half a line is not asked', () => {
  const half = written({ set: { birth: '01062020' } }, { dose: 0, with: { date: '01/08/2020' } });
  expect(half.doses).toHaveLength(2);
  expect(questionOf(half)?.asked.doses).toEqual([]);
  const whole = changeRecord(half, { dose: 0, with: { vaccine: '20' } });
  expect(whole.doses).toHaveLength(2);
  expect(questionOf(whole)?.asked.doses).toEqual([{ date: '2020-08-01', cvx: '20' }]);
  expect(changeRecord(whole, { removeDose: 0 }).doses).toHaveLength(1);
});

test('an answer about the second dose of the question finds its line, whatever was left out before it', () => {
  const record = written(
    { set: { birth: '01062020', sex: 'F' } },
    { dose: 0, with: { date: '01/08/' } },
    {
      addDoses: [
        { date: '2020-08-01', code: '20', mvx: '' },
        { date: '2020-10-01', code: '21', mvx: 'SKB' },
      ],
    },
    { addObservation: '007' },
    { addObservation: '007' },
  );
  const question = questionOf(record);
  expect(question?.asked).toMatchObject({
    sex: 'F',
    doses: [{ cvx: '20' }, { date: '2020-10-01', cvx: '21', mvx: 'SKB' }],
    observations: [{ code: '007' }],
  });
  if (question === undefined) return;
  const line = record.doses.find(({ vaccine }) => vaccine === '21');
  expect(fieldAt('doses.1.cvx', question)).toEqual({ dose: line?.key, part: 'vaccine' });
  expect(fieldAt('/doses/1/date', question)).toEqual({ dose: line?.key, part: 'date' });
  expect(fieldAt('/observations/0/code', question)).toEqual({ observation: record.observations[0]?.key });
  expect(fieldAt('birthDate', question)).toEqual({ field: 'birth' });
  expect(fieldAt('doses.7.date', question)).toEqual({ field: 'form' });
});

test('no line of another person has the key of a line before it', () => {
  const before = written({ dose: 0, with: { date: '01/08/2020' } }, { addObservation: '007' });
  const after = changeRecord(before, { replace: emptyRecord('2026-11-22') });
  const old = new Set([...before.doses, ...before.observations].map(({ key }) => key));
  expect(after.doses.filter(({ key }) => old.has(key))).toEqual([]);
  expect(after.firstKey).not.toBe(before.firstKey);
  const more = changeRecord(after, { dose: after.firstKey, with: { date: '01/08/2020' } });
  expect(new Set(more.doses.map(({ key }) => key)).size).toBe(2);
});

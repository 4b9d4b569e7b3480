import type { PreparedSchedule } from '#schedule/prepared.ts';

/** The vaccine of a code, by index; a CVX code of one digit is read with its zero (`8` is `08`). */
export const findVaccine = (schedule: PreparedSchedule, code: string): number | undefined =>
  schedule.vaccineIndex.get(code) ?? schedule.vaccineIndex.get(code.padStart(2, '0'));

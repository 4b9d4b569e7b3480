import { type Day, dayNumber, dayOf } from '#kernel/day.ts';
import { ALL_AGES } from '#programmes/vaccination/reference.ts';
import type { DayCount } from '#programmes/vaccination/replay.ts';
import type { ReplayInput } from '#programmes/vaccination/vacsi-read-replay.ts';

/**
 * The counts of an input that hold somebody, of some departments and until some day, sorted by day: what a replay
 * is made from. People who are in the all-ages row and in no class are those whose age is unknown.
 */
export const dayCounts = (
  input: ReplayInput,
  chosen: { readonly departments: ReadonlySet<string>; readonly until: Day },
): DayCount[] => {
  const { rows, departments, classes } = input;
  const allAges = classes.indexOf(ALL_AGES);
  const first = dayNumber(input.firstDay);
  const days = Math.min(dayNumber(chosen.until), dayNumber(input.lastDay)) - first + 1;
  const cells = departments.length * classes.length;
  const dose1 = new Int32Array(Math.max(0, days) * cells);
  const dose2 = new Int32Array(dose1.length);
  for (let row = 0; row < rows.length; row++) {
    const day = (rows.day[row] ?? 0) - first;
    if (day >= days) continue;
    const cell = day * cells + (rows.department[row] ?? 0) * classes.length + (rows.ageClass[row] ?? 0);
    dose1[cell] = rows.dose1[row] ?? 0;
    dose2[cell] = rows.dose2[row] ?? 0;
  }
  const counts: DayCount[] = [];
  for (let at = 0; at < days; at++) {
    const day = dayOf(first + at);
    departments.forEach((department, d) => {
      if (!chosen.departments.has(department)) return;
      const from = at * cells + d * classes.length;
      const known = [0, 0];
      const add = (ageClass: string, n1: number, n2: number) => {
        if (n1 > 0 || n2 > 0) counts.push({ day, department, ageClass, dose1: n1, dose2: n2 });
      };
      classes.forEach((ageClass, c) => {
        if (c === allAges) return;
        const [n1, n2] = [dose1[from + c] ?? 0, dose2[from + c] ?? 0];
        known[0] = (known[0] ?? 0) + n1;
        known[1] = (known[1] ?? 0) + n2;
        add(ageClass, n1, n2);
      });
      if (allAges === -1) return;
      const unknown1 = (dose1[from + allAges] ?? 0) - (known[0] ?? 0);
      const unknown2 = (dose2[from + allAges] ?? 0) - (known[1] ?? 0);
      add('', Math.max(0, unknown1), Math.max(0, unknown2));
    });
  }
  return counts;
};

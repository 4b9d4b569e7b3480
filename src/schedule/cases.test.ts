/**
 * The published test cases of the specification, on the schedule of the tree. Prints the pass rate by vaccine group.
 * What differs is listed with its proof in campaigns/us-routine/cases/differences.json: nothing more may differ, and
 * nothing less.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ForecastCase, type ForecastResult } from '#schedule/forecast.api.ts';
import { forecastCase, prepareSchedule } from '#schedule/forecast.ts';
import { readSchedule } from '#schedule/load.node.ts';

const FOLDER = fileURLToPath(new URL('../../campaigns/us-routine/', import.meta.url));

const Expected = z.object({
  seriesStatus: z.string(),
  doseNumber: z.string().nullable(),
  earliest: z.string().nullable(),
  recommended: z.string().nullable(),
  pastDue: z.string().nullable(),
  doses: z.array(z.object({ status: z.string(), reason: z.string().nullable() })),
});
const Line = z.object({ id: z.string(), input: ForecastCase, expected: Expected });
type Line = z.infer<typeof Line>;

const Differences = z.array(
  z.object({ id: z.string(), members: z.array(z.string()).min(1), why: z.string().min(80) }),
);

const readCases = (name: string): Line[] =>
  readFileSync(`${FOLDER}cases/${name}.ndjson`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)));

/** The members in which an answer is not what was expected. A dash or nothing asks for no dose number. */
const differing = ({ expected }: Line, { doses, forecasts }: ForecastResult): string[] => {
  const [forecast] = forecasts;
  const members: string[] = [];
  expected.doses.forEach((dose, i) => {
    if (doses[i]?.status !== dose.status) members.push(`doses[${i}].status`);
    else if (doses[i]?.reason !== dose.reason && dose.reason !== null) members.push(`doses[${i}].reason`);
  });
  if (forecast?.seriesStatus.toLowerCase() !== expected.seriesStatus.toLowerCase())
    members.push('seriesStatus');
  if (/^\d+$/.test(expected.doseNumber ?? '') && String(forecast?.doseNumber) !== expected.doseNumber)
    members.push('doseNumber');
  for (const date of ['earliest', 'recommended', 'pastDue'] as const)
    if (forecast?.[date] !== expected[date]) members.push(date);
  return members;
};

const rate = (passed: number, of: number): string => `${passed}/${of} ${((100 * passed) / of).toFixed(1)} %`;

test.each(['healthy', 'conditions'])('the published cases, %s', async (name) => {
  const prepared = prepareSchedule(await readSchedule(FOLDER));
  const known = new Map(
    Differences.parse(JSON.parse(readFileSync(`${FOLDER}cases/differences.json`, 'utf8'))).map(
      (difference) => [difference.id, difference.members],
    ),
  );
  const cases = readCases(name);
  const groups = new Map<string, { passed: number; of: number }>();
  const found: Record<string, string[]> = {};
  for (const line of cases) {
    const answer = forecastCase(prepared, line.input);
    const members = 'refusal' in answer ? [answer.refusal.message] : differing(line, answer);
    const group = groups.get(line.input.vaccineGroup ?? '') ?? { passed: 0, of: 0 };
    groups.set(line.input.vaccineGroup ?? '', group);
    group.of++;
    if (members.length === 0) group.passed++;
    else found[line.id] = members;
  }
  const passed = [...groups.values()].reduce((sum, group) => sum + group.passed, 0);
  const lines = [...groups].map(([group, { passed: n, of }]) => `  ${group.padEnd(22)} ${rate(n, of)}`);
  process.stdout.write(`${name}: ${rate(passed, cases.length)}\n${lines.join('\n')}\n`);
  expect(found).toEqual(
    Object.fromEntries([...known].filter(([id]) => cases.some((line) => line.id === id))),
  );
});

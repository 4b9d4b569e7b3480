/**
 * Forecasts by the CDSi routine schedule, compiled, on one core: the people of the published test cases, each for the
 * vaccine group of its case, then each for all 26 groups. Beside them, what merely reading and writing one such case
 * and its answer as JSON costs.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dayNumber } from '#kernel/day.ts';
import { ForecastCase } from '#schedule/forecast.api.ts';
import { enter, forecastCase, prepareSchedule } from '#schedule/forecast.ts';
import { addDose, addObservation, begin } from '#schedule/history.ts';
import { readSchedule } from '#schedule/load.node.ts';
import { NO_DAY } from '#schedule/prepared.ts';
import { runGroup } from '#schedule/run.ts';
import { createBlended, pertinentForecast } from '#schedule/vaccine-group.ts';
import { createWorkspace, type Workspace } from '#schedule/workspace.ts';
import type { Figure } from './figure.ts';

const FOLDER = fileURLToPath(new URL('../campaigns/us-routine/', import.meta.url));
const ROUNDS = 60;
const TARGET_GROUP = 200_000;
const TARGET_ALL = 10_000;

/** A person as numbers, as a national run would hold them. */
type Person = {
  readonly birth: number;
  readonly gender: number;
  readonly today: number;
  readonly group: number;
  readonly doses: readonly { readonly day: number; readonly vaccine: number; readonly maker: number }[];
  readonly observations: readonly { readonly index: number; readonly day: number }[];
};

const personOf = (work: Workspace, asked: ForecastCase): Person => {
  enter(work, asked);
  return {
    birth: work.birth,
    gender: work.gender,
    today: dayNumber(asked.assessmentDate),
    group: work.schedule.groupIndex.get((asked.vaccineGroup ?? '').toUpperCase()) ?? 0,
    doses: Array.from({ length: work.doses }, (_, i) => ({
      day: work.day[i] ?? 0,
      vaccine: work.vaccine[i] ?? 0,
      maker: work.manufacturer[i] ?? 0,
    })),
    observations: work.observedList.map((index) => ({ index, day: work.observed[index] ?? 0 })),
  };
};

const load = (work: Workspace, person: Person): void => {
  begin(work, person.birth, person.gender, null, person.today);
  for (let i = 0; i < person.doses.length; i++) {
    const dose = person.doses[i];
    if (dose !== undefined) addDose(work, dose.day, dose.vaccine, dose.maker, 0, 0, i);
  }
  for (let i = 0; i < person.observations.length; i++) {
    const observation = person.observations[i];
    if (observation !== undefined) addObservation(work, observation.index, observation.day);
  }
};

/** The best of several rounds: a shared machine only ever slows one down. */
const perSecond = (rounds: number, people: number, each: () => void): number => {
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    each();
    best = Math.max(best, (people * 1000) / (performance.now() - start));
  }
  return Math.round(best);
};

export default async (): Promise<Figure[]> => {
  const prepared = prepareSchedule(await readSchedule(FOLDER));
  const work = createWorkspace(prepared);
  const cases = ['healthy', 'conditions'].flatMap((name) =>
    readFileSync(`${FOLDER}cases/${name}.ndjson`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => ForecastCase.parse(JSON.parse(line).input)),
  );
  const people = cases.map((asked) => personOf(work, asked));
  const [into, spare] = [createBlended(), createBlended()];
  let dated = 0;
  const ask = (index: number): void => {
    const group = prepared.groups[index];
    if (group === undefined) return;
    runGroup(work, group);
    const found = pertinentForecast(work, group, into, spare);
    if (found !== undefined && found.earliest !== NO_DAY) dated++;
  };
  const one = perSecond(ROUNDS * 10, people.length, () => {
    for (const person of people) {
      load(work, person);
      ask(person.group);
    }
  });
  const all = perSecond(ROUNDS, people.length, () => {
    for (const person of people) {
      load(work, person);
      for (let group = 0; group < prepared.groups.length; group++) ask(group);
    }
  });
  if (dated === 0) throw new Error('nobody is due anything: the cases say nothing');
  const lines = cases.map((asked) => JSON.stringify(asked));
  const answers = cases.map((asked) => forecastCase(prepared, asked));
  let length = 0;
  const json = perSecond(ROUNDS / 3, people.length, () => {
    for (let i = 0; i < lines.length; i++) {
      JSON.parse(lines[i] ?? '');
      length += JSON.stringify(answers[i]).length;
    }
  });
  const explained = perSecond(ROUNDS / 3, people.length, () => {
    for (const asked of cases) length += 'refusal' in forecastCase(prepared, asked) ? 0 : 1;
  });
  if (length === 0) throw new Error('no answer was written');
  const ratio = (value: number) => ({
    to: 'JSON.parse of the case and JSON.stringify of its answer',
    value: value / json,
  });
  return [
    {
      figure: 'forecast one person, one vaccine group, compiled',
      value: one,
      unit: 'persons/s a core',
      target: `>= ${TARGET_GROUP}`,
      met: one >= TARGET_GROUP,
      ratio: ratio(one),
    },
    {
      figure: 'forecast one person, all 26 vaccine groups, compiled',
      value: all,
      unit: 'persons/s a core',
      target: `>= ${TARGET_ALL}`,
      met: all >= TARGET_ALL,
      ratio: ratio(all),
    },
    {
      figure: 'forecast one case with every explanation in words',
      value: explained,
      unit: 'cases/s a core',
      ratio: ratio(explained),
    },
  ];
};

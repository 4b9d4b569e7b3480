/**
 * Small schedules as literals, for the tests of the engine: antigen A, sometimes B, few doses, invented codes. What a
 * test does not say is the simplest there is: one standard series, the default one, any vaccine `A` at any age.
 */
import type { z } from 'zod';
import { isRefused } from '#kernel/result.ts';
import type {
  DoseEvaluated,
  DoseGiven,
  ForecastCase,
  ForecastResult,
  GroupForecast,
} from '#schedule/forecast.api.ts';
import { forecastCase, prepareSchedule } from '#schedule/forecast.ts';
import { type Antigen, Schedule, type SeriesDose, type Series as SeriesShape } from '#schedule/schedule.ts';

export type DosePart = Partial<z.input<typeof SeriesDose>>;
export type SeriesPart = Partial<Omit<z.input<typeof SeriesShape>, 'doses' | 'group'>> & {
  readonly doses?: readonly DosePart[];
  /** Code of the series group. */
  readonly group?: string;
};
type ScheduleInput = z.input<typeof Schedule>;

type Protection = Partial<
  Pick<z.input<typeof Antigen>, 'immunity' | 'contraindications' | 'vaccineContraindications'>
>;

export type Small = {
  readonly series: readonly SeriesPart[];
  /** Series of a second antigen, in a vaccine group of its own (`B`) or in that of the first. */
  readonly b?: readonly SeriesPart[];
  readonly together?: 'full' | 'any';
  /** Of the first antigen, and of the second. */
  readonly antigen?: Protection;
  readonly antigenB?: Protection;
  readonly conflicts?: ScheduleInput['conflicts'];
};

/** Vaccines A1, A2 and A3 have antigen A only, B has B, AB both; OLD has A from 50 years on, and B before. */
const VACCINES: ScheduleInput['vaccines'] = [
  ...['A1', 'A2', 'A3'].map((code) => ({ code, name: code, antigens: [{ antigen: 'A' }] })),
  { code: 'B', name: 'B', antigens: [{ antigen: 'B' }] },
  { code: 'AB', name: 'AB', antigens: [{ antigen: 'A' }, { antigen: 'B' }] },
  {
    code: 'OLD',
    name: 'OLD',
    antigens: [
      { antigen: 'A', from: '50 years' },
      { antigen: 'B', until: '50 years' },
    ],
  },
];

const seriesOf = (antigen: string, vaccineGroup: string, parts: readonly SeriesPart[]) =>
  parts.map(({ doses = [{}], group = '1', ...part }, i) => ({
    name: `${antigen}${i + 1}`,
    vaccineGroup,
    kind: 'standard' as const,
    default: i === 0,
    productPath: false,
    priority: 'A',
    preference: i + 1,
    ...part,
    group: { code: group, name: `group ${group}` },
    doses: doses.map((dose, k) => ({
      number: k + 1,
      preferable: [{ code: antigen === 'A' ? 'A1' : 'B' }, { code: 'AB' }],
      ...dose,
    })),
  }));

/** A second antigen is there only when it is given series. */
export const small = ({ series, b, together, antigen, antigenB, conflicts = [] }: Small): Schedule =>
  Schedule.parse({
    name: 'small',
    title: 'Small',
    version: '1',
    publisher: 'tests',
    licence: 'none',
    vaccineCodes: 'own',
    groups:
      together === undefined
        ? [{ name: 'A', antigens: ['A'] }, ...(b === undefined ? [] : [{ name: 'B', antigens: ['B'] }])]
        : [{ name: 'A', antigens: ['A', 'B'], administerFull: together === 'full' }],
    vaccines: VACCINES,
    conflicts,
    observations: ['ill', 'pregnant', 'worker', 'immune'].map((code) => ({ code, title: code })),
    antigens: [
      { name: 'A', ...antigen, series: seriesOf('A', 'A', series) },
      ...(b === undefined
        ? []
        : [{ name: 'B', ...antigenB, series: seriesOf('B', together === undefined ? 'B' : 'A', b) }]),
    ],
  });

/** One series of these doses. */
export const oneSeries = (...doses: readonly DosePart[]): Schedule => small({ series: [{ doses }] });

export type Person = Partial<Omit<ForecastCase, 'id' | 'birthDate' | 'assessmentDate' | 'doses'>> & {
  /** 2000-01-01 when not said. */
  readonly born?: string;
  /** The assessment date: 2030-01-01 when not said. */
  readonly on?: string;
  /** A day alone is a dose of A1. */
  readonly doses?: readonly (string | DoseGiven)[];
};

/** The answer to a case; throws when it is refused, which no test of these expects. */
export const ask = (schedule: Schedule, { born, on, doses = [], ...person }: Person): ForecastResult => {
  const answer = forecastCase(prepareSchedule(schedule), {
    observations: [],
    ...person,
    id: 1,
    birthDate: born ?? '2000-01-01',
    assessmentDate: on ?? '2030-01-01',
    doses: doses.map((dose) => (typeof dose === 'string' ? { date: dose, cvx: 'A1' } : dose)),
  });
  if (isRefused(answer)) throw new Error(answer.refusal.message);
  return answer;
};

/** What each dose is worth, in the group A. */
export const statuses = (schedule: Schedule, person: Person): (DoseEvaluated['status'] | null)[] =>
  ask(schedule, { vaccineGroup: 'A', ...person }).doses.map(({ status }) => status);

/** The first forecast of the group A. */
export const forecastA = (schedule: Schedule, person: Person): GroupForecast => {
  const [forecast] = ask(schedule, { vaccineGroup: 'A', ...person }).forecasts;
  if (forecast === undefined) throw new Error('no forecast of the group A');
  return forecast;
};

/** Status and days: what most tests of a forecast look at. */
export const dates = (schedule: Schedule, person: Person) => {
  const { seriesStatus, doseNumber, earliest, recommended, pastDue, latest } = forecastA(schedule, person);
  return { seriesStatus, doseNumber, earliest, recommended, pastDue, latest };
};

/** The target dose each dose was compared with. */
export const targets = (schedule: Schedule, person: Person): (number | null | undefined)[] =>
  ask(schedule, { vaccineGroup: 'A', ...person }).doses.map(({ evaluations }) => evaluations[0]?.targetDose);

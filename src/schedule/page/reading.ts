/** What a doctor wants to read out of an answer: what is due now, what comes next, what each dose is worth and where. */
import { type Day, daysBetween } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';
import type {
  DoseEvaluated,
  Evaluation,
  EvaluationStatus,
  ForecastResult,
  GroupForecast,
  Missing,
} from '#schedule/forecast.api.ts';

export type Standing =
  /** The past due date has come: "the date a patient should be considered overdue" (Logic Specification, appendix B). */
  | 'overdue'
  | 'due'
  /** May be given, and will be recommended later. */
  | 'possible'
  | 'later'
  | 'complete'
  | 'immune'
  | 'contraindicated'
  | 'agedOut'
  | 'notRecommended';

const CLOSED = {
  Complete: 'complete',
  Immune: 'immune',
  Contraindicated: 'contraindicated',
  'Aged Out': 'agedOut',
  'Not Recommended': 'notRecommended',
} as const;

export const standingOf = (forecast: GroupForecast, today: Day): Standing => {
  if (forecast.seriesStatus !== 'Not Complete') return CLOSED[forecast.seriesStatus];
  const { earliest, recommended, pastDue } = forecast;
  if (earliest !== null && earliest > today) return 'later';
  if (pastDue !== null && pastDue <= today) return 'overdue';
  if (recommended !== null && recommended > today) return earliest === null ? 'later' : 'possible';
  return 'due';
};

/** What a dose is worth in a group: as in every antigen when they agree, else counted in part. */
export type Worth = EvaluationStatus | 'Partly';

export type Mark = {
  /** Position in the question and the answer. */
  readonly dose: number;
  readonly date: Day;
  readonly cvx: string;
  readonly name: Text;
  readonly worth: Worth;
  /** The place it takes in the series, when it counts. */
  readonly number: number | null;
  readonly evaluations: readonly Evaluation[];
};

export const worthOf = (evaluations: readonly Evaluation[]): Worth => {
  const statuses = new Set(evaluations.map(({ status }) => status));
  if (statuses.size === 1) return evaluations[0]?.status ?? 'Extraneous';
  if (statuses.has('Valid')) return 'Partly';
  for (const status of ['Not Valid', 'Sub-standard'] as const) if (statuses.has(status)) return status;
  return 'Extraneous';
};

const markOf = (dose: DoseEvaluated, index: number, evaluations: readonly Evaluation[]): Mark => {
  const numbers = evaluations.flatMap(({ status, targetDose }) =>
    status === 'Valid' && targetDose !== null ? [targetDose] : [],
  );
  return {
    dose: index,
    date: dose.date,
    cvx: dose.cvx,
    name: dose.name,
    worth: worthOf(evaluations),
    number: numbers.length > 0 ? Math.max(...numbers) : null,
    evaluations,
  };
};

export type Row = {
  /** Unique among rows: a group may have a forecast for everybody and one for a risk. */
  readonly id: string;
  readonly forecast: GroupForecast;
  readonly standing: Standing;
  readonly marks: readonly Mark[];
};

/** The evaluations of a dose in the series that a forecast comes from; in its group when none is named so. */
const evaluationsFor = (dose: DoseEvaluated, forecast: GroupForecast): readonly Evaluation[] => {
  const inGroup = dose.evaluations.filter(({ vaccineGroup }) => vaccineGroup === forecast.vaccineGroup);
  const names = new Set(forecast.series.map(({ name }) => name));
  const inSeries = inGroup.filter(({ series }) => names.has(series));
  return inSeries.length > 0 ? inSeries : inGroup;
};

const ORDER: Readonly<Record<Standing, number>> = {
  overdue: 0,
  due: 1,
  possible: 2,
  later: 3,
  contraindicated: 4,
  complete: 5,
  immune: 6,
  agedOut: 7,
  notRecommended: 8,
};

const whenOf = (row: Row): string =>
  (row.standing === 'overdue' ? row.forecast.pastDue : row.forecast.recommended) ??
  row.forecast.earliest ??
  '9999-12-31';

const compareRows = (a: Row, b: Row): number =>
  ORDER[a.standing] - ORDER[b.standing] ||
  whenOf(a).localeCompare(whenOf(b)) ||
  a.forecast.vaccineGroup.localeCompare(b.forecast.vaccineGroup);

/** How far ahead a group nobody has begun is drawn; beyond, a line of text says it. */
const FAR_DAYS = 5 * 366;

/** Nothing was given and nothing is to be done for years: told in words, not drawn. */
const isQuiet = (row: Row, today: Day): boolean => {
  if (row.marks.length > 0) return false;
  if (row.standing !== 'later') return ORDER[row.standing] > ORDER.contraindicated;
  const when = row.forecast.recommended ?? row.forecast.earliest;
  return when === null || daysBetween(today, when) > FAR_DAYS;
};

export type Question_ = { readonly missing: Missing; readonly groups: readonly Text[] };

export type Reading = {
  readonly today: Day;
  readonly rows: readonly Row[];
  readonly quiet: readonly Row[];
  readonly due: readonly Row[];
  readonly possible: readonly Row[];
  /** The first thing to come after today, when nothing hides it. */
  readonly next: Row | undefined;
  /** What would make the answer surer, once each, with the groups it matters to. */
  readonly questions: readonly Question_[];
};

const questionsOf = (rows: readonly Row[]): Question_[] => {
  const found = new Map<string, { missing: Missing; groups: Text[] }>();
  for (const { forecast } of rows)
    for (const missing of forecast.missing) {
      const id = `${missing.what} ${missing.code ?? ''}`;
      const known = found.get(id) ?? { missing, groups: [] };
      if (!known.groups.some(({ en }) => en === forecast.title.en)) known.groups.push(forecast.title);
      found.set(id, known);
    }
  const order: readonly Missing['what'][] = ['sex', 'birthCountry', 'observationDate', 'manufacturer'];
  const place = ({ missing }: Question_) => (order.indexOf(missing.what) + 9) % 9;
  return [...found.values()].sort((a, b) => place(a) - place(b) || b.groups.length - a.groups.length);
};

export const readResult = (result: ForecastResult): Reading => {
  const today = result.assessmentDate;
  const all = result.forecasts
    .map((forecast): Row => {
      const marks = result.doses.flatMap((dose, index) => {
        const evaluations = evaluationsFor(dose, forecast);
        return evaluations.length === 0 ? [] : [markOf(dose, index, evaluations)];
      });
      return {
        id: `${forecast.vaccineGroup} ${forecast.kind}`.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase(),
        forecast,
        standing: standingOf(forecast, today),
        marks: marks.toSorted((a, b) => a.date.localeCompare(b.date)),
      };
    })
    .sort(compareRows);
  const rows = all.filter((row) => !isQuiet(row, today));
  return {
    today,
    rows,
    quiet: all.filter((row) => isQuiet(row, today)),
    due: rows.filter(({ standing }) => standing === 'overdue' || standing === 'due'),
    possible: rows.filter(({ standing }) => standing === 'possible'),
    next: rows.find(({ standing, forecast }) => standing === 'later' && forecast.recommended !== null),
    questions: questionsOf(all),
  };
};

/** What a dose is worth on the whole, for its line in the form: its worth in each group it concerns. */
export const worthsOf = (
  reading: Reading,
  dose: number,
): readonly { readonly row: Row; readonly mark: Mark }[] =>
  [...reading.rows, ...reading.quiet].flatMap((row) => {
    const mark = row.marks.find((one) => one.dose === dose);
    return mark === undefined || row.forecast.kind === 'evaluation only' ? [] : [{ row, mark }];
  });

/** The days to come that a drawing must hold. */
export const daysAhead = (rows: readonly Row[]): Day[] =>
  rows.flatMap(({ forecast }) =>
    [forecast.earliest, forecast.recommended, forecast.pastDue].filter((day) => day !== null),
  );

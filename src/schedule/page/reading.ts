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
  /** The past due date is over: it is the day before the latest recommended age or interval (FORECASTDT-3). */
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
  if (pastDue !== null && pastDue < today) return 'overdue';
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
  /** How many doses of the group count up to this one, when it counts itself. */
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

/** Doses in the order they were given, those that count numbered antigen by antigen. */
const marksOf = (doses: readonly DoseEvaluated[], forecast: GroupForecast, claims: Claims): Mark[] => {
  const counted = new Map<string, number>();
  return doses
    .map((dose, index) => ({
      dose,
      index,
      evaluations: dose.evaluations.filter((evaluation) => claims(evaluation, forecast)),
    }))
    .filter(({ evaluations }) => evaluations.length > 0)
    .sort((a, b) => a.dose.date.localeCompare(b.dose.date))
    .map(({ dose, index, evaluations }) => {
      let number: number | null = null;
      for (const { antigen, status } of evaluations) {
        if (status !== 'Valid') continue;
        const count = (counted.get(antigen) ?? 0) + 1;
        counted.set(antigen, count);
        number = Math.max(number ?? 0, count);
      }
      const { date, cvx, name } = dose;
      return { dose: index, date, cvx, name, worth: worthOf(evaluations), number, evaluations };
    });
};

export type Row = {
  /** Unique among rows: a group may have a forecast for everybody and one for a risk. */
  readonly id: string;
  /** The series, where the group has several forecasts that nothing else tells apart. */
  readonly series: Text | null;
  readonly forecast: GroupForecast;
  readonly standing: Standing;
  readonly marks: readonly Mark[];
};

/** Whose series each evaluation belongs to; the first forecast of a group takes those that no series names. */
const claimsOf = (forecasts: readonly GroupForecast[]) => {
  const named = new Set(forecasts.flatMap(({ series }) => series.map(({ name }) => name)));
  const first = new Map<string, GroupForecast>();
  for (const forecast of forecasts)
    if (!first.has(forecast.vaccineGroup)) first.set(forecast.vaccineGroup, forecast);
  return (evaluation: Evaluation, forecast: GroupForecast): boolean =>
    evaluation.vaccineGroup === forecast.vaccineGroup &&
    (named.has(evaluation.series)
      ? forecast.series.some(({ name }) => name === evaluation.series)
      : first.get(forecast.vaccineGroup) === forecast);
};
type Claims = ReturnType<typeof claimsOf>;

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

/** Something to ask, and the groups whose answer depends on it. */
export type Ask = { readonly missing: Missing; readonly groups: readonly Text[] };
/** A condition that would change answers, by its code. */
export type Risk = { readonly code: string; readonly groups: readonly Text[] };

export type Reading = {
  readonly today: Day;
  readonly rows: readonly Row[];
  readonly quiet: readonly Row[];
  readonly due: readonly Row[];
  readonly possible: readonly Row[];
  /** The first thing to come after today, when nothing hides it. */
  readonly next: Row | undefined;
  /** What would make the answer surer, once each, with the groups it matters to. */
  readonly asks: readonly Ask[];
  /** Conditions that would call for another series. */
  readonly risks: readonly Risk[];
  /** Conditions that would forbid what is due or possible: to be asked before the needle. */
  readonly cautions: readonly Risk[];
};

const GIVEN_NOW: ReadonlySet<Standing> = new Set(['overdue', 'due', 'possible']);

const addTitle = (titles: Text[], title: Text): void => {
  if (!titles.some(({ en }) => en === title.en)) titles.push(title);
};

type Risks = Map<string, { code: string; groups: Text[] }>;

const addRisks = (risks: Risks, codes: readonly string[], title: Text): void => {
  for (const code of codes) {
    const risk = risks.get(code) ?? { code, groups: [] };
    addTitle(risk.groups, title);
    risks.set(code, risk);
  }
};

/** What matters to most groups first. */
const mostFirst = (risks: Risks): Risk[] =>
  [...risks.values()].sort((a, b) => b.groups.length - a.groups.length || a.code.localeCompare(b.code));

/** Each question once. */
const questionsOf = (rows: readonly Row[]): Pick<Reading, 'asks' | 'risks' | 'cautions'> => {
  const asks = new Map<string, { missing: Missing; groups: Text[] }>();
  const risks: Risks = new Map();
  const cautions: Risks = new Map();
  for (const { forecast, standing } of rows)
    for (const missing of forecast.missing) {
      const { what, codes } = missing;
      if (what === 'observation') addRisks(risks, codes, forecast.title);
      else if (what === 'contraindication') {
        if (GIVEN_NOW.has(standing)) addRisks(cautions, codes, forecast.title);
      } else {
        const ask = asks.get(`${what} ${codes.join()}`) ?? { missing, groups: [] };
        addTitle(ask.groups, forecast.title);
        asks.set(`${what} ${codes.join()}`, ask);
      }
    }
  return { asks: [...asks.values()], risks: mostFirst(risks), cautions: mostFirst(cautions) };
};

/** The same words twice are of no use to a reader: then the series says which is which. */
const distinguish = (rows: readonly Omit<Row, 'id' | 'series'>[]): Row[] => {
  const seen = new Map<string, number>();
  const key = ({ forecast }: (typeof rows)[number]) => `${forecast.vaccineGroup} ${forecast.kind}`;
  for (const row of rows) seen.set(key(row), (seen.get(key(row)) ?? 0) + 1);
  const ids = new Map<string, number>();
  return rows.map((row) => {
    const id = key(row)
      .replace(/[^A-Za-z0-9]+/g, '-')
      .toLowerCase();
    const count = (ids.get(id) ?? 0) + 1;
    ids.set(id, count);
    const alone = (seen.get(key(row)) ?? 1) === 1;
    const series = alone ? null : (row.forecast.series[0]?.title ?? null);
    return { ...row, id: count === 1 ? id : `${id}-${count}`, series };
  });
};

export const readResult = (result: ForecastResult): Reading => {
  const today = result.assessmentDate;
  const claims = claimsOf(result.forecasts);
  const all = distinguish(
    result.forecasts.map((forecast) => ({
      forecast,
      standing: standingOf(forecast, today),
      marks: marksOf(result.doses, forecast, claims),
    })),
  ).sort(compareRows);
  const rows = all.filter((row) => !isQuiet(row, today));
  return {
    today,
    rows,
    quiet: all.filter((row) => isQuiet(row, today)),
    due: rows.filter(({ standing }) => standing === 'overdue' || standing === 'due'),
    possible: rows.filter(({ standing }) => standing === 'possible'),
    next: rows.find(({ standing, forecast }) => standing === 'later' && forecast.recommended !== null),
    ...questionsOf(all),
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

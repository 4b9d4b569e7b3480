/** Recognises and checks the published files that are JSON. */
import { type Day, isDay } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';
import { TABLES } from '#programmes/vaccination/check-families.ts';
import type { FaultList } from '#programmes/vaccination/check-fault.ts';
import { checkJsonTable, type TableReport } from '#programmes/vaccination/check-table.ts';

type Json = Readonly<Record<string, unknown>>;
export type JsonReport = TableReport & { readonly family: string | null; readonly title: Text };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const NOTHING: TableReport = { rows: 0, from: undefined, to: undefined };

/** Shapes known by their keys, first that fits: family, title, test, and how many items it holds. */
const SHAPES: readonly {
  readonly family: string;
  readonly title: Text;
  readonly is: (value: Json) => boolean;
  readonly size: (value: Json) => number;
}[] = [
  {
    family: 'geojson',
    title: { fr: 'Contours géographiques', en: 'Geographic outlines' },
    is: ({ type, features }) => type === 'FeatureCollection' && Array.isArray(features),
    size: ({ features }) => (Array.isArray(features) ? features.length : 0),
  },
  {
    family: 'drees-appariement',
    title: {
      fr: 'Appariement hôpital, tests et vaccination, par semaine (DREES)',
      en: 'Linkage of hospital, tests and vaccination, by week (DREES)',
    },
    is: ({ data_by_week }) => isObject(data_by_week),
    size: ({ data_by_week }) => (isObject(data_by_week) ? Object.keys(data_by_week).length : 0),
  },
  {
    family: 'vitemadose-creneaux-quotidiens',
    title: { fr: 'Créneaux disponibles par jour et par lieu', en: 'Slots available by day and place' },
    is: ({ creneaux_quotidiens }) => Array.isArray(creneaux_quotidiens),
    size: ({ creneaux_quotidiens }) => (Array.isArray(creneaux_quotidiens) ? creneaux_quotidiens.length : 0),
  },
  {
    family: 'cnam-datavaccin',
    title: {
      fr: 'Vaccination par département et par semaine (Cnam)',
      en: 'Vaccination by department and week (Cnam)',
    },
    is: (value) => isObject(value['Tout département']),
    size: (value) => Object.keys(value).length,
  },
  {
    family: 'vitemadose-stats-by-date',
    title: { fr: 'Disponibilités heure par heure', en: 'Availability hour by hour' },
    is: ({ dates }) => Array.isArray(dates),
    size: ({ dates }) => (Array.isArray(dates) ? dates.length : 0),
  },
  {
    family: 'vacsi-dep-cumulated',
    title: { fr: 'Premières doses cumulées par département', en: 'Cumulated first doses by department' },
    is: ({ departements }) => Array.isArray(departements),
    size: ({ departements }) => (Array.isArray(departements) ? departements.length : 0),
  },
  {
    family: 'vitemadose-stats',
    title: { fr: 'Disponibilités par département', en: 'Availability by department' },
    is: ({ tout_departement }) => isObject(tout_departement),
    size: (value) => Object.keys(value).length,
  },
  {
    family: 'vitemadose-info-centres',
    title: { fr: 'Centres et rendez-vous disponibles', en: 'Centres and available appointments' },
    is: (value) => Object.values(value).some((item) => isObject(item) && 'centres_disponibles' in item),
    size: (value) => Object.keys(value).length,
  },
];

const TERRITORIES: Text = { fr: 'Liste de territoires', en: 'List of territories' };
const UNKNOWN: Text = { fr: 'Fichier inconnu', en: 'Unknown file' };

/** Where JSON stops being JSON: the line of the parser's position, else the last. */
const lineOfError = (error: unknown, text: string): number => {
  const position = /position (\d+)/.exec(String(error))?.[1];
  return text.slice(0, position === undefined ? text.length : Number(position)).split('\n').length;
};

/** Series by territory: the columns of each have the same length, and every day exists. */
const checkSeries = (value: Json, faults: FaultList): { from: Day | undefined; to: Day | undefined } => {
  let [from, to]: [Day | undefined, Day | undefined] = [undefined, undefined];
  for (const [name, series] of [['', value] as const, ...Object.entries(value)]) {
    if (!isObject(series) || !Array.isArray(series.dates)) continue;
    const { dates } = series;
    for (const [column, values] of Object.entries(series))
      if (
        Array.isArray(values) &&
        column !== 'departements' &&
        values.length !== dates.length &&
        values.every((v) => typeof v === 'number')
      )
        faults.add('error', 'fields', null, `${name}.${column}`, {
          fr: `${name}.${column} a ${values.length} valeurs pour ${dates.length} dates. Téléchargez le fichier de nouveau.`,
          en: `${name}.${column} has ${values.length} values for ${dates.length} dates. Download the file again.`,
        });
    for (const date of dates) {
      const day = String(date).slice(0, 10);
      if (!isDay(day))
        faults.add('error', 'no-such-day', null, `${name}.dates`, {
          fr: `« ${day} » n’est pas un jour qui existe. Corrigez la date.`,
          en: `"${day}" is not a day that exists. Correct the date.`,
        });
      else {
        if (from === undefined || day < from) from = day;
        if (to === undefined || day > to) to = day;
      }
    }
  }
  return { from, to };
};

const unknownJson = (value: unknown, faults: FaultList): JsonReport => {
  const seen = isObject(value)
    ? Object.keys(value).slice(0, 8).join(', ')
    : Array.isArray(value)
      ? `[${value.length}]`
      : typeof value;
  faults.add('error', 'unknown-file', 1, null, {
    fr: `JSON qui n’est d’aucune famille connue. Vu : ${seen.slice(0, 200)}.`,
    en: `JSON of no known family. Seen: ${seen.slice(0, 200)}.`,
  });
  return { ...NOTHING, family: null, title: UNKNOWN };
};

export const checkJson = (text: string, publishedOn: Day | undefined, faults: FaultList): JsonReport => {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    faults.add('error', 'bad-json', lineOfError(error, text), null, {
      fr: 'Le JSON ne se lit pas à partir d’ici : le fichier est abîmé ou coupé. Téléchargez-le de nouveau.',
      en: 'The JSON cannot be read from here on: the file is damaged or cut short. Download it again.',
    });
    return { ...NOTHING, family: null, title: UNKNOWN };
  }
  if (Array.isArray(value)) {
    const items = value.filter(isObject);
    const centres = TABLES.find(({ family }) => family === 'centres-vaccination');
    const [first] = items;
    if (first !== undefined && centres !== undefined && 'gid' in first && 'nom' in first) {
      if (items.length !== value.length)
        faults.add('error', 'fields', null, null, {
          fr: `${value.length - items.length} éléments de la liste ne sont pas des centres. Retirez-les.`,
          en: `${value.length - items.length} items of the list are not centres. Remove them.`,
        });
      return {
        ...checkJsonTable(items, centres, publishedOn, faults),
        family: centres.family,
        title: centres.title,
      };
    }
    if (first !== undefined && 'code' in first && 'nom' in first)
      return { ...NOTHING, rows: items.length, family: 'territories', title: TERRITORIES };
    return unknownJson(value, faults);
  }
  const shape = isObject(value) ? SHAPES.find(({ is }) => is(value)) : undefined;
  if (shape === undefined || !isObject(value)) return unknownJson(value, faults);
  return { rows: shape.size(value), ...checkSeries(value, faults), family: shape.family, title: shape.title };
};

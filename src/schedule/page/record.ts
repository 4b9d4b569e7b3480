/** What is written in the form, and the question it makes. Kept in the memory of the page and nowhere else. */
import type { Day } from '#kernel/day.ts';
import type { DoseGiven, ForecastCase, ObservationGiven } from '#schedule/forecast.api.ts';
import { fieldDay, findDay } from '#schedule/page/read-day.ts';
import type { ListedDose } from '#schedule/page/read-list.ts';

export type DoseLine = {
  readonly key: number;
  readonly date: string;
  /** A code of the schedule; empty until one is chosen. */
  readonly vaccine: string;
  readonly mvx: string;
  readonly substandard: boolean;
};
export type ObservationLine = { readonly key: number; readonly code: string; readonly date: string };

/** Texts as typed. The lines of doses end with an empty one, ready to be written in. */
export type PersonRecord = {
  readonly assessment: string;
  readonly birth: string;
  readonly sex: '' | 'F' | 'M';
  readonly country: string;
  readonly group: string;
  readonly doses: readonly DoseLine[];
  readonly observations: readonly ObservationLine[];
  /** The key of its first line: no line of one person has the key of another's, so that nothing typed is carried over. */
  readonly firstKey: number;
  readonly nextKey: number;
};

const emptyDose = (key: number): DoseLine => ({ key, date: '', vaccine: '', mvx: '', substandard: false });

export const isEmptyDose = (line: DoseLine): boolean => line.date === '' && line.vaccine === '';
export const isWholeDose = (line: DoseLine): boolean =>
  findDay(line.date) !== undefined && line.vaccine !== '';

export const emptyRecord = (today: Day): PersonRecord => ({
  assessment: fieldDay(today),
  birth: '',
  sex: '',
  country: '',
  group: '',
  doses: [emptyDose(0)],
  observations: [],
  firstKey: 0,
  nextKey: 1,
});

export type RecordChange =
  | { readonly set: Partial<Pick<PersonRecord, 'assessment' | 'birth' | 'sex' | 'country' | 'group'>> }
  | { readonly dose: number; readonly with: Partial<Omit<DoseLine, 'key'>> }
  | { readonly removeDose: number }
  | { readonly addDoses: readonly ListedDose[] }
  | { readonly addObservation: string }
  | { readonly observation: number; readonly date: string }
  | { readonly removeObservation: number }
  | { readonly replace: PersonRecord };

/** Puts an empty line at the end when the last one has been written in. */
const openEnded = (record: PersonRecord): PersonRecord => {
  const last = record.doses.at(-1);
  if (last !== undefined && isEmptyDose(last)) return record;
  return {
    ...record,
    doses: [...record.doses, emptyDose(record.nextKey)],
    nextKey: record.nextKey + 1,
  };
};

const withDoses = (record: PersonRecord, added: readonly ListedDose[]): PersonRecord => {
  const lines = added.map((dose, i) => ({
    ...emptyDose(record.nextKey + i),
    date: fieldDay(dose.date),
    vaccine: dose.code,
    mvx: dose.mvx,
  }));
  return openEnded({
    ...record,
    doses: [...record.doses.filter((line) => !isEmptyDose(line)), ...lines],
    nextKey: record.nextKey + lines.length,
  });
};

const rekeyed = (record: PersonRecord, from: number): PersonRecord => ({
  ...record,
  doses: record.doses.map((line) => ({ ...line, key: line.key + from })),
  observations: record.observations.map((line) => ({ ...line, key: line.key + from })),
  firstKey: record.firstKey + from,
  nextKey: record.nextKey + from,
});

export const changeRecord = (record: PersonRecord, change: RecordChange): PersonRecord => {
  if ('set' in change) return { ...record, ...change.set };
  if ('dose' in change)
    return openEnded({
      ...record,
      doses: record.doses.map((line) => (line.key === change.dose ? { ...line, ...change.with } : line)),
    });
  if ('removeDose' in change)
    return openEnded({ ...record, doses: record.doses.filter(({ key }) => key !== change.removeDose) });
  if ('addDoses' in change) return withDoses(record, change.addDoses);
  if ('addObservation' in change)
    return record.observations.some(({ code }) => code === change.addObservation)
      ? record
      : {
          ...record,
          observations: [
            ...record.observations,
            { key: record.nextKey, code: change.addObservation, date: '' },
          ],
          nextKey: record.nextKey + 1,
        };
  if ('observation' in change)
    return {
      ...record,
      observations: record.observations.map((line) =>
        line.key === change.observation ? { ...line, date: change.date } : line,
      ),
    };
  if ('removeObservation' in change)
    return {
      ...record,
      observations: record.observations.filter(({ key }) => key !== change.removeObservation),
    };
  return rekeyed(change.replace, record.nextKey);
};

/** The question, and which line of the form each of its doses and observations comes from. */
export type Question = {
  readonly asked: ForecastCase;
  readonly doseKeys: readonly number[];
  readonly observationKeys: readonly number[];
};

const doseOf = (line: DoseLine): DoseGiven | undefined => {
  const date = findDay(line.date);
  if (date === undefined || line.vaccine === '') return undefined;
  return {
    date,
    cvx: line.vaccine,
    ...(line.mvx !== '' && { mvx: line.mvx }),
    ...(line.substandard && { substandard: true }),
  };
};

/** The question that the form makes, or undefined while the days of birth and of assessment are not both known. */
export const questionOf = (record: PersonRecord): Question | undefined => {
  const [birthDate, assessmentDate] = [findDay(record.birth), findDay(record.assessment)];
  if (birthDate === undefined || assessmentDate === undefined) return undefined;
  const doses = record.doses.flatMap((line) => {
    const given = doseOf(line);
    return given === undefined ? [] : [{ key: line.key, given }];
  });
  const observations = record.observations.flatMap((line) => {
    const date = findDay(line.date);
    const given: ObservationGiven = { code: line.code, ...(date !== undefined && { date }) };
    return line.date.trim() !== '' && date === undefined ? [] : [{ key: line.key, given }];
  });
  return {
    asked: {
      // The page is about one person at a time, who has no name here.
      id: 'page',
      assessmentDate,
      birthDate,
      ...(record.sex !== '' && { sex: record.sex }),
      ...(record.country !== '' && { birthCountry: record.country }),
      ...(record.group !== '' && { vaccineGroup: record.group }),
      doses: doses.map(({ given }) => given),
      observations: observations.map(({ given }) => given),
    },
    doseKeys: doses.map(({ key }) => key),
    observationKeys: observations.map(({ key }) => key),
  };
};

/** Where in the form a path of the question is: `doses.2.cvx` or `/doses/2/cvx`. */
export type FieldAt =
  | { readonly field: 'birth' | 'assessment' | 'sex' | 'country' | 'group' | 'form' }
  | { readonly dose: number; readonly part: 'date' | 'vaccine' }
  | { readonly observation: number };

const FIELDS: Readonly<Record<string, 'birth' | 'assessment' | 'sex' | 'country' | 'group'>> = {
  birthDate: 'birth',
  assessmentDate: 'assessment',
  sex: 'sex',
  birthCountry: 'country',
  vaccineGroup: 'group',
};

export const fieldAt = (path: string, question: Question): FieldAt => {
  const [name = '', index = '', part = ''] = path.split(/[./[\]]+/).filter((piece) => piece !== '');
  const dose = question.doseKeys[Number(index)];
  if (name === 'doses' && dose !== undefined)
    return { dose, part: part === 'cvx' || part === 'mvx' ? 'vaccine' : 'date' };
  const observation = question.observationKeys[Number(index)];
  if (name === 'observations' && observation !== undefined) return { observation };
  return { field: FIELDS[name] ?? 'form' };
};

/**
 * A schedule made ready for evaluation: codes as small integers, periods as months and days, distinct ages in one
 * table so that each is added to a birth date once a person. Made once by prepare.ts and read by everything else.
 */
import type { DayNumber } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';
import type { Period } from '#schedule/period.ts';
import type { Gender } from '#schedule/schedule.ts';

/** The assumed values of the specification: 01/01/1900 and 12/31/2999, as day numbers. */
export const ALWAYS: DayNumber = -25_567;
export const NEVER: DayNumber = 376_199;
/** No age, vaccine, dose, observation or day where one might be. */
export const NONE = -1;
export const NO_DAY: DayNumber = -1_000_000;

/** An index into `PreparedSchedule.ages`, or NONE. */
export type AgeRef = number;

export type PreparedAge = {
  readonly absoluteMinimum: AgeRef;
  readonly minimum: AgeRef;
  readonly earliestRecommended: AgeRef;
  readonly latestRecommended: AgeRef;
  readonly maximum: AgeRef;
  readonly effective: DayNumber;
  readonly cessation: DayNumber;
};

/** People: see `Who` in schedule.ts. Lists of observations, by index; empty for no condition. */
export type PreparedWho = {
  readonly from: AgeRef;
  readonly until: AgeRef;
  readonly anyOf: readonly number[];
  readonly allOf: readonly number[];
  readonly noneOf: readonly number[];
};

/** Counted from a target dose; from the previous dose when `dose` is 0, from the one evaluated when it is NONE. */
export type PreparedSince = {
  readonly dose: number;
  readonly from: Period | null;
  readonly until: Period | null;
};

/** Where an interval counts from. */
export const FROM = { previous: 0, targetDose: 1, mostRecent: 2, observation: 3 } as const;

export type PreparedInterval = {
  readonly from: (typeof FROM)[keyof typeof FROM];
  readonly targetDose: number;
  /** For `mostRecent`: 1 at the index of each vaccine that counts. */
  readonly vaccines: Uint8Array;
  readonly observation: number;
  readonly since: PreparedSince | null;
  readonly absoluteMinimum: Period | null;
  readonly minimum: Period | null;
  readonly earliestRecommended: Period | null;
  readonly latestRecommended: Period | null;
  /** As the schedule writes them, for explanations. */
  readonly absoluteMinimumText: string;
  readonly minimumText: string;
  readonly earliestRecommendedText: string;
  readonly latestRecommendedText: string;
  readonly priority: boolean;
  readonly effective: DayNumber;
  readonly cessation: DayNumber;
};

export type PreparedDoseVaccine = {
  readonly vaccine: number;
  readonly from: AgeRef;
  readonly until: AgeRef;
  /** Index of the manufacturer required, or NONE. */
  readonly manufacturer: number;
  readonly volume: number;
  readonly forecast: boolean;
};

export const CONDITION = {
  age: 0,
  interval: 1,
  completedSeries: 2,
  vaccineCount: 3,
  observation: 4,
  person: 5,
} as const;
export const COMPARE = { greater: 0, equal: 1, less: 2 } as const;

export type PreparedCondition = {
  readonly type: (typeof CONDITION)[keyof typeof CONDITION];
  readonly from: AgeRef;
  readonly until: AgeRef;
  readonly interval: Period | null;
  readonly intervalText: string;
  /** Series of the groups named, by index. */
  readonly series: readonly number[];
  readonly start: DayNumber;
  readonly end: DayNumber;
  readonly compare: (typeof COMPARE)[keyof typeof COMPARE];
  readonly count: number;
  readonly validOnly: boolean;
  /** 1 at the index of each vaccine that counts; null for every vaccine of the antigen. */
  readonly vaccines: Uint8Array | null;
  /** One of `vaccines` does not contain the antigen of the series. */
  readonly beyondAntigen: boolean;
  readonly observations: readonly number[];
  readonly since: PreparedSince | null;
  readonly who: readonly PreparedWho[];
};

export type PreparedSkipSet = {
  readonly all: boolean;
  readonly conditions: readonly PreparedCondition[];
  readonly effective: DayNumber;
  readonly cessation: DayNumber;
  readonly description: Text | null;
};

export type PreparedSkip = {
  readonly all: boolean;
  readonly sets: readonly PreparedSkipSet[];
  /** The one condition of a skip that has a single undated set of one condition: most have. */
  readonly single: PreparedCondition | null;
};

export type PreparedSeriesDose = {
  readonly number: number;
  readonly ages: readonly PreparedAge[];
  readonly intervals: readonly PreparedInterval[];
  readonly allowableIntervals: readonly PreparedInterval[];
  readonly preferable: readonly PreparedDoseVaccine[];
  /** The same by vaccine, for the evaluation; undefined for a vaccine that is not one. */
  readonly preferableBy: readonly (readonly PreparedDoseVaccine[] | undefined)[];
  readonly allowableBy: readonly (readonly PreparedDoseVaccine[] | undefined)[];
  /** 1 at the index of each vaccine that is inadvertent for this dose; null when none is. */
  readonly inadvertent: Uint8Array | null;
  readonly skipsWhenEvaluating: readonly PreparedSkip[];
  readonly skipsWhenForecasting: readonly PreparedSkip[];
  /** Conflicts that may delay this dose: of the previous vaccine, whatever preferable vaccine is impacted. */
  readonly conflictEnds: readonly (readonly Period[] | undefined)[] | null;
  readonly recurring: boolean;
  readonly hasSeason: boolean;
  readonly seasonStart: DayNumber;
  readonly seasonEnd: DayNumber;
  /** Every preferable interval carries the priority flag (FORECASTPRIORITY-1). */
  readonly priority: boolean;
};

export const KIND = { standard: 0, risk: 1, evaluationOnly: 2 } as const;
export type KindCode = (typeof KIND)[keyof typeof KIND];

export type PreparedIndication = {
  /** Index of the observation, or NONE when the source describes it in words only. */
  readonly observation: number;
  readonly from: AgeRef;
  readonly until: AgeRef;
  readonly description: Text;
  readonly guidance: Text | null;
};

/** See `Begun` in schedule.ts: 1 at the index of each vaccine, null for any. */
export type PreparedBegun = {
  readonly first: Uint8Array | null;
  readonly from: DayNumber;
  readonly before: DayNumber;
  readonly last: Uint8Array | null;
};

export type PreparedSeries = {
  /** Position in `PreparedSchedule.series`. */
  readonly index: number;
  readonly name: string;
  readonly title: Text;
  readonly antigen: number;
  readonly group: number;
  readonly kind: KindCode;
  /** A bit for each gender it is for, by GENDERS. */
  readonly genders: number;
  readonly seriesGroup: string;
  /** Which forecast of its vaccine group it belongs to: series of one type and one series group are blended. */
  readonly blend: number;
  readonly isDefault: boolean;
  /** The default series of its series group. */
  readonly defaults: readonly number[];
  readonly productPath: boolean;
  /** 0 is the highest. */
  readonly priority: number;
  readonly preference: number;
  readonly minimumStart: AgeRef;
  readonly maximumStart: AgeRef;
  /** Series groups of the antigen that protect as well, as positions in its `seriesGroups` (table 8-14). */
  readonly equivalents: readonly number[];
  readonly indications: readonly PreparedIndication[];
  /** Null for everybody. */
  readonly who: readonly PreparedWho[] | null;
  readonly begun: PreparedBegun | null;
  /** Position in `seriesGroups` of the antigen, or NONE. */
  readonly follows: number;
  readonly dosesFrom: DayNumber;
  readonly doses: readonly PreparedSeriesDose[];
  readonly guidance: readonly Text[];
  /** For 7.3: every preferable vaccine of the series, once. */
  readonly preferable: readonly number[];
};

/** One series group of an antigen. */
/**
 * The series that may concern whoever began with a vaccine, in order: `series[i]` for a first dose from `starts[i]` to
 * before `starts[i + 1]`. Most rules of a campaign are for a few weeks of first doses: a person meets few of them.
 */
export type PreparedBeginning = {
  readonly starts: Int32Array;
  readonly series: readonly (readonly number[])[];
};

export type PreparedSeriesGroup = {
  readonly code: string;
  readonly series: readonly number[];
  /** The first series that concerns the person is the only relevant one (`choice`). */
  readonly first: boolean;
  /** Of a group of choice `first`: by vaccine of the first dose, then (last) without any. Empty otherwise. */
  readonly byFirst: readonly PreparedBeginning[];
};

export type PreparedWithheld = {
  readonly text: Text;
  readonly who: readonly PreparedWho[];
  readonly vaccines: readonly number[];
  /** By position in `seriesGroups`: 1 where it holds. */
  readonly groups: Uint8Array;
};

export type PreparedContraindication = {
  readonly observation: number;
  readonly from: AgeRef;
  readonly until: AgeRef;
  readonly text: Text;
  readonly guidance: Text | null;
};

export type PreparedVaccineContraindication = {
  readonly observation: number;
  readonly vaccines: readonly { readonly vaccine: number; readonly from: AgeRef; readonly until: AgeRef }[];
  readonly text: Text;
  readonly guidance: Text | null;
};

export type PreparedBirthImmunity = {
  readonly before: DayNumber;
  readonly country: string | null;
  readonly exclusions: readonly number[];
};

export type PreparedAntigen = {
  readonly index: number;
  readonly name: string;
  readonly disease: Text;
  /** By vaccine index: when the vaccine counts for this antigen; undefined for never. */
  readonly contains: readonly ({ readonly from: AgeRef; readonly until: AgeRef } | undefined)[];
  readonly immunityHistory: readonly number[];
  readonly immunityBirth: readonly PreparedBirthImmunity[];
  readonly contraindications: readonly PreparedContraindication[];
  readonly vaccineContraindications: readonly PreparedVaccineContraindication[];
  readonly withheld: readonly PreparedWithheld[];
  /** Every series but those of groups of choice `first`, those which others wait for first ("completed series"). */
  readonly series: readonly number[];
  readonly seriesGroups: readonly PreparedSeriesGroup[];
};

export type PreparedGroup = {
  readonly index: number;
  readonly name: string;
  readonly title: Text;
  readonly antigens: readonly number[];
  /** "Administer full vaccine group" flag. */
  readonly full: boolean;
  /** How many forecasts it may have: one for each series type and series group of its antigens. */
  readonly blends: number;
  /** 1 at the index of each vaccine that contains an antigen of the group. */
  readonly vaccines: Uint8Array;
};

export type PreparedVaccine = { readonly code: string; readonly name: Text };
export type PreparedObservation = { readonly code: string; readonly title: Text };

export type PreparedSchedule = {
  readonly name: string;
  readonly version: string;
  readonly title: Text;
  readonly ages: readonly Period[];
  /** The ages as the schedule writes them, for explanations. */
  readonly ageTexts: readonly string[];
  readonly vaccines: readonly PreparedVaccine[];
  readonly vaccineIndex: ReadonlyMap<string, number>;
  readonly observations: readonly PreparedObservation[];
  readonly observationIndex: ReadonlyMap<string, number>;
  readonly manufacturerIndex: ReadonlyMap<string, number>;
  readonly groups: readonly PreparedGroup[];
  /** Names and aliases, upper case. */
  readonly groupIndex: ReadonlyMap<string, number>;
  readonly antigens: readonly PreparedAntigen[];
  readonly series: readonly PreparedSeries[];
  /** By previous * vaccines + current: 1 + position in `conflicts`, 0 for none. */
  readonly conflictIndex: Uint16Array;
  readonly conflicts: readonly {
    readonly begin: Period;
    readonly endIfValid: Period;
    readonly end: Period;
  }[];
  /** 1 at the index of each vaccine that may be impacted by another. */
  readonly impacted: Uint8Array;
  /** Some antigen withholds vaccines from some people. */
  readonly withholds: boolean;
};

export const GENDERS: Readonly<Record<Gender, number>> = { female: 1, male: 2, unknown: 4 };

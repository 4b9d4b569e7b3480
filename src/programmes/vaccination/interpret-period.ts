/** Strategies as `interpret` reads them: numbers, bit masks and shared reasons. Made by interpret-prepare.ts. */
import type { DayNumber } from '#kernel/day.ts';
import type { Primary, Reason } from '#programmes/vaccination/interpret-answer.ts';
import type { Courses } from '#programmes/vaccination/interpret-courses.ts';
import type { ReasonBook } from '#programmes/vaccination/interpret-reasons.ts';

/** Everything withheld or permitted: a bit for every product. */
export const ALL_PRODUCTS = 0x7fff;
export const MAX_AGE = 130;
/** The index of an unknown age in tables by age. */
export const UNKNOWN_AGE = MAX_AGE + 1;
/** No product: unknown, or none given. */
export const NO_PRODUCT = -1;

export type PreparedGroup = {
  readonly ageFrom: number;
  readonly ageTo: number;
  readonly monthsFrom: number;
  readonly anyOf: number;
  readonly allOf: number;
  readonly noneOf: number;
  readonly territories: ReadonlySet<string> | null;
};

export type PreparedAudience = {
  readonly groups: readonly PreparedGroup[];
  readonly products: number;
  readonly places: number;
  readonly requires: string | undefined;
  readonly reason: Reason;
  /** Said to a person of another age, when age alone is in the way. */
  readonly near: Reason;
};

export type PreparedExclusion = {
  readonly groups: readonly PreparedGroup[];
  readonly withheld: number;
  readonly primaryOnly: boolean;
  readonly defers: boolean;
  readonly suspends: boolean;
  readonly reason: number;
};

/** An infection that stands for doses of the course: which one it is, once the engine says that one does. */
export type PreparedInfection = {
  readonly before: boolean;
  readonly except: number;
  readonly proof: boolean;
  readonly fromDays: number;
  readonly toDays: number;
  readonly reason: number;
};

export type PreparedConsent = {
  readonly groups: readonly PreparedGroup[];
  readonly requires: string;
  readonly reason: Reason;
};

export type PreparedCertificate = {
  readonly delayDays: number;
  readonly single: readonly { readonly products: number; readonly days: number }[];
  readonly booster: readonly { readonly from: DayNumber; readonly days: number }[];
  readonly recoveryFrom: number;
  readonly recoveryMonths: number;
  readonly recoveryNotOn: ReadonlySet<string>;
  readonly expiry: readonly {
    readonly months: number;
    readonly single: number;
    readonly days: number;
    readonly notBefore: DayNumber;
  }[];
  readonly infectionCounts: boolean;
};

/**
 * Rules with a condition on people, sorted by age beforehand: for each age (the last entry is the unknown age), those
 * that hold whatever else the person is, as bits, and those that depend on tags, territory or months.
 */
export type ByAge = {
  readonly certain: Int32Array;
  readonly possible: readonly Conditional[];
};
/** Numbers of rules, and for each the tags one of which is needed (0: none is). */
export type Conditional = { readonly rules: Int32Array; readonly needs: Int32Array };

/** The rules of a stretch of days over which nothing that decides a person changes. */
export type Period = {
  readonly start: DayNumber;
  readonly end: DayNumber;
  readonly audiences: readonly PreparedAudience[];
  readonly audiencesByAge: ByAge;
  /** The same whatever the age: whom age alone keeps out. */
  readonly audiencesAtAnyAge: ByAge;
  /** Products permitted by age, in the primary course and in boosters; the last entry is the unknown age. */
  readonly primaryByAge: Int32Array;
  readonly boosterByAge: Int32Array;
  readonly exclusions: readonly PreparedExclusion[];
  readonly exclusionsByAge: ByAge;
  readonly infections: readonly PreparedInfection[];
  /** Its schedule of doses, prepared at the first question: most runs ask one day. */
  readonly courses: () => Courses;
  readonly certificate: PreparedCertificate | null;
  readonly consents: readonly PreparedConsent[];
  readonly consentsByAge: ByAge;
  readonly calendarMonths: boolean;
  /** For each age in years, the next age at which some rule changes; 0 is none. */
  readonly nextAge: Uint8Array;
  /** Ages in months at which some rule changes. */
  readonly monthAges: readonly number[];
  /** Some rule asks where the person lives. */
  readonly territorial: boolean;
  /** Answers about the primary course already met: few, because people share them. */
  readonly primaries: Map<number, Map<number, Map<number, Primary>>>;
};

export type Prepared = {
  readonly periods: readonly Period[];
  readonly starts: Int32Array;
  readonly tags: ReadonlyMap<string, number>;
  readonly products: ReadonlyMap<string, number>;
  readonly productCodes: readonly string[];
  /** What people call a product. */
  readonly shortOf: (product: string) => string;
  readonly placeCodes: readonly string[];
  /** The first day each product is in use in a strategy; infinity when it never is. */
  readonly productsFrom: readonly number[];
  readonly book: ReasonBook;
  readonly noStrategy: Primary;
  /** Sorted codes of a mask of products, and of places: made once each. */
  readonly productLists: (mask: number) => readonly string[];
  readonly placeLists: (mask: number) => readonly string[];
};

/** How the codes of a schedule become the integers of prepared.ts. */
import { invariant } from '#kernel/invariant.ts';
import type { Text } from '#kernel/text.ts';
import { findPeriod, type Period } from '#schedule/period.ts';
import { type AgeRef, NONE } from '#schedule/prepared.ts';
import type { Schedule, Words } from '#schedule/schedule.ts';

export const textOf = (words: Words): Text => (typeof words === 'string' ? { fr: words, en: words } : words);

export const periodOf = (text: string): Period => {
  const period = findPeriod(text);
  invariant(period !== undefined, `"${text}" is not a period`);
  return period;
};

const vaccineIndexOf = (schedule: Schedule): ReadonlyMap<string, number> => {
  const index = new Map(schedule.vaccines.map(({ code }, i) => [code, i]));
  schedule.vaccines.forEach(({ aliases }, i) => {
    for (const alias of aliases ?? []) if (!index.has(alias)) index.set(alias, i);
  });
  return index;
};

const UNITED_STATES = new Set([
  'US',
  'USA',
  '840',
  'UNITED STATES',
  'UNITED STATES OF AMERICA',
  'ETATS UNIS',
  'ETATS UNIS D AMERIQUE',
]);

/** A country as it is compared, without case, accents or dots: `U.S.`, `USA` and `États-Unis` are one. */
export const countryKey = (country: string): string => {
  const plain = country
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f.]/g, '')
    .toUpperCase();
  const words = plain.replaceAll(/[^A-Z0-9]+/g, ' ').trim();
  return UNITED_STATES.has(words) ? 'US' : words;
};

/** Codes become integers, and each distinct age one entry of a table. */
export class Codes {
  readonly ages: Period[] = [];
  readonly ageTexts: string[] = [];
  readonly manufacturers = new Map<string, number>();
  readonly vaccines: ReadonlyMap<string, number>;
  readonly observations: ReadonlyMap<string, number>;
  readonly groups: ReadonlyMap<string, number>;
  readonly #clamped: boolean;
  readonly #size: number;
  readonly #schedule: Schedule;
  readonly #blends = new Map<string, Map<string, number>>();
  readonly #ageRefs = new Map<string, AgeRef>();

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.vaccines = vaccineIndexOf(schedule);
    this.#size = schedule.vaccines.length;
    this.#clamped = schedule.monthEnd === 'last day';
    this.observations = new Map(schedule.observations.map(({ code }, i) => [code, i]));
    this.groups = new Map(schedule.groups.map(({ name }, i) => [name, i]));
  }

  /** An interval: its months end as the schedule says (`monthEnd`). */
  interval(text: string | undefined): Period | null {
    if (text === undefined) return null;
    const period = periodOf(text);
    return this.#clamped && period.months !== 0 ? { ...period, clamped: true } : period;
  }

  age(text: string | undefined): AgeRef {
    if (text === undefined) return NONE;
    const known = this.#ageRefs.get(text);
    if (known !== undefined) return known;
    const ref = this.ages.push(periodOf(text)) - 1;
    this.ageTexts.push(text);
    this.#ageRefs.set(text, ref);
    return ref;
  }

  vaccine(code: string): number {
    const index = this.vaccines.get(code);
    invariant(index !== undefined, `no vaccine ${code} in the schedule`);
    return index;
  }

  /** 1 at the index of each vaccine that contains an antigen, at some age. */
  containing(antigen: string): Uint8Array {
    return Uint8Array.from(this.#schedule.vaccines, ({ antigens }) =>
      Number(antigens.some((association) => association.antigen === antigen)),
    );
  }

  vaccineSet(codes: readonly string[]): Uint8Array {
    const set = new Uint8Array(this.#size);
    for (const code of codes) set[this.vaccine(code)] = 1;
    return set;
  }

  observation(code: string | undefined): number {
    if (code === undefined) return NONE;
    const index = this.observations.get(code);
    invariant(index !== undefined, `no observation ${code} in the schedule`);
    return index;
  }

  manufacturer(code: string | undefined): number {
    if (code === undefined) return NONE;
    const index = this.manufacturers.get(code) ?? this.manufacturers.size;
    this.manufacturers.set(code, index);
    return index;
  }

  /** The forecast of a vaccine group that a series type and a series group make. */
  blend(vaccineGroup: string, key: string): number {
    const blends = this.#blends.get(vaccineGroup) ?? new Map<string, number>();
    this.#blends.set(vaccineGroup, blends);
    const index = blends.get(key) ?? blends.size;
    blends.set(key, index);
    return index;
  }

  blendsOf(vaccineGroup: string): number {
    return this.#blends.get(vaccineGroup)?.size ?? 0;
  }
}

import type { Day } from '#kernel/day.ts';
import type { Table } from '#kernel/table.ts';
import type { Text } from '#kernel/text.ts';

/** A rule of data quality that the corrected figures of a publication follow: who adopted it, since when, and why. */
export type PublishedRule = {
  readonly id: string;
  readonly title: Text;
  readonly owner: Text;
  readonly since: Day;
  readonly why: Text;
  /** What it finds, and what it does with that, in words. */
  readonly finds: Text;
  readonly effect: Text;
  readonly source: string | null;
  /** Facts it flags, and those of them it sets aside. */
  readonly flagged: number;
  readonly setAside: number;
};

/** The corrected view that stands beside the figures as recorded. */
export type PublishedQuality = {
  /** Changes with any rule. */
  readonly version: string;
  readonly rules: readonly PublishedRule[];
  /** Facts that at least one rule sets aside. */
  readonly setAside: number;
  /** Whether any figure changes; otherwise the corrected figures are those recorded, and are not repeated. */
  readonly differs: boolean;
};

/** What a publication says of itself: where its figures come from, and all that is needed to make them again. */
export type Meta = {
  readonly campaign: string;
  readonly title: Text;
  readonly description: Text;
  readonly publisher: { readonly name: string; readonly url?: string };
  /** SPDX-like name and address of the licence of the data. */
  readonly licence: { readonly name: string; readonly title: string; readonly path: string };
  readonly keywords: readonly Text[];
  /** The clock's reading, an argument: two publications of the same figures at the same instant are the same bytes. */
  readonly publishedAt: string;
  /** The day at whose end the figures were known; null is everything known now. */
  readonly asKnownOn: Day | null;
  readonly layout: Day | string;
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** Cursor of the ledger: every fact up to it is counted, none after it. */
  readonly ledger: { readonly tx: string; readonly seq: string; readonly facts: number };
  readonly strategy: { readonly id: string; readonly hash: string } | null;
  readonly code: { readonly version: string };
  /** Absent: figures as recorded alone. */
  readonly quality?: PublishedQuality;
};

export type Publication = {
  /** Taken one at a time, so that a table can be made, written and forgotten. */
  readonly tables: Iterable<Table>;
  /** Other files to write as they are, by path: what the dashboard reads. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly meta: Meta;
  /** What else `json/index.json` must hold (targets, progress of a replay): the programme's own. */
  readonly index?: Readonly<Record<string, unknown>>;
};

/** The table of corrected figures that stands beside a table of figures as recorded. */
const CORRECTED = '-corrected';
export const correctedTable = (name: string): string => `${name}${CORRECTED}`;
export const isCorrectedTable = (name: string): boolean => name.endsWith(CORRECTED);

/** A file of a publication, as its index and its provenance name it. */
export type PublishedFile = {
  readonly format: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
};

/** A table of a publication. `totals` are what the next publication is compared with (`hold.ts`). */
export type PublishedTable = {
  readonly name: string;
  readonly title: Text;
  readonly files: readonly PublishedFile[];
  readonly rows: number;
  readonly totals: Readonly<Record<string, number>>;
};

export type Held = { readonly table: string; readonly reason: Text };

export const FORMATS = ['csv', 'parquet', 'json', 'docs'] as const;
export type Format = (typeof FORMATS)[number];

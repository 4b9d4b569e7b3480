import type { Text } from '#kernel/text.ts';

/** One column of a published table. `type` is a Frictionless Table Schema type. */
export type Column = {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'date';
  readonly title: Text;
  readonly description: Text;
};

/** A value of a cell as it is written: text and numbers as they are, `null` is an empty cell. */
export type Value = string | number | null;

/**
 * A table ready to publish: columns, rows in publication order, and how a CSV writes it.
 * `key` names the columns that identify a row; `decimals` fixes the number of decimals of a column (`couv_dose1: 1`).
 */
export type Table = {
  readonly name: string;
  readonly title: Text;
  readonly description: Text;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  readonly separator: ';' | ',';
  readonly decimals: Readonly<Record<string, number>>;
  readonly rows: readonly (readonly Value[])[];
};

/** Reads registers of people into columns: some of the traits, so that threads can each read some. */
import { open } from 'node:fs/promises';
import { Failure } from '#main/command.node.ts';
import { readRegister } from '#main/identity-read.node.ts';
import type { ColumnPlan } from '#people/column-traits.ts';
import { columnsBuilder, type WrittenColumn } from '#people/columns.ts';
import type { Trait } from '#people/identity-traits.ts';
import { POPULATION_MAX } from '#people/population.ts';
import { type Dictionary, textTable } from '#people/text-table.ts';

/** A register and how its columns are read. */
export type Source = { readonly path: string; readonly plan: ColumnPlan };

export type Read = {
  readonly columns: readonly WrittenColumn[];
  /** How many people each source has. */
  readonly sizes: readonly number[];
  /** Ids in order of arrival, number 1 first; only when they were asked for. */
  readonly ids: Dictionary | undefined;
};

const idBuilder = () => {
  const known = textTable();
  let count = 0;
  return {
    /** Ids of two registers may be the same: each has a space of its own. */
    add: (path: string, source: number, id: string, line: number): void => {
      if (id.trim() === '') throw new Failure(`${path}, line ${line}: the id (first column) is empty`);
      if (known.numberOf(`${source}${id}`) <= count)
        throw new Failure(
          `${path}, line ${line}: the id "${id}" came before. Each person of a file needs an id of their own.`,
        );
      count++;
    },
    build: (): Dictionary => known.build(),
  };
};

const PROGRESS_EVERY = 20_000;

/** Reads the sources one after the other. */
export const readColumns = async (
  sources: readonly Source[],
  traits: readonly Trait[],
  withIds: boolean,
  tell: (people: number) => void,
  signal: AbortSignal,
): Promise<Read> => {
  const builder = columnsBuilder(traits);
  const ids = idBuilder();
  const sizes: number[] = [];
  let people = 0;
  for (const [source, { path, plan }] of sources.entries()) {
    const before = people;
    const columns = [...plan].filter(
      ([trait]) => traits.includes(trait) || (trait === 'address' && traits.includes('streetNumber')),
    );
    await readRegister(
      path,
      () => {},
      (fields, line) => {
        if (people >= POPULATION_MAX)
          throw new Failure(`more than ${POPULATION_MAX.toLocaleString('en')} people: link them in parts`);
        if (withIds) ids.add(path, source, fields[0] ?? '', line);
        builder.add(traitsOf(fields, columns));
        people++;
        if (people % PROGRESS_EVERY !== 0) return;
        if (signal.aborted) throw new Failure('stopped: nothing was written');
        tell(people);
      },
    );
    sizes.push(people - before);
  }
  return { columns: builder.build(), sizes, ids: withIds ? ids.build() : undefined };
};

const traitsOf = (
  fields: readonly string[],
  columns: readonly (readonly [Trait, readonly number[]])[],
): { [trait in Trait]?: string } => {
  const traits: { [trait in Trait]?: string } = {};
  for (const [trait, from] of columns) {
    const [only] = from;
    traits[trait] =
      from.length === 1 && only !== undefined
        ? (fields[only] ?? '')
        : from
            .map((column) => fields[column] ?? '')
            .join(' ')
            .trim();
  }
  return traits;
};

/** Bytes of a file; what is no file cannot be read twice, and is refused. */
export const sizeOf = async (path: string): Promise<number> => {
  const file = await open(path);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Failure(`${path}: a file was expected`);
    return stat.size;
  } finally {
    await file.close();
  }
};

/** The tables of refusals of several folders, as one. */
import type { Problems } from '#http/problem.ts';
import { invariant } from '#kernel/invariant.ts';

/** Every code belongs to one table: where two told it, one would be told with the words of the other. */
export const joinProblems = (...tables: readonly Problems[]): Problems => {
  const codes = tables.flatMap((table) => Object.keys(table));
  const doubles = codes.filter((code, i) => codes.indexOf(code) !== i);
  invariant(doubles.length === 0, `no code of a refusal is told twice: ${doubles.join(', ')}`);
  return Object.assign({}, ...tables);
};

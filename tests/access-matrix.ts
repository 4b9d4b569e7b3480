/** What the table of roles says must become of a request: from the table and the operation alone. */
import { ROLES, type Role, reachOf } from '#access/roles.ts';
import type { Operation } from '#http/route.ts';
import { type Asked, PLACES, type Where } from './access-people.ts';

/**
 * `allowed`: access is granted; `forbidden`: the right is missing; `elsewhere`: the right does not reach there, and the
 * answer says so; `hidden`: it does not reach there, and the answer is given without what is there.
 */
export type Outcome = 'allowed' | 'forbidden' | 'elsewhere' | 'hidden';

const ELSEWHERE = ['place-forbidden', 'person-elsewhere', 'pair-elsewhere'];

/** Whether the operation can say that something is elsewhere; if not, it must leave it out. */
const tellsElsewhere = ({ territory, problems }: Operation): boolean =>
  territory === 'place' || problems.some((code) => ELSEWHERE.includes(code));

export const expectedOf = (operation: Operation, role: Role, where: Where): Outcome => {
  const reach = reachOf(role, operation.right);
  if (reach === undefined) return 'forbidden';
  if (reach !== 'territory' || where === 'own') return 'allowed';
  return tellsElsewhere(operation) ? 'elsewhere' : 'hidden';
};

export type Answer = { readonly status: number; readonly code: string; readonly body: string };

/** What became of it; `allowed` and `hidden` are told apart by what the answer shows. */
export const outcomeOf = (answer: Answer, asked: Asked, after: readonly string[]): string => {
  const { status, code, body } = answer;
  if (status === 403 && code === 'forbidden') return 'forbidden';
  if (status === 403 && ELSEWHERE.includes(code)) return 'elsewhere';
  if (status >= 400) return after.includes(code) ? 'allowed' : `${status} ${code}`;
  return asked.shows === undefined || body.includes(asked.shows) ? 'allowed' : 'hidden';
};

const MARKS: Readonly<Record<string, string>> = {
  allowed: 'yes',
  forbidden: '-',
  elsewhere: 'no',
  hidden: 'hid',
};

export type Cell = { readonly operation: string; readonly role: string; readonly got: readonly string[] };

/** One line an operation, one column a role: what it got at its own place, another department, the nation. */
export const matrixText = (cells: readonly Cell[]): string => {
  const roles = Object.keys(ROLES);
  const operations = [...new Set(cells.map(({ operation }) => operation))];
  const found = new Map(cells.map((cell) => [`${cell.operation} ${cell.role}`, cell.got]));
  const text = (operation: string, role: string): string => {
    const got = (found.get(`${operation} ${role}`) ?? []).map((one) => MARKS[one] ?? one);
    return new Set(got).size === 1 ? (got[0] ?? '') : got.join('/');
  };
  const rows = [
    ['', ...roles],
    ...operations.map((operation) => [operation, ...roles.map((role) => text(operation, role))]),
  ];
  const widths = roles.map((_, i) => Math.max(...rows.map((row) => (row[i + 1] ?? '').length)));
  const first = Math.max(...operations.map(({ length }) => length));
  return [
    `answers at ${Object.values(PLACES).join(' / ')}`,
    ...rows.map(([name = '', ...rest]) =>
      [name.padEnd(first), ...rest.map((one, i) => one.padEnd(widths[i] ?? 0))].join('  ').trimEnd(),
    ),
  ].join('\n');
};

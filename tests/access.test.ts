/**
 * Every route of the program, asked as every role, for its own place, another department and the nation, through the
 * real server on a real PostgreSQL; what must become of each request is derived from the table of roles alone.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { GLASS_OPEN_MINUTES } from '#access/glass.ts';
import { RIGHTS } from '#access/rights.ts';
import { isRole, ROLES, type Role, type RoleRights, reachOf } from '#access/roles.ts';
import { PUBLIC } from '#http/identity.ts';
import { type Operation, takesBody } from '#http/route.ts';
import { GLASS_MINUTES } from '#people/people.api.ts';
import { ALL_RIGHTS } from '#programmes/index.http.ts';
import { RECORD_LATE } from '#programmes/vaccination/injection.api.ts';
import { type Answer, type Cell, expectedOf, matrixText, outcomeOf } from './access-matrix.ts';
import { type Asked, type Entry, PLACES, type Where } from './access-people.ts';
import { type Coming, openProgram, type Program } from './access-program.ts';
import { REQUESTS } from './access-requests.ts';
import { rolesTable } from './access-table.ts';

let program: Program;
let operations: readonly Operation[];

beforeAll(async () => {
  program = await openProgram();
  operations = program.operations;
});
afterAll(() => program.close());

const ROLE_NAMES = Object.keys(ROLES).filter(isRole);
const WHERES: readonly Where[] = ['own', 'elsewhere', 'nation'];
const KNOWN_RIGHTS: readonly string[] = [...Object.values(RIGHTS), ...ALL_RIGHTS];
/** Asked of a field of the request, inside this route. */
const ASKED_INSIDE: Readonly<Record<string, string>> = { [RECORD_LATE]: 'recordInjections' };

const guarded = (): Operation[] => operations.filter(({ right }) => right !== PUBLIC);

const entryOf = (id: string): Entry => {
  const entry = REQUESTS[id];
  if (entry === undefined)
    throw new Error(
      `the operation "${id}" is not walked: add one valid request of it to REQUESTS in tests/access-requests.ts`,
    );
  return entry;
};

/** A refusal as a problem document, and as FHIR tells it. */
const Told = z.union([
  z.object({ code: z.string() }),
  z
    .object({
      issue: z.tuple([
        z.object({ details: z.object({ coding: z.tuple([z.object({ code: z.string() })]) }) }),
      ]),
    })
    .transform(({ issue: [{ details }] }) => ({ code: details.coding[0].code })),
]);

const sendTo = async (
  { app }: Program,
  { method, path }: Pick<Operation, 'method' | 'path'>,
  { params = {}, query = {}, body }: Asked,
  headers: Coming['headers'] = {},
): Promise<Answer> => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? 'missing');
  const response = await app.inject({
    method,
    url: filled,
    query: { ...query },
    headers,
    ...(takesBody(method) && { payload: body ?? {} }),
  });
  const told = response.statusCode >= 400 ? Told.safeParse(response.json()) : undefined;
  return { status: response.statusCode, code: told?.data?.code ?? '', body: response.body };
};

describe('what routes declare', () => {
  test('every operation asks for a right of the table, or is public', () => {
    const unknown = guarded().filter(({ right }) => !KNOWN_RIGHTS.includes(right));
    expect(unknown.map(({ id, right }) => `${id}: ${right}`)).toEqual([]);
  });

  test('every right is asked by some route, and held by some role', () => {
    const asked = new Set([...operations.map(({ right }) => right), ...Object.keys(ASKED_INSIDE)]);
    const held = new Set(Object.values<RoleRights>(ROLES).flatMap(({ rights }) => Object.keys(rights)));
    expect(KNOWN_RIGHTS.filter((right) => !asked.has(right))).toEqual([]);
    expect(KNOWN_RIGHTS.filter((right) => !held.has(right))).toEqual([]);
    expect([...held].filter((right) => !KNOWN_RIGHTS.includes(right))).toEqual([]);
  });

  test('every operation whose answer can name somebody is nominative, and bound to a place, a person or oneself', () => {
    const faults = operations.flatMap(({ id, answers, nominative, territory }) => {
      const named = Object.values(answers).flatMap(({ schema }) => namedIn(schema));
      if (named.length > 0 && !nominative)
        return [`${id} answers with ${named.join(', ')} and is not nominative`];
      return nominative && territory === undefined ? [`${id} is nominative and bound to no territory`] : [];
    });
    expect(faults).toEqual([]);
    expect(operations.filter(({ nominative }) => nominative).length).toBeGreaterThan(0);
  });

  test('a right that reaches a territory is asked by operations that say where, or refuse what is elsewhere', () => {
    const bounded = new Set(
      Object.values<RoleRights>(ROLES).flatMap(({ rights }) =>
        Object.entries(rights).flatMap(([right, reach]) => (reach === 'territory' ? [right] : [])),
      ),
    );
    const faults = guarded().filter(
      ({ right, territory, problems }) =>
        bounded.has(right) && territory === undefined && !problems.includes('place-forbidden'),
    );
    expect(faults.map(({ id }) => id)).toEqual([]);
  });

  test('no operation that shows something of a place or a person is a GET with a body of words in its address', () => {
    const faults = guarded().filter(({ path, query }) => {
      const { properties = {} } = z.toJSONSchema(query);
      return /name|number|birth/i.test([path, ...Object.keys(properties)].join(' '));
    });
    expect(faults.map(({ id }) => id)).toEqual([]);
  });
});

/** Fields that say who somebody is. */
const NAMES = [
  'familyName',
  'givenNames',
  'usedFamilyName',
  'nationalNumber',
  'numberEnds',
  'phone',
  'email',
];

/** The fields of an answer, however deep, that name somebody. */
const namedIn = (schema: z.ZodType): string[] => {
  const text = JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any' }));
  return NAMES.filter((name) => text.includes(`"${name}":`));
};

describe('without a caller', () => {
  test.each([
    ['nothing', {}],
    ['a token nobody has', { authorization: 'Bearer abcdefghijklmnopqrstuvwxyz0123456789abcdefg' }],
    ['a cookie nobody has', { cookie: `rappel-session=${'a'.repeat(43)}` }],
    ['an empty token', { authorization: 'Bearer ' }],
  ])('with %s, every operation that asks for a right answers 401', async (_what, headers) => {
    const answers = await Promise.all(
      guarded().map(async (operation) => {
        const { status, code } = await sendTo(program, operation, { query: { place: PLACES.own } }, headers);
        return `${operation.id} ${status} ${code}`;
      }),
    );
    expect(answers).toEqual(guarded().map(({ id }) => `${id} 401 unauthenticated`));
  });

  test('with a session and without its own header, every request that changes something answers 403: it may come from another site', async () => {
    const posts = guarded().filter(({ method }) => method !== 'GET');
    for (const operation of posts) {
      const role = ROLE_NAMES.find((one) => one !== 'software' && operation.right in ROLES[one].rights);
      if (role === undefined) continue;
      const { cookie = '' } = (await program.comeAs(role, PLACES.own)).headers;
      for (const headers of [{ cookie }, { cookie, 'x-csrf-token': 'of-another-session' }]) {
        const { status, code } = await sendTo(program, operation, {}, headers);
        expect(`${operation.id} ${status} ${code}`).toBe(`${operation.id} 403 csrf`);
      }
    }
  });

  test('who signed in and has not said as what may do nothing but say it', async () => {
    const { headers } = await program.comeAs(undefined, PLACES.own);
    for (const operation of guarded().filter(({ right }) => right !== RIGHTS.ownSession)) {
      const { status, code } = await sendTo(program, operation, { query: { place: PLACES.own } }, headers);
      expect(`${operation.id} ${status} ${code}`).toBe(`${operation.id} 403 forbidden`);
    }
  });
});

/** How many lines of the trail an account has. */
const linesOf = async ({ access }: Program, account: string): Promise<number> => {
  const { rowCount } = await access.query('select from access.audit where account = $1', [account]);
  return rowCount ?? 0;
};

/** Asks every operation as every role, everywhere: what became of it, and what is wrong with that. */
const walkThrough = async (walked: Program): Promise<{ cells: Cell[]; faults: string[] }> => {
  const [cells, faults]: [Cell[], string[]] = [[], []];
  /** Who is refused for want of the right may be sent the same request again and again: it is never read. */
  const neverRead = new Map<string, Promise<Asked>>();
  const make = async (id: string, where: Where, isRead: boolean): Promise<Asked> => {
    const known = isRead ? undefined : neverRead.get(`${id} ${where}`);
    const asked =
      known ?? Promise.resolve(entryOf(id).make({ program: walked, where, place: PLACES[where] }));
    if (!isRead) neverRead.set(`${id} ${where}`, asked);
    return asked;
  };

  const walk = async (operation: Operation, role: Role, where: Where): Promise<string> => {
    const entry = entryOf(operation.id);
    const expected = expectedOf(operation, role, where);
    const asked = await make(operation.id, where, expected !== 'forbidden');
    const { account, headers } = await walked.comeAs(role, PLACES.own, entry.identity);
    const got = outcomeOf(await sendTo(walked, operation, asked, headers), asked, entry.after ?? []);
    const at = `${operation.id} as ${role} at ${PLACES[where]}`;
    if (got !== expected) faults.push(`${at}: expected ${expected}, got ${got}`);
    else if (operation.nominative && got === 'allowed' && (await linesOf(walked, account)) === 0)
      faults.push(`${at}: names people, and left no line in the audit trail`);
    return got;
  };

  for (const operation of walked.operations.filter(({ right }) => right !== PUBLIC)) {
    const wheres = operation.territory === 'self' ? WHERES.slice(0, 1) : WHERES;
    const all = ROLE_NAMES.map(async (role) => {
      const got = await Promise.all(wheres.map((where) => walk(operation, role, where)));
      cells.push({ operation: operation.id, role, got });
    });
    await Promise.all(all);
  }
  return { cells, faults };
};

describe('every role, every route, every territory', () => {
  test('every operation that asks for a right is walked', () => {
    for (const { id } of guarded()) expect(() => entryOf(id)).not.toThrow();
    const ids = operations.map(({ id }) => id);
    expect(Object.keys(REQUESTS).filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('is answered as the table says', async () => {
    const { cells, faults } = await walkThrough(program);
    expect(faults, `${faults.join('\n')}\n\n${matrixText(cells)}`).toEqual([]);
  });

  test('and a program that forgets territories would be found out, at every operation that has one', async () => {
    const careless = await openProgram({ within: () => true });
    const { faults } = await walkThrough(careless);
    await careless.close();
    const bound = guarded().filter(({ right }) =>
      ROLE_NAMES.some((role) => reachOf(role, right) === 'territory'),
    );
    const found = new Set(faults.map((fault) => fault.split(' ', 1)[0]));
    expect(bound.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
  });
});

test('glass is open as long as the contract says', () => {
  expect(GLASS_OPEN_MINUTES).toBe(GLASS_MINUTES);
});

test('docs/access.md shows the table as it is', () => {
  const text = readFileSync(new URL('../docs/access.md', import.meta.url), 'utf8');
  const [, shown] = /<!-- roles:[^>]*-->\n\n([\s\S]*?)\n?<!-- \/roles -->/.exec(text) ?? [];
  expect(shown?.trim(), `paste this into docs/access.md:\n\n${rolesTable()}\n`).toBe(rolesTable());
});

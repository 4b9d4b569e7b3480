import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identityCommand } from '#main/identity.node.ts';
import { readNameLists } from '#people/name-lists.node.ts';
import { createRegister, registerCsv } from '#people/replay-errors.ts';
import { FEBRL, febrlTruth, NAMES, readLinks, scoreLinks } from '../../tests/identity.ts';
import { rappel } from '../../tests/program.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rappel-identity-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const run = async (...args: string[]) => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [output, errors] = [text(stdout), text(stderr)];
  const code = await identityCommand(args, { stdin: Readable.from([]), stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, output: await output, errors: await errors };
};

const out = (name: string): string => join(folder, name);

const PEOPLE = `id;nom_naissance;prenom;date_naissance;sexe;code_postal;ville
a1;LE GALL;Yann;12/05/1963;M;29200;Brest
a2;"LE GALL";Yann;12/05/1963;M;29200;Brest
a3;Martin;Hélène;01/02/1990;F;13002;Marseille
`;

describe('rappel identity link', () => {
  test.each([1, 2] as const)(
    'as a program, on FEBRL %i: as good as asked, and no false join',
    async (set) => {
      const path = out(`febrl${set}.csv`);
      const { code, stdout, stderr } = await rappel([
        'identity',
        'link',
        '--left',
        join(FEBRL, `dataset${set}.csv`),
        '--out',
        path,
      ]);
      expect({ code, stderr: stderr.includes('rappel identity:') }).toEqual({ code: 0, stderr: false });
      expect(stdout).toContain('same:');
      expect(readFileSync(path, 'utf8')).toMatch(
        /^left_id,right_id,probability,decision\n[^,]+,[^,]+,[01]\.\d{4},(same|review)\n/,
      );
      const score = scoreLinks(readLinks(path), febrlTruth(set));
      expect(score.f1).toBeGreaterThanOrEqual(0.99);
      expect(score.sameShare).toBeGreaterThanOrEqual(0.9);
      expect(score.falseSame).toBe(0);
    },
  );

  test('every pair of a group is there', () => {
    const same = readLinks(out('febrl2.csv')).filter(({ decision }) => decision === 'same');
    const pairs = new Set(same.flatMap(({ left, right }) => [`${left} ${right}`, `${right} ${left}`]));
    const near = new Map<string, string[]>();
    for (const { left, right } of same) {
      near.set(left, [...(near.get(left) ?? []), right]);
      near.set(right, [...(near.get(right) ?? []), left]);
    }
    for (const list of near.values())
      for (const one of list)
        for (const other of list) if (one !== other) expect(pairs.has(`${one} ${other}`)).toBe(true);
  });

  test('two registers: one of each in every pair, the left one first', async () => {
    const [head = '', ...lines] = readFileSync(join(FEBRL, 'dataset1.csv'), 'utf8').trim().split(/\r?\n/);
    const truth = febrlTruth(1);
    const seen = new Set<string | undefined>();
    const [left, right]: [string[], string[]] = [[], []];
    for (const line of lines) {
      const who = truth.get(line.split(',')[0] ?? '');
      (seen.has(who) ? right : left).push(line);
      seen.add(who);
    }
    const path = out('two.csv');
    const { code } = await run(
      'link',
      '--left',
      file('left.csv', [head, ...left].join('\n')),
      '--right',
      file('right.csv', [head, ...right].join('\n')),
      '--out',
      path,
    );
    expect(code).toBe(0);
    const links = readLinks(path);
    const [lefts, rights] = [left, right].map((list) => new Set(list.map((line) => line.split(',')[0])));
    expect(links.every((link) => lefts?.has(link.left) && rights?.has(link.right))).toBe(true);
    const score = scoreLinks(links, truth);
    expect(score.f1).toBeGreaterThanOrEqual(0.99);
    expect(score.falseSame).toBe(0);
  });

  test('a register large enough for threads gives the pairs that its truth has', async () => {
    const register = createRegister(await readNameLists(NAMES), {
      records: 35_000,
      duplicates: 0.05,
      seed: 5,
    });
    const path = out('threads.csv');
    const left = file('large.csv', [...registerCsv(register)].join(''));
    const { code } = await run('link', '--left', left, '--out', path);
    expect(code).toBe(0);
    const score = scoreLinks(readLinks(path), register.truth);
    expect(score.f1).toBeGreaterThanOrEqual(0.99);
    expect(score.sameShare).toBeGreaterThanOrEqual(0.9);
    expect(score.falseSame).toBe(0);
  });

  test('French columns, semicolons, quotes and Windows-1252 are read', async () => {
    const path = out('french.csv');
    const { code, output } = await run(
      'link',
      '--left',
      file('fr.csv', Buffer.from(PEOPLE, 'latin1')),
      '--out',
      path,
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      people: 3,
      same: expect.any(Number),
      review: expect.any(Number),
    });
    expect(readLinks(path).map(({ left, right }) => `${left} ${right}`)).toEqual(['a1 a2']);
  });

  test('columns of other names are said by --map', async () => {
    const content =
      'ref,c1,c2,c3\n1,Yann,Le Gall,1963-05-12\n2,YANN,LEGALL,19630512\n3,Zoé,Martin,1990-02-01\n';
    const left = file('odd.csv', content);
    const unsaid = await run('link', '--left', left, '--out', out('odd-links.csv'));
    expect(unsaid.code).toBe(1);
    expect(unsaid.errors).toContain('--map');
    const said = await run(
      'link',
      '--left',
      left,
      '--out',
      out('odd-links.csv'),
      '--map',
      'c1=givenName,c2=familyName,c3=birthDate',
    );
    expect(said.code).toBe(0);
    expect(readLinks(out('odd-links.csv')).map(({ left: a, right: b }) => `${a} ${b}`)).toEqual(['1 2']);
  });

  test.each([
    [['link'], 2, '--left is missing'],
    [[], 2, 'say link or match'],
    [['merge'], 2, 'no "merge"'],
    [['link', '--left', 'LEFT', '--out', 'LEFT'], 2, 'is one of the registers'],
    [['link', '--left', 'LEFT', '--out', 'OUT', '--map', 'nom=surname'], 2, 'no trait "surname"'],
    [['link', '--left', 'LEFT', '--out', 'OUT', '--map', 'nom'], 2, 'list of column=trait'],
    [
      ['link', '--left', 'LEFT', '--out', 'OUT', '--map', 'nope=city'],
      2,
      'a column "nope" that is not there',
    ],
    [['link', '--left', 'NOWHERE', '--out', 'OUT'], 1, 'no such file'],
    [['link', '--left', 'LEFT', '--out', 'NOWHERE/x.csv'], 1, 'no such file'],
  ])('%j is told wrong', async (args, code, message) => {
    const left = file('people.csv', PEOPLE);
    const paths: Record<string, string> = {
      LEFT: left,
      OUT: out('none.csv'),
      NOWHERE: join(folder, 'nowhere'),
    };
    const given = args.map((arg) => arg.replace(/^[A-Z]+/, (word) => paths[word] ?? word));
    const result = await run(...given);
    expect(result.code).toBe(code);
    expect(result.errors).toContain(message);
  });

  test.each([
    ['a line with too many fields', 'id,nom,prenom\n1,a,b\n2,a,b,c\n', 'line 3: 4 fields, the header has 3'],
    ['an id that comes twice', 'id,nom,prenom\n1,a,b\n1,c,d\n', 'line 3: the id "1" came before'],
    ['an empty id', 'id,nom,prenom\n,a,b\n', 'line 2: the id (first column) is empty'],
    ['a quote never closed', 'id,nom,prenom\n1,"a,b\n', 'line 2: a quote is opened'],
    ['nothing', '', 'is empty'],
  ])('%s stops the whole, and nothing is written', async (_, content, message) => {
    const path = out('stopped.csv');
    const result = await run('link', '--left', file('bad.csv', content), '--out', path);
    expect(result.code).toBe(1);
    expect(result.errors).toContain(message);
    expect(readdirSync(folder).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });
});

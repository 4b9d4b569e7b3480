/** `rappel identity`: who is who in registers of people. */
import { resolve } from 'node:path';
import { openAudit } from '#access/audit.node.ts';
import { connect } from '#db/pool.ts';
import { type Command, EXIT, type Input, type Io, runCommand, WrongUsage } from '#main/command.node.ts';
import { Config } from '#main/config.ts';
import { DATABASE_OPTIONS, DATABASE_USAGE, withDatabase } from '#main/database.node.ts';
import { type LinkReport, linkRegisters, type Tell } from '#main/identity-link.node.ts';
import { identityMatch, matchInWords } from '#main/identity-match.node.ts';
import { KEYS_OPTION, KEYS_USAGE, keyFileOf } from '#main/key-file.node.ts';
import { bar, progressLine } from '#main/progress.node.ts';
import { readMapping } from '#people/column-traits.ts';
import { TRAITS, type Trait } from '#people/identity-traits.ts';

const USAGE = `Usage: rappel identity link --left A.csv [--right B.csv] --out links.csv [--map column=trait,...]
       rappel identity match [--merge-same] [options]

match finds the people who are twice in the register of this installation; the pairs wait at /identity for a person to
settle. --merge-same merges those that are one person beyond doubt, which can be undone.

${DATABASE_USAGE}
${KEYS_USAGE}

link finds the people who are twice in a file, or in both of two; needs no database. Writes one line a pair:
  left_id,right_id,probability,decision
decision is "same" (one person, beyond doubt) or "review" (a person has to decide); pairs that are not written are two
people. Every pair of a group of records that are one person is written. Weights are learnt from the registers themselves.

  --left A.csv       the register; its first column is the id, its first line names the columns
  --right B.csv      the other register: pairs are then one of each, and none within one
  --out links.csv    where the pairs go; written whole or not at all
  --map LIST         what columns hold, where their names do not say it: column=trait,column=trait. Several columns of
                     one trait are put together; "column=" leaves one out
  --json             prints the summary as JSON

Traits: ${TRAITS.join(', ')}.
Usual French and English names of columns are known. CSV by commas, semicolons or tabs, UTF-8 or Windows-1252. Memory: about
1.5 GB for a million people. docs/matching.md tells how it decides.
Exit codes: 0 written; 1 a failure; 2 wrong usage.`;

const needed = (input: Input, name: string): string => {
  const value = input.text(name);
  if (value === undefined || value === '') throw new WrongUsage(`--${name} is missing`);
  return value;
};

const mappingOf = (text: string): ReadonlyMap<string, Trait | ''> => {
  const mapping = readMapping(text);
  if (!('fault' in mapping)) return mapping;
  throw new WrongUsage(
    mapping.fault === 'trait'
      ? `--map: no trait "${mapping.text}"; there is: ${TRAITS.join(', ')}`
      : `--map is a list of column=trait, "${mapping.text}" is not`,
  );
};

const inWords = ({ people, linkage, same, review }: LinkReport): string =>
  [
    `${people.toLocaleString('en')} people, about ${Math.round(linkage.compared).toLocaleString('en')} pairs looked at.`,
    `same: ${same.toLocaleString('en')} pairs (probability >= ${linkage.thresholds.same.toFixed(4)}); review: ${review.toLocaleString('en')} pairs (>= ${linkage.thresholds.review.toFixed(4)}).`,
    '',
  ].join('\n');

const runLink = async (input: Input, io: Io): Promise<number> => {
  const [, extra] = input.words;
  if (extra !== undefined) throw new WrongUsage(`unexpected "${extra}"`);
  const [left, right, out] = [needed(input, 'left'), input.text('right'), needed(input, 'out')];
  if ([left, right].some((path) => path !== undefined && resolve(path) === resolve(out)))
    throw new WrongUsage('--out is one of the registers: choose another file');
  const mapping = mappingOf(input.text('map') ?? '');
  const line = progressLine(io.stderr);
  const tell: Tell = (text, done, total) => line.show(total > 0 ? `${text} ${bar(done, total)}` : text);
  const report = await linkRegisters({ left, right, out, mapping }, tell, input.signal);
  line.clear();
  const { people, linkage, same, review } = report;
  io.stdout.write(
    input.flag('json')
      ? `${JSON.stringify({ people, same, review, thresholds: linkage.thresholds })}\n`
      : inWords(report),
  );
  return EXIT.done;
};

const runMatch = async (input: Input, config: Config, io: Io): Promise<number> => {
  const [, extra] = input.words;
  if (extra !== undefined) throw new WrongUsage(`unexpected "${extra}"`);
  const line = progressLine(io.stderr);
  const report = await withDatabase(
    input,
    config,
    async ({ url, appRole, db }) => {
      const people = connect(url, { max: 2, appRole, role: 'people' });
      const access = connect(url, { max: 1, appRole, role: 'access' });
      try {
        const mergeSame = input.flag('merge-same') ? { write: openAudit(access).write } : undefined;
        const request = { people, ledger: db, keys: keyFileOf(input, config), mergeSame };
        return await identityMatch(request, line.show, input.signal);
      } finally {
        await Promise.all([people.end(), access.end()]);
      }
    },
    { mustExist: true },
  );
  line.clear();
  io.stdout.write(input.flag('json') ? `${JSON.stringify(report)}\n` : matchInWords(report));
  return EXIT.done;
};

/** The command; `link` needs nothing of the environment. */
export const identity = (config: Config): Command => ({
  name: 'identity',
  summary: 'find who is twice: in a file, in both of two, or in the register of people',
  usage: USAGE,
  options: {
    ...DATABASE_OPTIONS,
    ...KEYS_OPTION,
    'merge-same': { type: 'boolean' },
    left: { type: 'string' },
    right: { type: 'string' },
    out: { type: 'string' },
    map: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (input, io) => {
    const [verb] = input.words;
    if (verb === 'link') return await runLink(input, io);
    if (verb === 'match') return await runMatch(input, config, io);
    throw new WrongUsage(verb === undefined ? 'say link or match' : `no "${verb}": link or match`);
  },
});

/** Runs the command by itself; resolves to the exit code. */
export const identityCommand = (args: readonly string[], io: Io): Promise<number> =>
  runCommand(identity(Config.parse({})), args, io);

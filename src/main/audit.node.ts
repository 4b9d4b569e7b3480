/** `rappel audit`: whether the audit trail's chain holds, and the trail as a file that others can verify. */
import { once } from 'node:events';
import { openAudit } from '#access/audit.node.ts';
import { chainRows } from '#access/audit.pg.ts';
import type { AuditHead, AuditVerified } from '#access/audit.ts';
import { connect, type Db } from '#db/pool.ts';
import { type Command, EXIT, type Input, type Io, oneWord, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { DATABASE_OPTIONS, DATABASE_USAGE, withDatabase } from '#main/database.node.ts';

const ANCHOR = /^(\d{1,15}):([0-9a-f]{64})$/;
const EXPORT_BATCH = 2000;

const anchorOf = (text: string): AuditHead => {
  const [, seq, hash] = ANCHOR.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new WrongUsage('--anchor expects SEQ:HASH, as an earlier "rappel audit verify" printed it');
  return { seq: Number(seq), hash };
};

const NO_ANCHOR =
  'The chain holds, and the anchor is not in it: the trail was cut or written anew since, or the anchor was copied wrong.';

const told = ({ total, intact, brokenAt, head }: AuditVerified): string =>
  `${total.toLocaleString('en')} lines. ` +
  (intact ? 'The chain holds.' : `THE CHAIN DOES NOT HOLD: line ${brokenAt} is the first that is wrong.`) +
  `\nAnchor: ${head.seq}:${head.hash}\n`;

const verify = async (db: Db, anchor: AuditHead | undefined, isJson: boolean, io: Io): Promise<number> => {
  const audit = openAudit(db);
  const verified = await audit.verify(anchor);
  // A chain that holds by itself was not altered line by line: the officer is not sent to look for a forged one.
  const byItself = verified.intact || anchor === undefined ? verified : await audit.verify();
  const anchored = verified.intact || !byItself.intact;
  const words = anchored ? told(verified) : `${byItself.total.toLocaleString('en')} lines. ${NO_ANCHOR}\n`;
  io.stdout.write(isJson ? `${JSON.stringify({ ...verified, anchored })}\n` : words);
  return verified.intact ? EXIT.done : EXIT.failed;
};

/** One line of JSON for each line of the trail, every field as the text that is hashed. */
const write = async (db: Db, io: Io): Promise<number> => {
  for await (const rows of chainRows(db, EXPORT_BATCH)) {
    const lines = rows.map(({ previous, hash, ...line }) =>
      JSON.stringify({ ...line, previous: previous.toString('hex'), hash: hash.toString('hex') }),
    );
    if (!io.stdout.write(`${lines.join('\n')}\n`)) await once(io.stdout, 'drain');
  }
  return EXIT.done;
};

const run = async (input: Input, config: Config, io: Io): Promise<number> => {
  const word = oneWord(input, 'verify or export');
  if (word !== 'verify' && word !== 'export')
    throw new WrongUsage(`expected verify or export, not "${word}"`);
  const given = input.text('anchor');
  const anchor = given === undefined ? undefined : anchorOf(given);
  return withDatabase(
    input,
    config,
    async ({ url, appRole }) => {
      const db = connect(url, { max: 2, appRole, role: 'access' });
      try {
        return word === 'verify' ? await verify(db, anchor, input.flag('json'), io) : await write(db, io);
      } finally {
        await db.end();
      }
    },
    { mustExist: true },
  );
};

export const audit = (config: Config): Command => ({
  name: 'audit',
  summary: 'verify the chain of the audit trail, or export the trail',
  usage: `Usage: rappel audit verify [--anchor SEQ:HASH] [options]
       rappel audit export [options] > trail.ndjson

verify reads the whole trail: every line must be there, in order, with the hash its content and the line before it
give. It prints an anchor, the last line's number and hash: keep it where nobody who holds the database can change it
(a paper, another institution, a public page), and hand it in later with --anchor. A trail that was cut, or written
anew, no longer has it.

export prints the trail, one line of JSON each: its fields as they are hashed, and its hashes. How to verify it with a
tool of your own is in docs/access.md.

${DATABASE_USAGE}
  --anchor SEQ:HASH an anchor printed earlier, which must still be in the chain
  --json            print the answer of verify as JSON

Exit: 0 when the chain holds; 1 when it does not, or for a failure; 2 for wrong usage.`,
  options: { ...DATABASE_OPTIONS, anchor: { type: 'string' }, json: { type: 'boolean' } },
  run: (input, io) => run(input, config, io),
});

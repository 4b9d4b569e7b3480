/** `rappel keys`: new keys for the register of people, and whether the keys open its records. */
import { existsSync } from 'node:fs';
import { isRotating } from '#access/keyring.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { type Command, EXIT, Failure, type Input, oneWord, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { DATABASE_OPTIONS, DATABASE_USAGE, withDatabase } from '#main/database.node.ts';
import { KEYS_OPTION, KEYS_USAGE, keyFileOf } from '#main/key-file.node.ts';
import { checkKeys, rotateKeys } from '#people/register-rotate.node.ts';

const NAME = 'rappel-keys';

/** The key file of the call, which must be there: neither word makes one. */
const keyFile = (input: Input, config: Config): string => {
  const path = keyFileOf(input, config);
  if (!existsSync(path))
    throw new Failure(`${path}: no key file there; name it with --keys, or restore it from its backup`);
  return path;
};

/** Keys of another installation are not rotated here: nothing would be wrapped, and that file would change. */
const assertOwnKeys = async (db: Db, path: string): Promise<void> => {
  if (await isRotating(path)) return;
  const { sampled, opened } = await checkKeys(db, path, 5);
  if (sampled > 0 && opened === 0)
    throw new Failure(
      `${path}: these keys open none of the people of this database: it is the key file of another`,
    );
};

/** A program at work would write with the old keys while they are destroyed. */
const assertAlone = async (db: Db): Promise<void> => {
  const { rows } = await db.query<{ others: number }>(
    `select count(*) as others from pg_stat_activity
     where datname = current_database() and application_name like 'rappel%' and application_name <> $1`,
    [NAME],
  );
  if ((rows[0]?.others ?? 0) > 0)
    throw new Failure(
      'another program of Rappel works on this database: stop it, rotate the keys, and start it again',
    );
};

const many = (count: number): string => count.toLocaleString('en');

export const peopleKeys = (config: Config): Command => ({
  name: 'keys',
  summary: 'rotate the keys of the register of people, or check that they open it',
  usage: `Usage: rappel keys rotate|check [options]

rotate   makes a new master key and a new search key, wraps every person's key and makes every search hash anew, and
         destroys the old ones: copies of the database made before open no more, and nobody can be looked for in them.
         Everybody signs in again. Back up the database and the key file afterwards. Stop the server first: until the end, nothing else opens the
         key file. Killed half-way, nothing is lost: run it again.
check    opens 1,000 records drawn by chance and says whether the keys open them.

${DATABASE_USAGE}
${KEYS_USAGE}
  --json            print the report as JSON

Exit: 0 when it was done, and every record opened; 1 for a failure; 2 for wrong usage.`,
  options: { ...DATABASE_OPTIONS, ...KEYS_OPTION, json: { type: 'boolean' } },
  run: async (input, io) => {
    const word = oneWord(input, 'rotate or check');
    if (word !== 'rotate' && word !== 'check')
      throw new WrongUsage(`unknown "${word}": expected rotate or check`);
    const path = keyFile(input, config);
    return withDatabase(
      input,
      config,
      async ({ url, appRole }) => {
        const db = connect(url, { max: 2, name: NAME, appRole, role: 'people' });
        try {
          if (word === 'check') {
            const report = await checkKeys(db, path);
            const isFine = report.opened === report.sampled;
            io.stdout.write(
              input.flag('json')
                ? `${JSON.stringify(report)}\n`
                : `${many(report.opened)} of ${many(report.sampled)} records open with master key ${report.master}.\n` +
                    (isFine ? '' : 'The others do not: this is not the key file of this database.\n'),
            );
            return isFine ? EXIT.done : EXIT.failed;
          }
          await assertAlone(db);
          await assertOwnKeys(db, path);
          const access = connect(url, { max: 1, name: NAME, appRole, role: 'access' });
          const report = await rotateKeys(db, path, { access }).finally(() => access.end());
          io.stdout.write(
            input.flag('json')
              ? `${JSON.stringify(report)}\n`
              : `Master key ${report.master} wraps ${many(report.rewrapped)} more keys, and their search hashes are new.\n` +
                  (report.unopened === 0
                    ? 'The old keys are destroyed. Back up the database and the key file now.\n'
                    : `${many(report.unopened)} records do not open: their master keys are kept.\n`),
          );
          return report.unopened === 0 ? EXIT.done : EXIT.failed;
        } finally {
          await db.end();
        }
      },
      { mustExist: true },
    );
  },
});

/** Where an installation keeps its keys: apart from the database, in the data folder unless told otherwise. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Keyring, openKeyring } from '#access/keyring.node.ts';
import type { Db } from '#db/pool.ts';
import { Failure, type Input } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { checkKeys } from '#people/register-rotate.node.ts';

export const KEYS_OPTION = { keys: { type: 'string' } } as const;
export const KEYS_USAGE =
  '  --keys FILE       the key file (default: $RAPPEL_KEYS, else keys/keys.json in the data folder)';

/** The key file of a call: given, or that of the data folder it works on. */
export const keyFileOf = (input: Pick<Input, 'text'>, config: Config): string =>
  resolve(
    input.text('keys') ??
      config.keyFile ??
      join(input.text('data') ?? config.dataFolder, 'keys', 'keys.json'),
  );

/** Records opened to know that the keys are those of this database. */
const SAMPLE = 5;

/**
 * Opens the keys of a register. They are made with the first one: a register that has records and no keys, or the
 * keys of another, has lost its names until the right file is back, and nothing may be written to it meanwhile.
 */
export const openKeys = async (people: Db, path: string): Promise<Keyring> => {
  if (!existsSync(path)) {
    const { rowCount } = await people.query('select from people.person_key limit 1');
    if (rowCount !== 0)
      throw new Failure(
        `${path}: the key file is missing, and this database has people whom only its keys can name: restore it from its backup, or name it with --keys`,
      );
  }
  const keyring = await openKeyring(path);
  const { sampled, opened } = await checkKeys(people, path, SAMPLE);
  if (sampled > 0 && opened === 0)
    throw new Failure(
      `${path}: these keys open none of the people of this database: it is the key file of another`,
    );
  return keyring;
};

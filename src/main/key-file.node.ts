/** Where an installation keeps its keys: apart from the database, in the data folder unless told otherwise. */
import { join } from 'node:path';
import type { Input } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';

export const KEYS_OPTION = { keys: { type: 'string' } } as const;
export const KEYS_USAGE =
  '  --keys FILE       the key file (default: $RAPPEL_KEYS, else keys/keys.json in the data folder)';

/** The key file of a call: given, or that of the data folder it works on. */
export const keyFileOf = (input: Pick<Input, 'text'>, config: Config): string =>
  input.text('keys') ?? config.keyFile ?? join(input.text('data') ?? config.dataFolder, 'keys', 'keys.json');

/**
 * The keys of an installation, in one file that is nowhere in the database: master keys that wrap each person's own
 * key, the key of the search hashes, the key of codes, and the key of what access keeps sealed. Who has the database
 * without this file has no name; who has the file without the database has nothing.
 *
 * Rotation changes the master key and the key of the search hashes, because both lead from a copy of the database to
 * people who were forgotten since. Codes stay: accounts and sessions are known by them.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { createHmacOf } from '#access/hmac.node.ts';
import { drawBytes, KEY_BYTES, seal, sealBytes, unseal, unsealBytes } from '#access/sealing.node.ts';
import { CannotStart } from '#db/system-user.node.ts';
import { invariant } from '#kernel/invariant.ts';

const Key = z.base64().refine((text) => Buffer.from(text, 'base64').length === KEY_BYTES);
const KeyFile = z.strictObject({
  masters: z.array(z.strictObject({ id: z.int().min(1), key: Key })).min(1),
  search: Key,
  /** While a rotation is under way: the key that takes the place of `search` once every record is found by it. */
  searchNext: Key.optional(),
  code: Key,
  access: Key,
  /** Likewise: what access keeps sealed is sealed with it from then on, and opened with either. */
  accessNext: Key.optional(),
});
type KeyFile = z.infer<typeof KeyFile>;

/** A person's own key, wrapped by a master key. */
export type WrappedKey = { readonly master: number; readonly wrapped: Buffer };

export type Keyring = {
  /** The master key that wraps new keys. */
  readonly master: number;
  /** A new key for a person, and how it is kept. */
  readonly createKey: (person: string) => { readonly key: Buffer } & WrappedKey;
  readonly wrap: (person: string, key: Buffer) => WrappedKey;
  /** The key of a person; undefined when its master key is no more, or it was tampered with. */
  readonly unwrap: (person: string, wrapped: WrappedKey) => Buffer | undefined;
  /** A search hash, 64 bits: equal texts of one kind have equal hashes, and nothing leads back. Rotation changes it. */
  readonly token: (kind: string, text: string) => bigint;
  /** The hash under which a pseudonym finds its person, 32 bytes. Rotation changes it. */
  readonly subjectHash: (subject: string) => Buffer;
  /** A hash likewise, 64 bits, that stays: for codes of accounts and ids, which stand where no rotation reaches. */
  readonly code: (kind: string, text: string) => bigint;
  readonly sealAccess: (text: string, about: string) => Buffer;
  readonly unsealAccess: (sealed: Buffer, about: string) => string | undefined;
};

const aboutKey = (person: string): string => `key:${person}`;

const keyringOf = (file: KeyFile): Keyring => {
  const masters = new Map(file.masters.map(({ id, key }) => [id, Buffer.from(key, 'base64')]));
  const accesses = [file.accessNext, file.access].flatMap((key) =>
    key === undefined ? [] : [Buffer.from(key, 'base64')],
  );
  const [access] = accesses;
  const search = createHmacOf(Buffer.from(file.search, 'base64'));
  const codes = createHmacOf(Buffer.from(file.code, 'base64'));
  const master = Math.max(...masters.keys());
  const current = masters.get(master);
  invariant(current !== undefined && access !== undefined, 'a keyring has its current keys');
  const wrap = (person: string, key: Buffer): WrappedKey => ({
    master,
    wrapped: sealBytes(current, key, aboutKey(person)),
  });
  return {
    master,
    wrap,
    createKey: (person) => {
      const key = drawBytes(KEY_BYTES);
      return { key, ...wrap(person, key) };
    },
    unwrap: (person, wrapped) => {
      const key = masters.get(wrapped.master);
      return key && unsealBytes(key, wrapped.wrapped, aboutKey(person));
    },
    token: (kind, text) => search.first64(`${kind}|${text}`),
    subjectHash: (subject) => search.digest(`subject|${subject}`),
    code: (kind, text) => codes.first64(`${kind}|${text}`),
    sealAccess: (text, about) => seal(access, text, about),
    unsealAccess: (sealed, about) => {
      for (const key of accesses) {
        const text = unseal(key, sealed, about);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
};

const newKey = (): string => randomBytes(KEY_BYTES).toString('base64');

/**
 * Replaces the file in one step: a program killed half-way leaves the old file whole. The folder is made durable too,
 * because records are wrapped with a new key right after: the old file coming back after a power cut would lose them.
 */
const writeKeyFile = async (
  path: string,
  file: KeyFile,
  put: (from: string, to: string) => Promise<void> = rename,
): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${randomBytes(4).toString('hex')}`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await put(beside, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Puts the first file of an installation where there is none: of two programs that start at once, one's keys stay. */
const putFirst = async (beside: string, path: string): Promise<void> => {
  try {
    await link(beside, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await unlink(beside);
  }
};

const readKeyFile = async (path: string): Promise<KeyFile> => {
  const text = await readFile(path, 'utf8');
  const parsed = KeyFile.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new CannotStart(`${path} is not a key file of Rappel, or was cut: restore it from its backup`);
  return parsed.data;
};

/** What a text says as JSON; undefined when it says nothing. The engine's own message would quote a key. */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Opens the keys of an installation; makes them the first time. While a rotation is cut, records are found by either
 * of two keys, and who looked with one would register people twice: the keys are not opened before it is finished.
 */
export const openKeyring = async (path: string): Promise<Keyring> => {
  if (!existsSync(path)) {
    const [search, code, access] = [newKey(), newKey(), newKey()];
    await writeKeyFile(path, { masters: [{ id: 1, key: newKey() }], search, code, access }, putFirst);
  }
  const file = await readKeyFile(path);
  if (file.searchNext !== undefined)
    throw new CannotStart(
      `${path}: the rotation of the keys was cut before its end; run \`rappel keys rotate\` again, then start again`,
    );
  return keyringOf(file);
};

const lastMaster = ({ masters }: KeyFile): number => Math.max(...masters.map(({ id }) => id));

/**
 * Begins a rotation, or goes on with one that was cut: the file holds a new master key and the next key of the search
 * hashes beside those of before.
 * @param withAccess whether what access keeps sealed changes its key too (reseal.node.ts)
 * @returns what opens all that was wrapped and sealed before, and wraps, seals and hashes anew
 */
export const beginRotation = async (path: string, withAccess = false): Promise<Keyring> => {
  const file = await readKeyFile(path);
  if (file.accessNext !== undefined && !withAccess)
    throw new CannotStart(
      `${path}: a rotation that was cut also changes what access keeps sealed: go on with it whole`,
    );
  if (file.searchNext !== undefined) return keyringOf({ ...file, search: file.searchNext });
  const masters = [...file.masters, { id: lastMaster(file) + 1, key: newKey() }];
  const searchNext = newKey();
  const next = { ...file, masters, searchNext, ...(withAccess && { accessNext: newKey() }) };
  await writeKeyFile(path, next);
  return keyringOf({ ...next, search: searchNext });
};

/** Whether a rotation of this file was cut before its end. */
export const isRotating = async (path: string): Promise<boolean> =>
  (await readKeyFile(path)).searchNext !== undefined;

/**
 * Ends a rotation. Destroys the key of the search hashes of before, which opens nothing, and every master key but the
 * current one and those still needed: what only they wrapped, in any copy, is noise from now on.
 * @param needed master keys of which some records still are, because they do not open
 */
export const endRotation = async (path: string, needed: ReadonlySet<number>): Promise<Keyring> => {
  const { searchNext, accessNext, ...file } = await readKeyFile(path);
  const last = lastMaster(file);
  const masters = file.masters.filter(({ id }) => id === last || needed.has(id));
  const next = { ...file, masters, search: searchNext ?? file.search, access: accessNext ?? file.access };
  await writeKeyFile(path, next);
  return keyringOf(next);
};

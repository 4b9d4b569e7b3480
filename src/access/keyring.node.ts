/**
 * The keys of an installation, in one file that is nowhere in the database: master keys that wrap each person's own
 * key, the key of the search hashes, and the key of what access keeps sealed. Who has the database without this file
 * has no name; who has the file without the database has nothing.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { KEY_BYTES, seal, sealBytes, unseal, unsealBytes } from '#access/sealing.node.ts';
import { invariant } from '#kernel/invariant.ts';

const Key = z.base64().refine((text) => Buffer.from(text, 'base64').length === KEY_BYTES);
const KeyFile = z.strictObject({
  masters: z.array(z.strictObject({ id: z.int().min(1), key: Key })).min(1),
  search: Key,
  access: Key,
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
  /** A search hash, 64 bits: equal texts of one kind have equal hashes, and nothing leads back. */
  readonly token: (kind: string, text: string) => bigint;
  /** The hash under which a pseudonym finds its person, 32 bytes. */
  readonly subjectHash: (subject: string) => Buffer;
  readonly sealAccess: (text: string, about: string) => Buffer;
  readonly unsealAccess: (sealed: Buffer, about: string) => string | undefined;
};

const aboutKey = (person: string): string => `key:${person}`;

const keyringOf = (file: KeyFile): Keyring => {
  const masters = new Map(file.masters.map(({ id, key }) => [id, Buffer.from(key, 'base64')]));
  const [search, access] = [Buffer.from(file.search, 'base64'), Buffer.from(file.access, 'base64')];
  const master = Math.max(...masters.keys());
  const current = masters.get(master);
  invariant(current !== undefined, 'a keyring has a current master key');
  const wrap = (person: string, key: Buffer): WrappedKey => ({
    master,
    wrapped: sealBytes(current, key, aboutKey(person)),
  });
  const hashed = (kind: string, text: string): Buffer =>
    createHmac('sha256', search).update(`${kind}|${text}`).digest();
  return {
    master,
    wrap,
    createKey: (person) => {
      const key = randomBytes(KEY_BYTES);
      return { key, ...wrap(person, key) };
    },
    unwrap: (person, wrapped) => {
      const key = masters.get(wrapped.master);
      return key && unsealBytes(key, wrapped.wrapped, aboutKey(person));
    },
    token: (kind, text) => hashed(kind, text).readBigInt64BE(0),
    subjectHash: (subject) => hashed('subject', subject),
    sealAccess: (text, about) => seal(access, text, about),
    unsealAccess: (sealed, about) => unseal(access, sealed, about),
  };
};

const newKey = (): string => randomBytes(KEY_BYTES).toString('base64');

/** Replaces the file in one step: a program killed half-way leaves the old file whole. */
const writeKeyFile = async (path: string, file: KeyFile): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${process.pid}`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
};

const readKeyFile = async (path: string): Promise<KeyFile> => {
  const parsed = KeyFile.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} is not a key file of Rappel: restore it from its backup`);
  return parsed.data;
};

/** Opens the keys of an installation; makes them the first time. */
export const openKeyring = async (path: string): Promise<Keyring> => {
  if (!existsSync(path))
    await writeKeyFile(path, { masters: [{ id: 1, key: newKey() }], search: newKey(), access: newKey() });
  return keyringOf(await readKeyFile(path));
};

/** Adds a master key, which wraps from now on; the others still open what they wrapped. */
export const addMaster = async (path: string): Promise<Keyring> => {
  const file = await readKeyFile(path);
  const id = Math.max(...file.masters.map((one) => one.id)) + 1;
  const next = { ...file, masters: [...file.masters, { id, key: newKey() }] };
  await writeKeyFile(path, next);
  return keyringOf(next);
};

/** Destroys every master key but the current one: what only they wrapped, in any copy, is noise from now on. */
export const dropOldMasters = async (path: string): Promise<Keyring> => {
  const file = await readKeyFile(path);
  const last = Math.max(...file.masters.map((one) => one.id));
  const next = { ...file, masters: file.masters.filter(({ id }) => id === last) };
  await writeKeyFile(path, next);
  return keyringOf(next);
};

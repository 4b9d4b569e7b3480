/**
 * Writes a set of files so that each appears whole or not at all, and the set is finished even if the program dies.
 *
 * New files are first written to `.publishing/` beside their place (same file system), then a list of what must move
 * is written there, then each is moved by a rename. A program killed before the list leaves nothing but that folder,
 * which the next run removes; killed after it, the next run finishes the moves. The index goes last: who reads it
 * finds the files it names.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import type { PublishedFile } from '#publication/publication.ts';

const STAGING = '.publishing';
const COMMIT = 'COMMIT.json';

/** A staging folder left this long by a program that still lives is not being written any more. */
const STALE_MS = 10 * 60_000;

export class AnotherPublishes extends Error {
  constructor(staging: string, pid: number) {
    super(
      `the program ${pid} is publishing into this folder (${staging} exists). Wait until it has finished; if it is not ours, remove ${staging}.`,
    );
    this.name = 'AnotherPublishes';
  }
}

export type WriteOptions = {
  /** Wait until the disk has each file: true for a publication, false for the live refresh of a page. */
  readonly durable: boolean;
};

/** One writing of files into a folder. Call `add` for each, then `commit`; or `abandon`. */
export type Writing = {
  /** Writes a file aside. Nothing is moved later when it equals what is published already. */
  readonly add: (
    path: string,
    format: string,
    content: Iterable<string | Uint8Array>,
  ) => Promise<PublishedFile>;
  /** Moves every new file to its place, `last` after all others, and removes `gone`. Says what moved. */
  readonly commit: (options: { last: string; gone: readonly string[] }) => Promise<readonly string[]>;
  readonly abandon: () => Promise<void>;
};

/** Starts a writing; finishes or removes first what a killed run left. `published` are the files there now, by path. */
export const startWriting = async (
  out: string,
  published: (path: string) => PublishedFile | undefined,
  { durable }: WriteOptions,
): Promise<Writing> => {
  const staging = join(out, STAGING);
  await recover(out);
  await mkdir(staging, { recursive: true });
  await writeWhole(join(staging, 'owner'), String(process.pid), false);
  const moves: string[] = [];
  const folders = new Set<string>([staging]);

  const ensureFolder = async (path: string): Promise<void> => {
    const folder = dirname(path);
    if (folders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    folders.add(folder);
  };

  return {
    add: async (path, format, content) => {
      const inside = checked(path);
      const staged = join(staging, 'files', inside);
      await ensureFolder(staged);
      const { bytes, sha256 } = await writeStream(staged, content, durable);
      const now = published(path);
      if (now?.sha256 === sha256 && (await sizeOf(join(out, inside))) === bytes) await rm(staged);
      else moves.push(inside);
      return { format, path, bytes, sha256 };
    },
    commit: async ({ last, gone }) => {
      const ordered = [...moves.filter((path) => path !== last), ...moves.filter((path) => path === last)];
      await writeWhole(
        join(staging, COMMIT),
        JSON.stringify({ moves: ordered, gone: gone.map(checked) }),
        durable,
      );
      if (durable) await syncFolders([staging, ...folders]);
      await finish(out, durable);
      return ordered;
    },
    // Once the list of moves is written, the next publication finishes them: nothing of it may go.
    abandon: async () => {
      if ((await sizeOf(join(staging, COMMIT))) === undefined)
        await rm(staging, { recursive: true, force: true });
    },
  };
};

/** Finishes a publication whose moves had begun, removes one that had not. True when it finished one. */
export const recover = async (out: string): Promise<boolean> => {
  const staging = join(out, STAGING);
  const owner = await readFile(join(staging, 'owner'), 'utf8').catch(() => undefined);
  const pid = Number(owner);
  if (
    owner !== undefined &&
    pid !== process.pid &&
    lives(pid) &&
    (await ageMs(join(staging, 'owner'))) < STALE_MS
  )
    throw new AnotherPublishes(staging, pid);
  const committed = (await sizeOf(join(staging, COMMIT))) !== undefined;
  if (committed) await finish(out, true);
  else await rm(staging, { recursive: true, force: true });
  return committed;
};

/** Does what the list says; doing part of it twice does no harm. */
const finish = async (out: string, durable: boolean): Promise<void> => {
  const staging = join(out, STAGING);
  const list = parseCommit(await readFile(join(staging, COMMIT), 'utf8'));
  const folders = new Set<string>();
  for (const path of list.moves) {
    const target = join(out, checked(path));
    if (!folders.has(dirname(target))) await mkdir(dirname(target), { recursive: true });
    folders.add(dirname(target));
    await rename(join(staging, 'files', path), target).catch((error: NodeJS.ErrnoException) => {
      // Already moved by the run that was killed.
      if (error.code !== 'ENOENT') throw error;
    });
  }
  for (const path of list.gone) await rm(join(out, checked(path)), { force: true });
  if (durable) await syncFolders(folders);
  await rm(staging, { recursive: true, force: true });
};

const parseCommit = (text: string): { moves: string[]; gone: string[] } => {
  const list: unknown = JSON.parse(text);
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
  if (typeof list !== 'object' || list === null) return { moves: [], gone: [] };
  return { moves: 'moves' in list ? texts(list.moves) : [], gone: 'gone' in list ? texts(list.gone) : [] };
};

/** A path inside the publication's folder, and nowhere else. */
const checked = (path: string): string => {
  const clean = normalize(path);
  if (
    clean.startsWith('..') ||
    clean.startsWith('/') ||
    clean.startsWith(STAGING) ||
    /^[A-Za-z]:/.test(clean)
  )
    throw new Error(`a publication cannot write ${path}: it is outside its folder`);
  return clean;
};

const writeStream = async (
  file: string,
  content: Iterable<string | Uint8Array>,
  durable: boolean,
): Promise<{ bytes: number; sha256: string }> => {
  const hash = createHash('sha256');
  const handle = await open(file, 'w');
  let bytes = 0;
  try {
    for (const chunk of content) {
      const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      hash.update(buffer);
      bytes += buffer.byteLength;
      await writeAll(handle, buffer);
    }
    if (durable) await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest('hex') };
};

const writeAll = async (handle: FileHandle, buffer: Uint8Array): Promise<void> => {
  let from = 0;
  while (from < buffer.byteLength) from += (await handle.write(buffer, from)).bytesWritten;
};

/** Appears whole: written under another name, then renamed. */
const writeWhole = async (file: string, text: string, durable: boolean): Promise<void> => {
  await writeStream(`${file}.new`, [text], durable);
  await rename(`${file}.new`, file);
};

/** A rename is on the disk once its folder is. Windows cannot open a folder and does not need it. */
const syncFolders = async (folders: Iterable<string>): Promise<void> => {
  if (process.platform === 'win32') return;
  for (const folder of folders) {
    const handle = await open(folder, 'r').catch(() => undefined);
    await handle?.sync();
    await handle?.close();
  }
};

const sizeOf = async (file: string): Promise<number | undefined> =>
  (await stat(file).catch(() => undefined))?.size;

const ageMs = async (file: string): Promise<number> =>
  Date.now() - ((await stat(file).catch(() => undefined))?.mtimeMs ?? 0);

const lives = (pid: number): boolean => {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's program: it lives, and may not be signalled.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/**
 * The user PostgreSQL runs as. It refuses to run as root: a system user of its own then takes our place, and must be
 * able to reach its program and its data.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A folder or a system that must be mended before PostgreSQL can start; the message says how. */
export class CannotStart extends Error {}

/** Undefined when PostgreSQL runs as we do. */
export type SystemUser = { readonly uid: number; readonly gid: number } | undefined;

const SYSTEM_USER = 'rappel-postgres';

/** Undefined when we are not root: PostgreSQL then runs as we do. */
export const systemUser = (): SystemUser => {
  if (process.getuid?.() !== 0) return undefined;
  const ask = (flag: string) => Number(execFileSync('id', [flag, SYSTEM_USER], { stdio: 'pipe' }).toString());
  try {
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', SYSTEM_USER], {
        stdio: 'pipe',
      });
      return { uid: ask('-u'), gid: ask('-g') };
    } catch (error) {
      throw new CannotStart(
        `PostgreSQL does not run as root, and the system user "${SYSTEM_USER}" could not be created ` +
          `(${error instanceof Error ? error.message.split('\n')[0] : error}). Create it with ` +
          `"useradd --system ${SYSTEM_USER}", run Rappel as an ordinary user, or use --database URL.`,
      );
    }
  }
};

/** The first folder on the way to `path` that the user may not enter. */
const closedFolder = (path: string, user: { uid: number; gid: number }): string | undefined => {
  const ancestors: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    ancestors.unshift(at);
    if (at === dirname(at)) break;
  }
  return ancestors.find((folder) => {
    if (!existsSync(folder)) return false;
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    return (mode & bit) === 0;
  });
};

export const assertCanEnter = (what: string, path: string, user: SystemUser, mend: string): void => {
  if (user === undefined) return;
  const folder = closedFolder(path, user);
  if (folder !== undefined)
    throw new CannotStart(
      `${what} is ${path}, and PostgreSQL, which runs as the user "${SYSTEM_USER}", cannot enter ${folder}. ` +
        `Allow it with "chmod o+x ${folder}", ${mend}, or use --database URL.`,
    );
};

/**
 * The data folder itself is ours: new, empty or already holding a cluster, it is opened to the system user (to pass
 * through, not to list). A folder with other things in it, or a parent, belongs to somebody else: we only say so.
 */
export const openOwnFolder = (folder: string, user: SystemUser): void => {
  if (user === undefined) return;
  const content = readdirSync(folder);
  if (content.length > 0 && !content.includes('postgres')) return;
  chmodSync(folder, statSync(folder).mode | 0o001);
};

/** Exports on disk: a folder for each, with its state as JSON and its files. Several processes may share the place. */
import { randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSecret } from '#access/session-hash.node.ts';
import { ExportState, isOver, stateAt } from '#programmes/vaccination/fhir/export-state.ts';

const STATE = 'export.json';

/** Exports kept at once, whosever they are: beyond, one must be deleted or a day go by. */
export const KEPT_MAX = 100;

export type ExportFolder = ReturnType<typeof openExportFolder>;

export const openExportFolder = (folder: string) => {
  const pathOf = (id: string, name: string): string => join(folder, id, name);

  /** Undefined when there is none of this id, or it is half written. */
  const read = async (id: string, now: string): Promise<ExportState | undefined> => {
    if (!isSecret(id)) return undefined;
    try {
      return stateAt(ExportState.parse(JSON.parse(await readFile(pathOf(id, STATE), 'utf8'))), now);
    } catch {
      return undefined;
    }
  };
  const remove = (id: string): Promise<void> => rm(join(folder, id), { recursive: true, force: true });
  const ids = async (): Promise<string[]> => {
    try {
      return (await readdir(folder)).filter(isSecret);
    } catch {
      return [];
    }
  };

  return {
    read,
    remove,
    pathOf,
    create: async (state: ExportState): Promise<void> => {
      await mkdir(join(folder, state.id), { recursive: true, mode: 0o700 });
      await writeFile(pathOf(state.id, STATE), JSON.stringify(state), { mode: 0o600 });
    },
    /** Replaces the state in one step; false when the export was deleted meanwhile. */
    replace: async (state: ExportState): Promise<boolean> => {
      const beside = pathOf(state.id, `${randomUUID()}.part`);
      try {
        await writeFile(beside, JSON.stringify(state), { mode: 0o600 });
        await rename(beside, pathOf(state.id, STATE));
        return true;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
        throw error;
      }
    },
    /** Every export there is, as it is now; those past their day are removed. */
    list: async (now: string): Promise<readonly ExportState[]> => {
      const states: ExportState[] = [];
      for (const id of await ids()) {
        const state = await read(id, now);
        if (state === undefined) continue;
        if (isOver(state, now)) await remove(id);
        else states.push(state);
      }
      return states;
    },
    stream: (id: string, name: string): ReadStream => createReadStream(pathOf(id, name)),
  };
};

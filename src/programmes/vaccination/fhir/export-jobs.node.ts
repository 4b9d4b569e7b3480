/**
 * Exports begun, followed, cancelled and forgotten. One is made in the background by the process it was asked of;
 * what is known of it is on disk, so that any process tells how far it is, and a restart loses none silently.
 */
import { randomUUID } from 'node:crypto';
import { newSecret } from '#access/session-hash.node.ts';
import type { Caller } from '#http/identity.ts';
import {
  type ExportFolder,
  KEPT_MAX,
  openExportFolder,
} from '#programmes/vaccination/fhir/export-folder.node.ts';
import type { ExportAsked } from '#programmes/vaccination/fhir/export-request.ts';
import { type RunOptions, runExport } from '#programmes/vaccination/fhir/export-run.node.ts';
import { type ExportState, SILENCE_MS_MAX } from '#programmes/vaccination/fhir/export-state.ts';

export type JobsOptions = Omit<RunOptions, 'pathOf' | 'tell' | 'bytes_max'> & {
  /** Where exports are kept, on a disk of this installation alone: they hold pseudonymous health data. */
  readonly folder: string;
  /** Exports made at once, whosever they are; one caller has one. */
  readonly running_max?: number;
  readonly bytes_max?: number;
};

const RUNNING_MAX = 2;
const KEPT_OF_ONE_MAX = 10;
/** A whole campaign, 150 million acts, makes about 150 gigabytes. */
const BYTES_MAX = 200 * 2 ** 30;
/** Says that it is alive at least so often, and no more often than the disk likes. */
const BEAT_MS = SILENCE_MS_MAX / 12;
/** What was handed in before this was written by now: no transaction of this program lasts longer. */
const SETTLED_MS = 60_000;
const SWEEP_MS = 15 * 60_000;

export type Jobs = {
  /** Undefined when too many are under way, or kept. */
  readonly begin: (
    caller: Caller,
    asked: ExportAsked & { readonly place: string },
    request: string,
  ) => Promise<ExportState | undefined>;
  /** An export of this caller; undefined for one of another, as for none. */
  readonly find: (caller: Caller, place: string, id: string) => Promise<ExportState | undefined>;
  readonly remove: (state: ExportState) => Promise<void>;
  readonly stream: ExportFolder['stream'];
  /** Removes what is past its day. */
  readonly sweep: () => Promise<void>;
};

const before = (instant: string, ms: number): string => new Date(Date.parse(instant) - ms).toISOString();

/** Makes one export to its end, and writes down what became of it; never throws. */
const createRunner = (options: JobsOptions, folder: ExportFolder) => {
  const { now, bytes_max = BYTES_MAX } = options;
  return async (begun: ExportState): Promise<void> => {
    const { id } = begun;
    let state = begun;
    const tell = async (resources: number): Promise<boolean> => {
      if (Date.parse(now()) - Date.parse(state.beatAt) < BEAT_MS) return true;
      state = { ...state, resources, beatAt: now() };
      return folder.replace(state);
    };
    const fail = (fault: ExportState['fault']): ExportState => ({
      ...{ ...state, state: 'failed', fault, endedAt: now(), output: [], deleted: [] },
    });
    try {
      const end = await runExport(begun, {
        ...{ ...options, bytes_max, tell },
        pathOf: (file) => folder.pathOf(id, file),
      });
      if (end === 'deleted') return await folder.remove(id);
      const over =
        end === 'too-large'
          ? fail('too-large')
          : {
              ...{ ...state, state: 'done' as const, endedAt: now() },
              ...{ output: [...end.output], deleted: [...end.deleted], resources: end.resources },
            };
      await folder.replace(over);
    } catch {
      // Deleted meanwhile, its folder is gone; whatever else went wrong, who asked is told to begin again.
      await folder.replace(fail('unexpected')).catch(() => false);
    }
  };
};

export const openJobs = (options: JobsOptions): Jobs => {
  const { now, running_max = RUNNING_MAX } = options;
  const folder = openExportFolder(options.folder);
  const run = createRunner(options, folder);
  const process = randomUUID();
  /** One begins at a time, so that two asked at once do not pass the limits together. */
  let last: Promise<unknown> = Promise.resolve();

  const begin: Jobs['begin'] = async (caller, { types, since, place }, request) => {
    const kept = await folder.list(now());
    const running = kept.filter(({ state }) => state === 'running');
    const own = kept.filter(({ owner }) => owner === caller.id);
    const isBusy = running.length >= running_max || running.some(({ owner }) => owner === caller.id);
    if (isBusy || own.length >= KEPT_OF_ONE_MAX || kept.length >= KEPT_MAX) return undefined;
    const at = now();
    const state: ExportState = {
      ...{ id: newSecret(), owner: caller.id, role: caller.role, place, request, types: [...types], since },
      ...{ state: 'running', process, beatAt: at, startedAt: at, endedAt: null, fault: null },
      ...{ transactionTime: before(at, SETTLED_MS), resources: 0, output: [], deleted: [] },
    };
    await folder.create(state);
    void run(state);
    return state;
  };

  const sweep = async (): Promise<void> => {
    await folder.list(now());
  };
  setInterval(() => void sweep().catch(() => {}), SWEEP_MS).unref();

  return {
    begin: (...asked) => {
      const next = last.then(() => begin(...asked));
      last = next.catch(() => {});
      return next;
    },
    find: async (caller, place, id) => {
      const state = await folder.read(id, now());
      return state?.owner === caller.id && state.role === caller.role && state.place === place
        ? state
        : undefined;
    },
    remove: ({ id }) => folder.remove(id),
    stream: folder.stream,
    sweep,
  };
};

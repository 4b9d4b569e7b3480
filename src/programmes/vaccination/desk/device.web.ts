/**
 * What the desk keeps on the device, in IndexedDB: what it needs to work without network, and the acts that wait,
 * sealed. No name is kept in clear. Whatever the browser refuses is told to the caller, who tells the professional.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { recall, remember } from '#kit/memory.web.ts';
import { OfflinePack } from '#programmes/vaccination/desk/desk.api.ts';
import type { Waiting } from '#programmes/vaccination/desk/page/queue.ts';

/** What was prepared, for whom and where, and by how much the device's clock was ahead of the server's then. */
export type Kept = {
  readonly pack: OfflinePack;
  readonly account: string;
  readonly label: string;
  readonly place: string;
  readonly placeName: string;
  readonly ahead_ms: number;
};

interface Store extends DBSchema {
  kept: { key: string; value: Kept };
  acts: { key: string; value: Waiting };
}

const NAME = 'rappel-desk';
const VERSION = 1;
const ONE = 'now';

let opened: Promise<IDBPDatabase<Store>> | undefined;

const open = (): Promise<IDBPDatabase<Store>> => {
  opened ??= openDB<Store>(NAME, VERSION, {
    upgrade: (db) => {
      db.createObjectStore('kept');
      db.createObjectStore('acts');
    },
    // Another tab wants a newer form of the store: this one lets go, and opens again when it needs to.
    blocking: (_now, _next, event) => {
      if (event.target instanceof IDBDatabase) event.target.close();
      opened = undefined;
    },
    terminated: () => {
      opened = undefined;
    },
  }).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
};

export type StoreFault = 'full' | 'refused';
export type Stored<T> = { readonly value: T } | { readonly fault: StoreFault };

const trying = async <T>(work: (db: IDBPDatabase<Store>) => Promise<T>): Promise<Stored<T>> => {
  try {
    return { value: await work(await open()) };
  } catch (error) {
    const full = error instanceof DOMException && error.name === 'QuotaExceededError';
    return { fault: full ? 'full' : 'refused' };
  }
};

const CHANGED = 'rappel-desk';
/** Tells this tab and the others that the store changed. */
const announce = (): void => {
  const channel = new BroadcastChannel(CHANGED);
  channel.postMessage('');
  channel.close();
};

/** Called whenever the store changes, from whichever tab. */
export const onStore = (listener: () => void): (() => void) => {
  const channel = new BroadcastChannel(CHANGED);
  channel.addEventListener('message', listener);
  return () => channel.close();
};

/** How many acts waited when this browser last knew, so that a store it erased by itself does not go unseen. */
const COUNTED = 'desk.waiting';

export const readKept = () => trying(async (db) => (await db.get('kept', ONE)) ?? null);

export const writeKept = async (kept: Kept): Promise<Stored<null>> => {
  const checked = { ...kept, pack: OfflinePack.parse(kept.pack) };
  const stored = await trying(async (db) => {
    await db.put('kept', checked, ONE);
    return null;
  });
  announce();
  return stored;
};

/** After signing out nobody records under that grant; the acts that wait stay. */
export const forgetKept = async (): Promise<void> => {
  await trying((db) => db.delete('kept', ONE));
  announce();
};

export type Read = {
  readonly acts: readonly Waiting[];
  /** Acts that waited and that the browser erased. */
  readonly lost: number;
};

export const readActs = () =>
  trying(async (db): Promise<Read> => {
    const acts = await db.getAll('acts');
    const counted = Number(recall(COUNTED) ?? '0');
    return { acts, lost: Math.max(0, counted - acts.length) };
  });

/** The loss was read: from now on what is there is what there is. */
export const forgetLoss = async (): Promise<void> => {
  await trying(async (db) => remember(COUNTED, String(await db.count('acts'))));
  announce();
};

/** Keeps, changes and drops acts at once; returns only when it is on the disk. */
export const changeActs = async (change: {
  readonly put?: readonly Waiting[];
  readonly gone?: readonly string[];
}): Promise<Stored<null>> => {
  const stored = await trying(async (db) => {
    const lost = Math.max(0, Number(recall(COUNTED) ?? '0') - (await db.count('acts')));
    const work = db.transaction('acts', 'readwrite', { durability: 'strict' });
    for (const one of change.put ?? []) await work.store.put(one, one.act.id);
    for (const id of change.gone ?? []) await work.store.delete(id);
    const count = await work.store.count();
    await work.done;
    remember(COUNTED, String(count + lost));
    return null;
  });
  announce();
  return stored;
};

/** Asks the browser not to erase what is kept when room runs short. False: it may. */
export const keepForGood = async (): Promise<boolean> => {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return false;
  }
};

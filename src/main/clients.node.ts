/**
 * The software that may sign in by itself: a JSON file of the installation, read when the program starts and again
 * when it changes, so that a client taken out of it is out within seconds and nobody else is cut off.
 */
import { readFile, stat } from 'node:fs/promises';
import { type SmartClient, SmartClients } from '#access/smart-client.ts';
import { Failure } from '#main/command.node.ts';

const LOOK_MS = 2000;
/** Two thousand letters each for five thousand clients. */
const FILE_BYTES_MAX = 10_000_000;

export type Clients = {
  /** As they are now, by their ids. */
  readonly now: () => ReadonlyMap<string, SmartClient>;
  /** Reads the file if it changed; by itself every two seconds. */
  readonly look: () => Promise<void>;
  readonly close: () => void;
};

export type ClientsOptions = {
  /** Whether a place is declared: a client of no place could do nothing. */
  readonly knowsPlace: (place: string) => boolean;
  /** Told when the file changed and cannot be used: the clients of before stay. */
  readonly onFault: (fault: string) => void;
};

/** The registrations of a file, or a failure that says what to mend. */
export const readClients = async (
  path: string,
  knowsPlace: (place: string) => boolean,
): Promise<ReadonlyMap<string, SmartClient>> => {
  const words = '; see docs/fhir-systems.md';
  let json: unknown;
  try {
    const { size } = await stat(path);
    if (size > FILE_BYTES_MAX) throw new Error('it is too large');
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Failure(
      `${path} cannot be read as JSON (${error instanceof Error ? error.message : error})${words}`,
    );
  }
  const parsed = SmartClients.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Failure(`${path}: ${issue?.path.join('.')}: ${issue?.message}${words}`);
  }
  const stray = parsed.data.find(({ place }) => !knowsPlace(place));
  if (stray !== undefined)
    throw new Failure(
      `${path}: the client "${stray.id}" is at "${stray.place}", which nobody declared${words}`,
    );
  return new Map(parsed.data.map((client) => [client.id, client]));
};

/** What changes when a file does. */
const stampOf = async (path: string): Promise<string> => {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'gone';
  }
};

/** @param path absent: there is no client */
export const openClients = async (path: string | undefined, options: ClientsOptions): Promise<Clients> => {
  if (path === undefined) return { now: () => new Map(), look: async () => {}, close: () => {} };
  let stamp = await stampOf(path);
  let clients = await readClients(path, options.knowsPlace);
  const look = async (): Promise<void> => {
    const seen = await stampOf(path);
    if (seen === stamp) return;
    stamp = seen;
    try {
      clients = await readClients(path, options.knowsPlace);
    } catch (error) {
      options.onFault(error instanceof Error ? error.message : String(error));
    }
  };
  const timer = setInterval(() => void look(), LOOK_MS).unref();
  return { now: () => clients, look, close: () => clearInterval(timer) };
};

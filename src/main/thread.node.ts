/** Long work on a thread of its own, so that the web server answers meanwhile. It ends with the program, even killed. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { z } from 'zod';

const STOP = 'stop';

export type Thread<Message> = {
  /** Asks the thread to stop at the next safe place. */
  readonly stop: () => void;
  /** Settles when the thread has ended; rejects with what it threw. */
  readonly ended: Promise<void>;
  readonly onMessage: (listen: (message: Message) => void) => void;
};

/** @param name a file of this folder, whose module calls `runThread` */
export const startThread = <Message>(name: string, data: unknown): Thread<Message> => {
  const worker = new Worker(new URL(`./${name}`, import.meta.url), { workerData: data });
  const ended = new Promise<void>((done, failed) => {
    worker.once('error', failed);
    worker.once('exit', () => done());
  });
  // Whoever awaits `ended` sees the failure; an unheard one must not end the program.
  ended.catch(() => {});
  return {
    stop: () => worker.postMessage(STOP),
    ended,
    onMessage: (listen) => worker.on('message', listen),
  };
};

/** Runs the body of a thread: what it was given, checked; a way to tell the program; the signal to stop. */
export const runThread = async <T>(
  schema: z.ZodType<T>,
  body: (data: T, tell: (message: unknown) => void, signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const port = parentPort;
  if (port === null) throw new Error('this module runs on a thread');
  const abort = new AbortController();
  port.on('message', (message) => {
    if (message === STOP) abort.abort();
  });
  try {
    await body(schema.parse(workerData), (message) => port.postMessage(message), abort.signal);
  } finally {
    port.close();
  }
};

/** How a thread reaches the database of the program. */
export const ThreadDatabase = z.object({ url: z.string(), appRole: z.boolean() });

/** `rappel identity link`: reads one register or two, finds who is there twice, and writes the pairs. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Failure, WrongUsage } from '#main/command.node.ts';
import { type Read, readColumns, type Source, sizeOf } from '#main/identity-columns.node.ts';
import { readHeader } from '#main/identity-read.node.ts';
import { startThread, type Thread } from '#main/thread.node.ts';
import { type ColumnPlan, planColumns, unknownColumns } from '#people/column-traits.ts';
import { TRAITS, type Trait } from '#people/identity-traits.ts';
import { type Linkage, link, type ScoreAll, type Stage, scoreHere } from '#people/link.ts';
import { type Population, populationOf } from '#people/population.ts';
import type { Scored } from '#people/score.ts';
import { textsOf } from '#people/text-table.ts';

/** Below this many people a thread takes longer to start than it helps. */
const THREADS_FROM = 20_000;
const THREADS_MAX = 8;

/** Pieces of work of one thread: progress is told, and a stop obeyed, between two of them. */
const PIECES = 24;

/** With fewer traits nobody can be told from another. */
const TRAITS_MIN = 2;

export type LinkRequest = {
  readonly left: string;
  readonly right: string | undefined;
  readonly out: string;
  readonly mapping: ReadonlyMap<string, Trait | ''>;
};

export type LinkReport = {
  readonly people: number;
  readonly linkage: Linkage;
  readonly same: number;
  readonly review: number;
};

export type Tell = (text: string, done: number, total: number) => void;

/** Registers shorter than this are read before a thread is up. */
const READ_THREADS_FROM_BYTES = 4_000_000;

/** Two threads read the registers, each for the traits that take about half of the time. */
const HALVES: readonly (readonly Trait[])[] = [
  ['givenName', 'familyName', 'address', 'streetNumber'],
  ['birthDate', 'sex', 'birthPlace', 'nationalNumber', 'postcode', 'city', 'region', 'phone', 'email'],
];

/** How the columns of each register are read. */
const planSources = async ({ left, right, mapping }: LinkRequest): Promise<Source[]> => {
  const paths = right === undefined ? [left] : [left, right];
  const headers = await Promise.all(paths.map(readHeader));
  const [missing] = unknownColumns(headers.flat(), mapping);
  if (missing !== undefined)
    throw new WrongUsage(
      `--map names a column "${missing}" that is not there; there is: ${[...new Set(headers.flat())].join(', ')}`,
    );
  return paths.map((path, i) => {
    const header = headers[i] ?? [];
    const plan = planColumns(header, mapping);
    checkPlan(path, header, plan);
    return { path, plan };
  });
};

/** The registers as one population, and the ids by order of arrival. */
const readPeople = async (
  request: LinkRequest,
  tell: Tell,
  signal: AbortSignal,
): Promise<{ population: Population; idOf: (arrival: number) => string }> => {
  const sources = await planSources(request);
  const bytes = await Promise.all(sources.map(({ path }) => sizeOf(path)));
  const onPeople = (people: number): void => tell(`reading: ${people.toLocaleString('en')} people`, 0, 0);
  const reads =
    Math.max(...bytes) < READ_THREADS_FROM_BYTES
      ? [await readColumns(sources, TRAITS, true, onPeople, signal)]
      : await readOnThreads(sources, onPeople, signal);
  const [first] = reads;
  const [leftSize = 0, rightSize = 0] = first?.sizes ?? [];
  const side = new Uint8Array(leftSize + rightSize).fill(1, leftSize);
  const ids = reads.find((read) => read.ids !== undefined)?.ids;
  if (ids === undefined) throw new Error('no thread read the ids');
  const idText = textsOf(ids);
  return {
    population: populationOf(
      reads.flatMap(({ columns }) => columns),
      side,
      request.right !== undefined,
    ),
    idOf: (arrival) => idText(arrival + 1).slice(1),
  };
};

const readOnThreads = async (
  sources: readonly Source[],
  onPeople: (people: number) => void,
  signal: AbortSignal,
): Promise<Read[]> => {
  const reads: Read[] = [];
  const threads = HALVES.map((traits, i) =>
    startThread<Read | number>('identity-read-thread.ts', { sources, traits, withIds: i > 0 }),
  );
  await allEnded(threads, signal, (message) => {
    if (typeof message === 'number') onPeople(message);
    else reads.push(message);
  });
  return reads;
};

/** Listens to threads until all have ended; one that fails, or a request to stop, stops them all. */
const allEnded = async <Message>(
  threads: readonly Thread<Message>[],
  signal: AbortSignal,
  listen: (message: Message) => void,
): Promise<void> => {
  const stop = (): void => {
    for (const thread of threads) thread.stop();
  };
  signal.addEventListener('abort', stop, { once: true });
  for (const thread of threads) thread.onMessage(listen);
  try {
    await Promise.all(threads.map(({ ended }) => ended));
  } catch (error) {
    stop();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (signal.aborted) throw stopped();
};

const checkPlan = (path: string, header: readonly string[], plan: ColumnPlan): void => {
  if (plan.size >= TRAITS_MIN) return;
  const found = plan.size === 0 ? 'no column' : `only "${[...plan.keys()].join(', ')}"`;
  throw new Failure(
    `${path}: ${found} is known among ${header.slice(1).join(', ') || 'none'}; at least ${TRAITS_MIN} traits are needed. Say what the columns hold with --map column=trait,...; traits: ${TRAITS.join(', ')}.`,
  );
};

const stopped = (): Failure => new Failure('stopped: nothing was written');

/** Scores on every core; the population is shared, not copied. */
const scoreOnThreads =
  (tell: Tell, signal: AbortSignal): ScoreAll =>
  async (population, blocks, model) => {
    const count = Math.min(availableParallelism(), THREADS_MAX);
    const shares = count * PIECES;
    const scored: Scored[] = [];
    const threads = Array.from({ length: count }, (_, first) =>
      startThread<Scored>('identity-link-thread.ts', {
        population,
        blocks,
        model,
        shares,
        first,
        step: count,
      }),
    );
    await allEnded(threads, signal, (found) => {
      scored.push(found);
      tell('comparing', scored.length, shares);
    });
    return scored;
  };

const STAGES: Readonly<Record<Stage, string>> = {
  group: 'grouping',
  learn: 'learning the weights',
  score: 'comparing',
  join: 'joining',
};

/** Links as the command does, and writes the pairs. */
export const linkRegisters = async (
  request: LinkRequest,
  tell: Tell,
  signal: AbortSignal,
): Promise<LinkReport> => {
  const { population, idOf } = await readPeople(request, tell, signal);
  const scoreAll = population.size < THREADS_FROM ? scoreHere : scoreOnThreads(tell, signal);
  const linkage = await link(population, scoreAll, (stage) => {
    if (signal.aborted) throw stopped();
    tell(STAGES[stage], 0, 0);
  });
  await writeWhole(request.out, linesOf(population, idOf, linkage));
  const same = linkage.links.filter(({ decision }) => decision === 'same').length;
  return { people: population.size, linkage, same, review: linkage.links.length - same };
};

const quoted = (id: string): string => (/[",;\r\n]/.test(id) ? `"${id.replaceAll('"', '""')}"` : id);

/** The pairs, in the order of the registers: the left one first, or the person who came first. */
function* linesOf(
  { arrival }: Population,
  idOf: (arrival: number) => string,
  { links }: Linkage,
): Generator<string> {
  yield 'left_id,right_id,probability,decision\n';
  const rows = links.map(({ a, b, probability, decision }) => {
    const [x, y] = [arrival[a] ?? 0, arrival[b] ?? 0];
    return { left: Math.min(x, y), right: Math.max(x, y), probability, decision };
  });
  rows.sort((a, b) => a.left - b.left || a.right - b.right);
  for (const { left, right, probability, decision } of rows)
    yield `${quoted(idOf(left))},${quoted(idOf(right))},${probability.toFixed(4)},${decision}\n`;
}

/** Writes beside the file, then puts it in its place: nobody reads half of it. */
const writeWhole = async (path: string, lines: Iterable<string>): Promise<void> => {
  const part = `${path}.${process.pid}.part`;
  const file = createWriteStream(part);
  try {
    await once(file, 'open');
    for (const line of lines) if (!file.write(line)) await once(file, 'drain');
    file.end();
    await once(file, 'close');
    await rename(part, path);
  } catch (error) {
    file.destroy();
    await rm(part, { force: true });
    throw error;
  }
};

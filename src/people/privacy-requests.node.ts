/** What people ask about their own data: sealed with their own key, bounded, answered once. */
import type { Keyring } from '#access/keyring.node.ts';
import { seal, unseal } from '#access/sealing.node.ts';
import type { Db } from '#db/pool.ts';
import { type Refused, refuse } from '#kernel/result.ts';
import type { Request } from '#people/privacy.api.ts';
import {
  addRequest,
  findRequest,
  keepAnswer,
  type RequestAnswer,
  type RequestKind,
  type RequestRow,
  requestsOf,
  type WriteLine,
  waitingRequests,
  wrappedKeysOf,
} from '#people/privacy.pg.ts';
import { EXPORT_MAX } from '#people/privacy.ts';

/** Requests of one person: those that may wait for an answer, and all that are kept. */
export const OPEN_MAX = 20;
const ALL_MAX = 200;
/** Requests that a list shows. */
export const WAITING_MAX = 50;

export type Asking = {
  readonly id: string;
  readonly person: string;
  /** Every record that reads as this person's: their requests count together. */
  readonly records: readonly string[];
  readonly kind: RequestKind;
  readonly text: string;
  readonly now: string;
  /** Answered as it is asked, by whom: what the program does itself. */
  readonly doneBy?: string;
};

export type AskRefusal = 'too-many-requests' | 'person-unknown' | 'request-id-taken';

/** What a request's text is sealed for: moved to another request or person, it does not open. */
export const aboutRequest = (person: string, id: string): string => `request:${person}:${id}`;

export const openRequests = (db: Db, keyring: Keyring) => {
  const keysOf = async (people: readonly string[]): Promise<ReadonlyMap<string, Buffer>> => {
    const wrapped = await wrappedKeysOf(db, people);
    return new Map(
      [...wrapped].flatMap(([person, one]) => {
        const key = keyring.unwrap(person, one);
        return key === undefined ? [] : [[person, key] as const];
      }),
    );
  };
  const textOf = ({ person, id, sealed }: RequestRow, keys: ReadonlyMap<string, Buffer>): string => {
    const key = keys.get(person);
    return (sealed !== null && key !== undefined && unseal(key, sealed, aboutRequest(person, id))) || '';
  };
  const shown = (row: RequestRow, keys: ReadonlyMap<string, Buffer>): Request => ({
    id: row.id,
    kind: row.kind,
    text: textOf(row, keys),
    askedAt: row.asked_at,
    answer: row.answer,
    answeredAt: row.answered_at,
  });
  return {
    /** The latest first. */
    of: async (people: readonly string[]): Promise<Request[]> => {
      const rows = await requestsOf(db, people, EXPORT_MAX.requests + 1);
      const keys = await keysOf(people);
      return rows.map((row) => shown(row, keys));
    },
    find: (id: string): Promise<RequestRow | undefined> => findRequest(db, id),
    /** Those that wait, of people who live where `isThere` says so, with whose they are, the oldest first. */
    waiting: async (isThere: (place: string) => boolean): Promise<{ person: string; request: Request }[]> => {
      const rows = await waitingRequests(db, isThere, WAITING_MAX);
      const keys = await keysOf([...new Set(rows.map(({ person }) => person))]);
      return rows.map((row) => ({ person: row.person, request: shown(row, keys) }));
    },
    /**
     * The same id with the same content gives the same answer and one request.
     * @param writeLine writes the line of the trail, when the request is new and may be kept
     */
    add: async (
      asked: Asking,
      writeLine: WriteLine = async () => {},
    ): Promise<{ request: Request; known: boolean } | Refused<AskRefusal>> => {
      const { id, person, kind, text, now, doneBy } = asked;
      const keys = await keysOf([person]);
      const key = keys.get(person);
      if (key === undefined) return refuse('person-unknown', 'this record is no more');
      const row: RequestRow = {
        id,
        person,
        kind,
        sealed: text === '' ? null : seal(key, text, aboutRequest(person, id)),
        asked_at: now,
        answer: doneBy === undefined ? null : 'done',
        answered_at: doneBy === undefined ? null : now,
        answered_by: doneBy ?? null,
      };
      const added = await addRequest(db, row, asked.records, { open: OPEN_MAX, all: ALL_MAX }, writeLine);
      if (added === 'added') return { request: shown(row, keys), known: false };
      if (added === 'person-gone') return refuse('person-unknown', 'this record is no more');
      if (added === 'too-many')
        return refuse(
          'too-many-requests',
          `at most ${OPEN_MAX} requests of a person wait for an answer, and ${ALL_MAX} are kept`,
        );
      const { known } = added;
      const isSame = known.person === person && known.kind === kind && textOf(known, keys) === text;
      return isSame
        ? { request: shown(known, keys), known: true }
        : refuse('request-id-taken', 'another request has this id', { field: 'id' });
    },
    /** False when it was answered already: then `writeLine` was not called. */
    answer: (
      id: string,
      answered: { readonly answer: RequestAnswer; readonly by: string; readonly at: string },
      writeLine: WriteLine,
    ): Promise<boolean> => keepAnswer(db, id, answered, writeLine),
  };
};
export type Requests = ReturnType<typeof openRequests>;

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { z } from 'zod';
import {
  chooseSituation,
  type Locked,
  logout,
  readSession,
  type Session,
  type SignedIn as SignedInSchema,
  type SignedOut as SignedOutSchema,
  type Situation,
  unlockSession,
} from '#access/session.api.ts';
import { type Asked, type Called, callApi, type Failure, hasFailed, type Operation } from '#kit/api.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { leaveTo } from '#kit/path.web.ts';

export type SignedIn = z.infer<typeof SignedInSchema>;
export type SignedOut = z.infer<typeof SignedOutSchema>;

/** What stands between a reader and the page they had: nothing, a lock, or a session that is over. */
export type Gate =
  | { readonly is: 'open' }
  | { readonly is: 'locked'; readonly locked: z.infer<typeof Locked> }
  | { readonly is: 'ended'; readonly providers: SignedOut['providers']; readonly label: string };

/** Asks the server as the session in use. It waits while the session is locked, and asks again once it is open. */
export type Call = <O extends Operation>(operation: O, asked: Asked<O>) => Promise<Called<O>>;

export type Held = {
  /** The last session read; a locked one leaves the one before in place, so that the page keeps what it holds. */
  readonly session: SignedIn | SignedOut | undefined;
  readonly gate: Gate;
  readonly failure: Failure | undefined;
  readonly api: string;
  readonly call: Call;
  readonly put: (session: Session) => void;
  readonly refresh: () => Promise<void>;
};

const SessionContext = createContext<Held | undefined>(undefined);

export const useSession = (): Held => {
  const held = useContext(SessionContext);
  if (held === undefined) throw new Error('useSession is called outside SessionProvider');
  return held;
};

/** The situation in use; undefined until one is chosen. */
export const situationOf = (session: SignedIn): Situation | undefined =>
  session.situations.find(({ index }) => index === session.chosen);

const WAITING = ['session-locked', 'session-ended', 'unauthenticated'];
const NEVER_WAIT: readonly string[] = [unlockSession.path, logout.path, readSession.path];
const waits = ({ path }: Operation, called: object): boolean =>
  hasFailed(called) &&
  'problem' in called &&
  WAITING.includes(called.problem.code) &&
  !NEVER_WAIT.includes(path);
const isStale = (called: object): boolean =>
  hasFailed(called) && 'problem' in called && called.problem.code === 'csrf';

/** A little longer than the server allows, so that its answer is certain. */
const IDLE_MARGIN_MS = 1500;

/** Keeps the session of the browser: reads it, locks the page when it locks, and goes on when it opens again. */
export function SessionProvider({ api, children }: { api: string; children: ReactNode }) {
  const { language } = useSpeech();
  const [session, setSession] = useState<SignedIn | SignedOut | undefined>(undefined);
  const [gate, setGate] = useState<Gate>({ is: 'open' });
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const current = useRef<SignedIn | SignedOut | undefined>(undefined);
  const waiting = useRef<(() => void)[]>([]);
  const [askedAt, setAskedAt] = useState(0);

  const put = useCallback((next: Session) => {
    setFailure(undefined);
    const before = current.current;
    if (next.state === 'locked') return setGate({ is: 'locked', locked: next });
    const wasIn = before?.state === 'signed-in';
    // Who had a page open keeps it under a cover: it opens to them again, and to nobody else.
    if (next.state === 'signed-out' && wasIn)
      return setGate({ is: 'ended', providers: next.providers, label: before.label });
    // What somebody else left on the page, and what waits to be sent, is not for the next.
    if (next.state === 'signed-in' && wasIn && next.account !== before.account) return leaveTo(location.href);
    current.current = next;
    setSession(next);
    setGate({ is: 'open' });
    for (const go of waiting.current.splice(0)) go();
  }, []);

  const ask = useCallback<Call>(
    (operation, asked) => {
      const held = current.current;
      const csrf = held?.state === 'signed-in' ? held.csrf : undefined;
      return callApi(operation, asked, { base: api, language, csrf });
    },
    [api, language],
  );

  const refresh = useCallback(async () => {
    const read = await ask(readSession, {});
    if (hasFailed(read)) setFailure(read);
    else put(await sameSituation(read.body, current.current, api, language));
  }, [ask, put, api, language]);

  const call = useCallback<Call>(
    async (operation, asked) => {
      for (let tries = 0; ; tries++) {
        const called = await ask(operation, asked);
        setAskedAt(Date.now());
        if (isStale(called) && tries === 0) await refresh();
        else if (waits(operation, called) && current.current?.state === 'signed-in') {
          const opened = new Promise<void>((go) => waiting.current.push(go));
          await refresh();
          await opened;
        } else return called;
      }
    },
    [ask, refresh],
  );

  useEffect(() => {
    void refresh();
  }, [refresh]);

  useSilence(session, gate, askedAt, refresh);

  const held = useMemo(
    () => ({ session, gate, failure, api, call, put, refresh }),
    [session, gate, failure, api, call, put, refresh],
  );
  return <SessionContext value={held}>{children}</SessionContext>;
}

/** Signed in again after the session was over: the same situation is taken up, without asking. */
const sameSituation = async (
  next: Session,
  before: SignedIn | SignedOut | undefined,
  base: string,
  language: 'fr' | 'en',
): Promise<Session> => {
  if (next.state !== 'signed-in' || next.chosen !== null || before?.state !== 'signed-in') return next;
  const was = situationOf(before);
  const again = next.situations.find(({ role, place }) => role === was?.role && place === was.place);
  if (again === undefined || before.account !== next.account) return next;
  const chosen = await callApi(
    chooseSituation,
    { body: { index: again.index } },
    { base, language, csrf: next.csrf },
  );
  return hasFailed(chosen) ? next : chosen.body;
};

/** Asks whether the session is still open when nothing was asked for as long as it lasts, or when a tab comes back. */
const useSilence = (
  session: SignedIn | SignedOut | undefined,
  gate: Gate,
  askedAt: number,
  refresh: () => Promise<void>,
): void => {
  const idle_s = session?.state === 'signed-in' ? session.idle_s : undefined;
  // Each question begins the wait anew.
  useEffect(() => {
    if (idle_s === undefined || gate.is !== 'open' || askedAt < 0) return;
    const timer = setTimeout(() => void refresh(), Math.min(idle_s * 1000 + IDLE_MARGIN_MS, 2_000_000_000));
    return () => clearTimeout(timer);
  }, [idle_s, gate.is, askedAt, refresh]);
  useEffect(() => {
    if (gate.is === 'open') return;
    const back = () => {
      if (document.visibilityState === 'visible') void refresh();
    };
    document.addEventListener('visibilitychange', back);
    addEventListener('focus', back);
    return () => {
      document.removeEventListener('visibilitychange', back);
      removeEventListener('focus', back);
    };
  }, [gate.is, refresh]);
};

export type Loaded<T> = { readonly value?: T; readonly failure?: Failure; readonly again: () => void };

/** Reads something when the page opens and when `again` is called; what was read stays while it is read anew. */
export const useRead = <T,>(read: () => Promise<T | Failure>, key: string): Loaded<T> => {
  const [got, setGot] = useState<{ value?: T; failure?: Failure }>({});
  const [turn, setTurn] = useState(0);
  const reading = useRef(read);
  reading.current = read;
  // The key and the turn are the reasons to read again.
  useEffect(() => {
    let over = false;
    void reading.current().then((next) => {
      if (over) return;
      if (typeof next === 'object' && next !== null && hasFailed(next))
        setGot((before) => ({ ...before, failure: next }));
      else setGot({ value: next });
    });
    return () => {
      over = true;
    };
  }, [key, turn]);
  const again = useCallback(() => setTurn((count) => count + 1), []);
  return { ...got, again };
};

/** The desk as it stands: who works here, whether the server can be reached, and what was prepared for when it cannot. */
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { type Call, situationOf, useSession } from '#access/page/session.tsx';
import { readSession } from '#access/session.api.ts';
import { callApi, type Failure, hasFailed } from '#kit/api.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { isReached, noteReached, onReach, within } from '#kit/network.web.ts';
import { isWorkerReady, registerWorker } from '#kit/worker.web.ts';
import { prepareOffline } from '#programmes/vaccination/desk/desk.api.ts';
import {
  type Kept,
  keepForGood,
  onStore,
  readKept,
  type StoreFault,
  writeKept,
} from '#programmes/vaccination/desk/device.web.ts';
import { pauseAfter_s } from '#programmes/vaccination/desk/page/queue.ts';

/** A tired network is given this long; then the desk goes on without it. */
const LATE_MS = 12_000;
const PROBE_LATE_MS = 6_000;
const PROBE_PAUSE_S_MAX = 30;
const REFRESH_MS = 15 * 60_000;

const LATE: Failure = { unreachable: 'late' };

/** Asks as the session does, gives up when it takes too long, and notes whether the server was there. */
const useAsk = (): Call => {
  const { call } = useSession();
  return useCallback<Call>(
    async (operation, asked) => {
      if (!isReached()) return { unreachable: 'offline' };
      const called = await within(call(operation, asked), LATE_MS, LATE);
      noteReached(!(hasFailed(called) && 'unreachable' in called));
      return called;
    },
    [call],
  );
};

/** Whether the server is there; while it is not, it is asked again and again. `calm`: nothing is being typed. */
const useReached = (calm: boolean): boolean => {
  const { api, session, refresh } = useSession();
  const { language } = useSpeech();
  const reached = useSyncExternalStore(onReach, isReached);
  const isUnknown = session === undefined;
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (reached && !isUnknown) return setTurn(0);
    const pause_s = turn === 0 && reached ? 0 : Math.min(PROBE_PAUSE_S_MAX, pauseAfter_s(turn));
    const timer = setTimeout(async () => {
      const read = await within(callApi(readSession, {}, { base: api, language }), PROBE_LATE_MS, LATE);
      const there = !(hasFailed(read) && 'unreachable' in read);
      noteReached(there);
      // A page opened without network learns who is there; what is being typed is finished first.
      if (there && isUnknown && calm) await refresh();
      setTurn((count) => count + 1);
    }, pause_s * 1000);
    return () => clearTimeout(timer);
  }, [reached, isUnknown, calm, turn, api, language, refresh]);
  return reached;
};

/** What is kept on the device, as it changes, whoever changes it. */
const useKept = (): { readonly kept: Kept | undefined; readonly fault: StoreFault | undefined } => {
  const [held, setHeld] = useState<{ kept: Kept | undefined; fault: StoreFault | undefined }>({
    kept: undefined,
    fault: undefined,
  });
  useEffect(() => {
    const read = async () => {
      const stored = await readKept();
      if ('fault' in stored) setHeld({ kept: undefined, fault: stored.fault });
      else setHeld({ kept: stored.value ?? undefined, fault: undefined });
    };
    void read();
    return onStore(() => void read());
  }, []);
  return held;
};

export type Station = {
  readonly ask: Call;
  readonly place: string;
  readonly placeName: string;
  readonly label: string;
  /** The server answers, and somebody is signed in. */
  readonly online: boolean;
  /** What the desk works on without network; undefined: it cannot. */
  readonly kept: Kept | undefined;
  readonly isOver: boolean;
  readonly fault: StoreFault | undefined;
  /** The page itself opens without network; what is kept is kept for good. */
  readonly shell: boolean;
  readonly lasting: boolean;
  readonly mayRegister: boolean;
};

/** Prepares the device while the server is there, and again every quarter of an hour. */
const usePreparation = (ask: Call, who: Omit<Kept, 'pack' | 'ahead_ms'> | undefined, online: boolean) => {
  const [state, setState] = useState({ shell: false, lasting: false });
  const { account, place } = who ?? {};
  const current = useRef(who);
  current.current = who;
  useEffect(() => {
    if (account === undefined || place === undefined || !online) return;
    let left = false;
    const prepare = async () => {
      const asked = Date.now();
      const prepared = await ask(prepareOffline, { body: { place } });
      const person = current.current;
      // Signed out while it was asked: nothing of it is kept on the device.
      if (hasFailed(prepared) || person === undefined || left) return;
      // The server's clock was read somewhere between the question and its answer: half-way is nearest.
      const ahead_ms = (asked + Date.now()) / 2 - Date.parse(prepared.body.now);
      await writeKept({ ...person, pack: prepared.body, ahead_ms });
    };
    void prepare();
    const timer = setInterval(() => void prepare(), REFRESH_MS);
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, [ask, account, place, online]);
  useEffect(() => {
    const settle = async () => {
      await registerWorker();
      const lasting = await keepForGood();
      if ('serviceWorker' in navigator && (await isWorkerReady())) await navigator.serviceWorker.ready;
      setState({ shell: await isWorkerReady(), lasting });
    };
    void settle();
    // The worker installs itself behind the page.
    const timer = setInterval(async () => {
      if (!(await isWorkerReady())) return;
      setState((before) => ({ ...before, shell: true }));
      clearInterval(timer);
    }, 2000);
    return () => clearInterval(timer);
  }, []);
  return state;
};

export const useStation = (calm: boolean): Station => {
  const { session } = useSession();
  const ask = useAsk();
  const reached = useReached(calm);
  const { kept, fault } = useKept();
  const signedIn = session?.state === 'signed-in' ? session : undefined;
  const situation = signedIn && situationOf(signedIn);
  const online = reached && signedIn !== undefined;
  const placeName = situation?.structure || situation?.placeName || '';
  const who =
    signedIn && situation
      ? { account: signedIn.account, label: signedIn.label, place: situation.place, placeName }
      : undefined;
  const { shell, lasting } = usePreparation(ask, who, online);
  // What was prepared for somebody else, or elsewhere, is not for whoever is here now.
  const mine =
    kept !== undefined && (who === undefined || (kept.account === who.account && kept.place === who.place));
  const isOver = mine && Date.now() - kept.ahead_ms >= Date.parse(kept.pack.until);
  return {
    ask,
    place: who?.place ?? kept?.place ?? '',
    placeName: who?.placeName ?? kept?.placeName ?? '',
    label: who?.label ?? kept?.label ?? '',
    online,
    kept: mine ? kept : undefined,
    isOver,
    ...{ fault, shell, lasting },
    mayRegister: signedIn?.rights.includes('people:register') ?? false,
  };
};

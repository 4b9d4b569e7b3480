/** The acts that wait on this device, as the page shows them, and how they leave. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Call } from '#access/page/session.tsx';
import type { Failure } from '#kit/api.web.ts';
import type { OfflineAct, OfflineResult } from '#programmes/vaccination/desk/desk.api.ts';
import {
  changeActs,
  forgetLoss,
  onStore,
  readActs,
  type StoreFault,
} from '#programmes/vaccination/desk/device.web.ts';
import {
  answered,
  inOrder,
  nextBatch,
  pauseAfter_s,
  type Waiting,
} from '#programmes/vaccination/desk/page/queue.ts';
import { sendWaiting } from '#programmes/vaccination/desk/send.web.ts';

/** An act that left, as long as the page is open. */
export type Gone = { readonly one: Waiting; readonly result: OfflineResult };

export type Queue = {
  readonly acts: readonly Waiting[];
  /** What the server asks about an act, in memory only: it names people. */
  readonly answers: ReadonlyMap<string, OfflineResult>;
  readonly gone: readonly Gone[];
  readonly sending: boolean;
  readonly failure: Failure | undefined;
  readonly fault: StoreFault | undefined;
  readonly lost: number;
  readonly send: () => Promise<void>;
  readonly answer: (one: Waiting, choice?: Pick<OfflineAct, 'person' | 'occurredOn'>) => Promise<void>;
  readonly giveUp: (one: Waiting) => Promise<void>;
  readonly forgetGone: () => void;
  readonly readLoss: () => Promise<void>;
};

const useActs = () => {
  const [acts, setActs] = useState<readonly Waiting[]>([]);
  const [lost, setLost] = useState(0);
  const [fault, setFault] = useState<StoreFault | undefined>(undefined);
  const current = useRef<readonly Waiting[]>([]);
  useEffect(() => {
    const read = async () => {
      const stored = await readActs();
      if ('fault' in stored) return setFault(stored.fault);
      current.current = inOrder(stored.value.acts);
      setFault(undefined);
      setLost(stored.value.lost);
      setActs(current.current);
    };
    void read();
    return onStore(() => void read());
  }, []);
  return { acts, lost, fault, current };
};

/** `ready`: the server is there and somebody of this place is signed in. */
export const useQueue = (call: Call, place: string, ready: boolean): Queue => {
  const { acts, lost, fault, current } = useActs();
  const [answers, setAnswers] = useState<ReadonlyMap<string, OfflineResult>>(new Map());
  const [gone, setGone] = useState<readonly Gone[]>([]);
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<{ failures: number; failure: Failure | undefined }>({
    failures: 0,
    failure: undefined,
  });

  const send = useCallback(async () => {
    setSending(true);
    const before = new Map(current.current.map((one) => [one.act.id, one]));
    const sent = await sendWaiting(call, place);
    setSending(false);
    if (sent.is === 'elsewhere') return;
    setAnswers((known) => new Map([...known, ...sent.results.map((one) => [one.id, one] as const)]));
    const left = sent.results.flatMap((result): Gone[] => {
      const one = before.get(result.id);
      return one && (result.status === 'recorded' || result.status === 'known') ? [{ one, result }] : [];
    });
    setGone((known) => [...left, ...known].slice(0, 100));
    setTrouble(({ failures }) =>
      sent.is === 'failed'
        ? { failures: failures + 1, failure: sent.failure }
        : { failures: 0, failure: undefined },
    );
  }, [call, place, current]);

  const due = ready && nextBatch(acts, place, 1).length > 0;
  useEffect(() => {
    if (!due || sending) return;
    const pause_s = trouble.failures === 0 ? 0 : pauseAfter_s(trouble.failures);
    const timer = setTimeout(() => void send(), pause_s * 1000);
    return () => clearTimeout(timer);
  }, [due, sending, trouble.failures, send]);

  const answer = useCallback(async (one: Waiting, choice: Pick<OfflineAct, 'person' | 'occurredOn'> = {}) => {
    await changeActs({ put: [answered(one, choice)] });
  }, []);
  const giveUp = useCallback(async (one: Waiting) => {
    await changeActs({ gone: [one.act.id] });
  }, []);
  useAskAgain(ready, acts, answer);
  return {
    ...{ acts, answers, gone, sending, fault, lost, send, answer, giveUp },
    failure: trouble.failure,
    forgetGone: () => setGone([]),
    readLoss: forgetLoss,
  };
};

/** What the server asked before the page was opened was in memory, and is asked again, once. */
const useAskAgain = (ready: boolean, acts: readonly Waiting[], answer: Queue['answer']): void => {
  const asked = useRef(false);
  useEffect(() => {
    if (!ready || asked.current || acts.length === 0) return;
    asked.current = true;
    for (const one of acts) if (one.status === 'needs-person' || one.status === 'needs-day') void answer(one);
  }, [ready, acts, answer]);
};

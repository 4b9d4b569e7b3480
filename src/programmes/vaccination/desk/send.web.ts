/** Sends what waits on the device: in order, in batches, from one tab at a time. */
import type { Call } from '#access/page/session.tsx';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { now } from '#kit/device.web.ts';
import { OFFLINE_ACTS_MAX, type OfflineResult, sendOffline } from '#programmes/vaccination/desk/desk.api.ts';
import { changeActs, readActs } from '#programmes/vaccination/desk/device.web.ts';
import { nextBatch, settle, type Waiting } from '#programmes/vaccination/desk/page/queue.ts';

/** The tab that sends; another one that wants to is told that it is being done. */
const SENDER = 'rappel-desk-sender';

export type Sending =
  | { readonly is: 'sent'; readonly results: readonly OfflineResult[] }
  | { readonly is: 'elsewhere' }
  | {
      readonly is: 'failed';
      readonly results: readonly OfflineResult[];
      readonly failure: Failure;
    };

/** What is wrong with one act must not keep the others: it is then sent alone, and refused alone. */
const isAboutTheRequest = (failure: Failure): boolean =>
  'problem' in failure && ['request-malformed', 'body-too-large'].includes(failure.problem.code);

const sendOnce = async (call: Call, place: string, batch: readonly Waiting[]) =>
  call(sendOffline, {
    body: { place, deviceNow: now(), acts: batch.map(({ act }) => act) },
  });

const sendAll = async (call: Call, place: string): Promise<Sending> => {
  const results: OfflineResult[] = [];
  let most = OFFLINE_ACTS_MAX;
  for (;;) {
    const read = await readActs();
    const batch = 'value' in read ? nextBatch(read.value.acts, place, most) : [];
    const [first] = batch;
    if (first === undefined) return { is: 'sent', results };
    const sent = await sendOnce(call, place, batch);
    if (!hasFailed(sent)) {
      const { gone, kept } = settle(batch, sent.body.results);
      results.push(...sent.body.results);
      const stored = await changeActs({ gone, put: kept });
      // Nothing was answered, or nothing can be written: sending on would send the same for ever.
      if ('fault' in stored || gone.length + kept.length === 0) return { is: 'sent', results };
    } else if (!isAboutTheRequest(sent)) return { is: 'failed', results, failure: sent };
    else if (batch.length > 1) most = 1;
    else if ('problem' in sent) {
      const { code, title, mend = '' } = sent.problem;
      await changeActs({ put: [{ ...first, status: 'refused', told: { code, title, mend } }] });
    }
  }
};

export const sendWaiting = async (call: Call, place: string): Promise<Sending> => {
  // A browser without locks sends all the same: an act has one id, and the server records it once.
  if (!('locks' in navigator)) return sendAll(call, place);
  return navigator.locks.request(
    SENDER,
    { ifAvailable: true },
    async (lock): Promise<Sending> => (lock === null ? { is: 'elsewhere' } : sendAll(call, place)),
  );
};

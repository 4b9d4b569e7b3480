import type { ReactNode } from 'react';
import { useSession } from '#access/page/session.tsx';
import { hasFailed, newId } from '#kit/api.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { usePath } from '#kit/path.tsx';
import { ReportProvider, type SendReport } from '#kit/report.tsx';
import { contextHere } from '#support/page/context.web.ts';
import { reportTrouble } from '#support/support.api.ts';

const CODE = /^[a-z][a-z0-9-]{0,59}$/;
const INSTANCE = /^[0-9a-z-]{1,40}$/;

/** Everything inside can report an anomaly in one click. */
export function Reporting({ children }: { children: ReactNode }) {
  const { session, call } = useSession();
  const { language } = useSpeech();
  const path = usePath();
  const send: SendReport = async ({ code, instance }) => {
    if (session?.state !== 'signed-in') return 'signed-out';
    const context = {
      ...contextHere(path, language),
      ...(code !== undefined && CODE.test(code) && { code }),
      ...(instance !== undefined && INSTANCE.test(instance) && { instance }),
    };
    const sent = await call(reportTrouble, { body: { id: newId(), subject: 'blocked', context } });
    return hasFailed(sent) ? 'failed' : 'reported';
  };
  return <ReportProvider value={send}>{children}</ReportProvider>;
}

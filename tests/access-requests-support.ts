/** One valid request for each operation of support. */
import { randomUUID } from 'node:crypto';
import type { Entry } from './access-people.ts';

const reportAt = () => ({
  id: randomUUID(),
  subject: 'question',
  context: { page: '/desk', language: 'fr' },
});

export const SUPPORT: Readonly<Record<string, Entry>> = {
  reportTrouble: { make: () => ({ body: reportAt() }) },
  listReports: { make: () => ({}) },
  listAllReports: { make: () => ({}) },
  // Closing what one reported oneself is walked through in the tests of support.
  followReport: { make: () => ({ body: { id: randomUUID(), state: 'closed' } }), after: ['report-unknown'] },
  answerReport: { make: () => ({ body: { id: randomUUID(), state: 'taken' } }), after: ['report-unknown'] },
  trustReporter: { make: () => ({ body: { account: 'psc:nobody', trusted: false } }) },
  announce: {
    make: () => ({
      body: {
        id: randomUUID(),
        ...{ fr: 'Travaux ce soir.', en: 'Works tonight.' },
        ...{ from: '2021-03-20T10:00:00Z', until: '2021-03-20T12:00:00Z' },
      },
    }),
  },
};

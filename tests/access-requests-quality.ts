/** One valid request for each operation of data quality that asks for a right. */
import { randomUUID } from 'node:crypto';
import type { Asked, Entry } from './access-people.ts';

const RULE = 'same-day';

let drawn = 0;

const DRAFT = {
  title: { fr: 'Règle d’essai', en: 'Rule of a test' },
  why: { fr: 'Pour la matrice des accès.', en: 'For the table of accesses.' },
  finds: { what: 'same-day', count: 3 },
  effect: 'flag',
} as const;

const about = (body?: object): Asked => ({ params: { rule: RULE }, ...(body !== undefined && { body }) });

export const QUALITY: Readonly<Record<string, Entry>> = {
  listQualityRules: { make: () => ({ shows: RULE }) },
  readQualityRule: { make: () => ({ ...about(), shows: RULE }) },
  readQualityVocabulary: { make: () => ({ shows: 'same-minute' }) },
  listQualityFlags: { make: () => ({}) },
  // Two run at once: who comes third is asked to wait.
  startQualityTrial: {
    make: () => ({ body: { finds: DRAFT.finds, effect: DRAFT.effect } }),
    after: ['trials-busy'],
  },
  readQualityTrial: {
    make: () => ({ params: { trial: randomUUID() } }),
    after: ['trial-unknown'],
  },
  stopQualityTrial: {
    make: () => ({ params: { trial: randomUUID() }, body: {} }),
    after: ['trial-unknown'],
  },
  proposeQualityRule: {
    make: () => {
      drawn += 1;
      return { body: { id: randomUUID(), rule: `rule-of-a-test-${drawn}`, draft: DRAFT } };
    },
  },
  sayOfQualityRule: { make: () => about({ id: randomUUID(), kind: 'remark', text: 'seen in a test' }) },
  decideQualityRule: {
    make: () => about({ id: randomUUID(), decision: 'adopted', text: 'already adopted by the campaign' }),
    after: ['rule-closed'],
  },
};

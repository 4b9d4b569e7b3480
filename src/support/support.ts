/** Reports of anomalies: what they are about, where they stand, and what may happen to them next. */
import type { Text } from '#kernel/text.ts';

export const SUBJECTS = {
  blocked: { fr: 'Je suis bloqué', en: 'I am blocked' },
  wrong: { fr: 'Une information est fausse', en: 'Something shown is wrong' },
  slow: { fr: 'C’est lent, ou cela tombe en panne', en: 'It is slow, or it breaks down' },
  question: { fr: 'Je ne sais pas comment faire', en: 'I do not know how to do it' },
} as const satisfies Record<string, Text>;
export type Subject = keyof typeof SUBJECTS;
export const SUBJECT_CODES = ['blocked', 'wrong', 'slow', 'question'] as const satisfies readonly Subject[];

export const STATES = {
  open: { fr: 'Reçu', en: 'Received' },
  taken: { fr: 'Pris en charge', en: 'Being looked at' },
  answered: { fr: 'Répondu', en: 'Answered' },
  closed: { fr: 'Clos', en: 'Closed' },
} as const satisfies Record<string, Text>;
export type State = keyof typeof STATES;
export const STATE_CODES = ['open', 'taken', 'answered', 'closed'] as const satisfies readonly State[];

/** What may follow what, and by whom: the support team, or whoever reported. */
export const NEXT = {
  open: { support: ['taken', 'answered', 'closed'], reporter: ['closed'] },
  taken: { support: ['answered', 'closed'], reporter: ['closed'] },
  answered: { support: ['answered', 'closed'], reporter: ['open', 'closed'] },
  closed: { support: [], reporter: ['open'] },
} as const satisfies Record<State, { support: readonly State[]; reporter: readonly State[] }>;

export const mayBecome = (from: State, to: State, who: 'support' | 'reporter'): boolean => {
  const next: readonly State[] = NEXT[from][who];
  return next.includes(to);
};

import type { Reason } from '#programmes/vaccination/interpret-answer.ts';

const fixed = (code: string, fr: string, en: string): Reason => ({ code, fr, en, reference: '' });

/** Reasons that belong to no rule. */
const FIXED = {
  noStrategy: fixed(
    'no-strategy',
    'Aucune stratégie n’est en vigueur ce jour',
    'No strategy is in force on that day',
  ),
  notOpen: fixed(
    'not-open',
    'Aucun public ouvert ce jour ne comprend cette personne',
    'No audience open on that day includes this person',
  ),
  tooEarly: fixed('too-early', 'Le délai minimal n’est pas écoulé', 'The minimum delay has not passed'),
  inWindow: fixed('in-window', 'Le délai est respecté', 'The delay is respected'),
  late: fixed(
    'late',
    'Le délai conseillé est dépassé : injecter dès que possible, sans recommencer',
    'The advised delay has passed: inject as soon as possible, without starting again',
  ),
  noProduct: fixed(
    'no-product',
    'Aucun vaccin permis ce jour pour cette personne : attendre',
    'No product is permitted for this person on that day: wait',
  ),
  noInterval: fixed(
    'no-interval',
    'La stratégie du jour ne dit pas l’intervalle après ce vaccin',
    'The strategy of that day gives no interval after this product',
  ),
  complete: fixed('course-complete', 'La primovaccination est complète', 'The primary course is complete'),
  noBooster: fixed(
    'no-booster-open',
    'Aucun rappel n’est ouvert ce jour à cette personne',
    'No booster is open to this person on that day',
  ),
  contraindicated: fixed(
    'contraindicated',
    'Une contre-indication est enregistrée',
    'A contraindication is on record',
  ),
} as const;

export type FixedReasons = { readonly [Name in keyof typeof FIXED]: number };

const MAX_REASONS = 2048;

/**
 * Reasons by number, and lists of up to four of them (0 is none) made once each: an answer points at its reasons,
 * it does not write them.
 */
export const reasonsByIds = () => {
  const reasons: Reason[] = [FIXED.complete];
  const known = new Map<string, number>();
  const lists = new Map<number, Map<number, readonly Reason[]>>();
  const add = (reason: Reason): number => {
    const key = `${reason.code}|${reason.fr}|${reason.reference}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    reasons.push(reason);
    known.set(key, reasons.length - 1);
    if (reasons.length > MAX_REASONS)
      throw new Error(`more than ${MAX_REASONS} reasons: strategies too many`);
    return reasons.length - 1;
  };
  const ids = {
    noStrategy: add(FIXED.noStrategy),
    notOpen: add(FIXED.notOpen),
    tooEarly: add(FIXED.tooEarly),
    inWindow: add(FIXED.inWindow),
    late: add(FIXED.late),
    noProduct: add(FIXED.noProduct),
    noInterval: add(FIXED.noInterval),
    complete: add(FIXED.complete),
    noBooster: add(FIXED.noBooster),
    contraindicated: add(FIXED.contraindicated),
  } satisfies FixedReasons;
  const list = (a: number, b: number, c: number, d: number): readonly Reason[] => {
    // Two small keys rather than a large one, which would be a number on the heap.
    const start = a * MAX_REASONS + b;
    const end = c * MAX_REASONS + d;
    let level = lists.get(start);
    if (level === undefined) {
      level = new Map();
      lists.set(start, level);
    }
    const before = level.get(end);
    if (before !== undefined) return before;
    const made = [a, b, c, d].flatMap((id) => (id === 0 ? [] : (reasons[id] ?? [])));
    level.set(end, made);
    return made;
  };
  return { add, list, fixed: ids };
};

export type ReasonBook = ReturnType<typeof reasonsByIds>;

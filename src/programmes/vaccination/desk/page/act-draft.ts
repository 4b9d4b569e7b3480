/** An act as it is being entered, and the act it makes. What is proposed is changed by one key; nothing is imposed. */
import type { Text } from '#kernel/text.ts';
import { findDate } from '#kit/typed-date.ts';
import type {
  DeskAct,
  DeskProduct,
  DeskRecord,
  PastAct,
  Questionnaire,
} from '#programmes/vaccination/desk/desk.api.ts';
import type { OverrideReason } from '#programmes/vaccination/facts.ts';
import type { Warning } from '#programmes/vaccination/injection.api.ts';
import type { Lot } from '#stock/lots.api.ts';
import { lotKey } from '#stock/lots.ts';

export const SITES = ['left-arm', 'right-arm', 'left-thigh', 'right-thigh', 'other'] as const;
export type Site = (typeof SITES)[number];

export type Answer = 'yes' | 'no';

export type ActDraft = {
  readonly product: string;
  readonly lot: string;
  readonly gtin: string;
  readonly expiresOn: string;
  readonly site: Site | '';
  readonly rank: string;
  /** As typed; empty: the day and the time at which it is recorded. */
  readonly day: string;
  readonly time: string;
  readonly answers: Readonly<Record<string, Answer>>;
  /** Why the professional goes on, by the code of the warning. */
  readonly overrides: Readonly<Record<string, OverrideReason>>;
};

export const EMPTY_ACT: ActDraft = {
  product: '',
  lot: '',
  gtin: '',
  expiresOn: '',
  site: '',
  rank: '',
  day: '',
  time: '',
  answers: {},
  overrides: {},
};

/** What the vial carries: the same for the next person, as long as it is not empty. */
export type Vial = Pick<ActDraft, 'product' | 'lot' | 'gtin' | 'expiresOn'>;
export const vialOf = ({ product, lot, gtin, expiresOn }: Vial): Vial => ({ product, lot, gtin, expiresOn });

/**
 * The product a form may begin with: the only one allowed, or that of the last dose when it is allowed. Where several
 * are, none is chosen for the professional: the vial says it.
 */
const expectedProduct = ({ proposal, history }: Proposed): string => {
  const [only = '', ...others] = proposal.products;
  if (others.length === 0) return only;
  const last = history.find(({ stands, product }) => stands && product !== null)?.product ?? '';
  return proposal.products.includes(last) ? last : '';
};

type Proposed = Pick<DeskRecord, 'proposal' | 'history'>;

/** What the desk proposes: the rank, and the product when there is no doubt. */
export const proposedAct = (record: Proposed): ActDraft => ({
  ...EMPTY_ACT,
  product: expectedProduct(record),
  rank: String(record.proposal.rank),
});

/** A past act, to be corrected: what it said is there, to be changed. */
export const draftOfPast = (past: PastAct): ActDraft => ({
  ...EMPTY_ACT,
  product: past.product ?? '',
  lot: past.lot ?? '',
  gtin: past.gtin ?? '',
  expiresOn: past.expiresOn ?? '',
  site: past.site ?? '',
  time: past.at?.slice(0, 'HH:MM'.length) ?? '',
  rank: past.rank === null ? '' : String(past.rank),
  day: past.occurredOn.split('-').reverse().join('/'),
});

/** What the code on a vial says; a member is absent when the code does not say it. */
export type Scanned = {
  readonly gtin?: string | undefined;
  readonly lot?: string | undefined;
  readonly expiresOn?: string | undefined;
};

export type VialRead =
  | { readonly is: 'vial'; readonly vial: Vial }
  /** A code of medicine, of no product of the campaign. */
  | { readonly is: 'other-product'; readonly gtin: string }
  /** Neither a product nor a lot. */
  | { readonly is: 'nothing' };

/** Fills the vial from its code: the product by its GTIN, else by the lot where the centre has it under one product. */
export const readVial = (
  scanned: Scanned,
  products: readonly DeskProduct[],
  lots: readonly Lot[],
): VialRead => {
  const { gtin = '', lot = '' } = scanned;
  if (gtin === '' && lot === '') return { is: 'nothing' };
  const held = lots.filter((one) => lotKey(one.lot) === lotKey(lot));
  const byGtin = products.find(({ gtins }) => gtins.includes(gtin))?.code;
  const byHeldGtin = lots.find((one) => gtin !== '' && one.gtin === gtin)?.product;
  const byLot = new Set(held.map(({ product }) => product)).size === 1 ? held[0]?.product : undefined;
  const product = byGtin ?? byHeldGtin ?? byLot;
  if (product === undefined) return { is: 'other-product', gtin };
  const known = held.find((one) => one.product === product);
  return {
    is: 'vial',
    vial: { product, lot, gtin, expiresOn: scanned.expiresOn ?? known?.expiresOn ?? '' },
  };
};

export type Alarm = { readonly is: 'recalled' | 'expired'; readonly on: string; readonly reason: string };

/** What must be shouted about a vial, from what the device knows; the server checks again. */
export const alarmOf = (vial: Vial, lots: readonly Lot[], today: string): Alarm | undefined => {
  const known = lots.find(({ product, lot }) => product === vial.product && lotKey(lot) === lotKey(vial.lot));
  if (known?.recall) return { is: 'recalled', on: known.recall.on, reason: known.recall.reason };
  const expiresOn = vial.expiresOn || known?.expiresOn || '';
  return expiresOn !== '' && expiresOn < today ? { is: 'expired', on: expiresOn, reason: '' } : undefined;
};

/** Lots of a product a dose may be taken from, those that expire first at the head. */
export const lotsToOffer = (lots: readonly Lot[], product: string, today: string): readonly Lot[] =>
  lots
    .filter((one) => one.product === product && one.recall === null && (one.expiresOn ?? today) >= today)
    .toSorted((a, b) => (a.expiresOn ?? '9999').localeCompare(b.expiresOn ?? '9999'));

/** The questions that matter for the vial in hand; all of them while there is none: what is proposed may change. */
export const questionsFor = (
  questionnaire: Questionnaire,
  { product, lot }: Pick<Vial, 'product' | 'lot'>,
): Questionnaire => ({
  ...questionnaire,
  questions: questionnaire.questions.filter(
    ({ products }) => lot === '' || products === undefined || products.includes(product),
  ),
});

/** The answer to every question that raises nothing. */
export const allClear = ({ questions }: Questionnaire): Readonly<Record<string, Answer>> =>
  Object.fromEntries(questions.map(({ code, alertOn }) => [code, alertOn === 'yes' ? 'no' : 'yes'] as const));

export const alertsOf = ({ questions }: Questionnaire, answers: ActDraft['answers']) =>
  questions.filter(({ code, alertOn }) => answers[code] === alertOn);

const MISSING: Readonly<Record<'product' | 'questions', Text>> = {
  product: {
    fr: 'Scannez le flacon, ou choisissez le produit.',
    en: 'Scan the vial, or choose the product.',
  },
  questions: {
    fr: 'Répondez à chaque question\u00a0: la touche N si tout va bien.',
    en: 'Answer every question: the N key when all is well.',
  },
};
const WRONG: Readonly<Record<'rank' | 'day' | 'time', Text>> = {
  rank: {
    fr: 'Un rang de 1 à 20, ou rien s’il est inconnu.',
    en: 'A rank from 1 to 20, or nothing when unknown.',
  },
  day: { fr: 'Jour, mois, année\u00a0: 12/05/2021.', en: 'Day, month, year: 12/05/2021.' },
  time: { fr: 'Heure et minutes\u00a0: 18:45.', en: 'Hour and minutes: 18:45.' },
};

export type ActField = 'product' | 'questions' | 'rank' | 'day' | 'time' | 'reason';

const isRank = (text: string): boolean => /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 20;
const TIME = /^(?:[01]?\d|2[0-3])[:hH]?[0-5]\d$/;

/** What is missing or cannot be, before anything is sent. */
export const actFaults = (
  draft: ActDraft,
  questionnaire: Questionnaire | undefined,
): ReadonlyMap<ActField, Text> => {
  const faults = new Map<ActField, Text>();
  const asked = questionnaire && questionsFor(questionnaire, draft);
  if (asked?.questions.some(({ code }) => draft.answers[code] === undefined))
    faults.set('questions', MISSING.questions);
  if (draft.product === '') faults.set('product', MISSING.product);
  if (draft.rank !== '' && !isRank(draft.rank)) faults.set('rank', WRONG.rank);
  const day = draft.day === '' ? '' : findDate(draft.day);
  if (day === undefined || day.includes('-00')) faults.set('day', WRONG.day);
  if (draft.time !== '' && !TIME.test(draft.time)) faults.set('time', WRONG.time);
  return faults;
};

/** `9:05`, `0905`, `9h05` as `09:05:00`. */
const clockTime = (typed: string): string => {
  const digits = typed.replace(/\D/g, '').padStart(4, '0');
  return `${digits.slice(0, 2)}:${digits.slice(2)}:00`;
};

/** The act a draft makes. `day` and `time` are those of now, for what was not typed. */
export const actOf = (
  draft: ActDraft,
  now: { readonly day: string; readonly time: string },
  questionnaire: Questionnaire | undefined,
): DeskAct => {
  const typedDay = findDate(draft.day);
  // A day in the past without a time: nobody said at what time.
  const at = draft.time !== '' ? clockTime(draft.time) : typedDay === undefined ? now.time : undefined;
  return {
    occurredOn: typedDay ?? now.day,
    product: draft.product,
    ...(at !== undefined && { at }),
    ...(draft.rank !== '' && { rank: Number(draft.rank) }),
    ...(draft.lot.trim() !== '' && { lot: draft.lot.trim().toUpperCase() }),
    ...(draft.gtin !== '' && { gtin: draft.gtin }),
    ...(draft.expiresOn !== '' && { expiresOn: draft.expiresOn }),
    ...(draft.site !== '' && { site: draft.site }),
    overrides: Object.entries(draft.overrides).map(([warning, reason]) => ({ warning, reason })),
    answers: questionnaire
      ? alertsOf(questionsFor(questionnaire, draft), draft.answers).map(({ code }) => code)
      : [],
  };
};

/** Warnings that stop the professional and have no reason yet. */
export const unconfirmed = (warnings: readonly Warning[], draft: ActDraft): readonly Warning[] =>
  warnings.filter(({ code, gravity }) => gravity === 'confirm' && draft.overrides[code] === undefined);

/** Reasons of warnings that no longer are: they would say that a warning was shown which was not. */
export const withoutStale = (draft: ActDraft, warnings: readonly Warning[]): ActDraft => {
  const shown = new Set(warnings.map(({ code }) => code));
  const kept = Object.entries(draft.overrides).filter(([code]) => shown.has(code));
  return kept.length === Object.keys(draft.overrides).length
    ? draft
    : { ...draft, overrides: Object.fromEntries(kept) };
};

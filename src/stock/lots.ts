/** What other folders ask of lots, without the database: answered from memory, and never older than a second. */

/** What is known of a lot wherever it is. */
export type LotKnown = {
  readonly recalledOn: string | undefined;
  readonly reason: string | undefined;
  /** Every product this number was declared for, anywhere; empty: nobody declared it. */
  readonly products: readonly string[];
  readonly expiresOn: string | undefined;
};

export type LotWatch = {
  /** What is known of a lot number of a product, now. */
  readonly find: (product: string, lot: string) => LotKnown;
  /** Reads what was declared since; done by itself every second. */
  readonly refresh: () => Promise<void>;
  readonly close: () => void;
};

/** A place received a lot, or used it up. Days and instants are ISO 8601; `gtin` has 14 digits. */
export type LotEvent = {
  readonly id: string;
  readonly place: string;
  readonly event: 'received' | 'used-up';
  readonly product: string;
  readonly lot: string;
  readonly gtin?: string | undefined;
  readonly expiresOn?: string | undefined;
  readonly doses?: number | undefined;
  readonly on: string;
  readonly recordedAt: string;
  readonly by: string;
};

/** A lot is recalled everywhere, or its recall is lifted. */
export type RecallEvent = {
  readonly id: string;
  readonly event: 'recalled' | 'recall-lifted';
  readonly product: string;
  readonly lot: string;
  readonly on: string;
  readonly reason: string;
  readonly recordedAt: string;
  readonly by: string;
};

/** A recall that stands: the day, and why, in words for professionals. */
export type Recall = { readonly on: string; readonly reason: string };

/** People write a lot's number with spaces and in small letters; the warning must come all the same. */
export const lotKey = (lot: string): string => lot.replace(/\s/g, '').toUpperCase();
const keyOf = (product: string, lot: string): string => `${product} ${lotKey(lot)}`;

type Dated = Pick<LotEvent, 'id' | 'on' | 'recordedAt' | 'event'>;

/**
 * By the day it happened, then by when it was written down: what was entered late takes its place in the past. Of two
 * written in the same millisecond, a lot is received before it is used up.
 */
const byDay = (one: Dated, other: Dated): number =>
  compare(one.on, other.on) ||
  compare(one.recordedAt, other.recordedAt) ||
  compare(one.event, other.event) ||
  compare(one.id, other.id);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/**
 * Whether a statement about a recall is the later one. The last word counts, whatever days it names; of two written
 * in the same millisecond the recall does (`recalled` comes after `recall-lifted`), for safety.
 */
const isLaterWord = (one: RecallEvent, than: RecallEvent): boolean => {
  const order =
    compare(one.recordedAt, than.recordedAt) || compare(one.event, than.event) || compare(one.id, than.id);
  return order > 0;
};

/** The last word on each lot, by its key. */
export type LastWords = Map<string, RecallEvent>;

/** Takes a statement in; the same one again, or an older one, changes nothing. */
export const hear = (words: LastWords, event: RecallEvent): void => {
  const key = keyOf(event.product, event.lot);
  const known = words.get(key);
  if (known === undefined || isLaterWord(event, known)) words.set(key, event);
};

export const lastWords = (events: readonly RecallEvent[]): LastWords => {
  const words: LastWords = new Map();
  for (const event of events) hear(words, event);
  return words;
};

export const findRecall = (words: LastWords, product: string, lot: string): Recall | undefined => {
  const word = words.get(keyOf(product, lot));
  return word?.event === 'recalled' ? { on: word.on, reason: word.reason } : undefined;
};

/** A lot at a place, before its recall is looked up. */
export type LotThere = {
  readonly place: string;
  readonly product: string;
  readonly lot: string;
  readonly gtin: string | null;
  readonly expiresOn: string | null;
  readonly receivedOn: string;
  readonly doses: number | null;
};

const received = (known: LotThere | undefined, event: LotEvent): LotThere => ({
  place: event.place,
  product: event.product,
  lot: known?.lot ?? event.lot,
  gtin: event.gtin ?? known?.gtin ?? null,
  // A shelf life may be extended: the last declaration says until when.
  expiresOn: event.expiresOn ?? known?.expiresOn ?? null,
  receivedOn: known?.receivedOn ?? event.on,
  doses: event.doses === undefined ? (known?.doses ?? null) : (known?.doses ?? 0) + event.doses,
});

/** The lots that are at one place, those that expire first at the head. In any order of events, each once. */
export const lotsThere = (events: readonly LotEvent[]): LotThere[] => {
  const distinct = [...new Map(events.toSorted(byDay).map((event) => [event.id, event])).values()];
  const lots = new Map<string, LotThere>();
  for (const event of distinct) {
    const key = keyOf(event.product, event.lot);
    if (event.event === 'used-up') lots.delete(key);
    else lots.set(key, received(lots.get(key), event));
  }
  return [...lots.values()].sort(
    (one, other) =>
      compare(one.expiresOn ?? '9999', other.expiresOn ?? '9999') ||
      compare(keyOf(one.product, one.lot), keyOf(other.product, other.lot)),
  );
};

export const withRecall = (
  lot: LotThere,
  words: LastWords,
): LotThere & { readonly recall: Recall | null } => ({
  ...lot,
  recall: findRecall(words, lot.product, lot.lot) ?? null,
});

/** What all places together say of each lot number: its products, and until when each may be used. */
export type Declared = Map<string, Products>;
type Products = Map<string, Dated & { readonly expiresOn: string | undefined }>;

/** Takes a declaration in; the same again changes nothing, and the order does not matter. */
export const note = (
  declared: Declared,
  { product, lot, id, on, recordedAt, event, expiresOn }: LotEvent,
): void => {
  const key = lotKey(lot);
  const products: Products = declared.get(key) ?? new Map();
  declared.set(key, products);
  const known = products.get(product);
  const isNews = known === undefined || known.expiresOn === undefined;
  if (isNews || (expiresOn !== undefined && byDay({ id, on, recordedAt, event }, known) > 0))
    products.set(product, { id, on, recordedAt, event, expiresOn: expiresOn ?? known?.expiresOn });
};

export const lotKnown = (declared: Declared, words: LastWords, product: string, lot: string): LotKnown => {
  const products = declared.get(lotKey(lot));
  const recall = findRecall(words, product, lot);
  return {
    recalledOn: recall?.on,
    reason: recall?.reason,
    products: [...(products?.keys() ?? [])].sort(),
    expiresOn: products?.get(product)?.expiresOn,
  };
};

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

/** What the register of people does, as the routes, identity watch and privacy use it (register.node.ts). */
import type { Refused } from '#kernel/result.ts';
import type { Text } from '#kernel/text.ts';
import type { Evidence, Identity, Person, Trust } from '#people/person.ts';

/** A person as opened: what was sealed, and what stands beside it. */
export type Stored = {
  readonly person: Person;
  readonly trust: Trust;
  /** Place of residence (department, else nation); null when not known. */
  readonly place: string | null;
  /** Where a desk registered the person; null when none did. */
  readonly registeredAt: string | null;
  readonly mergedInto: string | null;
};

export type Criteria = {
  readonly nationalNumber?: string | undefined;
  readonly familyName?: string | undefined;
  readonly givenName?: string | undefined;
  readonly birthDate?: string | undefined;
  readonly city?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
};

export type Likeness = { readonly stored: Stored; readonly likeness: number };

export type NumberCode = 'national-number-form' | 'national-number-month' | 'national-number-key';

/** Why an identity cannot be kept. */
export type IdentityCode = NumberCode | 'birth-date-future';

/** Something to look at in a record; `field` is the path in its identity. */
export type StoredWarning = {
  readonly code: string;
  readonly message: Text;
  readonly field?: string;
};

export type Registered = { readonly stored: Stored; readonly known: boolean };
export type Candidates = { readonly candidates: readonly Likeness[] };

export type Register = {
  readonly find: (person: string) => Promise<Stored | undefined>;
  readonly findMany: (people: readonly string[]) => Promise<ReadonlyMap<string, Stored>>;
  /** The record a pseudonym of the ledger stands for. */
  readonly findBySubject: (subject: string) => Promise<string | undefined>;
  /** The same for many at once; pseudonyms nobody has are absent. */
  readonly findBySubjects: (subjects: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Records merged into this one. */
  readonly mergedInto: (person: string) => Promise<readonly string[]>;
  readonly search: (
    criteria: Criteria,
    /** Which records the caller may be shown; absent: all. */
    isShown?: (stored: Stored) => boolean,
  ) => Promise<
    { readonly found: readonly Likeness[]; readonly more: boolean } | Refused<'search-too-wide' | NumberCode>
  >;
  /** Exactly these strict traits, spelling of names levelled: one person, none, or several (`unsure`). */
  readonly findStrict: (identity: Identity) => Promise<Stored | 'unsure' | undefined>;
  readonly register: (asked: {
    readonly id: string;
    readonly identity: Identity;
    readonly evidence: readonly Evidence[];
    readonly notThese: readonly string[];
    readonly by: string;
    readonly now: string;
    /** A pseudonym the ledger knows already (replay, another system); absent: one is drawn. */
    readonly subject?: string;
    /** Where the person is registered: their place as long as no address says another. */
    readonly at?: string;
  }) => Promise<Registered | Candidates | Refused<'person-id-taken' | IdentityCode>>;
  readonly rectify: (asked: {
    readonly person: string;
    readonly version: number;
    readonly identity: Identity;
    readonly evidence: readonly Evidence[];
    readonly by: string;
    readonly now: string;
  }) => Promise<Stored | Refused<'person-unknown' | 'version-stale' | IdentityCode>>;
  readonly setOpposed: (
    person: string,
    since: string | null,
    by: string,
    now: string,
  ) => Promise<Stored | undefined>;
  /** Derived from the merge facts of the ledger: which record this one reads as. */
  readonly setMergedInto: (person: string, into: string | null) => Promise<void>;
  /** What was known before each rectification, the oldest first. */
  readonly historyOf: (
    person: string,
  ) => Promise<readonly { readonly identity: Identity; readonly replacedAt: string }[]>;
  /** What to look at in a record: its number, somebody else under it, another number before. */
  readonly warningsOf: (stored: Stored, now: string) => Promise<readonly StoredWarning[]>;
  /** Destroys the key, the record, its past, its hashes, its pairs and its requests. Facts stay, and lead nowhere. */
  readonly forget: (person: string) => Promise<boolean>;
};

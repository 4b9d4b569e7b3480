/** What is written down of every look at a person, and of every act of access. */
import type { Text } from '#kernel/text.ts';

/** What can be done to somebody's data, in the words the person reads. */
export const ACTIONS = {
  search: { fr: 'A trouvé votre nom dans une recherche', en: 'Found your name in a search' },
  'search-none': { fr: 'A cherché sans trouver', en: 'Searched and found nobody' },
  read: { fr: 'A ouvert votre dossier', en: 'Opened your record' },
  register: { fr: 'Vous a enregistré', en: 'Registered you' },
  rectify: { fr: 'A rectifié votre identité', en: 'Rectified your identity' },
  'break-glass': { fr: 'A brisé la glace pour vous voir', en: 'Broke the glass to see you' },
  'glass-review': { fr: 'A relu un bris de glace', en: 'Reviewed broken glass' },
  'glass-read': {
    fr: 'A lu le bris de glace qui vous concerne',
    en: 'Read that the glass was broken to see you',
  },
  pair: { fr: 'Vous a comparé à une autre personne', en: 'Compared you with another person' },
  merge: { fr: 'A rapproché votre dossier d’un autre', en: 'Merged your record with another' },
  separate: { fr: 'A tenu votre dossier séparé d’un autre', en: 'Kept your record apart from another' },
  unmerge: { fr: 'A défait un rapprochement', en: 'Undid a merge' },
  request: { fr: 'A lu votre demande', en: 'Read your request' },
  answer: { fr: 'A répondu à votre demande', en: 'Answered your request' },
  forget: { fr: 'A effacé vos données', en: 'Erased your data' },
  'self-read': { fr: 'Vous avez vu vos données', en: 'You saw your data' },
  'self-export': { fr: 'Vous avez téléchargé vos données', en: 'You downloaded your data' },
  'self-request': { fr: 'Vous avez fait une demande', en: 'You made a request' },
  act: { fr: 'A enregistré une injection', en: 'Recorded an injection' },
  'act-change': { fr: 'A corrigé ou retiré une injection', en: 'Corrected or took back an injection' },
  certificate: { fr: 'Vous a délivré un certificat', en: 'Issued a certificate to you' },
  'certificate-revoke': { fr: 'A révoqué un certificat', en: 'Revoked a certificate' },
  'self-certificate': { fr: 'Vous avez reçu un certificat', en: 'You were issued a certificate' },
  'self-summons': { fr: 'Vous avez affiché votre code d’accueil', en: 'You showed your desk code' },
  'facts-export': {
    fr: 'A demandé un export de faits sans nom',
    en: 'Asked for an export of facts without names',
  },
  'lot-recall': { fr: 'A rappelé un lot', en: 'Recalled a lot' },
  'quality-adopt': { fr: 'A adopté une règle de qualité', en: 'Adopted a data quality rule' },
  'trouble-answer': { fr: 'A répondu à un signalement', en: 'Answered a report' },
  delegate: { fr: 'A délégué un accès', en: 'Delegated an access' },
  'delegations-read': { fr: 'A lu les délégations d’un lieu', en: 'Read the delegations of a place' },
  join: { fr: 'A rejoint un centre par une délégation', en: 'Joined a centre by a delegation' },
  revoke: { fr: 'A mis fin à un accès', en: 'Ended an access' },
  'sign-in': { fr: 'S’est connecté', en: 'Signed in' },
  'sign-out': { fr: 'S’est déconnecté', en: 'Signed out' },
} as const satisfies Record<string, Text>;
export type Action = keyof typeof ACTIONS;

/** One line to be. `person` is the id of a record; `detail` holds counts and codes, never a name or a number. */
export type AuditEntry = {
  readonly account: string;
  readonly role: string;
  readonly place: string;
  readonly action: Action;
  readonly person?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
  /** The request it was done by, as the logs name it. */
  readonly request: string;
};

/** Writes lines; what it returns is durable when the promise is kept. An answer that shows a name waits for it. */
export type WriteAudit = (entries: readonly AuditEntry[]) => Promise<void>;

/** A line as it is kept. `seq` counts from 1 without a gap; `person` is null when the act was on nobody. */
export type LineKept = {
  readonly seq: number;
  /** ISO instant. */
  readonly at: string;
  readonly account: string;
  readonly role: string;
  readonly place: string;
  readonly action: string;
  readonly person: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly request: string;
};

/** The end of the chain: number of the last line, and its hash in hexadecimal. Kept elsewhere, it is an anchor. */
export type AuditHead = { readonly seq: number; readonly hash: string };

/** What became of the chain. `brokenAt` is the number of the first line that does not hold, or is missing. */
export type AuditVerified = {
  readonly total: number;
  readonly intact: boolean;
  readonly brokenAt: number | null;
  readonly head: AuditHead;
};

export type Audit = {
  readonly write: WriteAudit;
  /**
   * The lines on one person, the newest first, and how many there are: all, or only the person's own acts or those of
   * others, so that neither pushes the other beyond the limit.
   */
  readonly ofPerson: (
    person: string,
    limit: number,
    whose?: 'own' | 'others',
  ) => Promise<{ readonly lines: readonly LineKept[]; readonly total: number }>;
  /** The lines of acts done as somebody of these places, the newest first. */
  readonly ofPlaces: (isThere: (place: string) => boolean, limit: number) => Promise<readonly LineKept[]>;
  /**
   * Whether the chain holds. The first time, with an `anchor` noted earlier (which must still be in it), and when the
   * last whole reading is too old, the whole chain is read; in between only what was written since.
   */
  readonly verify: (anchor?: AuditHead) => Promise<AuditVerified>;
  readonly head: () => Promise<AuditHead>;
};

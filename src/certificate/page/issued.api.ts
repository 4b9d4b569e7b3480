/** A certificate as it is handed over: what its answer holds, wherever it was asked for, and the person's own list. */
import { z } from 'zod';

const Bilingual = z.object({ fr: z.string(), en: z.string() });

/** What one certificate is: an EU certificate of a dose or of a recovery, or a SMART Health Card of all doses. */
export const Issued = z.object({
  /** Names it in this program's addresses; says nothing of the person. */
  id: z.string(),
  format: z.enum(['dcc', 'shc']),
  kind: z.enum(['vaccination', 'recovery', 'immunizations']),
  /** The identifier inside; null when the format has none. */
  uvci: z.string().nullable(),
  /** The text of each QR code; almost always one. */
  qr: z.array(z.string().max(4500)).min(1).max(6),
  /** "Dose 2 of 2, Comirnaty, on 11 June 2021". */
  words: Bilingual,
  /** Which rule numbered it, and the text it rests on. */
  rule: z.object({ words: Bilingual, reference: z.string() }).nullable(),
  issuedAt: z.string(),
  /** Null: as long as its signature is trusted. */
  expiresAt: z.string().nullable(),
  /** Address of its sheet to print, in the language asked for first. */
  pdf: z.string(),
});
export type Issued = z.infer<typeof Issued>;

/** Something to tell whoever hands it over; never a refusal. */
export const IssueNote = z.object({ code: z.string(), words: Bilingual });
export type IssueNote = z.infer<typeof IssueNote>;

export const IssuedList = z.object({
  certificates: z.array(Issued),
  /** What of the history gave no certificate, and what to look at before handing it over. */
  notes: z.array(IssueNote),
});
export type IssuedList = z.infer<typeof IssuedList>;

/** What is remembered of a certificate issued before: no name, no code to scan. */
export const IssuedBefore = z.object({
  id: z.string(),
  format: z.enum(['dcc', 'shc']),
  kind: z.enum(['vaccination', 'recovery', 'immunizations']),
  uvci: z.string().nullable(),
  words: Bilingual,
  issuedAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  pdf: z.string(),
});
export type IssuedBefore = z.infer<typeof IssuedBefore>;

const None = z.strictObject({});
export const MY_CERTIFICATES_PATH = '/api/me/certificates';

/** What the person's own page asks; the whole operations, with their rights, are the programme's. */
export const listMine = {
  method: 'GET',
  path: MY_CERTIFICATES_PATH,
  params: None,
  query: None,
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Les certificats délivrés.', en: 'Certificates issued.' },
      schema: z.object({ certificates: z.array(IssuedBefore) }),
    },
  },
} as const;

export const issueMine = {
  method: 'POST',
  path: MY_CERTIFICATES_PATH,
  params: None,
  query: None,
  body: z.strictObject({
    /** Drawn by the caller; sent again, it gives the same certificates. */
    id: z.uuid().toLowerCase(),
    kind: z.enum(['dcc', 'shc']),
    language: z.enum(['fr', 'en']),
  }),
  answers: {
    200: { description: { fr: 'Déjà délivrés.', en: 'Issued already.' }, schema: IssuedList },
    201: { description: { fr: 'Délivrés.', en: 'Issued.' }, schema: IssuedList },
  },
} as const;

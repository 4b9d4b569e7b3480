/**
 * Issues certificates and makes them again: plans them from the facts that stand, writes what was issued (no name, no
 * key), and signs. Each showing is signed anew: a signature kept here could be tried against the names of a country,
 * and would tell who a pseudonym is.
 */
import { randomBytes } from 'node:crypto';
import type { Signer } from '#certificate/certificate.ts';
import { Dcc } from '#certificate/dcc.ts';
import { issueDcc } from '#certificate/issue-dcc.node.ts';
import { issueShc } from '#certificate/issue-shc.node.ts';
import type { IssueNote } from '#certificate/page/issued.api.ts';
import { COVID_19, IMMUNIZATION } from '#certificate/shc.ts';
import { uvciOf } from '#certificate/uvci.ts';
import type { Db, Tx } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { isRefused, type Refused, refuse, refuseInWords } from '#kernel/result.ts';
import type { Identity } from '#people/person.ts';
import { REQUESTS_A_DAY_MAX } from '#programmes/vaccination/certificate/certificate.api.ts';
import {
  countSince,
  findByRequest,
  type IssuedRow,
  insertRows,
  issuing,
  type Kind,
  type NewRow,
  restsOf,
  standingOf,
} from '#programmes/vaccination/certificate/issued.pg.ts';
import {
  type Book,
  type Planned,
  type PlannedDcc,
  type PlannedShc,
  type PlanRefusal,
  planOf,
} from '#programmes/vaccination/certificate/plan.ts';

/** A key that signs, by the identifier a verifier finds it under. */
export type SigningKey = { readonly signer: Signer; readonly kid: string };

export type IssuingOptions = {
  readonly db: Db;
  readonly book: Book;
  /** The keys in use now; asked each time, because keys change while the program runs. */
  readonly keys: () => {
    /** `notAfter`: the end of its certificate, which nothing it signs outlives. */
    readonly dcc: SigningKey & { readonly notAfter: string };
    readonly shc: SigningKey;
  };
  /** Who issues, in identifiers: capital letters and digits. */
  readonly uvciIssuer: string;
  /** Address of the issuer of health cards, without a slash at its end. */
  readonly issuerUrl: () => string;
  readonly now: () => string;
};

/** Who it is issued to: the identity of the record that reads as theirs, and every pseudonym of their facts. */
export type Recipient = {
  readonly identity: Identity;
  readonly subjects: readonly [string, ...string[]];
};

export type IssueAsked = {
  /** The id of the request. */
  readonly id: string;
  readonly format: 'dcc' | 'shc';
  readonly by: string;
  readonly place?: string;
};

/** A certificate signed. */
export type Signed = { readonly row: IssuedRow; readonly planned: Planned; readonly qr: readonly string[] };
export type IssueRefusal =
  | PlanRefusal
  | 'id-conflict'
  | 'certificate-withdrawn'
  | 'certificate-too-often'
  | 'certificate-key-over';
export type IssueAnswer = {
  readonly certificates: readonly Signed[];
  readonly notes: readonly IssueNote[];
  readonly known: boolean;
};

const DAY_MS = 86_400_000;

const kindOf = (planned: Planned): Kind => (planned.format === 'shc' ? 'immunizations' : planned.claim.kind);

const doseOf = (planned: Planned): { dn: number | null; sd: number | null } =>
  planned.format === 'dcc' && planned.claim.kind === 'vaccination'
    ? { dn: planned.claim.entry.dn, sd: planned.claim.entry.sd }
    : { dn: null, sd: null };

/** Whether a plan made again is that of a row: of the same fact, numbered alike. */
const isOf = (row: IssuedRow, planned: Planned): boolean => {
  if (row.format !== planned.format || row.kind !== kindOf(planned)) return false;
  if (planned.format === 'shc') return true;
  const { dn, sd } = doseOf(planned);
  return planned.claim.about.id === row.about && dn === row.dose_number && sd === row.dose_total;
};

export const WITHDRAWN = refuseInWords('certificate-withdrawn', {
  fr: 'Une injection ou une infection dont il dépend a été corrigée ou retirée, il a été révoqué, ou la clé qui signe a changé.',
  en: 'An injection or an infection it rests on was corrected or taken back, it was revoked, or the key that signs has changed.',
});

const CONFLICT = refuse('id-conflict', 'this id was used for another person or another kind of certificate', {
  field: 'id',
});

export type Issuing = {
  readonly issue: (to: Recipient, asked: IssueAsked) => Promise<IssueAnswer | Refused<IssueRefusal>>;
  /** One certificate issued before, signed again; refused when its facts no longer say it, or it was revoked. */
  readonly again: (to: Recipient, row: IssuedRow) => Promise<Signed | Refused<IssueRefusal>>;
};

/** Signs plans as rows were written: the same identifier and dates whenever it is done. */
const openSigner = ({ book, keys, issuerUrl }: IssuingOptions) => {
  const signDcc = async ({ claim, holder }: PlannedDcc, row: IssuedRow): Promise<string[]> => {
    const own = { is: book.issuerName, ci: row.identifier };
    const group =
      claim.kind === 'vaccination'
        ? { v: [{ ...claim.entry, ...own }] }
        : { r: [{ ...claim.entry, ...own }] };
    const payload = Dcc.parse({ ver: '1.3.3', ...holder, ...group });
    const [issuer, issuedAt] = [book.country, row.issued_at];
    const expiresAt = row.expires_at ?? issuedAt;
    return [await issueDcc(payload, { ...keys().dcc, issuer, issuedAt, expiresAt })];
  };
  const signShc = ({ card: { bundle } }: PlannedShc, row: IssuedRow): Promise<string[]> =>
    issueShc(
      { bundle, types: [IMMUNIZATION, COVID_19], rid: row.identifier },
      { ...keys().shc, issuerUrl: issuerUrl(), issuedAt: row.issued_at },
    );
  return async (planned: Planned, row: IssuedRow): Promise<Signed> => ({
    row,
    planned,
    qr: planned.format === 'dcc' ? await signDcc(planned, row) : await signShc(planned, row),
  });
};

/** The row of a plan: an identifier drawn by chance, which nobody guesses from another, and what it rests on. */
const rowOf = (
  { book, keys, uvciIssuer }: IssuingOptions,
  planned: Planned,
  to: Recipient,
  asked: IssueAsked,
  at: string,
  ordinal: number,
): NewRow => {
  const isDcc = planned.format === 'dcc';
  const { dn, sd } = doseOf(planned);
  const until = isDcc ? `${planned.until}T23:59:59.000Z` : null;
  const { notAfter } = keys().dcc;
  return {
    request: asked.id,
    ordinal,
    format: planned.format,
    kind: kindOf(planned),
    identifier: isDcc
      ? uvciOf(book.country, uvciIssuer, randomBytes(16).toString('hex').toUpperCase())
      : randomBytes(12).toString('base64url'),
    kid: keys()[planned.format].kid,
    subject: to.subjects[0],
    about: isDcc ? planned.claim.about.id : null,
    dose_number: dn,
    dose_total: sd,
    issued_at: at,
    issued_by: asked.by,
    place: asked.place ?? null,
    expires_at: until !== null && notAfter < until ? notAfter : until,
    rests: planned.rests,
  };
};

type Made = { readonly row: IssuedRow; readonly planned: Planned };

/**
 * Of the facts of a card, those it was made of: a dose recorded since is not on it, and would not revoke it. Undefined
 * when one no longer stands, or when it would be signed by another key: its revocation names the one that signed.
 */
const factsOfCard = async (
  tx: Tx | Db,
  row: IssuedRow,
  standing: readonly Fact[],
  kid: string,
): Promise<readonly Fact[] | undefined> => {
  const rests = await restsOf(tx, row);
  const facts = standing.filter((fact) => rests.has(`${fact.subject} ${fact.id}`));
  return facts.length === rests.size && row.kid === kid ? facts : undefined;
};

/** The certificates of rows written before, as the facts of today still say them. */
const planAgain = async (
  tx: Tx | Db,
  { book, keys }: Pick<IssuingOptions, 'book' | 'keys'>,
  to: Recipient,
  rows: readonly IssuedRow[],
): Promise<readonly Made[] | Refused<IssueRefusal>> => {
  const [first] = rows;
  if (first === undefined || rows.some(({ revoked_at }) => revoked_at !== null)) return WITHDRAWN;
  const standing = await standingOf(tx, to.subjects);
  const facts = first.format === 'shc' ? await factsOfCard(tx, first, standing, keys().shc.kid) : standing;
  if (facts === undefined) return WITHDRAWN;
  const plan = planOf(book, to.identity, facts, first.format, first.issued_at.slice(0, 10));
  if (isRefused(plan)) return plan.refusal.code === 'certificate-name-unwritable' ? plan : WITHDRAWN;
  const found = rows.map((row) => ({ row, planned: plan.planned.find((one) => isOf(row, one)) }));
  const made = found.flatMap(({ row, planned }) => (planned === undefined ? [] : [{ row, planned }]));
  return made.length === rows.length ? made : WITHDRAWN;
};

const TOO_OFTEN = refuseInWords('certificate-too-often', {
  fr: `Déjà ${REQUESTS_A_DAY_MAX} demandes pour cette personne en un jour.`,
  en: `${REQUESTS_A_DAY_MAX} requests for this person within a day already.`,
});

const KEY_OVER = refuse('certificate-key-over', 'the certificate of the key that signs has ended');

export const openIssuing = (options: IssuingOptions): Issuing => {
  const { db, book, now } = options;
  const sign = openSigner(options);

  /** New rows for what the facts of today say. */
  const write = async (tx: Tx, to: Recipient, asked: IssueAsked) => {
    const at = now();
    if (asked.format === 'dcc' && options.keys().dcc.notAfter <= at) return KEY_OVER;
    const since = new Date(Date.parse(at) - DAY_MS).toISOString();
    if ((await countSince(tx, to.subjects, since)) >= REQUESTS_A_DAY_MAX) return TOO_OFTEN;
    const plan = planOf(book, to.identity, await standingOf(tx, to.subjects), asked.format, at.slice(0, 10));
    if (isRefused(plan)) return plan;
    const rows = plan.planned.map((planned, i) => rowOf(options, planned, to, asked, at, i + 1));
    await insertRows(tx, rows);
    const made = plan.planned.flatMap((planned, i): Made[] => {
      const row = rows[i];
      return row === undefined ? [] : [{ planned, row: { ...row, revoked_at: null, revoked_reason: null } }];
    });
    return { made, notes: plan.notes, known: false };
  };
  const writeOnce = (to: Recipient, asked: IssueAsked) =>
    issuing(db, asked.id, to.subjects, async (tx) => {
      const before = await findByRequest(tx, asked.id);
      const [first] = before;
      if (first === undefined) return write(tx, to, asked);
      if (!to.subjects.includes(first.subject) || first.format !== asked.format) return CONFLICT;
      const made = await planAgain(tx, options, to, before);
      return isRefused(made) ? made : { made, notes: [], known: true };
    });

  return {
    issue: async (to, asked) => {
      const written = await writeOnce(to, asked);
      if (isRefused(written)) return written;
      const { made, notes, known } = written;
      const certificates = await Promise.all(made.map(({ planned, row }) => sign(planned, row)));
      return { certificates, notes, known };
    },
    again: async (to, row) => {
      const made = await planAgain(db, options, to, [row]);
      if (isRefused(made)) return made;
      const [one] = made;
      return one === undefined ? WITHDRAWN : sign(one.planned, one.row);
    },
  };
};

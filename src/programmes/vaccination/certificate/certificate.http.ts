/** The routes of certificates: at the desk, for oneself, and for anybody who verifies. */
import type { AuditEntry } from '#access/audit.ts';
import { mayReach } from '#access/may.ts';
import { RIGHTS } from '#access/rights.ts';
import type { Issued } from '#certificate/page/issued.api.ts';
import * as names from '#certificate/page/value-sets.ts';
import type { Caller } from '#http/identity.ts';
import { type Route, route } from '#http/route.ts';
import { isRefused, type Refused, refuse } from '#kernel/result.ts';
import type { Language } from '#kernel/text.ts';
import { Identity } from '#people/person.ts';
import type { LoginIdentity } from '#people/privacy.http.ts';
import { subjectsOf } from '#people/privacy.ts';
import { dossierOf } from '#people/privacy-dossier.node.ts';
import { ELSEWHERE, entry, reached, type Who } from '#people/reach.node.ts';
import type { Stored } from '#people/register.ts';
import type { Care } from '#programmes/vaccination/care.ts';
import {
  certificateCodes,
  certificatePdf,
  certificateTrust,
  healthCardKeys,
  healthCardRevocations,
  issueCertificates,
  issueMyCertificates,
  myCertificatePdf,
  myCertificates,
  revokeCertificate,
} from '#programmes/vaccination/certificate/certificate.api.ts';
import { cvxOf, dccCodesOf } from '#programmes/vaccination/certificate/codes.ts';
import {
  findByIdentifier,
  findByRequest,
  type IssuedRow,
  listOf,
  revokeRow,
} from '#programmes/vaccination/certificate/issued.pg.ts';
import {
  type IssueAnswer,
  openIssuing,
  type Recipient,
  type Signed,
} from '#programmes/vaccination/certificate/issuing.node.ts';
import { type Certificates, openTrustList } from '#programmes/vaccination/certificate/open.node.ts';
import type { Book } from '#programmes/vaccination/certificate/plan.ts';
import { drawSheet } from '#programmes/vaccination/certificate/sheet.node.ts';
import { sheetOf } from '#programmes/vaccination/certificate/sheet.ts';
import { briefWords } from '#programmes/vaccination/certificate/words.ts';

export { CERTIFICATE_PROBLEMS } from '#programmes/vaccination/certificate/problems.http.ts';

/** What certificates need of the care for a person. */
type Cared = Pick<Care, 'db' | 'register' | 'glasses' | 'within' | 'write' | 'prepared' | 'products' | 'now'>;

export type CertificateOptions = {
  /** The keys of the issuer and of others (openCertificates). */
  readonly certificates: Pick<Certificates, 'issuer' | 'others'>;
  /** The address people reach the site at. */
  readonly siteUrl: () => string;
  /** Who signed in under an account; undefined when the login does not say. */
  readonly identityOf: (account: string) => Promise<LoginIdentity | undefined>;
  /** For how long one reading of the trust list answers everybody. */
  readonly list_ms?: number;
};

/** Who issues, in the identifiers of certificates. */
const UVCI_ISSUER = 'RAPPEL';
const LISTED_MAX = 100;

const UNKNOWN_CERTIFICATE = refuse('certificate-unknown', 'no certificate issued here has this identifier');
const UNKNOWN_KEY = refuse('certificate-unknown', 'no card was signed here by a key of this name', {
  field: 'list',
});
const JWK = healthCardKeys.answers[200].schema.shape.keys.element.omit({ crlVersion: true });

const idOf = ({ request, ordinal }: IssuedRow): string => `${request}.${ordinal}`;

const pdfOf = (row: IssuedRow, self: boolean, language: Language): string =>
  `/api/${self ? 'me' : 'vaccination'}/certificates/${idOf(row)}/pdf?lang=${language}`;

const issuedOf = ({ row, planned, qr }: Signed, self: boolean, language: Language): Issued => ({
  id: idOf(row),
  format: row.format,
  kind: row.kind,
  uvci: row.format === 'dcc' ? row.identifier : null,
  qr: [...qr],
  words: planned.words,
  rule: planned.rule,
  issuedAt: row.issued_at,
  expiresAt: row.expires_at,
  pdf: pdfOf(row, self, language),
});

/** What the routes share. */
const open = (care: Cared, { certificates, siteUrl }: CertificateOptions) => {
  const { issuer } = certificates;
  const book: Book = {
    prepared: care.prepared,
    codes: dccCodesOf(care.products),
    cvx: cvxOf(care.products),
    names: new Map(care.products.map(({ code, short }) => [code, short])),
    country: issuer.country,
    issuerName: issuer.organisation,
  };
  const issuing = openIssuing({
    db: care.db,
    book,
    keys: () => issuer,
    uvciIssuer: UVCI_ISSUER,
    issuerUrl: () => issuer.issuerUrl,
    now: care.now,
  });

  const recipientOf = async (stored: Stored): Promise<{ to: Recipient; kept: Stored }> => {
    const dossier = await dossierOf(care.register, stored);
    const [first = '', ...others] = subjectsOf(dossier);
    return {
      to: { identity: dossier.kept.person.identity, subjects: [first, ...others] },
      kept: dossier.kept,
    };
  };
  /** The person a desk may act on, as the record that reads as theirs, which it must reach as well. */
  const reachedAtDesk = async (caller: Caller, person: string) => {
    const stored = await reached(care, caller, RIGHTS.readPeople, person);
    if (isRefused(stored)) return stored;
    const found = await recipientOf(stored);
    if (found.kept.person.id === person) return found;
    const kept = await reached(care, caller, RIGHTS.readPeople, found.kept.person.id);
    return isRefused(kept) ? kept : found;
  };
  const findRow = async (certificate: string): Promise<IssuedRow | undefined> => {
    const [request = '', ordinal] = certificate.split('.');
    return (await findByRequest(care.db, request)).find((row) => row.ordinal === Number(ordinal));
  };
  const sheet = async (to: Recipient, row: IssuedRow, language: Language) => {
    const signed = await issuing.again(to, row);
    if (isRefused(signed)) return signed;
    const { planned, qr } = signed;
    const about = { book, identity: to.identity, siteUrl: siteUrl() };
    const body = await drawSheet(sheetOf(planned, row, qr, about), language);
    const headers = { 'content-disposition': `inline; filename="certificate-${row.ordinal}.pdf"` };
    return { status: 200 as const, body, headers };
  };
  return { issuing, recipientOf, reachedAtDesk, findRow, sheet };
};
type Opened = ReturnType<typeof open>;

const answered = ({ certificates, notes, known }: IssueAnswer, self: boolean, language: Language) => {
  const body = {
    certificates: certificates.map((one) => issuedOf(one, self, language)),
    notes: notes.map((note) => ({ ...note })),
  };
  return known ? { status: 200 as const, body } : { status: 201 as const, body };
};

const PROVISIONAL = {
  code: 'identity-provisional',
  words: {
    fr: 'L’identité n’a été prouvée par aucun papier : voyez-en un avant de remettre le certificat.',
    en: 'The identity was proved by no paper: see one before handing the certificate over.',
  },
};

/** The line of the trail: of which kind, how many, and whether it was asked before. */
const lineOf = (
  who: Who,
  action: AuditEntry['action'],
  person: string,
  { certificates, known }: IssueAnswer,
): AuditEntry =>
  entry(who, action, person, {
    issued: certificates.length,
    format: certificates[0]?.row.format ?? '',
    known,
  });

const deskRoutes = (care: Cared, opened: Opened, forgetList: () => void): Route[] => [
  route(issueCertificates, async ({ body, caller, request }) => {
    const found = await opened.reachedAtDesk(caller, body.person);
    if (isRefused(found)) return found;
    const { id, kind: format, place, language } = body;
    const answer = await opened.issuing.issue(found.to, { id, format, by: caller.id, place });
    if (isRefused(answer)) return answer;
    await care.write([lineOf({ caller, request }, 'certificate', found.kept.person.id, answer)]);
    const notes = found.kept.trust === 'provisional' ? [PROVISIONAL, ...answer.notes] : answer.notes;
    return answered({ ...answer, notes }, false, language);
  }),
  route(certificatePdf, async ({ params, query, caller, language, request }) => {
    const row = await opened.findRow(params.certificate);
    const person = row && (await care.register.findBySubject(row.subject));
    if (row === undefined || person === undefined) return UNKNOWN_CERTIFICATE;
    const found = await opened.reachedAtDesk(caller, person);
    if (isRefused(found)) return found;
    const made = await opened.sheet(found.to, row, query.lang ?? language);
    if (isRefused(made)) return made;
    await care.write([entry({ caller, request }, 'certificate', person, { printed: true })]);
    return made;
  }),
  route(revokeCertificate, async ({ body, caller, request }) => {
    const row =
      (await findByIdentifier(care.db, body.uvci.toUpperCase())) ??
      (await findByIdentifier(care.db, body.uvci)) ??
      (await opened.findRow(body.uvci.toLowerCase()));
    if (row === undefined) return UNKNOWN_CERTIFICATE;
    const person = await care.register.findBySubject(row.subject);
    // Of somebody who was forgotten, the place that issued it is all that is left.
    const refused =
      person === undefined
        ? mayReach(caller, RIGHTS.revokeCertificates, row.place, care.within)
          ? undefined
          : ELSEWHERE
        : await reached(care, caller, RIGHTS.revokeCertificates, person);
    if (refused !== undefined && isRefused(refused)) return refused;
    const at = care.now();
    await care.write([entry({ caller, request }, 'certificate-revoke', person, { reason: body.reason })]);
    await revokeRow(care.db, row, { at, by: caller.id, reason: body.reason });
    forgetList();
    return { status: 200, body: { revokedAt: at, reason: body.reason } };
  }),
];

/** Why nothing can be done about a record that is not found. */
const NOT_MINE = {
  unknown: refuse('person-unknown', 'no record has the identity you signed in with'),
  unsure: refuse('person-unsure', 'a record may be yours, but not for certain'),
} as const;

const selfRoutes = (care: Cared, opened: Opened, { identityOf }: CertificateOptions): Route[] => {
  /** The record of who signed in, found anew each time by the civil traits of the login. */
  const mine = async (
    caller: Caller,
  ): Promise<{ to: Recipient; kept: Stored } | Refused<'person-unknown' | 'person-unsure'>> => {
    const login = await identityOf(caller.id);
    const identity = login && Identity.safeParse(definedOf(login)).data;
    const found = identity && (await care.register.findStrict(identity));
    if (found === undefined) return NOT_MINE.unknown;
    return found === 'unsure' ? NOT_MINE.unsure : opened.recipientOf(found);
  };
  return [
    route(myCertificates, async ({ caller, language }) => {
      const found = await mine(caller);
      if (isRefused(found)) return found;
      const rows = await listOf(care.db, found.to.subjects, LISTED_MAX);
      const certificates = rows.map((row) => ({
        id: idOf(row),
        format: row.format,
        kind: row.kind,
        uvci: row.format === 'dcc' ? row.identifier : null,
        words: briefWords(row),
        issuedAt: row.issued_at,
        expiresAt: row.expires_at,
        revokedAt: row.revoked_at,
        pdf: pdfOf(row, true, language),
      }));
      return { status: 200 as const, body: { certificates } };
    }),
    route(issueMyCertificates, async ({ body, caller, request }) => {
      const found = await mine(caller);
      if (isRefused(found)) return found;
      const { id, kind: format, language } = body;
      const answer = await opened.issuing.issue(found.to, { id, format, by: caller.id });
      if (isRefused(answer)) return answer;
      await care.write([lineOf({ caller, request }, 'self-certificate', found.kept.person.id, answer)]);
      return answered(answer, true, language);
    }),
    route(myCertificatePdf, async ({ params, query, caller, language, request }) => {
      const found = await mine(caller);
      if (isRefused(found)) return found;
      const row = await opened.findRow(params.certificate);
      if (row === undefined || !found.to.subjects.includes(row.subject)) return UNKNOWN_CERTIFICATE;
      const made = await opened.sheet(found.to, row, query.lang ?? language);
      if (isRefused(made)) return made;
      const { id } = found.kept.person;
      await care.write([entry({ caller, request }, 'self-certificate', id, { printed: true })]);
      return made;
    }),
  ];
};

const definedOf = ({ familyName, givenNames, birthDate, sex, birthPlace }: LoginIdentity): object => ({
  ...{ familyName, givenNames, birthDate, sex },
  ...(birthPlace !== undefined && { birthPlace }),
});

export const certificateRoutes = (care: Cared, options: CertificateOptions): Route[] => {
  const { certificates } = options;
  const opened = open(care, options);
  const list = openTrustList(care.db, certificates, care.now, options.list_ms);
  const key = JWK.parse(certificates.issuer.shc.jwk);
  const codes = {
    mp: names.VACCINES,
    ma: names.HOLDERS,
    vp: names.PROPHYLAXES,
    tg: names.DISEASES,
    tt: names.TESTS,
    tr: names.RESULTS,
  };
  return [
    ...deskRoutes(care, opened, list.forget),
    ...selfRoutes(care, opened, options),
    route(certificateTrust, async () => ({ status: 200, body: (await list.read()).trust })),
    route(certificateCodes, async () => ({ status: 200, body: codes })),
    route(healthCardKeys, async () => {
      const { version: crlVersion } = await list.read();
      return { status: 200, body: { keys: [{ ...key, crlVersion }] } };
    }),
    route(healthCardRevocations, async ({ params }) => {
      const kid = params.list.replace(/\.json$/, '');
      const { cards, version: ctr } = await list.read();
      const revoked = cards.get(kid);
      if (revoked === undefined && kid !== key.kid) return UNKNOWN_KEY;
      const rids = (revoked ?? []).map(({ identifier }) => identifier).sort();
      return { status: 200, body: { kid, method: 'rid' as const, ctr, rids } };
    }),
  ];
};

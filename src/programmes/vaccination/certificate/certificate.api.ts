/**
 * The contract of certificates: issue them from the facts, print them, withdraw them; the person's own; and what
 * anybody needs to verify them without asking who holds them.
 */
import { z } from 'zod';
import { RIGHTS } from '#access/rights.ts';
import { TrustList } from '#certificate/certificate.ts';
import { type Issued, IssuedList, issueMine, listMine } from '#certificate/page/issued.api.ts';
import { Rid } from '#certificate/shc.ts';
import { plain } from '#facts/fact.ts';
import { PersonId } from '#people/people.api.ts';

const None = z.strictObject({});
const TAG = { fr: 'Certificats', en: 'Certificates' };

/** `{request}.{number}`: which request it answers, and its place in the answer. */
export const CertificateId = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\d{1,2}$/, 'expected the id of a certificate');

const Language = z.enum(['fr', 'en']);
export type CertificateWords = z.infer<typeof Language>;

const list = (fr: string, en: string) => ({ description: { fr, en }, schema: IssuedList });

/** Requests answered for one person within a day: a person needs a few, a program gone wrong asks thousands. */
export const REQUESTS_A_DAY_MAX = 20;

/** Why facts give no certificate. */
const FACTS = ['certificate-no-fact', 'certificate-not-recognised', 'certificate-name-unwritable'] as const;
const AGAIN = [
  'id-conflict',
  'certificate-withdrawn',
  'certificate-too-often',
  'certificate-key-over',
] as const;

export const issueCertificates = {
  id: 'issueCertificates',
  method: 'POST',
  path: '/api/vaccination/certificates',
  right: RIGHTS.issueCertificates,
  territory: 'place',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Délivrer les certificats d’une personne', en: 'Issue the certificates of a person' },
  description: {
    fr: `Faits des injections et des infections qui tiennent aujourd’hui : un certificat UE (« dcc ») par dose et par rétablissement, la dernière dose d’abord, ou une carte « SMART Health Card » (« shc ») de toutes les doses. Le même « id » donne les mêmes certificats, signés de nouveau. Au plus ${REQUESTS_A_DAY_MAX} demandes par personne et par jour.`,
    en: `Made of the injections and infections that stand today: an EU certificate ("dcc") for each dose and recovery, the latest first, or one SMART Health Card ("shc") of all doses. The same "id" gives the same certificates, signed anew. At most ${REQUESTS_A_DAY_MAX} requests a person a day.`,
  },
  params: None,
  query: None,
  body: z.strictObject({ ...issueMine.body.shape, place: z.string().min(1).max(80), person: PersonId }),
  answers: {
    200: list('Déjà délivrés par cette demande.', 'Issued already by this request.'),
    201: list('Délivrés.', 'Issued.'),
  },
  problems: ['person-unknown', 'person-elsewhere', ...FACTS, ...AGAIN, 'unavailable'],
} as const;

const PDF = {
  params: z.strictObject({ certificate: CertificateId }),
  query: z.strictObject({ lang: Language.optional() }),
  body: z.unknown(),
  media: 'application/pdf',
  answers: {
    200: {
      description: { fr: 'La feuille, en PDF.', en: 'The sheet, as PDF.' },
      schema: z.instanceof(Uint8Array).meta({ type: 'string', format: 'binary' }),
    },
  },
} as const;

export const certificatePdf = {
  id: 'certificatePdf',
  method: 'GET',
  path: '/api/vaccination/certificates/{certificate}/pdf',
  right: RIGHTS.issueCertificates,
  territory: 'person',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Imprimer un certificat', en: 'Print a certificate' },
  description: {
    fr: 'Une feuille A4 en deux langues, à plier en quatre ; « lang » dit laquelle vient d’abord.',
    en: 'An A4 sheet in two languages, to fold in four; "lang" says which comes first.',
  },
  ...PDF,
  problems: ['certificate-unknown', 'certificate-withdrawn', 'person-unknown', 'person-elsewhere', ...FACTS],
} as const;

/** Why a certificate is withdrawn. A closed list: no free text about a person is kept. */
export const REVOCATION_REASONS = ['recorded-in-error', 'wrong-person', 'fraud', 'lost', 'replaced'] as const;

export const revokeCertificate = {
  id: 'revokeCertificate',
  method: 'POST',
  path: '/api/vaccination/certificates/revocations',
  right: RIGHTS.revokeCertificates,
  territory: 'person',
  tag: TAG,
  summary: { fr: 'Révoquer un certificat', en: 'Revoke a certificate' },
  description: {
    fr: 'Par son identifiant (UVCI, ou « id » du certificat). Il entre aussitôt dans la liste que lisent les vérificateurs. Un certificat dont une injection est corrigée ou retirée y entre de lui-même.',
    en: 'By its identifier (UVCI, or "id" of the certificate). It enters at once the list that verifiers read. A certificate one of whose injections is corrected or taken back enters it by itself.',
  },
  params: None,
  query: None,
  body: z.strictObject({ uvci: plain(z.string().trim().min(5).max(80)), reason: z.enum(REVOCATION_REASONS) }),
  answers: {
    200: {
      description: { fr: 'Révoqué.', en: 'Revoked.' },
      schema: z.object({ revokedAt: z.string(), reason: z.string() }),
    },
  },
  problems: ['certificate-unknown', 'person-elsewhere'],
} as const;

export const myCertificates = {
  ...listMine,
  id: 'myCertificates',
  right: RIGHTS.self,
  territory: 'self',
  tag: TAG,
  summary: { fr: 'Mes certificats', en: 'My certificates' },
  description: {
    fr: 'Ceux qui vous ont été délivrés, sans leur code.',
    en: 'Those issued to you, without their code.',
  },
  problems: ['person-unknown', 'person-unsure'],
} as const;

export const issueMyCertificates = {
  ...issueMine,
  id: 'issueMyCertificates',
  right: RIGHTS.self,
  territory: 'self',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Recevoir mes certificats', en: 'Receive my certificates' },
  description: {
    fr: 'Comme au centre, pour vous-même.',
    en: 'As at the centre, for yourself.',
  },
  problems: ['person-unknown', 'person-unsure', ...FACTS, ...AGAIN, 'unavailable'],
} as const;

export const myCertificatePdf = {
  id: 'myCertificatePdf',
  method: 'GET',
  path: '/api/me/certificates/{certificate}/pdf',
  right: RIGHTS.self,
  territory: 'self',
  nominative: true,
  tag: TAG,
  summary: { fr: 'Imprimer mon certificat', en: 'Print my certificate' },
  description: certificatePdf.description,
  ...PDF,
  problems: ['certificate-unknown', 'certificate-withdrawn', 'person-unknown', 'person-unsure', ...FACTS],
} as const;

const PUBLIC = { right: 'public', tag: TAG, params: None, query: None, body: z.unknown() } as const;

export const certificateTrust = {
  ...PUBLIC,
  id: 'certificateTrust',
  method: 'GET',
  path: '/api/certificates/trust',
  summary: { fr: 'À qui se fier', en: 'Whom to trust' },
  description: {
    fr: 'Les clés qui signent, les nôtres et celles d’autres États, et l’empreinte des certificats révoqués. Une page qui l’a lue vérifie sans réseau.',
    en: 'The keys that sign, ours and those of other States, and the hashes of revoked certificates. A page that read it verifies without network.',
  },
  answers: { 200: { description: { fr: 'La liste.', en: 'The list.' }, schema: TrustList } },
  problems: [],
} as const;

const Codes = z.record(z.string(), z.string());

export const certificateCodes = {
  ...PUBLIC,
  id: 'certificateCodes',
  method: 'GET',
  path: '/api/certificates/value-sets',
  summary: { fr: 'Les codes des certificats', en: 'The codes of certificates' },
  description: {
    fr: 'Le nom de chaque code d’un certificat UE : vaccin, titulaire, type de vaccin, maladie, test, résultat.',
    en: 'The name of each code of an EU certificate: vaccine, holder, type of vaccine, disease, test, result.',
  },
  answers: {
    200: {
      description: { fr: 'Les codes.', en: 'The codes.' },
      schema: z.object({ mp: Codes, ma: Codes, vp: Codes, tg: Codes, tt: Codes, tr: Codes }),
    },
  },
  problems: [],
} as const;

/** SMART Health Cards, "Determining keys associated with an issuer": under the issuer's address, for any site to read. */
export const healthCardKeys = {
  ...PUBLIC,
  id: 'healthCardKeys',
  method: 'GET',
  path: '/.well-known/jwks.json',
  summary: { fr: 'Les clés des cartes de santé', en: 'The keys of health cards' },
  description: {
    fr: 'Clés publiques qui signent les « SMART Health Cards ».',
    en: 'Public keys that sign SMART Health Cards.',
  },
  answers: {
    200: {
      description: { fr: 'Les clés.', en: 'The keys.' },
      schema: z.object({
        keys: z.array(
          z.object({
            kty: z.literal('EC'),
            kid: z.string(),
            use: z.literal('sig'),
            alg: z.literal('ES256'),
            crv: z.literal('P-256'),
            x: z.string(),
            y: z.string(),
            /** Grows each time the revocation list of the key does. */
            crlVersion: z.number().int(),
          }),
        ),
      }),
    },
  },
  problems: [],
} as const;

/** SMART Health Cards, "Revocation": the identifiers of withdrawn cards, drawn by chance, under the key that signed them. */
export const healthCardRevocations = {
  ...PUBLIC,
  id: 'healthCardRevocations',
  method: 'GET',
  path: '/.well-known/crl/{list}',
  summary: { fr: 'Les cartes de santé révoquées', en: 'Revoked health cards' },
  description: {
    fr: '« list » est le nom d’une clé, suivi de « .json » : les identifiants (« rid ») des cartes qu’elle a signées et qui ne valent plus. « ctr » est la version de la liste, que la clé annonce dans « crlVersion ».',
    en: '"list" is the name of a key, then ".json": the identifiers ("rid") of cards it signed that no longer hold. "ctr" is the version of the list, which the key announces in "crlVersion".',
  },
  params: z.strictObject({
    list: z.string().regex(/^[\w-]{43}\.json$/, 'expected the name of a key, then .json'),
  }),
  answers: {
    200: {
      description: { fr: 'La liste.', en: 'The list.' },
      schema: z.object({
        kid: z.string(),
        method: z.literal('rid'),
        ctr: z.number().int(),
        rids: z.array(Rid),
      }),
    },
  },
  problems: ['certificate-unknown'],
} as const;

export type { Issued, IssuedList };

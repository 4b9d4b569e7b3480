/** What a provider says of the person who signed in, as the claims of each are shaped. */
import { z } from 'zod';
import type { ProviderConfig } from '#access/oidc-config.ts';
import { CITIZEN, type KeptSituation } from '#access/situation.ts';
import { type Refused, refuse } from '#kernel/result.ts';

/** Who a citizen is, as the State's directory of identities has them. */
export const CitizenIdentity = z.object({
  /** Birth name. */
  familyName: z.string(),
  usedFamilyName: z.string().optional(),
  givenNames: z.string(),
  /** `YYYY-MM-DD`, `00` for a month or a day not known. */
  birthDate: z.string(),
  sex: z.enum(['m', 'f', 'u']),
  /** INSEE code of the commune, or of the country for a birth abroad. */
  birthPlace: z.string().optional(),
});
export type CitizenIdentity = z.infer<typeof CitizenIdentity>;

export type Known = {
  /** How the provider knows the person, stable for ever; not always fit to be kept. */
  readonly subject: string;
  /** Whether `subject` may stand in facts and logs: the number of a professional, an opaque code of an agent. */
  readonly isPublic: boolean;
  readonly label: string;
  readonly identity?: CitizenIdentity;
  readonly situations: readonly KeptSituation[];
};

const Name = z.string().trim().min(1).max(200);
const Subject = z.string().min(1).max(255);

/** Pro Santé Connect: the national identifier of a professional, and where they practise. */
const PscClaims = z.object({
  SubjectNameID: z.string().optional(),
  otherIds: z.array(z.object({ identifiant: z.string(), origine: z.string() })).catch([]),
  given_name: Name,
  family_name: Name,
  SubjectRefPro: z.unknown(),
});

/** FranceConnect: the pivot identity (given names parted by spaces, birth place as an INSEE code, empty abroad). */
const FranceConnectClaims = z.object({
  sub: Subject,
  given_name: Name,
  family_name: Name,
  preferred_username: z.string().trim().max(200).catch(''),
  birthdate: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  gender: z.enum(['male', 'female', 'unspecified']).catch('unspecified'),
  birthplace: z.string().catch(''),
  birthcountry: z.string().catch(''),
});

/** ProConnect: an agent of the State; what they may do here is given here. */
const ProConnectClaims = z.object({ sub: Subject, given_name: Name, usual_name: Name });

const SEXES = { male: 'm', female: 'f', unspecified: 'u' } as const;
const INSEE = /^[0-9][0-9AB]\d{3}$/;
/** The code of an agent; a mail address is none, and is hashed. */
const OPAQUE = /^[\w-]{8,80}$/;
/** Identifiers of the national directory: RPPS, ADELI, and the local ones of a structure (`0…/…`). */
const NATIONAL_ID = /^[0-9A-Za-z][0-9A-Za-z/.-]{4,39}$/;

type Unreadable = Refused<'login-identity'>;
const unreadable = (what: string): Unreadable =>
  refuse('login-identity', `the provider did not give ${what}`);

const known = (kept: Omit<Known, 'isPublic'>, isPublic: boolean): Known => ({ ...kept, isPublic });

const readPsc = (
  claims: unknown,
  situationsOf: (practice: unknown) => KeptSituation[],
): Known | Unreadable => {
  const read = PscClaims.safeParse(claims);
  if (!read.success) return unreadable('the name of the professional');
  const { SubjectNameID, otherIds, given_name, family_name, SubjectRefPro } = read.data;
  const subject = SubjectNameID ?? otherIds.find(({ origine }) => origine === 'RPPS')?.identifiant ?? '';
  if (!NATIONAL_ID.test(subject)) return unreadable('the national identifier of the professional');
  const label = `${given_name} ${family_name}`;
  return known({ subject, label, situations: situationsOf(SubjectRefPro) }, true);
};

const readFranceConnect = (claims: unknown): Known | Unreadable => {
  const read = FranceConnectClaims.safeParse(claims);
  if (!read.success) return unreadable('the identity of the person');
  const { sub, given_name, family_name, preferred_username, birthdate, gender, ...birth } = read.data;
  const birthPlace = [birth.birthplace, birth.birthcountry].find((code) => INSEE.test(code));
  const identity: CitizenIdentity = {
    familyName: family_name,
    ...(preferred_username !== '' && { usedFamilyName: preferred_username }),
    givenNames: given_name,
    birthDate: birthdate,
    sex: SEXES[gender],
    ...(birthPlace !== undefined && { birthPlace }),
  };
  const label = `${given_name.split(' ', 1)[0] ?? ''} ${preferred_username || family_name}`;
  return known({ subject: sub, label, identity, situations: [CITIZEN] }, false);
};

const readProConnect = (claims: unknown): Known | Unreadable => {
  const read = ProConnectClaims.safeParse(claims);
  if (!read.success) return unreadable('the name of the agent');
  const { sub, given_name, usual_name } = read.data;
  return known({ subject: sub, label: `${given_name} ${usual_name}`, situations: [] }, OPAQUE.test(sub));
};

/** Who signed in, of the claims of the token and of the answer about the person, joined. */
export const readClaims = (
  kind: ProviderConfig['claims'],
  claims: unknown,
  situationsOf: (practice: unknown) => KeptSituation[],
): Known | Unreadable => {
  if (kind === 'psc') return readPsc(claims, situationsOf);
  return kind === 'franceconnect' ? readFranceConnect(claims) : readProConnect(claims);
};

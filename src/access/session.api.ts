/** The contract of signing in: providers, the session, the situation of practice, the PIN of a shared tablet. */
import { z } from 'zod';
import { DELEGATION_DAYS_MAX } from '#access/delegation.ts';
import { RIGHTS } from '#access/rights.ts';
import { Id, plain } from '#facts/fact.ts';
import { Day } from '#kernel/day.ts';

const None = z.strictObject({});
const Bilingual = z.object({ fr: z.string(), en: z.string() });
const TAG = { fr: 'Session', en: 'Session' };

/** A way of signing in. `audience` says for whom: professionals, agents of the State, anybody. */
export const Provider = z.object({
  id: z.string(),
  name: z.string(),
  audience: z.enum(['professional', 'agent', 'citizen']),
});
export type Provider = z.infer<typeof Provider>;

/** A role at a place that the person who signed in may work as. */
export const Situation = z.object({
  index: z.int(),
  role: z.string(),
  roleTitle: Bilingual,
  profession: z.string(),
  structure: z.string(),
  place: z.string(),
  placeName: z.string(),
  /** ISO instant after which it no longer holds; null when it has no end. */
  until: z.string().nullable(),
});
export type Situation = z.infer<typeof Situation>;

export const SignedOut = z.object({ state: z.literal('signed-out'), providers: z.array(Provider) });
/** Nobody was there for a while: the PIN, or signing in again, opens it. */
export const Locked = z.object({
  state: z.literal('locked'),
  label: z.string(),
  pin: z.boolean(),
  /** Where to sign in again, as the same person. */
  provider: z.string(),
});
export const SignedIn = z.object({
  state: z.literal('signed-in'),
  /** How the person is called on their own screen. */
  label: z.string(),
  account: z.string(),
  csrf: z.string(),
  assurance: z.string(),
  pin: z.boolean(),
  /** Without a request for so long, the session locks itself. */
  idle_s: z.int(),
  expiresAt: z.string(),
  situations: z.array(Situation),
  /** Index of the situation chosen; null until there is a choice, and then no right is held but that to choose. */
  chosen: z.int().nullable(),
  rights: z.array(z.string()),
});
export const Session = z.discriminatedUnion('state', [SignedOut, Locked, SignedIn]);
export type Session = z.infer<typeof Session>;

const answered = (fr: string, en: string, schema: z.ZodType<Session> = Session) => ({
  200: { description: { fr, en }, schema },
});

export const readSession = {
  id: 'readSession',
  method: 'GET',
  path: '/api/session',
  right: 'public',
  personal: true,
  tag: TAG,
  summary: { fr: 'Qui est connecté', en: 'Who is signed in' },
  description: {
    fr: 'La session du navigateur, ou les moyens de se connecter.',
    en: 'The session of the browser, or the ways to sign in.',
  },
  params: None,
  query: None,
  body: z.unknown(),
  answers: answered('La session.', 'The session.'),
  problems: [],
} as const;

const Gone = {
  303: {
    description: { fr: 'Va au fournisseur, ou revient.', en: 'Goes to the provider, or back.' },
    schema: z.object({ to: z.string() }),
  },
};

/** A page of ours to come back to: a path, never another site. */
const ReturnTo = z
  .string()
  .max(300)
  .regex(/^\/(?![/\\])[\w\-./?=&%#]*$/, 'expected a path of this site');

export const login = {
  id: 'login',
  method: 'GET',
  path: '/api/session/login',
  right: 'public',
  personal: true,
  tag: TAG,
  summary: { fr: 'Se connecter', en: 'Sign in' },
  description: {
    fr: 'Envoie le navigateur chez le fournisseur d’identité (OpenID Connect, code et PKCE).',
    en: 'Sends the browser to the identity provider (OpenID Connect, code flow with PKCE).',
  },
  params: None,
  query: z.strictObject({ provider: z.string().max(40), return: ReturnTo.default('/people') }),
  body: z.unknown(),
  answers: Gone,
  problems: ['provider-unknown'],
} as const;

export const callback = {
  id: 'loginCallback',
  method: 'GET',
  path: '/api/session/callback/{provider}',
  right: 'public',
  personal: true,
  tag: TAG,
  summary: { fr: 'Retour du fournisseur d’identité', en: 'Back from the identity provider' },
  description: {
    fr: 'Le navigateur y revient avec un code, bon une fois. Un refus revient à la page de connexion, dit en clair.',
    en: 'The browser comes back with a code, good once. A refusal goes back to the sign-in page, told in words.',
  },
  params: z.strictObject({ provider: z.string().max(40) }),
  query: z.record(z.string(), z.string().max(4000)),
  body: z.unknown(),
  answers: Gone,
  problems: [],
} as const;

export const chooseSituation = {
  id: 'chooseSituation',
  method: 'POST',
  path: '/api/session/situation',
  right: RIGHTS.ownSession,
  territory: 'self',
  tag: TAG,
  summary: { fr: 'Choisir sa situation d’exercice', en: 'Choose the situation of practice' },
  description: {
    fr: 'Une personne peut exercer en plusieurs lieux : les droits sont ceux de la situation choisie.',
    en: 'A person may practise in several places: rights are those of the situation chosen.',
  },
  params: None,
  query: None,
  body: z.strictObject({ index: z.int().min(0).max(1000) }),
  answers: answered('La session.', 'The session.'),
  problems: ['situation-unknown'],
} as const;

const Pin = z.string().regex(/^\d{6}$/, 'expected six digits');

export const setPin = {
  id: 'setPin',
  method: 'POST',
  path: '/api/session/pin',
  right: RIGHTS.ownSession,
  territory: 'self',
  tag: TAG,
  summary: { fr: 'Poser un code pour cette session', en: 'Set a PIN for this session' },
  description: {
    fr: 'Six chiffres, pour rouvrir la session sur cette tablette ; oubliés à la déconnexion.',
    en: 'Six digits, to open the session again on this tablet; forgotten when signing out.',
  },
  params: None,
  query: None,
  body: z.strictObject({ pin: Pin }),
  answers: answered('La session.', 'The session.'),
  problems: ['pin-weak'],
} as const;

export const lockSession = {
  id: 'lockSession',
  method: 'POST',
  path: '/api/session/lock',
  right: RIGHTS.ownSession,
  territory: 'self',
  tag: TAG,
  summary: { fr: 'Verrouiller', en: 'Lock' },
  description: {
    fr: 'Rend la tablette sans se déconnecter.',
    en: 'Hands the tablet over without signing out.',
  },
  params: None,
  query: None,
  body: None,
  answers: answered('La session, verrouillée.', 'The session, locked.'),
  problems: [],
} as const;

export const unlockSession = {
  id: 'unlockSession',
  method: 'POST',
  path: '/api/session/unlock',
  right: 'public',
  personal: true,
  tag: TAG,
  summary: { fr: 'Rouvrir une session verrouillée', en: 'Open a locked session again' },
  description: {
    fr: 'Cinq codes faux ferment la session : il faut se reconnecter.',
    en: 'Five wrong PINs close the session: sign in again.',
  },
  params: None,
  query: None,
  body: z.strictObject({ pin: Pin }),
  answers: answered('La session, ouverte.', 'The session, open.'),
  problems: ['pin-wrong', 'pin-none', 'session-ended'],
} as const;

export const logout = {
  id: 'logout',
  method: 'POST',
  path: '/api/session/logout',
  right: 'public',
  personal: true,
  tag: TAG,
  summary: { fr: 'Se déconnecter', en: 'Sign out' },
  description: {
    fr: 'Ferme la session ici ; « to » la ferme chez le fournisseur d’identité.',
    en: 'Closes the session here; "to" closes it at the identity provider.',
  },
  params: None,
  query: None,
  body: None,
  answers: {
    200: {
      description: { fr: 'Déconnecté.', en: 'Signed out.' },
      schema: z.object({ to: z.string().nullable() }),
    },
  },
  problems: [],
} as const;

export const backchannelLogout = {
  id: 'backchannelLogout',
  method: 'POST',
  path: '/api/session/backchannel/{provider}',
  right: 'public',
  personal: true,
  form: true,
  tag: TAG,
  summary: { fr: 'Déconnexion par le fournisseur d’identité', en: 'Sign-out by the identity provider' },
  description: {
    fr: 'OpenID Connect Back-Channel Logout 1.0 : un jeton signé, bon une fois.',
    en: 'OpenID Connect Back-Channel Logout 1.0: a signed token, good once.',
  },
  params: z.strictObject({ provider: z.string().max(40) }),
  query: None,
  body: z.strictObject({ logout_token: z.string().max(20_000) }),
  answers: {
    200: {
      description: { fr: 'Sessions fermées.', en: 'Sessions closed.' },
      schema: z.object({ closed: z.int() }),
    },
  },
  problems: ['logout-token-refused', 'provider-unknown'],
} as const;

export const joinTeam = {
  id: 'joinTeam',
  method: 'POST',
  path: '/api/session/join',
  right: RIGHTS.ownSession,
  territory: 'self',
  tag: TAG,
  summary: {
    fr: 'Rejoindre un centre avec un code de délégation',
    en: 'Join a centre with a delegation code',
  },
  description: {
    fr: 'Le code remis par le responsable ne vaut que pour la personne qu’il a nommée, et une fois.',
    en: 'The code handed by the manager is good for the person named alone, and once.',
  },
  params: None,
  query: None,
  body: z.strictObject({ code: z.string().regex(/^[0-9A-Za-z-]{8,20}$/, 'expected a delegation code') }),
  answers: answered('La session, avec la nouvelle situation.', 'The session, with the new situation.'),
  problems: ['delegation-code-unknown', 'delegation-other-person', 'too-many-codes'],
} as const;

export const Delegation = z.object({
  id: z.string(),
  role: z.string(),
  place: z.string(),
  placeName: z.string(),
  profession: z.string(),
  givenNames: z.string(),
  familyName: z.string(),
  from: z.string(),
  until: z.string(),
  joined: z.boolean(),
  revoked: z.boolean(),
  givenAt: z.string(),
});
export type Delegation = z.infer<typeof Delegation>;

const DELEGATIONS = { fr: 'Délégations', en: 'Delegations' };
const Place = plain(z.string().min(1).max(80));
/** To the nanosecond, and no finer: no clock of ours reads more. */
const Instant = z.iso.datetime({ offset: true }).refine((instant) => !/\.\d{10}/.test(instant), {
  error: 'expected at most nine digits after the second',
});
const Name = plain(z.string().trim().min(1).max(100));

export { DELEGATION_DAYS_MAX };
export const PROFESSIONS_DELEGATED = [
  'firefighter',
  'student',
  'foreign-doctor',
  'retired-professional',
  'volunteer',
  'military',
  'secretary',
] as const;

export const listDelegations = {
  id: 'listDelegations',
  method: 'GET',
  path: '/api/access/delegations',
  right: RIGHTS.manageGrants,
  territory: 'place',
  nominative: true,
  tag: DELEGATIONS,
  summary: { fr: 'Les délégations d’un lieu', en: 'The delegations of a place' },
  description: {
    fr: 'Les plus récentes d’abord, 200 au plus.',
    en: 'The latest first, at most 200.',
  },
  params: None,
  query: z.strictObject({ place: Place }),
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Les délégations.', en: 'The delegations.' },
      schema: z.object({ delegations: z.array(Delegation) }),
    },
  },
  problems: [],
} as const;

export const delegate = {
  id: 'delegate',
  method: 'POST',
  path: '/api/access/delegations',
  right: RIGHTS.manageGrants,
  territory: 'place',
  nominative: true,
  tag: DELEGATIONS,
  summary: {
    fr: 'Déléguer, par son nom, pour un lieu et un temps',
    en: 'Delegate, by name, for a place and a time',
  },
  description: {
    fr: `Pour qui n’a pas la connexion nationale des professionnels, dans un centre déclaré. La réponse porte un code à remettre à la personne, montré une seule fois ; elle se connecte avec son identité de citoyen et le saisit. ${DELEGATION_DAYS_MAX} jours au plus.`,
    en: `For people without the national login of professionals, in a declared centre. The answer holds a code to hand to the person, shown once only; they sign in as citizens and enter it. At most ${DELEGATION_DAYS_MAX} days.`,
  },
  params: None,
  query: None,
  body: z.strictObject({
    place: Place,
    profession: z.enum(PROFESSIONS_DELEGATED),
    givenNames: Name,
    familyName: Name,
    birthDate: Day,
    from: Instant,
    until: Instant,
  }),
  answers: {
    201: {
      description: { fr: 'Déléguée.', en: 'Delegated.' },
      schema: z.object({ delegation: Delegation, code: z.string() }),
    },
  },
  problems: ['delegation-period', 'delegation-place', 'delegation-role'],
} as const;

export const revokeDelegation = {
  id: 'revokeDelegation',
  method: 'POST',
  path: '/api/access/delegations/revoke',
  right: RIGHTS.manageGrants,
  territory: 'place',
  tag: DELEGATIONS,
  summary: { fr: 'Mettre fin à une délégation', en: 'End a delegation' },
  description: { fr: 'Elle cesse aussitôt.', en: 'It ends at once.' },
  params: None,
  query: None,
  body: z.strictObject({ place: Place, id: Id }),
  answers: {
    200: { description: { fr: 'Terminée.', en: 'Ended.' }, schema: z.object({ revoked: z.boolean() }) },
  },
  problems: ['delegation-unknown'],
} as const;

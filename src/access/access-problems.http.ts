import type { Problems } from '#http/problem.ts';

/** How the refusals of signing in and of delegations are told over HTTP. */
export const ACCESS_PROBLEMS = {
  'provider-unknown': {
    status: 404,
    title: { fr: 'Fournisseur d’identité inconnu', en: 'Unknown identity provider' },
    mend: {
      fr: 'Choisissez un fournisseur de la liste : /api/session les donne.',
      en: 'Choose a provider of the list: /api/session gives them.',
    },
  },
  'provider-unreachable': {
    status: 503,
    title: { fr: 'Le fournisseur d’identité ne répond pas', en: 'The identity provider does not answer' },
    mend: {
      fr: 'Réessayez dans quelques minutes, ou connectez-vous autrement.',
      en: 'Try again in a few minutes, or sign in another way.',
    },
  },
  'session-locked': {
    status: 401,
    title: { fr: 'Session verrouillée', en: 'Session locked' },
    mend: {
      fr: 'Rouvrez-la avec votre code, ou reconnectez-vous.',
      en: 'Open it again with your PIN, or sign in again.',
    },
  },
  'session-ended': {
    status: 401,
    title: { fr: 'Session terminée', en: 'Session ended' },
    mend: { fr: 'Reconnectez-vous.', en: 'Sign in again.' },
  },
  'situation-unknown': {
    status: 422,
    title: { fr: 'Situation d’exercice inconnue', en: 'Unknown situation of practice' },
    mend: {
      fr: 'Choisissez une situation de la liste : /api/session les donne.',
      en: 'Choose a situation of the list: /api/session gives them.',
    },
  },
  'pin-weak': {
    status: 422,
    title: { fr: 'Code trop facile à deviner', en: 'PIN too easy to guess' },
    mend: {
      fr: 'Évitez les chiffres répétés, les suites et les symétries.',
      en: 'Avoid digits repeated, in order, or the same backwards.',
    },
  },
  'pin-wrong': {
    status: 403,
    title: { fr: 'Code faux', en: 'Wrong PIN' },
    mend: {
      fr: 'Réessayez, ou reconnectez-vous : cinq codes faux ferment la session.',
      en: 'Try again, or sign in again: five wrong PINs close the session.',
    },
  },
  'pin-none': {
    status: 409,
    title: { fr: 'Aucun code pour cette session', en: 'No PIN for this session' },
    mend: { fr: 'Reconnectez-vous.', en: 'Sign in again.' },
  },
  'logout-token-refused': {
    status: 400,
    title: { fr: 'Jeton de déconnexion refusé', en: 'Logout token refused' },
    mend: {
      fr: 'Envoyez un jeton signé par le fournisseur, récent et jamais envoyé.',
      en: 'Send a token signed by the provider, recent and never sent before.',
    },
  },
  'delegation-code-unknown': {
    status: 404,
    title: { fr: 'Code de délégation inconnu', en: 'Unknown delegation code' },
    mend: {
      fr: 'Vérifiez le code ; il vaut une seule fois et jusqu’à la fin de la délégation.',
      en: 'Check the code; it is good once, until the delegation ends.',
    },
  },
  'delegation-other-person': {
    status: 403,
    title: { fr: 'Délégation faite pour une autre personne', en: 'Delegation made for another person' },
    mend: {
      fr: 'Connectez-vous avec l’identité de la personne nommée, ou demandez une délégation à votre nom exact.',
      en: 'Sign in with the identity of the person named, or ask for a delegation in your exact name.',
    },
  },
  'too-many-codes': {
    status: 429,
    title: { fr: 'Trop de codes essayés', en: 'Too many codes tried' },
    mend: { fr: 'Réessayez dans une heure.', en: 'Try again in an hour.' },
  },
  'delegation-period': {
    status: 422,
    title: { fr: 'Période de délégation impossible', en: 'Period of delegation not possible' },
    mend: {
      fr: 'Donnez un début et une fin à venir, à moins de trois mois l’un de l’autre.',
      en: 'Give a beginning and an end to come, within three months of each other.',
    },
  },
  'delegation-place': {
    status: 422,
    title: { fr: 'Un accès se délègue dans un centre', en: 'Access is delegated in a centre' },
    mend: {
      fr: 'Choisissez un centre déclaré, et non un département, une région ou le pays entier.',
      en: 'Choose a declared centre, not a department, a region or the whole country.',
    },
  },
  'delegation-role': {
    status: 403,
    title: { fr: 'Votre rôle ne délègue pas celui-ci', en: 'Your role does not delegate this one' },
    mend: {
      fr: 'Demandez au responsable du centre de faire cette délégation.',
      en: 'Ask the manager of the centre to make this delegation.',
    },
  },
  'delegation-unknown': {
    status: 404,
    title: { fr: 'Délégation inconnue', en: 'Unknown delegation' },
    mend: {
      fr: 'Choisissez une délégation de la liste du lieu.',
      en: 'Choose one of the list of the place.',
    },
  },
} as const satisfies Problems;

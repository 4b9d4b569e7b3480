/** Why a sign-in did not succeed, told on the sign-in page: `/login?problem=…`. */
import type { Text } from '#kernel/text.ts';

export type LoginProblem = { readonly title: Text; readonly mend: Text };

export const LOGIN_PROBLEMS = {
  'provider-unknown': {
    title: { fr: 'Moyen de connexion inconnu', en: 'Unknown way to sign in' },
    mend: {
      fr: 'Choisissez un moyen de connexion de la liste.',
      en: 'Choose a way to sign in from the list.',
    },
  },
  'provider-unreachable': {
    title: { fr: 'Le fournisseur d’identité ne répond pas', en: 'The identity provider does not answer' },
    mend: {
      fr: 'Réessayez dans quelques minutes, ou connectez-vous autrement.',
      en: 'Try again in a few minutes, or sign in another way.',
    },
  },
  'login-refused': {
    title: { fr: 'Connexion refusée ou abandonnée', en: 'Sign-in refused or abandoned' },
    mend: {
      fr: 'Le fournisseur d’identité n’a pas confirmé qui vous êtes. Recommencez si c’est une erreur.',
      en: 'The identity provider did not confirm who you are. Start again if this is a mistake.',
    },
  },
  'login-expired': {
    title: {
      fr: 'Connexion trop ancienne ou commencée ailleurs',
      en: 'Sign-in too old, or started elsewhere',
    },
    mend: {
      fr: 'Recommencez, dans ce navigateur et en moins de dix minutes.',
      en: 'Start again, in this browser and within ten minutes.',
    },
  },
  'login-untrusted': {
    title: {
      fr: 'La réponse du fournisseur d’identité n’est pas sûre',
      en: 'The answer of the identity provider cannot be trusted',
    },
    mend: {
      fr: 'Recommencez ; si cela dure, prévenez qui tient ce service.',
      en: 'Start again; if it goes on, tell the people who run this service.',
    },
  },
  'login-level': {
    title: { fr: 'Connexion pas assez sûre', en: 'Sign-in not sure enough' },
    mend: {
      fr: 'Choisissez, chez le fournisseur d’identité, un moyen plus sûr (carte, application).',
      en: 'Choose a surer means at the identity provider (card, application).',
    },
  },
  'login-identity': {
    title: { fr: 'Identité incomplète', en: 'Incomplete identity' },
    mend: {
      fr: 'Le fournisseur d’identité n’a pas transmis qui vous êtes. Acceptez la transmission, ou connectez-vous autrement.',
      en: 'The identity provider did not say who you are. Accept that it does, or sign in another way.',
    },
  },
  'no-situation': {
    title: { fr: 'Aucune situation d’exercice', en: 'No situation of practice' },
    mend: {
      fr: 'Vous êtes connecté, mais rien ne vous autorise à travailler ici : demandez un code de délégation au responsable du centre.',
      en: 'You are signed in, but nothing allows you to work here: ask the manager of the centre for a delegation code.',
    },
  },
} as const satisfies Record<string, LoginProblem>;
export type LoginProblemCode = keyof typeof LOGIN_PROBLEMS;

/** How a problem of the address is told; undefined when there is none of this code. */
export const findLoginProblem = (code: string): LoginProblem | undefined =>
  Object.entries(LOGIN_PROBLEMS).find(([known]) => known === code)?.[1];

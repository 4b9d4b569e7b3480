import type { Problems } from '#http/problem.ts';

/** How the refusals of data quality are told over HTTP. */
export const QUALITY_PROBLEMS = {
  'quality-malformed': {
    status: 422,
    title: { fr: 'La règle ne peut pas être lue', en: 'The rule cannot be read' },
    mend: {
      fr: 'Corrigez le paramètre indiqué ; /api/quality/vocabulary dit ce qu’une règle peut trouver.',
      en: 'Mend the parameter named; /api/quality/vocabulary says what a rule can find.',
    },
  },
  'rule-unknown': {
    status: 404,
    title: { fr: 'Règle inconnue', en: 'Unknown rule' },
    mend: { fr: 'Choisissez une règle de la liste.', en: 'Choose a rule of the list.' },
  },
  'rule-known': {
    status: 409,
    title: { fr: 'Ce nom de règle est pris', en: 'This rule name is taken' },
    mend: { fr: 'Donnez un autre nom à votre règle.', en: 'Give your rule another name.' },
  },
  'rule-closed': {
    status: 409,
    title: { fr: 'La règle n’en est plus là', en: 'The rule has moved on' },
    mend: {
      fr: 'Relisez la règle : une autre décision est passée. Pour la reprendre, proposez-en une nouvelle.',
      en: 'Read the rule again: another decision came first. To take it up again, propose a new one.',
    },
  },
  'agreement-missing': {
    status: 409,
    title: { fr: 'Il manque un accord', en: 'An agreement is missing' },
    mend: {
      fr: 'Demandez à une autre institution de se prononcer sur la page de la règle.',
      en: 'Ask another institution to take a position on the rule’s page.',
    },
  },
  'day-in-past': {
    status: 422,
    title: { fr: 'La date est passée', en: 'The day is past' },
    mend: { fr: 'Choisissez aujourd’hui ou un jour à venir.', en: 'Choose today or a day to come.' },
  },
  'trial-unknown': {
    status: 404,
    title: { fr: 'Essai inconnu', en: 'Unknown trial' },
    mend: {
      fr: 'Relancez l’essai : il est gardé une heure, par le serveur qui l’a commencé.',
      en: 'Start the trial again: it is kept for an hour, by the server that began it.',
    },
  },
  'trials-busy': {
    status: 503,
    title: { fr: 'Trop d’essais en même temps', en: 'Too many trials at once' },
    mend: { fr: 'Réessayez dans une minute.', en: 'Try again in a minute.' },
  },
  'quality-too-many': {
    status: 409,
    title: { fr: 'Trop a été dit des règles', en: 'Too much was said of rules' },
    mend: {
      fr: 'Prévenez qui tient ce serveur : la limite est atteinte.',
      en: 'Tell who keeps this server: the limit is reached.',
    },
  },
} as const satisfies Problems;

import type { Problems } from '#http/problem.ts';

/** How the refusals of privacy are told; those of the register (`person-unknown`, `person-elsewhere`) are its own. */
export const PRIVACY_PROBLEMS = {
  'too-many-requests': {
    status: 429,
    title: { fr: 'Trop de demandes en attente', en: 'Too many requests waiting' },
    mend: {
      fr: 'Attendez la réponse à vos demandes : un mois au plus.',
      en: 'Wait for the answers to your requests: a month at most.',
    },
  },
  'request-id-taken': {
    status: 409,
    title: { fr: 'Identifiant de demande déjà pris', en: 'Request id already taken' },
    mend: { fr: 'Donnez un nouvel identifiant.', en: 'Give a new id.' },
  },
  'request-unknown': {
    status: 404,
    title: { fr: 'Demande inconnue', en: 'Unknown request' },
    mend: {
      fr: 'Rechargez la liste : la personne a peut-être été oubliée depuis.',
      en: 'Load the list again: the person may have been forgotten since.',
    },
  },
  'request-answered': {
    status: 409,
    title: { fr: 'Demande déjà répondue', en: 'Request already answered' },
    mend: {
      fr: 'Rechargez la liste ; la première réponse demeure.',
      en: 'Load the list again; the first answer stands.',
    },
  },
} as const satisfies Problems;

import type { Problems } from '#http/problem.ts';

/** How the refusals of privacy are told; those of the register (`person-unknown`, `person-elsewhere`) are its own. */
export const PRIVACY_PROBLEMS = {
  'person-unsure': {
    status: 409,
    title: {
      fr: 'Nous ne savons pas avec certitude quel dossier est le vôtre',
      en: 'We do not know for certain which record is yours',
    },
    mend: {
      fr: 'Présentez une pièce d’identité dans un centre de vaccination : il la note, et l’identitovigilance du département réunit ou sépare les dossiers. Refaites ensuite votre demande. Sans réponse, écrivez au délégué à la protection des données, nommé dans le registre des traitements.',
      en: 'Show an identity paper at a vaccination centre: it notes it, and the identity watch of the department brings the records together or keeps them apart. Then ask again. Without an answer, write to the data protection officer, named in the record of processing.',
    },
  },
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

import type { Problems } from '#http/problem.ts';

/** How the refusals of the register are told over HTTP. */
export const PEOPLE_PROBLEMS = {
  'search-too-wide': {
    status: 422,
    title: { fr: 'Recherche trop large', en: 'Search too wide' },
    mend: {
      fr: 'Ajoutez une date de naissance à un nom ; ou un nom, un prénom et une ville ou un téléphone ; ou le numéro national.',
      en: 'Add a birth date to a name; or a name, a first name and a city or a phone number; or the national number.',
    },
  },
  'search-too-often': {
    status: 429,
    title: { fr: 'Trop de recherches', en: 'Too many searches' },
    mend: {
      fr: 'Attendez l’heure indiquée. Un flot de recherches est signalé ; si votre travail en demande autant, dites-le à qui gère vos accès.',
      en: 'Wait until the time told. A flood of searches is noticed; if your work needs as many, tell the person who manages your access.',
    },
  },
  'person-unknown': {
    status: 404,
    title: { fr: 'Personne inconnue', en: 'Unknown person' },
    mend: {
      fr: 'Cherchez la personne par son nom et sa date de naissance, ou enregistrez-la.',
      en: 'Search for the person by name and birth date, or register them.',
    },
  },
  'person-elsewhere': {
    status: 403,
    title: { fr: 'Personne hors de votre territoire', en: 'Person outside your territory' },
    mend: {
      fr: 'Si le soin l’exige et que vous en avez le droit, brisez la glace en disant pourquoi ; sinon adressez-vous au territoire où réside la personne.',
      en: 'If care demands it and you hold the right, break the glass and say why; otherwise ask the territory where the person lives.',
    },
  },
  'person-id-taken': {
    status: 409,
    title: { fr: 'Identifiant déjà pris par une autre personne', en: 'Id already taken by another person' },
    mend: {
      fr: 'Tirez un nouvel identifiant et renvoyez la demande.',
      en: 'Draw a new id and send the request again.',
    },
  },
  'version-stale': {
    status: 409,
    title: {
      fr: 'Le dossier a changé depuis qu’il a été ouvert',
      en: 'The record has changed since it was opened',
    },
    mend: {
      fr: 'Ouvrez-le de nouveau, relisez ce qui a changé, et recommencez.',
      en: 'Open it again, read what has changed, and start again.',
    },
  },
  'birth-date-future': {
    status: 422,
    title: { fr: 'Date de naissance à venir', en: 'Birth date in the future' },
    mend: { fr: 'Relisez la date de naissance.', en: 'Read the birth date again.' },
  },
  'national-number-form': {
    status: 422,
    title: { fr: 'Ce n’est pas un numéro national', en: 'This is no national number' },
    mend: {
      fr: 'Treize caractères et une clé de deux chiffres : relisez-le sur la carte Vitale.',
      en: 'Thirteen characters and a key of two digits: read it again on the health card.',
    },
  },
  'national-number-month': {
    status: 422,
    title: { fr: 'Mois impossible dans le numéro', en: 'Impossible month in the number' },
    mend: { fr: 'Relisez les chiffres 4 et 5.', en: 'Read digits 4 and 5 again.' },
  },
  'national-number-key': {
    status: 422,
    title: { fr: 'Clé du numéro fausse', en: 'Wrong key of the number' },
    mend: {
      fr: 'Un caractère au moins est faux : relisez le numéro et sa clé. Sans numéro, la personne s’enregistre aussi.',
      en: 'One character at least is wrong: read the number and its key again. Without a number, the person can be registered too.',
    },
  },
} as const satisfies Problems;

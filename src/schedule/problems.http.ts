import type { Problems } from '#http/problem.ts';

/** How the refusals of this folder are told over HTTP. */
export const SCHEDULE_PROBLEMS = {
  'no-schedule': {
    status: 404,
    title: { fr: 'Aucun calendrier vaccinal de ce nom', en: 'No schedule of this name' },
    mend: {
      fr: 'Employez un nom de la liste /api/schedules.',
      en: 'Use a name of the list at /api/schedules.',
    },
  },
  'unknown-vaccine': {
    status: 422,
    title: { fr: 'Vaccin inconnu du calendrier', en: 'Vaccine unknown to the schedule' },
    mend: {
      fr: 'Employez un code de vaccin de /api/schedules/{name}.',
      en: 'Use a code of a vaccine of /api/schedules/{name}.',
    },
  },
  'unknown-observation': {
    status: 422,
    title: { fr: 'Observation inconnue du calendrier', en: 'Observation unknown to the schedule' },
    mend: {
      fr: 'Employez un code d’observation de /api/schedules/{name}.',
      en: 'Use a code of an observation of /api/schedules/{name}.',
    },
  },
  'unknown-group': {
    status: 422,
    title: { fr: 'Groupe de vaccins inconnu du calendrier', en: 'Vaccine group unknown to the schedule' },
    mend: {
      fr: 'Employez un groupe de /api/schedules, ou n’en donnez aucun pour tous les avoir.',
      en: 'Use a group of /api/schedules, or give none to have them all.',
    },
  },
  'dose-before-birth': {
    status: 422,
    title: { fr: 'Dose avant la naissance', en: 'Dose before the birth' },
    mend: {
      fr: 'Vérifiez la date de la dose et celle de la naissance.',
      en: 'Check the date of the dose and that of the birth.',
    },
  },
  'born-later': {
    status: 422,
    title: { fr: 'Naissance après le jour demandé', en: 'Birth after the day asked for' },
    mend: {
      fr: 'Vérifiez la date de naissance et « assessmentDate ».',
      en: 'Check the birth date and "assessmentDate".',
    },
  },
  'not-in-force': {
    status: 422,
    title: { fr: 'Aucune stratégie en vigueur ce jour-là', en: 'No strategy in force on that day' },
    mend: {
      fr: 'Demandez un jour de la campagne dans « assessmentDate ».',
      en: 'Ask for a day of the campaign in "assessmentDate".',
    },
  },
  'fhir-unreadable': {
    status: 422,
    title: { fr: 'Ressource FHIR qui ne peut pas être lue', en: 'FHIR resource that cannot be read' },
    mend: {
      fr: 'Corrigez les éléments indiqués ; docs/forecast.md dit ce qui est lu.',
      en: 'Mend the elements named; docs/forecast.md says what is read.',
    },
  },
} as const satisfies Problems;

import type { Text } from '#kernel/text.ts';

export type Meaning = { readonly term: Text; readonly meaning: Text };

/**
 * What the figures count, as the dictionary of the published tables (VAC-SI, Santé publique France) counts them, and
 * the two other meanings of "complete" that a reader may have in mind.
 */
export const MEANINGS = {
  dose1: {
    term: { fr: 'Première injection', en: 'First injection' },
    meaning: {
      fr: 'Nombre de personnes dont la première injection d’un vaccin contre la Covid-19 a été enregistrée, comptées le jour de l’injection. Une personne compte une seule fois, quel que soit le nombre d’injections qu’elle reçoit ensuite.',
      en: 'Number of people whose first injection of a Covid-19 vaccine was recorded, counted on the day of the injection. A person counts once, however many injections follow.',
    },
  },
  coverage: {
    term: { fr: 'Part de la population', en: 'Share of the population' },
    meaning: {
      fr: 'Personnes ayant reçu une première injection, divisées par la population résidente du territoire, tous âges confondus. Jusqu’au 7 décembre 2021, le territoire est celui où l’injection a été faite, ensuite celui où la personne habite\u00a0; avant cette date, un département qui vaccine ses voisins paraît donc en avance.',
      en: 'People with a first injection, divided by the resident population of the territory, all ages together. Until 7 December 2021 the territory is where the injection was given, afterwards where the person lives; before that date a department that vaccinates its neighbours looks ahead.',
    },
  },
  average: {
    term: { fr: 'Moyenne sur sept jours', en: 'Seven-day average' },
    meaning: {
      fr: 'Moyenne du jour affiché et des six précédents. Elle efface les creux du dimanche et des jours fériés.',
      en: 'Mean of the day shown and the six before. It removes the dips of Sundays and public holidays.',
    },
  },
  statistics: {
    term: { fr: 'Schéma complet, dans les statistiques', en: 'Complete course, in statistics' },
    meaning: {
      fr: 'C’est le sens des chiffres de cette page\u00a0: la personne a reçu le nombre d’injections prévu par la définition publiée ce jour-là (deux pour la plupart des vaccins, une seule pour le vaccin Janssen ou après une infection selon les périodes). La définition a changé plusieurs fois\u00a0; les tables disent laquelle s’applique.',
      en: 'This is what the figures of this page mean: the person received the number of injections required by the definition published at the time (two for most products, one for Janssen or after an infection in some periods). The definition changed several times; the tables say which one applies.',
    },
  },
  clinical: {
    term: { fr: 'Schéma complet, au sens médical', en: 'Complete course, in medicine' },
    meaning: {
      fr: 'La personne a reçu toutes les doses recommandées pour elle, selon son âge, ses maladies et ses infections passées. Une personne très immunodéprimée peut en avoir besoin de trois.',
      en: 'The person received every dose recommended for them, given their age, illnesses and past infections. A severely immunosuppressed person may need three.',
    },
  },
  pass: {
    term: { fr: 'Schéma complet, pour le passe', en: 'Complete course, for the pass' },
    meaning: {
      fr: 'Le certificat est valable\u00a0: il ajoute un délai après la dernière dose (sept jours, ou vingt-huit après le vaccin Janssen), puis une durée de validité et un rappel. On peut donc avoir un schéma complet et pas encore de certificat valable, ou l’inverse d’un jour à l’autre.',
      en: 'The certificate is valid: it adds a delay after the last dose (seven days, or twenty-eight after Janssen), then an expiry and a booster. A course may be complete while the certificate is not valid yet, or no longer.',
    },
  },
  target: {
    term: { fr: 'Objectif', en: 'Target' },
    meaning: {
      fr: 'Nombre de premières injections que le Gouvernement a annoncé pour une date. La date «\u00a0à ce rythme\u00a0» prolonge la moyenne des sept derniers jours\u00a0: c’est un repère, pas une prévision.',
      en: 'Number of first injections the Government announced for a date. The date “at this pace” carries on the average of the last seven days: a landmark, not a forecast.',
    },
  },
} as const satisfies Record<string, Meaning>;

import type { Text } from '#kernel/text.ts';
import type { Explanation, GroupForecast } from '#schedule/forecast.api.ts';
import type { Standing, Worth } from '#schedule/page/reading.ts';

/** Every word of the page. No-break spaces before French double punctuation are written out. */
export const SAY = {
  site: { fr: 'Carnet de vaccination', en: 'Vaccination record' },
  campaign: { fr: 'La campagne', en: 'The campaign' },
  kicker: { fr: 'Carnet de vaccination', en: 'Vaccination record' },
  title: {
    fr: 'Que valent les doses reçues, et que faut‑il faire maintenant\u00a0?',
    en: 'What are the doses given worth, and what is due now?',
  },
  lead: {
    fr: 'Saisissez une date de naissance et les doses reçues\u00a0: chaque dose est évaluée, la suivante est datée, et chaque réponse dit la règle qui l’a décidée.',
    en: 'Enter a birth date and the doses given: each dose is evaluated, the next one is dated, and every answer names the rule that decided it.',
  },
  private: {
    fr: 'Rien n’est gardé ni écrit dans l’adresse\u00a0: ce que vous saisissez disparaît quand vous quittez la page. N’écrivez aucun nom.',
    en: 'Nothing is kept or written to the address: what you enter is gone when you leave the page. Write no name.',
  },
  help: {
    fr: 'Une aide au raisonnement. La décision appartient au professionnel qui connaît la personne.',
    en: 'An aid to reasoning. The decision belongs to the professional who knows the person.',
  },
  examples: { fr: 'Essayer avec un exemple', en: 'Try an example' },
  clear: { fr: 'Tout effacer', en: 'Clear everything' },
  person: { fr: 'La personne', en: 'The person' },
  schedule: { fr: 'Calendrier', en: 'Schedule' },
  birth: { fr: 'Date de naissance', en: 'Birth date' },
  assessment: { fr: 'Jour de l’évaluation', en: 'Day of assessment' },
  dayForm: { fr: 'jj/mm/aaaa', en: 'dd/mm/yyyy' },
  sex: { fr: 'Sexe', en: 'Sex' },
  female: { fr: 'Féminin', en: 'Female' },
  male: { fr: 'Masculin', en: 'Male' },
  unknown: { fr: 'Non précisé', en: 'Not given' },
  country: { fr: 'Pays de naissance', en: 'Country of birth' },
  unitedStates: { fr: 'États-Unis', en: 'United States' },
  elsewhere: { fr: 'Autre pays', en: 'Another country' },
  group: { fr: 'Vaccins à évaluer', en: 'Vaccines to assess' },
  allGroups: { fr: 'Tous', en: 'All' },
  doses: { fr: 'Doses reçues', en: 'Doses given' },
  dose: { fr: 'Dose', en: 'Dose' },
  newDose: { fr: 'Nouvelle dose', en: 'New dose' },
  date: { fr: 'Date', en: 'Date' },
  vaccine: { fr: 'Vaccin', en: 'Vaccine' },
  vaccineHint: { fr: 'Nom ou code', en: 'Name or code' },
  unknownVaccine: { fr: 'Aucun vaccin', en: 'No vaccine' },
  severalVaccines: { fr: 'Plusieurs vaccins\u00a0: choisissez', en: 'Several vaccines: choose one' },
  noVaccine: { fr: 'Aucun vaccin de ce nom', en: 'No vaccine by that name' },
  keyboard: {
    fr: 'Au clavier\u00a0: la date en chiffres, Tab, le début du nom ou le code, Entrée. Une ligne s’ouvre d’elle-même.',
    en: 'By keyboard: the date in digits, Tab, the beginning of the name or the code, Enter. A new line opens by itself.',
  },
  remove: { fr: 'Retirer', en: 'Remove' },
  more: { fr: 'Fabricant, dose à refaire', en: 'Manufacturer, dose to repeat' },
  manufacturer: { fr: 'Fabricant (code MVX)', en: 'Manufacturer (MVX code)' },
  substandard: {
    fr: 'À refaire\u00a0: lot rappelé, mal conservée ou mal administrée',
    en: 'To be repeated: recalled, spoilt or misadministered',
  },
  halfLine: { fr: 'Ligne à compléter\u00a0: elle n’est pas évaluée.', en: 'Unfinished line: not assessed.' },
  paste: { fr: 'Coller une liste', en: 'Paste a list' },
  pasteHint: {
    fr: 'Une dose par ligne\u00a0: date, tabulation, code du vaccin. Elle peut aussi être collée dans un champ de date.',
    en: 'One dose a line: date, tab, vaccine code. It may also be pasted into a date field.',
  },
  pasteAdd: { fr: 'Ajouter ces doses', en: 'Add these doses' },
  notRead: { fr: 'Lignes non comprises', en: 'Lines not understood' },
  observations: { fr: 'Ce qu’on sait de la personne', en: 'What is known of the person' },
  observationsHint: {
    fr: 'Maladie, grossesse, exposition, immunité prouvée… Les intitulés sont ceux du calendrier.',
    en: 'Condition, pregnancy, exposure, proof of immunity… Titles are those of the schedule.',
  },
  addObservation: { fr: 'Ajouter une observation', en: 'Add an observation' },
  unknownObservation: { fr: 'Aucune observation', en: 'No observation' },
  severalObservations: {
    fr: 'Plusieurs observations\u00a0: choisissez',
    en: 'Several observations: choose one',
  },
  noObservation: { fr: 'Aucune observation de ce nom', en: 'No observation by that name' },
  since: { fr: 'Depuis le (facultatif)', en: 'Since (optional)' },
  answer: { fr: 'La réponse', en: 'The answer' },
  waiting: { fr: 'La réponse s’écrit ici', en: 'The answer is written here' },
  waitingText: {
    fr: 'Dès que la date de naissance est saisie. Chaque dose ajoutée la précise.',
    en: 'As soon as the birth date is entered. Each dose you add makes it more precise.',
  },
  dueNow: { fr: 'À faire maintenant', en: 'Due now' },
  nothingDue: { fr: 'Rien à faire aujourd’hui', en: 'Nothing is due today' },
  nothingDueOn: { fr: 'Rien à faire ce jour-là', en: 'Nothing is due on that day' },
  possibleNow: { fr: 'Possible dès maintenant', en: 'May be given already' },
  seeAnswer: { fr: 'Voir', en: 'See' },
  nextThing: { fr: 'Ensuite', en: 'Next' },
  sure: { fr: 'Pour être sûr', en: 'To be sure' },
  cautions: {
    fr: 'Avant de vacciner\u00a0: une contre-indication\u00a0? Touchez ce qui s’applique.',
    en: 'Before vaccinating: a contraindication? Press what applies.',
  },
  risks: {
    fr: 'Une de ces situations\u00a0? La réponse en dépend.',
    en: 'Any of these? The answer depends on it.',
  },
  moreRisks: { fr: 'Toutes les situations', en: 'All of them' },
  fewerRisks: { fr: 'Les plus fréquentes seulement', en: 'Only those that matter most' },
  answerIt: { fr: 'Répondre', en: 'Answer' },
  timeline: { fr: 'La ligne de vie', en: 'The life line' },
  timelineHint: {
    fr: 'Un groupe de vaccins par ligne. Les années où rien ne se passe sont resserrées.',
    en: 'One vaccine group a line. Years in which nothing happens are shortened.',
  },
  drawing: { fr: 'Dessin', en: 'Drawing' },
  table: { fr: 'Tableau', en: 'Table' },
  print: { fr: 'Imprimer', en: 'Print' },
  today: { fr: 'Aujourd’hui', en: 'Today' },
  legend: { fr: 'Légende', en: 'Key' },
  window: { fr: 'période recommandée', en: 'recommended period' },
  overduePeriod: { fr: 'retard', en: 'overdue' },
  possiblePeriod: { fr: 'possible', en: 'possible' },
  quiet: { fr: 'Plus tard, ou rien à faire', en: 'Later, or nothing to do' },
  details: { fr: 'Vaccin par vaccin', en: 'Vaccine by vaccine' },
  detailsHint: {
    fr: 'L’état, les dates, ce que vaut chaque dose, et la règle qui l’a décidé.',
    en: 'The status, the dates, what each dose is worth, and the rule that decided it.',
  },
  earliest: { fr: 'Au plus tôt', en: 'Earliest' },
  recommended: { fr: 'Recommandé', en: 'Recommended' },
  pastDue: { fr: 'En retard après le', en: 'Overdue after' },
  latest: { fr: 'Au plus tard', en: 'Latest' },
  status: { fr: 'État', en: 'Status' },
  worth: { fr: 'Ce qu’elle vaut', en: 'What it is worth' },
  age: { fr: 'Âge', en: 'Age' },
  vaccineGroup: { fr: 'Groupe de vaccins', en: 'Vaccine group' },
  why: { fr: 'Pourquoi', en: 'Why' },
  noDose: { fr: 'Aucune dose reçue.', en: 'No dose given.' },
  vaccines: { fr: 'Vaccins possibles', en: 'Vaccines that may be given' },
  recommendedVaccines: { fr: 'Vaccins recommandés', en: 'Recommended vaccines' },
  guidance: { fr: 'Consignes publiées', en: 'Published guidance' },
  series: { fr: 'Schéma suivi', en: 'Series followed' },
  risk: { fr: 'selon le risque', en: 'by risk' },
  section: { fr: 'section', en: 'section' },
  notConcerned: {
    fr: 'Ne concerne aucun groupe évalué.',
    en: 'Concerns none of the groups assessed.',
  },
  notReadYet: {
    fr: 'Après le jour de l’évaluation\u00a0: elle n’est pas lue.',
    en: 'After the day of assessment: not read.',
  },
  failed: { fr: 'La réponse n’a pas pu être obtenue', en: 'The answer could not be had' },
  unreachable: {
    fr: 'Le serveur ne répond pas. Ce que vous avez saisi est toujours là\u00a0; réessayez.',
    en: 'The server does not answer. What you entered is still here; try again.',
  },
  noSchedules: {
    fr: 'Ce site ne sait pas où demander les calendriers vaccinaux\u00a0: il est publié sans serveur.',
    en: 'This site does not know where to ask for schedules: it is published without a server.',
  },
  retry: { fr: 'Réessayer', en: 'Try again' },
  mend: { fr: 'Corrigez le champ signalé dans le formulaire.', en: 'Mend the field marked in the form.' },
  madeWith: {
    fr: 'Rappel est un logiciel libre. Les règles sont des données, citées à chaque réponse.',
    en: 'Rappel is open-source software. The rules are data, cited in every answer.',
  },
  printed: { fr: 'Évaluation au', en: 'Assessed on' },
  bornOn: { fr: 'Né(e) le', en: 'Born on' },
  sources: { fr: 'Sources', en: 'Sources' },
  version: { fr: 'version', en: 'version' },
} as const satisfies Record<string, Text>;

/** What a dose is worth, as a sign and a sentence begin. */
export const WORTH: Readonly<Record<Worth, Text>> = {
  Valid: { fr: 'Compte', en: 'Counts' },
  'Not Valid': { fr: 'Ne compte pas', en: 'Does not count' },
  'Sub-standard': { fr: 'À refaire', en: 'To be repeated' },
  Extraneous: { fr: 'En plus', en: 'Extra' },
  Partly: { fr: 'Compte en partie', en: 'Counts in part' },
};

export const STANDING: Readonly<Record<Standing, Text>> = {
  overdue: { fr: 'En retard', en: 'Overdue' },
  due: { fr: 'À faire', en: 'Due' },
  possible: { fr: 'Possible', en: 'Possible' },
  later: { fr: 'Plus tard', en: 'Later' },
  complete: { fr: 'Complet', en: 'Complete' },
  immune: { fr: 'Immunité prouvée ou présumée', en: 'Immune (proven or presumed)' },
  contraindicated: { fr: 'Contre-indiqué', en: 'Contraindicated' },
  agedOut: { fr: 'Âge dépassé', en: 'Aged out' },
  notRecommended: { fr: 'Non recommandé', en: 'Not recommended' },
};

/** What an explanation is about. */
export const OF: Readonly<Record<Explanation['of'], Text>> = {
  status: { fr: 'L’état', en: 'The status' },
  dose: { fr: 'La dose', en: 'The dose' },
  doseNumber: { fr: 'Le numéro de dose', en: 'The dose number' },
  earliest: SAY.earliest,
  recommended: SAY.recommended,
  pastDue: SAY.pastDue,
  latest: SAY.latest,
  series: SAY.series,
  vaccines: { fr: 'Les vaccins', en: 'The vaccines' },
};

export const KIND: Readonly<Record<GroupForecast['kind'], Text | undefined>> = {
  standard: undefined,
  risk: SAY.risk,
  'evaluation only': { fr: 'évaluation seule', en: 'evaluation only' },
};

/** Those of the specification that would be false in English too: the same is told of a person without any dose. */
export const ENGLISH_REASONS: Readonly<Record<string, string>> = {
  'not recommended at this time due to past immunization history':
    'not recommended at this time, given age and doses received',
  'patient has evidence of immunity': 'immunity proven or presumed',
};

/** Reasons in the words of the Logic Specification, which are English; others are shown as they come. */
export const REASONS: Readonly<Record<string, string>> = {
  'age: too young': 'trop tôt pour l’âge',
  'age: too old': 'trop tard pour l’âge',
  'interval: too soon': 'intervalle trop court',
  'live virus conflict': 'trop près d’un autre vaccin vivant',
  'inadvertent vaccine': 'vaccin donné par erreur à cette place',
  'not a preferable or allowable vaccine': 'vaccin non prévu pour cette dose',
  'series already complete': 'schéma déjà complet',
  'lot expired': 'lot périmé',
  'dose condition': 'dose signalée défectueuse',
  'patient series is complete': 'le schéma est complet',
  'not recommended at this time due to past immunization history':
    'non recommandé pour l’instant, vu l’âge et les doses reçues',
  'patient has evidence of immunity': 'immunité prouvée ou présumée',
  'patient has a contraindication': 'contre-indication',
  'past seasonal recommendation end date': 'hors de la saison recommandée par ce calendrier',
  'patient has exceeded the maximum age': 'l’âge maximal est dépassé',
  'patient is unable to finish the series prior to the maximum age':
    'le schéma ne peut plus être fini avant l’âge maximal',
  'no series of this schedule concerns the patient': 'aucun schéma de ce calendrier ne concerne la personne',
  'after the assessment date: not read': 'après le jour de l’évaluation\u00a0: non lue',
};

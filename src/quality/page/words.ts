/** The words of the page of data quality. */
import type { Text } from '#kernel/text.ts';
import type { RuleState } from '#quality/life.ts';

export const SAY = {
  kicker: { fr: 'Qualité des données', en: 'Data quality' },
  title: { fr: 'Que disent les faits d’impossible\u00a0?', en: 'What do the facts say that cannot be?' },
  lead: {
    fr: 'Une règle signale des faits\u00a0; elle n’en modifie aucun. Les chiffres se lisent avec et sans les règles adoptées.',
    en: 'A rule flags facts; it changes none. Figures are read with and without the adopted rules.',
  },
  propose: { fr: 'Proposer une règle', en: 'Propose a rule' },
  back: { fr: 'Toutes les règles', en: 'All rules' },
  figures: { fr: 'Avec et sans les règles', en: 'With and without the rules' },
  figuresKicker: { fr: 'Effet', en: 'Effect' },
  setAside: { fr: 'faits écartés par au moins une règle', en: 'facts set aside by at least one rule' },
  measure: { fr: 'Mesure', en: 'Measure' },
  recorded: { fr: 'Enregistré', en: 'As recorded' },
  corrected: { fr: 'Corrigé', en: 'Corrected' },
  difference: { fr: 'Différence', en: 'Difference' },
  rules: { fr: 'Les règles', en: 'The rules' },
  rulesKicker: { fr: 'Semaine par semaine', en: 'Week by week' },
  facts: { fr: 'Faits signalés', en: 'Facts flagged' },
  people: { fr: 'Personnes', en: 'People' },
  aside: { fr: 'Faits écartés', en: 'Facts set aside' },
  pending: {
    fr: 'En cours d’application\u00a0: les chiffres suivent dans la minute.',
    en: 'Being applied: the figures follow within the minute.',
  },
  weeks: { fr: 'Faits signalés par semaine', en: 'Facts flagged per week' },
  months: { fr: 'Faits signalés par mois', en: 'Facts flagged per month' },
  weekOf: { fr: 'semaine du', en: 'week of' },
  noFlags: { fr: 'Aucun fait signalé.', en: 'No fact flagged.' },
  flagged: { fr: 'Les faits signalés', en: 'The flagged facts' },
  flaggedTable: { fr: 'Tableau des faits signalés', en: 'Table of flagged facts' },
  figuresTable: { fr: 'Tableau des chiffres', en: 'Table of the figures' },
  examplesTable: { fr: 'Tableau des exemples', en: 'Table of examples' },
  tryTitle: { fr: 'Choisir et essayer', en: 'Choose and try' },
  tellTitle: { fr: 'Dire et proposer', en: 'Tell and propose' },
  flaggedKicker: { fr: 'Sous pseudonyme', en: 'Under a pseudonym' },
  rule: { fr: 'Règle', en: 'Rule' },
  department: { fr: 'Département', en: 'Department' },
  month: { fr: 'Mois', en: 'Month' },
  all: { fr: 'Tout', en: 'All' },
  day: { fr: 'Jour de l’acte', en: 'Day of the act' },
  says: { fr: 'Ce que dit le fait', en: 'What the fact says' },
  outcome: { fr: 'Écarté', en: 'Set aside' },
  yes: { fr: 'oui', en: 'yes' },
  no: { fr: 'non', en: 'no' },
  number: { fr: 'N°', en: 'No.' },
  person: { fr: 'Personne', en: 'Person' },
  more: { fr: 'Plus de faits', en: 'More facts' },
  finds: { fr: 'Ce qu’elle trouve', en: 'What it finds' },
  does: { fr: 'Ce qu’elle fait', en: 'What it does' },
  why: { fr: 'Pourquoi', en: 'Why' },
  source: { fr: 'Source', en: 'Source' },
  owner: { fr: 'Qui en répond', en: 'Who answers for it' },
  since: { fr: 'En vigueur depuis le', en: 'In force since' },
  where: { fr: 'Par département', en: 'By department' },
  discussion: { fr: 'Discussion et décision', en: 'Discussion and decision' },
  discussionKicker: { fr: 'Par institution', en: 'By institution' },
  nobody: { fr: 'Personne n’a encore rien dit.', en: 'Nobody has said anything yet.' },
  agrees: { fr: 'D’accord', en: 'Agree' },
  disagrees: { fr: 'Pas d’accord', en: 'Disagree' },
  missing: {
    fr: 'Accords d’autres institutions qui manquent',
    en: 'Agreements of other institutions that are missing',
  },
  remark: { fr: 'Votre remarque', en: 'Your remark' },
  noName: {
    fr: 'N’écrivez jamais un nom, ni rien qui désigne une personne.',
    en: 'Never write a name, nor anything that points to a person.',
  },
  send: { fr: 'Dire', en: 'Say' },
  kind: { fr: 'Position de votre institution', en: 'Position of your institution' },
  onlyRemark: { fr: 'Remarque seule', en: 'Remark only' },
  decide: { fr: 'Décider', en: 'Decide' },
  adopt: { fr: 'Adopter', en: 'Adopt' },
  reject: { fr: 'Rejeter', en: 'Reject' },
  withdraw: { fr: 'Retirer', en: 'Withdraw' },
  reason: { fr: 'Motif de la décision', en: 'Reason of the decision' },
  from: { fr: 'À partir du (vide\u00a0: aujourd’hui)', en: 'From (empty: today)' },
  done: { fr: 'C’est noté.', en: 'It is written down.' },
  needed: { fr: 'Trois caractères au moins.', en: 'At least three characters.' },
  proposeTitle: { fr: 'Proposer une règle', en: 'Propose a rule' },
  proposeLead: {
    fr: 'Essayez-la d’abord sur le registre\u00a0: rien n’est signalé pour de bon avant qu’elle soit adoptée.',
    en: 'Try it on the ledger first: nothing is flagged for good before it is adopted.',
  },
  predicate: { fr: 'Ce que la règle trouve', en: 'What the rule finds' },
  effect: { fr: 'Ce qu’une correction ferait', en: 'What a correction would do' },
  try: { fr: 'Essayer sur le registre', en: 'Try on the ledger' },
  stop: { fr: 'Arrêter', en: 'Stop' },
  trial: { fr: 'L’essai', en: 'The trial' },
  read: { fr: 'faits lus sur', en: 'facts read of' },
  running: { fr: 'L’essai avance', en: 'The trial goes on' },
  trialDone: { fr: 'Le registre entier est lu', en: 'The whole ledger is read' },
  trialStopped: { fr: 'Arrêté avant la fin', en: 'Stopped before the end' },
  trialFailed: { fr: 'L’essai a échoué\u00a0: recommencez', en: 'The trial failed: start again' },
  examples: { fr: 'Exemples', en: 'Examples' },
  unchanged: {
    fr: 'Aucun chiffre publié ne changerait.',
    en: 'No published figure would change.',
  },
  titleFr: { fr: 'Titre, en français', en: 'Title, in French' },
  titleEn: { fr: 'Titre, en anglais', en: 'Title, in English' },
  whyFr: { fr: 'Pourquoi, en français', en: 'Why, in French' },
  whyEn: { fr: 'Pourquoi, en anglais', en: 'Why, in English' },
  sourceField: { fr: 'Source (facultatif)', en: 'Source (optional)' },
  name: { fr: 'Nom court de la règle', en: 'Short name of the rule' },
  nameHint: {
    fr: 'Lettres minuscules, chiffres et tirets\u00a0: deux-actes-un-jour.',
    en: 'Lower-case letters, digits and hyphens: two-acts-one-day.',
  },
  submit: { fr: 'Proposer à la discussion', en: 'Propose for discussion' },
  wrong: { fr: 'À corriger', en: 'To be mended' },
  badLine: {
    fr: 'Une ligne n’a pas la forme attendue.',
    en: 'A line does not have the expected shape.',
  },
} as const satisfies Record<string, Text>;

export const STATES: Readonly<Record<RuleState, Text>> = {
  proposed: { fr: 'Proposée', en: 'Proposed' },
  adopted: { fr: 'Adoptée', en: 'Adopted' },
  rejected: { fr: 'Rejetée', en: 'Rejected' },
  withdrawn: { fr: 'Retirée', en: 'Withdrawn' },
};

export const EVENTS = {
  proposed: { fr: 'a proposé la règle', en: 'proposed the rule' },
  remark: { fr: 'a remarqué', en: 'remarked' },
  agreed: { fr: 'est d’accord', en: 'agrees' },
  disagreed: { fr: 'n’est pas d’accord', en: 'disagrees' },
  adopted: { fr: 'a adopté la règle', en: 'adopted the rule' },
  rejected: { fr: 'a rejeté la règle', en: 'rejected the rule' },
  withdrawn: { fr: 'a retiré la règle', en: 'withdrew the rule' },
} as const satisfies Record<string, Text>;

/** What facts say, field by field. */
const FIELDS: Readonly<Record<string, Text>> = {
  product: { fr: 'produit', en: 'product' },
  rank: { fr: 'rang', en: 'rank' },
  lot: { fr: 'lot', en: 'lot' },
  age: { fr: 'âge', en: 'age' },
  ageClass: { fr: 'classe', en: 'class' },
  site: { fr: 'site', en: 'site' },
  at: { fr: 'heure', en: 'time' },
  expiresOn: { fr: 'péremption', en: 'expiry' },
};

export const tellFact = (
  says: Readonly<Record<string, string | number>>,
  say: (text: Text) => string,
): string =>
  Object.entries(says)
    .map(([name, value]) => `${say(FIELDS[name] ?? { fr: name, en: name })} ${value}`)
    .join(', ');

/** The measures of the figures, in words a person reads; others are told by their name. */
const MEASURES: Readonly<Record<string, Text>> = {
  dose1: { fr: 'Premières doses', en: 'First doses' },
  dose2: { fr: 'Deuxièmes doses', en: 'Second doses' },
  dose3: { fr: 'Troisièmes doses', en: 'Third doses' },
  dose4: { fr: 'Quatrièmes doses', en: 'Fourth doses' },
  complete: { fr: 'Schémas complets', en: 'Complete courses' },
  booster1: { fr: 'Premiers rappels', en: 'First boosters' },
  booster2: { fr: 'Deuxièmes rappels', en: 'Second boosters' },
  booster3: { fr: 'Troisièmes rappels', en: 'Third boosters' },
  bivalent: { fr: 'Rappels bivalents', en: 'Bivalent boosters' },
};

export const nameOfMeasure = (measure: string): Text => MEASURES[measure] ?? { fr: measure, en: measure };

/** Words of the desk that several of its parts say. */
import type { Text } from '#kernel/text.ts';
import type { Question } from '#programmes/vaccination/desk/desk.api.ts';
import type { Site } from '#programmes/vaccination/desk/page/act-draft.ts';
import type { OverrideReason } from '#programmes/vaccination/facts.ts';
import type { Warning } from '#programmes/vaccination/injection.api.ts';

export const SITE_NAMES: Readonly<Record<Site, Text>> = {
  'left-arm': { fr: 'Bras gauche', en: 'Left arm' },
  'right-arm': { fr: 'Bras droit', en: 'Right arm' },
  'left-thigh': { fr: 'Cuisse gauche', en: 'Left thigh' },
  'right-thigh': { fr: 'Cuisse droite', en: 'Right thigh' },
  other: { fr: 'Ailleurs', en: 'Elsewhere' },
};

export const REASONS: Readonly<Record<OverrideReason, Text>> = {
  'medical-decision': { fr: 'Décision médicale', en: 'Medical decision' },
  'person-informed-and-willing': {
    fr: 'La personne est informée et le demande',
    en: 'The person is informed and asks for it',
  },
  'earlier-dose-proved': { fr: 'Une dose antérieure est prouvée', en: 'An earlier dose is proved' },
  'identity-checked': { fr: 'L’identité a été vérifiée', en: 'The identity was checked' },
  'no-other-product': { fr: 'Aucun autre produit ici', en: 'No other product here' },
  'already-injected': { fr: 'L’injection est déjà faite', en: 'The injection is already done' },
};

export const SOLVERS: Readonly<Record<NonNullable<Warning['solver']>, Text>> = {
  you: { fr: 'Vous pouvez y remédier', en: 'You can put it right' },
  manager: { fr: 'Voyez le responsable du centre', en: 'See the head of the centre' },
  support: { fr: 'Signalez-le à l’assistance', en: 'Report it to support' },
  nobody: { fr: 'Personne n’a rien à faire', en: 'Nobody has anything to do' },
};

export const CONSEQUENCES: Readonly<Record<Question['consequence'], Text>> = {
  refer: { fr: 'Demander au médecin', en: 'Ask the physician' },
  postpone: { fr: 'Reporter', en: 'Postpone' },
  watch: { fr: 'Surveiller 30 minutes', en: 'Watch for 30 minutes' },
  note: { fr: 'À savoir', en: 'To know' },
};

/** Why an act is corrected or taken back, ready to be sent: no word about the person. */
export const MENDS = {
  lot: { fr: 'Mauvais lot saisi', en: 'Wrong lot entered' },
  product: { fr: 'Mauvais produit saisi', en: 'Wrong product entered' },
  rank: { fr: 'Mauvais rang saisi', en: 'Wrong rank entered' },
  day: { fr: 'Mauvaise date saisie', en: 'Wrong date entered' },
  person: { fr: 'Saisi pour une autre personne', en: 'Entered for another person' },
  twice: { fr: 'Saisi deux fois', en: 'Entered twice' },
  'not-done': { fr: 'L’injection n’a pas eu lieu', en: 'The injection did not take place' },
} as const satisfies Record<string, Text>;

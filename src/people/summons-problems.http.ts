import type { Problems } from '#http/problem.ts';

/** How the refusals of a summons are told over HTTP. */
export const SUMMONS_PROBLEMS = {
  'summons-forged': {
    status: 422,
    title: { fr: 'Code d’accueil inconnu', en: 'Unknown desk code' },
    mend: {
      fr: 'Scannez-le de nouveau, de plus près ; sinon cherchez la personne par son numéro ou son nom.',
      en: 'Scan it again, from nearer; otherwise search for the person by number or name.',
    },
  },
  'summons-expired': {
    status: 422,
    title: { fr: 'Code d’accueil expiré', en: 'Desk code expired' },
    mend: {
      fr: 'La personne peut en afficher un nouveau dans son espace ; sinon cherchez-la par son numéro ou son nom.',
      en: 'The person can show a new one in their space; otherwise search for them by number or name.',
    },
  },
} as const satisfies Problems;

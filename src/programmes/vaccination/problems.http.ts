import type { Problems } from '#http/problem.ts';

/** How the refusals of this programme are told over HTTP. */
export const VACCINATION_PROBLEMS = {
  'product-unknown': {
    status: 422,
    title: { fr: 'Produit inconnu de la campagne', en: 'Product unknown to the campaign' },
    mend: {
      fr: 'Employez un code de produit de la campagne ; un vaccin reçu ailleurs se déclare.',
      en: 'Use a product code of the campaign; a vaccine received elsewhere is declared.',
    },
  },
  'injection-malformed': {
    status: 422,
    title: {
      fr: 'L’injection n’a pas la forme attendue',
      en: 'The injection does not have the expected shape',
    },
    mend: { fr: 'Corrigez le champ indiqué.', en: 'Mend the field named.' },
  },
  'no-strategy': {
    status: 404,
    title: { fr: 'Aucune stratégie ce jour-là', en: 'No strategy that day' },
    mend: {
      fr: 'Demandez un jour de la campagne : /api/vaccination/strategies les liste.',
      en: 'Ask for a day of the campaign: /api/vaccination/strategies lists them.',
    },
  },
  'case-refused': {
    status: 422,
    title: { fr: 'Cas illisible sous cette campagne', en: 'Case that this campaign cannot read' },
    mend: {
      fr: 'Employez les codes de la campagne (produits, mentions).',
      en: 'Use the codes of the campaign (products, tags).',
    },
  },
} as const satisfies Problems;

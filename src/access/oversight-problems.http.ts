import type { Problems } from '#http/problem.ts';

/** How the refusals of oversight are told over HTTP. */
export const OVERSIGHT_PROBLEMS = {
  'glass-unknown': {
    status: 404,
    title: { fr: 'Bris de glace inconnu dans ce lieu', en: 'No such broken glass in this place' },
    mend: {
      fr: 'Relisez la liste : elle ne porte que les personnes du lieu demandé.',
      en: 'Read the list again: it only holds people of the place asked for.',
    },
  },
} as const satisfies Problems;

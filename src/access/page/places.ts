/** The pages of the application, who each is for, and where a role begins its day. */
import { RIGHTS } from '#access/rights.ts';
import type { Text } from '#kernel/text.ts';

export type SpacePage = {
  readonly path: string;
  readonly name: Text;
  readonly does: Text;
  /** Whoever holds one of these sees it; empty: everybody, signed in or not. */
  readonly needs: readonly string[];
};

/** In the order of the menu, which is that of where a role begins. */
export const SPACE_PAGES: readonly SpacePage[] = [
  {
    path: 'identity',
    name: { fr: 'Identités à trancher', en: 'Identities to settle' },
    does: { fr: 'Deux dossiers, une personne\u00a0?', en: 'Two records, one person?' },
    needs: [RIGHTS.readPairs],
  },
  {
    path: 'desk',
    name: { fr: 'Poste d’injection', en: 'Injection desk' },
    does: { fr: 'Trouver, vérifier, injecter, certifier', en: 'Find, check, inject, certify' },
    needs: ['injections:record'],
  },
  {
    path: 'people',
    name: { fr: 'Personnes', en: 'People' },
    does: { fr: 'Chercher une personne, l’enregistrer', en: 'Find a person, register them' },
    needs: [RIGHTS.searchPeople],
  },
  {
    path: 'team',
    name: { fr: 'Équipe', en: 'Team' },
    does: { fr: 'Déléguer un accès, y mettre fin', en: 'Delegate an access, end it' },
    needs: [RIGHTS.manageGrants],
  },
  {
    path: 'oversight',
    name: { fr: 'Surveillance', en: 'Oversight' },
    does: { fr: 'Relire les accès, répondre aux demandes', en: 'Review accesses, answer requests' },
    needs: [RIGHTS.answerPrivacy, RIGHTS.reviewGlass, RIGHTS.verifyAudit],
  },
  {
    path: 'quality',
    name: { fr: 'Qualité des données', en: 'Data quality' },
    does: { fr: 'Faits signalés, règles de correction', en: 'Flagged facts, correction rules' },
    needs: [RIGHTS.readQuality],
  },
  {
    path: 'me',
    name: { fr: 'Mes données', en: 'My data' },
    does: { fr: 'Ce qui est gardé de moi, qui l’a vu', en: 'What is held about me, who saw it' },
    needs: [RIGHTS.self],
  },
  {
    path: 'privacy',
    name: { fr: 'Vie privée', en: 'Privacy' },
    does: { fr: 'Qui voit quoi, et combien de temps', en: 'Who sees what, and for how long' },
    needs: [],
  },
  {
    path: 'support',
    name: { fr: 'Signalements', en: 'Reports' },
    does: { fr: 'Anomalies signalées et leurs réponses', en: 'Anomalies reported and their answers' },
    needs: [RIGHTS.reportTrouble],
  },
  {
    path: 'status',
    name: { fr: 'État du service', en: 'Service status' },
    does: { fr: 'Ce qui marche, ce qui ne marche pas', en: 'What works, what does not' },
    needs: [],
  },
];

const isFor = ({ needs }: SpacePage, rights: readonly string[]): boolean =>
  needs.length === 0 || needs.some((right) => rights.includes(right));

/** The pages of these rights. */
export const pagesFor = (rights: readonly string[]): readonly SpacePage[] =>
  SPACE_PAGES.filter((page) => isFor(page, rights));

/** Where these rights begin. */
export const homeFor = (rights: readonly string[]): string => pagesFor(rights)[0]?.path ?? 'privacy';

/**
 * The page asked for before signing in. The way back is `/login?next=people`; where there are several situations, the
 * server brings it inside another: `/login?choose&return=/login?next=people`.
 */
export const askedPage = (query: Readonly<Record<string, string>>): string | undefined => {
  if (query.next !== undefined || query.return === undefined) return query.next;
  const [path = '', search = ''] = query.return.split('?', 2);
  return new URLSearchParams(search).get('next') ?? path.split('/').pop();
};

/** Where to go after signing in: the page that was asked for when these rights see it, else their first. */
export const nextFor = (asked: string | undefined, rights: readonly string[]): string =>
  pagesFor(rights).find(({ path }) => path === asked)?.path ?? homeFor(rights);

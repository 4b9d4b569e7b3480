/**
 * What each role may do, as one table. A right reaches `everyone` (any person or place of the country), the
 * caller's `territory` (its places, each with everything in it), or `self`.
 *
 * A right is not enough to see a name: the caller's profile also says for which place and until when it holds, and
 * every look is written down (audit.node.ts).
 */
import { RIGHTS } from '#access/rights.ts';
import type { Text } from '#kernel/text.ts';

export type Reach = 'everyone' | 'territory' | 'self';

export type RoleRights = {
  readonly title: Text;
  /** What the role is for, in the record of processing. */
  readonly purpose: Text;
  readonly rights: Readonly<Record<string, Reach>>;
  /** The roles it may give by a delegation, which may hold rights it has not itself; absent: none. */
  readonly delegates?: readonly string[];
};

const SIGNED_IN = { [RIGHTS.ownSession]: 'self', [RIGHTS.reportTrouble]: 'self' } as const;

/** Whoever vaccinates reads what was given, takes doses from the centre's lots, and hands over a certificate. */
const VACCINATING = {
  'injections:record': 'territory',
  'interpretations:read': 'everyone',
  [RIGHTS.readInjections]: 'territory',
  [RIGHTS.issueCertificates]: 'territory',
  [RIGHTS.readLots]: 'territory',
  [RIGHTS.declareLots]: 'territory',
} as const;

/** At the desk the person comes from anywhere: finding them is not bound to a territory, acting is. */
const AT_THE_DESK = {
  [RIGHTS.searchPeople]: 'everyone',
  [RIGHTS.readPeople]: 'territory',
  [RIGHTS.registerPeople]: 'territory',
  [RIGHTS.breakGlass]: 'everyone',
} as const;

export const ROLES = {
  citizen: {
    title: { fr: 'Personne', en: 'Person' },
    purpose: {
      fr: 'Voir ses propres données et qui les a regardées, exercer ses droits',
      en: 'See their own data and who looked at them, exercise their rights',
    },
    rights: { ...SIGNED_IN, [RIGHTS.self]: 'self' },
  },
  vaccinator: {
    title: { fr: 'Professionnel de santé qui vaccine', en: 'Health professional who vaccinates' },
    purpose: { fr: 'Soigner et vacciner', en: 'Care and vaccinate' },
    rights: {
      ...SIGNED_IN,
      ...AT_THE_DESK,
      [RIGHTS.rectifyPeople]: 'territory',
      ...VACCINATING,
    },
  },
  delegate: {
    title: { fr: 'Vaccinateur délégué', en: 'Delegated vaccinator' },
    purpose: {
      fr: 'Vacciner dans un centre, sous l’autorité de son responsable, le temps d’une délégation',
      en: 'Vaccinate in a centre, under the authority of its manager, for the time of a delegation',
    },
    rights: {
      ...SIGNED_IN,
      [RIGHTS.searchPeople]: 'everyone',
      [RIGHTS.readPeople]: 'territory',
      [RIGHTS.registerPeople]: 'territory',
      ...VACCINATING,
    },
  },
  secretary: {
    title: { fr: 'Secrétaire d’un centre', en: 'Secretary of a centre' },
    purpose: { fr: 'Accueillir et enregistrer les personnes', en: 'Receive and register people' },
    rights: {
      ...SIGNED_IN,
      [RIGHTS.issueCertificates]: 'territory',
      [RIGHTS.searchPeople]: 'everyone',
      [RIGHTS.readPeople]: 'territory',
      [RIGHTS.registerPeople]: 'territory',
      [RIGHTS.rectifyPeople]: 'territory',
    },
  },
  'centre-manager': {
    title: { fr: 'Responsable d’un centre', en: 'Manager of a centre' },
    purpose: { fr: 'Tenir un centre et son équipe', en: 'Run a centre and its team' },
    rights: {
      ...SIGNED_IN,
      ...AT_THE_DESK,
      [RIGHTS.rectifyPeople]: 'territory',
      [RIGHTS.manageGrants]: 'territory',
      [RIGHTS.issueCertificates]: 'territory',
      [RIGHTS.revokeCertificates]: 'territory',
      [RIGHTS.readLots]: 'territory',
      [RIGHTS.declareLots]: 'territory',
    },
    delegates: ['delegate', 'secretary'],
  },
  'identity-watch': {
    title: { fr: 'Cellule d’identitovigilance', en: 'Identity watch' },
    purpose: {
      fr: 'Séparer et rapprocher les identités',
      en: 'Tell identities apart and bring them together',
    },
    rights: {
      ...SIGNED_IN,
      [RIGHTS.searchPeople]: 'territory',
      [RIGHTS.readPeople]: 'territory',
      [RIGHTS.rectifyPeople]: 'territory',
      [RIGHTS.readPairs]: 'territory',
      [RIGHTS.settlePairs]: 'territory',
    },
  },
  'call-centre': {
    title: { fr: 'Agent du centre d’appels', en: 'Call-centre agent' },
    purpose: { fr: 'Renseigner les personnes qui appellent', en: 'Answer people who call' },
    rights: { ...SIGNED_IN, [RIGHTS.searchPeople]: 'everyone', [RIGHTS.answerTrouble]: 'everyone' },
  },
  logistician: {
    title: { fr: 'Logisticien', en: 'Logistician' },
    purpose: {
      fr: 'Livrer et suivre les doses, sans un nom',
      en: 'Deliver and follow doses, without a name',
    },
    rights: {
      ...SIGNED_IN,
      [RIGHTS.readLots]: 'territory',
      [RIGHTS.declareLots]: 'territory',
    },
  },
  'regional-agency': {
    title: { fr: 'Agence régionale de santé', en: 'Regional health agency' },
    purpose: {
      fr: 'Conduire la campagne dans une région, sans un nom',
      en: 'Run the campaign in a region, without a name',
    },
    rights: {
      ...SIGNED_IN,
      [RIGHTS.reviewGlass]: 'territory',
      [RIGHTS.readQuality]: 'everyone',
      [RIGHTS.discussQuality]: 'everyone',
    },
  },
  prefect: {
    title: { fr: 'Préfet', en: 'Prefect' },
    purpose: {
      fr: 'Suivre la campagne dans un département, sans un nom',
      en: 'Follow the campaign in a department, without a name',
    },
    rights: { ...SIGNED_IN },
  },
  'task-force': {
    title: { fr: 'Équipe nationale', en: 'National task force' },
    purpose: { fr: 'Conduire la campagne, sans un nom', en: 'Run the campaign, without a name' },
    rights: {
      ...SIGNED_IN,
      [RIGHTS.recallLots]: 'everyone',
      [RIGHTS.revokeCertificates]: 'everyone',
      [RIGHTS.readQuality]: 'everyone',
      [RIGHTS.adoptQuality]: 'everyone',
    },
  },
  'data-scientist': {
    title: { fr: 'Analyste de données', en: 'Data scientist' },
    purpose: {
      fr: 'Étudier la campagne sur des données sans nom',
      en: 'Study the campaign on data without names',
    },
    rights: {
      ...SIGNED_IN,
      'interpretations:read': 'everyone',
      [RIGHTS.exportFacts]: 'everyone',
      [RIGHTS.readQuality]: 'everyone',
      [RIGHTS.discussQuality]: 'everyone',
    },
  },
  'data-protection': {
    title: { fr: 'Délégué à la protection des données', en: 'Data protection officer' },
    purpose: {
      fr: 'Répondre aux personnes et surveiller les accès',
      en: 'Answer people and watch over access',
    },
    rights: {
      ...SIGNED_IN,
      [RIGHTS.readPeople]: 'territory',
      [RIGHTS.reviewGlass]: 'territory',
      [RIGHTS.verifyAudit]: 'territory',
      [RIGHTS.answerPrivacy]: 'territory',
    },
  },
  software: {
    title: { fr: 'Logiciel d’un établissement', en: 'Software of an institution' },
    purpose: { fr: 'Transmettre les actes faits ailleurs', en: 'Send the acts done elsewhere' },
    rights: {
      [RIGHTS.searchPeople]: 'everyone',
      [RIGHTS.readPeople]: 'territory',
      [RIGHTS.registerPeople]: 'territory',
      [RIGHTS.readInjections]: 'territory',
      [RIGHTS.exportFacts]: 'territory',
      'injections:record': 'territory',
      'injections:record-late': 'territory',
      'interpretations:read': 'everyone',
    },
  },
} as const satisfies Record<string, RoleRights>;
export type Role = keyof typeof ROLES;

export const isRole = (text: string): text is Role => Object.hasOwn(ROLES, text);

const tableOf = (role: Role): RoleRights => ROLES[role];

/** Whether a role may give another by a delegation. */
export const mayDelegate = (giver: string, role: Role): boolean =>
  isRole(giver) && tableOf(giver).delegates?.includes(role) === true;

export const rightsOf = (role: Role): ReadonlySet<string> => new Set(Object.keys(tableOf(role).rights));

/** How far a right of a role reaches; undefined when the role has it not. */
export const reachOf = (role: string, right: string): Reach | undefined => {
  const rights = isRole(role) ? tableOf(role).rights : {};
  return Object.hasOwn(rights, right) ? rights[right] : undefined;
};

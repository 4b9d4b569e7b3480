/**
 * What personal data the program holds, what each right does with them, and what they are held for: the tables that
 * the record of processing is made from (purposes-record.ts). The law behind each purpose and each period belongs to a
 * campaign (campaigns/NAME/privacy.json), not to the program.
 */
import type { Text } from '#kernel/text.ts';

export type DataKind = {
  readonly title: Text;
  /** Every table it is in. A table of the schemas `people` and `access` that is in none is a fault (purposes.test.ts). */
  readonly tables: readonly string[];
  /** Whether who it is about can be read in it by whoever may open it. */
  readonly names: boolean;
};

export const DATA_KINDS = {
  identity: {
    title: {
      fr: 'Identité (traits d’état civil, numéro national, ce qui l’a prouvée), coordonnées, représentant, opposition à la recherche',
      en: 'Identity (civil traits, national number, what proved it), contact details, representative, opposition to research',
    },
    tables: ['people.person', 'people.person_key'],
    names: true,
  },
  links: {
    title: {
      fr: 'Empreintes à clé qui permettent de retrouver une personne, son lien au pseudonyme des faits ; empreintes des identifiants oubliés',
      en: 'Keyed hashes by which a person is found, the link to the pseudonym of the facts; hashes of forgotten ids',
    },
    tables: ['people.token', 'people.by_subject', 'people.forgotten'],
    names: false,
  },
  'past-identities': {
    title: { fr: 'Identités d’avant chaque rectification', en: 'Identities before each rectification' },
    tables: ['people.person_before'],
    names: true,
  },
  pairs: {
    title: {
      fr: 'Paires de dossiers comparées, et ce qui en fut décidé',
      en: 'Pairs of records compared, and what was decided',
    },
    tables: ['people.pair'],
    names: false,
  },
  requests: {
    title: { fr: 'Demandes d’exercice des droits', en: 'Requests to exercise rights' },
    tables: ['people.request'],
    names: true,
  },
  facts: {
    title: {
      fr: 'Faits de vaccination sous pseudonyme : injections, consultations, contre-indications, infections, âge et sexe le jour de l’acte',
      en: 'Vaccination facts under a pseudonym: injections, consultations, contraindications, infections, age and sex on the day of the act',
    },
    tables: ['public.fact'],
    names: false,
  },
  accounts: {
    title: {
      fr: 'Comptes de ceux qui se connectent : code du fournisseur d’identité, nom scellé, et pour les citoyens l’identité que le fournisseur a donnée, scellée',
      en: 'Accounts of those who sign in: code of the identity provider, sealed name, and for citizens the identity the provider gave, sealed',
    },
    tables: ['access.account'],
    names: true,
  },
  delegations: {
    title: { fr: 'Accès donnés à des professionnels nommés', en: 'Accesses given to professionals by name' },
    tables: ['access.profile'],
    names: true,
  },
  sessions: {
    title: {
      fr: 'Connexions en cours et sessions ; attestations de logiciels déjà employées',
      en: 'Logins under way and sessions; assertions of software already used',
    },
    tables: ['access.login', 'access.session', 'access.logout_seen', 'access.smart_assertion'],
    names: false,
  },
  glass: {
    title: { fr: 'Bris de glace, avec leur motif', en: 'Glass broken, with the reason' },
    tables: ['access.glass'],
    names: true,
  },
  certificates: {
    title: {
      fr: 'Certificats délivrés et révoqués : identifiant, pseudonyme, acte et dates ; ni nom, ni code, ni signature',
      en: 'Certificates issued and revoked: identifier, pseudonym, act and dates; no name, no code, no signature',
    },
    tables: ['certificate.issued', 'certificate.rests_on', 'certificate.followed'],
    names: false,
  },
  lots: {
    title: { fr: 'Lots reçus, épuisés, rappelés', en: 'Lots received, used up, recalled' },
    tables: ['public.lot_event', 'public.lot_recall'],
    names: false,
  },
  rules: {
    title: {
      fr: 'Règles de qualité, ce que les institutions en ont dit, et les faits signalés, sous pseudonyme',
      en: 'Rules of quality, what institutions said of them, and the facts flagged, under a pseudonym',
    },
    tables: ['public.quality_event', 'public.now_rule', 'public.now_flag'],
    names: false,
  },
  reports: {
    title: {
      fr: 'Anomalies signalées et leurs réponses (texte scellé, page et code du refus), comptes dont les signalements sont fiables',
      en: 'Anomalies reported and their answers (sealed text, page and code of the refusal), accounts whose reports are reliable',
    },
    tables: ['access.report', 'access.report_event', 'access.report_trust'],
    names: false,
  },
  status: {
    title: { fr: 'États du service et annonces', en: 'States of the service and announcements' },
    tables: ['access.service_change', 'access.announcement'],
    names: false,
  },
  looks: {
    title: {
      fr: 'Piste d’audit : qui a fait quoi sur quel dossier, sans un nom',
      en: 'Audit trail: who did what to which record, without a name',
    },
    tables: ['access.audit', 'access.audit_head'],
    names: false,
  },
} as const satisfies Record<string, DataKind>;
export type DataCode = keyof typeof DATA_KINDS;

export type RightMeaning = {
  /** What it lets do, after "may". */
  readonly title: Text;
  /** Whether what it shows names people who are cared for. */
  readonly names: boolean;
};

/** What each right lets do. A right of a role that is not here is a fault (purposes.test.ts). */
export const RIGHT_MEANINGS: Readonly<Record<string, RightMeaning>> = {
  'session:own': {
    title: { fr: 'tenir sa propre session', en: 'hold their own session' },
    names: false,
  },
  'people:search': { title: { fr: 'chercher une personne', en: 'search for a person' }, names: true },
  'people:read': { title: { fr: 'ouvrir un dossier', en: 'open a record' }, names: true },
  'people:register': { title: { fr: 'enregistrer une personne', en: 'register a person' }, names: true },
  'people:rectify': { title: { fr: 'rectifier une identité', en: 'rectify an identity' }, names: true },
  'people:break-glass': {
    title: {
      fr: 'briser la glace, avec un motif relu ensuite',
      en: 'break the glass, for a reason that is reviewed',
    },
    names: true,
  },
  'pairs:read': { title: { fr: 'voir les paires douteuses', en: 'see doubtful pairs' }, names: true },
  'pairs:settle': {
    title: { fr: 'rapprocher ou séparer des dossiers', en: 'merge records or keep them apart' },
    names: true,
  },
  'grants:manage': {
    title: { fr: 'déléguer un accès et y mettre fin', en: 'delegate an access and end it' },
    names: false,
  },
  'glass:review': { title: { fr: 'relire les bris de glace', en: 'review broken glass' }, names: false },
  'audit:verify': { title: { fr: 'vérifier la piste d’audit', en: 'verify the audit trail' }, names: false },
  'privacy:answer': {
    title: { fr: 'lire les demandes des personnes et y répondre', en: 'read and answer people’s requests' },
    names: true,
  },
  'self:read': {
    title: {
      fr: 'voir ses propres données et exercer ses droits',
      en: 'see their own data and exercise their rights',
    },
    names: true,
  },
  'injections:record': {
    title: {
      fr: 'ouvrir une personne au poste et enregistrer une injection',
      en: 'open a person at the desk and record an injection',
    },
    names: true,
  },
  'injections:record-late': {
    title: {
      fr: 'transmettre une injection enregistrée ailleurs',
      en: 'send an injection recorded elsewhere',
    },
    names: false,
  },
  'interpretations:read': {
    title: {
      fr: 'lire un parcours vaccinal sous pseudonyme',
      en: 'read a vaccination course under a pseudonym',
    },
    names: false,
  },
  'injections:read': {
    title: {
      fr: 'lire les actes d’une personne par FHIR, et qui elle est pour qui peut l’ouvrir',
      en: 'read the acts of a person by FHIR, and who they are for whoever may open them',
    },
    names: true,
  },
  'facts:export': {
    title: {
      fr: 'extraire les faits de ses lieux, sous pseudonyme',
      en: 'export the facts of their places, under a pseudonym',
    },
    names: false,
  },
  'certificates:issue': {
    title: { fr: 'délivrer et imprimer un certificat', en: 'issue and print a certificate' },
    names: true,
  },
  'certificates:revoke': {
    title: { fr: 'révoquer un certificat', en: 'revoke a certificate' },
    names: false,
  },
  'lots:read': { title: { fr: 'voir les lots d’un lieu', en: 'see the lots of a place' }, names: false },
  'lots:declare': {
    title: { fr: 'déclarer un lot reçu ou épuisé', en: 'declare a lot received or used up' },
    names: false,
  },
  'lots:recall': { title: { fr: 'rappeler un lot', en: 'recall a lot' }, names: false },
  'quality:read': {
    title: { fr: 'voir les faits signalés, sous pseudonyme', en: 'see flagged facts, under a pseudonym' },
    names: false,
  },
  'quality:discuss': {
    title: { fr: 'proposer et discuter une règle de qualité', en: 'propose and discuss a rule of quality' },
    names: false,
  },
  'quality:adopt': {
    title: { fr: 'adopter ou retirer une règle de qualité', en: 'adopt or withdraw a rule of quality' },
    names: false,
  },
  'support:report': {
    title: {
      fr: 'signaler une anomalie et suivre sa réponse',
      en: 'report an anomaly and follow its answer',
    },
    names: false,
  },
  'support:answer': {
    title: { fr: 'répondre aux signalements et annoncer', en: 'answer reports and announce' },
    names: false,
  },
};

export type Purpose = {
  readonly title: Text;
  /** Whose data. */
  readonly people: Text;
  readonly data: readonly DataCode[];
  /** The rights that serve it. One that serves several purposes serves, for a role, those the role is there for. */
  readonly rights: readonly string[];
};

const CARED_FOR: Text = {
  fr: 'Personnes vaccinées ou à vacciner, leurs représentants',
  en: 'People vaccinated or to be vaccinated, their representatives',
};
const PROFESSIONALS: Text = {
  fr: 'Professionnels et agents qui se connectent, personnes qui consultent leurs données',
  en: 'Professionals and agents who sign in, people who consult their own data',
};

export const PURPOSES = {
  care: {
    title: { fr: 'Soigner et vacciner', en: 'Care and vaccination' },
    people: CARED_FOR,
    data: ['identity', 'links', 'past-identities', 'facts'],
    rights: [
      'people:search',
      'people:read',
      'people:register',
      'people:rectify',
      'people:break-glass',
      'injections:record',
      'injections:record-late',
      'injections:read',
      'facts:export',
      'interpretations:read',
    ],
  },
  invitation: {
    title: {
      fr: 'Inviter et rappeler les personnes que la stratégie ouvre à la vaccination',
      en: 'Invite and remind the people whom the strategy opens vaccination to',
    },
    people: CARED_FOR,
    data: ['identity', 'facts'],
    rights: [],
  },
  pharmacovigilance: {
    title: {
      fr: 'Pharmacovigilance, et information des personnes si un risque nouveau apparaît',
      en: 'Pharmacovigilance, and telling people when a new risk appears',
    },
    people: CARED_FOR,
    data: ['identity', 'facts'],
    rights: [],
  },
  statistics: {
    title: {
      fr: 'Suivre, étudier et publier la campagne, sans un nom',
      en: 'Follow, study and publish the campaign, without a name',
    },
    people: CARED_FOR,
    data: ['facts', 'rules'],
    rights: ['interpretations:read', 'facts:export', 'quality:read', 'quality:discuss', 'quality:adopt'],
  },
  'identity-watch': {
    title: {
      fr: 'Identitovigilance : une personne, un dossier',
      en: 'Identity watch: one person, one record',
    },
    people: CARED_FOR,
    data: ['identity', 'links', 'past-identities', 'pairs'],
    rights: ['pairs:read', 'pairs:settle', 'people:search', 'people:read', 'people:rectify'],
  },
  rights: {
    title: {
      fr: 'Permettre à chacun de voir ses données et qui les a regardées, et d’exercer ses droits',
      en: 'Let people see their data and who looked at them, and exercise their rights',
    },
    people: CARED_FOR,
    data: ['identity', 'past-identities', 'facts', 'requests', 'looks'],
    rights: ['self:read', 'privacy:answer', 'people:read'],
  },
  access: {
    title: {
      fr: 'Donner les accès à qui en a le droit, et surveiller leur usage',
      en: 'Give access to those who have the right to it, and watch over its use',
    },
    people: PROFESSIONALS,
    data: ['accounts', 'delegations', 'sessions', 'glass', 'looks'],
    rights: ['session:own', 'grants:manage', 'glass:review', 'audit:verify'],
  },
  certificates: {
    title: {
      fr: 'Délivrer les certificats, et retirer ceux qui sont faux',
      en: 'Issue certificates, and withdraw those that are false',
    },
    people: CARED_FOR,
    data: ['identity', 'facts', 'certificates'],
    rights: ['certificates:issue', 'certificates:revoke'],
  },
  supply: {
    title: {
      fr: 'Savoir quels lots sont où, et prévenir partout d’un rappel',
      en: 'Know which lots are where, and warn everywhere of a recall',
    },
    people: PROFESSIONALS,
    data: ['lots'],
    rights: ['lots:read', 'lots:declare', 'lots:recall'],
  },
  support: {
    title: {
      fr: 'Aider ceux qui se servent du programme, et dire comment va le service',
      en: 'Help those who use the program, and tell how the service is',
    },
    people: PROFESSIONALS,
    data: ['reports', 'status'],
    rights: ['support:report', 'support:answer'],
  },
} as const satisfies Record<string, Purpose>;
export type PurposeCode = keyof typeof PURPOSES;

/** What protects all of it, whatever the purpose: each line is a thing the program does. */
export const SECURITY: readonly Text[] = [
  {
    fr: 'Chaque dossier est scellé par la clé de la personne (AES-256-GCM) ; les clés maîtresses sont hors de la base.',
    en: 'Each record is sealed with the person’s own key (AES-256-GCM); the master keys are outside the database.',
  },
  {
    fr: 'Les faits ne portent qu’un pseudonyme tiré au hasard ; détruire la clé d’une personne rompt le lien, copies comprises.',
    en: 'Facts bear only a pseudonym drawn by chance; destroying a person’s key cuts the link, in copies too.',
  },
  {
    fr: 'Trois rôles de base de données séparés : les faits, les personnes, les accès ; aucun ne fait le travail d’un autre.',
    en: 'Three separate database roles: facts, people, access; none can do the work of another.',
  },
  {
    fr: 'Un droit vaut pour un lieu et un temps ; hors de son territoire, il faut briser la glace, avec un motif relu.',
    en: 'A right holds for a place and a time; outside their territory, people must break the glass, for a reason that is reviewed.',
  },
  {
    fr: 'Chaque réponse qui montre un nom laisse une ligne dans une piste d’audit chaînée, que la personne peut lire.',
    en: 'Every answer that shows a name leaves a line in a chained audit trail, which the person can read.',
  },
  {
    fr: 'Aucun nom ni numéro national dans les journaux, les adresses et les messages d’erreur.',
    en: 'No name and no national number in logs, addresses and error messages.',
  },
];

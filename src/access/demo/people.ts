/**
 * The people of the demonstration. Everybody is invented: names say so, professional numbers are of the range kept for
 * tests (8997…). Data alone: the provider that lets them sign in is main/demo-provider.node.ts.
 */
import type { CitizenIdentity } from '#access/oidc-claims.ts';
import type { Role } from '#access/roles.ts';
import type { Text } from '#kernel/text.ts';

export const DEMO_PROVIDERS = ['psc', 'franceconnect', 'proconnect'] as const;
export type DemoProvider = (typeof DEMO_PROVIDERS)[number];

/** Somebody who may sign in: `subject` is how the provider knows them, `claims` what it says of them. */
export type DemoPerson = {
  readonly provider: DemoProvider;
  readonly subject: string;
  readonly name: string;
  /** Profession and place, as the sign-in page of the demonstration shows them. */
  readonly what: Text;
  readonly claims: Readonly<Record<string, unknown>>;
};

/** A structure of the national directory, with the fields that say where it is. */
type Site = {
  readonly name: string;
  readonly postcode: string;
  readonly commune: string;
  readonly finess?: string;
};

const SITES = {
  mende: { name: 'Cabinet médical de démonstration, Mende', postcode: '48000', commune: '48095' },
  paris: { name: 'Centre de santé de démonstration, Paris 9e', postcode: '75009', commune: '75109' },
  hospital: {
    name: 'Hôpital de démonstration, Mende',
    postcode: '48000',
    commune: '48095',
    finess: '480000000',
  },
  pharmacy: { name: 'Pharmacie de démonstration, Florac', postcode: '48400', commune: '48061' },
  rehabilitation: { name: 'Cabinet de rééducation de démonstration', postcode: '48000', commune: '48095' },
} as const satisfies Record<string, Site>;

/** The shape of an activity in `SubjectRefPro`, empty where the directory would say more. */
const activityAt = (site: Site) => ({
  codeModeExercice: site.finess === undefined ? 'L' : 'S',
  codeSecteurDactivite: site.finess === undefined ? 'SA07' : 'SA01',
  codeSectionPharmacien: '',
  codeRole: '',
  numeroSiretSite: '',
  numeroSirenSite: '',
  numeroFinessSite: site.finess ?? '',
  numeroFinessetablissementJuridique: '',
  identifiantTechniqueDeLaStructure: '',
  raisonSocialeSite: site.name,
  enseigneCommercialeSite: '',
  codePostal: site.postcode,
  codeCommune: site.commune,
  bureauCedex: '',
  codePays: '99000',
});

const professional = (
  number: string,
  [given, family]: readonly [string, string],
  profession: string,
  what: Text,
  sites: readonly Site[],
): DemoPerson => ({
  provider: 'psc',
  subject: `f:demonstration:${number}`,
  name: `${given} ${family}`,
  what,
  claims: {
    SubjectNameID: number,
    preferred_username: number,
    given_name: given,
    family_name: family,
    UITVersion: '1.0',
    SubjectRole: [`${profession}^1.2.250.1.213.1.1.5.5`],
    SubjectOrganization: sites[0]?.name ?? '',
    otherIds: [{ identifiant: number, origine: 'RPPS', qualite: 1 }],
    SubjectRefPro: {
      codeCivilite: 'M',
      exercices: [
        {
          codeProfession: profession,
          codeCategorieProfessionnelle: 'C',
          codeCiviliteDexercice: '',
          nomDexercice: family,
          prenomDexercice: given,
          codeTypeSavoirFaire: '',
          codeSavoirFaire: '',
          activities: sites.map(activityAt),
        },
      ],
    },
  },
});

const PROFESSIONALS: readonly DemoPerson[] = [
  professional(
    '899700000011',
    ['Camille', 'Exemple'],
    '10',
    { fr: 'Médecin, à Mende et à Paris', en: 'Doctor, in Mende and in Paris' },
    [SITES.mende, SITES.paris],
  ),
  professional(
    '899700000029',
    ['Dominique', 'Modèle'],
    '60',
    { fr: 'Infirmière, à l’hôpital de Mende', en: 'Nurse, at the hospital of Mende' },
    [SITES.hospital],
  ),
  professional(
    '899700000037',
    ['Claude', 'Fictif'],
    '21',
    { fr: 'Pharmacien, à Florac', en: 'Pharmacist, in Florac' },
    [SITES.pharmacy],
  ),
  professional(
    '899700000045',
    ['Maxime', 'Spécimen'],
    '50',
    { fr: 'Sage-femme, à l’hôpital de Mende', en: 'Midwife, at the hospital of Mende' },
    [SITES.hospital],
  ),
  professional(
    '899700000052',
    ['Sacha', 'Échantillon'],
    '70',
    {
      fr: 'Masseur-kinésithérapeute, à Mende : ne vaccine pas de droit',
      en: 'Physiotherapist, in Mende: does not vaccinate by right',
    },
    [SITES.rehabilitation],
  ),
];

/** A citizen of the demonstration; those of the register are made of these traits. */
export type DemoCitizen = {
  readonly subject: string;
  readonly identity: CitizenIdentity;
  readonly email: string;
  /** INSEE code of the commune of residence. */
  readonly commune: string;
  readonly what: Text;
};

const citizen = (number: number, identity: CitizenIdentity, commune: string, what: Text): DemoCitizen => ({
  subject: `demonstration-${String(number).padStart(4, '0')}v1`,
  identity,
  email: `personne-${number}@exemple.invalid`,
  commune,
  what,
});

export const DEMO_CITIZENS: readonly DemoCitizen[] = [
  citizen(
    1,
    {
      givenNames: 'Jeanne Marie',
      familyName: 'Exemplaire',
      birthDate: '1938-02-11',
      sex: 'f',
      birthPlace: '48095',
    },
    '48095',
    { fr: 'Retraitée, à Mende', en: 'Retired, in Mende' },
  ),
  citizen(
    2,
    {
      givenNames: 'Lucien',
      familyName: 'Imaginaire',
      birthDate: '1949-09-30',
      sex: 'm',
      birthPlace: '48061',
    },
    '48061',
    { fr: 'Retraité, à Florac', en: 'Retired, in Florac' },
  ),
  citizen(
    3,
    {
      givenNames: 'Sophie Anne',
      familyName: 'Inventée',
      usedFamilyName: 'Supposée',
      birthDate: '1972-06-04',
      sex: 'f',
      birthPlace: '75109',
    },
    '75109',
    { fr: 'Enseignante, à Paris, sous son nom d’usage', en: 'Teacher, in Paris, under the name she uses' },
  ),
  citizen(
    4,
    { givenNames: 'Andreas', familyName: 'Beispiel', birthDate: '1985-12-24', sex: 'm', birthPlace: '99109' },
    '48095',
    { fr: 'Né en Allemagne, habite Mende', en: 'Born in Germany, lives in Mende' },
  ),
  citizen(
    5,
    { givenNames: 'Noé', familyName: 'Factice', birthDate: '2002-01-15', sex: 'm', birthPlace: '48095' },
    '48095',
    { fr: 'Étudiant, à Mende', en: 'Student, in Mende' },
  ),
  citizen(
    6,
    {
      givenNames: 'Émile',
      familyName: 'de la Pompe-Fictive',
      birthDate: '1990-05-21',
      sex: 'm',
      birthPlace: '48095',
    },
    '48095',
    { fr: 'Sapeur-pompier volontaire, à Mende', en: 'Volunteer firefighter, in Mende' },
  ),
];

const GENDERS = { m: 'male', f: 'female', u: 'unspecified' } as const;

const asPerson = ({ subject, identity, email, what }: DemoCitizen): DemoPerson => {
  const { familyName, usedFamilyName, givenNames, birthDate, sex, birthPlace = '' } = identity;
  const isAbroad = birthPlace.startsWith('99');
  return {
    provider: 'franceconnect',
    subject,
    name: `${givenNames.split(' ')[0] ?? ''} ${usedFamilyName ?? familyName}`,
    what,
    claims: {
      given_name: givenNames,
      family_name: familyName,
      ...(usedFamilyName !== undefined && { preferred_username: usedFamilyName }),
      birthdate: birthDate,
      gender: GENDERS[sex],
      birthplace: isAbroad ? '' : birthPlace,
      birthcountry: isAbroad ? birthPlace : '99100',
      email,
    },
  };
};

/** A profile an agent of the demonstration has from the start. */
export type DemoProfile = {
  readonly subject: string;
  readonly role: Role;
  readonly place: string;
  readonly profession: string;
};

type Agent = { readonly person: DemoPerson; readonly profile: DemoProfile };

const agent = (
  number: number,
  [given, usual]: readonly [string, string],
  role: Role,
  place: string,
  what: Text,
): Agent => {
  const subject = `demonstration-agent-${number}`;
  return {
    person: {
      provider: 'proconnect',
      subject,
      name: `${given} ${usual}`,
      what,
      claims: {
        given_name: given,
        usual_name: usual,
        email: `agent-${number}@exemple.invalid`,
        siret: '00000000000000',
        uid: `agent-${number}`,
        organizational_unit: 'Démonstration',
        belonging_population: 'agent',
      },
    },
    profile: { subject, role, place, profession: 'agent' },
  };
};

/** Places: the nation, Occitanie, Lozère, and the centre of its hospital. */
const AGENTS: readonly Agent[] = [
  agent(1, ['Alix', 'Vigilant-Fictif'], 'identity-watch', 'REG-76', {
    fr: 'Cellule d’identitovigilance, Occitanie',
    en: 'Identity watch, Occitanie',
  }),
  agent(2, ['Morgan', 'Registre-Fictif'], 'data-protection', 'FRA', {
    fr: 'Délégué à la protection des données',
    en: 'Data protection officer',
  }),
  agent(3, ['Charlie', 'Régional-Fictif'], 'regional-agency', 'REG-76', {
    fr: 'Agence régionale de santé, Occitanie',
    en: 'Regional health agency, Occitanie',
  }),
  agent(4, ['Gwenn', 'Préfet-Fictif'], 'prefect', 'DEP-48', {
    fr: 'Préfecture de la Lozère',
    en: 'Prefecture of Lozère',
  }),
  agent(5, ['Lou', 'National-Fictif'], 'task-force', 'FRA', {
    fr: 'Équipe nationale de la campagne',
    en: 'National task force',
  }),
  agent(6, ['Eden', 'Camion-Fictif'], 'logistician', 'FRA', { fr: 'Logistique', en: 'Logistics' }),
  agent(7, ['Ange', 'Téléphone-Fictif'], 'call-centre', 'FRA', {
    fr: 'Centre d’appels',
    en: 'Call centre',
  }),
  agent(8, ['Yael', 'Centre-Fictif'], 'centre-manager', 'C-64', {
    fr: 'Responsable du centre de vaccination de l’hôpital de Mende',
    en: 'Manager of the vaccination centre of the hospital of Mende',
  }),
  agent(9, ['Noa', 'Chiffres-Fictif'], 'data-scientist', 'FRA', {
    fr: 'Analyse de données',
    en: 'Data analysis',
  }),
  agent(10, ['Sacha', 'Observatoire-Fictif'], 'data-scientist', 'REG-76', {
    fr: 'Observatoire régional de la santé, Occitanie',
    en: 'Regional health observatory, Occitanie',
  }),
];

export const DEMO_PEOPLE: readonly DemoPerson[] = [
  ...PROFESSIONALS,
  ...DEMO_CITIZENS.map(asPerson),
  ...AGENTS.map(({ person }) => person),
];

export const DEMO_PROFILES: readonly DemoProfile[] = AGENTS.map(({ profile }) => profile);

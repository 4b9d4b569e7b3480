/**
 * Situations of practice: as what, and where, somebody who signed in may work. They come from what the provider says
 * of them, and from the profiles they were given here.
 */
import { z } from 'zod';
import { isRole, ROLES, type Role } from '#access/roles.ts';
import type { Situation } from '#access/session.api.ts';
import { HEALTH_PROFESSIONS } from '#access/situation-professions.ts';
import { departmentOf } from '#places/territory.ts';

/** As a session keeps it. `place` is empty for who acts nowhere; `profile` names the profile it hangs on. */
export const KeptSituation = z.object({
  role: z.string().refine(isRole),
  profession: z.string(),
  structure: z.string(),
  place: z.string(),
  profile: z.string().nullable(),
});
export type KeptSituation = {
  readonly role: Role;
  readonly profession: string;
  readonly structure: string;
  readonly place: string;
  readonly profile: string | null;
};

/** A profile that has not been revoked: when it holds. */
export type Period = { readonly id: string; readonly from: string; readonly until: string };

/** Where a professional works, as the national directory writes it. */
export type Structure = {
  readonly name: string;
  readonly finess: string;
  readonly siret: string;
  readonly id: string;
  readonly postcode: string;
  readonly commune: string;
};

const word = z.string().trim().max(200).catch('');

const Activity = z.object({
  raisonSocialeSite: word,
  enseigneCommercialeSite: word,
  identifiantTechniqueDeLaStructure: word,
  numeroFinessSite: word,
  numeroSiretSite: word,
  codePostal: word,
  codeCommune: word,
  bureauCedex: word,
});

const PracticeList = z.object({
  exercices: z
    .array(
      z.object({
        codeProfession: z.string(),
        codeCategorieProfessionnelle: z.string().catch('C'),
        activities: z.array(Activity).max(100).catch([]),
      }),
    )
    .max(50),
});

/** TRE_R09-CategorieProfessionnelle: a student (`E`) does not practise by right. */
const STUDENT = 'E';

/** The department of a postcode: that of the commune, but for Corsica, whose postcodes say 20. */
const departmentOfPostcode = (postcode: string): string | undefined => {
  if (/^20[01]\d{2}$/.test(postcode)) return 'DEP-2A';
  return /^20[2-9]\d{2}$/.test(postcode) ? 'DEP-2B' : departmentOf(postcode);
};

type Finding = {
  readonly roleOf: (profession: string) => Role | undefined;
  readonly findPlace: (structure: Structure) => string | undefined;
};

const placeOf = (structure: Structure, cedex: string, findPlace: Finding['findPlace']): string =>
  findPlace(structure) ??
  departmentOf(structure.commune) ??
  departmentOfPostcode(structure.postcode) ??
  departmentOfPostcode(cedex.slice(0, 5)) ??
  '';

const keyOf = ({ role, profession, structure, place }: KeptSituation): string =>
  JSON.stringify([role, profession, structure, place]);

const withoutDoubles = (situations: readonly KeptSituation[]): KeptSituation[] => [
  ...new Map(situations.map((one) => [keyOf(one), one])).values(),
];

/** The role a profession has by right; the code is that of TRE_G15. */
export const roleOfProfession = (profession: string): Role | undefined =>
  HEALTH_PROFESSIONS[profession]?.role;

/**
 * The situations of `SubjectRefPro`, the practice claims of Pro Santé Connect: one for each activity of a profession
 * that has a role. Nobody who practises nowhere, or whose claims cannot be read, has one.
 */
export const situationsOfPractice = (
  claim: unknown,
  { roleOf = roleOfProfession, findPlace = () => undefined }: Partial<Finding> = {},
): KeptSituation[] => {
  const read = PracticeList.safeParse(claim);
  if (!read.success) return [];
  const situations = read.data.exercices.flatMap(
    ({ codeProfession, codeCategorieProfessionnelle, activities }) => {
      const role = codeCategorieProfessionnelle === STUDENT ? undefined : roleOf(codeProfession);
      if (role === undefined) return [];
      return activities.map((activity): KeptSituation => {
        const structure = {
          name: activity.enseigneCommercialeSite || activity.raisonSocialeSite,
          finess: activity.numeroFinessSite,
          siret: activity.numeroSiretSite,
          id: activity.identifiantTechniqueDeLaStructure,
          postcode: activity.codePostal,
          commune: activity.codeCommune,
        };
        return {
          role,
          profession: HEALTH_PROFESSIONS[codeProfession]?.code ?? codeProfession,
          structure: structure.name,
          place: placeOf(structure, activity.bureauCedex, findPlace),
          profile: null,
        };
      });
    },
  );
  return withoutDoubles(situations);
};

/** What every citizen is: a person with their own data. */
export const CITIZEN: KeptSituation = {
  role: 'citizen',
  profession: '',
  structure: '',
  place: '',
  profile: null,
};

/** Whether a situation holds now: always, or as long as its profile does. */
export const holds = (situation: KeptSituation, profiles: readonly Period[], now: string): boolean =>
  situation.profile === null ||
  profiles.some(({ id, from, until }) => id === situation.profile && from <= now && now < until);

/** The situations that hold now, as the person chooses among them; the index stays the same as others end. */
export const shownSituations = (
  kept: readonly KeptSituation[],
  profiles: readonly Period[],
  now: string,
  nameOf: (place: string) => string,
): Situation[] =>
  kept.flatMap((one, index) => {
    if (!holds(one, profiles, now)) return [];
    const { role, profession, structure, place, profile } = one;
    return {
      index,
      role,
      roleTitle: ROLES[role].title,
      profession,
      structure,
      place,
      placeName: place === '' ? '' : nameOf(place),
      until: profiles.find(({ id }) => id === profile)?.until ?? null,
    };
  });

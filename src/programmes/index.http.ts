import type { Problems } from '#http/problem.ts';
import type { Route } from '#http/route.ts';
import {
  VACCINATION_RIGHTS,
  type VaccinationOptions,
  vaccinationRoutes,
} from '#programmes/vaccination/routes.http.ts';

/** Every right a route of a programme may ask for. */
export const ALL_RIGHTS: readonly string[] = [...VACCINATION_RIGHTS];

export type ProgrammeOptions = VaccinationOptions;

/** The routes of every programme that runs here, and how their refusals are told. */
export const programmeRoutes = (
  options: ProgrammeOptions,
): { readonly routes: readonly Route[]; readonly problems: Problems } => vaccinationRoutes(options);

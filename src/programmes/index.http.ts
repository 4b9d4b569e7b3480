import type { Problems } from '#http/problem.ts';
import type { Route } from '#http/route.ts';
import {
  VACCINATION_RIGHTS,
  type VaccinationOptions,
  vaccinationRoutes,
} from '#programmes/vaccination/routes.http.ts';
import { type ScheduleOptions, scheduleRoutes } from '#schedule/forecast.http.ts';

/** Every right a route of a programme may ask for. */
export const ALL_RIGHTS: readonly string[] = [...VACCINATION_RIGHTS];

export type ProgrammeOptions = VaccinationOptions & {
  /** Schedules of doses, asked without a ledger, whatever the programme; absent: none. */
  readonly schedules?: ScheduleOptions;
};

/** The routes of every programme that runs here and of the schedules of doses, and how their refusals are told. */
export const programmeRoutes = (
  options: ProgrammeOptions,
): { readonly routes: readonly Route[]; readonly problems: Problems } => {
  const vaccination = vaccinationRoutes(options);
  if (options.schedules === undefined) return vaccination;
  const schedules = scheduleRoutes(options.schedules);
  return {
    routes: [...vaccination.routes, ...schedules.routes],
    problems: { ...vaccination.problems, ...schedules.problems },
  };
};

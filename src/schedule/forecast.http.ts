/** Asking a schedule over HTTP. It computes on what is sent and keeps nothing, so that anybody may ask. */
import type { Problems } from '#http/problem.ts';
import { type Route, route } from '#http/route.ts';
import { isRefused, type Refused, refuse } from '#kernel/result.ts';
import { textOf } from '#schedule/codes.ts';
import { type FhirOptions, fhirRoutes } from '#schedule/fhir.http.ts';
import { SCHEDULE_PROBLEMS } from '#schedule/problems.http.ts';
import {
  forecastDoses,
  listSchedules,
  readSchedule,
  type ScheduleChoices,
  type ScheduleSummary,
} from '#schedule/schedule.api.ts';
import type { Schedule } from '#schedule/schedule.ts';
import { forecastFrom, type OnShelf, type Shelf } from '#schedule/shelf.ts';

export type ScheduleOptions = FhirOptions;

const summaryOf = (schedule: Schedule): ScheduleSummary => {
  const { name, title, description, version, publisher, licence, sources, vaccineCodes, groups } = schedule;
  return {
    name,
    title: textOf(title),
    description: description === undefined ? null : textOf(description),
    version,
    publisher,
    licence,
    sources: sources.map((source) => ({ title: source.title, url: source.url ?? null })),
    vaccineCodes,
    groups: groups.map((group) => ({
      name: group.name,
      title: textOf(group.title ?? group.name),
      aliases: group.aliases,
      antigens: group.antigens,
    })),
  };
};

const choicesOf = (schedule: Schedule): ScheduleChoices => ({
  ...summaryOf(schedule),
  antigens: schedule.antigens.map(({ name, disease }) => ({ name, disease: textOf(disease ?? name) })),
  vaccines: schedule.vaccines.map(({ code, name, antigens }) => ({
    code,
    name: textOf(name),
    antigens: antigens.map(({ antigen }) => antigen),
  })),
  observations: schedule.observations.map(({ code, title, group, clarification }) => ({
    code,
    title: textOf(title),
    group: group ?? null,
    clarification: clarification ?? null,
  })),
});

/** The schedule of a name, or the refusal that lists those there are. */
const takeSchedule = async (shelf: Shelf, name: string): Promise<OnShelf | Refused> => {
  const found = await shelf.find(name);
  if (found !== undefined) return found;
  const names = (await shelf.all()).map(({ schedule }) => schedule.name);
  return refuse('no-schedule', `no schedule "${name}"; there is: ${names.join(', ')}`, { field: 'name' });
};

const plainRoutes = (shelf: Shelf): Route[] => [
  route(listSchedules, async () => ({
    status: 200,
    body: { schedules: (await shelf.all()).map(({ schedule }) => summaryOf(schedule)) },
  })),
  route(readSchedule, async ({ params: { name } }) => {
    const found = await takeSchedule(shelf, name);
    return isRefused(found) ? found : { status: 200, body: choicesOf(found.schedule) };
  }),
  route(forecastDoses, async ({ params: { name }, body }) => {
    const found = await takeSchedule(shelf, name);
    if (isRefused(found)) return found;
    const answer = forecastFrom(found, body);
    return isRefused(answer) ? answer : { status: 200, body: answer };
  }),
];

export const scheduleRoutes = (
  options: ScheduleOptions,
): { readonly routes: readonly Route[]; readonly problems: Problems } => ({
  routes: [...plainRoutes(options.shelf), ...fhirRoutes(options)],
  problems: SCHEDULE_PROBLEMS,
});

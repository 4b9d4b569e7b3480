/** The contract of asking a schedule: which there are, what each knows, what a history is worth and what is due. */
import { z } from 'zod';
import { ForecastCase, ForecastResult } from '#schedule/forecast.api.ts';

const Text = z.object({ fr: z.string(), en: z.string() });
const None = z.strictObject({});
const TAG = { fr: 'Calendriers vaccinaux', en: 'Schedules of doses' };
const Named = z.strictObject({ name: z.string().max(60) });

const Group = z.object({
  name: z.string(),
  title: Text,
  /** Other words for it, in any case. */
  aliases: z.array(z.string()),
  antigens: z.array(z.string()),
});

export const ScheduleSummary = z.object({
  name: z.string(),
  title: Text,
  description: Text.nullable(),
  version: z.string(),
  publisher: z.string(),
  licence: z.string(),
  sources: z.array(z.object({ title: z.string(), url: z.string().nullable() })),
  /** What the codes of vaccines are: `cvx`, or a name of the schedule's own. */
  vaccineCodes: z.string(),
  groups: z.array(Group),
});
export type ScheduleSummary = z.infer<typeof ScheduleSummary>;

/** What a page needs to offer choices. */
export const ScheduleChoices = ScheduleSummary.extend({
  antigens: z.array(z.object({ name: z.string(), disease: Text })),
  vaccines: z.array(z.object({ code: z.string(), name: Text, antigens: z.array(z.string()) })),
  observations: z.array(
    z.object({
      code: z.string(),
      title: Text,
      group: z.string().nullable(),
      clarification: z.string().nullable(),
    }),
  ),
});
export type ScheduleChoices = z.infer<typeof ScheduleChoices>;

export const listSchedules = {
  id: 'listSchedules',
  method: 'GET',
  path: '/api/schedules',
  right: 'public',
  tag: TAG,
  summary: { fr: 'Lister les calendriers vaccinaux', en: 'List the schedules of doses' },
  description: {
    fr: 'Les calendriers de cette installation, leur version, leur éditeur, leurs sources et leurs groupes de vaccins.',
    en: 'The schedules of this installation, their version, publisher, sources and vaccine groups.',
  },
  params: None,
  query: None,
  body: z.undefined(),
  answers: {
    200: {
      description: { fr: 'La liste.', en: 'The list.' },
      schema: z.object({ schedules: z.array(ScheduleSummary) }),
    },
  },
  problems: [],
} as const;

export const readSchedule = {
  id: 'readSchedule',
  method: 'GET',
  path: '/api/schedules/{name}',
  right: 'public',
  tag: TAG,
  summary: { fr: 'Ce qu’un calendrier connaît', en: 'What a schedule knows' },
  description: {
    fr: 'Les groupes, les vaccins et les observations d’un calendrier, par leurs codes : ce qu’une demande peut employer.',
    en: 'The groups, vaccines and observations of a schedule, by their codes: what a question may use.',
  },
  params: Named,
  query: None,
  body: z.undefined(),
  answers: { 200: { description: { fr: 'Le calendrier.', en: 'The schedule.' }, schema: ScheduleChoices } },
  problems: ['no-schedule'],
} as const;

/** The refusals of the engine. */
export const CASE_PROBLEMS = [
  'unknown-vaccine',
  'unknown-observation',
  'unknown-group',
  'dose-before-birth',
  'born-later',
  'not-in-force',
] as const;

const EXAMPLE = {
  id: 'a',
  assessmentDate: '2025-11-10',
  birthDate: '2017-07-14',
  sex: 'F',
  doses: [
    { date: '2025-10-17', cvx: '09', mvx: 'MBL' },
    { date: '2025-11-10', cvx: '115', mvx: 'SKB' },
  ],
  observations: [],
  vaccineGroup: 'DTAP',
};

export const forecastDoses = {
  id: 'forecastDoses',
  method: 'POST',
  path: '/api/schedules/{name}/forecasts',
  right: 'public',
  tag: TAG,
  summary: {
    fr: 'Ce que valent les doses reçues, et ce qui vient ensuite',
    en: 'What the doses received are worth, and what comes next',
  },
  description: {
    fr: 'Évalue chaque dose et prévoit la suivante, avec la règle qui en décide et ce qui manque pour répondre. Rien de ce qui est envoyé n’est gardé, ni écrit dans une adresse ou un journal.',
    en: 'Evaluates each dose and forecasts the next one, with the rule that decides and what is missing to answer. Nothing of what is sent is kept, or written to an address or a log.',
  },
  params: Named,
  query: None,
  body: ForecastCase,
  bodyShown: ForecastCase.meta({ examples: [EXAMPLE] }),
  answers: { 200: { description: { fr: 'La réponse.', en: 'The answer.' }, schema: ForecastResult } },
  problems: ['no-schedule', ...CASE_PROBLEMS],
} as const;

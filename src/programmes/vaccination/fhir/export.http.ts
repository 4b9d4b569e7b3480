/** The routes of the export of facts (HL7 Bulk Data Access 2.0). */
import type { WriteAudit } from '#access/audit.ts';
import type { Within } from '#access/may.ts';
import { RIGHTS } from '#access/rights.ts';
import { reachOf } from '#access/roles.ts';
import { scopeAllows } from '#access/smart-scopes.ts';
import { noticeOf, type OperationOutcome } from '#fhir/outcome.ts';
import type { Caller } from '#http/identity.ts';
import type { Problems } from '#http/problem.ts';
import { type Raw, type Route, route } from '#http/route.ts';
import { isRefused, type Refused, refuse, refuseInWords } from '#kernel/result.ts';
import type { Language, Text } from '#kernel/text.ts';
import { entry } from '#people/reach.node.ts';
import {
  exportCancel,
  exportFile,
  exportPatients,
  exportStatus,
  exportSystem,
  filePath,
  type Manifest,
  statusPath,
} from '#programmes/vaccination/fhir/export.api.ts';
import type { Jobs } from '#programmes/vaccination/fhir/export-jobs.node.ts';
import { type ExportAsked, readExportAsked } from '#programmes/vaccination/fhir/export-request.ts';
import { type ExportFile, type ExportState, KEPT_MS } from '#programmes/vaccination/fhir/export-state.ts';

/** How the refusals of exports are told over HTTP. */
export const EXPORT_PROBLEMS = {
  'export-async-needed': {
    status: 400,
    title: { fr: 'Un export se fait en plusieurs temps', en: 'An export takes several steps' },
    mend: { fr: 'Ajoutez « Prefer: respond-async ».', en: 'Add "Prefer: respond-async".' },
  },
  'export-parameter': {
    status: 400,
    title: { fr: 'Paramètre d’export refusé', en: 'Export parameter refused' },
    mend: {
      fr: 'Retirez-le ou corrigez-le ; docs/fhir-systems.md liste ceux qui sont lus.',
      en: 'Remove or mend it; docs/fhir-systems.md lists those that are read.',
    },
  },
  'export-unknown': {
    status: 404,
    title: { fr: 'Aucun export à vous de ce nom', en: 'No export of yours of this name' },
    mend: {
      fr: 'Il a été supprimé, ou a plus d’un jour : demandez-en un nouveau.',
      en: 'It was deleted, or is more than a day old: ask for a new one.',
    },
  },
} as const satisfies Problems;

export type ExportOptions = {
  readonly jobs: Jobs;
  /** The address people reach the site at: manifests hold whole addresses. */
  readonly baseUrl: () => string;
  /** The nation, which holds every other place. */
  readonly root: string;
  readonly within: Within;
  readonly knowsPlace: (place: string) => boolean;
  readonly write: WriteAudit;
};

const RETRY_S = 10;
const BUSY_RETRY_S = 120;

const outcomeOf = (
  severity: 'error' | 'information',
  type: string,
  words: Text,
  language: Language,
): OperationOutcome => {
  const { severity: _, ...issue } = noticeOf('information', type, words[language]);
  return { resourceType: 'OperationOutcome', issue: [{ severity, ...issue }] };
};

const BEGUN: Text = {
  fr: 'L’export a commencé ; « Content-Location » dit où le suivre.',
  en: 'The export has begun; "Content-Location" says where to follow it.',
};
const BUSY: Text = {
  fr: 'Trop d’exports à la fois : attendez la fin du vôtre, ou supprimez ceux que vous avez lus.',
  en: 'Too many exports at once: wait for yours to end, or delete those you have read.',
};
const DELETED: Text = { fr: 'L’export est supprimé.', en: 'The export is deleted.' };
const FAULTS: Readonly<Record<NonNullable<ExportState['fault']>, Text>> = {
  interrupted: {
    fr: 'Le serveur s’est arrêté pendant l’export : demandez-le de nouveau.',
    en: 'The server was stopped during the export: ask for it again.',
  },
  'too-large': {
    fr: 'L’export est trop grand : limitez-le par « _type », « _since » ou « place ».',
    en: 'The export is too large: limit it by "_type", "_since" or "place".',
  },
  unexpected: {
    fr: 'L’export a échoué : demandez-le de nouveau, et signalez-le si cela se répète.',
    en: 'The export failed: ask for it again, and report it when this happens twice.',
  },
};

const isEverywhere = (caller: Caller): boolean => reachOf(caller.role, RIGHTS.exportFacts) === 'everyone';

/** Whether the caller's right reaches a place. A role that is in no table reaches its places. */
const reaches = (caller: Caller, place: string, { within }: ExportOptions): boolean =>
  isEverywhere(caller) || within(place, caller.places);

const ELSEWHERE = refuse('place-forbidden', 'this place is in none of yours', { field: 'place' });

/** The one place an export is of: the one asked for, else the caller's own, else the nation. */
const placeOf = (caller: Caller, asked: string | undefined, options: ExportOptions): string | Refused => {
  if (asked === undefined) {
    if (isEverywhere(caller)) return options.root;
    const [place, other] = caller.places;
    if (place !== undefined && other === undefined) return place;
    return refuseInWords(
      'export-parameter',
      {
        fr: 'vous avez plusieurs lieux : dites lequel dans « place »',
        en: 'you have several places: say which in "place"',
      },
      { field: 'place' },
    );
  }
  if (!reaches(caller, asked, options)) return ELSEWHERE;
  return options.knowsPlace(asked)
    ? asked
    : refuse('place-unknown', 'nobody has declared this place', { field: 'place' });
};

/** The types the caller's scopes allow to read; a type asked for by name that they do not is refused. */
const typesWithin = (
  caller: Caller,
  { types }: ExportAsked,
  isByName: boolean,
): ExportAsked['types'] | Refused => {
  const allowed = types.filter((type) => type === 'Location' || scopeAllows(caller, type, 'r'));
  const missing = types.find((type) => !allowed.includes(type));
  if (missing === undefined || (!isByName && allowed.length > 0)) return allowed;
  return refuse('scope-missing', `the scopes of this token do not allow to read ${missing}`, {
    field: '_type',
  });
};

/** The request as the manifest repeats it: made of what was understood, so that nothing else is repeated. */
const requestOf = (path: string, { types, since, place }: ExportAsked): string => {
  const query = new URLSearchParams({
    _type: types.join(','),
    ...(since !== null && { _since: since }),
    ...(place !== undefined && { place }),
  });
  return `${path}?${query}`;
};

const manifestOf = (state: ExportState, baseUrl: string): Manifest => {
  const told = ({ type, name, count }: ExportFile) => ({
    type,
    url: `${baseUrl}${filePath(state.place, state.id, name)}`,
    count,
  });
  return {
    transactionTime: state.transactionTime,
    request: state.request,
    requiresAccessToken: true,
    output: state.output.map(told),
    deleted: state.deleted.map(told),
    error: [],
  };
};

type Kick = typeof exportSystem | typeof exportPatients;
type Begun = Pick<Raw, 'caller' | 'headers' | 'language' | 'request'>;

const createBegin =
  (options: ExportOptions) =>
  async (
    path: string,
    query: Readonly<Record<string, string | string[]>>,
    { caller, headers, language, request }: Begun,
  ) => {
    const { jobs, baseUrl, write } = options;
    // Where first: who may not export a place is told so, however the rest is asked.
    const place = placeOf(caller, typeof query.place === 'string' ? query.place : undefined, options);
    if (typeof place !== 'string') return place;
    const asked = readExportAsked(query, headers.prefer);
    if (isRefused(asked)) return asked;
    const types = typesWithin(caller, asked, query._type !== undefined);
    if ('refusal' in types) return types;
    const limited = { ...asked, types, place };
    const detail = { types: types.join(' '), since: asked.since !== null, place };
    await write([entry({ caller, request }, 'facts-export', undefined, detail)]);
    const state = await jobs.begin(caller, limited, requestOf(`${baseUrl()}${path}`, limited));
    if (state === undefined)
      return {
        status: 429 as const,
        body: outcomeOf('error', 'throttled', BUSY, language),
        headers: { 'retry-after': String(BUSY_RETRY_S) },
      };
    return {
      status: 202 as const,
      body: outcomeOf('information', 'informational', BEGUN, language),
      headers: { 'content-location': `${baseUrl()}${statusPath(place, state.id)}` },
    };
  };

/** How far an export is, in the three answers the specification has. */
const statusOf = (state: ExportState, baseUrl: string, language: Language) => {
  if (state.fault !== null)
    return { status: 410 as const, body: outcomeOf('error', 'exception', FAULTS[state.fault], language) };
  if (state.state === 'running') {
    const headers = { 'x-progress': `${state.resources} resources`, 'retry-after': String(RETRY_S) };
    return { status: 202 as const, body: undefined, headers };
  }
  const expires = new Date(Date.parse(state.endedAt ?? state.startedAt) + KEPT_MS).toUTCString();
  return {
    status: 200 as const,
    body: manifestOf(state, baseUrl),
    headers: { 'content-type': 'application/json', expires },
  };
};

export const exportRoutes = (options: ExportOptions): Route[] => {
  const { jobs, baseUrl } = options;
  const begin = createBegin(options);
  const kickOff = (operation: Kick): Route =>
    route(operation, (asked) => begin(operation.path, asked.query, asked));

  /** An export of this caller, whose territory the caller still reaches. */
  const findOwn = async (
    caller: Caller,
    { place, export: id }: { readonly place: string; readonly export: string },
  ): Promise<ExportState | Refused> => {
    if (!reaches(caller, place, options)) return ELSEWHERE;
    return (
      (await jobs.find(caller, place, id)) ??
      refuse('export-unknown', 'no export of this name was asked for by you, or it is over', {
        field: 'export',
      })
    );
  };

  return [
    kickOff(exportSystem),
    kickOff(exportPatients),
    route(exportStatus, async ({ params, caller, language }) => {
      const state = await findOwn(caller, params);
      return isRefused(state) ? state : statusOf(state, baseUrl(), language);
    }),
    route(exportCancel, async ({ params, caller, language }) => {
      const state = await findOwn(caller, params);
      if (isRefused(state)) return state;
      await jobs.remove(state);
      return { status: 202, body: outcomeOf('information', 'informational', DELETED, language) };
    }),
    route(exportFile, async ({ params, caller }) => {
      const state = await findOwn(caller, params);
      if (isRefused(state)) return state;
      const file = [...state.output, ...state.deleted].find(({ name }) => name === params.file);
      if (file === undefined)
        return refuse('export-unknown', 'this export has no such file', { field: 'file' });
      return { status: 200, body: jobs.stream(state.id, file.name) };
    }),
  ];
};

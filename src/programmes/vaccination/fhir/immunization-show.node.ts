/** Reading Immunizations: one, one of its versions, its history. */

import type { Fact } from '#facts/fact.ts';
import { history, type VersionTold } from '#fhir/bundle.ts';
import { readActId } from '#fhir/ids.node.ts';
import {
  firstOf,
  httpDate,
  type Interaction,
  type InteractionAnswer,
  type InteractionAsked,
  tagOf,
  versionOfTag,
} from '#fhir/interaction.ts';
import { countAsked, dateAsked, isDated } from '#fhir/search.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import { ELSEWHERE } from '#people/reach.node.ts';
import { type Act, type ActVersion, actsIn, currentOf } from '#programmes/vaccination/fhir/act-versions.ts';
import { idOf, maySee, type Parts, shownAs } from '#programmes/vaccination/fhir/parts.node.ts';

const NOT_FOUND = refuseInWords(
  'fhir-not-found',
  { fr: 'aucune Immunization n’a cet identifiant', en: 'no Immunization has this id' },
  { field: 'Immunization.id' },
);
export const GONE = refuseInWords(
  'fhir-gone',
  { fr: 'cet acte a été retiré', en: 'this act was taken back' },
  { field: 'Immunization' },
);

/** The acts of one pseudonym alone, by every fact read of it. */
export const actsOfSubject = (subject: string, linked: readonly Fact[]): Act[] =>
  actsIn(
    linked.every((fact) => fact.subject === subject)
      ? linked
      : linked.filter((fact) => fact.subject === subject),
  );

/** The act of an id, when the caller may see it. */
export const findAct = async (parts: Parts, { id, caller }: InteractionAsked): Promise<Act | Refused> => {
  const named = readActId(id);
  if (named === undefined) return NOT_FOUND;
  const linked = await parts.read(named.subject);
  if (isRefused(linked)) return linked;
  const acts = actsOfSubject(named.subject, linked);
  const act = acts.find(({ first }) => named.isNamed(first.id));
  if (act === undefined) return NOT_FOUND;
  const sees = await maySee(parts, caller, act);
  if (typeof sees === 'object') return sees;
  return sees ? act : ELSEWHERE;
};

/** A version of an act with its tag; 304 when the caller has it already. */
export const versionAnswer = (
  parts: Parts,
  act: Act,
  version: ActVersion,
  ifNoneMatch: string | undefined,
): InteractionAnswer => {
  const withdrawn = version.fact === undefined ? lastStanding(act, version) : undefined;
  const body = shownAs(parts, act, version, withdrawn ?? version.fact);
  if (body === undefined) return NOT_FOUND;
  const headers = { etag: tagOf(version.number), 'last-modified': httpDate(version.made.recordedAt) };
  const known = ifNoneMatch?.split(',').some((tag) => versionOfTag(tag) === version.number);
  return known ? { status: 304, headers } : { status: 200, body, headers };
};

/** What stood before a version that took it back. */
export const lastStanding = ({ versions }: Act, { number }: ActVersion): Fact | undefined =>
  versions.findLast((version) => version.number < number && version.fact !== undefined)?.fact;

export const readImmunizations =
  (parts: Parts): Interaction =>
  async (asked) => {
    const act = await findAct(parts, asked);
    if (isRefused(act)) return act;
    const version = currentOf(act);
    if (version.fact === undefined) return GONE;
    return versionAnswer(parts, act, version, asked.headers['if-none-match']);
  };

export const readImmunizationVersion =
  (parts: Parts): Interaction =>
  async (asked) => {
    const act = await findAct(parts, asked);
    if (isRefused(act)) return act;
    const version = act.versions.find(({ number }) => String(number) === asked.version);
    return version === undefined
      ? NOT_FOUND
      : versionAnswer(parts, act, version, asked.headers['if-none-match']);
  };

/** A version as a history tells it. */
export const versionTold = (parts: Parts, act: Act, version: ActVersion): VersionTold => ({
  type: 'Immunization',
  id: idOf(act) ?? '',
  version: version.number,
  at: version.made.recordedAt,
  resource: shownAs(parts, act, version),
});

/** As PostgreSQL reads it, wherever it stands; it knows no year 0, and nothing was recorded in that millennium. */
const instantOf = (text: string): string | undefined =>
  text < '1000' ? undefined : text.length === 10 ? `${text}T00:00:00Z` : text;

export const HISTORY_MAX = 200;

/** Which versions of a history are asked for. */
export const historyAsked = ({ parameters }: InteractionAsked) => {
  const count = countAsked('_count', firstOf(parameters, '_count'), { otherwise: 50, max: HISTORY_MAX });
  if (isRefusedValue(count)) return count;
  const text = firstOf(parameters, '_since');
  const since = text === undefined ? undefined : dateAsked('_since', `ge${text}`);
  if (since !== undefined && isRefused(since)) return since;
  const from = countAsked('_offset', firstOf(parameters, '_offset'), { otherwise: 0, max: 1_000_000 });
  if (isRefusedValue(from)) return from;
  return {
    count,
    since: text,
    first: since === undefined ? undefined : instantOf(since.first),
    from,
    isSince: (at: string) => since === undefined || isDated(at, since),
  };
};

export const isRefusedValue = <R extends Refused>(value: number | R): value is R => typeof value === 'object';

export const immunizationHistory =
  (parts: Parts): Interaction =>
  async (asked) => {
    const page = historyAsked(asked);
    if (isRefused(page)) return page;
    const act = await findAct(parts, asked);
    if (isRefused(act)) return act;
    const versions = act.versions.filter(({ made }) => page.isSince(made.recordedAt)).toReversed();
    const base = parts.base();
    const address = `${base}/Immunization/${asked.id}/_history`;
    const since = page.since === undefined ? '' : `&_since=${encodeURIComponent(page.since)}`;
    const next = page.from + page.count;
    const body = history(
      base,
      versions.slice(page.from, next).map((version) => versionTold(parts, act, version)),
      {
        self: `${address}?_count=${page.count}${since}`,
        next:
          next < versions.length && page.count > 0
            ? `${address}?_count=${page.count}${since}&_offset=${next}`
            : undefined,
      },
      versions.length,
    );
    return { status: 200, body };
  };

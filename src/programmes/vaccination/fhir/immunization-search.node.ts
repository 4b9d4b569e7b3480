/**
 * Searching Immunizations: of people, or by their ids. The ledger is kept by person; what asks for no person asks for
 * all of it, and that is an export. A national number is asked for in a body (POST _search), never in an address.
 */
import { RIGHTS } from '#access/rights.ts';
import { factsOfPerson } from '#facts/same-person.ts';
import { queryOf, searchset } from '#fhir/bundle.ts';
import { patientId, readActId, subjectOfPatient } from '#fhir/ids.node.ts';
import {
  firstOf,
  type Interaction,
  type InteractionAsked,
  type Parameters,
  preferencesOf,
  valuesOf,
} from '#fhir/interaction.ts';
import { isObject, type Resource } from '#fhir/resource.ts';
import { countAsked, type DateAsked, dateAsked, isDated, isToken, tokenOf } from '#fhir/search.ts';
import type { Caller } from '#http/identity.ts';
import { isRefused, type Refused, refuse, refuseInWords } from '#kernel/result.ts';
import { entry, mayAct } from '#people/reach.node.ts';
import type { Stored } from '#people/register.ts';
import { type Act, actsIn, currentOf } from '#programmes/vaccination/fhir/act-versions.ts';
import { actsOfSubject, isRefusedValue } from '#programmes/vaccination/fhir/immunization-show.node.ts';
import {
  idIn,
  idOf,
  maySee,
  type Parts,
  personByNumber,
  shownAs,
} from '#programmes/vaccination/fhir/parts.node.ts';
import { patientOf } from '#programmes/vaccination/fhir/patient.ts';

/** Parameters that choose, and those that say how to show. */
export const SEARCH_PARAMETERS = [
  { name: 'patient', type: 'reference' },
  { name: 'date', type: 'date' },
  { name: 'status', type: 'token' },
  { name: 'vaccine-code', type: 'token' },
  { name: 'lot-number', type: 'string' },
  { name: 'location', type: 'reference' },
  { name: 'identifier', type: 'token' },
  { name: '_id', type: 'token' },
  { name: '_lastUpdated', type: 'date' },
] as const;
const BY_NUMBER = ['patient.identifier', 'patient:identifier'] as const;
const SHOWING = [
  '_count',
  '_offset',
  '_sort',
  '_include',
  '_summary',
  '_elements',
  '_total',
  '_format',
  '_pretty',
];
const KNOWN: ReadonlySet<string> = new Set([
  ...SEARCH_PARAMETERS.map(({ name }) => name),
  ...BY_NUMBER,
  ...SHOWING,
]);

const PEOPLE_MAX = 50;
export const COUNT = { otherwise: 50, max: 200 } as const;

/** Refuses what is not known, when the caller wants it so; and always what changes the meaning of a parameter. */
export const parameterRefusal = (
  parameters: Parameters,
  known: ReadonlySet<string>,
  { headers }: InteractionAsked,
): Refused<'fhir-parameter'> | undefined => {
  const { strict } = preferencesOf(headers);
  const unknown = parameters.find(([name]) => !known.has(name) && (strict || name.includes(':')));
  if (unknown === undefined) return undefined;
  const list = [...known].filter((name) => !name.startsWith('patient.')).join(', ');
  return refuseInWords('fhir-parameter', {
    fr: `un paramètre de cette recherche n’est pas connu ici ; il y a : ${list}`,
    en: `a parameter of this search is not known here; there is: ${list}`,
  });
};

const TOO_WIDE = refuseInWords('fhir-too-costly', {
  fr: 'une recherche nomme une personne (« patient ») ou des actes (« _id »)',
  en: 'a search names a person ("patient") or acts ("_id")',
});
const NUMBER_IN_ADDRESS = refuseInWords('fhir-parameter', {
  fr: 'un numéro national ne va pas dans une adresse : envoyez-le par POST Immunization/_search',
  en: 'a national number does not go in an address: send it by POST Immunization/_search',
});

const listed = (values: readonly string[]): string[] =>
  values.flatMap((value) => value.split(',')).filter((value) => value !== '');

/** The pseudonyms of the people asked for; an unknown one has no acts. */
const peopleAsked = async (
  parts: Parts,
  { parameters, posted, caller }: InteractionAsked,
): Promise<readonly string[] | undefined | Refused> => {
  const numbers = BY_NUMBER.flatMap((name) => valuesOf(parameters, name));
  if (numbers.length > 0 && !posted) return NUMBER_IN_ADDRESS;
  const asked = listed(valuesOf(parameters, 'patient'));
  if (asked.length + numbers.length === 0) return undefined;
  if (asked.length + numbers.length > PEOPLE_MAX)
    return refuseInWords('fhir-parameter', {
      fr: `au plus ${PEOPLE_MAX} personnes à la fois`,
      en: `at most ${PEOPLE_MAX} people at once`,
    });
  const subjects = asked.flatMap((reference) => {
    const id = reference.includes('/') ? idIn('Patient', reference, parts.base()) : reference;
    return (id === undefined ? undefined : subjectOfPatient(id)) ?? [];
  });
  for (const number of numbers) {
    const found = await personByNumber(parts, caller, tokenOf(number).code);
    if (!isRefused(found)) subjects.push(...found.person.subjects.slice(0, 1));
    else if (found.refusal.code !== 'fhir-reference-unknown') return found;
  }
  return subjects;
};

/** The acts of people, under every pseudonym of theirs. */
const actsOfPeople = async (parts: Parts, subjects: readonly string[]): Promise<Act[] | Refused> => {
  const found: Act[] = [];
  const seen = new Set<string>();
  for (const subject of subjects) {
    const linked = await parts.read(subject);
    if (isRefused(linked)) return linked;
    const facts = factsOfPerson(subject, linked);
    for (const one of new Set(facts.map((fact) => fact.subject))) {
      if (seen.has(one)) continue;
      seen.add(one);
      found.push(...actsIn(facts.filter((fact) => fact.subject === one)));
    }
  }
  return found;
};

const actsOfIds = async (parts: Parts, ids: readonly string[]): Promise<Act[] | Refused> => {
  const found: Act[] = [];
  for (const id of ids.slice(0, COUNT.max)) {
    const named = readActId(id);
    const linked = named === undefined ? [] : await parts.read(named.subject);
    if (isRefused(linked)) return linked;
    const act = actsOfSubject(named?.subject ?? '', linked).find(({ first }) => named?.isNamed(first.id));
    if (act !== undefined) found.push(act);
  }
  return found;
};

type Shown = { readonly act: Act; readonly resource: Resource };
type Filter = (one: Shown) => boolean;

const codingsOf = ({ resource: { vaccineCode } }: Shown) =>
  isObject(vaccineCode) && Array.isArray(vaccineCode.coding) ? vaccineCode.coding : [];

/** What each act must be to be found: every parameter, by one of its values. */
const filtersOf = ({ parameters }: InteractionAsked, base: string): Filter[] | Refused<'fhir-parameter'> => {
  const filters: Filter[] = [];
  for (const [name, value] of parameters) {
    const values = listed([value]);
    if (name === 'date' || name === '_lastUpdated') {
      const dates: DateAsked[] = [];
      for (const text of values) {
        const date = dateAsked(name, text);
        if (isRefused(date)) return date;
        dates.push(date);
      }
      filters.push(({ act }) => {
        const { fact, made } = currentOf(act);
        const at = name === 'date' ? (fact?.occurredOn ?? '') : made.recordedAt;
        return dates.some((date) => isDated(at, date));
      });
    } else if (name === 'status') filters.push(({ resource }) => values.includes(String(resource.status)));
    else if (name === 'vaccine-code') {
      const tokens = values.map(tokenOf);
      filters.push((one) => codingsOf(one).some((coding) => tokens.some((token) => isToken(coding, token))));
    } else if (name === 'lot-number') {
      const starts = values.map((text) => text.toLowerCase());
      filters.push(({ resource }) =>
        starts.some((start) =>
          String(resource.lotNumber ?? '')
            .toLowerCase()
            .startsWith(start),
        ),
      );
    } else if (name === 'location') {
      const places = new Set(values.map((text) => `Location/${idIn('Location', text, base) ?? text}`));
      filters.push(
        ({ resource }) => isObject(resource.location) && places.has(String(resource.location.reference)),
      );
    } else if (name === 'identifier') {
      const tokens = values.map(tokenOf);
      filters.push(({ resource: { identifier } }) =>
        Array.isArray(identifier)
          ? identifier.some((one) =>
              tokens.some((token) => isToken({ system: one.system, code: one.value }, token)),
            )
          : false,
      );
    } else if (name === '_id') filters.push(({ resource }) => values.includes(String(resource.id)));
  }
  return filters;
};

const SORTS: Readonly<Record<string, (one: Shown) => string>> = {
  date: ({ act, resource }) =>
    `${currentOf(act).fact?.occurredOn ?? ''} ${String(resource.occurrenceDateTime)}`,
  _lastUpdated: ({ act }) => currentOf(act).made.recordedAt,
};

/** In the order asked, the latest first otherwise; acts alike by their ids, so that pages do not overlap. */
const sorted = (found: readonly Shown[], asked = '-date'): Shown[] | Refused<'fhir-parameter'> => {
  const [first = ''] = asked.split(',');
  const down = first.startsWith('-');
  const key = SORTS[down ? first.slice(1) : first];
  if (key === undefined)
    return refuseInWords('fhir-parameter', {
      fr: '« _sort » : date, -date, _lastUpdated ou -_lastUpdated',
      en: '"_sort": date, -date, _lastUpdated or -_lastUpdated',
    });
  const of = (one: Shown): string => `${key(one)} ${String(one.resource.id)}`;
  const keyed = found.map((one) => ({ one, key: of(one) })).sort((a, b) => (a.key < b.key ? -1 : 1));
  return (down ? keyed.toReversed() : keyed).map(({ one }) => one);
};

const ALWAYS = ['resourceType', 'id', 'meta', 'status', 'vaccineCode', 'patient', 'occurrenceDateTime'];

/** The elements asked for, with those no Immunization is without. */
const cut = (resource: Resource, elements: string | undefined): Resource => {
  if (elements === undefined) return resource;
  const kept = new Set([...ALWAYS, ...listed([elements])]);
  const meta = isObject(resource.meta) ? resource.meta : {};
  const tag = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' }];
  return {
    resourceType: resource.resourceType,
    ...Object.fromEntries(Object.entries(resource).filter(([name]) => kept.has(name))),
    meta: { ...meta, tag },
  };
};

/** The people of the acts of a page, for who may read names; each look is written down first. */
const included = async (
  parts: Parts,
  asked: InteractionAsked,
  acts: readonly Act[],
): Promise<Resource[] | Refused> => {
  const { caller } = asked;
  if (!caller.rights.has(RIGHTS.readPeople))
    return refuse('forbidden', `_include=Immunization:patient asks for the right "${RIGHTS.readPeople}"`);
  const found: { stored: Stored; subject: string }[] = [];
  for (const subject of new Set(acts.map(({ first }) => first.subject))) {
    const stored = await parts.findPerson(subject);
    if (stored !== undefined && isRefused(stored)) return stored;
    if (stored !== undefined && (await mayAct(parts.reach, caller, RIGHTS.readPeople, stored)))
      found.push({ stored, subject });
  }
  await parts.care.write(found.map(({ stored }) => entry(asked, 'read', stored.person.id, { way: 'fhir' })));
  return found.map(({ stored, subject }) =>
    patientOf(stored, { id: patientId(subject) ?? subject, merged: [] }),
  );
};

const mayShow = async (parts: Parts, caller: Caller, acts: readonly Act[]): Promise<Act[] | Refused> => {
  const shown: Act[] = [];
  for (const act of acts) {
    const sees = await maySee(parts, caller, act);
    if (typeof sees === 'object') return sees;
    if (sees) shown.push(act);
  }
  return shown;
};

/** What the next page is asked by: never a number of somebody, but the person it was found to be. */
const addressed = (
  parameters: Parameters,
  subjects: readonly string[] | undefined,
): (readonly [string, string])[] => [
  ...(subjects ?? []).map((subject) => ['patient', patientId(subject) ?? subject] as const),
  ...parameters.filter(
    ([name]) =>
      KNOWN.has(name) && name !== 'patient' && name !== '_offset' && !BY_NUMBER.some((one) => one === name),
  ),
];

export const searchImmunizations =
  (parts: Parts): Interaction =>
  async (asked) => {
    const { parameters } = asked;
    const refused = parameterRefusal(parameters, KNOWN, asked);
    if (refused !== undefined) return refused;
    const subjects = await peopleAsked(parts, asked);
    if (subjects !== undefined && isRefused(subjects)) return subjects;
    const ids = listed(valuesOf(parameters, '_id'));
    if (subjects === undefined && ids.length === 0) return TOO_WIDE;
    const filters = filtersOf(asked, parts.base());
    if (isRefused(filters)) return filters;
    const count = countAsked('_count', firstOf(parameters, '_count'), COUNT);
    if (isRefusedValue(count)) return count;
    const from = countAsked('_offset', firstOf(parameters, '_offset'), { otherwise: 0, max: 1_000_000 });
    if (isRefusedValue(from)) return from;
    const acts = subjects === undefined ? await actsOfIds(parts, ids) : await actsOfPeople(parts, subjects);
    if (isRefused(acts)) return acts;
    const seen = await mayShow(parts, asked.caller, acts);
    if (isRefused(seen)) return seen;
    const all = seen
      .flatMap((act): Shown[] => {
        const resource = idOf(act) === undefined ? undefined : shownAs(parts, act, currentOf(act));
        return resource === undefined ? [] : [{ act, resource }];
      })
      .filter((one) => filters.every((isFound) => isFound(one)));
    const matches = sorted(all, firstOf(parameters, '_sort'));
    if (isRefused(matches)) return matches;
    return page(parts, asked, { matches, subjects, count, from });
  };

type Page = {
  readonly matches: readonly Shown[];
  readonly subjects: readonly string[] | undefined;
  readonly count: number;
  readonly from: number;
};

const page = async (parts: Parts, asked: InteractionAsked, { matches, subjects, count, from }: Page) => {
  const { parameters } = asked;
  const base = parts.base();
  const address = (offset: number): string =>
    `${base}/Immunization?${queryOf([...addressed(parameters, subjects), ['_offset', offset === 0 ? undefined : offset]])}`;
  const isCount = firstOf(parameters, '_summary') === 'count';
  const shown = isCount ? [] : matches.slice(from, from + count);
  const wantsPeople = valuesOf(parameters, '_include').includes('Immunization:patient');
  const people =
    wantsPeople && !isCount
      ? await included(
          parts,
          asked,
          shown.map(({ act }) => act),
        )
      : [];
  if (isRefused(people)) return people;
  const elements = firstOf(parameters, '_elements');
  const next = from + count;
  return {
    status: 200,
    body: searchset(
      base,
      shown.map(({ resource }) => cut(resource, elements)),
      {
        self: address(from),
        next: next < matches.length && count > 0 && !isCount ? address(next) : undefined,
      },
      { total: matches.length, included: people },
    ),
  };
};

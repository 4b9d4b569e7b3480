/**
 * Changing Immunizations: a correction (update) and a taking back (delete) are facts that are added. The id of the fact
 * is made of the act and the number of the version, so that two who change the same version at the same moment make
 * one new version, and the other is told that theirs is stale.
 */
import { type Fact, RETRACTION } from '#facts/fact.ts';
import { shortHash } from '#fhir/ids.node.ts';
import {
  type Interaction,
  type InteractionAnswer,
  type InteractionAsked,
  refuseFaults,
  tagOf,
  versionOfTag,
} from '#fhir/interaction.ts';
import { isObject } from '#fhir/resource.ts';
import { structureFaults } from '#fhir/structure.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import { entry } from '#people/reach.node.ts';
import {
  type Act,
  type ActVersion,
  currentOf,
  placeOf,
  toRetract,
} from '#programmes/vaccination/fhir/act-versions.ts';
import {
  type Details,
  fill,
  ID_DIGITS,
  placeOfAct,
  readBody,
  WAY,
} from '#programmes/vaccination/fhir/immunization-prepare.node.ts';
import type { ImmunizationRead } from '#programmes/vaccination/fhir/immunization-read.ts';
import { actsOfSubject, findAct, GONE } from '#programmes/vaccination/fhir/immunization-show.node.ts';
import {
  atItsPlace,
  handIn,
  issuesOfWarnings,
  written,
} from '#programmes/vaccination/fhir/immunization-write.node.ts';
import { type Parts, patientNamed } from '#programmes/vaccination/fhir/parts.node.ts';

const CORRECTED = 'corrected by FHIR software';
const TAKEN_BACK = 'taken back by FHIR software';

const STALE = refuseInWords(
  'fhir-version-stale',
  {
    fr: 'l’acte a changé depuis cette version : lisez-le de nouveau',
    en: 'the act changed since this version: read it again',
  },
  { field: 'Immunization.meta.versionId' },
);

/** Refuses a change of a version that is not the last. @param isNeeded the version must be told */
const versionRefusal = (
  { headers }: InteractionAsked,
  { number }: ActVersion,
  isNeeded: boolean,
): Refused | undefined => {
  const tag = headers['if-match'];
  if (tag === undefined)
    return isNeeded
      ? refuseInWords(
          'fhir-version-needed',
          {
            fr: 'une correction dit quelle version elle corrige : If-Match: W/"n"',
            en: 'a correction says which version it corrects: If-Match: W/"n"',
          },
          { field: 'Immunization.meta.versionId' },
        )
      : undefined;
  return versionOfTag(tag) === number ? undefined : STALE;
};

/** An act may be changed from the places it was made in; one without a place by who may see it. */
const placeRefusal = ({ care }: Parts, { caller }: InteractionAsked, act: Act): Refused | undefined => {
  const place = placeOf(act);
  return place === undefined || care.within(place, caller.places)
    ? undefined
    : refuseInWords(
        'place-forbidden',
        {
          fr: 'cet acte a été fait dans un lieu qui n’est pas l’un des vôtres',
          en: 'this act was made in a place that is none of yours',
        },
        { field: 'Immunization.location' },
      );
};

const changeId = ({ first }: Act, version: number, part = 0): string =>
  `v${shortHash(`${first.id} ${version} ${part}`, ID_DIGITS)}`;

/** The act read again, after a change of it was handed in. */
const reread = async (parts: Parts, { first }: Act): Promise<Act | Refused> => {
  const linked = await parts.read(first.subject);
  if (isRefused(linked)) return linked;
  return actsOfSubject(first.subject, linked).find((act) => act.first.id === first.id) ?? GONE;
};

type Body = Readonly<Record<string, unknown>>;

/** Whether a correction says what stands already; members in whatever order. */
const saysTheSame = (
  fact: Fact,
  {
    kind,
    occurredOn,
    place,
    body,
  }: { kind: string; occurredOn: string; place: string | undefined; body: object },
): boolean => {
  const sorted = (object: object): string =>
    JSON.stringify(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
  return (
    fact.kind === kind &&
    fact.occurredOn === occurredOn &&
    fact.place === place &&
    sorted(fact.body) === sorted(body)
  );
};

/** What a correction keeps of the act, when the resource does not say it: what FHIR software has no field for. */
const keptOf = ({ body }: Fact): Partial<Details> => {
  const kept: Body = Object.fromEntries(
    ['age', 'ageClass', 'sex', 'overrides', 'offline', 'external'].flatMap((name) =>
      body[name] === undefined ? [] : [[name, body[name]]],
    ),
  );
  return kept;
};

const OTHER_PERSON = refuseInWords(
  'fhir-value',
  {
    fr: 'un acte ne passe pas d’une personne à une autre : supprimez-le, et créez-le pour la bonne',
    en: 'an act does not go from one person to another: delete it, and create it for the right one',
  },
  { field: 'Immunization.patient' },
);

/** The person of the act, when the resource names the same. */
const samePerson = async (
  parts: Parts,
  { caller }: InteractionAsked,
  { first }: Act,
  read: ImmunizationRead,
) => {
  const [mine, named] = await Promise.all([
    parts.findPerson(first.subject),
    patientNamed(parts, caller, read.patient),
  ]);
  if (isRefused(named)) return named;
  if (mine === undefined || isRefused(mine)) return mine ?? OTHER_PERSON;
  return mine.person.id === named.person.id ? mine : OTHER_PERSON;
};

const sameId = ({ body, id, language }: InteractionAsked): Refused | undefined => {
  const faults = structureFaults(body, 'Immunization');
  if (faults.length > 0) return refuseFaults('fhir-structure', faults, language);
  if (isObject(body) && body.id === id) return undefined;
  return refuseFaults(
    'fhir-value',
    [
      {
        pointer: '/Immunization/id',
        text: {
          fr: `« id » doit être celui de l’adresse : ${id}`,
          en: `"id" must be that of the address: ${id}`,
        },
      },
    ],
    language,
  );
};

export const updateImmunization =
  (parts: Parts): Interaction =>
  async (asked) => {
    const refused = sameId(asked);
    if (refused !== undefined) return refused;
    const act = await findAct(parts, asked);
    if (isRefused(act)) return act;
    const current = currentOf(act);
    const { fact } = current;
    if (fact === undefined) return GONE;
    const barred = versionRefusal(asked, current, true) ?? placeRefusal(parts, asked, act);
    if (barred !== undefined) return barred;
    const read = readBody(parts, asked, false);
    if (isRefused(read)) return read;
    if (read.withdrawn) {
      const taken = await takeBack(parts, asked, act, read.reason);
      return isRefused(taken) ? taken : written(parts, asked, 200, taken, read.notices);
    }
    const place = placeOfAct(parts, read, asked.caller);
    if (typeof place === 'object') return place;
    const stored = await samePerson(parts, asked, act, read);
    if (isRefused(stored)) return stored;
    const corrects = { corrects: fact.id, reason: read.reason ?? CORRECTED };
    const prepared = fill(parts, asked, {
      ...{ read, stored, place, corrects, before: keptOf(fact) },
      subject: act.first.subject,
      id: changeId(act, current.number + 1),
    });
    if (saysTheSame(fact, prepared)) return written(parts, asked, 200, act, prepared.notices);
    await parts.care.write([entry(asked, 'act-change', stored.person.id, { way: WAY })]);
    const outcome = await handIn(parts, asked, prepared);
    if (isRefused(outcome)) return outcome.refusal.code === 'id-conflict' ? STALE : atItsPlace(outcome);
    const after = await reread(parts, act);
    if (isRefused(after)) return after;
    const issues = [...issuesOfWarnings(outcome.warnings, asked), ...prepared.notices];
    return written(parts, asked, 200, after, issues);
  };

/** Takes back every fact of an act that stands or would stand again. */
const takeBack = async (
  parts: Parts,
  asked: InteractionAsked,
  act: Act,
  reason = TAKEN_BACK,
): Promise<Act | Refused> => {
  const { care } = parts;
  const { subject } = act.first;
  const { number, fact: standing } = currentOf(act);
  const next = number + 1;
  const person = await care.register.findBySubject(subject);
  await care.write([entry(asked, 'act-change', person, { way: WAY, kind: RETRACTION })]);
  const acts = toRetract(act).map(({ id }, part) => ({
    kind: 'retraction' as const,
    ...(standing && { about: { behind: standing.id } }),
    asked: {
      ...{ id: changeId(act, next, part + 1), subject, corrects: id, reason },
      occurredOn: care.now().slice(0, 10),
    },
  }));
  const answers = await care.recorder.submit(acts, asked.caller, WAY);
  if (isRefused(answers)) return answers;
  const failed = answers.find(isRefused);
  if (failed !== undefined) return failed.refusal.code === 'id-conflict' ? STALE : atItsPlace(failed);
  return reread(parts, act);
};

const goneAs = (act: Act): InteractionAnswer => ({
  status: 204,
  headers: { etag: tagOf(currentOf(act).number) },
});

export const deleteImmunization =
  (parts: Parts): Interaction =>
  async (asked) => {
    const act = await findAct(parts, asked);
    if (isRefused(act)) return act;
    const current = currentOf(act);
    // Deleted twice, it is deleted: the same answer.
    if (current.fact === undefined) return goneAs(act);
    const barred = versionRefusal(asked, current, false) ?? placeRefusal(parts, asked, act);
    const taken = barred ?? (await takeBack(parts, asked, act));
    return isRefused(taken) ? taken : goneAs(taken);
  };

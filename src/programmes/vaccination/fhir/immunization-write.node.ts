/**
 * Writing Immunizations. Everything goes through the recorder, so that the rules are those of the desk; what it finds
 * odd comes back as issues.
 */
import type { Fact } from '#facts/fact.ts';
import {
  httpDate,
  type Interaction,
  type InteractionAnswer,
  type InteractionAsked,
  preferencesOf,
  tagOf,
} from '#fhir/interaction.ts';
import { type Issue, noticeOf, outcome } from '#fhir/outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import { entry } from '#people/reach.node.ts';
import { type Act, currentOf } from '#programmes/vaccination/fhir/act-versions.ts';
import { type Prepared, prepareCreate, WAY } from '#programmes/vaccination/fhir/immunization-prepare.node.ts';
import { actsOfSubject, lastStanding } from '#programmes/vaccination/fhir/immunization-show.node.ts';
import { type Parts, shownAs } from '#programmes/vaccination/fhir/parts.node.ts';
import type { Warning } from '#programmes/vaccination/injection.api.ts';

/** Where the recorder's names of fields are in the resource. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  occurredOn: 'Immunization.occurrenceDateTime',
  product: 'Immunization.vaccineCode',
  place: 'Immunization.location',
  recordedAt: 'Immunization.recorded',
  lot: 'Immunization.lotNumber',
  rank: 'Immunization.protocolApplied[0].doseNumberPositiveInt',
  id: 'Immunization.identifier',
  subject: 'Immunization.patient',
  corrects: 'Immunization.id',
};

/** A refusal of the recorder at its place in the resource. */
export const atItsPlace = <R extends Refused>({ refusal }: R): Refused => {
  const { field } = refusal;
  const expression = field === undefined ? undefined : EXPRESSIONS[field.replace('body.', '')];
  return { refusal: { ...refusal, field: expression ?? 'Immunization' } };
};

export const issuesOfWarnings = (warnings: readonly Warning[], { language }: InteractionAsked): Issue[] =>
  warnings.map(({ code, message, reference }) =>
    noticeOf('warning', 'business-rule', message[language], {
      code,
      ...(reference !== undefined && { diagnostics: reference }),
      expression: 'Immunization',
    }),
  );

export type Outcome = {
  readonly fact: Fact;
  readonly warnings: readonly Warning[];
  readonly known: boolean;
};

/** Hands in an act that was prepared. */
export const handIn = async (
  parts: Parts,
  { caller }: InteractionAsked,
  { act }: Prepared,
): Promise<Outcome | Refused> => parts.care.recorder.submitOne(act, caller, WAY);

/** The act of a fact, read again: what became of one that was there before. */
const actOfFact = async (parts: Parts, subject: string, id: string): Promise<Act | Refused | undefined> => {
  const linked = await parts.read(subject);
  if (isRefused(linked)) return linked;
  return actsOfSubject(subject, linked).find(({ facts }) => facts.some((fact) => fact.id === id));
};

/** The version a fact made, as written. */
const newAct = (fact: Fact): Act => ({
  first: fact,
  versions: [{ number: 1, fact, made: fact }],
  facts: [fact],
});

/** What is said beside the resource, as the caller prefers it. */
export const written = (
  parts: Parts,
  asked: InteractionAsked,
  status: number,
  act: Act,
  issues: readonly Issue[],
): InteractionAnswer => {
  const version = currentOf(act);
  // Taken back, it is shown as it last stood, with the status that says so.
  const resource = shownAs(parts, act, version, version.fact ?? lastStanding(act, version));
  const { number, made } = version;
  const headers = {
    ...(resource !== undefined && {
      location: `${parts.base()}/Immunization/${String(resource.id)}/_history/${number}`,
    }),
    etag: tagOf(number),
    'last-modified': httpDate(made.recordedAt),
  };
  const { shown } = preferencesOf(asked.headers);
  if (shown === 'minimal' || resource === undefined) return { status, headers };
  const allWell = { fr: 'enregistré', en: 'recorded' }[asked.language];
  if (shown === 'OperationOutcome') return { status, headers, body: outcome(issues, allWell) };
  return { status, headers, body: withWarnings(resource, issues) };
};

const WARNINGS_URL = 'urn:rappel:fhir:warnings';

/** The warnings inside the resource, where who asked for nothing else sees them. */
const withWarnings = (resource: Resource, issues: readonly Issue[]): Resource => {
  const issue = issues.filter(({ severity }) => severity === 'warning');
  if (issue.length === 0) return resource;
  const { extension } = resource;
  return {
    ...resource,
    contained: [{ resourceType: 'OperationOutcome', id: 'warnings', issue }],
    extension: [
      ...(Array.isArray(extension) ? extension : []),
      { url: WARNINGS_URL, valueReference: { reference: '#warnings' } },
    ],
  };
};

const TAKEN = refuseInWords(
  'fhir-conflict',
  {
    fr: 'un autre acte de cette personne a déjà cet identifiant : corrigez-le (PUT), ou donnez un autre identifiant',
    en: 'another act of this person has this identifier already: correct it (PUT), or give another identifier',
  },
  { field: 'Immunization.identifier' },
);
const TAKEN_BACK = refuseInWords(
  'fhir-conflict',
  {
    fr: 'l’acte de cet identifiant a été retiré : un nouvel acte demande un nouvel identifiant',
    en: 'the act of this identifier was taken back: a new act needs a new identifier',
  },
  { field: 'Immunization.identifier' },
);

/** The answer to a create that was handed in. */
export const created = async (
  parts: Parts,
  asked: InteractionAsked,
  prepared: Prepared,
  outcomeOf: Outcome | Refused,
): Promise<InteractionAnswer> => {
  const isTaken = isRefused(outcomeOf) && outcomeOf.refusal.code === 'id-conflict';
  if (isRefused(outcomeOf) && !isTaken) return atItsPlace(outcomeOf);
  if (!isRefused(outcomeOf) && !outcomeOf.known)
    return written(parts, asked, 201, newAct(outcomeOf.fact), [
      ...issuesOfWarnings(outcomeOf.warnings, asked),
      ...prepared.notices,
    ]);
  if (isTaken && !prepared.ifNone) return TAKEN;
  const act = await actOfFact(parts, prepared.subject, prepared.id);
  if (act === undefined) return TAKEN;
  if (isRefused(act)) return act;
  return currentOf(act).fact === undefined ? TAKEN_BACK : written(parts, asked, 200, act, prepared.notices);
};

export const createImmunization =
  (parts: Parts): Interaction =>
  async (asked) => {
    const prepared = await prepareCreate(parts, asked);
    if (isRefused(prepared)) return prepared;
    // The line and the act are written side by side, and the answer waits for both: where one fails, the request is
    // sent again under the same identifier. A line of what then was refused misleads nobody.
    const [answer] = await Promise.all([
      handIn(parts, asked, prepared),
      parts.care.write([entry(asked, 'act', prepared.person, { way: WAY })]),
    ]);
    return created(parts, asked, prepared, answer);
  };

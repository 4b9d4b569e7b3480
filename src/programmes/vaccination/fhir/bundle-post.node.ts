/**
 * A Bundle that was sent. In a batch each entry has its own answer. A transaction is all or nothing as far as it can be:
 * people and acts are in two places, and the acts of a ledger that is distributed by person in several, so no database
 * makes them one. Every entry is read, checked and resolved before any is handed in; then people are registered, and
 * the acts handed in together. When something still fails (a race, a database that stops), the answer says exactly what
 * is recorded; the same Bundle sent again records the rest and doubles nothing.
 */
import type { Bundle } from '#fhir/bundle.ts';
import { type Interaction, type InteractionAsked, refuseFaults } from '#fhir/interaction.ts';
import { isObject } from '#fhir/resource.ts';
import { structureFaults } from '#fhir/structure.ts';
import type { ProblemOf } from '#http/problem.ts';
import { isRefused, type Refused, refuse, refuseInWords } from '#kernel/result.ts';
import type { Text } from '#kernel/text.ts';
import { entry as auditLine } from '#people/reach.node.ts';
import type { Stored } from '#people/register.ts';
import {
  type Answered,
  answeredEntry,
  BundleSent,
  type Directed,
  directed,
} from '#programmes/vaccination/fhir/bundle-entries.node.ts';
import { type Prepared, prepareCreate, WAY } from '#programmes/vaccination/fhir/immunization-prepare.node.ts';
import { created, handIn, type Outcome } from '#programmes/vaccination/fhir/immunization-write.node.ts';
import type { Parts } from '#programmes/vaccination/fhir/parts.node.ts';
import {
  type PreparedPatient,
  patientCreated,
  preparePatient,
  registerPrepared,
} from '#programmes/vaccination/fhir/patient.node.ts';

export const ENTRIES_MAX = 200;

type Interactions = Readonly<Record<string, Interaction>>;
type Faulted = Refused & {
  readonly refusal: { readonly faults?: readonly { readonly pointer: string; readonly message: string }[] };
};

/** The faults of an entry, in the Bundle. */
const faultsIn = (refused: Faulted, i: number): { pointer: string; message: string }[] => {
  const { faults, message, field = '' } = refused.refusal;
  const inside = (pointer: string): string => `/Bundle/entry/${i}/resource${pointer.replace(/^\/\w+/, '')}`;
  if (faults !== undefined)
    return faults.map((fault) => ({ pointer: inside(fault.pointer), message: fault.message }));
  const pointer = field.startsWith('Bundle')
    ? `/${field.replaceAll(/[.[]/g, '/').replaceAll(']', '')}`
    : inside(field === '' ? '' : `/${field.replaceAll(/[.[]/g, '/').replaceAll(']', '')}`);
  return [{ pointer, message }];
};

/** Nothing of a transaction was done: every fault, at its entry. */
const refusedWhole = (refusals: readonly (readonly [number, Refused])[]): Refused => {
  const [, first] = refusals[0] ?? [];
  const faults = refusals.flatMap(([i, refused]) => faultsIn(refused, i)).slice(0, ENTRIES_MAX);
  const { code = 'fhir-value' } = first?.refusal ?? {};
  const refusal = { code, message: faults.map(({ message }) => message).join('; '), faults };
  return { refusal };
};

/** A conditional reference (`Patient?identifier=system|value`) as the identifier it is. */
const withIdentifier = (resource: unknown): unknown => {
  if (!isObject(resource) || !isObject(resource.patient)) return resource;
  const { reference } = resource.patient;
  if (typeof reference !== 'string' || !reference.startsWith('Patient?')) return resource;
  const asked = new URLSearchParams(reference.slice('Patient?'.length)).get('identifier') ?? '';
  const [system = '', value = ''] = asked.split('|');
  return { ...resource, patient: { identifier: { system, value } } };
};

/** A person of the same Bundle, before the register has them. */
const asStored = ({ id, subject, identity, place, existing }: PreparedPatient): Stored =>
  existing ?? {
    person: { id, version: 1, identity, evidence: [], subjects: [subject], opposedSince: null },
    ...{ trust: 'provisional', place: null, registeredAt: place, mergedInto: null },
  };

const NOT_IN_TRANSACTION = refuseInWords('fhir-value', {
  fr: 'une transaction crée (POST Patient, POST Immunization) et lit (GET) : envoyez les corrections et retraits dans un « batch »',
  en: 'a transaction creates (POST Patient, POST Immunization) and reads (GET): send corrections and deletions in a "batch"',
});

type Checked = {
  readonly entries: readonly Directed[];
  readonly people: ReadonlyMap<number, PreparedPatient>;
  readonly acts: ReadonlyMap<number, Prepared>;
};

/** Reads, checks and resolves every entry; nothing is handed in. */
const checkAll = async (parts: Parts, entries: readonly Directed[]): Promise<Checked | Refused> => {
  const refusals: [number, Refused][] = [];
  const people = new Map<number, PreparedPatient>();
  const acts = new Map<number, Prepared>();
  const named = new Map<string, { stored: Stored; subject: string }>();
  for (const [i, { name, asked, fullUrl }] of entries.entries()) {
    if (name !== 'createPatient') continue;
    const prepared = await preparePatient(parts, asked, fullUrl);
    if (isRefused(prepared)) refusals.push([i, prepared]);
    else {
      people.set(i, prepared);
      if (fullUrl !== '') named.set(fullUrl, { stored: asStored(prepared), subject: prepared.subject });
    }
  }
  for (const [i, { name, asked, fullUrl }] of entries.entries()) {
    if (name === 'createPatient' || asked.body === undefined) continue;
    if (name !== 'createImmunization') {
      refusals.push([i, NOT_IN_TRANSACTION]);
      continue;
    }
    const own = { ...asked, body: withIdentifier(asked.body) };
    const prepared = await prepareCreate(parts, own, (reference) => named.get(reference), fullUrl);
    if (isRefused(prepared)) refusals.push([i, prepared]);
    else acts.set(i, prepared);
  }
  for (const [i, { name, asked }] of entries.entries())
    if (asked.body === undefined && /^(?:update|delete|create)/.test(name))
      refusals.push([i, NOT_IN_TRANSACTION]);
  return refusals.length > 0 ? refusedWhole(refusals) : { entries, people, acts };
};

/** Some of it is recorded and some is not: which, entry by entry. */
const refusedPartly = (answers: ReadonlyMap<number, Answered>, { language }: InteractionAsked): Refused => {
  const faults = [...answers].map(([i, answer]) => {
    const done = isRefused(answer) ? undefined : answer.headers?.location;
    const message = isRefused(answer)
      ? { fr: `pas enregistrée : ${answer.refusal.message}`, en: `not recorded: ${answer.refusal.message}` }
      : { fr: `enregistrée : ${done}`, en: `recorded: ${done}` };
    return { pointer: `/Bundle/entry/${i}`, message: message[language] };
  });
  return {
    refusal: { ...refuse('fhir-partly', 'some entries are recorded, others are not').refusal, ...{ faults } },
  };
};

/** Hands in the acts of a transaction together, in the order of its entries. */
const handInAll = async (
  parts: Parts,
  asked: InteractionAsked,
  acts: ReadonlyMap<number, Prepared>,
): Promise<ReadonlyMap<number, Outcome | Refused>> => {
  const list = [...acts];
  const injections = list.flatMap(([i, { act }]) => (act === undefined ? [] : [{ i, act }]));
  const [answers, others] = await Promise.all([
    injections.length === 0
      ? []
      : parts.care.recorder.submit(
          injections.map(({ act }) => act),
          asked.caller,
          WAY,
        ),
    Promise.all(
      list
        .filter(([, { act }]) => act === undefined)
        .map(async ([i, prepared]) => [i, await handIn(parts, asked, prepared)] as const),
    ),
  ]);
  const submitted = injections.flatMap(({ i }, index) => {
    const answer = isRefused(answers) ? answers : answers[index];
    return answer === undefined ? [] : [[i, answer] as const];
  });
  return new Map<number, Outcome | Refused>([...submitted, ...others]);
};

const transact = async (
  parts: Parts,
  asked: InteractionAsked,
  { entries, people, acts }: Checked,
  interactions: Interactions,
): Promise<ReadonlyMap<number, Answered> | Refused> => {
  const answers = new Map<number, Answered>();
  await parts.care.write(
    [...acts.values()].map(({ person }) => auditLine(asked, 'act', person, { way: WAY })),
  );
  for (const [i, prepared] of people) {
    const inner = entries[i]?.asked ?? asked;
    const registered = await registerPrepared(parts, inner, prepared);
    if (isRefused(registered))
      return answers.size === 0
        ? refusedWhole([[i, registered]])
        : refusedPartly(new Map([...answers, [i, registered]]), asked);
    answers.set(i, await patientCreated(parts, inner, registered));
  }
  for (const [i, outcome] of await handInAll(parts, asked, acts)) {
    const prepared = acts.get(i);
    if (prepared !== undefined)
      answers.set(i, await created(parts, entries[i]?.asked ?? asked, prepared, outcome));
  }
  const refused = [...answers].flatMap(([i, answer]) => (isRefused(answer) ? [[i, answer] as const] : []));
  if (refused.length > 0)
    return refused.length === answers.size ? refusedWhole(refused) : refusedPartly(answers, asked);
  for (const [i, { name, asked: inner }] of entries.entries())
    if (!answers.has(i)) answers.set(i, await answerOf(interactions, name, inner));
  return answers;
};

const answerOf = async (
  interactions: Interactions,
  name: string,
  asked: InteractionAsked,
): Promise<Answered> => (await interactions[name]?.(asked)) ?? NOT_IN_TRANSACTION;

const answerBundle = (
  type: 'batch-response' | 'transaction-response',
  answers: readonly Answered[],
  asked: InteractionAsked,
  problemOf: ProblemOf,
): { status: number; body: Bundle } => ({
  status: 200,
  body: {
    resourceType: 'Bundle',
    type,
    ...(answers.length > 0 && { entry: answers.map((answer) => answeredEntry(answer, asked, problemOf)) }),
  },
});

const TOO_LARGE = refuseInWords(
  'fhir-too-large',
  { fr: `au plus ${ENTRIES_MAX} entrées à la fois`, en: `at most ${ENTRIES_MAX} entries at once` },
  { field: 'Bundle.entry' },
);

/** Two resources under one address: what refers to it would be of the one or of the other. */
const SAME_ADDRESS: Text = {
  fr: 'une autre entrée a déjà ce « fullUrl » : chacune a le sien',
  en: 'another entry has this "fullUrl" already: each has its own',
};

export const postBundle =
  (parts: Parts, interactions: Interactions, problemOf: ProblemOf): Interaction =>
  async (asked) => {
    const faults = structureFaults(asked.body, 'Bundle');
    if (faults.length > 0) return refuseFaults('fhir-structure', faults, asked.language);
    const { type, entry } = BundleSent.parse(asked.body);
    if (entry.length > ENTRIES_MAX) return TOO_LARGE;
    if (type !== 'batch' && type !== 'transaction')
      return refuseInWords(
        'fhir-value',
        { fr: '« batch » ou « transaction » est attendu', en: '"batch" or "transaction" is expected' },
        { field: 'Bundle.type' },
      );
    const base = parts.base();
    const all = entry.map((one, i) => directed(one, i, asked, base));
    if (type === 'batch') {
      const answers = await Promise.all(
        all.map(async (one) => (isRefused(one) ? one : answerOf(interactions, one.name, one.asked))),
      );
      return answerBundle('batch-response', answers, asked, problemOf);
    }
    const twice = entry.findIndex(
      ({ fullUrl }, i) => fullUrl !== undefined && entry.findIndex((one) => one.fullUrl === fullUrl) !== i,
    );
    if (twice !== -1)
      return refuseInWords('fhir-value', SAME_ADDRESS, { field: `Bundle.entry[${twice}].fullUrl` });
    const refused = all.flatMap((one, i) => (isRefused(one) ? [[i, one] as const] : []));
    if (refused.length > 0) return refusedWhole(refused);
    const checked = await checkAll(
      parts,
      all.flatMap((one) => (isRefused(one) ? [] : [one])),
    );
    if (isRefused(checked)) return checked;
    const answers = await transact(parts, asked, checked, interactions);
    if (isRefused(answers)) return answers;
    const inOrder = [...answers].sort(([a], [b]) => a - b).map(([, answer]) => answer);
    return answerBundle('transaction-response', inOrder, asked, problemOf);
  };

/** A line of `rappel interpret`: read, checked against the campaign, answered or refused. */
import { z } from 'zod';
import { Day } from '#kernel/day.ts';
import { type Answer, interpret, type Prepared } from '#programmes/vaccination/interpret.ts';

const Person = z.object({
  birthDate: Day.nullish(),
  tags: z.array(z.string()).max(50).nullish(),
  territory: z.string().max(20).nullish(),
});
const Act = z.object({
  kind: z.enum([
    'injection',
    'earlier-injection',
    'infection',
    'contraindication',
    'consultation',
    'residence',
  ]),
  occurredOn: Day,
  product: z.string().nullish(),
  rank: z.int().min(1).max(99).nullish(),
  proof: z.string().max(80).nullish(),
  until: Day.nullish(),
});

/** `{"id","on","person","facts"}`. Fields we do not know are left aside, so that a caller may keep its own beside. */
export const Case = z.object({
  id: z.union([z.string().max(200), z.number()]),
  on: Day,
  person: Person,
  facts: z.array(Act).max(1000).default([]),
});
export type Case = z.infer<typeof Case>;

export type CaseAnswer =
  | ({ readonly id: string | number } & Answer)
  | { readonly id: string | number | null; readonly error: string };

/** The answer to one line, or the reason there is none. Never throws, whatever the line. */
export const answerLine = (prepared: Prepared, line: string): CaseAnswer => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { id: null, error: `not JSON: ${error instanceof Error ? error.message : 'unreadable'}` };
  }
  return answerCase(prepared, value);
};

export const answerCase = (prepared: Prepared, value: unknown): CaseAnswer => {
  const parsed = Case.safeParse(value);
  if (!parsed.success) return { id: idOf(value), error: faultsOf(parsed.error) };
  const { id, on, person, facts } = parsed.data;
  const unknown = unknownCode(prepared, parsed.data);
  if (unknown !== undefined) return { id, error: unknown };
  const territory = person.territory?.replace(/^(DEP|FR)-/, '');
  return { id, ...interpret(prepared, { ...person, territory }, facts, on) };
};

const idOf = (value: unknown): string | number | null => {
  const found = z.object({ id: Case.shape.id }).safeParse(value);
  return found.success ? found.data.id : null;
};

const faultsOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.length === 0 ? 'the line' : path.join('.')}: ${message}`)
    .join('; ');

const unknownCode = (prepared: Prepared, { on, person, facts }: Case): string | undefined => {
  if (person.birthDate && person.birthDate > on)
    return `person.birthDate: ${person.birthDate} is after "on" (${on})`;
  for (const tag of person.tags ?? [])
    if (!prepared.tags.has(tag))
      return `person.tags: unknown tag "${tag}"; known tags: ${[...prepared.tags.keys()].join(', ')}`;
  for (const [i, { product }] of facts.entries())
    if (product && !prepared.products.has(product))
      return `facts.${i}.product: unknown product "${product}"; known products: ${[...prepared.products.keys()].join(', ')}`;
  return undefined;
};

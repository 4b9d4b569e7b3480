/** The contract of reading what a person's facts mean on a day, under the strategy then in force. */
import { z } from 'zod';
import { Id } from '#facts/fact.ts';
import { Day } from '#kernel/day.ts';

export const READ_INTERPRETATIONS = 'interpretations:read';

const Person = z.strictObject({
  birthDate: Day.nullable().optional(),
  tags: z.array(z.string().max(80)).max(50).optional().meta({
    description: 'Codes of the campaign, such as "ehpad_resident" (campaign.json, tags).',
    'x-description-fr': 'Codes de la campagne, comme « ehpad_resident » (campaign.json, tags).',
  }),
  territory: z.string().max(20).nullable().optional(),
});

const Act = z.strictObject({
  kind: z.enum([
    'injection',
    'earlier-injection',
    'infection',
    'contraindication',
    'consultation',
    'residence',
  ]),
  occurredOn: Day,
  product: z.string().max(12).nullable().optional(),
  rank: z.int().min(1).max(99).nullable().optional(),
  proof: z.string().max(80).nullable().optional(),
  until: Day.nullable().optional(),
});

/** A person of the ledger by the pseudonym, or facts given here and kept nowhere. */
export const InterpretationAsked = z
  .strictObject({
    on: Day.meta({ description: 'The day asked.', 'x-description-fr': 'Le jour demandé.' }),
    person: Person.default({}),
    subject: Id.optional().meta({
      description: 'Pseudonym of a person of the ledger: the facts are read there.',
      'x-description-fr': 'Pseudonyme d’une personne du registre : les faits y sont lus.',
    }),
    facts: z.array(Act).max(1000).optional().meta({
      description: 'Facts to interpret; nothing of them is kept.',
      'x-description-fr': 'Faits à interpréter ; rien n’en est gardé.',
    }),
  })
  .refine((asked) => (asked.subject === undefined) !== (asked.facts === undefined), {
    error: 'expected either "subject" or "facts"',
  });

const Reason = z.object({ code: z.string(), fr: z.string(), en: z.string(), reference: z.string() });
const Reasons = z.array(Reason).readonly();
const Codes = z.array(z.string()).readonly();
const Completeness = z.enum(['none', 'started', 'complete']);

/** `until` is the first day on which the answer may change without a new fact; null is never. */
export const Interpretation = z.object({
  primary: z.object({
    eligible: z.boolean(),
    products: Codes,
    places: Codes,
    requires: Codes,
    reasons: Reasons,
  }),
  next: z.object({
    kind: z.enum(['dose', 'booster', 'booster2', 'none']),
    allowed: z.boolean(),
    products: Codes,
    earliest: Day.nullable(),
    recommended: Day.nullable(),
    latest: Day.nullable(),
    reasons: Reasons,
  }),
  status: z.object({
    clinical: Completeness,
    statistics: Completeness,
    pass: z.object({ valid: z.boolean(), from: Day.nullable(), expires: Day.nullable() }),
  }),
  missing: Codes,
  until: Day.nullable(),
});

export const interpretPerson = {
  id: 'interpretPerson',
  method: 'POST',
  path: '/api/vaccination/interpretations',
  right: READ_INTERPRETATIONS,
  tag: { fr: 'Interprétation', en: 'Interpretation' },
  summary: { fr: 'Interpréter les faits d’une personne un jour', en: 'Interpret a person’s facts on a day' },
  description: {
    fr: 'Si la primovaccination est ouverte, la prochaine dose avec ses dates, les trois sens de « complet », et ce qui manque pour répondre. Une demande par POST : aucun mot sur une personne n’entre dans une adresse.',
    en: 'Whether the primary course is open, the next dose with its days, the three meanings of "complete", and what is missing to answer. Asked by POST: no word about a person goes into an address.',
  },
  params: z.strictObject({}),
  query: z.strictObject({}),
  body: InterpretationAsked,
  answers: {
    200: { description: { fr: 'L’interprétation.', en: 'The interpretation.' }, schema: Interpretation },
  },
  problems: ['case-refused', 'unavailable'],
} as const;

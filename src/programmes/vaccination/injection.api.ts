/**
 * The contract of recording an injection, and of taking a fact back: paths and shapes, safe in the browser.
 * The rules are elsewhere: `injection.ts` decides, and never refuses what happened because it is odd.
 */
import { z } from 'zod';
import { ActDay, Fact, Id, Instant, Place, plain } from '#facts/fact.ts';
import { Injection } from '#programmes/vaccination/facts.ts';

/** Rights, as routes declare them. */
export const RECORD = 'injections:record';
export const RECORD_LATE = 'injections:record-late';

const described = <S extends z.ZodType>(schema: S, en: string, fr: string): S =>
  schema.meta({ description: en, 'x-description-fr': fr });

const ActPlace = described(
  Place,
  'Code of the centre, care home, practice or territory where it took place.',
  'Code du centre, de l’établissement, du cabinet ou du territoire où l’acte a eu lieu.',
);

const Envelope = {
  id: described(
    Id,
    'Made by the caller (a UUID, for instance). Sent again with the same content, it gives the same answer and one fact.',
    'Choisi par l’appelant (un UUID, par exemple). Renvoyé avec le même contenu, il donne la même réponse et un seul fait.',
  ),
  subject: described(
    Id,
    'Pseudonym of the person; never a name nor a national number.',
    'Pseudonyme de la personne ; jamais un nom ni un numéro national.',
  ),
  occurredOn: described(ActDay, 'The day it happened.', 'Le jour où l’acte a eu lieu.'),
  recordedAt: described(
    Instant,
    'When it was learnt, for entries kept on paper or by another system; needs the right to record late entries.',
    'Quand on l’a su, pour une saisie gardée sur papier ou par un autre système ; demande le droit de saisie tardive.',
  ).optional(),
};

const Reason = described(
  plain(z.string().min(1).max(500)),
  'Why the other fact is corrected, without a word about the person.',
  'Pourquoi l’autre fait est corrigé, sans un mot sur la personne.',
);

/** Shown in the documentation, to be copied. */
const EXAMPLE = {
  id: '3f0c9c1e-6f0a-4d5e-9d8e-0a6f2f6f7a01',
  subject: 'p-7d1',
  occurredOn: '2021-01-20',
  place: '48',
  product: 'PF',
  rank: 1,
  lot: 'EJ6795',
  age: 87,
};

const { age, ageClass, sex, site, at } = Injection.shape;

export const InjectionAsked = z
  .strictObject({
    ...Envelope,
    place: ActPlace,
    ...Injection.shape,
    lot: described(
      plain(z.string().min(1).max(20)),
      'Lot on the vial.',
      'Lot inscrit sur le flacon.',
    ).optional(),
    product: described(
      Injection.shape.product,
      'Product code of the campaign.',
      'Code de produit de la campagne.',
    ),
    rank: described(
      z.int().min(1).max(20),
      'Rank of the dose as the professional counts it.',
      'Rang de la dose, tel que le professionnel le compte.',
    ).optional(),
    age: described(age, 'Age on the day of the act, in whole years.', 'Âge révolu le jour de l’acte.'),
    ageClass: described(
      ageClass,
      'Upper bound of the age class, when the age is not known; 80 is 80 and over.',
      'Borne haute de la classe d’âge, quand l’âge est inconnu ; 80 est 80 ans et plus.',
    ),
    sex: described(sex, 'For statistics alone.', 'Pour les statistiques seulement.'),
    site: described(site, 'Where on the body.', 'À quel endroit du corps.'),
    at: described(at, 'Local time of the act.', 'Heure locale de l’acte.'),
    corrects: described(
      Id,
      'The fact of the same person that this one replaces.',
      'Le fait de la même personne que celui-ci remplace.',
    ).optional(),
    reason: Reason.optional(),
  })
  .meta({ examples: [EXAMPLE] });
export type InjectionAsked = z.infer<typeof InjectionAsked>;

export const RetractionAsked = z.strictObject({
  ...Envelope,
  occurredOn: described(ActDay, 'The day the error was found.', 'Le jour où l’erreur a été vue.'),
  corrects: described(Id, 'The fact that is taken back.', 'Le fait qui est retiré.'),
  reason: Reason,
});
export type RetractionAsked = z.infer<typeof RetractionAsked>;

export const BATCH_MAX = 1000;

const Bilingual = z.object({ fr: z.string(), en: z.string() });

/**
 * Something odd: what it is, and what can be done about it; recorded all the same. `confirm`: at the desk it stops the
 * professional, who goes on for a reason or not at all; a `note` is told and stops nobody. `solver`: who can put it
 * right, the person who reads it, the head of the centre, support, or nobody.
 */
export const Warning = z.object({
  code: z.string(),
  message: Bilingual,
  reference: z.string().optional(),
  gravity: z.enum(['confirm', 'note']).optional(),
  solver: z.enum(['you', 'manager', 'support', 'nobody']).optional(),
});
export type Warning = z.infer<typeof Warning>;

/** A fact as the ledger has it, with what is odd about it. `known`: it was recorded before; this is the same answer. */
export const Recorded = z.object({
  fact: Fact,
  warnings: z.array(Warning).readonly(),
  known: z.boolean(),
});
export type Recorded = z.infer<typeof Recorded>;

/** One line of the answer to a batch, in the order asked: its own status, and what it would have been answered alone. */
export const BatchLine = z.object({
  status: z.int(),
  recorded: Recorded.optional(),
  problem: z
    .looseObject({ code: z.string(), title: z.string(), status: z.int(), detail: z.string() })
    .optional(),
});
export const BatchAnswer = z.object({ results: z.array(BatchLine).readonly() });
export type BatchLine = z.infer<typeof BatchLine>;

/** An object, or a list that is neither empty nor too long; what is inside is read line by line. */
const isOneOrMany = (input: unknown): boolean =>
  Array.isArray(input)
    ? input.length > 0 && input.length <= BATCH_MAX
    : typeof input === 'object' && input !== null;

const OneOrMany = z.custom<object | readonly unknown[]>(
  isOneOrMany,
  `expected one injection, or a list of 1 to ${BATCH_MAX}`,
);

const None = z.strictObject({});
const TAG = { fr: 'Injections', en: 'Injections' };

export const recordInjections = {
  id: 'recordInjections',
  method: 'POST',
  path: '/api/vaccination/injections',
  right: RECORD,
  tag: TAG,
  summary: { fr: 'Enregistrer une injection, ou un lot', en: 'Record an injection, or a batch' },
  description: {
    fr: `Une injection, ou une liste d’au plus ${BATCH_MAX}. La réponse n’est donnée qu’une fois le fait écrit sur disque. Ce qui est inhabituel est enregistré et signalé dans « warnings », jamais refusé. Pour corriger une injection, envoyez-en une autre avec « corrects » et « reason ». Dans un lot, chaque ligne reçoit sa réponse, dans l’ordre ; une ligne refusée n’arrête pas les autres.`,
    en: `One injection, or a list of at most ${BATCH_MAX}. The answer comes only once the fact is written to disk. What is unusual is recorded and told in "warnings", never refused. To correct an injection, send another with "corrects" and "reason". In a batch every line has its answer, in order; a refused line does not stop the others.`,
  },
  params: None,
  query: None,
  // Read line by line, so that a bad line of a batch costs the others nothing.
  body: OneOrMany,
  bodyShown: z.union([InjectionAsked, z.array(InjectionAsked).min(1).max(BATCH_MAX)]),
  answers: {
    200: {
      description: {
        fr: 'Déjà enregistrée : la même réponse que la première fois.',
        en: 'Already recorded: the same answer as the first time.',
      },
      schema: Recorded,
    },
    201: { description: { fr: 'Enregistrée.', en: 'Recorded.' }, schema: Recorded },
    207: {
      description: { fr: 'Un lot : une réponse par ligne.', en: 'A batch: one answer per line.' },
      schema: BatchAnswer,
    },
  },
  problems: [
    'id-conflict',
    'day-in-future',
    'correction-incomplete',
    'product-unknown',
    'place-forbidden',
    'too-busy',
    'unavailable',
  ],
} as const;

export const retract = {
  id: 'retract',
  method: 'POST',
  path: '/api/vaccination/retractions',
  right: RECORD,
  tag: TAG,
  summary: { fr: 'Retirer un fait', en: 'Take a fact back' },
  description: {
    fr: 'Le fait n’est pas effacé : un autre dit qu’il ne compte plus, et pourquoi. Retirer un retrait le rétablit.',
    en: 'The fact is not erased: another one says that it no longer counts, and why. Taking a retraction back restores it.',
  },
  params: None,
  query: None,
  body: RetractionAsked,
  answers: {
    200: recordInjections.answers[200],
    201: recordInjections.answers[201],
  },
  problems: ['id-conflict', 'day-in-future', 'place-forbidden', 'too-busy', 'unavailable'],
} as const;

/**
 * The contract of data quality: rules with an owner and a date, what they flag, their discussion and their decision.
 * Nothing here names a person; facts are shown as they speak to statistics.
 */
import { z } from 'zod';
import { RIGHTS } from '#access/rights.ts';
import { shared } from '#facts/fact.ts';
import { Day } from '#kernel/day.ts';
import { INSTITUTIONS_MIN } from '#quality/life.ts';
import { Effect, Finds, RuleDraft, RuleId } from '#quality/rule.ts';
import { Example, Trial } from '#quality/trial.ts';

const None = z.strictObject({});
const TAG = { fr: 'Qualité des données', en: 'Data quality' };
const Words = z.object({ fr: z.string(), en: z.string() });
const EventId = z.uuid().toLowerCase();

export const InstitutionShown = z.object({ role: z.string(), place: z.string(), name: Words });
export type InstitutionShown = z.infer<typeof InstitutionShown>;

export const RuleShown = z.object({
  id: z.string(),
  title: Words,
  why: Words,
  source: z.string().nullable(),
  finds: Finds,
  /** What it finds, in a sentence. */
  says: Words,
  effect: Effect,
  state: z.enum(['proposed', 'adopted', 'rejected', 'withdrawn']),
  owner: Words,
  since: z.string().nullable(),
  /** Facts are flagged by it now; an adoption takes a moment to reach them. */
  isApplied: z.boolean(),
  counts: z.object({ facts: z.int(), people: z.int(), setAside: z.int() }),
});
export type RuleShown = z.infer<typeof RuleShown>;

export const Remark = shared(z.string().trim().min(3).max(1000));

export const RuleInFull = RuleShown.extend({
  proposedAt: z.string().nullable(),
  positions: z.array(z.object({ by: InstitutionShown, agrees: z.boolean() })),
  said: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['proposed', 'remark', 'agreed', 'disagreed', 'adopted', 'rejected', 'withdrawn']),
      at: z.string(),
      by: InstitutionShown,
      text: z.string(),
    }),
  ),
  /** What is missing before it may be adopted: agreements of other institutions. */
  agreementsMissing: z.int(),
  weeks: z.array(z.object({ week: z.string(), facts: z.int() })),
  departments: z.array(z.object({ department: z.string(), facts: z.int() })),
});
export type RuleInFull = z.infer<typeof RuleInFull>;

const RuleAnswer = z.object({ rule: RuleInFull });
const ruleAnswer = (fr: string, en: string) => ({ description: { fr, en }, schema: RuleAnswer });

export const listRules = {
  id: 'listQualityRules',
  method: 'GET',
  path: '/api/quality/rules',
  right: RIGHTS.readQuality,
  tag: TAG,
  summary: { fr: 'Les règles de qualité', en: 'The rules of quality' },
  description: {
    fr: 'Toutes les règles, quel que soit leur état, ce que chacune signale, les semaines où sont les faits signalés, et les chiffres avec et sans les règles adoptées.',
    en: 'Every rule, whatever its state, what each flags, the weeks flagged facts are in, and the figures with and without the adopted rules.',
  },
  params: None,
  query: None,
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Les règles.', en: 'The rules.' },
      schema: z.object({
        rules: z.array(RuleShown),
        weeks: z.array(z.object({ rule: z.string(), week: z.string(), facts: z.int() })),
        departments: z.array(z.object({ code: z.string(), name: z.string() })),
        /** Facts that at least one adopted rule sets aside. */
        setAside: z.int(),
        figures: z.array(z.object({ measure: z.string(), recorded: z.int(), corrected: z.int() })),
      }),
    },
  },
  problems: ['unavailable'],
} as const;

export const readRule = {
  id: 'readQualityRule',
  method: 'GET',
  path: '/api/quality/rules/{rule}',
  right: RIGHTS.readQuality,
  tag: TAG,
  summary: { fr: 'Une règle, sa discussion, son effet', en: 'One rule, its discussion, its effect' },
  description: {
    fr: 'La définition en clair, ce que les institutions en ont dit et décidé, et où sont les faits qu’elle signale.',
    en: 'The definition in words, what institutions said and decided, and where the facts it flags are.',
  },
  params: z.strictObject({ rule: RuleId }),
  query: None,
  body: z.unknown(),
  answers: { 200: ruleAnswer('La règle.', 'The rule.') },
  problems: ['rule-unknown', 'unavailable'],
} as const;

export const ParameterShown = z.object({
  name: z.string(),
  kind: z.enum(['number', 'day', 'choice', 'lines']),
  label: Words,
  hint: Words.optional(),
  optional: z.boolean().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  usual: z.union([z.number(), z.string()]).optional(),
  options: z
    .array(z.object({ value: z.string(), name: Words }))
    .readonly()
    .optional(),
  columns: z.array(z.string()).readonly().optional(),
});
export type ParameterShown = z.infer<typeof ParameterShown>;

export const PredicateShown = z.object({
  what: z.string(),
  title: Words,
  explains: Words,
  parameters: z.array(ParameterShown).readonly(),
});
export type PredicateShown = z.infer<typeof PredicateShown>;

export const readVocabulary = {
  id: 'readQualityVocabulary',
  method: 'GET',
  path: '/api/quality/vocabulary',
  right: RIGHTS.readQuality,
  tag: TAG,
  summary: { fr: 'Ce qu’une règle peut trouver', en: 'What a rule can find' },
  description: {
    fr: 'Le vocabulaire fermé des règles, avec les paramètres de chaque mot.',
    en: 'The closed vocabulary of rules, with the parameters of each word.',
  },
  params: None,
  query: None,
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Le vocabulaire.', en: 'The vocabulary.' },
      schema: z.object({
        predicates: z.array(PredicateShown).readonly(),
      }),
    },
  },
  problems: [],
} as const;

export const FLAGS_SHOWN = 50;

export const FlagShown = Example.extend({
  rule: z.string(),
  /** The fact and its subject as the ledger has them: a pseudonym. */
  subject: z.string(),
  fact: z.string(),
  knownOn: z.string(),
});
export type FlagShown = z.infer<typeof FlagShown>;

export const listFlags = {
  id: 'listQualityFlags',
  method: 'GET',
  path: '/api/quality/flags',
  right: RIGHTS.readQuality,
  tag: TAG,
  summary: { fr: 'Les faits signalés', en: 'The flagged facts' },
  description: {
    fr: `Sous pseudonyme, les actes les plus récents d’abord, ${FLAGS_SHOWN} à la fois ; « after » est le « next » de la réponse d’avant.`,
    en: `Under a pseudonym, the latest acts first, ${FLAGS_SHOWN} at a time; "after" is the "next" of the answer before.`,
  },
  params: None,
  query: z.strictObject({
    rule: RuleId.optional(),
    department: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,20}$/, 'expected a department such as "DEP-48"')
      .optional(),
    month: z
      .string()
      .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'expected a month such as "2021-03"')
      .optional(),
    after: z.string().max(300).optional(),
  }),
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Des faits signalés.', en: 'Flagged facts.' },
      schema: z.object({ flags: z.array(FlagShown), next: z.string().nullable() }),
    },
  },
  problems: ['unavailable'],
} as const;

export const startTrial = {
  id: 'startQualityTrial',
  method: 'POST',
  path: '/api/quality/trials',
  right: RIGHTS.discussQuality,
  tag: TAG,
  summary: { fr: 'Essayer une règle', en: 'Try a rule' },
  description: {
    fr: 'Lit le registre entier par petits pas, en arrière-plan, dix minutes au plus, et dit où il en est. Rien n’est signalé pour de bon. Un nouvel essai arrête le précédent.',
    en: 'Reads the whole ledger in small steps, in the background, for ten minutes at most, and says how far it is. Nothing is flagged for good. A new trial stops the one before.',
  },
  params: None,
  query: None,
  body: z.strictObject({ finds: Finds, effect: Effect }),
  answers: {
    202: {
      description: { fr: 'L’essai a commencé.', en: 'The trial has begun.' },
      schema: z.object({ trial: Trial, says: Words }),
    },
  },
  problems: ['quality-malformed', 'trials-busy', 'unavailable'],
} as const;

const trialAnswer = (fr: string, en: string) => ({
  description: { fr, en },
  schema: z.object({ trial: Trial }),
});

export const readTrial = {
  id: 'readQualityTrial',
  method: 'GET',
  path: '/api/quality/trials/{trial}',
  right: RIGHTS.discussQuality,
  tag: TAG,
  summary: { fr: 'Où en est un essai', en: 'How far a trial is' },
  description: {
    fr: 'Ce qui est trouvé jusqu’ici, et combien de faits sont lus. Un essai est à qui l’a lancé, pendant une heure.',
    en: 'What is found so far, and how many facts were read. A trial is its starter’s, for an hour.',
  },
  params: z.strictObject({ trial: z.uuid() }),
  query: None,
  body: z.unknown(),
  answers: { 200: trialAnswer('L’essai.', 'The trial.') },
  problems: ['trial-unknown'],
} as const;

export const stopTrial = {
  id: 'stopQualityTrial',
  method: 'POST',
  path: '/api/quality/trials/{trial}/stop',
  right: RIGHTS.discussQuality,
  tag: TAG,
  summary: { fr: 'Arrêter un essai', en: 'Stop a trial' },
  description: {
    fr: 'Ce qu’il avait trouvé reste lisible une heure.',
    en: 'What it had found stays readable for an hour.',
  },
  params: z.strictObject({ trial: z.uuid() }),
  query: None,
  body: None,
  answers: { 200: trialAnswer('L’essai, arrêté.', 'The trial, stopped.') },
  problems: ['trial-unknown'],
} as const;

export const proposeRule = {
  id: 'proposeQualityRule',
  method: 'POST',
  path: '/api/quality/rules',
  right: RIGHTS.discussQuality,
  tag: TAG,
  summary: { fr: 'Proposer une règle', en: 'Propose a rule' },
  description: {
    fr: 'La règle est à discuter ; elle ne signale rien avant d’être adoptée. Votre institution est comptée comme d’accord. Le même identifiant renvoyé donne la même réponse.',
    en: 'The rule is to be discussed; it flags nothing before it is adopted. Your institution counts as agreeing. The same id sent again gives the same answer.',
  },
  params: None,
  query: None,
  body: z.strictObject({ id: EventId, rule: RuleId, draft: RuleDraft }),
  answers: {
    200: ruleAnswer('Déjà proposée.', 'Already proposed.'),
    201: ruleAnswer('Proposée.', 'Proposed.'),
  },
  problems: ['quality-malformed', 'rule-known', 'id-conflict', 'quality-too-many', 'unavailable'],
} as const;

export const sayOfRule = {
  id: 'sayOfQualityRule',
  method: 'POST',
  path: '/api/quality/rules/{rule}/said',
  right: RIGHTS.discussQuality,
  tag: TAG,
  summary: { fr: 'Remarquer, être d’accord ou non', en: 'Remark, agree or disagree' },
  description: {
    fr: 'Au nom de votre institution. Ce qu’elle dit en dernier compte. N’écrivez jamais un nom, ni rien qui désigne une personne.',
    en: 'In the name of your institution. What it says last counts. Never write a name, nor anything that points to a person.',
  },
  params: z.strictObject({ rule: RuleId }),
  query: None,
  body: z
    .strictObject({
      id: EventId,
      kind: z.enum(['remark', 'agreed', 'disagreed']),
      text: Remark.optional(),
    })
    .refine(({ kind, text }) => kind !== 'remark' || text !== undefined, {
      error: 'expected the text of the remark',
      path: ['text'],
    }),
  answers: { 200: ruleAnswer('La règle.', 'The rule.') },
  problems: ['rule-unknown', 'rule-closed', 'id-conflict', 'quality-too-many', 'unavailable'],
} as const;

export const decideRule = {
  id: 'decideQualityRule',
  method: 'POST',
  path: '/api/quality/rules/{rule}/decision',
  right: RIGHTS.adoptQuality,
  tag: TAG,
  summary: { fr: 'Adopter, rejeter ou retirer une règle', en: 'Adopt, reject or withdraw a rule' },
  description: {
    fr: `Une adoption demande l’accord d’au moins ${INSTITUTIONS_MIN} institutions différentes. Elle vaut dès « since », aujourd’hui sinon ; les faits sont signalés et les chiffres corrigés recomptés dans la minute qui suit, sauf registre immense.`,
    en: `An adoption asks for the agreement of at least ${INSTITUTIONS_MIN} different institutions. It holds from "since" on, else from today; facts are flagged and corrected figures counted again within the minute, unless the ledger is huge.`,
  },
  params: z.strictObject({ rule: RuleId }),
  query: None,
  body: z.strictObject({
    id: EventId,
    decision: z.enum(['adopted', 'rejected', 'withdrawn']),
    text: Remark,
    since: Day.optional(),
  }),
  answers: { 200: ruleAnswer('La règle.', 'The rule.') },
  problems: [
    ...['rule-unknown', 'rule-closed', 'agreement-missing', 'day-in-past', 'id-conflict'],
    ...['quality-too-many', 'unavailable'],
  ],
} as const;

/**
 * Refusals as RFC 9457 problem documents, by one table: code -> status, title and mend in both languages.
 * The codes of a programme are added to it where the routes are joined (programmes/index.http.ts).
 */
import { z } from 'zod';
import type { Refusal, Refused } from '#kernel/result.ts';
import type { Language, Text } from '#kernel/text.ts';

/** How a refusal is told: its HTTP status, what it is, and what the caller can do about it. */
export type Told = {
  readonly status: number;
  readonly title: Text;
  readonly mend: Text;
  /** Who can put it right, when its status does not say it. */
  readonly solver?: Solver;
};

/**
 * Who can put something right: the person who reads it; whoever manages their access or their centre; time, by trying
 * again; or the support team, to whom it is reported.
 */
export const SOLVERS = ['you', 'manager', 'wait', 'support'] as const;
export type Solver = (typeof SOLVERS)[number];

const solverOf = ({ status, solver }: Told): Solver =>
  solver ??
  (status === 403
    ? 'manager'
    : status === 429 || status === 503
      ? 'wait'
      : status >= 500
        ? 'support'
        : 'you');
export type Problems = Readonly<Record<string, Told>>;

const told = (status: number, title: Text, mend: Text): Told => ({ status, title, mend });

/** The problems that every HTTP server of facts can meet, whatever its programmes. */
export const PROBLEMS = {
  'json-malformed': told(
    400,
    { fr: 'Le corps n’est pas du JSON', en: 'The body is not JSON' },
    { fr: 'Envoyez un document JSON valide, en UTF-8.', en: 'Send a valid JSON document, in UTF-8.' },
  ),
  'http-malformed': told(
    400,
    { fr: 'La requête HTTP est illisible', en: 'The HTTP request cannot be read' },
    { fr: 'Vérifiez l’adresse et les en-têtes.', en: 'Check the address and the headers.' },
  ),
  unauthenticated: told(
    401,
    { fr: 'Appelant inconnu', en: 'Unknown caller' },
    {
      fr: 'Connectez-vous, ou joignez un jeton valide : « Authorization: Bearer … ».',
      en: 'Sign in, or send a valid token: "Authorization: Bearer …".',
    },
  ),
  forbidden: told(
    403,
    { fr: 'Droit manquant', en: 'Right missing' },
    {
      fr: 'Demandez ce droit à qui gère vos accès.',
      en: 'Ask the person who manages your access for this right.',
    },
  ),
  csrf: told(
    403,
    { fr: 'La demande ne vient pas de nos pages', en: 'The request does not come from our pages' },
    {
      fr: 'Rechargez la page et recommencez ; un programme emploie un jeton, non une session.',
      en: 'Reload the page and try again; a program uses a token, not a session.',
    },
  ),
  'place-forbidden': told(
    403,
    { fr: 'Hors de votre territoire', en: 'Outside your territory' },
    {
      fr: 'Choisissez un lieu de votre territoire, ou demandez cet accès à qui gère les vôtres.',
      en: 'Choose a place of your territory, or ask the person who manages your access for this one.',
    },
  ),
  'place-unknown': told(
    422,
    { fr: 'Lieu inconnu', en: 'Unknown place' },
    {
      fr: 'Donnez le code d’un lieu déclaré, d’un département ou d’une commune.',
      en: 'Give the code of a declared place, a department or a commune.',
    },
  ),
  'not-found': told(
    404,
    { fr: 'Rien à cette adresse', en: 'Nothing at this address' },
    {
      fr: 'Les adresses de l’API sont décrites à /api.',
      en: 'The addresses of the API are described at /api.',
    },
  ),
  'method-not-allowed': told(
    405,
    { fr: 'Cette adresse ne répond pas à cette méthode', en: 'This address does not answer this method' },
    { fr: 'Employez une méthode de l’en-tête Allow.', en: 'Use a method of the Allow header.' },
  ),
  timeout: told(
    408,
    { fr: 'Requête trop lente', en: 'Request too slow' },
    {
      fr: 'Renvoyez la requête : le même identifiant n’est enregistré qu’une fois.',
      en: 'Send the request again: the same id is recorded once only.',
    },
  ),
  'id-conflict': told(
    409,
    { fr: 'Identifiant déjà pris par un autre fait', en: 'Id already taken by another fact' },
    {
      fr: 'Donnez un nouvel identifiant, ou corrigez le premier fait avec « corrects » et « reason ».',
      en: 'Give a new id, or correct the first fact with "corrects" and "reason".',
    },
  ),
  'body-too-large': told(
    413,
    { fr: 'Corps trop grand', en: 'Body too large' },
    { fr: 'Envoyez plusieurs lots plus petits.', en: 'Send several smaller batches.' },
  ),
  'uri-too-long': told(
    414,
    { fr: 'Adresse trop longue', en: 'Address too long' },
    { fr: 'Raccourcissez l’adresse.', en: 'Shorten the address.' },
  ),
  'content-type-unknown': told(
    415,
    { fr: 'Type de contenu inconnu', en: 'Unknown content type' },
    {
      fr: 'Envoyez le corps dans le type que « detail » nomme, avec son en-tête Content-Type.',
      en: 'Send the body in the type that "detail" names, with its Content-Type header.',
    },
  ),
  'request-malformed': told(
    422,
    { fr: 'La demande n’a pas la forme attendue', en: 'The request does not have the expected shape' },
    {
      fr: 'Corrigez les champs listés dans « faults ».',
      en: 'Mend the fields listed in "faults".',
    },
  ),
  'fact-malformed': told(
    422,
    { fr: 'Le fait n’a pas la forme attendue', en: 'The fact does not have the expected shape' },
    { fr: 'Corrigez le champ indiqué.', en: 'Mend the field named.' },
  ),
  'kind-unknown': told(
    422,
    { fr: 'Nature de fait inconnue', en: 'Unknown kind of fact' },
    { fr: 'Employez une nature de la liste.', en: 'Use a kind of the list.' },
  ),
  'body-malformed': told(
    422,
    {
      fr: 'Le contenu du fait n’a pas la forme attendue',
      en: 'The body of the fact does not have the expected shape',
    },
    { fr: 'Corrigez le champ indiqué.', en: 'Mend the field named.' },
  ),
  'day-in-future': told(
    422,
    { fr: 'Jour à venir', en: 'A day in the future' },
    {
      fr: 'Donnez le jour où l’acte a eu lieu ; vérifiez l’horloge de l’appareil.',
      en: 'Give the day it happened; check the clock of the device.',
    },
  ),
  'correction-incomplete': told(
    422,
    { fr: 'Correction incomplète', en: 'Incomplete correction' },
    {
      fr: 'Nommez le fait corrigé (« corrects ») et dites pourquoi (« reason »).',
      en: 'Name the fact that is corrected ("corrects") and say why ("reason").',
    },
  ),
  unexpected: told(
    500,
    { fr: 'Erreur inattendue', en: 'Unexpected error' },
    {
      fr: 'Réessayez ; si l’erreur demeure, signalez-la avec « instance ».',
      en: 'Try again; if the error remains, report it with "instance".',
    },
  ),
  'too-busy': told(
    503,
    { fr: 'Trop de demandes en ce moment', en: 'Too many requests right now' },
    {
      fr: 'Réessayez dans une seconde : le même identifiant n’est enregistré qu’une fois.',
      en: 'Try again in a second: the same id is recorded once only.',
    },
  ),
  unavailable: told(
    503,
    { fr: 'La base de données ne répond pas', en: 'The database does not answer' },
    {
      fr: 'Réessayez dans quelques secondes : le même identifiant n’est enregistré qu’une fois.',
      en: 'Try again in a few seconds: the same id is recorded once only.',
    },
  ),
} as const satisfies Problems;

export type GeneralCode = keyof typeof PROBLEMS;

/** A fault of shape: the path of a field, as a JSON Pointer (RFC 6901), and what is wrong with it. */
export const Fault = z.object({ pointer: z.string(), message: z.string() });
export type Fault = z.infer<typeof Fault>;

/** `application/problem+json`: the members of RFC 9457, then ours. */
export const Problem = z.object({
  type: z.string().meta({ description: 'Address of the explanation of this problem.' }),
  title: z.string(),
  status: z.int(),
  detail: z.string().meta({ description: 'What is wrong, and where.' }),
  instance: z.string().optional().meta({ description: 'This request, as our logs name it.' }),
  code: z.string().meta({ description: 'Stable: write programs against it, not against the texts.' }),
  mend: z.string().meta({ description: 'What to do.' }),
  solver: z
    .enum(SOLVERS)
    .meta({ description: 'Who can put it right: you, who manages your access, time, support.' }),
  field: z.string().optional(),
  reference: z.string().optional().meta({ description: 'The rule that refuses.' }),
  faults: z.array(Fault).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** A refusal with every fault of shape found, for a caller who mends them all at once. */
export type Malformed = Refused<'request-malformed'> & {
  readonly refusal: { readonly faults: readonly Fault[] };
};

const SHOWN_FAULTS_MAX = 20;

const pointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const LOCALES = { fr: z.locales.fr().localeError, en: z.locales.en().localeError } as const;

const MISSING: Text = { fr: 'manque : donnez ce champ', en: 'is missing: give it' };
const OR: Text = { fr: ' ; ou ', en: '; or ' };

/** What is absent is said to be; what is none of several shapes is told what each expects. */
const faultTeller =
  (language: Language): z.core.$ZodErrorMap =>
  (issue) => {
    const isMember = (issue.path ?? []).length > 0;
    if (issue.input === undefined && isMember) return MISSING[language];
    if (issue.code === 'invalid_union') {
      const expected = issue.errors.flatMap(([first]) => (first?.path.length === 0 ? [first.message] : []));
      if (expected.length > 0) return [...new Set(expected)].join(OR[language]);
    }
    return LOCALES[language](issue);
  };

const TELLERS = { fr: faultTeller('fr'), en: faultTeller('en') } as const;

/** What a schema makes of untrusted input, or every fault of it in the caller's language. */
export const read = <T>(
  schema: z.ZodType<T>,
  input: unknown,
  language: Language,
): { value: T } | Malformed => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return { value: parsed.data };
  // Read again for the words: a fault is the rare case, and the common one then makes no options object.
  const { error } = schema.safeParse(input, { error: TELLERS[language] });
  const issues = (error ?? parsed.error).issues.slice(0, SHOWN_FAULTS_MAX);
  const faults = issues.map((issue) => ({ pointer: pointer(issue.path), message: issue.message }));
  const message = faults.map((fault) =>
    fault.pointer === '' ? fault.message : `${fault.pointer}: ${fault.message}`,
  );
  const field = issues[0]?.path.map(String).join('.');
  return {
    refusal: {
      code: 'request-malformed',
      message: message.join('; '),
      ...(field !== undefined && field !== '' && { field }),
      faults,
    },
  };
};

const UNKNOWN_CODE: Told = told(
  422,
  { fr: 'Demande refusée', en: 'Request refused' },
  { fr: 'Voyez « detail ».', en: 'See "detail".' },
);

export type ProblemOf = (
  refusal: Refusal & { readonly faults?: readonly Fault[] },
  language: Language,
  instance?: string,
) => Problem;

/** Makes problem documents by one table, from the general one and those of the programmes. */
export const problemTeller = (table: Problems): ProblemOf => {
  const problems = new Map<string, Told>(Object.entries(table));
  return (refusal, language, instance) => {
    const told = problems.get(refusal.code) ?? UNKNOWN_CODE;
    const { status, title, mend } = told;
    return {
      type: `/api#problem-${refusal.code}`,
      title: title[language],
      status,
      detail: refusal.words?.[language] ?? refusal.message,
      ...(instance !== undefined && { instance }),
      code: refusal.code,
      mend: mend[language],
      solver: solverOf(told),
      ...(refusal.field !== undefined && { field: refusal.field }),
      ...(refusal.reference !== undefined && { reference: refusal.reference }),
      ...(refusal.faults !== undefined && { faults: [...refusal.faults] }),
    };
  };
};

/** What the comparison of two records says, in words and as the length of a bar. */
import type { Text } from '#kernel/text.ts';
import type { Pair } from '#people/pairs.api.ts';
import type { PersonShown } from '#people/people.api.ts';

type Evidence = Pair['evidence'][number];

const EXACT: Text = { fr: 'Identique', en: 'The same' };
const OTHER: Text = { fr: 'Différent', en: 'Different' };
const NEAR: Text = { fr: 'Presque identique', en: 'Nearly the same' };

const NAME: Readonly<Record<string, Text>> = {
  different: OTHER,
  faint: { fr: 'Vaguement ressemblant', en: 'Faintly alike' },
  swapped: { fr: 'Nom et prénom échangés', en: 'Family and first names swapped' },
  part: { fr: 'L’un est une partie de l’autre', en: 'One is a part of the other' },
  alike: { fr: 'Deux noms voisins, qui existent tous deux', en: 'Two names alike, which both exist' },
  close: { fr: 'Une faute de frappe, ou le même son', en: 'A typing mistake, or the same sound' },
  exact: EXACT,
};

/** Levels of each comparison (comparisons.ts), in words. */
const LEVELS: Readonly<Record<string, Readonly<Record<string, Text>>>> = {
  givenName: NAME,
  familyName: NAME,
  birthDate: {
    different: OTHER,
    generation: { fr: 'Une génération d’écart', en: 'A generation apart' },
    year: { fr: 'La même année seulement', en: 'The same year only' },
    'two parts': { fr: 'Deux parties sur trois identiques', en: 'Two parts of three the same' },
    partial: { fr: 'Compatible, l’une est incomplète', en: 'Compatible, one is incomplete' },
    turned: { fr: 'Jour et mois échangés', en: 'Day and month swapped' },
    digit: { fr: 'Un chiffre d’écart', en: 'One digit apart' },
    exact: EXACT,
  },
  sex: { different: OTHER, exact: EXACT },
  birthPlace: { different: OTHER, close: NEAR, exact: EXACT },
  nationalNumber: {
    'two numbers': {
      fr: 'Deux numéros, tous deux à la clé juste',
      en: 'Two numbers, both with the right key',
    },
    different: OTHER,
    close: { fr: 'Presque identique, une clé manque', en: 'Nearly the same, a key is missing' },
    exact: EXACT,
  },
  locality: {
    different: OTHER,
    'same region': { fr: 'La même région', en: 'The same region' },
    'one close': NEAR,
    'one exact': { fr: 'Commune ou code postal identique', en: 'City or postcode the same' },
    'exact and close': {
      fr: 'Commune et code postal presque identiques',
      en: 'City and postcode nearly the same',
    },
    exact: EXACT,
  },
  street: {
    different: OTHER,
    'number only': { fr: 'Le même numéro, une autre rue', en: 'The same number, another street' },
    'street close': { fr: 'Une rue presque identique', en: 'A street nearly the same' },
    'both close': { fr: 'Rue presque identique, même numéro', en: 'Street nearly the same, same number' },
    'street only': { fr: 'La même rue, un autre numéro', en: 'The same street, another number' },
    'street, no number': { fr: 'La même rue, un numéro manque', en: 'The same street, a number is missing' },
    exact: EXACT,
  },
  phone: { different: OTHER, close: NEAR, exact: EXACT },
  email: { different: OTHER, close: NEAR, exact: EXACT },
};

const UNKNOWN_LEVEL: Text = { fr: 'Comparé', en: 'Compared' };

export const levelWords = ({ comparison, level }: Evidence): Text =>
  LEVELS[comparison]?.[level] ?? UNKNOWN_LEVEL;

/** `same`, `near`, `other`: what the eye should see first of a trait. */
export type Mark = 'same' | 'near' | 'other' | 'missing';

const markOf = ({ level }: Evidence): Mark => {
  if (level === 'exact') return 'same';
  return ['different', 'two numbers', 'generation', 'faint', 'alike'].includes(level) ? 'other' : 'near';
};

/** Bits beyond which a bar is full: a thousand to one speaks for itself, a million to one no louder. */
const BITS_FULL = 14;

export type Leaning = {
  readonly leans: 'one' | 'two' | 'neither';
  /** 0 to 1: length of the bar. */
  readonly length: number;
  readonly words: Text;
};

const STRENGTHS: readonly (readonly [number, Text])[] = [
  [9, { fr: 'très fortement', en: 'very strongly' }],
  [5, { fr: 'fortement', en: 'strongly' }],
  [2, { fr: 'nettement', en: 'clearly' }],
  [0.5, { fr: 'un peu', en: 'a little' }],
];

export const leaningOf = ({ weight }: Evidence): Leaning => {
  const size = Math.abs(weight);
  const strength = STRENGTHS.find(([from]) => size >= from)?.[1];
  if (strength === undefined)
    return { leans: 'neither', length: 0, words: { fr: 'ne dit rien', en: 'says nothing' } };
  const one = weight > 0;
  return {
    leans: one ? 'one' : 'two',
    length: Math.min(1, size / BITS_FULL),
    words: {
      fr: `${strength.fr} pour ${one ? 'une seule personne' : 'deux personnes'}`,
      en: `${strength.en} for ${one ? 'one person' : 'two people'}`,
    },
  };
};

const PROBABILITIES: readonly (readonly [number, Text])[] = [
  [0.99, { fr: 'Presque sûrement une seule personne', en: 'Almost certainly one person' }],
  [0.9, { fr: 'Très probablement une seule personne', en: 'Very probably one person' }],
  [0.65, { fr: 'Plutôt une seule personne', en: 'Rather one person' }],
  [
    0.35,
    {
      fr: 'Une ou deux personnes\u00a0: les données ne tranchent pas',
      en: 'One person or two: the data do not settle it',
    },
  ],
  [0.1, { fr: 'Plutôt deux personnes', en: 'Rather two people' }],
  [0, { fr: 'Très probablement deux personnes', en: 'Very probably two people' }],
];

export const probabilityWords = (probability: number): Text =>
  PROBABILITIES.find(([from]) => probability >= from)?.[1] ?? UNKNOWN_LEVEL;

const OTHERWISE: Readonly<Record<string, Text>> = {
  stranger: { fr: 'deux personnes sans lien', en: 'two unrelated people' },
  neighbour: { fr: 'deux voisins', en: 'two neighbours' },
  family: { fr: 'deux personnes du même foyer', en: 'two people of one home' },
  twin: { fr: 'des jumeaux', en: 'twins' },
  namesake: { fr: 'un parent et son enfant du même nom', en: 'a parent and a child of the same name' },
  homonym: { fr: 'des homonymes', en: 'two people of the same name' },
};

/** What else would explain the pair best. */
export const otherwiseWords = (relation: string): Text =>
  OTHERWISE[relation] ?? { fr: relation, en: relation };

export type TraitKey =
  | 'familyName'
  | 'givenNames'
  | 'birthDate'
  | 'sex'
  | 'birthPlace'
  | 'nationalNumber'
  | 'city'
  | 'line'
  | 'phone'
  | 'email';

const ROWS: readonly (readonly [TraitKey, string])[] = [
  ['familyName', 'familyName'],
  ['givenNames', 'givenName'],
  ['birthDate', 'birthDate'],
  ['sex', 'sex'],
  ['birthPlace', 'birthPlace'],
  ['nationalNumber', 'nationalNumber'],
  ['city', 'locality'],
  ['line', 'street'],
  ['phone', 'phone'],
  ['email', 'email'],
];

export type TraitRow = {
  readonly trait: TraitKey;
  readonly one: string;
  readonly other: string;
  readonly mark: Mark;
  readonly evidence: Evidence | undefined;
};

const shownValue = ({ identity }: PersonShown, trait: TraitKey): string => {
  const { address } = identity;
  if (trait === 'city')
    return [address?.postcode, address?.city].filter((text) => text !== undefined).join(' ');
  if (trait === 'line') return address?.line ?? '';
  if (trait === 'familyName')
    return [identity.familyName, identity.usedFamilyName].filter((text) => text !== undefined).join(' / ');
  return identity[trait] ?? '';
};

/** Trait by trait, in one order always, so that a tired eye finds each where it was. A trait neither has is left out. */
export const traitRows = ({ one, other, evidence }: Pick<Pair, 'one' | 'other' | 'evidence'>): TraitRow[] =>
  ROWS.flatMap(([trait, comparison]): TraitRow[] => {
    const found = evidence.find((said) => said.comparison === comparison);
    const [left, right] = [shownValue(one, trait), shownValue(other, trait)];
    if (left === '' && right === '') return [];
    const missing = left === '' || right === '' || found === undefined;
    const mark = missing ? (left !== '' && left === right ? 'same' : 'missing') : markOf(found);
    return [{ trait, one: left, other: right, mark, evidence: found }];
  });

const TRUST_ORDER = ['provisional', 'validated', 'retrieved', 'qualified'];

/** How many traits of a record are known. */
const knownOf = (shown: PersonShown): number =>
  ROWS.filter(([trait]) => shownValue(shown, trait) !== '').length;

/** The record to keep unless somebody says otherwise: the more trusted, then that of more facts, then the fuller. */
export const keepOf = ({ one, other, facts }: Pick<Pair, 'one' | 'other' | 'facts'>): string => {
  const trust = TRUST_ORDER.indexOf(other.trust) - TRUST_ORDER.indexOf(one.trust);
  const more = trust || facts.other - facts.one || knownOf(other) - knownOf(one);
  return more > 0 ? other.person : one.person;
};

/** What the strategy allows, as the desk says it: today, and when to come back. Pure: an answer becomes words. */
import type { Day } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';
import type { NextDose, Proposal } from '#programmes/vaccination/desk/desk.api.ts';
import { say, sayAny, sayDay, sayWait, sentence } from '#programmes/vaccination/desk/words.ts';
import type { Answer, Next, Reason } from '#programmes/vaccination/interpret.ts';

export type ToSay = {
  readonly answer: Answer;
  readonly on: Day;
  /** The rank the next injection would have. */
  readonly rank: number;
  /** What people call a product. */
  readonly shortOf: (product: string) => string;
};

const textOf = ({ fr, en }: Reason): Text => ({ fr, en });
const UNKNOWN = say('la stratégie du jour n’en dit rien', 'the strategy of the day says nothing of it');
const why = ({ reasons }: Next): Text => (reasons[0] === undefined ? UNKNOWN : textOf(reasons[0]));

const nameOf = (kind: Next['kind'], rank: number): Text =>
  kind === 'dose' || kind === 'none'
    ? say(`dose ${rank}`, `dose ${rank}`)
    : say(`rappel (dose ${rank})`, `booster (dose ${rank})`);

const wordsOf = ({ answer: { next }, on, rank, shortOf }: ToSay): Text => {
  const name = nameOf(next.kind, rank);
  if (next.allowed) {
    const products = sayAny(next.products.map(shortOf));
    return say(
      `${name.fr} possible aujourd’hui : ${products.fr}`,
      `${name.en} possible today: ${products.en}`,
    );
  }
  const reason = why(next);
  if (next.kind === 'none')
    return say(`rien à injecter aujourd’hui : ${reason.fr}`, `nothing to inject today: ${reason.en}`);
  if (next.earliest !== null && next.earliest > on) {
    const [day, wait] = [sayDay(next.earliest, on), sayWait(on, next.earliest)];
    return say(
      `${name.fr} possible à partir du ${day.fr} ; ${wait.fr}`,
      `${name.en} possible from ${day.en}; ${wait.en}`,
    );
  }
  return say(
    `${name.fr} non prévue aujourd’hui : ${reason.fr}`,
    `${name.en} not foreseen today: ${reason.en}`,
  );
};

/** What is missing to answer for certain, as a question the desk can ask; by the names of the interpretation. */
const QUESTIONS: Readonly<Record<string, Text>> = {
  birthDate: say(
    'La date de naissance entière : demandez une pièce d’identité.',
    'The whole birth date: ask for an identity paper.',
  ),
  tags: say(
    'La situation : profession, maladie, lieu de vie, grossesse.',
    'The situation: profession, illness, place of living, pregnancy.',
  ),
  territory: say('Le département de résidence.', 'The department of residence.'),
  'proof of infection': say(
    'La preuve de l’infection : test positif ou sérologie.',
    'The proof of the infection: a positive test or a serology.',
  ),
  'product of an earlier injection': say(
    'Le vaccin d’une injection antérieure : demandez le certificat.',
    'The product of an earlier injection: ask for the certificate.',
  ),
  'earlier injections': say(
    'Les injections antérieures, reçues ailleurs : demandez le certificat et déclarez-les.',
    'Earlier injections, received elsewhere: ask for the certificate and declare them.',
  ),
  'negative test on day 7': say('Un test négatif au septième jour.', 'A negative test on day 7.'),
};

export const proposalOf = (asked: ToSay): Proposal => {
  const { next, missing } = asked.answer;
  return {
    words: sentence(wordsOf(asked)),
    allowed: next.allowed,
    kind: next.kind,
    rank: asked.rank,
    products: [...next.products],
    reasons: next.reasons.map((reason) => ({
      words: sentence(textOf(reason)),
      reference: reason.reference,
    })),
    missing: missing.map((name) => QUESTIONS[name] ?? say(name, name)),
  };
};

const windowWords = ({ answer: { next }, on, rank }: ToSay, earliest: Day): Text => {
  const name = nameOf(next.kind, rank);
  const from = earliest <= on ? say('dès maintenant', 'from now on') : sayDay(earliest, on);
  const parts = [
    earliest <= on
      ? say(`${name.fr} ${from.fr}`, `${name.en} ${from.en}`)
      : say(`${name.fr} à partir du ${from.fr}`, `${name.en} from ${from.en}`),
  ];
  if (next.recommended !== null && next.recommended > earliest && next.recommended > on) {
    const best = sayDay(next.recommended, on);
    parts.push(say(`de préférence le ${best.fr}`, `preferably on ${best.en}`));
  }
  if (next.latest !== null) {
    const last = sayDay(next.latest, on);
    parts.push(say(`au plus tard le ${last.fr}`, `at the latest on ${last.en}`));
  }
  return say(parts.map(({ fr }) => fr).join(', '), parts.map(({ en }) => en).join(', '));
};

/** When to come back, or that nothing more is foreseen. */
export const nextDoseOf = (asked: ToSay): NextDose => {
  const { next, status } = asked.answer;
  const { earliest, recommended, latest } = next;
  const complete = status.clinical === 'complete' && next.kind === 'none';
  const window = { earliest, recommended, latest, complete };
  if (complete)
    return {
      ...window,
      words: say(
        'Vaccination complète : aucune autre dose n’est prévue à ce jour.',
        'Vaccination complete: no other dose is foreseen to date.',
      ),
    };
  const from = earliest ?? (next.allowed ? asked.on : null);
  if (next.kind !== 'none' && from !== null) return { ...window, words: sentence(windowWords(asked, from)) };
  const reason = why(next);
  return {
    ...window,
    words: sentence(say(`suite non fixée : ${reason.fr}`, `what follows is not set: ${reason.en}`)),
  };
};

/** A person's history as the desk shows it: every act, those that count and those corrected or taken back, in words. */
import type { Fact } from '#facts/fact.ts';
import { RETRACTION } from '#facts/fact.ts';
import { effectiveOfPerson } from '#facts/same-person.ts';
import type { Text } from '#kernel/text.ts';
import type { PastAct } from '#programmes/vaccination/desk/desk.api.ts';
import { say, sayCountry, sentence } from '#programmes/vaccination/desk/words.ts';
import { Injection } from '#programmes/vaccination/facts.ts';

export type HistoryOptions = {
  readonly shortOf: (product: string) => string;
  readonly placeName: (code: string) => string | undefined;
  /** Whether the caller may change what was done there. */
  readonly mayChangeAt: (place: string) => boolean;
  /** What a question of the questionnaire asks, by its code. */
  readonly questionOf: (code: string) => Text | undefined;
};

/** Acts shown: beyond, a file is not that of one person. */
export const HISTORY_MAX = 300;

const textIn = ({ body }: Fact, name: string): string | null =>
  typeof body[name] === 'string' ? body[name] : null;
const rankIn = ({ body }: Fact): number | null => (typeof body.rank === 'number' ? body.rank : null);

const OUTCOMES: Readonly<Record<string, Text>> = {
  agreed: say('d’accord', 'agreed'),
  refused: say('refus', 'refused'),
  postponed: say('reporté', 'postponed'),
};

/** How an infection was proved. */
const PROOFS: Readonly<Record<string, Text>> = {
  PCR: say('test PCR', 'PCR test'),
  antigen: say('test antigénique', 'antigen test'),
  serology: say('sérologie', 'serology'),
  TROD: say('test rapide', 'rapid test'),
  declaration: say('déclarée', 'declared'),
};

/** What was given, and from which lot: `Comirnaty, lot EJ6795`. */
const givenWords = (fact: Fact, { shortOf }: HistoryOptions): string => {
  const [product, lot] = [textIn(fact, 'product'), textIn(fact, 'lot')];
  return [product === null ? '?' : shortOf(product), ...(lot === null ? [] : [`lot ${lot}`])].join(', ');
};

const answersOf = ({ body }: Fact, { questionOf }: HistoryOptions): Text[] =>
  Array.isArray(body.answers)
    ? body.answers
        .filter((code) => typeof code === 'string')
        .map((code) => questionOf(code) ?? say(code, code))
    : [];

const wordsOf = (fact: Fact, options: HistoryOptions): Text => {
  const rank = rankIn(fact);
  const given = givenWords(fact, options);
  switch (fact.kind) {
    case 'injection':
      return rank === null
        ? say(`injection, ${given}`, `injection, ${given}`)
        : say(`dose ${rank}, ${given}`, `dose ${rank}, ${given}`);
    case 'earlier-injection': {
      const country = textIn(fact, 'country');
      const where = country === null ? say('', '') : sayCountry(country);
      return say(
        [`dose reçue ailleurs, ${given}`, where.fr].filter(Boolean).join(', '),
        [`dose received elsewhere, ${given}`, where.en].filter(Boolean).join(', '),
      );
    }
    case 'infection': {
      const proof = textIn(fact, 'proof');
      const by = proof === null ? say('', '') : (PROOFS[proof] ?? say(proof, proof));
      const beside = (words: string): string => (words === '' ? 'infection' : `infection (${words})`);
      return say(beside(by.fr), beside(by.en));
    }
    case 'contraindication': {
      const product = textIn(fact, 'product');
      const to = product === null ? '' : `, ${options.shortOf(product)}`;
      return say(`contre-indication${to}`, `contraindication${to}`);
    }
    case 'consultation': {
      const outcome = OUTCOMES[textIn(fact, 'outcome') ?? ''] ?? say('', '');
      const answers = answersOf(fact, options);
      const list = (language: 'fr' | 'en'): string =>
        [outcome[language], ...answers.map((answer) => answer[language])].filter(Boolean).join(' ; ');
      return say(`questionnaire : ${list('fr')}`, `questionnaire: ${list('en')}`);
    }
    case 'residence':
      return say('lieu de résidence noté', 'place of residence noted');
    default:
      return say(fact.kind, fact.kind);
  }
};

/** Why an act no longer counts: the last fact that replaced it or took it back. */
const endedBy = (fact: Fact, facts: readonly Fact[], options: HistoryOptions): Text => {
  const by = facts.findLast(({ corrects, subject }) => corrects === fact.id && subject === fact.subject);
  const reason = by?.reason ?? '';
  if (by === undefined || by.kind === RETRACTION)
    return sentence(say(`retiré : ${reason}`, `taken back: ${reason}`));
  const now = wordsOf(by, options);
  return sentence(say(`corrigé en « ${now.fr} » : ${reason}`, `corrected to "${now.en}": ${reason}`));
};

/** Kinds whose acts a desk may correct or take back. */
const CHANGEABLE = new Set(['injection', 'earlier-injection']);

/** @param facts every fact of the person, under all their pseudonyms, in the ledger's order */
export const historyOf = (facts: readonly Fact[], options: HistoryOptions): PastAct[] => {
  const standing = new Set(effectiveOfPerson(facts));
  const acts = facts.filter(({ kind }) => kind !== RETRACTION && kind !== 'merge');
  return acts
    .map((fact, order) => ({ fact, order }))
    .sort(
      (a, b) =>
        (a.fact.occurredOn < b.fact.occurredOn ? 1 : a.fact.occurredOn > b.fact.occurredOn ? -1 : 0) ||
        b.order - a.order,
    )
    .slice(0, HISTORY_MAX)
    .map(({ fact }): PastAct => {
      const { id, kind, occurredOn, place } = fact;
      const stands = standing.has(fact);
      return {
        ...{ id, kind, occurredOn, stands },
        words: capital(wordsOf(fact, options)),
        product: textIn(fact, 'product'),
        rank: rankIn(fact),
        lot: textIn(fact, 'lot'),
        site: Injection.shape.site.safeParse(fact.body.site).data ?? null,
        at: textIn(fact, 'at'),
        gtin: textIn(fact, 'gtin'),
        expiresOn: textIn(fact, 'expiresOn'),
        place: place ?? null,
        placeName: place === undefined ? null : (options.placeName(place) ?? null),
        ended: stands ? null : endedBy(fact, facts, options),
        mayChange: stands && CHANGEABLE.has(kind) && place !== undefined && options.mayChangeAt(place),
      };
    });
};

const capital = ({ fr, en }: Text): Text => {
  const first = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return { fr: first(fr), en: first(en) };
};

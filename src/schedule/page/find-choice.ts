/** What a hand means by a few letters: the choices it may be, the likeliest first. */

export type Choice = { readonly id: string; readonly name: string; readonly hint?: string };

/** Letters without accents or case, so that "hepatite" and "Hépatite" find each other. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** A code is the same with and without its leading zeros. */
const bare = (code: string): string => code.toLowerCase().replace(/^0+(?=.)/, '');

/** What the field shows once a choice is made. */
export const choiceText = (choice: Choice): string =>
  choice.hint === undefined ? choice.name : `${choice.name} (${choice.hint})`;

/** From the best: the code, the name, the name before its brands, its beginning, beginnings of its words, a part of it. */
const RANK = { code: 0, name: 1, head: 2, beginning: 3, words: 4, parts: 5 } as const;
type Rank = (typeof RANK)[keyof typeof RANK];

/** Undefined is no match. Every word typed must be found, codes count from their beginning. */
const rankOf = (choice: Choice, typed: string): Rank | undefined => {
  const code = choice.hint ?? choice.id;
  if (bare(code) === bare(typed.trim())) return RANK.code;
  const name = plain(choice.name);
  const wanted = plain(typed);
  if (wanted === '') return undefined;
  if (name === wanted) return RANK.name;
  if (plain(choice.name.replace(/\(.*$/s, '')) === wanted) return RANK.head;
  if (/^\d+$/.test(wanted)) return bare(code).startsWith(bare(wanted)) ? RANK.beginning : undefined;
  if (name.startsWith(wanted)) return RANK.beginning;
  const words = wanted.split(' ');
  const haystack = ` ${name} ${plain(code)}`;
  if (words.every((word) => haystack.includes(` ${word}`))) return RANK.words;
  return words.every((word) => haystack.includes(word)) ? RANK.parts : undefined;
};

type Ranked = { readonly choice: Choice; readonly rank: Rank };

/** Choices of one rank stay in the order of their list, which is the schedule's. */
const rankAll = (choices: readonly Choice[], typed: string): Ranked[] =>
  choices
    .flatMap((choice) => {
      const rank = rankOf(choice, typed);
      return rank === undefined ? [] : [{ choice, rank }];
    })
    .sort((a, b) => a.rank - b.rank);

/** The choices that match, at most `most`; all of them, in their own order, while nothing is typed. */
export const findChoices = (choices: readonly Choice[], typed: string, most: number): readonly Choice[] => {
  if (typed.trim() === '') return choices.slice(0, most);
  const chosen = choices.find((choice) => choiceText(choice) === typed);
  if (chosen) return [chosen];
  return rankAll(choices, typed)
    .slice(0, most)
    .map(({ choice }) => choice);
};

/**
 * The one choice that can be taken for what is typed when none is pointed at; undefined when there are several or none.
 * A code or a name written in full is enough; the beginning of a name, only where nothing else has a word that begins
 * so: "coqueluche" is more than the vaccine whose name happens to begin with it.
 */
export const meantChoice = (choices: readonly Choice[], typed: string): Choice | undefined => {
  if (typed.trim() === '') return undefined;
  const chosen = choices.find((choice) => choiceText(choice) === typed);
  if (chosen) return chosen;
  const ranked = rankAll(choices, typed);
  const [first] = ranked;
  if (first === undefined) return undefined;
  if (first.rank === RANK.code) return first.choice;
  const rivals = ranked.filter(({ rank }) =>
    first.rank <= RANK.head ? rank === first.rank : first.rank === RANK.parts || rank <= RANK.words,
  );
  return rivals.length === 1 ? first.choice : undefined;
};

/** The one choice a code names, with or without leading zeros. */
export const choiceOfCode = (choices: readonly Choice[], code: string): Choice | undefined =>
  code.trim() === '' ? undefined : choices.find(({ id }) => bare(id) === bare(code.trim()));

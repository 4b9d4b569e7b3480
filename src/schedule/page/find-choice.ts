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

/** 0 is the best; undefined is no match. Every word typed must be found, codes count from their beginning. */
const rankOf = (choice: Choice, typed: string): number | undefined => {
  const code = choice.hint ?? choice.id;
  if (bare(code) === bare(typed.trim())) return 0;
  const name = plain(choice.name);
  const wanted = plain(typed);
  if (name === wanted) return 1;
  if (/^\d+$/.test(wanted)) return bare(code).startsWith(bare(wanted)) ? 2 : undefined;
  if (name.startsWith(wanted)) return 3;
  const words = wanted.split(' ');
  const haystack = ` ${name} ${plain(code)}`;
  if (words.every((word) => haystack.includes(` ${word}`))) return 4;
  return words.every((word) => haystack.includes(word)) ? 5 : undefined;
};

/** The choices that match, at most `most`; all of them, in their own order, while nothing is typed. */
export const findChoices = (choices: readonly Choice[], typed: string, most: number): readonly Choice[] => {
  if (typed.trim() === '') return choices.slice(0, most);
  const chosen = choices.find((choice) => choiceText(choice) === typed);
  if (chosen) return [chosen];
  return choices
    .flatMap((choice) => {
      const rank = rankOf(choice, typed);
      return rank === undefined ? [] : [{ choice, rank }];
    })
    .sort((a, b) => a.rank - b.rank || a.choice.name.length - b.choice.name.length)
    .slice(0, most)
    .map(({ choice }) => choice);
};

/** The one choice a code names, with or without leading zeros. */
export const choiceOfCode = (choices: readonly Choice[], code: string): Choice | undefined =>
  code.trim() === '' ? undefined : choices.find(({ id }) => bare(id) === bare(code.trim()));

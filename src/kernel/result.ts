import type { Text } from '#kernel/text.ts';

/**
 * A refusal is a value, not an exception: what the caller may read and mend.
 * `code` is stable and belongs to the folder that makes it; `message` says what is wrong, where and what to do;
 * `reference` names the rule; `field` is the path in the caller's input.
 */
export type Refusal<Code extends string = string> = {
  readonly code: Code;
  readonly message: string;
  readonly reference?: string;
  readonly field?: string;
  /** The message in both languages, where a person reads it and not a program alone. */
  readonly words?: Text;
};

export type Refused<Code extends string = string> = { readonly refusal: Refusal<Code> };

export const refuse = <Code extends string>(
  code: Code,
  message: string,
  where: { reference?: string; field?: string; words?: Text } = {},
): Refused<Code> => ({ refusal: { code, message, ...where } });

export const isRefused = (value: object): value is Refused => 'refusal' in value;

/** A refusal whose message a person reads, in both languages. */
export const refuseInWords = <Code extends string>(
  code: Code,
  words: Text,
  where: { reference?: string; field?: string } = {},
): Refused<Code> => refuse(code, words.en, { ...where, words });

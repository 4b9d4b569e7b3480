/** A national number, however it is spaced: thirteen digits or more in a row. Texts that others read hold none. */
export const hasLongNumber = (text: string): boolean => /\d(?:[\s.\-/]?\d){12,}/.test(text);

/** Finding a person by names and birth date, half the time misspelt, in a sealed register. */
import type { Figure } from './figure.ts';
import { measureSearches, withRegister } from './search-fill.ts';

const PEOPLE = 200_000;

const bench = (): Promise<Figure[]> => withRegister(PEOPLE, (filled) => measureSearches(filled, PEOPLE));

export default bench;

if (import.meta.main) console.table(await bench());

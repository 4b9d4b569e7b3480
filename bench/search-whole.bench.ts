/** Finding a person as the register grows: `node bench/search-whole.bench.ts [people ...]`. */
import type { Figure } from './figure.ts';
import { measureSearches, withRegister } from './search-fill.ts';

const SIZES = [1_000_000, 5_000_000];

const bench = async (sizes: readonly number[] = SIZES): Promise<Figure[]> => {
  const figures: Figure[] = [];
  for (const size of sizes)
    figures.push(...(await withRegister(size, (filled) => measureSearches(filled, size))));
  return figures;
};

export default (): Promise<Figure[]> => bench();

if (import.meta.main) {
  const sizes = process.argv.slice(2).map(Number);
  console.table(await bench(sizes.length > 0 ? sizes : SIZES));
}

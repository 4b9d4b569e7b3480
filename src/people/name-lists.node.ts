/** Reads the lists that replayed people are drawn from: a folder with a SOURCE.md that says where they come from. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { NameLists } from '#people/replay-people.ts';

const linesOf = (text: string): string[] => text.split(/\r?\n/).filter((line) => line !== '');

/** @param folder with `patronymes_top100.csv`, `prenoms_top99.csv`, `prenoms_sexe.csv` and `communes.csv.gz` */
export const readNameLists = async (folder: string): Promise<NameLists> => {
  const [surnames, frequent, firstNames, communes] = await Promise.all([
    readFile(join(folder, 'patronymes_top100.csv'), 'utf8'),
    readFile(join(folder, 'prenoms_top99.csv'), 'utf8'),
    readFile(join(folder, 'prenoms_sexe.csv'), 'utf8'),
    readFile(join(folder, 'communes.csv.gz')),
  ]);
  return {
    surnames: linesOf(surnames),
    frequentFirstNames: linesOf(frequent),
    firstNames: linesOf(firstNames)
      .slice(1)
      .map((line) => {
        const [name = '', male, female] = line.split(',');
        return { name, sex: male === female ? 'both' : male === 'true' ? 'm' : 'f' };
      }),
    communes: linesOf(gunzipSync(communes).toString('utf8'))
      .slice(1)
      .map((line) => {
        const [code = '', name = '', , , , population, postcodes = ''] = line.split(';');
        const [postcode = ''] = postcodes.split(/[ ,|]/);
        return { code, name, population: Number(population ?? 0), postcode };
      })
      .filter(({ population, postcode }) => population > 0 && postcode !== ''),
  };
};

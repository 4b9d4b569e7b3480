/**
 * Who is who: FEBRL sets 1 and 2, and a replayed French population of which 5 % are written twice, with errors. Weights and
 * thresholds come from the registers alone; the truth only scores.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FEBRL, febrlTruth } from '../tests/identity.ts';
import type { Figure } from './figure.ts';
import { linkFile, linkReplayed, quality } from './identity-link.ts';

const RECORDS = 100_000;

export default async (): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-bench-febrl-'));
  const figures: Figure[] = [];
  try {
    for (const set of [1, 2] as const) {
      const { pairs } = await linkFile(join(FEBRL, `dataset${set}.csv`), join(folder, 'links.csv'));
      figures.push(...quality(`FEBRL ${set}`, pairs, febrlTruth(set)));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return [...figures, ...(await linkReplayed(RECORDS))];
};

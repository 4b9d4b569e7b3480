/** Batch linkage of a million records on the cores of this machine: `npm run bench -- identity-whole`. */
import type { Figure } from './figure.ts';
import { linkReplayed } from './identity-link.ts';

const RECORDS = 1_000_000;
const SECONDS_MAX = 60;

export default (): Promise<Figure[]> => linkReplayed(RECORDS, SECONDS_MAX);

/** Sections 6.3, 6.8 and 6.9: was the vaccine one for this target dose? */
import { NONE, type PreparedDoseVaccine, type PreparedSeriesDose } from '#schedule/prepared.ts';
import { isBetweenAges, REASON, type Workspace } from '#schedule/workspace.ts';

/** Table 6-13. */
export const isInadvertentVaccine = (work: Workspace, dose: PreparedSeriesDose, given: number): boolean =>
  dose.inadvertent !== null && dose.inadvertent[work.vaccine[given] ?? 0] === 1;

/**
 * Tables 6-26 and 6-29: REASON.none for a preferable vaccine, allowableVaccine for an allowable one, else why not.
 * A manufacturer that is required and not known is taken as it (the trade name of table 6-26).
 */
export const evaluateVaccine = (work: Workspace, dose: PreparedSeriesDose, given: number): number => {
  const preferable = findAmong(work, dose.preferableBy, given);
  if (preferable === REASON.none) return REASON.none;
  const allowable = findAmong(work, dose.allowableBy, given);
  if (allowable === REASON.none) return REASON.allowableVaccine;
  return Math.max(preferable, allowable);
};

/** REASON.none when found; else the nearest miss: vaccine < vaccineAge < tradeName. */
const findAmong = (
  work: Workspace,
  by: readonly (readonly PreparedDoseVaccine[] | undefined)[],
  given: number,
): number => {
  const among = by[work.vaccine[given] ?? 0];
  if (among === undefined) return REASON.vaccine;
  const manufacturer = work.manufacturer[given] ?? NONE;
  const day = work.day[given] ?? 0;
  let miss: number = REASON.vaccine;
  for (let i = 0; i < among.length; i++) {
    const entry = among[i];
    if (entry === undefined) continue;
    if (!isBetweenAges(work, entry.from, entry.until, day)) miss = Math.max(miss, REASON.vaccineAge);
    else if (entry.manufacturer === NONE || manufacturer === NONE || entry.manufacturer === manufacturer)
      return REASON.none;
    else miss = REASON.tradeName;
  }
  return miss;
};

/** A certificate issued before, in one line, from what is kept of it: no product and no day, which are in the facts. */
import type { Text } from '#kernel/text.ts';
import type { IssuedRow } from '#programmes/vaccination/certificate/issued.pg.ts';

export const briefWords = ({
  kind,
  dose_number: n,
  dose_total: of,
}: Pick<IssuedRow, 'kind' | 'dose_number' | 'dose_total'>): Text => {
  if (kind === 'recovery') return { fr: 'Certificat de rétablissement', en: 'Certificate of recovery' };
  if (kind === 'immunizations') return { fr: 'SMART Health Card', en: 'SMART Health Card' };
  if (n === null || of === null) return { fr: 'Certificat de vaccination', en: 'Certificate of vaccination' };
  return n > of
    ? {
        fr: `Certificat de vaccination, dose ${n}, rappel`,
        en: `Certificate of vaccination, dose ${n}, booster`,
      }
    : {
        fr: `Certificat de vaccination, dose ${n} sur ${of}`,
        en: `Certificate of vaccination, dose ${n} of ${of}`,
      };
};

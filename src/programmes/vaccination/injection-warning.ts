/**
 * The warnings an injection may receive: how grave each is, and who can put it right. They hold whatever way the act
 * came in, the desk, the API or FHIR; only where somebody is there to answer do the grave ones stop the act until a
 * reason is given.
 */
import type { Warning } from '#programmes/vaccination/injection.api.ts';

type Weight = Required<Pick<Warning, 'gravity' | 'solver'>>;

const stops = (solver: Weight['solver']): Weight => ({ gravity: 'confirm', solver });
const told = (solver: Weight['solver']): Weight => ({ gravity: 'note', solver });

const WEIGHTS = {
  // The vial: the person who holds it can still put it aside.
  'lot-recalled': stops('you'),
  'lot-expired': stops('you'),
  'lot-of-other-product': stops('you'),
  'gtin-of-other-product': stops('you'),
  // Recalled after the act: nothing can be undone, the centre follows the person.
  'lot-recalled-since': told('manager'),
  // The person and the moment.
  'same-minute': stops('you'),
  'same-day': stops('you'),
  'day-apart': stops('you'),
  'interval-too-short': stops('you'),
  'too-soon-after-infection': stops('you'),
  'dose-not-due': stops('you'),
  'fourth-dose': told('you'),
  'first-dose-unknown': told('you'),
  'rank-differs': told('you'),
  'child-under-three': stops('you'),
  'child-under-five': stops('you'),
  'audience-not-open': told('manager'),
  'record-merged': told('you'),
  // The product and the day.
  'before-campaign': stops('you'),
  'product-not-yet-used': stops('you'),
  'product-suspended': stops('manager'),
  'product-excluded': stops('manager'),
  'product-not-authorised': stops('you'),
  'product-unexpected': stops('you'),
} as const satisfies Record<string, Weight>;

export type WarningCode = keyof typeof WEIGHTS;

export const warning = (code: WarningCode, fr: string, en: string, reference?: string): Warning => ({
  code,
  message: { fr, en },
  ...(reference !== undefined && reference !== '' && { reference }),
  ...WEIGHTS[code],
});

/** The warnings that stop the act: grave, and without a reason given for going on. */
export const unconfirmed = (
  warnings: readonly Warning[],
  overrides: readonly { readonly warning: string }[],
): Warning[] => {
  const answered = new Set(overrides.map((one) => one.warning));
  return warnings.filter(({ code, gravity }) => gravity === 'confirm' && !answered.has(code));
};

/** The record on the screen reads as another: what it shows of the identity may be out of date. */
export const recordMerged = (): Warning =>
  warning(
    'record-merged',
    'Ce dossier a été rapproché d’un autre : ouvrez celui-là, l’acte y est compté',
    'This record was merged with another: open that one, the act counts there',
  );

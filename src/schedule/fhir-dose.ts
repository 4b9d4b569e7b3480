/** A FHIR Immunization becomes a dose; what is not one is told, what cannot be read is a fault. */
import type { Day } from '#kernel/day.ts';
import { dayNumber, dayOf } from '#kernel/day.ts';
import type { FindingCodes } from '#schedule/fhir-finding.ts';
import { dayAt, type Notes, type Path } from '#schedule/fhir-notes.ts';
import type { Immunization } from '#schedule/fhir-resources.ts';
import { isMvxSystem, isVaccineSystem, systemName, vaccineSystem } from '#schedule/fhir-terms.ts';
import type { DoseGiven, ObservationGiven } from '#schedule/forecast.api.ts';
import { addPeriod } from '#schedule/period.ts';

export type VaccineWords = FindingCodes & { readonly vaccineCodes: string };

/** A dose, or the observation that the administration of an immune globulin is for the schedule. */
export type DoseRead = { readonly dose: DoseGiven } | { readonly observation: ObservationGiven };

const STATUS_TOLD = {
  'not-done': {
    fr: 'n’a pas été faite (« not-done ») : ce n’est pas une dose',
    en: 'was not done ("not-done"): it is no dose',
  },
  'entered-in-error': {
    fr: 'a été saisie par erreur (« entered-in-error ») : ce n’est pas une dose',
    en: 'was entered in error ("entered-in-error"): it is no dose',
  },
} as const;

export const readDose = (
  immunization: Immunization,
  at: Path,
  words: VaccineWords,
  notes: Notes,
): DoseRead | undefined => {
  const { status } = immunization;
  if (status !== 'completed') {
    notes.notices.push({ severity: 'information', at, text: STATUS_TOLD[status] });
    return undefined;
  }
  const cvx = codeOf(immunization, at, words, notes);
  const date = dayAt(immunization.occurrenceDateTime, [...at, 'occurrence'], notes);
  if (cvx === undefined || date === undefined) return undefined;
  if ('observation' in cvx) return { observation: { code: cvx.observation, date } };
  return {
    dose: {
      date,
      cvx: cvx.vaccine,
      mvx: manufacturerOf(immunization),
      volume: volumeOf(immunization),
      substandard: immunization.isSubpotent === true,
      lotExpires: expiryOf(immunization.expirationDate, [...at, 'expirationDate'], notes),
    },
  };
};

type CodeRead = { readonly vaccine: string } | { readonly observation: string };

const codeOf = (
  { vaccineCode }: Immunization,
  at: Path,
  words: VaccineWords,
  notes: Notes,
): CodeRead | undefined => {
  const { vaccineCodes } = words;
  const codes = (vaccineCode.coding ?? []).flatMap(({ system, code }) =>
    system !== undefined && code !== undefined && isVaccineSystem(system, vaccineCodes)
      ? [{ system, code }]
      : [],
  );
  // By what they mean: a code may come twice, or under two of its names; two vaccines are one too many.
  const meanings = new Map<string, { readonly code: string; readonly read: CodeRead | undefined }>();
  for (const { system, code } of codes) {
    const { key, read } = meaningOf(system, code, words);
    if (!meanings.has(key)) meanings.set(key, { code, read });
  }
  const [first, ...others] = meanings.values();
  if (others.length === 0 && first?.read !== undefined) return first.read;
  const list = [...meanings.values()].map(({ code }) => code).join(', ');
  const system = vaccineSystem(vaccineCodes);
  const text =
    first === undefined
      ? {
          fr: `aucun code de vaccin n’est lisible : donnez un codage du système ${system}`,
          en: `no code of a vaccine can be read: give a coding of the system ${system}`,
        }
      : others.length > 0
        ? {
            fr: `plusieurs codes de vaccin qui ne disent pas le même (${list}) : envoyez celui du vaccin injecté`,
            en: `several vaccine codes that do not say the same (${list}): send that of the vaccine given`,
          }
        : {
            fr: `le code de vaccin « ${first.code} » est inconnu de ce calendrier : vérifiez-le`,
            en: `the vaccine code "${first.code}" is unknown to this schedule: check it`,
          };
  notes.faults.push({ at: [...at, 'vaccineCode'], text });
  return undefined;
};

const meaningOf = (
  system: string,
  code: string,
  { vaccineOf, coded }: VaccineWords,
): { readonly key: string; readonly read: CodeRead | undefined } => {
  const index = vaccineOf(code);
  if (index !== undefined) return { key: `vaccine ${index}`, read: { vaccine: code } };
  const [meant, ...more] = coded.get(`${systemName(system)}|${code}`) ?? [];
  return meant !== undefined && more.length === 0
    ? { key: `observation ${meant}`, read: { observation: meant } }
    : { key: `unknown ${code}`, read: undefined };
};

/** MVX, by the identifier of the reference or of the contained organization it points to. */
const manufacturerOf = ({ manufacturer, contained }: Immunization): string | undefined => {
  const organization = contained?.find(({ id }) => id !== undefined && manufacturer?.reference === `#${id}`);
  const identifiers = [manufacturer?.identifier, ...(organization?.identifier ?? [])];
  return identifiers
    .find((identifier) => identifier?.system !== undefined && isMvxSystem(identifier.system))
    ?.value?.slice(0, 20);
};

/** Millilitres only: another unit says nothing the schedules compare. */
const volumeOf = ({ doseQuantity }: Immunization): number | undefined => {
  const { value, unit, code } = doseQuantity ?? {};
  if (value === undefined || value <= 0 || value > 1000) return undefined;
  return [code, unit].some((word) => word?.toLowerCase() === 'ml') ? value : undefined;
};

/** CALCDTLOTEXP-1: a month without a day is its last day. A year alone says no day. */
const expiryOf = (moment: string | undefined, at: Path, notes: Notes): Day | undefined => {
  if (moment === undefined) return undefined;
  if (/^\d{4}$/.test(moment)) {
    const text = {
      fr: `« ${moment} » ne dit pas le mois de péremption : il n’en est pas tenu compte`,
      en: `"${moment}" does not say the month of expiry: it is left aside`,
    };
    notes.notices.push({ severity: 'warning', at, text });
    return undefined;
  }
  if (!/^\d{4}-\d{2}$/.test(moment)) return dayAt(moment, at, notes);
  const first = dayAt(`${moment}-01`, at, notes);
  return first && dayOf(addPeriod(dayNumber(first), { months: 1, days: -1 }));
};

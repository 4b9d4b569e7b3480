/** Why a dose has its evaluation status: the rule that decided, and the values it compared (chapter 6). */
import { dayNumber } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';
import { intervalDay } from '#schedule/evaluate-interval.ts';
import { count, day, explanation, period, periodWords, type Value, word } from '#schedule/explain-words.ts';
import type { DoseGiven, Explanation } from '#schedule/forecast.api.ts';
import type { Period } from '#schedule/period.ts';
import { FROM, NONE, type PreparedInterval, type PreparedSeriesDose } from '#schedule/prepared.ts';
import {
  ageDayOr,
  ageOfDose,
  EVALUATED,
  type PatientSeries,
  REASON,
  type Workspace,
} from '#schedule/workspace.ts';

type Sentence = {
  readonly code: string;
  readonly section: string;
  readonly rule: string;
  readonly text: Text;
};

/** By REASON. */
const SENTENCES: Readonly<Record<number, Sentence>> = {
  [REASON.none]: {
    code: 'valid',
    section: '6.10',
    rule: 'Table 6-31',
    text: {
      fr: 'Donnée le {given} : âge, intervalle et vaccin conviennent à la dose {dose}.',
      en: 'Given on {given}: age, interval and vaccine suit dose {dose}.',
    },
  },
  [REASON.allowableVaccine]: {
    code: 'allowable-vaccine',
    section: '6.9',
    rule: 'Table 6-29',
    text: {
      fr: '{vaccine} n’est pas le vaccin recommandé pour la dose {dose}, mais il est admis : la dose compte.',
      en: '{vaccine} is not the recommended vaccine for dose {dose}, but it is allowed: the dose counts.',
    },
  },
  [REASON.tooYoung]: {
    code: 'too-young',
    section: '6.4',
    rule: 'Table 6-15',
    text: {
      fr: 'Donnée le {given}, avant l’âge minimal de {age} pour la dose {dose}, atteint le {bound} : à refaire.',
      en: 'Given on {given}, before the minimum age of {age} for dose {dose}, reached on {bound}: to be repeated.',
    },
  },
  [REASON.tooOld]: {
    code: 'too-old',
    section: '6.4',
    rule: 'Table 6-15',
    text: {
      fr: 'Donnée le {given}, à partir de l’âge maximal de {age} pour la dose {dose}, atteint le {bound} : en plus, sans compter.',
      en: 'Given on {given}, at or after the maximum age of {age} for dose {dose}, reached on {bound}: extra, not counted.',
    },
  },
  [REASON.graceAge]: {
    code: 'grace-age',
    section: '6.4',
    rule: 'Table 6-15',
    text: {
      fr: 'Donnée le {given}, avant l’âge minimal de {age} ({bound}), mais pas avant l’âge minimal absolu de {absolute} ({from}) : la dose compte.',
      en: 'Given on {given}, before the minimum age of {age} ({bound}), but not before the absolute minimum age of {absolute} ({from}): the dose counts.',
    },
  },
  [REASON.tooSoon]: {
    code: 'too-soon',
    section: '6.5',
    rule: 'Table 6-18',
    text: {
      fr: 'Donnée le {given}, moins de {interval} {origin} ({since}) : pas avant le {bound}. À refaire.',
      en: 'Given on {given}, less than {interval} {origin} ({since}): not before {bound}. To be repeated.',
    },
  },
  [REASON.graceInterval]: {
    code: 'grace-interval',
    section: '6.5',
    rule: 'Table 6-18',
    text: {
      fr: 'Donnée le {given}, avant l’intervalle minimal de {interval} {origin} ({bound}), mais pas avant l’intervalle minimal absolu de {absolute} ({from}) : la dose compte.',
      en: 'Given on {given}, before the minimum interval of {interval} {origin} ({bound}), but not before the absolute minimum interval of {absolute} ({from}): the dose counts.',
    },
  },
  [REASON.allowableInterval]: {
    code: 'allowable-interval',
    section: '6.6',
    rule: 'Table 6-21',
    text: {
      fr: 'Donnée le {given}, plus tôt que recommandé, mais à un intervalle admis ({interval} {origin}) : la dose compte.',
      en: 'Given on {given}, sooner than recommended, but at an allowed interval ({interval} {origin}): the dose counts.',
    },
  },
  [REASON.conflict]: {
    code: 'conflict',
    section: '6.7',
    rule: 'CONFLICT-3',
    text: {
      fr: 'Donnée le {given}, moins de {interval} jours après {other} ({otherDay}) : pas avant le {bound}. À refaire.',
      en: 'Given on {given}, less than {interval} days after {other} ({otherDay}): not before {bound}. To be repeated.',
    },
  },
  [REASON.inadvertent]: {
    code: 'inadvertent',
    section: '6.3',
    rule: 'Table 6-13',
    text: {
      fr: '{vaccine} donné par erreur : il ne doit pas servir de dose {dose}. À refaire.',
      en: '{vaccine} given by mistake: it must not serve as dose {dose}. To be repeated.',
    },
  },
  [REASON.vaccine]: {
    code: 'vaccine',
    section: '6.9',
    rule: 'Table 6-29',
    text: {
      fr: '{vaccine} n’est ni recommandé ni admis pour la dose {dose}. À refaire.',
      en: '{vaccine} is neither preferable nor allowable for dose {dose}. To be repeated.',
    },
  },
  [REASON.vaccineAge]: {
    code: 'vaccine-age',
    section: '6.9',
    rule: 'Table 6-29',
    text: {
      fr: '{vaccine} n’est pas admis à cet âge pour la dose {dose} (admis : {ages}). À refaire.',
      en: '{vaccine} is not allowed at this age for dose {dose} (allowed: {ages}). To be repeated.',
    },
  },
  [REASON.tradeName]: {
    code: 'trade-name',
    section: '6.8',
    rule: 'Table 6-26',
    text: {
      fr: '{vaccine} de ce fabricant n’est pas admis pour la dose {dose}. À refaire.',
      en: '{vaccine} of this manufacturer is not allowed for dose {dose}. To be repeated.',
    },
  },
  [REASON.notYet]: {
    code: 'not-yet',
    section: '3.3',
    rule: 'RELEVANT-1',
    text: {
      fr: 'Donnée le {given}, avant le {bound}, où cette série a pris effet : elle n’y compte pas.',
      en: 'Given on {given}, before {bound}, when this series took effect: not counted in it.',
    },
  },
  [REASON.complete]: {
    code: 'complete',
    section: '4.4',
    rule: 'Step 6a',
    text: {
      fr: 'La série était déjà complète : dose en plus.',
      en: 'The series was already complete: an extra dose.',
    },
  },
  [REASON.lotExpired]: {
    code: 'lot-expired',
    section: '6.1',
    rule: 'Table 6-3',
    text: {
      fr: 'Donnée le {given}, après la péremption du lot ({expires}). À refaire.',
      en: 'Given on {given}, after the lot expired ({expires}). To be repeated.',
    },
  },
  [REASON.condition]: {
    code: 'dose-condition',
    section: '6.1',
    rule: 'Table 6-3',
    text: {
      fr: 'Dose signalée défectueuse (rappel de lot, chaîne du froid, erreur d’injection). À refaire.',
      en: 'Dose known to be sub-standard (recall, cold chain, misadministration). To be repeated.',
    },
  },
};

const TOO_SMALL: Text = {
  fr: 'Volume injecté inférieur au volume recommandé ; la dose compte.',
  en: 'Volume administered is less than recommended volume; the dose counts.',
};

/** The doses of a series are told by their rank among those that count; `target` is the step of the series. */
const rankOf = (patient: PatientSeries, at: number): number => {
  let rank = patient.before + 1;
  for (let i = patient.start; i < at; i++) if (patient.status[i] === EVALUATED.valid) rank++;
  return rank;
};

/** `asked` is the dose as the question gives it. */
export const explainDose = (
  work: Workspace,
  patient: PatientSeries,
  given: number,
  at: number,
  asked: DoseGiven | undefined,
): Explanation[] => {
  const reason = patient.reason[at] ?? 0;
  const sentence = SENTENCES[reason];
  const step = patient.series.doses.find(({ number }) => number === patient.target[at]);
  if (sentence === undefined) return [];
  const values = {
    given: day(work.day[given] ?? 0),
    dose: count(rankOf(patient, at)),
    target: count(patient.target[at] ?? 0),
    vaccine: word(work.schedule.vaccines[work.vaccine[given] ?? 0]?.name ?? ''),
    ...(step === undefined ? {} : comparedValues(work, patient, step, given, at)),
    ...(asked?.lotExpires == null ? {} : { expires: day(dayNumber(asked.lotExpires)) }),
  };
  const explained = [explanation('dose', sentence.code, sentence, sentence.text, values)];
  const volume = work.volume[given] ?? 0;
  const expected = step?.preferable.find((entry) => entry.vaccine === work.vaccine[given])?.volume ?? 0;
  if (volume > 0 && volume < expected)
    explained.push(
      explanation('dose', 'volume', { section: '6.8', rule: 'Table 6-26' }, TOO_SMALL, {
        volume: count(volume),
        expected: count(expected),
      }),
    );
  return explained;
};

/** What the rule that decided has compared. */
const comparedValues = (
  work: Workspace,
  patient: PatientSeries,
  step: PreparedSeriesDose,
  given: number,
  at: number,
): Readonly<Record<string, Value>> => {
  const detail = patient.detail[at] ?? NONE;
  const bound = day(patient.bound[at] ?? 0);
  switch (patient.reason[at]) {
    case REASON.tooYoung:
    case REASON.tooOld:
      return { bound, age: period(work.schedule.ageTexts[detail] ?? '') };
    case REASON.graceAge: {
      const absolute = ageOfDose(step.ages, work.day[given] ?? 0)?.absoluteMinimum ?? NONE;
      return {
        bound,
        age: period(work.schedule.ageTexts[detail] ?? ''),
        absolute:
          absolute === NONE
            ? word({ fr: 'la naissance', en: 'birth' })
            : period(work.schedule.ageTexts[absolute] ?? ''),
        from: day(ageDayOr(work, absolute, work.birth)),
      };
    }
    case REASON.tooSoon:
    case REASON.graceInterval:
      return { bound, ...intervalValues(work, patient, step.intervals[detail], at, given) };
    case REASON.allowableInterval:
      return intervalValues(work, patient, step.allowableIntervals[0], at, given);
    case REASON.conflict:
      return {
        bound,
        interval: count((patient.bound[at] ?? 0) - (work.day[detail] ?? 0)),
        other: word(work.schedule.vaccines[work.vaccine[detail] ?? 0]?.name ?? ''),
        otherDay: day(work.day[detail] ?? 0),
      };
    case REASON.vaccineAge:
      return { ages: word(agesAllowed(work, step, work.vaccine[given] ?? 0)) };
    case REASON.notYet:
      return { bound };
    default:
      return {};
  }
};

const intervalValues = (
  work: Workspace,
  patient: PatientSeries,
  interval: PreparedInterval | undefined,
  at: number,
  given: number,
): Readonly<Record<string, Value>> => {
  if (interval === undefined) return {};
  const absolute = interval.absoluteMinimumText === '' ? '0 days' : interval.absoluteMinimumText;
  const grace = patient.reason[at] === REASON.graceInterval;
  const from = (of: Period | null) => intervalDay(work, patient, interval, of ?? NO_TIME, at, given);
  return {
    interval: period(grace ? interval.minimumText : absolute),
    origin: word(originWords(work, interval)),
    since: day(from(NO_TIME)),
    ...(grace ? { absolute: period(absolute), from: day(from(interval.absoluteMinimum)) } : {}),
  };
};

const NO_TIME: Period = { months: 0, days: 0 };

/** The ages at which a vaccine may serve as a dose: `6 weeks to 7 years; from 50 years`. */
const agesAllowed = (work: Workspace, step: PreparedSeriesDose, vaccine: number): Text => {
  const ranges = [...(step.preferableBy[vaccine] ?? []), ...(step.allowableBy[vaccine] ?? [])].map(
    ({ from, until }) => rangeWords(work, from, until),
  );
  return {
    fr: [...new Set(ranges.map(({ fr }) => fr))].join(' ; '),
    en: [...new Set(ranges.map(({ en }) => en))].join('; '),
  };
};

/** A range of ages in words. */
export const rangeWords = (work: Workspace, from: number, until: number): Text => {
  const first = from === NONE ? undefined : periodWords(work.schedule.ageTexts[from] ?? '');
  const last = until === NONE ? undefined : periodWords(work.schedule.ageTexts[until] ?? '');
  if (first === undefined)
    return last === undefined
      ? { fr: 'tout âge', en: 'any age' }
      : { fr: `avant ${last.fr}`, en: `before ${last.en}` };
  return last === undefined
    ? { fr: `à partir de ${first.fr}`, en: `from ${first.en}` }
    : { fr: `de ${first.fr} à ${last.fr} (exclus)`, en: `from ${first.en} until ${last.en}` };
};

/** What an interval counts from, in words that follow "8 weeks". */
export const originWords = (work: Workspace, interval: PreparedInterval): Text => {
  switch (interval.from) {
    case FROM.previous:
      return { fr: 'après la dose précédente', en: 'after the previous dose' };
    case FROM.targetDose:
      return {
        fr: `après la dose ${interval.targetDose} de la série`,
        en: `after dose ${interval.targetDose} of the series`,
      };
    case FROM.mostRecent: {
      const named = work.schedule.vaccines
        .filter((_, i) => interval.vaccines[i] === 1)
        .map(({ name }) => name);
      if (named.length > NAMED_MAX)
        return {
          fr: `après le plus récent de ${named.length} vaccins du schéma`,
          en: `after the most recent of ${named.length} vaccines of the schedule`,
        };
      return {
        fr: `après le dernier ${named.map(({ fr }) => fr).join(' ou ')}`,
        en: `after the last ${named.map(({ en }) => en).join(' or ')}`,
      };
    }
    default: {
      const title = work.schedule.observations[interval.observation]?.title ?? { fr: '', en: '' };
      return { fr: `après : ${title.fr}`, en: `after: ${title.en}` };
    }
  }
};

/** Beyond this many names a list says less than a count. */
const NAMED_MAX = 3;

/** Why a dose has its evaluation status: the rule that decided, and the values it compared (chapter 6). */
import type { Text } from '#kernel/text.ts';
import { count, day, explanation, period, word } from '#schedule/explain-words.ts';
import type { Explanation } from '#schedule/forecast.api.ts';
import { FROM, type PreparedInterval, type PreparedSeriesDose } from '#schedule/prepared.ts';
import { type PatientSeries, REASON, type Workspace } from '#schedule/workspace.ts';

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
      fr: 'Donnée le {given} : âge, intervalle et vaccin conviennent à la dose {target}.',
      en: 'Given on {given}: age, interval and vaccine suit dose {target}.',
    },
  },
  [REASON.allowableVaccine]: {
    code: 'allowable-vaccine',
    section: '6.9',
    rule: 'Table 6-29',
    text: {
      fr: '{vaccine} n’est pas le vaccin recommandé pour la dose {target}, mais il est admis : la dose compte.',
      en: '{vaccine} is not the recommended vaccine for dose {target}, but it is allowed: the dose counts.',
    },
  },
  [REASON.tooYoung]: {
    code: 'too-young',
    section: '6.4',
    rule: 'Table 6-15',
    text: {
      fr: 'Donnée le {given}, avant l’âge minimal de {age} pour la dose {target}, atteint le {bound} : à refaire.',
      en: 'Given on {given}, before the minimum age of {age} for dose {target}, reached on {bound}: to be repeated.',
    },
  },
  [REASON.tooOld]: {
    code: 'too-old',
    section: '6.4',
    rule: 'Table 6-15',
    text: {
      fr: 'Donnée le {given}, à partir de l’âge maximal de {age} pour la dose {target}, atteint le {bound} : en plus, sans compter.',
      en: 'Given on {given}, at or after the maximum age of {age} for dose {target}, reached on {bound}: extra, not counted.',
    },
  },
  [REASON.graceAge]: {
    code: 'grace-age',
    section: '6.4',
    rule: 'Table 6-15',
    text: {
      fr: 'Donnée le {given}, un peu avant l’âge de {age} ({bound}), dans la tolérance : la dose compte.',
      en: 'Given on {given}, a little before the age of {age} ({bound}), within the grace period: the dose counts.',
    },
  },
  [REASON.tooSoon]: {
    code: 'too-soon',
    section: '6.5',
    rule: 'Table 6-18',
    text: {
      fr: 'Donnée le {given}, moins de {interval} {origin} : pas avant le {bound}. À refaire.',
      en: 'Given on {given}, less than {interval} {origin}: not before {bound}. To be repeated.',
    },
  },
  [REASON.graceInterval]: {
    code: 'grace-interval',
    section: '6.5',
    rule: 'Table 6-18',
    text: {
      fr: 'Donnée le {given}, un peu moins de {interval} {origin} ({bound}), dans la tolérance : la dose compte.',
      en: 'Given on {given}, a little less than {interval} {origin} ({bound}), within the grace period: the dose counts.',
    },
  },
  [REASON.allowableInterval]: {
    code: 'allowable-interval',
    section: '6.6',
    rule: 'Table 6-21',
    text: {
      fr: 'Donnée le {given}, plus tôt que recommandé, mais à un intervalle admis : la dose {target} compte.',
      en: 'Given on {given}, sooner than recommended, but at an allowed interval: dose {target} counts.',
    },
  },
  [REASON.conflict]: {
    code: 'conflict',
    section: '6.7',
    rule: 'CONFLICT-3',
    text: {
      fr: 'Donnée le {given}, trop près de {other} du {otherDay} : pas avant le {bound}. À refaire.',
      en: 'Given on {given}, too close to {other} of {otherDay}: not before {bound}. To be repeated.',
    },
  },
  [REASON.inadvertent]: {
    code: 'inadvertent',
    section: '6.3',
    rule: 'Table 6-13',
    text: {
      fr: '{vaccine} donné par erreur : il ne doit pas servir de dose {target}. À refaire.',
      en: '{vaccine} given by mistake: it must not serve as dose {target}. To be repeated.',
    },
  },
  [REASON.vaccine]: {
    code: 'vaccine',
    section: '6.9',
    rule: 'Table 6-29',
    text: {
      fr: '{vaccine} n’est ni recommandé ni admis pour la dose {target}. À refaire.',
      en: '{vaccine} is neither preferable nor allowable for dose {target}. To be repeated.',
    },
  },
  [REASON.vaccineAge]: {
    code: 'vaccine-age',
    section: '6.9',
    rule: 'Table 6-29',
    text: {
      fr: '{vaccine} n’est pas admis à cet âge pour la dose {target}. À refaire.',
      en: '{vaccine} is not allowed at this age for dose {target}. To be repeated.',
    },
  },
  [REASON.tradeName]: {
    code: 'trade-name',
    section: '6.8',
    rule: 'Table 6-26',
    text: {
      fr: '{vaccine} de ce fabricant n’est pas admis pour la dose {target}. À refaire.',
      en: '{vaccine} of this manufacturer is not allowed for dose {target}. To be repeated.',
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
  [REASON.notYet]: {
    code: 'before-series',
    section: '4.4',
    rule: 'dosesFrom',
    text: {
      fr: 'Donnée le {given}, avant le jour où cette série a commencé : compte dans la série qu’elle suit.',
      en: 'Given on {given}, before the day this series began: it belongs to the series this one follows.',
    },
  },
  [REASON.lotExpired]: {
    code: 'lot-expired',
    section: '6.1',
    rule: 'Table 6-3',
    text: {
      fr: 'Donnée le {given}, après la péremption du lot. À refaire.',
      en: 'Given on {given}, after the lot expired. To be repeated.',
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

export const explainDose = (
  work: Workspace,
  patient: PatientSeries,
  given: number,
  at: number,
): Explanation[] => {
  const reason = patient.reason[at] ?? 0;
  const sentence = SENTENCES[reason];
  const dose = patient.series.doses.find(({ number }) => number === patient.target[at]);
  if (sentence === undefined) return [];
  const detail = patient.detail[at] ?? -1;
  const vaccine = work.schedule.vaccines[work.vaccine[given] ?? 0];
  const values = {
    given: day(work.day[given] ?? 0),
    target: count(patient.target[at] ?? 0),
    vaccine: word(vaccine?.name ?? ''),
    ...(BOUNDED.has(reason) ? { bound: day(patient.bound[at] ?? 0) } : {}),
    ...(AGES.has(reason) ? { age: period(work.schedule.ageTexts[detail] ?? '') } : {}),
    ...(INTERVALS.has(reason) && dose !== undefined ? intervalValues(work, dose, detail, reason) : {}),
    ...(reason === REASON.conflict
      ? {
          other: word(work.schedule.vaccines[work.vaccine[detail] ?? 0]?.name ?? ''),
          otherDay: day(work.day[detail] ?? 0),
        }
      : {}),
  };
  const explained = [explanation('dose', sentence.code, sentence, sentence.text, values)];
  const volume = work.volume[given] ?? 0;
  const expected = dose?.preferable.find((entry) => entry.vaccine === work.vaccine[given])?.volume ?? 0;
  if (volume > 0 && volume < expected)
    explained.push(
      explanation('dose', 'volume', { section: '6.8', rule: 'Table 6-26' }, TOO_SMALL, {
        volume: count(volume),
        expected: count(expected),
      }),
    );
  return explained;
};

const AGES = new Set<number>([REASON.tooYoung, REASON.tooOld, REASON.graceAge]);
const INTERVALS = new Set<number>([REASON.tooSoon, REASON.graceInterval]);
const BOUNDED = new Set<number>([...AGES, ...INTERVALS, REASON.conflict]);

const intervalValues = (work: Workspace, dose: PreparedSeriesDose, position: number, reason: number) => {
  const interval = dose.intervals[position];
  if (interval === undefined) return {};
  const text = reason === REASON.tooSoon ? interval.absoluteMinimumText : interval.minimumText;
  return { interval: period(text), origin: word(originWords(work, interval)) };
};

/** What an interval counts from, in words that follow "8 weeks". */
export const originWords = (work: Workspace, interval: PreparedInterval): Text => {
  switch (interval.from) {
    case FROM.previous:
      return { fr: 'après la dose précédente', en: 'after the previous dose' };
    case FROM.targetDose:
      return { fr: `après la dose ${interval.targetDose}`, en: `after dose ${interval.targetDose}` };
    case FROM.mostRecent:
      return {
        fr: 'après le vaccin le plus récent d’une famille voisine',
        en: 'after the most recent vaccine of a related kind',
      };
    default: {
      const title = work.schedule.observations[interval.observation]?.title ?? { fr: '', en: '' };
      return { fr: `après : ${title.fr}`, en: `after: ${title.en}` };
    }
  }
};

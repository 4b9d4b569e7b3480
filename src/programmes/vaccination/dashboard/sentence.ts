import type { Language, Text } from '#kernel/text.ts';
import { FORMATS } from '#kit/numbers.ts';
import type { Situation } from '#programmes/vaccination/dashboard/reading.ts';

/** Below three per cent a change of the weekly pace is noise: public holidays alone move it more. */
const STEADY = 0.03;

/** The day's news, in one sentence. `place` is written as in a sentence: "en France", "in Lozère". */
export const newsOf = (now: Situation, place: Text, language: Language): string => {
  const { integer, percent, day } = FORMATS[language];
  const share = now.dose1Share;
  if (language === 'fr') {
    const on = `Au ${day(now.day)}`;
    if (now.dose1 <= 0) return `${on}, personne n’a encore reçu de première injection ${place.fr}.`;
    const who = now.dose1 === 1 ? 'une personne a reçu' : `${integer(now.dose1)} personnes ont reçu`;
    const part = share === null ? '' : `, soit ${percent(share, share < 0.001 ? 2 : 1)} de la population`;
    return `${on}, ${who} au moins une première injection ${place.fr}${part}.`;
  }
  const on = `As of ${day(now.day)}`;
  if (now.dose1 <= 0) return `${on}, nobody ${place.en} has yet received a first injection.`;
  const who =
    now.dose1 === 1 ? `one person ${place.en} has` : `${integer(now.dose1)} people ${place.en} have`;
  const part = share === null ? '' : `, or ${percent(share, share < 0.001 ? 2 : 1)} of the population`;
  return `${on}, ${who} received at least one first injection${part}.`;
};

const paceWord = (trend: number, language: Language): string => {
  if (Math.abs(trend) < STEADY) return language === 'fr' ? 'Le rythme est stable' : 'The pace is steady';
  if (trend > 0) return language === 'fr' ? 'Le rythme accélère' : 'The pace is rising';
  return language === 'fr' ? 'Le rythme ralentit' : 'The pace is slowing';
};

/** Beyond three times as many, a percentage is a number nobody can picture. */
const MANIFOLD = 2;

/** A change of the weekly pace, written short: `+12 %`, `× 13`. */
export const trendOf = (trend: number, language: Language): string =>
  trend >= MANIFOLD
    ? `×\u00a0${FORMATS[language].integer(trend + 1)}`
    : FORMATS[language].signedPercent(trend);

/** How the pace goes: the second thing a reader wants to know. */
export const paceOf = (now: Situation, language: Language): string => {
  const { about, integer, percent } = FORMATS[language];
  const average = about(now.average);
  if (now.dose1 <= 0) return '';
  if (now.trend === null) {
    return language === 'fr'
      ? `En moyenne sur sept jours, ${average} personnes par jour reçoivent leur première injection.`
      : `On average over seven days, ${average} people a day receive their first injection.`;
  }
  const size = percent(Math.abs(now.trend), 0);
  const many = now.trend >= MANIFOLD ? integer(now.trend + 1) : undefined;
  if (language === 'fr') {
    const change =
      Math.abs(now.trend) < STEADY
        ? 'autant qu’une semaine plus tôt'
        : many !== undefined
          ? `${many} fois plus qu’une semaine plus tôt`
          : `${size} de ${now.trend > 0 ? 'plus' : 'moins'} qu’une semaine plus tôt`;
    return `${paceWord(now.trend, language)}\u00a0: ${average} premières injections par jour en moyenne sur sept jours, ${change}.`;
  }
  const change =
    Math.abs(now.trend) < STEADY
      ? 'as many as a week earlier'
      : many !== undefined
        ? `${many} times as many as a week earlier`
        : `${size} ${now.trend > 0 ? 'more' : 'fewer'} than a week earlier`;
  return `${paceWord(now.trend, language)}: ${average} first injections a day on average over seven days, ${change}.`;
};

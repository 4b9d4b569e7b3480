/** A reason not to require a dose, in words: the schedule's own when it has them in both languages, else made here. */

import { dayOf } from '#kernel/day.ts';
import { dayWords } from '#kernel/day-words.ts';
import type { Text } from '#kernel/text.ts';
import { rangeWords } from '#schedule/explain-dose.ts';
import { periodWords } from '#schedule/explain-words.ts';
import {
  ALWAYS,
  COMPARE,
  CONDITION,
  NEVER,
  NONE,
  type PreparedCondition,
  type PreparedSkipSet,
} from '#schedule/prepared.ts';
import type { Workspace } from '#schedule/workspace.ts';

export const skipWords = (work: Workspace, set: PreparedSkipSet): Text => {
  const { description } = set;
  if (description !== null && description.fr !== description.en) return description;
  const conditions = set.conditions.map((condition) => conditionWords(work, condition));
  const joined: Text = {
    fr: conditions.map(({ fr }) => fr).join(set.all ? ' et ' : ' ou '),
    en: conditions.map(({ en }) => en).join(set.all ? ' and ' : ' or '),
  };
  return { fr: `Raison : ${joined.fr}.`, en: description?.en ?? `Reason: ${joined.en}.` };
};

const conditionWords = (work: Workspace, condition: PreparedCondition): Text => {
  switch (condition.type) {
    case CONDITION.age: {
      const range = rangeWords(work, condition.from, condition.until);
      return { fr: `âge : ${range.fr}`, en: `age: ${range.en}` };
    }
    case CONDITION.interval: {
      const interval = periodWords(condition.intervalText);
      return {
        fr: `au moins ${interval.fr} après la dose précédente`,
        en: `at least ${interval.en} after the previous dose`,
      };
    }
    case CONDITION.completedSeries:
      return {
        fr: 'une autre série contre la même maladie est complète',
        en: 'another series against the disease is complete',
      };
    case CONDITION.vaccineCount:
      return countWords(work, condition);
    default:
      return { fr: 'situation de la personne', en: 'the situation of the person' };
  }
};

const COMPARED: Readonly<Record<number, Text>> = {
  [COMPARE.greater]: { fr: 'plus de', en: 'more than' },
  [COMPARE.equal]: { fr: 'exactement', en: 'exactly' },
  [COMPARE.less]: { fr: 'moins de', en: 'fewer than' },
};

const countWords = (work: Workspace, condition: PreparedCondition): Text => {
  const compared = COMPARED[condition.compare] ?? { fr: '', en: '' };
  const few = condition.count < 2;
  const counted: Text = condition.validOnly
    ? { fr: few ? 'valide' : 'valides', en: 'valid' }
    : { fr: few ? 'reçue' : 'reçues', en: '' };
  const aged = condition.from !== NONE || condition.until !== NONE;
  const range = rangeWords(work, condition.from, condition.until);
  const dates = datesWords(condition);
  return {
    fr: `${compared.fr} ${condition.count} ${few ? 'dose' : 'doses'} ${counted.fr}${aged ? ` (${range.fr})` : ''}${dates.fr}`,
    en: `${compared.en} ${condition.count} ${counted.en}${counted.en === '' ? '' : ' '}${condition.count === 1 ? 'dose' : 'doses'}${aged ? ` (${range.en})` : ''}${dates.en}`,
  };
};

const datesWords = ({ start, end }: PreparedCondition): Text => {
  const first = start === ALWAYS ? undefined : dayWords(dayOf(start));
  const last = end === NEVER ? undefined : dayWords(dayOf(end));
  return {
    fr: `${first === undefined ? '' : ` à partir du ${first.fr}`}${last === undefined ? '' : ` avant le ${last.fr}`}`,
    en: `${first === undefined ? '' : ` from ${first.en}`}${last === undefined ? '' : ` before ${last.en}`}`,
  };
};

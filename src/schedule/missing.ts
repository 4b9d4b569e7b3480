/** What is not known of the patient and might change the answer: to be asked, not guessed (sections 5.1, 7.2, 7.3). */
import type { Text } from '#kernel/text.ts';
import type { Missing } from '#schedule/forecast.api.ts';
import { isObserved } from '#schedule/history.ts';
import {
  FROM,
  GENDERS,
  KIND,
  NEVER,
  NO_DAY,
  NONE,
  type PreparedGroup,
  type PreparedSeries,
} from '#schedule/prepared.ts';
import { isBetweenAges, type Workspace } from '#schedule/workspace.ts';

export const missingFor = (work: Workspace, group: PreparedGroup): Missing[] => {
  const antigens = group.antigens.flatMap((index) => work.schedule.antigens[index] ?? []);
  const series = antigens.flatMap(({ seriesGroups }) =>
    seriesGroups.flatMap((one) => one.series.flatMap((index) => work.schedule.series[index] ?? [])),
  );
  const missing: Missing[] = [];
  if (work.gender === GENDERS.unknown && series.some(({ genders }) => (genders & GENDERS.unknown) === 0))
    missing.push({
      what: 'sex',
      codes: [],
      text: {
        fr: 'Le sexe : une série n’est que pour l’un des deux.',
        en: 'Sex: a series is for one of the two only.',
      },
    });
  const byBirth = antigens.flatMap(({ immunityBirth }) => immunityBirth);
  if (work.country === null && byBirth.some(({ before, country }) => country !== null && work.birth < before))
    missing.push({
      what: 'birthCountry',
      codes: [],
      text: {
        fr: 'Le pays de naissance : l’immunité présumée en dépend.',
        en: 'Country of birth: presumed immunity depends on it.',
      },
    });
  missing.push(
    ...missingDates(work, series),
    ...missingManufacturers(work, series),
    ...missingRisks(work, series),
  );
  return missing;
};

/**
 * An observation from which an interval of a series that concerns the person counts, and whose day is not known: the
 * beginning of this pregnancy, for a dose of each pregnancy.
 */
const missingDates = (work: Workspace, series: readonly PreparedSeries[]): Missing[] => {
  const observations = new Set(
    series
      .filter(({ index }) => work.series[index]?.relevant === true)
      .flatMap(({ doses }) =>
        doses.flatMap(({ intervals }) =>
          intervals.flatMap(({ from, observation, since }) =>
            from === FROM.observation && since === null ? [observation] : [],
          ),
        ),
      ),
  );
  return [...observations].flatMap((index): Missing[] => {
    const observation = work.schedule.observations[index];
    const day = work.observed[index];
    if (observation === undefined || (day !== NEVER && day !== NO_DAY)) return [];
    return [
      {
        what: 'observationDate',
        codes: [observation.code],
        text: {
          fr: `La date de : ${observation.title.fr}. Un intervalle en dépend.`,
          en: `The date of: ${observation.title.en}. An interval counts from it.`,
        },
      },
    ];
  });
};

/** A dose without its manufacturer, where a rule is for one manufacturer's vaccine only. */
const missingManufacturers = (work: Workspace, series: readonly PreparedSeries[]): Missing[] => {
  const needed = new Set(
    series.flatMap(({ doses }) =>
      doses.flatMap(({ preferable }) =>
        preferable.flatMap(({ vaccine, manufacturer }) => (manufacturer === NONE ? [] : [vaccine])),
      ),
    ),
  );
  const unknown = new Set<number>();
  for (let given = 0; given < work.doses; given++) {
    const vaccine = work.vaccine[given] ?? 0;
    if (work.manufacturer[given] === NONE && needed.has(vaccine)) unknown.add(vaccine);
  }
  return [...unknown].flatMap((index): Missing[] => {
    const vaccine = work.schedule.vaccines[index];
    if (vaccine === undefined) return [];
    return [
      {
        what: 'manufacturer',
        codes: [],
        text: {
          fr: `Le fabricant de : ${vaccine.name.fr}. Une règle ne vaut que pour l’un d’eux.`,
          en: `The manufacturer of: ${vaccine.name.en}. A rule is for one of them only.`,
        },
      },
    ];
  });
};

/** Risks at this age that nobody has told of: were one known, another series would concern the patient. */
const missingRisks = (work: Workspace, series: readonly PreparedSeries[]): Missing[] => {
  const asked = new Map<string, Text>();
  const ask = (observation: number, from: number, until: number): void => {
    const known = work.schedule.observations[observation];
    if (known === undefined || isObserved(work, observation)) return;
    if (isBetweenAges(work, from, until, work.today)) asked.set(known.code, known.title);
  };
  for (const one of series) {
    if ((one.genders & work.gender) === 0) continue;
    if (one.kind === KIND.risk)
      for (const { observation, from, until } of one.indications) ask(observation, from, until);
    for (const { anyOf, allOf, noneOf, from, until } of one.who ?? [])
      for (const observation of [...anyOf, ...allOf, ...noneOf]) ask(observation, from, until);
  }
  if (asked.size === 0) return [];
  const titles = [...asked.values()];
  return [
    {
      what: 'observation',
      codes: [...asked.keys()],
      text: {
        fr: `Une situation à risque pourrait changer la réponse : ${titles.map(({ fr }) => fr).join(' ; ')}.`,
        en: `A risk might change the answer: ${titles.map(({ en }) => en).join('; ')}.`,
      },
    },
  ];
};

/** Contraindications nobody has told of, when something is to be given (tables 7-5 and 7-6, "Unknown"). */
export const contraindicationsToCheck = (work: Workspace, group: PreparedGroup): Missing[] => {
  const asked = new Map<string, Text>();
  for (const index of group.antigens) {
    const antigen = work.schedule.antigens[index];
    for (const found of [
      ...(antigen?.contraindications ?? []),
      ...(antigen?.vaccineContraindications ?? []),
    ]) {
      const known = work.schedule.observations[found.observation];
      if (known !== undefined && !isObserved(work, found.observation)) asked.set(known.code, known.title);
    }
  }
  if (asked.size === 0) return [];
  const titles = [...asked.values()];
  return [
    {
      what: 'contraindication',
      codes: [...asked.keys()],
      text: {
        fr: `À vérifier avant d’injecter : ${titles.map(({ fr }) => fr).join(' ; ')}.`,
        en: `To check before injecting: ${titles.map(({ en }) => en).join('; ')}.`,
      },
    },
  ];
};

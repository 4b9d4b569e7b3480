import type { Day } from '#kernel/day.ts';
import type { Language, Text } from '#kernel/text.ts';
import { addressWith } from '#kit/address.web.ts';
import type { Site } from '#kit/site.ts';
import type { Situation } from '#programmes/vaccination/dashboard/reading.ts';
import { pathOf } from '#programmes/vaccination/dashboard/view.tsx';
import type { Index, Territories, Territory } from '#programmes/vaccination/published.api.ts';

/** What every part of the dashboard is drawn from: a territory, a day, and what is published of them. */
export type Scene = {
  readonly site: Site;
  readonly language: Language;
  readonly index: Index;
  readonly territory: Territory;
  /** The whole country, beside which a territory is read. */
  readonly nation: Territory | undefined;
  /** Undefined until the file of all territories has come; it is not needed for the first screen. */
  readonly all: Territories | undefined;
  /** Changes when anything was published anew. */
  readonly version: string;
  readonly day: Day;
  readonly lastDay: Day;
  readonly now: Situation;
  readonly choose: (territory: string) => void;
};

/** How a territory is written inside a sentence; one the site has no words for is put between parentheses. */
export const placeOf = (site: Site, code: string, name: string): Text =>
  site.places[code] ?? { fr: `(${name})`, en: `in ${name}` };

/** The series of the scene up to the last day there is: a replay has not written the days to come. */
export const until = (series: readonly number[], firstDay: Day, lastDay: Day): readonly number[] =>
  series.slice(0, Math.max(1, Math.round((Date.parse(lastDay) - Date.parse(firstDay)) / 86_400_000) + 1));

/** Addresses of one figure, for people and for other sites. */
export const linksOf = (scene: Scene, figure: string, more: Readonly<Record<string, string>> = {}) => {
  const path = pathOf(scene.territory.territory.code);
  const day = scene.day === scene.lastDay ? undefined : scene.day;
  return {
    href: () => addressWith({ query: { lang: scene.language, day, embed: undefined, ...more }, path }),
    embed: () => addressWith({ query: { lang: scene.language, day, embed: figure, ...more }, path }),
  };
};

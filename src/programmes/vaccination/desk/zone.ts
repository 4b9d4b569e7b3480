/** The time of the place: which day an act was made is what a clock on its wall said. */
import type { Day } from '#kernel/day.ts';

/** Departments and territories of France away from the time of Paris, as the IANA database names their zones. */
const ZONES: readonly (readonly [place: string, zone: string])[] = [
  ['DEP-971', 'America/Guadeloupe'],
  ['DEP-972', 'America/Martinique'],
  ['DEP-973', 'America/Cayenne'],
  ['DEP-974', 'Indian/Reunion'],
  ['DEP-975', 'America/Miquelon'],
  ['DEP-976', 'Indian/Mayotte'],
  ['DEP-977', 'America/St_Barthelemy'],
  ['DEP-978', 'America/Marigot'],
  ['DEP-986', 'Pacific/Wallis'],
  ['DEP-987', 'Pacific/Tahiti'],
  ['DEP-988', 'Pacific/Noumea'],
];
const PARIS = 'Europe/Paris';

export const zoneOf = (place: string, within: (place: string, roots: readonly string[]) => boolean): string =>
  ZONES.find(([root]) => within(place, [root]))?.[1] ?? PARIS;

export type LocalTime = { readonly day: Day /** `HH:MM:SS`. */; readonly time: string };

/** What the clock of a zone says at an instant. */
export const localOf = (instant: string, zone: string): LocalTime => {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return {
    day: local.toPlainDate().toString(),
    time: local.toPlainTime().toString({ smallestUnit: 'second' }),
  };
};

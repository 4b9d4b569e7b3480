/**
 * The name of a stored publication: `vacsi-fra_pub2021-03-02T2102_0629d90.csv.gz` is the family, the day and, when
 * known, the hour it was published, and anything that tells it apart.
 */
import { type Day, isDay } from '#kernel/day.ts';

export type VintageName = {
  readonly name: string;
  readonly family: string;
  readonly publishedOn: Day;
  /** `HH:MM`; undefined when the name does not say, and then it counts as the end of the day. */
  readonly time: string | undefined;
};

const NAME =
  /^(?<family>[a-z0-9-]+)_pub(?<day>\d{4}-\d{2}-\d{2})(?:T(?<hour>[01]\d|2[0-3])(?<minute>[0-5]\d))?(?:[_.-].*)?$/;

/** Reads a file's name (without folders); undefined when it is not that of a publication. */
export const vintageName = (name: string): VintageName | undefined => {
  const { family, day, hour, minute } = NAME.exec(name)?.groups ?? {};
  if (family === undefined || day === undefined || !isDay(day)) return undefined;
  return { name, family, publishedOn: day, time: hour === undefined ? undefined : `${hour}:${minute}` };
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Order of publication: by day, then time. One without a time counts as the last of its day, since it stands for what
 * was known at the day's end; among equals the names decide, so that the order is always the same.
 */
export const compareVintages = (a: VintageName, b: VintageName): number =>
  compareText(a.publishedOn, b.publishedOn) ||
  compareText(a.time ?? '24:00', b.time ?? '24:00') ||
  compareText(a.name, b.name);

/** Glass broken: one account may see one person outside its territory, for a while, for a reason that is reviewed. */
export type GlassBroken = {
  readonly account: string;
  readonly role: string;
  readonly person: string;
  /** Where the person lives. */
  readonly place: string;
  readonly reason: string;
};

export type GlassKept = GlassBroken & {
  readonly id: string;
  /** ISO instants. */
  readonly brokenAt: string;
  readonly until: string;
  readonly reviewed: boolean;
};

/** How long glass stays broken. */
export const GLASS_OPEN_MINUTES = 60;

export type Glasses = {
  readonly break: (asked: GlassBroken, now: string) => Promise<GlassKept>;
  readonly isBroken: (account: string, person: string, now: string) => Promise<boolean>;
  /** The latest first, at most 200, of people who live where `isThere` says so. */
  readonly list: (isThere: (place: string) => boolean) => Promise<readonly GlassKept[]>;
  readonly find: (id: string) => Promise<GlassKept | undefined>;
  /** False when there is none of this id in these places. */
  readonly review: (
    id: string,
    by: string,
    now: string,
    isThere: (place: string) => boolean,
  ) => Promise<boolean>;
};

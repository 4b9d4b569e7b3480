import { useCallback, useEffect, useRef, useState } from 'react';
import { addDays, type Day, daysBetween, isDay } from '#kernel/day.ts';
import { useAddress } from '#kit/address.tsx';
import { type Address, changeAddress } from '#kit/address.web.ts';
import { recall, remember } from '#kit/memory.web.ts';

export const NATION = 'FRA';

const PREFIXES: Readonly<Record<string, string>> = { department: 'DEP', region: 'REG' };
const CODE = /^(DEP|REG)-[0-9A-Z]{1,4}$/;

/** `#/department/48` and `?territory=DEP-48` both say Lozère; the first is the one the page writes. */
export const territoryOf = (address: Address): string | undefined => {
  const [kind = '', code = ''] = address.path.split('/');
  if (kind === 'france') return NATION;
  const prefix = PREFIXES[kind];
  const asked = prefix === undefined ? address.query.territory : `${prefix}-${code.toUpperCase()}`;
  return asked === NATION || (asked !== undefined && CODE.test(asked)) ? asked : undefined;
};

export const pathOf = (territory: string): string => {
  const [prefix, code = ''] = territory.split('-');
  return prefix === 'DEP' ? `department/${code}` : prefix === 'REG' ? `region/${code}` : 'france';
};

/** The territory the page is about: the address first, then what this browser remembers, then the whole country. */
export function useTerritory(): readonly [string, (territory: string) => void] {
  const asked = territoryOf(useAddress());
  const [kept] = useState(() => recall('territory'));
  const territory = asked ?? (kept !== undefined && CODE.test(kept) ? kept : NATION);
  const choose = useCallback((next: string) => {
    remember('territory', next);
    changeAddress({ path: pathOf(next), query: { territory: undefined } }, 'step');
  }, []);
  useEffect(() => {
    if (asked !== undefined) remember('territory', asked);
  }, [asked]);
  return [territory, choose];
}

export type Time = {
  readonly day: Day;
  readonly playing: boolean;
  /** True while the page shows the latest day there is, and moves on with it. */
  readonly following: boolean;
  readonly choose: (day: Day) => void;
  readonly play: (playing: boolean) => void;
  readonly follow: () => void;
};

/**
 * The chosen day. As long as none is chosen the page follows the latest one; when several days arrive at once, it
 * walks through them, so that a replay is seen day by day.
 */
export function useTime(first: Day, last: Day): Time {
  const { query } = useAddress();
  const asked = query.day !== undefined && isDay(query.day) ? query.day : undefined;
  const [chosen, setChosen] = useState<Day | undefined>(asked);
  const [playing, setPlaying] = useState(false);
  const shown = useWalk(last, chosen === undefined);
  const day = chosen ?? shown;
  const within = day < first ? first : day > last ? last : day;
  useEffect(() => {
    // Written once the hand or the playback rests: browsers refuse addresses that change many times a second.
    const timer = setTimeout(() => {
      if (!playing) changeAddress({ query: { day: chosen } });
    }, 400);
    return () => clearTimeout(timer);
  }, [chosen, playing]);
  const choose = useCallback((next: Day) => setChosen(next === last ? undefined : next), [last]);
  const play = useCallback((next: boolean) => {
    setPlaying(next);
  }, []);
  const follow = useCallback(() => {
    setPlaying(false);
    setChosen(undefined);
  }, []);
  return { day: within, playing, following: chosen === undefined, choose, play, follow };
}

/** Steps from the day shown to the latest, in about two seconds whatever the number of days. */
function useWalk(last: Day, walking: boolean): Day {
  const [shown, setShown] = useState(last);
  const pace = useRef(0);
  const still = useRef(matchMedia('(prefers-reduced-motion: reduce)').matches);
  useEffect(() => {
    const gap = daysBetween(shown, last);
    if (gap === 0) {
      pace.current = 0;
      return;
    }
    if (!walking || gap < 0 || still.current) {
      setShown(last);
      return;
    }
    if (pace.current === 0) pace.current = Math.max(60, 1800 / gap);
    const timer = setTimeout(() => setShown(addDays(shown, 1)), pace.current);
    return () => clearTimeout(timer);
  }, [shown, last, walking]);
  return shown > last ? last : shown;
}

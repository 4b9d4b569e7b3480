/** Shortcuts of one key, for a hand that holds a syringe. */
import { useEffect, useRef, useState } from 'react';
import { useSession } from '#access/page/session.tsx';
import { recall, remember } from '#kit/memory.web.ts';

export type Keys = Readonly<Record<string, () => void>>;

/**
 * A scanner types as a keyboard does, a character every few milliseconds: a key is a shortcut only when it stays alone
 * this long.
 */
const ALONE_MS = 120;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('textarea, select, input:not([type="radio"], [type="checkbox"])'));

const MEMORY = 'desk.keys';

/** Shortcuts of one character can be turned off (WCAG 2.1.4): speech input would set them off. */
export const useShortcutChoice = (): readonly [boolean, (on: boolean) => void] => {
  const [on, setOn] = useState(recall(MEMORY) !== 'off');
  return [
    on,
    (next) => {
      remember(MEMORY, next ? 'on' : 'off');
      setOn(next);
    },
  ];
};

/** `Mod+Enter` works from anywhere, a single character only where nothing is being typed. */
export const useKeys = (keys: Keys, isOn: boolean): void => {
  const { gate } = useSession();
  const isLocked = gate.is !== 'open';
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let pressed = '';
    const down = (event: KeyboardEvent) => {
      clearTimeout(waiting);
      // The page is there behind the lock, and whoever is in front of it is not its nurse.
      if (isLocked) return;
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        const go = current.current['Mod+Enter'];
        if (go === undefined) return;
        event.preventDefault();
        return go();
      }
      if (!isOn || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      if (current.current[key] === undefined) return;
      pressed = key;
      waiting = setTimeout(() => current.current[key]?.(), ALONE_MS);
    };
    // Who listens to the scanner keeps its keys from us; what it cannot keep is that they come up again.
    const up = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== pressed) clearTimeout(waiting);
    };
    addEventListener('keydown', down);
    addEventListener('keyup', up);
    return () => {
      clearTimeout(waiting);
      removeEventListener('keydown', down);
      removeEventListener('keyup', up);
    };
  }, [isOn, isLocked]);
};

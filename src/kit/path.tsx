import { type MouseEvent, type ReactNode, useSyncExternalStore } from 'react';
import { goToPath, hrefOf, onPath, readPath } from '#kit/path.web.ts';

export const usePath = (): string => useSyncExternalStore(onPath, readPath);

/** A link to another page of the application: opens in place, and in a tab of its own when that is asked. */
export function PathLink(parts: { to: string; current?: boolean; className?: string; children: ReactNode }) {
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goToPath(parts.to);
  };
  return (
    <a
      href={hrefOf(parts.to)}
      onClick={go}
      {...(parts.className !== undefined && { className: parts.className })}
      {...(parts.current && { 'aria-current': 'page' as const })}
    >
      {parts.children}
    </a>
  );
}

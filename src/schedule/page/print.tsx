import { useEffect } from 'react';

/** Everything is opened for paper, and closed again after. */
export const useOpenForPrint = (): void => {
  useEffect(() => {
    let opened: HTMLDetailsElement[] = [];
    const openAll = () => {
      opened = [...document.querySelectorAll<HTMLDetailsElement>('.group-list details:not([open])')].filter(
        (element) => element.dataset.printed !== undefined,
      );
      for (const element of opened) element.open = true;
    };
    const closeAgain = () => {
      for (const element of opened) element.open = false;
    };
    addEventListener('beforeprint', openAll);
    addEventListener('afterprint', closeAgain);
    return () => {
      removeEventListener('beforeprint', openAll);
      removeEventListener('afterprint', closeAgain);
    };
  }, []);
};

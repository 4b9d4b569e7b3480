/** What the reader's own browser remembers between visits. A browser that forbids it is not an error. */
export const recall = (key: string): string | undefined => {
  try {
    return localStorage.getItem(`rappel.${key}`) ?? undefined;
  } catch {
    return undefined;
  }
};

export const remember = (key: string, value: string): void => {
  try {
    localStorage.setItem(`rappel.${key}`, value);
  } catch {
    // Private browsing or a full store: the page works, it only forgets.
  }
};

/** What a page asks of the device: paper, a file, the time. */

export const printPage = (): void => globalThis.print();

/** Hands a document over as a file. */
export const saveJson = (value: unknown, name: string): void => {
  const blob = new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.json`;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser copies the bytes when the download starts; a minute is far more than it needs.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

/** Now, as an ISO instant. */
export const now = (): string => new Date().toISOString();

/** The day of an instant where the reader is; today when none is given. */
export const localDay = (instant?: string): string => {
  const at = instant === undefined ? new Date() : new Date(instant);
  const part = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${part(at.getMonth() + 1)}-${part(at.getDate())}`;
};

/** The instant of a time of a day where the reader is, with its offset from Greenwich. */
export const instantOf = (day: string, time: string): string => new Date(`${day}T${time}`).toISOString();

/** Puts the reader on an element once it is drawn. */
export const focusSoon = (id: string): void => {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const target = document.getElementById(id);
      if (target === null) return;
      if (!target.matches('input, select, textarea, button, a[href]')) target.tabIndex = -1;
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: 'nearest' });
    }),
  );
};

/** Puts the reader on the first field that is wrong. */
export const focusFirstWrong = (): void => {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const field = document.querySelector<HTMLElement>('main [aria-invalid="true"]');
      field?.focus({ preventScroll: true });
      field?.scrollIntoView({ block: 'center' });
    }),
  );
};

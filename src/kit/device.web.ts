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

/** Frames a change is waited for: half a second, which a slow tablet may need to draw it. */
const FRAMES_MAX = 30;
/** The first frames still show what was there before. */
const FRAMES_BEFORE = 2;

/** Only the last wish counts: what was wished for before is no longer where the reader goes. */
let wishes = 0;

const focusOn = (target: HTMLElement, block: ScrollLogicalPosition): void => {
  if (!target.matches('input, select, textarea, button, a[href]')) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block });
};

/**
 * Puts the reader on what is found, once it is drawn. If it is drawn anew just after, and the focus is lost with it, the
 * reader is put there again; once they have gone elsewhere themselves, they are left alone.
 */
const focusWhenDrawn = (find: () => HTMLElement | null, block: ScrollLogicalPosition): void => {
  const wish = ++wishes;
  let [frames, found] = [0, false];
  const step = (): void => {
    if (wish !== wishes) return;
    frames++;
    const isLost = document.activeElement === null || document.activeElement === document.body;
    const target = frames < FRAMES_BEFORE || (found && !isLost) ? null : find();
    if (target !== null) {
      found = true;
      focusOn(target, block);
    }
    if (frames < FRAMES_MAX) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
};

/** Puts the reader on an element, by its id, once it is drawn. */
export const focusSoon = (id: string): void => focusWhenDrawn(() => document.getElementById(id), 'nearest');

/** Puts the reader on the first field that is wrong, once that is told. */
export const focusFirstWrong = (): void =>
  focusWhenDrawn(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]'), 'center');

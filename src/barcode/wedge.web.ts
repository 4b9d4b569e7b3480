/**
 * Hears a keyboard-wedge scanner wherever the focus is. What it typed into a field on the way is taken out again, its
 * Enter sends no form, and shortcuts of the page do not hear it.
 */
import { openWedge } from '#barcode/wedge.ts';

/**
 * After so long without a key a scanner that sends no Enter has ended. Keys are told apart by when they were pressed,
 * this by when the page hears them: it is long, so that a page that is busy does not take half a code for a whole.
 */
const SETTLE_MS = 400;

type Field = HTMLInputElement | HTMLTextAreaElement;

const fieldOf = (target: EventTarget | null): Field | undefined =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : undefined;

/** Through the prototype's setter, so that whoever draws the field hears of it as of typing. */
const writeInto = (field: Field, value: string): void => {
  const { prototype } = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
};

/** Calls `heard` with each code, ASCII 29 for FNC1; gives back how to stop. */
export const listenToWedge = (heard: (text: string) => void): (() => void) => {
  const wedge = openWedge();
  let before: { readonly field: Field; readonly value: string } | undefined;
  let timer: number | undefined;

  const tell = (text: string): void => {
    if (before !== undefined) writeInto(before.field, before.value);
    before = undefined;
    heard(text);
  };

  const settle = (): void => {
    const text = wedge.settle();
    if (text !== undefined) tell(text);
  };

  const down = (event: KeyboardEvent): void => {
    // A key that is held repeats as fast as a scanner types.
    if (event.isComposing || event.repeat) return;
    clearTimeout(timer);
    const field = fieldOf(event.target);
    const { key, code, shiftKey: shift, ctrlKey: ctrl, altKey: alt, timeStamp: at } = event;
    const said = wedge.press({ key, code, shift, ctrl, alt, at });
    if (said.is === 'code') {
      event.preventDefault();
      event.stopImmediatePropagation();
      tell(said.text);
      return;
    }
    if (wedge.length() <= 1) before = field && { field, value: field.value };
    timer = window.setTimeout(settle, SETTLE_MS);
    if (said.is !== 'part') return;
    if (field === undefined) event.stopImmediatePropagation();
    // F8, Ctrl and ], Alt and digits mean something to browsers; in a field, characters are taken out at the end.
    if (field === undefined || key.length > 1 || ctrl || alt) event.preventDefault();
  };

  const up = (event: KeyboardEvent): void => wedge.release(event.key);

  window.addEventListener('keydown', down, true);
  window.addEventListener('keyup', up, true);
  return () => {
    clearTimeout(timer);
    window.removeEventListener('keydown', down, true);
    window.removeEventListener('keyup', up, true);
  };
};

import { describe, expect, test } from 'vitest';
import { type Key, openWedge } from '#barcode/wedge.ts';

const FAST_MS = 12;
const SLOW_MS = 110;

const key = (of: string, more: Partial<Key> = {}): Omit<Key, 'at'> => ({
  key: of,
  code: '',
  shift: false,
  ctrl: false,
  alt: false,
  ...more,
});
const keys = (text: string) => [...text].map((one) => key(one));
const ENTER = key('Enter');

/** Presses keys at a pace; what was heard at the end. */
const typing = (pressed: readonly Omit<Key, 'at'>[], pace_ms: number) => {
  const wedge = openWedge();
  const heard = pressed.map((one, i) => wedge.press({ ...one, at: 1000 + i * pace_ms }));
  return { wedge, last: heard.at(-1), heard };
};

const VIAL = '01034009302186621721080010EJ6795';

describe('a scanner', () => {
  test('types fast and ends with Enter', () => {
    expect(typing([...keys(`]d2${VIAL}`), ENTER], FAST_MS).last).toEqual({ is: 'code', text: `]d2${VIAL}` });
  });

  test.each([
    ['F8', key('F8')],
    ['Ctrl and ]', key(']', { ctrl: true, code: 'BracketRight' })],
    ['Ctrl and the key of ] on a French keyboard', key('$', { ctrl: true, code: 'BracketRight' })],
    ['the character itself', key('\x1d')],
  ])('sends FNC1 as %s', (_, separator) => {
    const { last } = typing([...keys('10EJ6795'), separator, ...keys('21A'), ENTER], FAST_MS);
    expect(last).toEqual({ is: 'code', text: '10EJ6795\x1d21A' });
  });

  test('sends FNC1 as Alt 0 2 9', () => {
    const wedge = openWedge();
    let at = 0;
    const press = (one: Omit<Key, 'at'>) => {
      at += FAST_MS;
      return wedge.press({ ...one, at });
    };
    for (const one of keys('10EJ6795')) press(one);
    press(key('Alt', { alt: true }));
    for (const digit of '029') press(key(digit, { alt: true, code: `Numpad${digit}` }));
    wedge.release('Alt');
    for (const one of keys('21A')) press(one);
    expect(press(ENTER)).toEqual({ is: 'code', text: '10EJ6795\x1d21A' });
  });

  test('set to an American keyboard is understood on a French one', () => {
    const azerty = 'à&é"\'(-è_ç';
    const pressed = [...'0103400930218662'].map((digit) =>
      key(azerty.charAt(Number(digit)), { code: `Digit${digit}` }),
    );
    const lot = [
      key('&', { code: 'Digit1' }),
      key('à', { code: 'Digit0' }),
      key('Q', { code: 'KeyA', shift: true }),
    ];
    expect(typing([...pressed, ...lot, ENTER], FAST_MS).last).toEqual({
      is: 'code',
      text: '010340093021866210A',
    });
  });

  test('that sends no Enter is heard when it has ended, if its code is long', () => {
    expect(typing(keys(VIAL), FAST_MS).wedge.settle()).toBe(VIAL);
    expect(typing(keys('12345'), FAST_MS).wedge.settle()).toBeUndefined();
  });

  test('begins anew after a pause', () => {
    const wedge = openWedge();
    for (const [i, one] of keys('abcdef').entries()) wedge.press({ ...one, at: i * FAST_MS });
    const later = 5000;
    for (const [i, one] of keys('10EJ6795').entries()) wedge.press({ ...one, at: later + i * FAST_MS });
    expect(wedge.press({ ...ENTER, at: later + 9 * FAST_MS })).toEqual({ is: 'code', text: '10EJ6795' });
  });
});

describe('a person', () => {
  test('types slowly, and Enter is theirs', () => {
    expect(typing([...keys('Exemple'), ENTER], SLOW_MS).last).toEqual({ is: 'other' });
  });

  test('who types two keys at once and pauses is no scanner', () => {
    const wedge = openWedge();
    let at = 0;
    const heard = [...keys('Modèle'), ENTER].map((one, i) => {
      at += i % 2 === 0 ? SLOW_MS : 20;
      return wedge.press({ ...one, at });
    });
    expect(heard.at(-1)).toEqual({ is: 'other' });
  });

  test('keeps the shortcuts of the page: Alt and a digit, Ctrl and a letter', () => {
    const shortcuts = [key('1', { alt: true, code: 'Digit1' }), key('k', { ctrl: true }), key('F2')];
    expect(typing(shortcuts, FAST_MS).heard).toEqual(shortcuts.map(() => ({ is: 'other' })));
  });

  test('who presses Enter on a short word is no scanner', () => {
    expect(typing([...keys('oui'), ENTER], FAST_MS).last).toEqual({ is: 'other' });
  });
});

/** The PIN of a session on a shared tablet: which six digits are too easy to guess. */

const PIN_DIGITS = 6;

/** Whether digits repeat a shorter part: `000000`, `121212`, `123123`. */
const repeats = (pin: string): boolean =>
  [1, 2, 3].some((length) => pin.slice(0, length).repeat(PIN_DIGITS / length) === pin);

/** Whether digits go up or down by one, past the nine: `123456`, `890123`, `654321`. */
const runs = (pin: string): boolean => {
  const steps = [...pin].slice(1).map((digit, i) => (Number(digit) - Number(pin.charAt(i)) + 10) % 10);
  return steps.every((step) => step === 1) || steps.every((step) => step === 9);
};

/** Pairs of equal digits, `112233`, and digits read backwards, `123321`. */
const isPattern = (pin: string): boolean => {
  const backwards = [...pin].reverse().join('');
  return /^(\d)\1(\d)\2(\d)\3$/.test(pin) || backwards === pin;
};

/** Whether somebody who watches would try it first. */
export const isWeakPin = (pin: string): boolean => repeats(pin) || runs(pin) || isPattern(pin);

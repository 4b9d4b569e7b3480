/** Values of the primitive types of FHIR R4 (http://hl7.org/fhir/R4/datatypes.html#primitive): what JSON may say. */
import { isDay } from '#kernel/day.ts';

const YEAR = '\\d(?:\\d(?:\\d[1-9]|[1-9]0)|[1-9]00)|[1-9]000';
const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d+)?';
const ZONE = '(?:Z|[+-](?:(?:0\\d|1[0-3]):[0-5]\\d|14:00))';

const DATE = new RegExp(`^(?:${YEAR})(?:-${MONTH}(?:-${DAY})?)?$`);
const DATE_TIME = new RegExp(`^(?:${YEAR})(?:-${MONTH}(?:-${DAY}(?:T${TIME}${ZONE})?)?)?$`);
const INSTANT = new RegExp(`^(?:${YEAR})-${MONTH}-${DAY}T${TIME}${ZONE}$`);

/** The day of a date, a dateTime or an instant exists; a year or a month alone always does. */
const dayExists = (text: string): boolean => text.length < 10 || isDay(text.slice(0, 10));

const matches =
  (form: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && form.test(value);

const dated =
  (form: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && form.test(value) && dayExists(value);

/** Not empty, and nothing that a screen or a file cannot hold: control characters other than tab and new line. */
const isText = (value: unknown): boolean =>
  typeof value === 'string' &&
  /\S/.test(value) &&
  value.isWellFormed() &&
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters FHIR leaves out of a string
  !/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(value);

const INT_MAX = 2_147_483_647;

const isWhole =
  (min: number) =>
  (value: unknown): boolean =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= INT_MAX;

const URI = matches(/^\S+$/);

/** Whether a value of JSON is one of the type; a type that is not here is no primitive. */
export const PRIMITIVES: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['boolean', (value: unknown): boolean => typeof value === 'boolean'],
  ['integer', isWhole(-INT_MAX - 1)],
  ['unsignedInt', isWhole(0)],
  ['positiveInt', isWhole(1)],
  ['decimal', (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)],
  ['string', isText],
  ['markdown', isText],
  ['xhtml', isText],
  ['code', matches(/^\S+(?:\s\S+)*$/)],
  ['id', matches(/^[A-Za-z0-9.-]{1,64}$/)],
  ['uri', URI],
  ['url', URI],
  ['canonical', URI],
  ['oid', matches(/^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/)],
  ['uuid', matches(/^urn:uuid:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/)],
  ['base64Binary', matches(/^(?:\s*[A-Za-z0-9+/=]){4,}\s*$/)],
  ['date', dated(DATE)],
  ['dateTime', dated(DATE_TIME)],
  ['instant', dated(INSTANT)],
  ['time', matches(new RegExp(`^${TIME}$`))],
]);

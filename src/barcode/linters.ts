/**
 * Every rule the GS1 Barcode Syntax Dictionary names, under its name. The meaning of each is that of the GS1 Barcode
 * Syntax Tests, the reference that goes with the dictionary.
 */
import { COUNTRIES, COUNTRIES_ALPHA2, CURRENCIES, MEDIA_TYPES, PACKAGE_TYPES } from '#barcode/code-lists.ts';
import { csum, csumalpha, gcppos1, gcppos2, iban } from '#barcode/lint-checks.ts';
import { couponcode, couponposoffer } from '#barcode/lint-coupons.ts';
import { hh, hhmi, mi, ss, yymmd0, yymmdd, yyyymmd0, yyyymmdd } from '#barcode/lint-dates.ts';
import {
  CSET_39,
  CSET_64,
  CSET_82,
  everyOf,
  fault,
  type Linter,
  lengthFault,
  nonDigit,
  oneOf,
} from '#barcode/linter.ts';

const cset64Characters = everyOf(CSET_64, 'INVALID_CSET64_CHARACTER');

/** Base64 may end with one or two `=`, and then comes in whole groups of three, as the reference has it. */
const cset64: Linter = (text) => {
  const characters = text.replace(/=+$/, '');
  const pads = text.length - characters.length;
  if (pads > 2 || (pads > 0 && text.length % 3 !== 0))
    return fault('INVALID_CSET64_PADDING', characters.length, pads);
  return cset64Characters(characters);
};

const hasnondigit: Linter = (text) =>
  nonDigit(text) === undefined ? fault('REQUIRES_NON_DIGIT_CHARACTER', 0, text.length) : undefined;

const hyphen: Linter = (text) => (/^-+$/.test(text) ? undefined : fault('NOT_HYPHEN', 0, text.length));

const importerCharacter = everyOf(CSET_64, 'INVALID_IMPORT_IDX_CHARACTER');
const importeridx: Linter = (text) =>
  text.length === 1 ? importerCharacter(text) : fault('IMPORTER_IDX_MUST_BE_ONE_CHARACTER', 0, text.length);

/** Degrees with seven decimals, moved so that none is negative (AI 4309). */
const degrees =
  (name: 'LATITUDE' | 'LONGITUDE', max: number): Linter =>
  (text) => {
    const length = `${name}_INVALID_LENGTH`;
    return (
      lengthFault(text, 10, { short: length, long: length }) ??
      nonDigit(text) ??
      (Number(text) > max ? fault(`INVALID_${name}`, 0, 10) : undefined)
    );
  };

const nonzero: Linter = (text) =>
  nonDigit(text) ?? (/[1-9]/.test(text) ? undefined : fault('ILLEGAL_ZERO_VALUE', 0, text.length));

const nozeroprefix: Linter = (text) =>
  text.startsWith('0') ? fault('ILLEGAL_ZERO_PREFIX', 0, 1) : nonDigit(text);

/** Each `%` begins two hexadecimal digits, as in addresses (RFC 3986, section 2.1). */
const pcenc: Linter = (text) => {
  const at = text.search(/%(?![\dA-Fa-f]{2})/);
  return at === -1 ? undefined : fault('INVALID_PERCENT_SEQUENCE', at, Math.min(3, text.length - at));
};

/** A piece's number and how many there are, of one width: neither zero, the first not above the second. */
const pieceoftotal: Linter = (text) => {
  const wrong = nonDigit(text);
  if (wrong !== undefined) return wrong;
  if (text.length === 0 || text.length % 2 !== 0)
    return fault('INVALID_LENGTH_FOR_PIECE_OF_TOTAL', 0, text.length);
  const half = text.length / 2;
  const [piece, total] = [text.slice(0, half), text.slice(half)];
  if (/^0+$/.test(piece)) return fault('ZERO_PIECE_NUMBER', 0, half);
  if (/^0+$/.test(total)) return fault('ZERO_TOTAL_PIECES', half, half);
  return piece > total ? fault('PIECE_NUMBER_EXCEEDS_TOTAL', 0, text.length) : undefined;
};

/** A position and the end, `2/3`: no zero in front, the first not above the second. */
const posinseqslash: Linter = (text) => {
  const parts = /^(\d+)\/(\d+)$/.exec(text);
  const [, position = '', end = ''] = parts ?? [];
  if (parts === null) return fault('POSITION_IN_SEQUENCE_MALFORMED', 0, text.length);
  if (position.startsWith('0')) return fault('ILLEGAL_ZERO_PREFIX', 0, position.length);
  if (end.startsWith('0')) return fault('ILLEGAL_ZERO_PREFIX', position.length + 1, end.length);
  const isAfter = position.length === end.length ? position > end : position.length > end.length;
  return isAfter ? fault('POSITION_EXCEEDS_END', 0, text.length) : undefined;
};

const zero: Linter = (text) => (/^0+$/.test(text) ? undefined : fault('NOT_ZERO', 0, text.length));

const iso3166 = oneOf(COUNTRIES, 'NOT_ISO3166');

export const LINTERS: Readonly<Record<string, Linter>> = {
  csetnumeric: (text) => nonDigit(text),
  cset39: everyOf(CSET_39, 'INVALID_CSET39_CHARACTER'),
  cset64,
  cset82: everyOf(CSET_82, 'INVALID_CSET82_CHARACTER'),
  couponcode,
  couponposoffer,
  csum,
  csumalpha,
  gcppos1,
  gcppos2,
  hasnondigit,
  hh,
  hhmi,
  hyphen,
  iban,
  importeridx,
  iso3166,
  iso3166999: oneOf(new Set([...COUNTRIES, '999']), 'NOT_ISO3166_OR_999'),
  iso3166alpha2: oneOf(COUNTRIES_ALPHA2, 'NOT_ISO3166_ALPHA2'),
  iso4217: oneOf(CURRENCIES, 'NOT_ISO4217'),
  iso5218: oneOf(new Set('0129'), 'INVALID_BIOLOGICAL_SEX_CODE'),
  latitude: degrees('LATITUDE', 1_800_000_000),
  longitude: degrees('LONGITUDE', 3_600_000_000),
  mediatype: oneOf(MEDIA_TYPES, 'INVALID_MEDIA_TYPE'),
  mi,
  nonzero,
  nozeroprefix,
  packagetype: oneOf(PACKAGE_TYPES, 'INVALID_PACKAGE_TYPE'),
  pcenc,
  pieceoftotal,
  posinseqslash,
  ss,
  winding: oneOf(new Set('019'), 'INVALID_WINDING_DIRECTION'),
  yesno: oneOf(new Set('01'), 'NOT_ZERO_OR_ONE'),
  yymmd0,
  yymmdd,
  yyyymmd0,
  yyyymmdd,
  zero,
};

/** The characters each type of component is made of, as a rule. */
export const CHARACTER_RULES = { N: 'csetnumeric', X: 'cset82', Y: 'cset39', Z: 'cset64' } as const;

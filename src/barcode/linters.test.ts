/** The rules the published cases say little of, at their bounds; and coupons, cut everywhere. */
import { describe, expect, test } from 'vitest';
import { LINTERS } from '#barcode/linters.ts';

const found = (rule: string, text: string): string | undefined => {
  const lint = LINTERS[rule];
  if (lint === undefined) throw new Error(`no rule "${rule}"`);
  return lint(text)?.code;
};

test.each([
  ['latitude', '1800000000', undefined],
  ['latitude', '1800000001', 'INVALID_LATITUDE'],
  ['latitude', '180000000', 'LATITUDE_INVALID_LENGTH'],
  ['longitude', '3600000000', undefined],
  ['longitude', '36000000x0', 'NON_DIGIT_CHARACTER'],
  ['iso5218', '9', undefined],
  ['iso5218', '3', 'INVALID_BIOLOGICAL_SEX_CODE'],
  ['winding', '9', undefined],
  ['winding', '2', 'INVALID_WINDING_DIRECTION'],
  ['yesno', '1', undefined],
  ['yesno', '2', 'NOT_ZERO_OR_ONE'],
  ['hyphen', '-', undefined],
  ['hyphen', '-a', 'NOT_HYPHEN'],
  ['zero', '0', undefined],
  ['nonzero', '', 'ILLEGAL_ZERO_VALUE'],
  ['nozeroprefix', '0', 'ILLEGAL_ZERO_PREFIX'],
  ['nozeroprefix', '10', undefined],
  ['nozeroprefix', '1a', 'NON_DIGIT_CHARACTER'],
  ['iso3166999', '999', undefined],
  ['iso3166999', '250', undefined],
  ['iso3166999', '998', 'NOT_ISO3166_OR_999'],
  ['iso3166alpha2', 'FR', undefined],
  ['iso3166alpha2', 'fr', 'NOT_ISO3166_ALPHA2'],
  ['iso4217', '978', undefined],
  ['gcppos1', '123', 'TOO_SHORT_FOR_GCP'],
  ['gcppos1', '123A', 'INVALID_GCP_PREFIX'],
  ['gcppos1', '1234A', undefined],
  ['gcppos2', '1', 'TOO_SHORT_FOR_GCP'],
  ['gcppos2', 'A1234', undefined],
  ['importeridx', 'AB', 'IMPORTER_IDX_MUST_BE_ONE_CHARACTER'],
  ['posinseqslash', '2/1', 'POSITION_EXCEEDS_END'],
  ['posinseqslash', '10/9', 'POSITION_EXCEEDS_END'],
  ['posinseqslash', '01/2', 'ILLEGAL_ZERO_PREFIX'],
  ['posinseqslash', '1/02', 'ILLEGAL_ZERO_PREFIX'],
  ['pieceoftotal', '0101', undefined],
  ['pieceoftotal', '0001', 'ZERO_PIECE_NUMBER'],
  ['csum', '', 'TOO_SHORT_FOR_CHECK_DIGIT'],
  ['csumalpha', '22', undefined],
  ['csumalpha', '2', 'TOO_SHORT_FOR_CHECK_PAIR'],
  ['csumalpha', '2'.repeat(100), 'TOO_LONG_FOR_CHECK_PAIR_IMPLEMENTATION'],
  ['iban', 'FR76', 'IBAN_TOO_SHORT'],
  ['iban', 'XX7630006000011234567890189', 'ILLEGAL_IBAN_COUNTRY_CODE'],
  ['iban', 'FR7630006000011234567890189', undefined],
  ['hh', '24', 'ILLEGAL_HOUR'],
  ['mi', '60', 'ILLEGAL_MINUTE'],
  ['ss', '60', 'ILLEGAL_SECOND'],
  ['hhmi', '2360', 'ILLEGAL_MINUTE'],
  ['yymmdd', '210200', 'ILLEGAL_DAY'],
  ['yymmd0', '210200', undefined],
  ['yyyymmdd', '19000229', 'ILLEGAL_DAY'],
  ['yyyymmdd', '20000229', undefined],
  ['cset64', 'ab=', undefined],
  ['pcenc', '50%', 'INVALID_PERCENT_SEQUENCE'],
  ['mediatype', '11', 'INVALID_MEDIA_TYPE'],
  ['packagetype', 'pe', 'INVALID_PACKAGE_TYPE'],
])('%s of "%s"', (rule, text, code) => {
  expect(found(rule, text)).toBe(code);
});

describe('coupons', () => {
  // Company 7 digits, offer, save value 150, one to buy of family 120; then every optional field.
  const SHORT = '106141416543213150110120';
  const LONG = [
    SHORT,
    '101101200614141',
    '21101209',
    '3211231',
    '4210101',
    '50123456',
    '610614141',
    '90101',
  ].join('');

  test('whole ones hold', () => {
    expect(found('couponcode', SHORT)).toBeUndefined();
    expect(found('couponcode', LONG)).toBeUndefined();
    expect(found('couponposoffer', '001234566543210123456')).toBeUndefined();
  });

  test.each(['couponcode', 'couponposoffer'])('%s cut anywhere in its obligatory part is refused', (rule) => {
    const whole = rule === 'couponcode' ? SHORT : '001234566543210123456';
    for (let length = 0; length < whole.length; length++)
      expect(found(rule, whole.slice(0, length))).toMatch(/^COUPON_(?:MISSING|TRUNCATED)_/);
  });

  test.each([
    [`${SHORT}X`, 'NON_DIGIT_CHARACTER'],
    [`${SHORT}7`, 'COUPON_EXCESS_DATA'],
    ['7', 'COUPON_INVALID_GCP_LENGTH'],
    ['1061414165432161', 'COUPON_INVALID_SAVE_VALUE_LENGTH'],
    [`${SHORT}14`, 'COUPON_INVALID_ADDITIONAL_PURCHASE_RULES_CODE'],
    [`${SHORT}32113`, 'COUPON_TOO_SHORT_FOR_EXPIRATION_DATE'],
    [`${SHORT}3211331`, 'COUPON_INVALID_EXIPIRATION_DATE'],
    [`${SHORT}4211331`, 'COUPON_INVALID_START_DATE'],
    [`${SHORT}32101014210102`, 'COUPON_EXPIRATION_BEFORE_START'],
    [`${SHORT}5`, 'COUPON_MISSING_SERIAL_NUMBER_VLI'],
    [`${SHORT}68`, 'COUPON_INVALID_RETAILER_GCP_OR_GLN_LENGTH'],
    [`${SHORT}93`, 'COUPON_INVALID_SAVE_VALUE_CODE'],
    [`${SHORT}9003`, 'COUPON_MISSING_DONT_MULTIPLY_FLAG'],
  ])('%s', (text, code) => {
    expect(found('couponcode', text)).toBe(code);
  });

  test.each([
    ['2', 'COUPON_INVALID_FORMAT_CODE'],
    ['07', 'COUPON_INVALID_FUNDER_LENGTH'],
    ['0012345665432101234567', 'COUPON_EXCESS_DATA'],
  ])('an offer %s', (text, code) => {
    expect(found('couponposoffer', text)).toBe(code);
  });
});

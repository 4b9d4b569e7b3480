/**
 * Rules on North American coupons (AI 8110 and 8112). No vaccine carries one; they are here because the dictionary is
 * read whole. Sources: GS1 US, "North American Coupon Application Guideline" and "Positive Offer File" standard.
 */

import { gcppos1 } from '#barcode/lint-checks.ts';
import { yymmdd } from '#barcode/lint-dates.ts';
import { fault, type Linter, type LintFault, nonDigit } from '#barcode/linter.ts';

/** Reads fields from the left; `wrong` is the first fault, after which nothing more is read. */
class Reader {
  at = 0;
  wrong: LintFault | undefined;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.wrong = nonDigit(text);
  }

  isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  fail(code: string, at = this.at, length = 1): void {
    this.wrong ??= fault(`COUPON_${code}`, at, length);
  }

  /** One digit that must be there, and one of those allowed. */
  digit(name: string, allowed: string, invalid = `INVALID_${name}`): number {
    if (this.wrong !== undefined) return 0;
    if (this.isAtEnd()) this.fail(`MISSING_${name}`, 0, this.text.length);
    else if (!allowed.includes(this.text.charAt(this.at))) this.fail(invalid);
    return Number(this.text.charAt(this.at++));
  }

  /** So many digits that must be there; a field cut to nothing is a fault of the whole. */
  take(length: number, code: string): string {
    if (this.wrong !== undefined) return '';
    if (this.text.length - this.at < length)
      this.fail(code, this.isAtEnd() ? 0 : this.at, this.text.length - (this.isAtEnd() ? 0 : this.at));
    this.at += length;
    return this.text.slice(this.at - length, this.at);
  }

  /** A field after its length ("variable length indicator"). */
  sized(name: string, allowed: string, more: number): string {
    const length = this.digit(`${name}_VLI`, allowed, `INVALID_${name}_LENGTH`);
    return this.take(length + more, `TRUNCATED_${name}`);
  }

  /** Whether the next digit begins this optional field. */
  begins(mark: string): boolean {
    if (this.wrong !== undefined || this.text.charAt(this.at) !== mark) return false;
    this.at += 1;
    return true;
  }

  /** What was just read must begin with what can be a company prefix. */
  prefix(read: string): void {
    if (this.wrong !== undefined) return;
    const wrong = gcppos1(read);
    if (wrong !== undefined) this.wrong = fault(wrong.code, this.at - read.length, read.length);
  }

  end(): LintFault | undefined {
    if (this.wrong === undefined && !this.isAtEnd())
      this.fail('EXCESS_DATA', this.at, this.text.length - this.at);
    return this.wrong;
  }
}

/** What must be bought: how much, of what kind, of which family. */
const requirement = (reader: Reader, which: '1ST' | '2ND' | '3RD'): void => {
  reader.sized(`${which}_PURCHASE_REQUIREMENT`, '12345', 0);
  reader.digit(`${which}_PURCHASE_REQUIREMENT_CODE`, '012349');
  reader.take(3, `TRUNCATED_${which}_PURCHASE_FAMILY_CODE`);
};

/** Whose product the second or third purchase is; 9: the same company's. */
const company = (reader: Reader, which: '2ND' | '3RD'): void => {
  const name = `${which}_PURCHASE_GCP`;
  const length = reader.digit(`${name}_VLI`, '01234569', `INVALID_${name}_LENGTH`);
  if (length !== 9) reader.prefix(reader.take(length + 6, `TRUNCATED_${name}`));
};

/** A day of a coupon: where it begins. */
const day = (reader: Reader, name: string, invalid: string): string => {
  const read = reader.take(6, `TOO_SHORT_FOR_${name}`);
  if (reader.wrong === undefined && yymmdd(read) !== undefined) reader.fail(invalid, reader.at - 6, 6);
  return read;
};

const days = (reader: Reader): void => {
  const until = reader.begins('3') ? day(reader, 'EXPIRATION_DATE', 'INVALID_EXIPIRATION_DATE') : undefined;
  if (!reader.begins('4')) return;
  const from = day(reader, 'START_DATE', 'INVALID_START_DATE');
  if (reader.wrong === undefined && until !== undefined && from > until)
    reader.fail('EXPIRATION_BEFORE_START', reader.at - 14, 14);
};

export const couponcode: Linter = (text) => {
  const reader = new Reader(text);
  reader.prefix(reader.sized('GCP', '0123456', 6));
  reader.take(6, 'TRUNCATED_OFFER_CODE');
  reader.sized('SAVE_VALUE', '12345', 0);
  requirement(reader, '1ST');
  if (reader.begins('1')) {
    reader.digit('ADDITIONAL_PURCHASE_RULES_CODE', '0123');
    requirement(reader, '2ND');
    company(reader, '2ND');
  }
  if (reader.begins('2')) {
    requirement(reader, '3RD');
    company(reader, '3RD');
  }
  days(reader);
  if (reader.begins('5')) reader.sized('SERIAL_NUMBER', '0123456789', 6);
  if (reader.begins('6')) reader.prefix(reader.sized('RETAILER_GCP_OR_GLN', '1234567', 6));
  if (reader.begins('9')) {
    reader.digit('SAVE_VALUE_CODE', '01256');
    reader.digit('SAVE_VALUE_APPLIES_TO_ITEM', '012');
    reader.digit('STORE_COUPON_FLAG', '0123456789');
    reader.digit('DONT_MULTIPLY_FLAG', '01');
  }
  return reader.end();
};

export const couponposoffer: Linter = (text) => {
  const reader = new Reader(text);
  reader.digit('FORMAT_CODE', '01');
  reader.sized('FUNDER', '0123456', 6);
  reader.take(6, 'TRUNCATED_OFFER_CODE');
  reader.sized('SERIAL_NUMBER', '0123456789', 6);
  return reader.end();
};

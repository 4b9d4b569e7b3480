/**
 * What a scanned or typed code says: its elements, and what a desk needs of them. Nothing is looked up: whether the
 * product is one of the campaign, the caller knows.
 */
import { type BarcodeWarning, contradictionIn, warningsOf } from '#barcode/associations.ts';
import { isLink, readLink } from '#barcode/digital-link.ts';
import {
  type BarcodeError,
  type Element,
  elementStringOf,
  failed,
  type Read,
  type ReadOutcome,
  readBracketed,
  readUnbracketed,
} from '#barcode/element-string.ts';
import { dayOfSixDigits } from '#barcode/lint-dates.ts';

export type ParsedBarcode = {
  readonly ok: true;
  readonly elements: readonly Element[];
  /** The same as carriers hold it, `^` for FNC1: equal for all ways to write one code. */
  readonly elementString: string;
  /** Of the product, 14 digits (AI 01). */
  readonly gtin: string | undefined;
  /** The French code of the presentation, when the GTIN carries it (NTIN: 0 34009…). */
  readonly cip13: string | undefined;
  readonly lot: string | undefined;
  /** ISO day until which it may be used (AI 17). */
  readonly expiresOn: string | undefined;
  readonly serial: string | undefined;
  readonly warnings: readonly BarcodeWarning[];
};

export type RefusedBarcode = { readonly ok: false; readonly error: BarcodeError };

export type BarcodeOptions = {
  /** The day it is read: the century of a year of two digits hangs on it. */
  readonly today: string;
  /** Elements without FNC1 in front are read too: many scanners leave it away. */
  readonly isBare?: boolean;
};

/** The longest GS1 carrier holds 3116 characters (DataMatrix); more is no code. */
export const BARCODE_MAX = 4096;

/** Prefixes of GS1 carriers (ISO/IEC 15424): GS1-128, DataBar and composites, DataMatrix, QR, DotCode. */
const GS1_CARRIERS = [']C1', ']e0', ']d2', ']Q3', ']J1'];
/** EAN-13 and EAN-8: a GTIN and nothing else. */
const RETAIL_CARRIERS: Readonly<Record<string, number>> = { ']E0': 13, ']E4': 8 };

const GROUP_SEPARATOR = '\x1d';

const readRetail = (text: string, length: number): ReadOutcome => {
  const digits = text.slice(3);
  if (digits.length !== length || !/^\d+$/.test(digits))
    return failed('malformed', 3, `expected the ${length} digits of an EAN`, { rule: `N${length}` });
  const outcome = readUnbracketed(`01${digits.padStart(14, '0')}`, 0);
  if ('read' in outcome) return outcome;
  // The check digit ends the text, however many zeros stand in front of it.
  return { error: { ...outcome.error, at: text.length - 1 } };
};

/** After a symbology identifier: FNC1 in front is not sent, and one that is does no harm. */
const readScan = (text: string): ReadOutcome => {
  const prefix = text.slice(0, 3);
  const length = RETAIL_CARRIERS[prefix];
  if (length !== undefined) return readRetail(text, length);
  if (isLink(text.slice(3))) return readLink(text, 3);
  if (!GS1_CARRIERS.includes(prefix))
    return failed('not-gs1', 0, `${prefix} is not the carrier of an element string`);
  const from = text.startsWith(GROUP_SEPARATOR, 3) ? 4 : 3;
  if (from === text.length) return failed('blank', from, 'nothing follows the symbology identifier');
  return readUnbracketed(text, from, { isScan: true });
};

const readText = (text: string, isBare: boolean): ReadOutcome => {
  if (/^\s*$/.test(text)) return failed('blank', 0, 'nothing to read');
  if (text.length > BARCODE_MAX)
    return failed('too-long', BARCODE_MAX, `more than ${BARCODE_MAX} characters`);
  const first = text.charAt(0);
  if (first === '(') return readBracketed(text);
  if (first === ']') return readScan(text);
  if (first === '^' || first === GROUP_SEPARATOR)
    return text.length === 1 ? failed('blank', 1, 'nothing follows FNC1') : readUnbracketed(text, 1);
  if (isLink(text)) return readLink(text);
  if (isBare && /^\d\d/.test(text)) return readUnbracketed(text, 0);
  return failed('no-fnc1', 0, 'expected FNC1 (^), a bracketed identifier or a symbology identifier in front');
};

const findValue = (read: readonly Read[], ai: string): string | undefined => {
  for (const { entry, value } of read) if (entry.ai === ai) return value;
  return undefined;
};

/** Pharmaceutical products sold in France carry their CIP13 as a GTIN: prefix 3400, then 9 (CIP, ANSM). */
const NTIN = '034009';

const parsed = (read: readonly Read[], today: string): ParsedBarcode => {
  const gtin = findValue(read, '01');
  const expiry = findValue(read, '17');
  return {
    ok: true,
    elements: read.map(({ entry: { ai, title }, value }) => ({ ai, title, value })),
    elementString: elementStringOf(read),
    gtin,
    cip13: gtin?.startsWith(NTIN) ? gtin.slice(1) : undefined,
    lot: findValue(read, '10'),
    expiresOn: expiry === undefined ? undefined : dayOfSixDigits(expiry, today),
    serial: findValue(read, '21'),
    warnings: warningsOf(read),
  };
};

/** Reads a code. It may come from a carrier of any kind, a keyboard or a file: whatever it holds, this answers. */
export const parseBarcode = (
  text: string,
  { today, isBare = false }: BarcodeOptions,
): ParsedBarcode | RefusedBarcode => {
  const outcome = readText(text, isBare);
  if ('error' in outcome) return { ok: false, error: outcome.error };
  const contradiction = contradictionIn(outcome.read);
  return contradiction === undefined
    ? parsed(outcome.read, today)
    : { ok: false, error: contradiction.error };
};

/**
 * Rows in the binary format of COPY (PostgreSQL documentation, "COPY", section "Binary Format"): half the bytes of hashes
 * and sealed records written in hexadecimal, nothing to escape, and no text to make for the collector.
 */

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const END = -1;
const NULL = -1;
const BIGINT_OID = 20;
/** Bytes of an UTF-16 unit in UTF-8, at the most. */
const CHARACTER_BYTES_MAX = 3;
const [SHORT, ASCII_END] = [48, 0x80] as const;
/** Instants are counted in microseconds from 2000-01-01. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const MICROSECONDS = 1000n;

export type Rows = {
  /** Begins a row of so many fields, which must follow. */
  readonly row: (fields: number) => void;
  readonly text: (value: string | null) => void;
  readonly bytes: (value: Buffer) => void;
  readonly integer: (value: number) => void;
  readonly bigint: (value: bigint) => void;
  readonly bigints: (values: readonly bigint[]) => void;
  /** An ISO instant; fractions of a millisecond are left out. */
  readonly instant: (value: string) => void;
  /** All that was written, which nothing may follow. */
  readonly end: () => Buffer;
};

/** @param size bytes to begin with; it grows */
export const createRows = (size: number): Rows => {
  let buffer = Buffer.allocUnsafe(Math.max(size, 1024));
  let at = SIGNATURE.copy(buffer);

  const reserve = (bytes: number): void => {
    if (at + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  };
  /** Short texts of plain letters, as ids are, go quicker letter by letter. Gives the bytes written. */
  const write = (value: string): number => {
    const size = value.length;
    if (size > SHORT) return buffer.write(value, at);
    for (let i = 0; i < size; i++) {
      const code = value.charCodeAt(i);
      if (code >= ASCII_END) return buffer.write(value, at);
      buffer[at + i] = code;
    }
    return size;
  };
  let [lastInstant, lastMicroseconds] = ['', 0n];
  const length = (value: number): void => {
    at = buffer.writeInt32BE(value, at);
  };

  return {
    row: (fields) => {
      reserve(2);
      at = buffer.writeInt16BE(fields, at);
    },
    text: (value) => {
      reserve(4 + (value ?? '').length * CHARACTER_BYTES_MAX);
      if (value === null) {
        length(NULL);
        return;
      }
      at += 4;
      const written = write(value);
      buffer.writeInt32BE(written, at - 4);
      at += written;
    },
    bytes: (value) => {
      reserve(4 + value.length);
      length(value.length);
      at += value.copy(buffer, at);
    },
    integer: (value) => {
      reserve(8);
      length(4);
      at = buffer.writeInt32BE(value, at);
    },
    bigint: (value) => {
      reserve(12);
      length(8);
      at = buffer.writeBigInt64BE(value, at);
    },
    bigints: (values) => {
      reserve(24 + values.length * 12);
      // Dimensions (an empty array has none), whether any is null, the type; then the size and where it begins.
      length(values.length === 0 ? 12 : 20 + values.length * 12);
      for (const part of values.length === 0 ? [0, 0, BIGINT_OID] : [1, 0, BIGINT_OID, values.length, 1])
        length(part);
      for (const value of values) {
        length(8);
        at = buffer.writeBigInt64BE(value, at);
      }
    },
    instant: (value) => {
      reserve(12);
      // A batch has one instant.
      if (value !== lastInstant) {
        lastMicroseconds = BigInt(Date.parse(value) - EPOCH_MS) * MICROSECONDS;
        lastInstant = value;
      }
      length(8);
      at = buffer.writeBigInt64BE(lastMicroseconds, at);
    },
    end: () => {
      reserve(2);
      at = buffer.writeInt16BE(END, at);
      return buffer.subarray(0, at);
    },
  };
};

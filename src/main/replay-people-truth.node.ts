/**
 * Who each replayed record is, for those who score a matching: a file beside the database, and nothing in it. Lines
 * are written before the records they speak of, so that a record never lacks its own; those whose record a kill
 * kept from the register are cut when the file is opened again.
 */
import { type FileHandle, open } from 'node:fs/promises';

export const TRUTH_FILE = 'people-truth.csv';
const HEADER = 'record,who\n';

/** More than the records that may be on their way to the database when a program dies. */
const TAIL_MAX_BYTES = 8 * 2 ** 20;
const ASKED_AT_ONCE = 5000;

export type Truth = {
  /** The file was not there: what the register holds already has to be written too. */
  readonly isNew: boolean;
  readonly write: (record: string, who: string) => void;
  /** What was written since the last time is on disk when it returns. */
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Where the file ends once lines without a record are cut from its end. */
const endOfKnown = async (
  file: FileHandle,
  size: number,
  known: (records: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<number> => {
  const from = Math.max(0, size - TAIL_MAX_BYTES);
  const bytes = Buffer.alloc(size - from);
  await file.read(bytes, 0, bytes.length, from);
  const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1).toString('latin1');
  const lines = whole.split('\n').slice(0, -1);
  let end = from + whole.length;
  while (lines.length > 1) {
    const asked = lines.slice(Math.max(1, lines.length - ASKED_AT_ONCE));
    const found = await known(asked.map((line) => line.split(',')[0] ?? ''));
    for (const line of asked.toReversed()) {
      if (found.has(line.split(',')[0] ?? '')) return end;
      end -= line.length + 1;
      lines.pop();
    }
  }
  return end;
};

/**
 * @param path readable by its owner alone
 * @param known of these ids, those that are in the register
 */
export const openTruth = async (
  path: string,
  known: (records: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<Truth> => {
  const file = await open(path, 'a+', 0o600);
  await file.chmod(0o600);
  const { size } = await file.stat();
  const end = size < HEADER.length ? 0 : await endOfKnown(file, size, known);
  if (end < size) await file.truncate(end);
  let lines = end === 0 ? HEADER : '';
  return {
    isNew: end <= HEADER.length,
    write: (record, who) => {
      lines += `${record},${who}\n`;
    },
    flush: async () => {
      if (lines === '') return;
      const written = lines;
      lines = '';
      await file.write(written);
      await file.datasync();
    },
    close: () => file.close(),
  };
};

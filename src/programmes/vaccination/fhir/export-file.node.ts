/** Files of newline-delimited JSON, one type of resource each, begun anew when one is long. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Resource } from '#fhir/resource.ts';
import type { ExportFile } from '#programmes/vaccination/fhir/export-state.ts';

/** Lines of one file: a receiver reads several at once, and goes on after a cut without beginning again. */
const FILE_LINES_MAX = 250_000;
/** Lines wait for the disk in parts of this size. */
const PART_BYTES = 1_048_576;

export type TypeWriter = {
  readonly add: (resource: Resource) => void;
  /** Waits until what was added is with the system; to be called between pages. Tells how many bytes it was. */
  readonly flush: () => Promise<number>;
  /** The files written, none of them empty. */
  readonly close: () => Promise<readonly ExportFile[]>;
  readonly abandon: () => void;
};

/** @param name what files are called: `<name>-1.ndjson` */
export const openTypeWriter = (type: string, name: string, pathOf: (file: string) => string): TypeWriter => {
  const files: { readonly type: string; readonly name: string; count: number }[] = [];
  let stream: WriteStream | undefined;
  let waiting: string[] = [];
  let isFull = true;

  const write = async (text: string): Promise<void> => {
    const to = stream;
    if (to === undefined || text === '') return;
    await new Promise<void>((done, failed) => {
      to.write(text, (error) => (error ? failed(error) : done()));
    });
  };
  const end = async (): Promise<void> => {
    if (stream === undefined) return;
    stream.end();
    await finished(stream);
    stream = undefined;
  };
  const begin = async (): Promise<void> => {
    await end();
    const file = `${name}-${files.length + 1}.ndjson`;
    files.push({ type, name: file, count: 0 });
    // A fault of the disk is told by the write it breaks; unheard besides, it would end the program.
    stream = createWriteStream(pathOf(file), { mode: 0o600 }).on('error', () => {});
    isFull = false;
  };

  return {
    add: (resource) => {
      waiting.push(`${JSON.stringify(resource)}\n`);
    },
    flush: async () => {
      const lines = waiting;
      waiting = [];
      if (lines.length === 0) return 0;
      if (isFull) await begin();
      let part = '';
      let bytes = 0;
      for (const line of lines) {
        part += line;
        if (part.length < PART_BYTES) continue;
        bytes += Buffer.byteLength(part);
        await write(part);
        part = '';
      }
      bytes += Buffer.byteLength(part);
      await write(part);
      const file = files.at(-1);
      if (file !== undefined) file.count += lines.length;
      isFull = (file?.count ?? 0) >= FILE_LINES_MAX;
      return bytes;
    },
    close: async () => {
      await end();
      return files;
    },
    abandon: () => stream?.destroy(),
  };
};

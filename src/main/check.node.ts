/** `rappel check`: what a published file is, whether it is sound, and each of its faults with its line. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Language } from '#kernel/text.ts';
import { type Command, EXIT, Failure, oneWord, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { checkFile, type Damage, type Report } from '#programmes/vaccination/check.ts';
import { reportInWords } from '#programmes/vaccination/check-words.ts';

/** More than any publication (the largest is 140 MB); also keeps a small gzip that swells from filling the memory. */
export const BYTES_MAX = 256 * 1024 * 1024;

const CUT: Damage = {
  code: 'gzip-truncated',
  message: {
    fr: 'Le fichier compressé est coupé avant sa fin. Téléchargez-le de nouveau.',
    en: 'The compressed file is cut before its end. Download it again.',
  },
};
const CORRUPT: Damage = {
  code: 'gzip-corrupt',
  message: {
    fr: 'Le fichier compressé est abîmé. Téléchargez-le de nouveau.',
    en: 'The compressed file is damaged. Download it again.',
  },
};
const tooLarge = (limit: number): Damage => ({
  code: 'too-large',
  message: {
    fr: `Le fichier dépasse ${Math.round(limit / 1024 / 1024)} Mo une fois décompressé : il n’est pas lu. Découpez-le.`,
    en: `The file exceeds ${Math.round(limit / 1024 / 1024)} MB once decompressed: it is not read. Split it.`,
  },
});

type Content = { bytes: Uint8Array; compression: 'none' | 'gzip'; damage?: Damage };

const isGzip = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw new Failure(`${path}: it is a folder; give one of its files`);
    if (!stat.isFile()) return false;
    const { bytesRead, buffer } = await file.read(new Uint8Array(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
};

/** Reads a file, decompressed when its first bytes say gzip, whatever its name; stops at the limit. */
export const readContent = async (path: string, limit = BYTES_MAX): Promise<Content> => {
  const gzip = await isGzip(path);
  const compression = gzip ? 'gzip' : 'none';
  const source = createReadStream(path);
  const stream = gzip ? source.pipe(createGunzip()) : source;
  source.on('error', (error) => stream.destroy(error));
  const chunks: Uint8Array[] = [];
  let size = 0;
  const content = (damage?: Damage): Content => ({
    bytes: Buffer.concat(chunks),
    compression,
    ...(damage && { damage }),
  });
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > limit) {
        // What was read says what the file is; the rest is left.
        chunks.length = 1;
        return content(tooLarge(limit));
      }
      chunks.push(chunk);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'Z_BUF_ERROR') return content(CUT);
    if (code.startsWith('Z_')) return content(CORRUPT);
    throw error;
  } finally {
    source.destroy();
  }
  return content();
};

/** Reads and checks a file of the machine. */
export const checkPath = async (path: string, limit = BYTES_MAX): Promise<Report> => {
  const { bytes, compression, damage } = await readContent(path, limit);
  return checkFile(basename(path), bytes, compression, damage);
};

const languageOf = (given: string | undefined, otherwise: Language): Language => {
  if (given === undefined) return otherwise;
  if (given === 'fr' || given === 'en') return given;
  throw new WrongUsage(`--lang is fr or en, not "${given}"`);
};

export const check = (config: Config): Command => ({
  name: 'check',
  summary: 'say what a published file is, sound or not, each fault with its line',
  usage: `Usage: rappel check FILE [options]

Reads a published file of the campaign (VAC-SI tables, deliveries, stocks and allocations, register of centres; others
are recognised and their form checked), gzipped or not, in any of its historical layouts and encodings. Says what it is,
whether it is sound, what was normalised because its meaning is certain, and each fault with its line and what to do.
Only reads: nothing is loaded.

  --json            print the report as JSON
  --lang fr|en      language of the report (default: that of LANG, else English)

Exit: 0 when the file got its answer, unsound included; 1 when it cannot be read; 2 for wrong usage.`,
  options: { json: { type: 'boolean' }, lang: { type: 'string' } },
  run: async (input, io) => {
    const path = oneWord(input, 'FILE');
    const language = languageOf(input.text('lang'), config.language);
    const report = await checkPath(path);
    io.stdout.write(
      input.flag('json') ? `${JSON.stringify(report)}\n` : `${reportInWords(report, language)}\n`,
    );
    return EXIT.done;
  },
});

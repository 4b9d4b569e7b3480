/** The supporting data as the CDC hands it out: a folder of XML, here also gzipped file by file. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { CdsiFile, CdsiSources } from '#schedule/cdsi-import.ts';
import { XML_LENGTH_MAX } from '#schedule/cdsi-xml.ts';

const inflate = promisify(gunzip);

/** More antigens than any schedule has; a folder given by mistake is not read whole. */
const FILES_MAX = 200;

/** Reads the documents of a folder. Throws when it does not hold one ScheduleSupportingData and some antigens. */
export const readCdsiFolder = async (folder: string): Promise<CdsiSources> => {
  const names = (await readdir(folder)).filter((name) => /\.xml(\.gz)?$/i.test(name)).toSorted();
  const heads = names.filter((name) => name.startsWith('ScheduleSupportingData'));
  const antigens = names.filter((name) => name.startsWith('AntigenSupportingData'));
  const [head, twin] = heads;
  if (head === undefined || antigens.length === 0 || antigens.length > FILES_MAX)
    throw new Error(
      `${folder} does not hold the supporting data of CDSi: ScheduleSupportingData.xml and AntigenSupportingData*.xml, plain or .gz; found ${heads.length} and ${antigens.length}`,
    );
  if (twin !== undefined) throw new Error(`${folder} holds ${head} and ${twin}: keep one`);
  const stray = names.filter((name) => !heads.includes(name) && !antigens.includes(name));
  if (stray.length > 0)
    throw new Error(`${folder} holds ${stray.join(', ')}, which is no supporting data: take it away`);
  return {
    schedule: await readXml(folder, head),
    antigens: await Promise.all(antigens.map((name) => readXml(folder, name))),
  };
};

/** A document; its name is without `.gz`, so that messages are the same whichever way it is kept. */
const readXml = async (folder: string, name: string): Promise<CdsiFile> => {
  const bytes = await readFile(join(folder, name));
  if (!name.endsWith('.gz')) return { name, text: bytes.toString('utf8') };
  try {
    const text = (await inflate(bytes, { maxOutputLength: XML_LENGTH_MAX })).toString('utf8');
    return { name: name.slice(0, -'.gz'.length), text };
  } catch (error) {
    throw new Error(`${join(folder, name)}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** From bytes to text: which encoding a published file is in, and what in it cannot be text. */
import type { FaultList } from '#programmes/vaccination/check-fault.ts';

export type Encoding = 'UTF-8' | 'UTF-8 with BOM' | 'UTF-16LE' | 'UTF-16BE' | 'windows-1252';

const lineAt = (bytes: Uint8Array, end: number): number => {
  let line = 1;
  for (let i = 0; i < end; i++) if (bytes[i] === 10) line++;
  return line;
};

/** Length of the UTF-8 sequence that starts here, 0 when it is not one. */
const sequenceAt = (bytes: Uint8Array, at: number): number => {
  const lead = bytes[at] ?? 0;
  const length =
    lead < 0x80
      ? 1
      : lead >= 0xc2 && lead < 0xe0
        ? 2
        : lead >= 0xe0 && lead < 0xf0
          ? 3
          : lead >= 0xf0 && lead < 0xf5
            ? 4
            : 0;
  for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
};

/** Counts what is valid beyond ASCII, and finds the first byte that is not UTF-8. */
const survey = (bytes: Uint8Array): { beyond: number; bad: number; firstBad: number } => {
  let [beyond, bad, firstBad] = [0, 0, -1];
  for (let at = 0; at < bytes.length; ) {
    if ((bytes[at] ?? 0) < 0x80) {
      at++;
      continue;
    }
    const length = sequenceAt(bytes, at);
    if (length === 0) {
      if (bad++ === 0) firstBad = at;
      at++;
    } else {
      beyond++;
      at += length;
    }
  }
  return { beyond, bad, firstBad };
};

/**
 * UTF-8 when it is; Windows-1252, the ministry's other habit, when no letter beyond ASCII is UTF-8 (said as normalised);
 * a fault when it is UTF-8 with bytes that are not.
 */
export const decode = (bytes: Uint8Array, faults: FaultList): { text: string; encoding: Encoding } => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return wide(bytes, 'UTF-16LE', faults);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return wide(bytes, 'UTF-16BE', faults);
  const { beyond, bad, firstBad } = survey(bytes);
  if (bad === 0) {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    return { text, encoding: text.charCodeAt(0) === 0xfeff ? 'UTF-8 with BOM' : 'UTF-8' };
  }
  // Latin text read as UTF-8 hardly ever makes a valid sequence: even a few tell that the rest is UTF-8.
  if (beyond * 10 > bad) {
    faults.add('error', 'bad-bytes', lineAt(bytes, firstBad), null, {
      fr: `Le fichier est en UTF-8 sauf ${bad} octet(s), le premier ici : il a été abîmé ou assemblé de deux encodages. Téléchargez-le de nouveau.`,
      en: `The file is UTF-8 but for ${bad} byte(s), the first one here: it was damaged or put together from two encodings. Download it again.`,
    });
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), encoding: 'UTF-8' };
  }
  faults.normalise('encoding', lineAt(bytes, firstBad), {
    fr: 'Encodage Windows-1252 (latin-1) : lu comme tel.',
    en: 'Windows-1252 (latin-1) encoding: read as such.',
  });
  return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
};

const wide = (
  bytes: Uint8Array,
  encoding: 'UTF-16LE' | 'UTF-16BE',
  faults: FaultList,
): { text: string; encoding: Encoding } => {
  faults.normalise('encoding', 1, {
    fr: `Encodage ${encoding} : lu comme tel.`,
    en: `${encoding} encoding: read as such.`,
  });
  return { text: new TextDecoder(encoding.toLowerCase()).decode(bytes), encoding };
};

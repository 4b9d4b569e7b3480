/**
 * Names as a passport's machine-readable zone writes them: ICAO Doc 9303 part 3, section 4.6 (what becomes a filler,
 * what is left out) and section 6 (tables of Latin, Cyrillic and Arabic letters). Greek, which has no table there, is
 * written as ISO 843 does, like in Greek passports. The register's names are Latin by law; the rest is for who was
 * registered as their papers said.
 */

/** Letters that are more than a base letter with marks, which are dropped (section 6, table A). */
const LATIN: Readonly<Record<string, string>> = {
  Ä: 'AE',
  Å: 'AA',
  Æ: 'AE',
  Ð: 'D',
  Đ: 'D',
  Ħ: 'H',
  I: 'I',
  ı: 'I',
  Ĳ: 'IJ',
  ĸ: 'K',
  Ł: 'L',
  Ŀ: 'L',
  Ŋ: 'N',
  Ö: 'OE',
  Ø: 'OE',
  Œ: 'OE',
  ß: 'SS',
  ẞ: 'SS',
  Ŧ: 'T',
  Þ: 'TH',
  Ü: 'UE',
};

/** Section 6, table B, for the letters on which the languages that use them agree. */
const CYRILLIC =
  'Ё E,Ђ D,Є IE,Ѕ DZ,І I,Ї I,Ј J,Љ LJ,Њ NJ,Ќ K,Ў U,Џ DZ,А A,Б B,В V,Г G,Ѓ G,Д D,Е E,Ж ZH,З Z,И I,Й I,К K,Л L,М M,Н N,О O,П P,Р R,С S,Т T,Ћ C,У U,Ф F,Х KH,Ц TS,Ч CH,Ш SH,Щ SHCH,Ъ IE,Ы Y,Ь ,Э E,Ю IU,Я IA,Ѵ Y,Ґ G,Ғ F,Ѣ IE,Ѫ U';

/** Section 6, table C: X escapes the letter after it. Marks of vowels are not written. */
const ARABIC =
  'ء XE,آ XAA,أ XAE,ؤ U,إ I,ئ XI,ا A,ب B,ة XTA,ت T,ث XTH,ج J,ح XH,خ XKH,د D,ذ XDH,ر R,ز Z,س S,ش XSH,ص XSS,ض XDZ,ط XTT,ظ XZZ,ع E,غ G,ف F,ق Q,ك K,ل L,م M,ن N,ه H,و W,ى XAY,ي Y,ٱ XXA,ٹ XXT,ټ XRT,پ P,ځ XKE,څ XXH,چ XC,ڈ XXD,ډ XDR,ڑ XXR,ړ XRR,ږ XRX,ژ XJ,ښ XXS,ک XKK,ګ XXK,ڭ XNG,گ XGG,ں XNN,ڼ XXN,ھ XDO,ۀ XYH,ہ XXG,ۂ XGE,ۃ XTG,ی XYA,ۍ XXY,ې Y,ے XYB,ۓ XBE';

const GREEK =
  'Α A,Β V,Γ G,Δ D,Ε E,Ζ Z,Η I,Θ TH,Ι I,Κ K,Λ L,Μ M,Ν N,Ξ X,Ο O,Π P,Ρ R,Σ S,Τ T,Υ Y,Φ F,Χ CH,Ψ PS,Ω O';

const TABLE: ReadonlyMap<string, string> = new Map([
  ...Object.entries(LATIN),
  ...[CYRILLIC, ARABIC, GREEK].flatMap((table) =>
    table.split(',').map((pair): [string, string] => [pair[0] ?? '', pair.slice(2)]),
  ),
]);

/** Fillers stand for what parts a name; an apostrophe, a full stop or a digit leaves nothing (section 4.6). */
const PARTING = /^[\s\p{Pd},<_/]$/u;
const SHADDA = 'ّ';
const TEH_MARBUTA = 'ة';

const isLetter = (text: string | undefined): boolean => text !== undefined && /^\p{L}$/u.test(text);

const written = (letter: string): string => {
  const known = TABLE.get(letter);
  if (known !== undefined) return known;
  if (PARTING.test(letter)) return '<';
  // A letter with marks that no table names is its base letter: section 6 does so for all it names.
  const [base = ''] = letter.normalize('NFD');
  return base === letter ? (/^[A-Z]$/.test(letter) ? letter : '') : (TABLE.get(base) ?? written(base));
};

/** The first letters a field of the certificate holds (schema 1.3: 80). */
export const NAME_MAX = 80;

/** `Jean-Éric d’Œuvre` becomes `JEAN<ERIC<DOEUVRE`; empty when nothing of it can be written in these letters. */
export const transliterated = (name: string): string => {
  const letters = [...name.normalize('NFC')].flatMap((letter) => {
    // Before upper case, which would make two letters of it, or another letter.
    if (letter === 'ß' || letter === 'ı') return [letter];
    return [...letter.toUpperCase().normalize('NFC')];
  });
  let text = '';
  for (const [i, letter] of letters.entries()) {
    if (letter === SHADDA) text += written(letters[i - 1] ?? '');
    // At the end of a part of a name it is heard as an H (section 6, table C).
    else if (letter === TEH_MARBUTA && !isLetter(letters[i + 1])) text += 'XAH';
    // Two letters of Greek that are one sound (ISO 843).
    else if (/^[ΥΎ]$/.test(letter) && /^[ΟΌ]$/.test(letters[i - 1] ?? '')) text += 'U';
    else text += written(letter);
  }
  return text.replaceAll(/<+/g, '<').replace(/^</, '').slice(0, NAME_MAX).replace(/<$/, '');
};

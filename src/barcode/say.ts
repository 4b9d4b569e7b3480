/** Why a code was refused, for the person who scanned it: what is wrong, and who can mend it. */
import type { BarcodeError } from '#barcode/element-string.ts';
import type { Text } from '#kernel/text.ts';

/** What nearly always is the cause, and what the person at the desk can do. */
const AGAIN: Text = {
  fr: 'Scannez de nouveau, code à plat et bien éclairé ; sinon, recopiez le lot et la péremption du flacon.',
  en: 'Scan again, with the code flat and well lit; otherwise copy the lot and the expiry from the vial.',
};
const LABEL: Text = {
  fr: 'L’étiquette elle-même est fautive : recopiez le lot et la péremption à la main, et signalez-la à la pharmacie.',
  en: 'The label itself is wrong: copy the lot and the expiry by hand, and report it to the pharmacy.',
};
const OTHER: Text = {
  fr: 'Cherchez sur le flacon ou sa boîte un petit carré de points (DataMatrix) et scannez celui-là.',
  en: 'Look on the vial or its box for a small square of dots (DataMatrix), and scan that one.',
};
const SETTINGS: Text = {
  fr: 'Si cela se répète, la douchette est mal réglée : qui tient le matériel l’accorde au clavier français, avec FNC1 transmis (docs/barcodes.md).',
  en: 'If it happens again, the scanner is badly set: whoever keeps the equipment sets it to this keyboard, with FNC1 sent (docs/barcodes.md).',
};

/** What an element is, in words of the desk. */
const NAMES: Readonly<Record<string, Text>> = {
  '01': { fr: 'le code du produit', en: 'the product code' },
  '10': { fr: 'le numéro de lot', en: 'the lot number' },
  '17': { fr: 'la date de péremption', en: 'the expiry date' },
  '21': { fr: 'le numéro de série', en: 'the serial number' },
};

const nameOf = ({ ai }: BarcodeError): Text => {
  const known = ai === undefined ? undefined : NAMES[ai];
  return known ?? { fr: `l’élément (${ai ?? '?'})`, en: `element (${ai ?? '?'})` };
};

const join = (what: Text, ...mends: readonly Text[]): Text => ({
  fr: [what.fr, ...mends.map(({ fr }) => fr)].join(' '),
  en: [what.en, ...mends.map(({ en }) => en)].join(' '),
});

const sayRule = (error: BarcodeError): Text => {
  const name = nameOf(error);
  if (error.rule === 'csum' || error.rule === 'csumalpha')
    return join(
      {
        fr: `La clé de contrôle ne correspond pas dans ${name.fr} : un chiffre a été mal lu.`,
        en: `The check digit does not match in ${name.en}: a digit was misread.`,
      },
      AGAIN,
    );
  if (/^y+mmd/.test(error.rule))
    return join(
      { fr: `Ce jour n’existe pas : ${name.fr}.`, en: `That day does not exist: ${name.en}.` },
      LABEL,
    );
  return join(
    {
      fr: `Ce qui est lu n’est pas permis dans ${name.fr}.`,
      en: `What was read is not allowed in ${name.en}.`,
    },
    AGAIN,
    SETTINGS,
  );
};

/** A refusal in words for the desk. What programs need (rule, place) stays in the error. */
export const sayBarcodeError = (error: BarcodeError): Text => {
  const name = nameOf(error);
  switch (error.code) {
    case 'blank':
      return join({ fr: 'Rien n’a été lu.', en: 'Nothing was read.' }, AGAIN);
    case 'no-fnc1':
    case 'not-gs1':
      return join(
        { fr: 'Ce code n’est pas celui d’un médicament.', en: 'This code is not that of a medicine.' },
        OTHER,
      );
    case 'too-short':
      return join(
        {
          fr: `Le code est coupé : ${name.fr} n’est pas entier.`,
          en: `The code is cut: ${name.en} is not whole.`,
        },
        AGAIN,
      );
    case 'repeated':
      return join(
        {
          fr: `Le code dit deux choses différentes : ${name.fr} y est deux fois. Deux codes ont pu être lus ensemble.`,
          en: `The code says two different things: ${name.en} is there twice. Two codes may have been read together.`,
        },
        AGAIN,
      );
    case 'rule':
      return sayRule(error);
    case 'unknown-ai':
    case 'malformed':
    case 'value-too-long':
    case 'too-long':
    case 'too-many':
      return join(
        { fr: 'Ce code n’a pas pu être lu en entier.', en: 'This code could not be read whole.' },
        AGAIN,
        SETTINGS,
      );
  }
};

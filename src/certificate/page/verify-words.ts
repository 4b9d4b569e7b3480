import type { Text } from '#kernel/text.ts';

/** The words of the page that verifies. */
export const SAY = {
  title: { fr: 'Vérifier un certificat', en: 'Verify a certificate' },
  kicker: { fr: 'Sans compte, avec ou sans réseau', en: 'Without an account, with or without network' },
  lead: {
    fr: 'Scannez le code d’un certificat COVID numérique de l’Union européenne ou d’une SMART Health Card\u00a0: la page dit s’il est valable, et pourquoi.',
    en: 'Scan the code of an EU Digital COVID Certificate or of a SMART Health Card: the page says whether it is valid, and why.',
  },
  campaign: { fr: 'La campagne', en: 'The campaign' },
  madeWith: { fr: 'Fait avec Rappel.', en: 'Made with Rappel.' },
  scan: { fr: 'Scanner un code', en: 'Scan a code' },
  another: { fr: 'Vérifier un autre certificat', en: 'Verify another certificate' },
  forget: { fr: 'Effacer', en: 'Clear' },
  paste: { fr: 'Ou collez le texte du code', en: 'Or paste the text of the code' },
  pasteHint: { fr: 'Il commence par HC1: ou shc:/', en: 'It begins with HC1: or shc:/' },
  verify: { fr: 'Vérifier', en: 'Verify' },
  parts: {
    fr: 'Cette carte est en plusieurs codes\u00a0: scannez les autres. Lus\u00a0:',
    en: 'This card is in several codes: scan the others. Read:',
  },
  privateTitle: { fr: 'Rien ne quitte cet appareil', en: 'Nothing leaves this device' },
  private: {
    fr: 'Ce que vous scannez est lu ici, n’est envoyé à personne et n’est gardé nulle part\u00a0: fermez la page, ou effacez, et il n’en reste rien.',
    en: 'What you scan is read here, is sent to nobody and is kept nowhere: close the page, or clear it, and nothing is left.',
  },
  born: { fr: 'Né(e) le', en: 'Born on' },
  detail: { fr: 'Détail technique\u00a0:', en: 'Technical detail:' },
  checkedAt: { fr: 'Vérifié le', en: 'Verified on' },
  noList: {
    fr: 'Aucune liste d’émetteurs sur cet appareil\u00a0: connectez-vous une fois, elle sera gardée.',
    en: 'No list of issuers on this device: connect once, it will be kept.',
  },
  rules: {
    fr: 'Règles générales de l’Union européenne\u00a0:',
    en: 'General rules of the European Union:',
  },
  rulesMet: { fr: 'respectées ce jour', en: 'met on this day' },
  rulesNot: { fr: 'non respectées ce jour', en: 'not met on this day' },
  rulesNote: {
    fr: 'Un certificat authentique peut ne pas suffire\u00a0: chaque pays a ses propres règles d’entrée.',
    en: 'A genuine certificate may not be enough: each country has its own rules of entry.',
  },
  list: { fr: 'Liste des émetteurs', en: 'List of issuers' },
  listOf: { fr: 'du', en: 'of' },
  refresh: { fr: 'Rafraîchir la liste', en: 'Refresh the list' },
  reading: { fr: 'Lecture de la liste…', en: 'Reading the list…' },
  old: {
    fr: 'La liste est ancienne\u00a0: les certificats révoqués depuis ne sont pas connus. Connectez-vous dès que possible.',
    en: 'The list is old: certificates revoked since are not known. Connect as soon as you can.',
  },
  clock: {
    fr: 'L’heure de cet appareil est fausse\u00a0: elle est avant celle de la liste. Réglez-la, sinon les dates seront mal jugées.',
    en: 'The clock of this device is wrong: it is before that of the list. Set it, or dates will be misjudged.',
  },
} as const satisfies Record<string, Text>;

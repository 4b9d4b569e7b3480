/** The verdict in the words of whoever stands at a door: what it is, why, and what to do. */
import type { Reason, Verdict } from '#certificate/certificate.ts';
import type { Text } from '#kernel/text.ts';

/** `unsure`: nothing can be said of it, for or against. */
export type Tone = 'valid' | 'refused' | 'unsure';
export type Said = { readonly tone: Tone; readonly why: Text; readonly mend: Text };

export const TITLES: Readonly<Record<Tone, Text>> = {
  valid: { fr: 'Valable', en: 'Valid' },
  refused: { fr: 'Non valable', en: 'Not valid' },
  unsure: { fr: 'On ne peut pas dire', en: 'Cannot say' },
};

const AGAIN: Text = {
  fr: 'Scannez de nouveau, de plus près et sans reflet, ou demandez l’original.',
  en: 'Scan again, closer and without glare, or ask for the original.',
};
const NEW_ONE: Text = {
  fr: 'La personne peut en demander un nouveau à un centre, ou sur sa page.',
  en: 'The person may ask a centre for a new one, or take it from their page.',
};

const REASONS: Readonly<Record<Reason, Said>> = {
  unreadable: {
    tone: 'unsure',
    why: {
      fr: 'Ce code n’est pas celui d’un certificat, ou il est abîmé.',
      en: 'This code is not that of a certificate, or it is damaged.',
    },
    mend: AGAIN,
  },
  'too-large': {
    tone: 'refused',
    why: {
      fr: 'Ce code contient bien plus qu’un certificat.',
      en: 'This code holds far more than a certificate.',
    },
    mend: {
      fr: 'Ne l’acceptez pas\u00a0: aucun émetteur n’en fait de pareil.',
      en: 'Do not accept it: no issuer makes such a one.',
    },
  },
  malformed: {
    tone: 'unsure',
    why: {
      fr: 'Ce code ressemble à un certificat, mais il y manque quelque chose.',
      en: 'This code looks like a certificate, but something is missing in it.',
    },
    mend: AGAIN,
  },
  'unknown-key': {
    tone: 'unsure',
    why: {
      fr: 'Il est signé par un émetteur qui n’est pas dans notre liste.',
      en: 'It is signed by an issuer who is not on our list.',
    },
    mend: {
      fr: 'Connectez-vous pour rafraîchir la liste, puis scannez de nouveau. Si rien ne change, ne vous y fiez pas.',
      en: 'Connect to refresh the list, then scan again. If nothing changes, do not rely on it.',
    },
  },
  'key-usage': {
    tone: 'refused',
    why: {
      fr: 'Son émetteur n’a pas le droit de signer ce genre de certificat.',
      en: 'Its issuer may not sign this kind of certificate.',
    },
    mend: { fr: 'Ne l’acceptez pas.', en: 'Do not accept it.' },
  },
  'key-expired': {
    tone: 'refused',
    why: {
      fr: 'La clé de son émetteur n’est pas en cours de validité.',
      en: 'The key of its issuer is not within its validity.',
    },
    mend: NEW_ONE,
  },
  'key-revoked': {
    tone: 'refused',
    why: {
      fr: 'Son émetteur a retiré la clé qui l’a signé.',
      en: 'Its issuer withdrew the key that signed it.',
    },
    mend: NEW_ONE,
  },
  'wrong-signature': {
    tone: 'refused',
    why: {
      fr: 'Sa signature est fausse\u00a0: ce qu’il dit a été changé ou inventé.',
      en: 'Its signature is wrong: what it says was changed or made up.',
    },
    mend: { fr: 'Ne l’acceptez pas.', en: 'Do not accept it.' },
  },
  'not-yet-valid': {
    tone: 'refused',
    why: { fr: 'Il ne vaut pas encore.', en: 'It does not hold yet.' },
    mend: {
      fr: 'Vérifiez l’heure de cet appareil, et la date du certificat.',
      en: 'Check the clock of this device, and the date of the certificate.',
    },
  },
  expired: {
    tone: 'refused',
    why: { fr: 'Sa signature a expiré.', en: 'Its signature has expired.' },
    mend: NEW_ONE,
  },
  revoked: {
    tone: 'refused',
    why: {
      fr: 'Son émetteur l’a révoqué\u00a0: ce qu’il dit n’est plus exact, ou il a été perdu.',
      en: 'Its issuer revoked it: what it says is no longer right, or it was lost.',
    },
    mend: NEW_ONE,
  },
};

export const saidOf = ({ valid, reason }: Pick<Verdict, 'valid' | 'reason'>): Said =>
  valid || reason === null
    ? {
        tone: 'valid',
        why: {
          fr: 'La signature est juste, et rien ne dit qu’il a été révoqué.',
          en: 'The signature is right, and nothing says it was revoked.',
        },
        mend: {
          fr: 'Comparez le nom et la date de naissance à une pièce d’identité.',
          en: 'Compare the name and the birth date with an identity document.',
        },
      }
    : REASONS[reason];

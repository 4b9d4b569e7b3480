/** Words of a person's identity, shared by every page that shows one. */
import type { Text } from '#kernel/text.ts';
import type { Identity, Trust } from '#people/person.ts';

export const SEX: Readonly<Record<Identity['sex'], Text>> = {
  f: { fr: 'Femme', en: 'Female' },
  m: { fr: 'Homme', en: 'Male' },
  u: { fr: 'Sexe inconnu', en: 'Sex unknown' },
};

export const TRUST: Readonly<Record<Trust, { readonly name: Text; readonly means: Text }>> = {
  provisional: {
    name: { fr: 'Provisoire', en: 'Provisional' },
    means: {
      fr: 'Écrite sur parole\u00a0: aucune pièce d’identité n’a été vue, le service national n’a rien confirmé.',
      en: 'Written down on trust: no identity paper was seen, the national service confirmed nothing.',
    },
  },
  validated: {
    name: { fr: 'Validée', en: 'Validated' },
    means: {
      fr: 'Une pièce d’identité a été vue\u00a0; le service national n’a pas encore donné ces traits.',
      en: 'An identity paper was seen; the national service has not given these traits yet.',
    },
  },
  retrieved: {
    name: { fr: 'Récupérée', en: 'Retrieved' },
    means: {
      fr: 'Le service national a donné ces traits\u00a0; aucune pièce d’identité n’a été vue.',
      en: 'The national service gave these traits; no identity paper was seen.',
    },
  },
  qualified: {
    name: { fr: 'Qualifiée', en: 'Qualified' },
    means: {
      fr: 'Une pièce d’identité a été vue et le service national a donné ces mêmes traits.',
      en: 'An identity paper was seen and the national service gave these very traits.',
    },
  },
};

export const FIELDS = {
  familyName: { fr: 'Nom de naissance', en: 'Birth name' },
  givenNames: { fr: 'Prénoms', en: 'First names' },
  usedFamilyName: { fr: 'Nom utilisé', en: 'Name used' },
  usedGivenName: { fr: 'Prénom utilisé', en: 'First name used' },
  birthDate: { fr: 'Date de naissance', en: 'Birth date' },
  sex: { fr: 'Sexe', en: 'Sex' },
  birthPlace: { fr: 'Lieu de naissance', en: 'Birth place' },
  nationalNumber: { fr: 'Numéro national', en: 'National number' },
  phone: { fr: 'Téléphone', en: 'Phone' },
  email: { fr: 'Adresse électronique', en: 'E-mail' },
  address: { fr: 'Adresse', en: 'Address' },
  line: { fr: 'Numéro et rue', en: 'Number and street' },
  postcode: { fr: 'Code postal', en: 'Postcode' },
  city: { fr: 'Commune', en: 'City' },
  foreignIdentifiers: { fr: 'Identifiants étrangers', en: 'Foreign identifiers' },
  representative: { fr: 'Représentant', en: 'Representative' },
} as const satisfies Record<string, Text>;

export const DOCUMENTS = {
  'identity-card': { fr: 'Carte d’identité', en: 'Identity card' },
  passport: { fr: 'Passeport', en: 'Passport' },
  'residence-permit': { fr: 'Titre de séjour', en: 'Residence permit' },
  'birth-certificate': { fr: 'Acte de naissance', en: 'Birth certificate' },
  'family-book': { fr: 'Livret de famille', en: 'Family record book' },
  other: { fr: 'Autre pièce', en: 'Another paper' },
} as const satisfies Record<string, Text>;

export const RELATIONS = {
  parent: { fr: 'Parent', en: 'Parent' },
  guardian: { fr: 'Tuteur', en: 'Guardian' },
  curator: { fr: 'Curateur', en: 'Curator' },
  other: { fr: 'Autre', en: 'Other' },
} as const satisfies Record<string, Text>;

/** `GARNIER Léonie Marguerite`: the family name is told from the first names at a glance. */
export const fullName = ({
  familyName,
  givenNames,
}: {
  readonly familyName: string;
  readonly givenNames: string;
}): string => `${familyName.toLocaleUpperCase('fr')} ${givenNames}`;

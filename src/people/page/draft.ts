/** An identity as it is typed: every field a text, whatever is half-way; and the identity it makes. */
import type { Text } from '#kernel/text.ts';
import { fieldDate, findDate, readDate } from '#kit/typed-date.ts';
import { sayNumber, spacedNumber } from '#people/page/number-said.ts';
import { DOCUMENTS, RELATIONS } from '#people/page/words.ts';
import { BirthPlace, type Identity } from '#people/person.ts';

export type Draft = {
  readonly familyName: string;
  readonly givenNames: string;
  readonly usedFamilyName: string;
  readonly usedGivenName: string;
  readonly birthDate: string;
  readonly sex: '' | Identity['sex'];
  readonly birthPlace: string;
  readonly nationalNumber: string;
  /** The number is that of the parent who brings the child. */
  readonly ofBearer: boolean;
  readonly phone: string;
  readonly email: string;
  readonly line: string;
  readonly postcode: string;
  readonly city: string;
  readonly relation: string;
  readonly representativeGivenNames: string;
  readonly representativeFamilyName: string;
  readonly representativePhone: string;
  /** The identity paper seen now; empty when none was. */
  readonly document: string;
};

export const EMPTY_DRAFT: Draft = {
  familyName: '',
  givenNames: '',
  usedFamilyName: '',
  usedGivenName: '',
  birthDate: '',
  sex: '',
  birthPlace: '',
  nationalNumber: '',
  ofBearer: false,
  phone: '',
  email: '',
  line: '',
  postcode: '',
  city: '',
  relation: '',
  representativeGivenNames: '',
  representativeFamilyName: '',
  representativePhone: '',
  document: '',
};

export const draftOf = (identity: Identity): Draft => {
  const { address, representative } = identity;
  return {
    familyName: identity.familyName,
    givenNames: identity.givenNames,
    usedFamilyName: identity.usedFamilyName ?? '',
    usedGivenName: identity.usedGivenName ?? '',
    birthDate: fieldDate(identity.birthDate),
    sex: identity.sex,
    birthPlace: identity.birthPlace ?? '',
    nationalNumber: spacedNumber(identity.nationalNumber ?? ''),
    ofBearer: identity.numberOf === 'bearer',
    phone: identity.phone ?? '',
    email: identity.email ?? '',
    line: address?.line ?? '',
    postcode: address?.postcode ?? '',
    city: address?.city ?? '',
    relation: representative?.relation ?? '',
    representativeGivenNames: representative?.givenNames ?? '',
    representativeFamilyName: representative?.familyName ?? '',
    representativePhone: representative?.phone ?? '',
    document: '',
  };
};

const MISSING: Text = { fr: 'À remplir.', en: 'To be filled in.' };
const DATE: Text = {
  fr: 'Jour, mois, année\u00a0: 12/05/1956. Ce qui n’est pas connu s’écrit 00.',
  en: 'Day, month, year: 12/05/1956. What is not known is written 00.',
};
const PLACE: Text = {
  fr: 'Cinq caractères\u00a0: code INSEE de la commune, ou 99 et le pays à l’étranger.',
  en: 'Five characters: INSEE code of the commune, or 99 and the country abroad.',
};
const EMAIL: Text = { fr: 'Une adresse s’écrit nom@domaine.', en: 'An address is written name@domain.' };
const NUMBER_UNFINISHED: Text = {
  fr: 'Ce numéro n’est pas entier\u00a0: finissez-le, ou videz le champ.',
  en: 'This number is not whole: finish it, or empty the field.',
};

export type DraftField = keyof Draft;

/** What is missing or cannot be, before anything is sent. */
export const draftFaults = (draft: Draft): ReadonlyMap<DraftField, Text> => {
  const faults = new Map<DraftField, Text>();
  if (draft.familyName.trim() === '') faults.set('familyName', MISSING);
  if (draft.givenNames.trim() === '') faults.set('givenNames', MISSING);
  if (draft.sex === '') faults.set('sex', MISSING);
  const date = readDate(draft.birthDate);
  if (!('date' in date)) faults.set('birthDate', 'wrong' in date ? date.wrong : DATE);
  const place = draft.birthPlace.trim().toUpperCase();
  if (place !== '' && !BirthPlace.safeParse(place).success) faults.set('birthPlace', PLACE);
  const number = sayNumber(draft.nationalNumber);
  if (number.is === 'wrong') faults.set('nationalNumber', number.text);
  else if (number.is === 'unfinished' && draft.nationalNumber.replace(/\D/g, '').length < 13)
    faults.set('nationalNumber', NUMBER_UNFINISHED);
  if (draft.email.trim() !== '' && !/^\S+@\S+\.\S+$/.test(draft.email.trim())) faults.set('email', EMAIL);
  if (draft.relation !== '') {
    if (draft.representativeFamilyName.trim() === '') faults.set('representativeFamilyName', MISSING);
    if (draft.representativeGivenNames.trim() === '') faults.set('representativeGivenNames', MISSING);
  }
  return faults;
};

/** A member only when there is something in it. */
const filled = <Name extends string>(name: Name, text: string): { [name in Name]?: string } => {
  const trimmed = text.trim();
  const member: { [name in Name]?: string } = {};
  return trimmed === '' ? member : Object.assign(member, { [name]: trimmed });
};

const addressOf = (draft: Draft, before: Identity | undefined): Pick<Identity, 'address'> => {
  const { line, postcode, city } = draft;
  if ([line, postcode, city].every((text) => text.trim() === '')) return {};
  const kept = before?.address;
  // The code of the commune says the territory: it holds as long as the town is the same.
  const sameTown = kept !== undefined && kept.postcode === postcode.trim() && kept.city === city.trim();
  return {
    address: {
      ...filled('line', line),
      ...filled('postcode', postcode),
      ...filled('city', city),
      ...(sameTown && kept.commune !== undefined && { commune: kept.commune }),
      ...(kept?.country !== undefined && { country: kept.country }),
    },
  };
};

const isRelation = (text: string): text is keyof typeof RELATIONS => Object.hasOwn(RELATIONS, text);
const isDocument = (text: string): text is keyof typeof DOCUMENTS => Object.hasOwn(DOCUMENTS, text);

/** The identity a draft makes; undefined while something is missing. What the form does not show stays as it was. */
export const identityOf = (draft: Draft, before?: Identity): Identity | undefined => {
  const birthDate = findDate(draft.birthDate);
  const { sex, relation } = draft;
  if (draftFaults(draft).size > 0 || birthDate === undefined || sex === '') return undefined;
  return {
    familyName: draft.familyName.trim(),
    givenNames: draft.givenNames.trim(),
    ...filled('usedFamilyName', draft.usedFamilyName),
    ...filled('usedGivenName', draft.usedGivenName),
    birthDate,
    sex,
    ...filled('birthPlace', draft.birthPlace.toUpperCase()),
    ...filled('nationalNumber', draft.nationalNumber.replaceAll(' ', '')),
    ...(draft.nationalNumber.trim() !== '' && draft.ofBearer && { numberOf: 'bearer' as const }),
    ...(before?.foreignIdentifiers !== undefined && { foreignIdentifiers: before.foreignIdentifiers }),
    ...filled('phone', draft.phone),
    ...filled('email', draft.email),
    ...addressOf(draft, before),
    ...(isRelation(relation) && {
      representative: {
        relation,
        givenNames: draft.representativeGivenNames.trim(),
        familyName: draft.representativeFamilyName.trim(),
        ...filled('phone', draft.representativePhone),
      },
    }),
  };
};

/** The paper seen, as evidence. */
export const evidenceOf = ({ document }: Draft) =>
  isDocument(document) ? [{ kind: 'document' as const, document }] : [];

/** What was searched becomes the beginning of a registration: nothing is typed twice. */
export const draftFromSearch = (asked: {
  readonly nationalNumber: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly birthDate: string;
  readonly city: string;
  readonly phone: string;
}): Draft => ({
  ...EMPTY_DRAFT,
  familyName: asked.familyName,
  givenNames: asked.givenName,
  birthDate: asked.birthDate,
  nationalNumber: asked.nationalNumber,
  city: asked.city,
  phone: asked.phone,
});

const FIELD_NAMES: readonly DraftField[] = Object.keys(EMPTY_DRAFT).filter((name): name is DraftField =>
  Object.hasOwn(EMPTY_DRAFT, name),
);

/**
 * Somebody else rectified the record meanwhile: what they changed is taken where this hand has not written, and every
 * field they changed is named, so that nobody's work is undone unseen.
 */
export const takeNewer = (
  draft: Draft,
  before: Identity,
  newer: Identity,
): { readonly draft: Draft; readonly changed: readonly DraftField[] } => {
  const [was, is] = [draftOf(before), draftOf(newer)];
  const changed = FIELD_NAMES.filter((field) => was[field] !== is[field]);
  const taken = changed.filter((field) => draft[field] === was[field]);
  return {
    draft: { ...draft, ...Object.fromEntries(taken.map((field) => [field, is[field]])) },
    changed,
  };
};

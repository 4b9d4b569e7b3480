/** The second record of a replayed person: written again with errors, and still what a register takes. */
import type { Draw } from '#kernel/random.ts';
import { isRefused } from '#kernel/result.ts';
import { normaliseBirthDate, type Traits } from '#people/identity-traits.ts';
import { readNationalNumber } from '#people/national-number.ts';
import { BirthDate, BirthPlace, type Identity } from '#people/person.ts';
import { writeAgain } from '#people/replay-errors.ts';
import { fictionPhone } from '#people/replay-identity.ts';
import { createDice, type NameLists } from '#people/replay-people.ts';

const traitsOf = ({ givenNames, familyName, birthDate, sex, address, ...identity }: Identity): Traits => ({
  givenName: givenNames,
  familyName,
  birthDate,
  sex,
  ...(identity.birthPlace !== undefined && { birthPlace: identity.birthPlace }),
  ...(identity.nationalNumber !== undefined && { nationalNumber: identity.nationalNumber }),
  ...(identity.phone !== undefined && { phone: identity.phone }),
  ...(identity.email !== undefined && { email: identity.email }),
  ...(address?.line !== undefined && { address: address.line }),
  ...(address?.postcode !== undefined && { postcode: address.postcode }),
  ...(address?.city !== undefined && { city: address.city }),
});

/** `YYYY-MM-DD` of a date in any way of writing; a date that cannot be read stays as it was known. */
const dateOf = (written: string | undefined, otherwise: string): string => {
  const digits = normaliseBirthDate(written ?? '');
  const date = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  return BirthDate.safeParse(date).success ? date : otherwise;
};

const nameOf = (written: string | undefined, otherwise: string): string =>
  written?.trim().slice(0, NAME_MAX) || otherwise;
const NAME_MAX = 100;

/** A register refuses a number whose key is wrong: whoever typed it saw it refused, and left it out. */
const numberOf = (written: string | undefined): string | undefined =>
  written !== undefined && !isRefused(readNationalNumber(written)) ? written : undefined;

const placeKey = (postcode: string | undefined, city: string | undefined): string => `${postcode}|${city}`;

export const createAgain = (lists: NameLists): ((identity: Identity, draw: Draw) => Identity) => {
  const dice = { ...createDice(lists), phone: fictionPhone };
  const communeOf = new Map(
    lists.communes.map(({ code, name, postcode }) => [placeKey(postcode, name), code]),
  );
  return (identity, draw) => {
    const written = writeAgain({ traits: traitsOf(identity), usedName: identity.usedFamilyName }, dice, draw);
    const { birthPlace, phone, email, postcode, city } = written;
    const line = written.address?.trim();
    const nationalNumber = numberOf(written.nationalNumber);
    // A town misspelt is a town unknown: its code is then that of nobody's list.
    const commune = communeOf.get(placeKey(postcode, city));
    return {
      familyName: nameOf(written.familyName, identity.familyName),
      givenNames: nameOf(written.givenName, identity.givenNames),
      birthDate: dateOf(written.birthDate, identity.birthDate),
      sex: written.sex === 'm' || written.sex === 'f' ? written.sex : 'u',
      ...(birthPlace !== undefined && BirthPlace.safeParse(birthPlace).success && { birthPlace }),
      ...(nationalNumber !== undefined && { nationalNumber }),
      ...(phone !== undefined && phone !== '' && { phone }),
      ...(email !== undefined && email !== '' && { email }),
      address: {
        ...(line !== undefined && line !== '' && { line }),
        ...(postcode !== undefined && { postcode }),
        ...(city !== undefined && city !== '' && { city }),
        ...(commune !== undefined && { commune }),
        country: 'FR',
      },
    };
  };
};

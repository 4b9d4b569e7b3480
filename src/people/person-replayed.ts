/** A replayed person (replay-people.ts) as the register takes them in. */
import type { Identity } from '#people/person.ts';
import type { Person as Replayed } from '#people/replay-people.ts';

export const identityOfReplayed = ({ traits, usedName }: Replayed): Identity => {
  const { nationalNumber, birthPlace, phone, email, address, postcode, city, sex } = traits;
  return {
    familyName: traits.familyName ?? '',
    givenNames: traits.givenName ?? '',
    ...(usedName !== undefined && { usedFamilyName: usedName }),
    birthDate: traits.birthDate ?? '',
    sex: sex === 'm' || sex === 'f' ? sex : 'u',
    ...(birthPlace !== undefined && { birthPlace }),
    ...(nationalNumber !== undefined && { nationalNumber }),
    ...(phone !== undefined && { phone }),
    ...(email !== undefined && { email }),
    ...(city !== undefined && {
      address: {
        ...(address !== undefined && { line: address }),
        ...(postcode !== undefined && { postcode }),
        city,
      },
    }),
  };
};

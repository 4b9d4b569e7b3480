/** The traits that matching compares, from an identity of the register. */
import type { Traits } from '#people/identity-traits.ts';
import type { Identity } from '#people/person.ts';

/** A number borrowed from a parent says nothing of who the child is: it is left out. */
export const traitsOf = ({
  givenNames,
  familyName,
  birthDate,
  sex,
  birthPlace,
  nationalNumber,
  numberOf,
  address,
  phone,
  email,
}: Identity): Traits => ({
  givenName: givenNames,
  familyName,
  birthDate,
  sex: sex === 'u' ? '' : sex,
  ...(birthPlace !== undefined && birthPlace !== UNKNOWN_PLACE && { birthPlace }),
  ...(nationalNumber !== undefined && numberOf !== 'bearer' && { nationalNumber }),
  ...(address?.postcode !== undefined && { postcode: address.postcode }),
  ...(address?.city !== undefined && { city: address.city }),
  ...(address?.line !== undefined && { address: address.line }),
  ...(phone !== undefined && { phone }),
  ...(email !== undefined && { email }),
});

/** Born abroad, in a country nobody knows: two people who share it share nothing. */
const UNKNOWN_PLACE = '99999';

/** A person as a list of people found shows them: enough to tell them apart, no more. */
import { RIGHTS } from '#access/rights.ts';
import type { Caller } from '#http/identity.ts';
import type { Found } from '#people/people.api.ts';
import { mayAct, type Reach } from '#people/reach.node.ts';
import type { Likeness } from '#people/register.ts';

const NUMBER_ENDS = [11, 13] as const;

export const foundOf = async (
  reach: Reach,
  caller: Caller,
  { stored, likeness }: Likeness,
): Promise<Found> => {
  const { id, identity } = stored.person;
  const city = identity.address?.city;
  return {
    person: id,
    familyName: identity.familyName,
    ...(identity.usedFamilyName !== undefined && { usedFamilyName: identity.usedFamilyName }),
    givenNames: identity.givenNames,
    birthDate: identity.birthDate,
    sex: identity.sex,
    ...(city !== undefined && city !== '' && { city }),
    ...(identity.nationalNumber !== undefined && {
      numberEnds: identity.nationalNumber.slice(...NUMBER_ENDS),
    }),
    trust: stored.trust,
    open: caller.rights.has(RIGHTS.readPeople) && (await mayAct(reach, caller, RIGHTS.readPeople, stored)),
    likeness: Math.round(likeness * 1000) / 1000,
  };
};

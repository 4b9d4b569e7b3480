/** Places of a campaign as FHIR R4 Locations: the nation, its regions and departments, communes and centres. */
import { locationId } from '#fhir/ids.node.ts';
import type { Reference, Resource } from '#fhir/resource.ts';
import type { Territory } from '#places/territory.ts';
import { PLACE } from '#programmes/vaccination/fhir/words.ts';

export type Places = Pick<Territory, 'chainOf' | 'nameOf' | 'isCentre' | 'isKnown'>;

const PHYSICAL_TYPE = 'http://terminology.hl7.org/CodeSystem/location-physical-type';
const JURISDICTION = { coding: [{ system: PHYSICAL_TYPE, code: 'jdn', display: 'Jurisdiction' }] };
const SITE = { coding: [{ system: PHYSICAL_TYPE, code: 'si', display: 'Site' }] };

/** A reference to a place; by its code alone when no id can say it. */
export const locationReference = (place: string): Reference => {
  const id = locationId(place);
  return id === undefined
    ? { type: 'Location', identifier: { system: PLACE, value: place } }
    : { reference: `Location/${id}` };
};

/** Undefined for a code that no id can say. */
export const locationOf = (place: string, places: Places): Resource | undefined => {
  const [code = place, parent] = places.chainOf(place);
  const id = locationId(code);
  if (id === undefined) return undefined;
  return {
    resourceType: 'Location',
    id,
    identifier: [{ system: PLACE, value: code }],
    status: 'active',
    name: places.nameOf(code),
    mode: 'instance',
    physicalType: places.isCentre(code) ? SITE : JURISDICTION,
    ...(parent !== undefined && { partOf: locationReference(parent) }),
  };
};

/** Places over FHIR: read, and searched by code, by name, by what they are in. */
import { type Paging, queryOf, searchset } from '#fhir/bundle.ts';
import { placeOfLocation } from '#fhir/ids.node.ts';
import { type Route, route } from '#http/route.ts';
import { isRefused, refuse } from '#kernel/result.ts';
import { locationOf, type Places } from '#programmes/vaccination/fhir/location.node.ts';
import {
  readLocation,
  searchedBy,
  searchLocations,
} from '#programmes/vaccination/fhir/location-and-more.api.ts';
import {
  folded,
  readSearch,
  type SearchRead,
  tokenIn,
} from '#programmes/vaccination/fhir/location-search.ts';
import { idIn } from '#programmes/vaccination/fhir/parts.node.ts';
import { PLACE } from '#programmes/vaccination/fhir/words.ts';

export type LocationOptions = {
  readonly places: Places & {
    /** The code of every declared place. */
    readonly codes: readonly string[];
  };
  readonly base: () => string;
};

/** A page of an answer, and where it and the next one are. */
export const pageOf = <T>(
  all: readonly T[],
  { given, count, offset }: SearchRead,
  address: string,
): { readonly page: readonly T[]; readonly paging: Paging } => {
  const at = (start: number): string =>
    `${address}?${queryOf([...given, ['_count', count], ...(start === 0 ? [] : [['_offset', start] as const])])}`;
  const next = offset + count < all.length && count > 0 ? at(offset + count) : undefined;
  return { page: all.slice(offset, offset + count), paging: { self: at(offset), next } };
};

export const NOT_FOUND = refuse('fhir-not-found', 'no resource has this id');

export const locationRoutes = ({ places, base }: LocationOptions): Route[] => {
  const { codes } = places;
  const names = codes.map((code) => folded(places.nameOf(code)));

  const found = ({ given }: SearchRead): readonly string[] => {
    const [id, identifier, partof] = ['_id', 'identifier', 'partof'].map((name) => given.get(name));
    const name = given.has('name') ? folded(given.get('name') ?? '') : undefined;
    const wantedCode = identifier === undefined ? undefined : tokenIn(identifier, PLACE);
    const parentId = partof === undefined ? undefined : (idIn('Location', partof, base()) ?? partof);
    const parent = parentId === undefined ? undefined : placeOfLocation(parentId);
    return codes.filter(
      (code, i) =>
        (id === undefined || placeOfLocation(id) === code) &&
        (identifier === undefined || wantedCode === code) &&
        (name === undefined || names[i]?.startsWith(name) || names[i]?.includes(` ${name}`)) &&
        (partof === undefined || places.chainOf(code)[1] === parent),
    );
  };

  return [
    route(readLocation, async ({ params }) => {
      const code = placeOfLocation(params.id);
      const location = code !== undefined && places.isKnown(code) ? locationOf(code, places) : undefined;
      return location === undefined || location.id !== params.id
        ? NOT_FOUND
        : { status: 200, body: location };
    }),
    route(searchLocations, async ({ query, headers }) => {
      const asked = readSearch(query, searchedBy('Location'), headers.prefer);
      if (isRefused(asked)) return asked;
      const all = found(asked);
      const { page, paging } = pageOf(all, asked, `${base()}/Location`);
      const matches = page.map((code) => locationOf(code, places)).filter((one) => one !== undefined);
      return { status: 200, body: { ...searchset(base(), matches, paging, { total: all.length }) } };
    }),
  ];
};

/** Where versions of Immunizations come from, over FHIR: seen by whoever may see the act. */
import { searchset } from '#fhir/bundle.ts';
import { readActId } from '#fhir/ids.node.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Caller } from '#http/identity.ts';
import { type Route, route } from '#http/route.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import { ELSEWHERE } from '#people/reach.node.ts';
import type { Act } from '#programmes/vaccination/fhir/act-versions.ts';
import { actsOfSubject } from '#programmes/vaccination/fhir/immunization-show.node.ts';
import { NOT_FOUND, pageOf } from '#programmes/vaccination/fhir/location.http.ts';
import {
  readProvenance,
  searchedBy,
  searchProvenances,
} from '#programmes/vaccination/fhir/location-and-more.api.ts';
import { readSearch } from '#programmes/vaccination/fhir/location-search.ts';
import { idIn, maySee, type Parts } from '#programmes/vaccination/fhir/parts.node.ts';
import { provenanceOf } from '#programmes/vaccination/fhir/provenance.node.ts';

const TOO_COSTLY = refuseInWords('fhir-too-costly', {
  fr: 'Provenance se cherche par target (Immunization/…), ou _id',
  en: 'Provenance is searched by target (Immunization/…), or _id',
});

/** The acts of the pseudonym of an id, with how to tell a fact by it. */
const actsNamed = async (parts: Parts, id: string) => {
  const named = readActId(id);
  if (named === undefined) return { acts: [], isNamed: () => false };
  const linked = await parts.read(named.subject);
  return isRefused(linked) ? linked : { acts: actsOfSubject(named.subject, linked), isNamed: named.isNamed };
};

export const provenanceRoutes = (parts: Parts): Route[] => {
  const { base } = parts;
  const reached = async (caller: Caller, act: Act): Promise<Act | Refused> => {
    const sees = await maySee(parts, caller, act);
    if (typeof sees === 'object') return sees;
    return sees ? act : ELSEWHERE;
  };

  /** The Provenance of the version that one fact made. */
  const find = async (caller: Caller, id: string): Promise<Resource | Refused> => {
    const named = await actsNamed(parts, id);
    if (isRefused(named)) return named;
    for (const act of named.acts) {
      const version = act.versions.find(({ made }) => named.isNamed(made.id));
      if (version === undefined) continue;
      const seen = await reached(caller, act);
      return isRefused(seen) ? seen : (provenanceOf(act, version) ?? NOT_FOUND);
    }
    return NOT_FOUND;
  };

  /** Those of every version of an Immunization, the newest first; of one, when the reference names a version. */
  const ofTarget = async (caller: Caller, target: string): Promise<readonly Resource[] | Refused> => {
    const id = idIn('Immunization', target, base());
    const wanted = /\/_history\/(\d+)$/.exec(target)?.[1];
    const named = await actsNamed(parts, id ?? '');
    if (isRefused(named)) return named;
    const act = named.acts.find(({ first }) => named.isNamed(first.id));
    if (act === undefined) return [];
    const seen = await reached(caller, act);
    if (isRefused(seen)) return seen;
    return act.versions
      .filter(({ number }) => wanted === undefined || String(number) === wanted)
      .toReversed()
      .map((version) => provenanceOf(act, version))
      .filter((one) => one !== undefined);
  };

  const search = async (
    caller: Caller,
    target: string | undefined,
    id: string | undefined,
  ): Promise<readonly Resource[] | Refused> => {
    if (target !== undefined) {
      const all = await ofTarget(caller, target);
      return isRefused(all) || id === undefined ? all : all.filter((one) => one.id === id);
    }
    if (id === undefined) return TOO_COSTLY;
    const one = await find(caller, id);
    if (isRefused(one)) return one === NOT_FOUND ? [] : one;
    return [one];
  };

  return [
    route(readProvenance, async ({ params, caller }) => {
      const found = await find(caller, params.id);
      return isRefused(found) ? found : { status: 200, body: { ...found } };
    }),
    route(searchProvenances, async ({ query, caller, headers }) => {
      const asked = readSearch(query, searchedBy('Provenance'), headers.prefer);
      if (isRefused(asked)) return asked;
      const all = await search(caller, asked.given.get('target'), asked.given.get('_id'));
      if (isRefused(all)) return all;
      const { page, paging } = pageOf(all, asked, `${base()}/Provenance`);
      return { status: 200, body: { ...searchset(base(), page, paging, { total: all.length }) } };
    }),
  ];
};

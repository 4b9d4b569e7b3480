/** Bundles of FHIR R4 that answer a search or tell a history, with the links that lead from page to page. */
import type { OperationOutcome } from '#fhir/outcome.ts';
import type { Resource } from '#fhir/resource.ts';

export type BundleLink = { readonly relation: 'self' | 'next' | 'previous' | 'first'; readonly url: string };
export type BundleEntry = {
  readonly fullUrl?: string;
  readonly resource?: Resource;
  readonly search?: { readonly mode: 'match' | 'include' | 'outcome' };
  readonly request?: { readonly method: string; readonly url: string };
  readonly response?: {
    readonly status: string;
    readonly location?: string;
    readonly etag?: string;
    readonly lastModified?: string;
    readonly outcome?: Resource;
  };
};
export type Bundle = {
  readonly resourceType: 'Bundle';
  readonly type: string;
  readonly total?: number;
  readonly link?: readonly BundleLink[];
  readonly entry?: readonly BundleEntry[];
};

/** `patient=p-1&_count=10`, in the order given; a value that is absent leaves its name out. */
export const queryOf = (
  parameters: readonly (readonly [name: string, value: string | number | undefined])[],
): string =>
  parameters
    .flatMap(([name, value]) =>
      value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
    )
    .join('&');

/** Where the pages of an answer are. No address may hold a word about a person: what was asked by POST is left out. */
export type Paging = { readonly self: string; readonly next?: string | undefined };

const linksOf = ({ self, next }: Paging): readonly BundleLink[] =>
  next === undefined
    ? [{ relation: 'self', url: self }]
    : [
        { relation: 'self', url: self },
        { relation: 'next', url: next },
      ];

/** An empty list is no list in FHIR: the element is left out. */
const filled = (entry: readonly BundleEntry[]): { readonly entry?: readonly BundleEntry[] } =>
  entry.length === 0 ? {} : { entry };

/** The address of a resource: `base` without a slash at its end. */
export const addressOf = (base: string, resource: Resource): string =>
  `${base}/${resource.resourceType}/${String(resource.id)}`;

/**
 * The answer to a search.
 * @param total how many there are in all, on every page; absent when nobody counted
 */
export const searchset = (
  base: string,
  matches: readonly Resource[],
  paging: Paging,
  { total, included = [], outcome }: SearchExtras = {},
): Bundle => {
  const found = (mode: 'match' | 'include') => (resource: Resource) => ({
    fullUrl: addressOf(base, resource),
    resource,
    search: { mode },
  });
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(total !== undefined && { total }),
    link: linksOf(paging),
    ...filled([
      ...matches.map(found('match')),
      ...included.map(found('include')),
      ...(outcome === undefined ? [] : [{ resource: outcome, search: { mode: 'outcome' as const } }]),
    ]),
  };
};
export type SearchExtras = {
  readonly total?: number;
  readonly included?: readonly Resource[];
  readonly outcome?: OperationOutcome;
};

/** One version of a resource: a state, or that it was deleted. */
export type VersionTold = {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  /** ISO instant. */
  readonly at: string;
  /** Absent: deleted. */
  readonly resource?: Resource | undefined;
};

/** Versions as a history Bundle; the newest first is for the caller to see to. */
export const history = (
  base: string,
  versions: readonly VersionTold[],
  paging: Paging,
  total?: number,
): Bundle => ({
  resourceType: 'Bundle',
  type: 'history',
  ...(total !== undefined && { total }),
  link: linksOf(paging),
  ...filled(
    versions.map(({ type, id, version, at, resource }) => {
      const [method, status] =
        resource === undefined ? ['DELETE', '204'] : version === 1 ? ['POST', '201'] : ['PUT', '200'];
      return {
        fullUrl: `${base}/${type}/${id}`,
        ...(resource !== undefined && { resource }),
        request: { method, url: method === 'POST' ? type : `${type}/${id}` },
        response: { status, etag: `W/"${version}"`, lastModified: at },
      };
    }),
  ),
});

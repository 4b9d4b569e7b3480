/** What a server says of itself in FHIR R4: made from its routes, so that it tells exactly what there is. */
import type { Resource } from '#fhir/resource.ts';
import type { Operation } from '#http/route.ts';

type Interaction = { readonly type: string } | { readonly system: string } | { readonly operation: string };

/** What an address below the base is for; nothing when it is no interaction of FHIR. */
const interactionOf = (
  method: string,
  path: string,
): (Interaction & { readonly resource?: string }) | undefined => {
  const [, first = '', second, third, fourth] = path.split('/');
  const name = path.split('/').at(-1) ?? '';
  if (name.startsWith('$'))
    return { operation: name.slice(1), ...(/^[A-Z]/.test(first) && { resource: first }) };
  if (path === '' && method === 'POST') return { system: 'transaction' };
  if (!/^[A-Z]/.test(first)) return undefined;
  const found =
    second === undefined
      ? { GET: 'search-type', POST: 'create' }[method]
      : second === '_search'
        ? 'search-type'
        : second === '_history'
          ? 'history-type'
          : third === undefined
            ? { GET: 'read', PUT: 'update', DELETE: 'delete' }[method]
            : third === '_history'
              ? fourth === undefined
                ? 'history-instance'
                : 'vread'
              : undefined;
  return found === undefined ? undefined : { type: found, resource: first };
};

export type SearchParameter = { readonly name: string; readonly type: string };

export type Described = {
  /** The path all of it is under, and its address where it is known. */
  readonly path: string;
  readonly address: string;
  readonly operations: readonly Operation[];
  /** What each type is searched by. */
  readonly searched: Readonly<Record<string, readonly SearchParameter[]>>;
  readonly includes: Readonly<Record<string, readonly string[]>>;
  /** Further members of a type: how it is versioned, what is conditional. */
  readonly more: Readonly<Record<string, object>>;
  readonly software: { readonly name: string; readonly version: string };
  readonly description: string;
  readonly date: string;
  /** Where systems ask for a token (SMART Backend Services); absent: told by the discovery document alone. */
  readonly token?: string | undefined;
};

const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';
const SECURITY_SERVICE = 'http://terminology.hl7.org/CodeSystem/restful-security-service';

const securityOf = (token: string | undefined): object => ({
  ...(token !== undefined && {
    extension: [{ url: OAUTH_URIS, extension: [{ url: 'token', valueUri: token }] }],
  }),
  service: [
    { coding: [{ system: SECURITY_SERVICE, code: 'SMART-on-FHIR' }], text: 'SMART Backend Services' },
  ],
  description:
    'OAuth 2.0 bearer tokens (SMART Backend Services); each route asks for a right, and rights reach a territory.',
});

/** A definition of an operation, by its name: those of FHIR have one of their own. */
const definitionOf = (name: string): string =>
  name === 'export'
    ? 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export'
    : `urn:rappel:operation:${name}`;

export const capabilityStatement = (described: Described): Resource => {
  const {
    path: base,
    address,
    operations,
    searched,
    includes,
    more,
    software,
    description,
    date,
    token,
  } = described;
  const types = new Map<string, { interactions: Set<string>; operations: Set<string> }>();
  const [system, systemOperations] = [new Set<string>(), new Set<string>()];
  for (const { method, path } of operations) {
    const found = path.startsWith(base) ? interactionOf(method, path.slice(base.length)) : undefined;
    if (found === undefined) continue;
    if ('system' in found) for (const code of ['transaction', 'batch']) system.add(code);
    else if (found.resource === undefined && 'operation' in found) systemOperations.add(found.operation);
    else {
      const type = types.get(found.resource ?? '') ?? { interactions: new Set(), operations: new Set() };
      if ('type' in found) type.interactions.add(found.type);
      else type.operations.add(found.operation);
      types.set(found.resource ?? '', type);
    }
  }
  const told = (names: ReadonlySet<string>) =>
    [...names].map((name) => ({ name, definition: definitionOf(name) }));
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date,
    kind: 'instance',
    software,
    implementation: { description, ...(/^https?:/.test(address) && { url: address }) },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        security: securityOf(token),
        resource: [...types].map(([type, { interactions, operations: own }]) => ({
          type,
          interaction: [...interactions].map((code) => ({ code })),
          ...more[type],
          ...(includes[type] !== undefined && { searchInclude: includes[type] }),
          ...(searched[type] !== undefined && { searchParam: searched[type] }),
          ...(own.size > 0 && { operation: told(own) }),
        })),
        ...(system.size > 0 && { interaction: [...system].map((code) => ({ code })) }),
        ...(systemOperations.size > 0 && { operation: told(systemOperations) }),
      },
    ],
  };
};

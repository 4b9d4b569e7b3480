/**
 * A FHIR Bundle as small as a card asks (SMART Health Cards, "Health Cards are Compact"): no identifiers, narratives,
 * displays of codes nor metadata but its security labels, and references by short `resource:` addresses. Of a person and
 * of an injection, only what the "Data Minimization" profile of the vaccination guide keeps is kept: a card is shown to
 * strangers.
 */
import { isRecord } from '#certificate/reading.ts';
import { Bundle } from '#certificate/shc.ts';

const KEPT: Readonly<Record<string, readonly string[]>> = {
  Patient: ['resourceType', 'meta', 'name', 'birthDate'],
  Immunization: [
    'resourceType',
    'meta',
    'status',
    'vaccineCode',
    'patient',
    'occurrenceDateTime',
    'lotNumber',
    'performer',
    'isSubpotent',
  ],
};

/** What a value says that needs no place: `undefined` to leave it out. */
const withoutWords = (name: string, value: unknown, within: Readonly<Record<string, unknown>>): unknown => {
  const isCoding = 'system' in within && 'code' in within;
  if (name === 'display' && isCoding) return undefined;
  if (name === 'text' && ('resourceType' in within || Array.isArray(within.coding))) return undefined;
  if (name === 'id') return undefined;
  if (name === 'meta')
    return isRecord(value) && 'security' in value ? { security: value.security } : undefined;
  return value;
};

const compacted = (value: unknown, addresses: ReadonlyMap<string, string>): unknown => {
  if (Array.isArray(value)) return value.map((item) => compacted(item, addresses));
  if (!isRecord(value)) return value;
  const kept = KEPT[String(value.resourceType)];
  const entries: [string, unknown][] = [];
  for (const [name, given] of Object.entries(value)) {
    if (kept !== undefined && !kept.includes(name)) continue;
    const item = withoutWords(name, given, value);
    if (item === undefined) continue;
    const isReference = name === 'reference' && typeof item === 'string';
    entries.push([name, isReference ? (addresses.get(item) ?? item) : compacted(item, addresses)]);
  }
  return Object.fromEntries(entries);
};

export const compactBundle = ({ entry }: Bundle): Bundle => {
  const addresses = new Map<string, string>();
  for (const [i, { fullUrl, resource }] of entry.entries()) {
    if (fullUrl !== undefined) addresses.set(fullUrl, `resource:${i}`);
    const { id } = resource;
    if (typeof id === 'string') addresses.set(`${resource.resourceType}/${id}`, `resource:${i}`);
  }
  return Bundle.parse({
    resourceType: 'Bundle',
    type: 'collection',
    entry: entry.map(({ resource }, i) => ({
      fullUrl: `resource:${i}`,
      resource: compacted(resource, addresses),
    })),
  });
};

/**
 * GS1 Digital Link addresses, as QR codes of boxes carry them, read as elements: `https://id.gs1.org/01/…/10/…?17=…`
 * (GS1 Digital Link Standard: URI Syntax, section 4). Nothing is fetched.
 */
import { type Entry, findEntry } from '#barcode/dictionary.ts';
import { checkElement, failed, type Read, type ReadOutcome } from '#barcode/element-string.ts';

const LINK = /^https?:\/\//i;
export const isLink = (text: string): boolean => LINK.test(text);

/** The short names of earlier editions. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['sscc', '00'],
  ['gtin', '01'],
  ['lot', '10'],
  ['ser', '21'],
  ['cpv', '22'],
  ['gdti', '253'],
  ['glnx', '254'],
  ['gcn', '255'],
  ['ginc', '401'],
  ['gsin', '402'],
  ['gln', '414'],
  ['party', '417'],
  ['grai', '8003'],
  ['giai', '8004'],
  ['itip', '8006'],
  ['cpid', '8010'],
  ['cpsn', '8011'],
  ['gmn', '8013'],
  ['gsrnp', '8017'],
  ['gsrn', '8018'],
  ['srin', '8019'],
  ['refno', '8020'],
]);

const findNamed = (segment: string): Entry | undefined => findEntry(NAMES.get(segment) ?? segment);

/** A pair of the address as it is written, and where its value begins. */
type Pair = { readonly entry: Entry; readonly written: string; readonly at: number };

/** What `%41` stands for; a `%` that begins no two digits is itself. In a query `+` is a space. */
const decoded = (text: string, isQuery: boolean): string =>
  (isQuery ? text.replaceAll('+', ' ') : text).replace(/%([\dA-Fa-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );

/** Links may leave away the zeros in front of a GTIN. */
const ZEROS_LEFT_AWAY = [8, 12, 13];
const padded = (entry: Entry, value: string): string =>
  entry.ai === '01' && ZEROS_LEFT_AWAY.includes(value.length) ? value.padStart(14, '0') : value;

/** The pairs of a path, from its last primary key on; undefined when it has none. */
const pairsOfPath = (path: string, at: number): Pair[] | undefined => {
  const segments = path.split('/').slice(1);
  const starts = segments.map((_, i) => at + segments.slice(0, i).join('/').length + (i === 0 ? 1 : 2));
  const pairs: Pair[] = [];
  for (let i = segments.length - 2; i >= 0; i -= 2) {
    const entry = findNamed(segments[i] ?? '');
    if (entry === undefined) return undefined;
    pairs.unshift({ entry, written: segments[i + 1] ?? '', at: starts[i + 1] ?? at });
    if (entry.linkQualifiers !== undefined) return pairs;
  }
  return undefined;
};

/** Qualifiers follow their key in the order of one of its ways; any of them may be left away. */
const isInOrder = (ways: readonly (readonly string[])[], qualifiers: readonly string[]): boolean =>
  ways.some((way) => {
    const places = qualifiers.map((ai) => way.indexOf(ai));
    return places.every((place, i) => place > (i === 0 ? -1 : (places[i - 1] ?? -1)));
  });

type Queried = { readonly pairs: readonly Pair[] } | ReturnType<typeof failed>;

/** The attributes of a query; words of others are left aside, numbers that are no identifier are not. */
const pairsOfQuery = (query: string, at: number): Queried => {
  const pairs: Pair[] = [];
  let begin = at;
  for (const parameter of query.split('&')) {
    const name = parameter.split('=', 1)[0] ?? '';
    const entry = findEntry(name);
    if (/^\d+$/.test(name) && parameter.includes('=') && entry === undefined)
      return failed('unknown-ai', begin, `"${name}" is no application identifier`);
    if (entry !== undefined && parameter.includes('='))
      pairs.push({ entry, written: parameter.slice(name.length + 1), at: begin + name.length + 1 });
    begin += parameter.length + 1;
  }
  return { pairs };
};

const malformed = (at: number, message: string) => failed('malformed', at, message, { rule: 'digital-link' });

/** What keeps these pairs from being a link: qualifiers out of order, an attribute in the wrong place, a double. */
const misplaced = (
  path: readonly Pair[],
  attributes: readonly Pair[],
): ReturnType<typeof failed> | undefined => {
  const [key, ...rest] = path;
  const ways = key?.entry.linkQualifiers ?? [];
  const qualifiers = rest.map(({ entry }) => entry.ai);
  if (!isInOrder(ways, qualifiers))
    return malformed(key?.at ?? 0, 'the qualifiers of the key are not its own, or not in order');
  const seen = new Set(path.map(({ entry }) => entry.ai));
  for (const { entry, at } of attributes) {
    if (seen.has(entry.ai)) return malformed(at, `(${entry.ai}) stands twice`);
    seen.add(entry.ai);
    if (!entry.isLinkAttribute) return malformed(at, `(${entry.ai}) may not stand in the query of a link`);
    for (let i = 0; i <= qualifiers.length; i++)
      if (isInOrder(ways, qualifiers.toSpliced(i, 0, entry.ai)))
        return malformed(at, `(${entry.ai}) stands in the path of a link, not in its query`);
  }
  return undefined;
};

const readPairs = (pairs: readonly Pair[], isQuery: boolean): ReadOutcome => {
  const read: Read[] = [];
  for (const { entry, written, at } of pairs) {
    const value = padded(entry, decoded(written, isQuery));
    const wrong = checkElement(entry, value, () => at);
    if (wrong !== undefined) return wrong;
    read.push({ entry, value, at });
  }
  return { read };
};

/** Reads the link that begins at a place of a text and goes to its end. */
export const readLink = (text: string, from = 0): ReadOutcome => {
  const illegal = text.slice(from).search(/[^\w%.~:/?#[\]@!$&'()*+,;=-]/);
  if (illegal !== -1) return malformed(from + illegal, 'a character no address holds');
  const begin = text.indexOf('//', from) + 2;
  const slash = text.indexOf('/', begin);
  if (slash <= begin) return malformed(begin, 'an address of a domain and a path was expected');
  if (!/^[A-Za-z0-9.:[\]-]+$/.test(text.slice(begin, slash))) return malformed(begin, 'this is no domain');
  const [address = ''] = text.split('#', 1);
  const mark = address.indexOf('?');
  const path = pairsOfPath(address.slice(slash, mark === -1 ? undefined : mark), slash);
  if (path === undefined) return malformed(slash, 'the path holds no primary key of GS1');
  const queried = mark === -1 ? { pairs: [] } : pairsOfQuery(address.slice(mark + 1), mark + 1);
  if ('error' in queried) return queried;
  const wrong = misplaced(path, queried.pairs);
  if (wrong !== undefined) return wrong;
  const inPath = readPairs(path, false);
  if ('error' in inPath) return inPath;
  const inQuery = readPairs(queried.pairs, true);
  return 'error' in inQuery ? inQuery : { read: [...inPath.read, ...inQuery.read] };
};

/** What an export is asked for: parameters of Bulk Data Access 2.0, read one by one so that each fault is named. */
import { z } from 'zod';
import { type Refused, refuseInWords } from '#kernel/result.ts';
import { EXPORT_TYPES, ExportType, TYPES_BY_DEFAULT } from '#programmes/vaccination/fhir/export-state.ts';

export type ExportAsked = {
  readonly types: readonly ExportType[];
  /** ISO instant in UTC. */
  readonly since: string | null;
  readonly place: string | undefined;
};

export type AskedRefusal = 'export-async-needed' | 'export-parameter';
type Query = Readonly<Record<string, string | readonly string[]>>;

/** Those of the specification that are not answered, and `_elements`, which must not be answered half. */
const KNOWN = ['_type', '_since', '_outputFormat', 'place'];
const FORMATS = ['application/fhir+ndjson', 'application/ndjson', 'ndjson'];

const parameter = (name: string, fr: string, en: string): Refused<AskedRefusal> =>
  refuseInWords('export-parameter', { fr, en }, { field: name });

/** An instant as FHIR writes it; the `+` of an offset becomes a space in an address that was not encoded. */
const Since = z.iso.datetime({ offset: true });
const sinceOf = (text: string): string | undefined => {
  const read = Since.safeParse(text.replace(' ', '+'));
  return read.success ? new Date(read.data).toISOString() : undefined;
};

const typesOf = (texts: readonly string[]): readonly ExportType[] | Refused<AskedRefusal> => {
  const asked = texts.flatMap((text) => text.split(',')).map((text) => text.trim());
  const unknown = asked.find((text) => !ExportType.safeParse(text).success);
  if (unknown !== undefined)
    return parameter(
      '_type',
      `« _type » : ce serveur n’exporte que ${EXPORT_TYPES.join(', ')}`,
      `"_type": this server exports ${EXPORT_TYPES.join(', ')} alone`,
    );
  return EXPORT_TYPES.filter((type) => asked.includes(type));
};

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** Every name is one we know, and written once but for `_type`. */
const namesFault = (query: Query, isLenient: boolean): Refused<AskedRefusal> | undefined => {
  const unknown = isLenient ? undefined : Object.keys(query).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined)
    return parameter(
      'query',
      `un paramètre n’est pas pris en charge ; ce serveur lit ${KNOWN.join(', ')} : retirez les autres, ou ajoutez « Prefer: handling=lenient » pour qu’ils soient ignorés`,
      `a parameter is not supported; this server reads ${KNOWN.join(', ')}: remove the others, or add "Prefer: handling=lenient" to have them ignored`,
    );
  // What would silently give more than was asked is refused even then.
  if (Object.hasOwn(query, '_elements'))
    return parameter(
      '_elements',
      '« _elements » n’est pas pris en charge : les ressources sont exportées entières',
      '"_elements" is not supported: resources are exported whole',
    );
  const twice = KNOWN.find((name) => name !== '_type' && listOf(query[name]).length > 1);
  return twice === undefined
    ? undefined
    : parameter(twice, `« ${twice} » est écrit deux fois`, `"${twice}" is written twice`);
};

const preferences = (prefer: string): readonly string[] =>
  prefer.split(/[,;]/).map((text) => text.trim().toLowerCase());

export const readExportAsked = (query: Query, prefer = ''): ExportAsked | Refused<AskedRefusal> => {
  const preferred = preferences(prefer);
  if (!preferred.includes('respond-async'))
    return refuseInWords('export-async-needed', {
      fr: 'un export se fait en plusieurs temps : ajoutez l’en-tête « Prefer: respond-async »',
      en: 'an export takes several steps: add the header "Prefer: respond-async"',
    });
  const fault = namesFault(query, preferred.includes('handling=lenient'));
  if (fault !== undefined) return fault;
  const [format] = listOf(query._outputFormat);
  if (format !== undefined && !FORMATS.includes(format.replace(' ', '+')))
    return parameter(
      '_outputFormat',
      `« _outputFormat » : ce serveur écrit ${FORMATS[0]}`,
      `"_outputFormat": this server writes ${FORMATS[0]}`,
    );
  const [since] = listOf(query._since).map(sinceOf);
  if (query._since !== undefined && since === undefined)
    return parameter(
      '_since',
      '« _since » : un instant est attendu, comme 2021-03-20T10:00:00Z',
      '"_since": an instant such as 2021-03-20T10:00:00Z is expected',
    );
  const types = query._type === undefined ? TYPES_BY_DEFAULT : typesOf(listOf(query._type));
  if ('refusal' in types) return types;
  const [place] = listOf(query.place);
  return { types, since: since ?? null, place };
};

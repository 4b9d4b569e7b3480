import type { Text } from '#kernel/text.ts';
import type { Meta, PublishedTable } from '#publication/publication.ts';

const MEDIA: Readonly<Record<string, string>> = {
  csv: 'https://www.iana.org/assignments/media-types/text/csv',
  json: 'https://www.iana.org/assignments/media-types/application/json',
  parquet: 'https://www.iana.org/assignments/media-types/application/vnd.apache.parquet',
};

/** The publication as a DCAT 3 data set (https://www.w3.org/TR/vocab-dcat-3/), for the harvesters of open-data portals. */
export const dcat = (meta: Meta, tables: readonly PublishedTable[]): Record<string, unknown> => ({
  '@context': {
    dcat: 'http://www.w3.org/ns/dcat#',
    dct: 'http://purl.org/dc/terms/',
    foaf: 'http://xmlns.com/foaf/0.1/',
    spdx: 'http://spdx.org/rdf/terms#',
    xsd: 'http://www.w3.org/2001/XMLSchema#',
  },
  '@id': '#dataset',
  '@type': 'dcat:Dataset',
  'dct:identifier': meta.campaign,
  'dct:title': words(meta.title),
  'dct:description': words(meta.description),
  'dct:publisher': {
    '@type': 'foaf:Organization',
    'foaf:name': meta.publisher.name,
    ...(meta.publisher.url === undefined ? {} : { 'foaf:homepage': { '@id': meta.publisher.url } }),
  },
  'dct:license': { '@id': meta.licence.path },
  'dct:language': [
    { '@id': 'http://publications.europa.eu/resource/authority/language/FRA' },
    { '@id': 'http://publications.europa.eu/resource/authority/language/ENG' },
  ],
  'dct:accrualPeriodicity': { '@id': 'http://publications.europa.eu/resource/authority/frequency/DAILY' },
  'dct:modified': { '@value': meta.publishedAt, '@type': 'xsd:dateTime' },
  'dct:temporal': {
    '@type': 'dct:PeriodOfTime',
    'dcat:startDate': { '@value': meta.firstDay, '@type': 'xsd:date' },
    'dcat:endDate': { '@value': meta.lastDay, '@type': 'xsd:date' },
  },
  'dcat:keyword': meta.keywords.flatMap(words),
  'dcat:version': meta.code.version,
  'dcat:distribution': tables.flatMap((table) =>
    table.files.map((file) => ({
      '@id': file.path,
      '@type': 'dcat:Distribution',
      'dct:title': words({
        fr: `${table.title.fr} (${file.format})`,
        en: `${table.title.en} (${file.format})`,
      }),
      'dcat:downloadURL': { '@id': file.path },
      'dcat:mediaType': {
        '@id': MEDIA[file.format] ?? 'https://www.iana.org/assignments/media-types/application/octet-stream',
      },
      'dcat:byteSize': { '@value': String(file.bytes), '@type': 'xsd:nonNegativeInteger' },
      'dct:license': { '@id': meta.licence.path },
      'dct:conformsTo': { '@id': 'datapackage.json' },
      'spdx:checksum': {
        '@type': 'spdx:Checksum',
        'spdx:algorithm': { '@id': 'http://spdx.org/rdf/terms#checksumAlgorithm_sha256' },
        'spdx:checksumValue': { '@value': file.sha256, '@type': 'xsd:hexBinary' },
      },
    })),
  ),
});

const words = ({ fr, en }: Text): Record<string, string>[] => [
  { '@value': fr, '@language': 'fr' },
  { '@value': en, '@language': 'en' },
];

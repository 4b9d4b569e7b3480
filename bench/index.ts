/**
 * `npm run bench [name ...]`: every figure, each beside the raw engine's from the same run. Without a name, all but those
 * that take long: `npm run bench -- whole`, `identity-whole`, `nation-whole`, `search-whole`.
 */
import type { Figure } from './figure.ts';

const BENCHES: Readonly<
  Record<string, () => Promise<{ default: () => Promise<Figure | readonly Figure[]> }>>
> = {
  interpret: () => import('./interpret.bench.ts'),
  forecast: () => import('./forecast.bench.ts'),
  ingest: () => import('./ingest.bench.ts'),
  post: () => import('./post.bench.ts'),
  lag: () => import('./lag.bench.ts'),
  lozere: () => import('./lozere.bench.ts'),
  publish: () => import('./publish.bench.ts'),
  nation: () => import('./forecast-nation.bench.ts'),
  'nation-whole': async () => ({ default: (await import('./forecast-nation.bench.ts')).tenth }),
  identity: () => import('./identity.bench.ts'),
  'identity-whole': () => import('./identity-whole.bench.ts'),
  rights: () => import('./rights.bench.ts'),
  search: () => import('./search.bench.ts'),
  'search-whole': () => import('./search-whole.bench.ts'),
  barcode: () => import('./barcode.bench.ts'),
  certificate: () => import('./certificate.bench.ts'),
  desk: () => import('./desk.bench.ts'),
  fhir: () => import('./fhir.bench.ts'),
  whole: () => import('./whole.bench.ts'),
};
/** Those that take long are measured by name only. */
const BY_DEFAULT = Object.keys(BENCHES).filter((name) => !name.endsWith('whole'));

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  process.stderr.write(`no figure "${unknown.join(', ')}"; there is: ${Object.keys(BENCHES).join(', ')}\n`);
  process.exit(2);
}

const rounded = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 });

const line = ({ figure, value, unit, target, met, ratio }: Figure): string => {
  const asked =
    target === undefined ? '' : `  target ${target}${met === undefined ? '' : met ? ': met' : ': MISSED'}`;
  const beside = ratio === undefined ? '' : `  ${rounded(ratio.value)} x ${ratio.to}`;
  return `${figure}: ${rounded(value)} ${unit}${asked}${beside}\n`;
};

for (const name of asked.length > 0 ? asked : BY_DEFAULT) {
  const { default: bench } = (await BENCHES[name]?.()) ?? {};
  if (bench === undefined) continue;
  const figures = await bench();
  for (const figure of Array.isArray(figures) ? figures : [figures]) process.stdout.write(line(figure));
}

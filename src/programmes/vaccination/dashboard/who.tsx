import { lazy, useMemo } from 'react';
import { addDays } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';
import { ChartFrame } from '#kit/chart-frame.tsx';
import { Definition } from '#kit/definition.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Near } from '#kit/near.tsx';
import { toPercent } from '#programmes/vaccination/dashboard/country.tsx';
import { MEANINGS } from '#programmes/vaccination/dashboard/definitions.ts';
import { nameOf } from '#programmes/vaccination/dashboard/pace.tsx';
import { cumulate, situationOn } from '#programmes/vaccination/dashboard/reading.ts';
import { linksOf, type Scene, until } from '#programmes/vaccination/dashboard/scene.tsx';
import { SAY } from '#programmes/vaccination/dashboard/words.ts';
import { AGE_CLASSES } from '#programmes/vaccination/facts.ts';

const BarChart = lazy(() => import('#kit/charts.tsx').then((module) => ({ default: module.BarChart })));
const LineChart = lazy(() => import('#kit/charts.tsx').then((module) => ({ default: module.LineChart })));

/** A class is published by its upper bound: "24" is everyone above the class before it, up to 24 years. */
export const ageName = (code: string): Text => {
  const at = AGE_CLASSES.map(String).indexOf(code);
  if (at < 0) return SAY.unknownAge;
  if (code === '80') return { fr: '80 ans et plus', en: '80 and over' };
  const from = at === 0 ? 0 : Number(AGE_CLASSES[at - 1]) + 1;
  return { fr: `${from}–${Number(code)} ans`, en: `${from}–${Number(code)} years` };
};

/** The part of a product's name that people say: its maker when it is given, else the name without what it is made of. */
export const spokenName = (name: string): string => {
  const plain = name.replace(/ \([^)]*\)/g, '');
  const [brand = plain, maker] = plain.split(', ');
  const short = (brand.split(' / ').at(-1) ?? brand).replace(/^COVID-19 Vaccine /, '');
  return maker ?? short;
};

type FigureProps = { readonly scene: Scene; readonly level?: 2 | 3 };

export function AgeFigure({ scene, level }: FigureProps) {
  const { say, formats } = useSpeech();
  const { ages, firstDay } = scene.territory;
  const rows = useMemo(
    () =>
      ages.map((age) => {
        const now = situationOn(age.series, age.population, firstDay, scene.day);
        const end = situationOn(age.series, age.population, firstDay, scene.lastDay);
        return { code: age.class, population: age.population, now, most: end.dose1Share ?? 0 };
      }),
    [ages, firstDay, scene.day, scene.lastDay],
  );
  const known = rows.filter((row) => row.now.dose1Share !== null).toReversed();
  const title = `${say(SAY.ageChart)}, ${nameOf(scene, say(SAY.nationShort))}`;
  return (
    <ChartFrame
      name="ages"
      level={level ?? 3}
      title={title}
      description={
        <p>
          {`${say(SAY.dose1)}, % ${say(SAY.ofPopulation)}, ${formats.day(scene.day)}`}{' '}
          <Definition term={say(MEANINGS.statistics.term)} meaning={say(MEANINGS.statistics.meaning)} />
        </p>
      }
      sheet={{
        columns: [
          say(SAY.ageColumn),
          say(SAY.population),
          say(SAY.dose1),
          say(SAY.coverage1),
          say(SAY.coverageComplete),
        ],
        rows: rows.map((row) => [
          say(ageName(row.code)),
          row.population,
          row.now.dose1,
          toPercent(row.now.dose1Share),
          toPercent(row.now.completeShare),
        ]),
        show: [
          undefined,
          undefined,
          undefined,
          (value) => formats.decimal(value, 2),
          (value) => formats.decimal(value, 2),
        ],
      }}
      source={`${say(SAY.source)}, ${formats.day(scene.day)}`}
      {...linksOf(scene, 'ages')}
    >
      {known.length === 0 ? (
        <p>{say(SAY.noAges)}</p>
      ) : (
        <Near>
          <BarChart
            label={`${title}. ${known.map((row) => `${say(ageName(row.code))}${formats.colon}${formats.percent(row.now.dose1Share ?? 0)}`).join(', ')}.`}
            rows={known.map((row) => ({
              name: say(ageName(row.code)),
              value: row.now.dose1Share ?? 0,
              inner: row.now.completeShare ?? 0,
            }))}
            write={(share) => formats.percent(share)}
            valueName={say(SAY.dose1)}
            innerName={say(SAY.complete)}
            most={Math.max(...rows.map((row) => row.most))}
          />
        </Near>
      )}
    </ChartFrame>
  );
}

const COLOURS = ['var(--cat-1)', 'var(--cat-2)', 'var(--cat-3)', 'var(--cat-4)', 'var(--cat-5)'];

export function ProductFigure({ scene, level }: FigureProps) {
  const { say, formats } = useSpeech();
  const { products, firstDay } = scene.territory;
  const lines = useMemo(
    () =>
      products
        .map((product) => ({
          name: product.code === '?' ? say(SAY.unknownProduct) : spokenName(product.name),
          values: cumulate(until(product.injections, firstDay, scene.lastDay)),
        }))
        .filter((line) => (line.values.at(-1) ?? 0) > 0)
        .map((line, index) => ({ ...line, colour: COLOURS[index % COLOURS.length] ?? 'var(--ink)' })),
    [products, firstDay, scene.lastDay, say],
  );
  const title = `${say(SAY.productChart)}, ${nameOf(scene, say(SAY.nationShort))}`;
  const said = lines
    .map((line) => `${line.name}${formats.colon}${formats.integer(line.values[scene.now.index] ?? 0)}`)
    .join(' · ');
  return (
    <ChartFrame
      name="products"
      level={level ?? 3}
      title={title}
      description={<p>{said}</p>}
      sheet={{
        columns: [say(SAY.dayColumn), ...lines.map((line) => line.name)],
        rows: (lines[0]?.values ?? []).map((_, index) => [
          addDays(firstDay, index),
          ...lines.map((line) => line.values[index] ?? 0),
        ]),
      }}
      source={`${say(SAY.source)}, ${formats.day(scene.lastDay)}`}
      {...linksOf(scene, 'products')}
    >
      {lines.length === 0 ? (
        <p>{say(SAY.noProducts)}</p>
      ) : (
        <Near>
          <LineChart
            label={`${title}. ${said}`}
            unit={say(SAY.injectionsUnit)}
            first={firstDay}
            lines={lines}
            day={scene.day}
            write={formats.axis}
          />
        </Near>
      )}
    </ChartFrame>
  );
}

import { lazy, useMemo } from 'react';
import { addDays } from '#kernel/day.ts';
import { ChartFrame } from '#kit/chart-frame.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Near } from '#kit/near.tsx';
import { averages, cumulate, distances } from '#programmes/vaccination/dashboard/reading.ts';
import { linksOf, placeOf, type Scene, until } from '#programmes/vaccination/dashboard/scene.tsx';
import { newsOf, paceOf } from '#programmes/vaccination/dashboard/sentence.ts';
import { SAY } from '#programmes/vaccination/dashboard/words.ts';

const ColumnChart = lazy(() => import('#kit/charts.tsx').then((module) => ({ default: module.ColumnChart })));
const LineChart = lazy(() => import('#kit/charts.tsx').then((module) => ({ default: module.LineChart })));

type FigureProps = { readonly scene: Scene; readonly level?: 2 | 3 };

const useDaily = (scene: Scene) => {
  const { series, firstDay } = scene.territory;
  return useMemo(() => {
    const daily = until(series.dose1, firstDay, scene.lastDay);
    return { daily, average: averages(daily), sums: cumulate(daily) };
  }, [series, firstDay, scene.lastDay]);
};

/** First injections each day. */
export function PaceFigure({ scene, level }: FigureProps) {
  const { say, formats, language } = useSpeech();
  const { daily, average, sums } = useDaily(scene);
  const { firstDay, territory } = scene.territory;
  const title = `${say(SAY.paceChart)}, ${nameOf(scene, say(SAY.nationShort))}`;
  return (
    <ChartFrame
      name="pace"
      level={level ?? 3}
      title={title}
      description={<p>{paceOf(scene.now, language)}</p>}
      sheet={{
        columns: [say(SAY.dayColumn), say(SAY.countColumn), say(SAY.average7), say(SAY.sumColumn)],
        rows: daily.map((count, index) => [
          addDays(firstDay, index),
          count,
          Math.round((average[index] ?? 0) * 10) / 10,
          sums[index] ?? 0,
        ]),
        show: [undefined, undefined, (value) => formats.decimal(value, 1)],
      }}
      source={`${say(SAY.source)}, ${territory.code === 'FRA' ? '' : `${territory.name}, `}${formats.day(scene.lastDay)}`}
      {...linksOf(scene, 'pace')}
    >
      <Near>
        <ColumnChart
          label={`${title}. ${paceOf(scene.now, language)}`}
          unit={say(SAY.injectionsUnit)}
          first={firstDay}
          daily={daily}
          average={average}
          averageName={say(SAY.average7)}
          day={scene.day}
        />
      </Near>
    </ChartFrame>
  );
}

export const nameOf = (scene: Scene, nation: string): string =>
  scene.territory.territory.kind === 'nation' ? nation : scene.territory.territory.name;

/** The running sum, the targets, and where the present pace leads. */
export function RiseFigure({ scene, part, level }: FigureProps & { part: number }) {
  const { say, formats, language } = useSpeech();
  const { sums } = useDaily(scene);
  const { firstDay, series, territory } = scene.territory;
  const { next } = distances(scene.index.targets, part, series, firstDay, scene.now);
  const quantity = (people: number) => (people < 1_000_000 ? formats.about : formats.compact)(people);
  const dots = scene.index.targets
    .toSorted((a, b) => a.dose1 - b.dose1)
    .filter((target) => target.dose1 <= (next?.target.dose1 ?? Number.POSITIVE_INFINITY))
    .map((target) => ({
      day: target.day,
      value: target.dose1 * part,
      name: quantity(target.dose1 * part),
    }));
  const ahead =
    next && next.target.day > scene.day
      ? [
          { day: scene.day, value: scene.now.dose1 },
          { day: next.target.day, value: scene.now.dose1 + scene.now.average * next.daysLeft },
        ]
      : [];
  const title = `${say(SAY.riseChart)}, ${nameOf(scene, say(SAY.nationShort))}`;
  return (
    <ChartFrame
      name="rise"
      level={level ?? 3}
      title={title}
      description={<p>{newsOf(scene.now, placeOf(scene.site, territory.code, territory.name), language)}</p>}
      sheet={{
        columns: [say(SAY.dayColumn), say(SAY.sumColumn)],
        rows: sums.map((sum, index) => [addDays(firstDay, index), sum]),
      }}
      source={`${say(SAY.source)}, ${formats.day(scene.lastDay)}`}
      {...linksOf(scene, 'rise')}
    >
      <Near>
        <LineChart
          label={`${title}. ${newsOf(scene.now, placeOf(scene.site, territory.code, territory.name), language)}`}
          unit={say(SAY.riseUnit)}
          first={firstDay}
          lines={[{ name: say(SAY.dose1), colour: 'var(--accent)', values: sums }]}
          day={scene.day}
          write={formats.axis}
          ahead={ahead}
          aheadName={say(SAY.atThisPace).toLowerCase()}
          dotName={say(SAY.target1)}
          dots={dots}
        />
      </Near>
    </ChartFrame>
  );
}

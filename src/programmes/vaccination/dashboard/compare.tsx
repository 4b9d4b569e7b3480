import { lazy, useMemo } from 'react';
import { addDays } from '#kernel/day.ts';
import { useAddress } from '#kit/address.tsx';
import { changeAddress } from '#kit/address.web.ts';
import { ChartFrame } from '#kit/chart-frame.tsx';
import { Definition } from '#kit/definition.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Near } from '#kit/near.tsx';
import { Picker } from '#kit/picker.tsx';
import { Skeleton } from '#kit/shell.tsx';
import { MEANINGS } from '#programmes/vaccination/dashboard/definitions.ts';
import { useChoices } from '#programmes/vaccination/dashboard/hero.tsx';
import { cumulate } from '#programmes/vaccination/dashboard/reading.ts';
import { linksOf, type Scene, until } from '#programmes/vaccination/dashboard/scene.tsx';
import { NATION } from '#programmes/vaccination/dashboard/view.tsx';
import { SAY } from '#programmes/vaccination/dashboard/words.ts';
import type { Territories } from '#programmes/vaccination/published.api.ts';

const LineChart = lazy(() => import('#kit/charts.tsx').then((module) => ({ default: module.LineChart })));

/** The two territories: the address says which, otherwise mine and the country, or the two ends of the country. */
const pairOf = (asked: string | undefined, mine: string, all: Territories): readonly [string, string] => {
  const known = new Set(all.territories.map((territory) => territory.code));
  const [left = '', right = ''] = (asked ?? '').split(',');
  if (known.has(left) && known.has(right)) return [left, right];
  const other = all.territories.find((territory) => territory.kind === 'department')?.code ?? NATION;
  return mine === NATION ? [NATION, known.has('DEP-75') ? 'DEP-75' : other] : [mine, NATION];
};

export function CompareFigure({ scene, level }: { scene: Scene; level?: 2 | 3 }) {
  if (!scene.all) return <Skeleton tall />;
  return <Comparison scene={scene} all={scene.all} level={level ?? 3} />;
}

function Comparison({ scene, all, level }: { scene: Scene; all: Territories; level: 2 | 3 }) {
  const { say, formats } = useSpeech();
  const { query } = useAddress();
  const choices = useChoices(all);
  const pair = pairOf(query.compare, scene.territory.territory.code, all);
  const lines = useMemo(
    () => linesOf(all, pair, scene.lastDay, say(SAY.nationShort)),
    [all, pair[0], pair[1], scene.lastDay, say],
  );
  const choose = (left: string, right: string) => changeAddress({ query: { compare: `${left},${right}` } });
  const said = lines
    .map((line) => `${line.name}${formats.colon}${formats.decimal(line.values[scene.now.index] ?? 0, 2)}`)
    .join(' · ');
  const title = `${say(SAY.compareChart)}${formats.colon}${formats.list(lines.map((line) => line.name))}`;
  return (
    <>
      <div className="compare-pickers">
        <Picker
          label={say(SAY.firstTerritory)}
          choices={choices}
          value={pair[0]}
          onChange={(id) => choose(id, pair[1])}
        />
        <Picker
          label={say(SAY.secondTerritory)}
          choices={choices}
          value={pair[1]}
          onChange={(id) => choose(pair[0], id)}
        />
      </div>
      <ChartFrame
        name="compare"
        level={level}
        title={title}
        description={
          <p>
            {`${formats.day(scene.day)} – ${said}`}{' '}
            <Definition term={say(MEANINGS.coverage.term)} meaning={say(MEANINGS.coverage.meaning)} />
          </p>
        }
        sheet={{
          columns: [say(SAY.dayColumn), ...lines.map((line) => line.name)],
          rows: (lines[0]?.values ?? []).map((_, index) => [
            addDays(all.firstDay, index),
            ...lines.map((line) => Math.round((line.values[index] ?? 0) * 1000) / 1000),
          ]),
          show: [undefined, (value) => formats.decimal(value, 2), (value) => formats.decimal(value, 2)],
        }}
        source={`${say(SAY.source)}, ${formats.day(scene.lastDay)}`}
        {...linksOf(scene, 'compare', { compare: pair.join(',') })}
      >
        <Near>
          <LineChart
            label={`${title}. ${said}`}
            unit={say(SAY.per100)}
            first={all.firstDay}
            lines={lines}
            day={scene.day}
            write={(value) => formats.decimal(value, value >= 10 || value === 0 ? 0 : 1)}
          />
        </Near>
      </ChartFrame>
    </>
  );
}

const linesOf = (all: Territories, pair: readonly [string, string], lastDay: string, nation: string) =>
  pair.map((code, index) => {
    const territory = all.territories.find((known) => known.code === code);
    const population = territory?.population ?? 0;
    const sums = cumulate(until(territory?.series.dose1 ?? [], all.firstDay, lastDay));
    return {
      name: territory?.kind === 'nation' ? nation : (territory?.name ?? code),
      colour: index === 0 ? 'var(--cat-1)' : 'var(--cat-2)',
      values: sums.map((sum) => (population > 0 ? (sum / population) * 100 : 0)),
    };
  });

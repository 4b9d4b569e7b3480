import { useId, useMemo } from 'react';
import { z } from 'zod';
import { ChartFrame } from '#kit/chart-frame.tsx';
import type { Sheet } from '#kit/data-table.tsx';
import { Definition } from '#kit/definition.tsx';
import { useSpeech } from '#kit/language.tsx';
import { ChoroplethMap, type Contours, shapesOf } from '#kit/map.tsx';
import { Skeleton } from '#kit/shell.tsx';
import { WORDS } from '#kit/words.ts';
import { MEANINGS } from '#programmes/vaccination/dashboard/definitions.ts';
import { useFile } from '#programmes/vaccination/dashboard/published.tsx';
import { classOf, classWidth, rankOf, situationOn } from '#programmes/vaccination/dashboard/reading.ts';
import { linksOf, type Scene } from '#programmes/vaccination/dashboard/scene.tsx';
import { SAY } from '#programmes/vaccination/dashboard/words.ts';
import type { Territories } from '#programmes/vaccination/published.api.ts';

/** The contours are ours and were checked when made: only what would break the drawing is looked at here. */
const isContours = (value: unknown): value is Contours =>
  typeof value === 'object' && value !== null && 'arcs' in value && 'objects' in value;
const ContoursFile = z.custom<Contours>(isContours, 'expected a TopoJSON topology');

type Standing = { code: string; name: string; share: number | null; complete: number | null; people: number };

const standings = (all: Territories, day: string): Standing[] =>
  all.territories
    .filter((territory) => territory.kind === 'department')
    .map((territory) => {
      const now = situationOn(territory.series, territory.population, all.firstDay, day);
      return {
        code: territory.code,
        name: territory.name,
        share: now.dose1Share,
        complete: now.completeShare,
        people: now.dose1,
      };
    });

/** The highest share of the whole period keeps the colours still while days pass. */
const mostOf = (all: Territories, lastDay: string): number =>
  Math.max(0, ...standings(all, lastDay).map((standing) => standing.share ?? 0));

export function CountryMap({ scene, level }: { scene: Scene; level?: 2 | 3 }) {
  const contours = useFile(scene.site.contours, ContoursFile, '');
  if (!scene.all || !contours.value) return <Skeleton tall />;
  return <CountryFigure scene={scene} all={scene.all} contours={contours.value} level={level ?? 3} />;
}

function CountryFigure(parts: { scene: Scene; all: Territories; contours: Contours; level: 2 | 3 }) {
  const { say, formats } = useSpeech();
  const { scene, all, contours } = parts;
  const shapes = useMemo(() => shapesOf(contours), [contours]);
  const rows = useMemo(() => standings(all, scene.day), [all, scene.day]);
  const most = useMemo(() => mostOf(all, scene.lastDay), [all, scene.lastDay]);
  const width = classWidth(most);
  const byId = useMemo(() => new Map(rows.map((row) => [row.code.replace('DEP-', ''), row])), [rows]);
  const describe = (row: Standing | undefined): string => {
    if (row === undefined) return say(WORDS.noData);
    return `${row.name}${formats.colon}${row.share === null ? formats.integer(row.people) : formats.percent(row.share)}`;
  };
  const drawn = useMemo(() => new Set(shapes.map((shape) => `DEP-${shape.id}`)), [shapes]);
  const ranked = rows
    .filter((row) => row.share !== null && drawn.has(row.code))
    .toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0));
  const selected = scene.territory.territory.code.replace('DEP-', '');
  const label = `${say(SAY.mapTitle)}, ${formats.day(scene.day)}. ${say(SAY.highest)}${formats.colon}${ranked.slice(0, 3).map(describe).join(', ')}. ${say(SAY.lowest)}${formats.colon}${ranked.slice(-3).map(describe).join(', ')}.`;
  return (
    <ChartFrame
      name="map"
      kind="map"
      level={parts.level}
      title={`${say(SAY.mapTitle)}, ${formats.day(scene.day)}`}
      description={
        <p>
          {say(SAY.mapHint)}{' '}
          <Definition term={say(MEANINGS.coverage.term)} meaning={say(MEANINGS.coverage.meaning)} />
        </p>
      }
      sheet={sheetOf(rows, say, formats)}
      source={`${say(SAY.source)}, ${formats.day(scene.day)}`}
      {...linksOf(scene, 'map')}
    >
      <div className="country">
        <div className="country-map">
          <ChoroplethMap
            shapes={shapes}
            label={label}
            classOf={(id) => classOf(byId.get(id)?.share ?? null, width)}
            titleOf={(id) => describe(byId.get(id))}
            nameOf={(id) => byId.get(id)?.name ?? ''}
            selected={selected}
            onSelect={(id) => {
              if (byId.has(id)) scene.choose(`DEP-${id}`);
            }}
            legend={{ title: `% ${say(SAY.ofPopulation)}`, bounds: boundsOf(width, formats.decimal) }}
            insetTitles={{ paris: say(SAY.parisInset) }}
          />
        </div>
        <div className="country-side">
          {ranked.length > 10 ? (
            <>
              <Ranking title={say(SAY.highest)} rows={ranked.slice(0, 5)} />
              <Ranking title={say(SAY.lowest)} rows={ranked.slice(-5)} />
            </>
          ) : (
            <Ranking title={say(SAY.highest)} rows={ranked} />
          )}
          <Unplaced all={all} day={scene.day} />
          <Mine rows={ranked} code={scene.territory.territory.code} />
        </div>
      </div>
    </ChartFrame>
  );
}

const sheetOf = (
  rows: readonly Standing[],
  say: ReturnType<typeof useSpeech>['say'],
  formats: ReturnType<typeof useSpeech>['formats'],
): Sheet => ({
  columns: [say(SAY.department), say(SAY.dose1), say(SAY.coverage1), say(SAY.coverageComplete)],
  rows: rows.map((row) => [
    `${row.name} (${row.code.replace('DEP-', '')})`,
    row.people,
    toPercent(row.share),
    toPercent(row.complete),
  ]),
  show: [undefined, undefined, (value) => formats.decimal(value, 2), (value) => formats.decimal(value, 2)],
});

export const toPercent = (share: number | null): number | null =>
  share === null ? null : Math.round(share * 10_000) / 100;

/** The lower bounds of the seven classes, in per cent. */
const boundsOf = (width: number, write: (value: number, digits: number) => string): string[] => {
  const digits =
    width * 100 >= 1 && Number.isInteger(Math.round(width * 1e6) / 1e4) ? 0 : width >= 0.001 ? 1 : 2;
  return [0, 1, 2, 3, 4, 5, 6].map((step) => write(step * width * 100, digits));
};

function Ranking(parts: { title: string; rows: readonly Standing[] }) {
  const { formats } = useSpeech();
  const title = useId();
  return (
    <div className="ranking">
      <p className="ranking-title" id={title}>
        {parts.title}
      </p>
      <ol aria-labelledby={title}>
        {parts.rows.map((row) => (
          <li key={row.code}>
            <span className="ranking-name">{row.name}</span>
            <span className="ranking-value">{formats.percent(row.share ?? 0)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Mine({ rows, code }: { rows: readonly Standing[]; code: string }) {
  const { say } = useSpeech();
  const shares = new Map(rows.map((row) => [row.code, row.share ?? 0]));
  const rank = rankOf(shares, code);
  const name = rows.find((row) => row.code === code)?.name;
  if (rank === undefined) return null;
  return (
    <p className="mine">
      <strong>{name}</strong> – {say(SAY.rank)} {rank} / {rows.length}
    </p>
  );
}

/** Acts whose department is not one: kept and counted, and said to be on no map. */
function Unplaced({ all, day }: { all: Territories; day: string }) {
  const { say, formats } = useSpeech();
  const people = all.territories
    .filter((territory) => territory.kind === 'unknown')
    .reduce((sum, territory) => sum + situationOn(territory.series, null, all.firstDay, day).dose1, 0);
  return people <= 0 ? null : (
    <p className="small">
      {formats.integer(people)} {say(SAY.unplaced)}
    </p>
  );
}

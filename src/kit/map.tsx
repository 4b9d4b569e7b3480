import { memo, useMemo } from 'react';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

/** A territory drawn on the map. An enlarged copy carries the same id as the territory it repeats. */
export type Shape = {
  readonly id: string;
  readonly d: string;
  readonly inset: string | undefined;
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
};
export type Contours = Topology<Record<string, GeometryCollection<{ inset?: string }>>>;

const round = (value: number): number => Math.round(value * 10) / 10;

/** Contours are stored already projected on a plane of about 1,000 by 1,100 units: drawing them is writing them out. */
export const shapesOf = (contours: Contours): Shape[] =>
  Object.values(contours.objects).flatMap((object) =>
    feature(contours, object).features.flatMap((found) => {
      const { geometry } = found;
      if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return [];
      const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
      const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
      const ring = (points: number[][]): string => {
        const path = points.map(([x = 0, y = 0]) => {
          box[0] = Math.min(box[0], x);
          box[1] = Math.min(box[1], y);
          box[2] = Math.max(box[2], x);
          box[3] = Math.max(box[3], y);
          return `${round(x)},${round(y)}`;
        });
        return `M${path.join('L')}Z`;
      };
      const d = polygons.map((rings) => rings.map(ring).join('')).join('');
      return [{ id: String(found.id), d, inset: found.properties.inset, box }];
    }),
  );

export type MapProps = {
  readonly shapes: readonly Shape[];
  readonly label: string;
  /** The class of each territory, 0 for no data, and what to say of it when it is pointed at. */
  readonly classOf: (id: string) => number;
  readonly titleOf: (id: string) => string;
  readonly nameOf: (id: string) => string;
  readonly selected?: string;
  readonly onSelect: (id: string) => void;
  readonly insetTitles: Readonly<Record<string, string>>;
  /** What the colours measure, and the lower bound of each class. */
  readonly legend: { readonly title: string; readonly bounds: readonly string[] };
};

const Territory = memo(function Territory(parts: { d: string; id: string; level: number; title: string }) {
  return (
    <path className="territory" d={parts.d} data-id={parts.id} data-class={parts.level}>
      <title>{parts.title}</title>
    </path>
  );
});

/**
 * A choropleth. To a screen reader it is one picture with a sentence and a table beside it; pointing and pressing are
 * short cuts to what the list of territories does by keyboard.
 */
export function ChoroplethMap(map: MapProps) {
  const { shapes, selected } = map;
  const outlined = useMemo(() => shapes.filter((shape) => shape.id === selected), [shapes, selected]);
  const inset = (name: string) => shapes.filter((shape) => shape.inset === name);
  const top = Math.min(...inset('paris').map((shape) => shape.box[1]));
  const left = Math.min(...inset('paris').map((shape) => shape.box[0]));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list of territories is the keyboard's way to the same choice.
    <svg
      className="map"
      viewBox="0 0 1010 1130"
      role="img"
      aria-label={map.label}
      data-picture
      onClick={(event) => {
        const id =
          event.target instanceof SVGElement && event.target.closest('[data-id]')?.getAttribute('data-id');
        if (id) map.onSelect(id);
      }}
    >
      {shapes.map((shape, index) => (
        <Territory
          // An enlarged territory has the id of the one it repeats: its place in the file tells them apart.
          key={`${shape.id}-${shape.inset ?? index}`}
          d={shape.d}
          id={shape.id}
          level={map.classOf(shape.id)}
          title={map.titleOf(shape.id)}
        />
      ))}
      {outlined.map((shape) => (
        <path key={`${shape.id}-${shape.inset ?? ''}`} className="territory-selected" d={shape.d} />
      ))}
      <MapKey title={map.legend.title} bounds={map.legend.bounds} />
      {Number.isFinite(top) && <path className="map-rule" d="M0 962H1010" />}
      {Number.isFinite(top) && (
        <text className="map-label" x={left} y={top - 16} textAnchor="start">
          {map.insetTitles.paris}
        </text>
      )}
      {inset('overseas').map((shape) => (
        <text
          key={shape.id}
          className="map-label"
          x={(shape.box[0] + shape.box[2]) / 2}
          y={1122}
          textAnchor="middle"
        >
          {map.nameOf(shape.id)}
        </text>
      ))}
    </svg>
  );
}

const KEY = { left: 700, top: 34, width: 43, height: 16 } as const;

/** The colours with their bounds, inside the drawing so that a picture taken away still explains itself. */
function MapKey({ title, bounds }: { title: string; bounds: readonly string[] }) {
  return (
    <g className="map-key">
      <text className="map-label" x={KEY.left + KEY.width * 7} y={KEY.top - 12} textAnchor="end">
        {title}
      </text>
      {bounds.map((bound, index) => (
        <rect
          key={`class-${bound}`}
          data-class={index + 1}
          x={KEY.left + index * KEY.width}
          y={KEY.top}
          width={KEY.width}
          height={KEY.height}
        />
      ))}
      {bounds.map((bound, index) => (
        <text
          key={`bound-${bound}`}
          className="map-bound"
          x={KEY.left + index * KEY.width}
          y={KEY.top + KEY.height + 20}
          textAnchor={index === 0 ? 'start' : 'middle'}
        >
          {bound}
        </text>
      ))}
    </g>
  );
}

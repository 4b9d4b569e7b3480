/**
 * The QR code of a SMART Health Card: "shc:/" in a segment of bytes, then its digits in a numeric one ("Encoding QRs").
 * The library that draws every other code puts all in one segment: a card would take 161 squares a side instead of 105,
 * which few phones read from a screen. This one finds the segments, and is loaded for cards alone: it is large.
 */
import { type DrawingContext, qrcode } from 'bwip-js';
import { drawingOf, type QrDrawing, QUIET } from '#certificate/page/qr-drawing.ts';

type Outline = readonly (readonly [number, number])[];

/** At scale 1 the library draws a square of 2 by 2. */
const UNIT = 2;

/** The outlines of the dark squares, and the width of the whole. */
const outlinesOf = (text: string): { readonly outlines: readonly Outline[]; readonly width: number } => {
  const outlines: Outline[] = [];
  let size = 0;
  const nothing = (): void => {};
  const collector: DrawingContext<void> = {
    scale: () => null,
    measure: () => ({ width: 0, ascent: 0, descent: 0 }),
    init: (width) => {
      size = width;
    },
    polygon: (points) => {
      outlines.push(points);
    },
    ...{ line: nothing, hexagon: nothing, ellipse: nothing, fill: nothing, text: nothing, end: nothing },
  };
  // The digits of a deflated text look like chance: no mask suits them better than another, and one is quick.
  const options = { bcid: 'qrcode', text, eclevel: 'L', mask: 1, scale: 1 };
  qrcode(options, collector);
  return { outlines, width: size };
};

/** Error correction is low, as the specification asks: the signature tells a wrong reading. */
export const cardDrawing = (text: string): QrDrawing => {
  const { outlines, width } = outlinesOf(text);
  const side = width / UNIT + 2 * QUIET;
  const rows = Array.from({ length: side }, () => new Array<boolean>(side).fill(false));
  // A square is dark when an odd number of upright edges stand at its left.
  for (const outline of outlines)
    for (const [i, [x, y]] of outline.entries()) {
      const [nextX, nextY] = outline[(i + 1) % outline.length] ?? [x, y];
      if (x !== nextX) continue;
      for (const row of rows.slice(Math.min(y, nextY) / UNIT + QUIET, Math.max(y, nextY) / UNIT + QUIET))
        for (let column = x / UNIT + QUIET; column < side; column++) row[column] = !row[column];
    }
  return drawingOf(rows);
};

/** A QR code as one path of squares, the same on a screen and on paper. */
import { encodeQR } from 'qr';

/** `size` squares a side, the quiet zone of four included; `path` fills the dark ones, one unit a square. */
export type QrDrawing = { readonly size: number; readonly path: string };

/** The white edge a reader needs around the code (ISO/IEC 18004, section 9.1). */
export const QUIET = 4;

/** Each run of dark squares of each row. */
export const drawingOf = (rows: readonly (readonly boolean[])[]): QrDrawing => {
  let path = '';
  for (const [y, row] of rows.entries())
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      const run = x + 1 - start;
      path += `M${start} ${y}h${run}v1h${-run}z`;
    }
  return { size: rows.length, path };
};

/** Error correction of EU certificates: hcert 4.2.2 recommends Q. Their alphabet is that of alphanumeric mode. */
export const qrDrawing = async (text: string): Promise<QrDrawing> => {
  if (!text.startsWith('shc:/')) return drawingOf(encodeQR(text, 'raw', { ecc: 'quartile', border: QUIET }));
  const { cardDrawing } = await import('#certificate/page/card-drawing.ts');
  return cardDrawing(text);
};

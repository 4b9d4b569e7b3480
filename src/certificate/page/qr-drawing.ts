/** A QR code as one path of squares, the same on a screen and on paper. */
import { encodeQR } from 'qr';

/** `size` squares a side, the quiet zone of four included; `path` fills the dark ones, one unit a square. */
export type QrDrawing = { readonly size: number; readonly path: string };

/** The white edge a reader needs around the code (ISO/IEC 18004, section 9.1). */
const QUIET = 4;

/** Error correction that the specifications ask for: hcert 4.2.2 recommends Q; a Health Card has a longer text. */
const correctionOf = (text: string): 'quartile' | 'low' => (text.startsWith('HC1:') ? 'quartile' : 'low');

export const qrDrawing = (text: string): QrDrawing => {
  const rows = encodeQR(text, 'raw', { ecc: correctionOf(text), border: QUIET });
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

/**
 * Draws the sheet of a certificate: one A4 page in four quarters, to fold twice to the size of a passport, as the
 * printed EU certificate is. PDF/A-2a, which lasts and is tagged for screen readers: a title, a language, an order, a
 * text for each picture.
 */
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { type QrDrawing, qrDrawing } from '#certificate/page/qr-drawing.ts';
import { invariant } from '#kernel/invariant.ts';
import type { Language, Text } from '#kernel/text.ts';
import type { Sheet } from '#programmes/vaccination/certificate/sheet.ts';

const require = createRequire(import.meta.url);
const fontFile = (name: string): string => require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
const FONTS = {
  plain: fontFile('DejaVuSans'),
  bold: fontFile('DejaVuSans-Bold'),
  mono: fontFile('DejaVuSansMono'),
} as const;

/** Points: a point is 1/72 inch, a millimetre 2.8346 of them. */
const MM = 72 / 25.4;
const PAGE = { width: 210 * MM, height: 297 * MM };
const HALF = { width: PAGE.width / 2, height: PAGE.height / 2 };
const MARGIN = 9 * MM;
const INNER = HALF.width - 2 * MARGIN;

const INK = '#14201d';
const SOFT = '#4a5652';
const ACCENT = '#0b6b5b';
const FOLD = '#9ba7a1';

type Doc = PDFKit.PDFDocument;
type Speech = { readonly first: Language; readonly second: Language };
type Place = { x: number; y: number };

const speechOf = (first: Language): Speech => ({ first, second: first === 'fr' ? 'en' : 'fr' });

const inBoth = (text: Text, { first, second }: Speech): string =>
  text[first] === text[second] ? text[first] : `${text[first]} · ${text[second]}`;

/** Writes a paragraph and goes on under it; what is too high for its room is written smaller. */
const paragraph = (
  doc: Doc,
  at: Place,
  text: string,
  how: {
    readonly font?: keyof typeof FONTS;
    readonly size: number;
    readonly color?: string;
    readonly width?: number;
    readonly height_max?: number;
    readonly gap?: number;
    readonly lang?: string;
  },
): void => {
  const width = how.width ?? INNER;
  let { size } = how;
  doc.font(how.font ?? 'plain').fillColor(how.color ?? INK);
  const options = { width, lineGap: size * 0.12 };
  while (
    size > 5 &&
    doc.fontSize(size).heightOfString(text, options) > (how.height_max ?? Number.POSITIVE_INFINITY)
  )
    size -= 0.5;
  doc.fontSize(size).text(text, at.x, at.y, options);
  at.y += doc.heightOfString(text, options) + (how.gap ?? 3);
};

/** A part of the document's structure, attached to its parent as it is drawn. */
const part = (doc: Doc, parent: PDFKit.PDFStructureElement, type: string, draw: () => void): void => {
  parent.add(doc.struct(type, {}, draw));
};

const drawing = (doc: Doc, { size, path }: QrDrawing, { x, y }: Place, side: number): void => {
  doc
    .save()
    .translate(x, y)
    .scale(side / size)
    .path(path)
    .fill('#000')
    .restore();
};

const figure = (
  doc: Doc,
  root: PDFKit.PDFStructureElement,
  alt: string,
  { x, y }: Place,
  side: number,
  code: QrDrawing,
): void => {
  const options = { alt, bbox: [x, y, x + side, y + side] };
  root.add(doc.struct('Figure', options, () => drawing(doc, code, { x, y }, side)));
};

const quarter = (column: 0 | 1, row: 0 | 1): Place => ({
  x: column * HALF.width + MARGIN,
  y: row * HALF.height + MARGIN,
});

const cover = (doc: Doc, root: PDFKit.PDFStructureElement, sheet: Sheet, speech: Speech): void => {
  const at = quarter(0, 0);
  const { first, second } = speech;
  part(doc, root, 'H1', () => {
    paragraph(doc, at, sheet.title[first], { font: 'bold', size: 17, color: ACCENT, gap: 2 });
  });
  if (sheet.title[second] !== sheet.title[first])
    part(doc, root, 'P', () => paragraph(doc, at, sheet.title[second], { size: 11, color: SOFT, gap: 14 }));
  part(doc, root, 'P', () =>
    paragraph(doc, at, inBoth(sheet.kind, speech), { size: 10, color: SOFT, gap: 2 }),
  );
  if (sheet.figure !== '')
    part(doc, root, 'P', () => paragraph(doc, at, sheet.figure, { font: 'bold', size: 54, gap: 2 }));
  part(doc, root, 'P', () => paragraph(doc, at, sheet.words[first], { size: 10.5, gap: 2, height_max: 42 }));
  part(doc, root, 'P', () =>
    paragraph(doc, at, sheet.words[second], { size: 8.5, color: SOFT, gap: 18, height_max: 34 }),
  );
  part(doc, root, 'H2', () =>
    paragraph(doc, at, sheet.name, { font: 'bold', size: 16, height_max: 60, gap: 4 }),
  );
  if (sheet.standardName !== '')
    part(doc, root, 'P', () =>
      paragraph(doc, at, sheet.standardName, {
        font: 'mono',
        size: 8.5,
        color: SOFT,
        height_max: 24,
        gap: 8,
      }),
    );
  const label = inBoth({ fr: 'Date de naissance', en: 'Date of birth' }, speech);
  part(doc, root, 'P', () => paragraph(doc, at, label, { size: 8, color: SOFT, gap: 1 }));
  part(doc, root, 'P', () => paragraph(doc, at, inBoth(sheet.birth, speech), { size: 11 }));
};

const firstCode = (
  doc: Doc,
  root: PDFKit.PDFStructureElement,
  sheet: Sheet,
  speech: Speech,
  code: QrDrawing,
): void => {
  const at = quarter(1, 0);
  const side = HALF.width - 8 * MM;
  const alt = inBoth(
    { fr: `Code QR du certificat : ${sheet.words.fr}`, en: `QR code of the certificate: ${sheet.words.en}` },
    speech,
  );
  const corner = { x: HALF.width + 4 * MM, y: 5 * MM };
  figure(doc, root, alt, corner, side, code);
  at.y = corner.y + side + 4;
  part(doc, root, 'P', () =>
    paragraph(doc, at, sheet.name, { font: 'bold', size: 10, height_max: 28, gap: 4 }),
  );
  if (sheet.id !== null) {
    const label = inBoth({ fr: 'Identifiant (UVCI)', en: 'Identifier (UVCI)' }, speech);
    const { id } = sheet;
    part(doc, root, 'P', () => paragraph(doc, at, label, { size: 7.5, color: SOFT, gap: 1 }));
    part(doc, root, 'P', () => paragraph(doc, at, id, { font: 'mono', size: 7.5, height_max: 30, gap: 4 }));
  }
  if (sheet.qr.length > 1)
    part(doc, root, 'P', () => paragraph(doc, at, `1/${sheet.qr.length}`, { font: 'bold', size: 9, gap: 0 }));
};

const table = (doc: Doc, root: PDFKit.PDFStructureElement, sheet: Sheet, speech: Speech): void => {
  const at = quarter(0, 1);
  const labels = INNER * 0.42;
  for (const { label, value } of sheet.lines) {
    const top = at.y;
    part(doc, root, 'P', () => {
      const left = { x: at.x, y: top };
      paragraph(doc, left, inBoth(label, speech), { size: 7.5, color: SOFT, width: labels - 6, gap: 0 });
      const right = { x: at.x + labels, y: top - 1 };
      paragraph(doc, right, inBoth(value, speech), {
        size: 9,
        width: INNER - labels,
        height_max: 40,
        gap: 0,
      });
      at.y = Math.max(left.y, right.y) + 5;
    });
    artifact(doc, () => {
      doc
        .moveTo(at.x, at.y - 3)
        .lineTo(at.x + INNER, at.y - 3)
        .lineWidth(0.4)
        .stroke('#d9ddd4');
    });
    at.y += 1;
  }
};

const explanations = (
  doc: Doc,
  root: PDFKit.PDFStructureElement,
  sheet: Sheet,
  { first, second }: Speech,
): void => {
  const at = quarter(1, 1);
  for (const { title, text } of sheet.notes) {
    part(doc, root, 'H2', () => paragraph(doc, at, title[first], { font: 'bold', size: 11, gap: 2 }));
    part(doc, root, 'P', () => paragraph(doc, at, text[first], { size: 9.5, gap: 3, height_max: 84 }));
    part(doc, root, 'P', () =>
      paragraph(doc, at, `${title[second]}. ${text[second]}`, {
        size: 8,
        color: SOFT,
        gap: 8,
        height_max: 66,
      }),
    );
  }
};

/** What a screen reader passes over. */
const artifact = (doc: Doc, draw: () => void): void => {
  doc.markContent('Artifact', { type: 'Layout' });
  draw();
  doc.endMarkedContent();
};

const folds = (doc: Doc): void =>
  artifact(doc, () => {
    doc.lineWidth(0.6).dash(3, { space: 4 }).strokeColor(FOLD);
    doc.moveTo(HALF.width, 0).lineTo(HALF.width, PAGE.height).stroke();
    doc.moveTo(0, HALF.height).lineTo(PAGE.width, HALF.height).stroke();
    doc.undash().lineWidth(1).strokeColor(INK);
    const tick = 4 * MM;
    doc.moveTo(HALF.width, 0).lineTo(HALF.width, tick).stroke();
    doc
      .moveTo(HALF.width, PAGE.height - tick)
      .lineTo(HALF.width, PAGE.height)
      .stroke();
    doc.moveTo(0, HALF.height).lineTo(tick, HALF.height).stroke();
    doc
      .moveTo(PAGE.width - tick, HALF.height)
      .lineTo(PAGE.width, HALF.height)
      .stroke();
  });

const otherCodes = (doc: Doc, root: PDFKit.PDFStructureElement, others: readonly QrDrawing[]): void => {
  for (const [i, code] of others.entries()) {
    const number = `${i + 2}/${others.length + 1}`;
    doc.addPage();
    const at = quarter(0, 0);
    part(doc, root, 'P', () => paragraph(doc, at, number, { font: 'bold', size: 12 }));
    const side = HALF.width - 8 * MM;
    figure(doc, root, number, at, side, code);
  }
};

const bytesOf = (doc: Doc): Promise<Uint8Array<ArrayBuffer>> =>
  new Promise((done, failed) => {
    const chunks: Buffer[] = [];
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => done(new Uint8Array(Buffer.concat(chunks))));
    doc.on('error', failed);
    doc.end();
  });

/** The sheet as a PDF; `language` comes first on it, the other under it. */
export const drawSheet = async (sheet: Sheet, language: Language): Promise<Uint8Array<ArrayBuffer>> => {
  const [first, ...others] = await Promise.all(sheet.qr.map(qrDrawing));
  invariant(first !== undefined, 'a certificate has a code');
  const speech = speechOf(language);
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    subset: 'PDF/A-2a',
    tagged: true,
    displayTitle: true,
    lang: language,
    info: {
      Title: `${sheet.title[language]} – ${sheet.words[language]}`,
      Author: 'Rappel',
      CreationDate: new Date(sheet.on),
    },
  });
  for (const [name, file] of Object.entries(FONTS)) doc.registerFont(name, file);
  const root = doc.struct('Document');
  doc.addStructure(root);
  folds(doc);
  cover(doc, root, sheet, speech);
  firstCode(doc, root, sheet, speech, first);
  table(doc, root, sheet, speech);
  explanations(doc, root, sheet, speech);
  otherCodes(doc, root, others);
  root.end();
  return bytesOf(doc);
};

const save = (blob: Blob, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser copies the bytes when the download starts; a minute is far more than it needs.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

/** The mark of UTF-8 in front lets office software read accents without asking. */
export const saveCsv = (csv: string, name: string): void =>
  save(new Blob(['\ufeff', csv], { type: 'text/csv;charset=utf-8' }), `${name}.csv`);

export const saveSvg = (svg: string, name: string): void =>
  save(new Blob([svg], { type: 'image/svg+xml' }), `${name}.svg`);

const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'font-variant-numeric',
  'text-anchor',
  'paint-order',
  'visibility',
];

const NS = 'http://www.w3.org/2000/svg';

/** Writes each computed style on the copy, so that the picture looks the same away from this page's style sheet. */
const freeze = (from: Element, to: Element): void => {
  const style = getComputedStyle(from);
  to.removeAttribute('class');
  to.removeAttribute('style');
  for (const name of STYLES) {
    const value = style.getPropertyValue(name);
    if (value !== '') to.setAttribute(name, value);
  }
  for (const [index, child] of [...from.children].entries()) {
    const copy = to.children[index];
    if (copy) freeze(child, copy);
  }
};

const wrap = (text: string, width: number): string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
};

const caption = (parts: {
  lines: string[];
  x: number;
  y: number;
  size: number;
  family: string;
  fill: string;
  bold?: boolean;
}) => {
  const text = document.createElementNS(NS, 'text');
  text.setAttribute('font-family', parts.family);
  text.setAttribute('font-size', String(parts.size));
  text.setAttribute('fill', parts.fill);
  if (parts.bold) text.setAttribute('font-weight', '600');
  for (const [index, line] of parts.lines.entries()) {
    const span = document.createElementNS(NS, 'tspan');
    span.setAttribute('x', String(parts.x));
    span.setAttribute('y', String(parts.y + index * parts.size * 1.3));
    span.textContent = line;
    text.append(span);
  }
  return text;
};

/** A drawing with its title above and its source below: a picture that travels alone must say what it is. */
export const pictureOf = (drawing: SVGSVGElement, title: string, source: string) => {
  const box = drawing.getBoundingClientRect();
  const page = getComputedStyle(document.body);
  const margin = 24;
  const width = Math.round(box.width) + margin * 2;
  const titles = wrap(title, Math.floor((width - margin * 2) / 9.5));
  const sources = wrap(source, Math.floor((width - margin * 2) / 6));
  const top = margin + titles.length * 24 + 12;
  const height = Math.round(top + box.height + 20 + sources.length * 16 + margin);
  const root = document.createElementNS(NS, 'svg');
  root.setAttribute('xmlns', NS);
  root.setAttribute('viewBox', `0 0 ${width} ${height}`);
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  const paper = document.createElementNS(NS, 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', page.backgroundColor);
  const copy = drawing.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) throw new Error('the copy of a drawing is a drawing');
  freeze(drawing, copy);
  copy.setAttribute('x', String(margin));
  copy.setAttribute('y', String(top));
  copy.setAttribute('width', String(box.width));
  copy.setAttribute('height', String(box.height));
  const serif = page.getPropertyValue('--serif') || 'serif';
  root.append(
    paper,
    caption({
      lines: titles,
      x: margin,
      y: margin + 16,
      size: 19,
      family: serif,
      fill: page.color,
      bold: true,
    }),
    copy,
    caption({
      lines: sources,
      x: margin,
      y: height - margin - (sources.length - 1) * 16,
      size: 12,
      family: page.fontFamily,
      fill: page.color,
    }),
  );
  return { svg: new XMLSerializer().serializeToString(root), width, height };
};

/** The same picture as points, twice as fine as the screen so that it can be printed. */
export const savePng = async (
  picture: { svg: string; width: number; height: number },
  name: string,
): Promise<void> => {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.width * 2;
  canvas.height = picture.height * 2;
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob) save(blob, `${name}.png`);
};

/** False when the browser forbids it: the caller then shows the text for the reader to take. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
};

export const canShare = (): boolean => typeof navigator.share === 'function';

/** The reader may well close the sheet without choosing: that is no error. */
export const shareLink = async (title: string, url: string): Promise<void> => {
  try {
    await navigator.share({ title, url });
  } catch {
    // Closed by the reader.
  }
};

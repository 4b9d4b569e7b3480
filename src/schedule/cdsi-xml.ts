/**
 * The XML of the supporting data as a tree that remembers what was read of it: an importer that loses nothing can say
 * what it left. Pure: text in, tree out.
 */
import { SaxesParser } from 'saxes';

/** An element; `path` tells a person where it is, `read` that an importer took it. */
export type Element = {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly children: Element[];
  /** Attributes, which the supporting data does not use: each is told as unread. */
  readonly attributes: readonly string[];
  text: string;
  read: boolean;
};

/** No document of the supporting data comes near; a tree without a limit would fill the memory. */
export const XML_LENGTH_MAX = 32_000_000;
const DEPTH_MAX = 20;

/** The tree of a document. Throws an Error with the line when the text is not well-formed XML. */
export const parseXml = (text: string): Element => {
  if (text.length > XML_LENGTH_MAX) throw new Error(`longer than ${XML_LENGTH_MAX} characters`);
  const parser = new SaxesParser({ position: true });
  const open: Element[] = [];
  let root: Element | undefined;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const parent = open.at(-1);
    const twins = parent?.children.filter((child) => child.name === tag.name).length ?? 0;
    const element: Element = {
      name: tag.name,
      path: `${parent?.path ?? ''}/${tag.name}${twins === 0 ? '' : `[${twins + 1}]`}`,
      line: parser.line,
      children: [],
      attributes: Object.keys(tag.attributes),
      text: '',
      read: false,
    };
    if (open.length >= DEPTH_MAX) throw new Error(`line ${parser.line}: more than ${DEPTH_MAX} levels`);
    if (parent === undefined) root = element;
    else parent.children.push(element);
    open.push(element);
  });
  const append = (piece: string): void => {
    const here = open.at(-1);
    if (here !== undefined) here.text += piece;
  };
  parser.on('text', append);
  parser.on('cdata', append);
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  if (root === undefined) throw new Error('no element in it');
  return root;
};

/** Everything of a tree that holds something and was not read: texts, attributes. */
export const unreadOf = (element: Element): string[] => [
  ...(element.text.trim() !== '' && !element.read
    ? [`${element.path} (line ${element.line}): "${element.text.trim().slice(0, 60)}"`]
    : []),
  ...element.attributes.map((name) => `${element.path} (line ${element.line}): attribute ${name}`),
  ...element.children.flatMap(unreadOf),
];

/** How many texts were read, by the name of their element. */
export const countRead = (element: Element, counts: Map<string, number>): void => {
  if (element.read && element.text.trim() !== '')
    counts.set(element.name, (counts.get(element.name) ?? 0) + 1);
  for (const child of element.children) countRead(child, counts);
};

import type { Csv, CsvFault, Lines } from '#kernel/csv.ts';
import type { Text } from '#kernel/text.ts';

/**
 * What is wrong with a file. An `error` makes it unsound; a `warning` deserves a look and is true of some files as they
 * were published; an `info` is known and explained.
 */
export type Severity = 'error' | 'warning' | 'info';

export type Fault = {
  /** Line in the file, the header being line 1; null when the fault is the whole file's. */
  readonly line: number | null;
  readonly column: string | null;
  readonly code: string;
  readonly severity: Severity;
  readonly message: Text;
};

/** What was read as something else than what is written, because its meaning is certain. */
export type Normalised = {
  readonly code: string;
  readonly message: Text;
  /** The first lines concerned, and how many there are. */
  readonly lines: readonly number[];
  readonly count: number;
};

export const FAULTS_MAX = 100;
const LINES_MAX = 20;

export type FaultList = {
  readonly add: (
    severity: Severity,
    code: string,
    line: number | null,
    column: string | null,
    message: Text,
  ) => void;
  readonly normalise: (code: string, line: number, message: Text, times?: number) => void;
  /** Counts faults that were seen and not kept. */
  readonly more: (severity: Severity, times: number) => void;
  readonly count: (severity: Severity) => number;
  /** At most FAULTS_MAX, errors first, then by line. */
  readonly faults: () => Fault[];
  readonly normalised: () => Normalised[];
};

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

const inOrder = (a: Fault, b: Fault): number =>
  RANK[a.severity] - RANK[b.severity] || (a.line ?? 0) - (b.line ?? 0);

/** Collects faults with a limit on what is kept: a broken file may have one on each of a million lines. */
export const faultList = (): FaultList => {
  const kept = new Map<string, Fault[]>();
  const counts: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  const meanings = new Map<string, { code: string; message: Text; lines: number[]; count: number }>();
  return {
    add: (severity, code, line, column, message) => {
      counts[severity]++;
      const same = kept.get(`${severity} ${code}`) ?? [];
      if (same.length === 0) kept.set(`${severity} ${code}`, same);
      if (same.length < FAULTS_MAX) same.push({ line, column, code, severity, message });
    },
    more: (severity, times) => {
      counts[severity] += times;
    },
    normalise: (code, line, message, times = 1) => {
      const known = meanings.get(code);
      if (known === undefined) {
        meanings.set(code, { code, message, lines: [line], count: times });
        return;
      }
      known.count += times;
      if (known.lines.length < LINES_MAX && known.lines.at(-1) !== line) known.lines.push(line);
    },
    count: (severity) => counts[severity],
    faults: () => {
      const all = [...kept.values()].flat().toSorted(inOrder);
      // Many faults of one kind do not hide the others: the first of each kind is always there.
      const firsts = new Set([...kept.values()].flatMap(([first]) => first ?? []));
      const others = all.filter((fault) => !firsts.has(fault));
      return [...firsts, ...others.slice(0, Math.max(0, FAULTS_MAX - firsts.size))].toSorted(inOrder);
    },
    normalised: () => [...meanings.values()],
  };
};

const csvMessage = ({ code, found, expected, last }: CsvFault): Text => {
  if (code === 'nul')
    return {
      fr: 'La ligne contient un caractère nul : le fichier a été abîmé. Téléchargez-le de nouveau.',
      en: 'The line holds a NUL character: the file was damaged. Download it again.',
    };
  if (code === 'quote-open')
    return {
      fr: 'Un guillemet est ouvert et jamais refermé. Fermez-le, ou doublez-le s’il fait partie du texte.',
      en: 'A quote is opened and never closed. Close it, or double it if it belongs to the text.',
    };
  if (code === 'quote-stray')
    return {
      fr: 'Un guillemet est mal placé. Entourez toute la valeur de guillemets et doublez ceux du texte.',
      en: 'A quote is misplaced. Quote the whole value and double the quotes inside it.',
    };
  if (code === 'separator-mixed')
    return {
      fr: 'La ligne n’a pas le séparateur de l’en-tête. Écrivez toutes les lignes avec le même séparateur.',
      en: 'The line does not use the separator of the header. Write every line with the same separator.',
    };
  if (code === 'header-again')
    return {
      fr: 'L’en-tête revient : deux fichiers ont été mis bout à bout. Séparez-les.',
      en: 'The header comes back: two files were put end to end. Separate them.',
    };
  if (last)
    return {
      fr: `La dernière ligne a ${found} valeurs au lieu de ${expected} : le fichier est coupé. Téléchargez-le de nouveau.`,
      en: `The last line has ${found} values instead of ${expected}: the file is cut short. Download it again.`,
    };
  return {
    fr: `La ligne a ${found} valeurs au lieu de ${expected}. Vérifiez ses séparateurs.`,
    en: `The line has ${found} values instead of ${expected}. Check its separators.`,
  };
};

/** Says what `readCsv` found odd: faults of form and what was read despite them. */
export const reportCsv = (csv: Csv, faults: FaultList): void => {
  for (const fault of csv.faults)
    faults.add(
      'error',
      fault.code === 'fields' && fault.last ? 'truncated' : fault.code,
      fault.line,
      null,
      csvMessage(fault),
    );
  faults.more('error', csv.faultCount - csv.faults.length);
  const normalise = ({ count, first }: Lines, code: string, message: Text): void => {
    for (const [i, line] of first.entries())
      faults.normalise(code, line, message, i === 0 ? count - first.length + 1 : 1);
  };
  normalise(csv.wrapped, 'line-wrapped-in-quotes', {
    fr: 'Ligne entière entre guillemets, guillemets intérieurs doublés : lue comme la ligne qu’elle contient.',
    en: 'Whole line wrapped in quotes with doubled quotes inside: read as the line it contains.',
  });
  normalise(csv.doubled, 'quotes-doubled', {
    fr: 'Guillemets tous doublés : lus comme simples.',
    en: 'Every quote doubled: read as single.',
  });
  normalise(csv.blank, 'blank-line', { fr: 'Ligne vide : ignorée.', en: 'Blank line: skipped.' });
  if (csv.newline === 'mixed')
    faults.normalise('line-ends-mixed', 1, {
      fr: 'Fins de ligne CR LF et LF mêlées : lues de la même façon.',
      en: 'Line ends CR LF and LF mixed: read alike.',
    });
  if (!csv.finalNewline && csv.records > 0 && !csv.faults.some(({ last }) => last))
    faults.add('warning', 'no-final-newline', null, null, {
      fr: 'La dernière ligne n’est pas terminée : le fichier est peut-être coupé. Comparez sa taille à celle publiée.',
      en: 'The last line is not ended: the file may be cut short. Compare its size with the published one.',
    });
};

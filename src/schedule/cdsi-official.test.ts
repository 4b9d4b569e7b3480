/** The supporting data that the CDC published: all of it is read, and makes the documents of campaigns/us-routine. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCdsiFolder } from '#schedule/cdsi-folder.node.ts';
import {
  type AntigenCount,
  type CdsiImport,
  type CdsiSources,
  countAntigen,
  importCdsi,
} from '#schedule/cdsi-import.ts';
import { reportInWords } from '#schedule/cdsi-report.ts';
import { scheduleFaults } from '#schedule/check-schedule.ts';
import { scheduleFiles } from '#schedule/schedule-files.ts';

const FOLDER = join(import.meta.dirname, '../../campaigns/us-routine');
const SOURCE = join(FOLDER, 'data/supporting-data-4.64');

let sources: CdsiSources;
let official: CdsiImport;
beforeAll(async () => {
  sources = await readCdsiFolder(SOURCE);
  official = importCdsi(sources, { name: 'us-routine', version: '4.64' });
});

const allTexts = (): string[] => [sources.schedule, ...sources.antigens].map(({ text }) => text);

/** Every text of the source, found without an XML parser. */
const leavesOf = (text: string): { name: string; value: string }[] =>
  [...text.matchAll(/<(\w+)>([^<]*)<\/\1>/g)]
    .map(([, name = '', value = '']) => ({ name, value: value.trim() }))
    .filter(({ value }) => value !== '');

const occurrences = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

describe('the official supporting data', () => {
  test('is read without an error, and nothing of it is left', () => {
    expect(official.report.errors).toEqual([]);
    expect(official.report.unread).toEqual([]);
    expect(official.schedule?.antigens).toHaveLength(sources.antigens.length);
  });

  test('has as many texts read as a search of the source finds, element by element', () => {
    const found = new Map<string, number>();
    for (const { name } of allTexts().flatMap(leavesOf)) found.set(name, (found.get(name) ?? 0) + 1);
    expect(found.size).toBeGreaterThan(60);
    expect(Object.fromEntries(official.report.read)).toEqual(Object.fromEntries(found));
  });

  /** How each kind is opened in the source; an empty element has no line of its own after it. */
  const KINDS: readonly [AntigenCount, RegExp][] = [
    ['series', /<seriesName>/g],
    ['doses', /<doseNumber>/g],
    ['ages', /<absMinAge\s*\/?>/g],
    ['intervals', /<interval>\s*<fromPrevious>/g],
    ['allowableIntervals', /<allowableInterval>\s*<fromPrevious>/g],
    ['preferable', /<preferableVaccine>\s*<vaccineType>/g],
    ['allowable', /<allowableVaccine>\s*<vaccineType>/g],
    ['inadvertent', /<inadvertentVaccine>\s*<vaccineType>/g],
    ['skips', /<context>/g],
    ['sets', /<setID>/g],
    ['conditions', /<conditionID>/g],
    [
      'seasons',
      /<startDate>\d+<\/startDate>\s*<endDate\/?>[^<]*(?:<\/endDate>)?\s*<\/seasonalRecommendation>/g,
    ],
    ['indications', /<observationCode>\s*<text>/g],
    [
      'contraindications',
      /<\/contraindicationGuidance>\s*<beginAge|<contraindicationGuidance\s*\/>\s*<beginAge/g,
    ],
    ['vaccineContraindications', /<contraindicatedVaccine>/g],
    ['immunity', /<clinicalHistory>|<dateOfBirth>/g],
  ];

  test.each(KINDS)('has as many %s in the schedule as in the source', (kind, pattern) => {
    const antigens = official.schedule?.antigens ?? [];
    const read =
      kind === 'vaccineContraindications'
        ? antigens.flatMap((antigen) => antigen.vaccineContraindications.flatMap(({ vaccines }) => vaccines))
            .length
        : antigens.reduce((total, antigen) => total + countAntigen(antigen)[kind], 0);
    const found = sources.antigens.reduce((total, { text }) => total + occurrences(text, pattern), 0);
    expect(found).toBeGreaterThan(0);
    expect(read).toBe(found);
  });

  test('keeps every sentence, code, period and number where it says something', () => {
    const strings = new Set<string>();
    const collect = (value: unknown): void => {
      if (typeof value === 'string') strings.add(value);
      else if (typeof value === 'number') strings.add(String(value));
      else if (Array.isArray(value)) value.forEach(collect);
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
    };
    collect(official.schedule);
    // Texts that become another value: a flag, a word of ours, a day, a list. Their counts are compared above.
    const turned = new Set(
      'fromPrevious intervalPriority forecastVaccineType recurringDose defaultSeries productPath administerFullVaccineGroup seriesType requiredGender context setLogic conditionLogic conditionType doseType doseCountLogic doseNumber effectiveDate cessationDate startDate endDate immunityBirthDate vaccineTypes fromMostRecent'.split(
        ' ',
      ),
    );
    const decode = (text: string): string =>
      text.replaceAll(/&#x([0-9a-f]+);/gi, (_, hex: string) =>
        String.fromCodePoint(Number.parseInt(hex, 16)),
      );
    const lost = (text: string): string[] =>
      leavesOf(text)
        .filter(({ name }) => !turned.has(name))
        .map(({ value }) =>
          decode(value)
            .replaceAll(/\s+/g, ' ')
            .replaceAll(/\b1 years/g, '1 year'),
        )
        .filter((value) => !strings.has(value));
    expect(sources.antigens.flatMap(({ text }) => lost(text))).toEqual([]);
    // Conflicts call some vaccines by another name than the list; the report gives each with its code.
    const notes = official.report.notes.map(({ what }) => what).join('\n');
    expect(lost(sources.schedule.text).filter((value) => !notes.includes(`"${value}"`))).toEqual([]);
  });

  test('gives the documents of campaigns/us-routine, to the byte', async () => {
    const { schedule } = official;
    if (schedule === undefined) throw new Error('no schedule');
    const files = scheduleFiles(schedule);
    expect(files.size).toBe(31);
    for (const [path, text] of files)
      expect(await readFile(join(FOLDER, path), 'utf8'), `${path}: run rappel schedule import`).toBe(text);
  });

  test('is sound; what is odd in it is known (docs/schedules.md)', () => {
    const { schedule } = official;
    if (schedule === undefined) throw new Error('no schedule');
    const { errors, warnings } = scheduleFaults(schedule);
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      'vaccine 19: contains no antigen of the schedule',
      'vaccine 125: contains no antigen of the schedule',
      'conflict of 94 then 333: twice',
    ]);
  });

  test('has a group for every name the cases use', async () => {
    const names = new Set(
      (official.schedule?.groups ?? []).flatMap(({ name, aliases }) =>
        [name, ...aliases].map((word) => word.toLowerCase()),
      ),
    );
    const lines = await Promise.all(
      ['healthy', 'conditions'].map((file) => readFile(join(FOLDER, `cases/${file}.ndjson`), 'utf8')),
    );
    const asked = lines
      .flatMap((text) => text.trimEnd().split('\n'))
      .map((line): string => JSON.parse(line).input.vaccineGroup);
    expect(asked).toHaveLength(317);
    expect(asked.filter((word) => !names.has(word.toLowerCase()))).toEqual([]);
  });

  test('has a title in both languages for every group and antigen', () => {
    expect(official.schedule?.groups.filter(({ title }) => title === undefined)).toEqual([]);
    expect(official.schedule?.antigens.filter(({ disease }) => disease === undefined)).toEqual([]);
  });

  test('is told in a report a person can read', () => {
    const words = reportInWords(official.report);
    expect(words).toContain('Antigens: 30. Texts read: 41088.');
    expect(words).toMatch(/^Polio +6 +26 /m);
    expect(words).toContain('106 x conditionType "Vaccine Count By Age" is read as "Vaccine Count by Age"');
    expect(words).toContain('Not read: none.\n\nErrors: none.');
  });
});

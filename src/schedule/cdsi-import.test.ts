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

const HEAD = `<scheduleSupportingData>
<vaccineGroups><vaccineGroup><name>Polio</name><administerFullVaccineGroup/></vaccineGroup></vaccineGroups>
<vaccineGroupToAntigenMap><vaccineGroupMap><name>Polio</name><antigen>Polio</antigen></vaccineGroupMap></vaccineGroupToAntigenMap>
<cvxToAntigenMap><cvxMap><cvx>10</cvx><shortDescription>IPV</shortDescription>
  <association><antigen>Polio</antigen><associationBeginAge/><associationEndAge/></association></cvxMap></cvxToAntigenMap>
</scheduleSupportingData>`;

const antigenWith = (dose: string, series = ''): string => `<antigenSupportingData>
<immunity/><contraindications/>
<series><seriesName>One</seriesName><targetDisease>Polio</targetDisease><vaccineGroup>Polio</vaccineGroup>
<seriesType>Standard</seriesType>${series}
<selectSeries><defaultSeries>Yes</defaultSeries><productPath>No</productPath><seriesGroupName>S</seriesGroupName>
<seriesGroup>1</seriesGroup><seriesPriority>A</seriesPriority></selectSeries>
<seriesDose><doseNumber>Dose 1</doseNumber>${dose}<recurringDose>No</recurringDose></seriesDose>
</series></antigenSupportingData>`;

const imported = (antigen: string, head = HEAD): CdsiImport =>
  importCdsi(
    { schedule: { name: 'head.xml', text: head }, antigens: [{ name: 'polio.xml', text: antigen }] },
    { name: 'small', version: '1' },
  );

const doseOf = ({ schedule, report }: CdsiImport) => {
  expect(report.errors).toEqual([]);
  expect(report.unread).toEqual([]);
  return schedule?.antigens[0]?.series[0]?.doses[0];
};

const condition = (inside: string, logic = '<conditionLogic/>', more = ''): string =>
  `<conditionalSkip><context>Both</context><setLogic>n/a</setLogic><set><setID>1</setID>${logic}<condition><conditionID>1</conditionID>${inside}</condition>${more}</set></conditionalSkip>`;

describe('what is written in several ways becomes one', () => {
  test('a vaccine count by age, by date or by both is one type, counting what is given', () => {
    const result = imported(
      antigenWith(
        condition(
          '<conditionType>Vaccine Count By Date and Age</conditionType><startDate>20250827</startDate><endAge>5 years</endAge><doseCount>0</doseCount><doseType>valid</doseType><doseCountLogic>Greater Than</doseCountLogic><vaccineTypes>10;89; 02</vaccineTypes>',
        ),
      ),
    );
    expect(doseOf(result)?.skips).toEqual([
      {
        context: 'both',
        logic: 'and',
        sets: [
          {
            id: '1',
            logic: 'and',
            conditions: [
              {
                type: 'vaccine count',
                id: '1',
                until: '5 years',
                start: '2025-08-27',
                logic: 'greater than',
                count: 0,
                doses: 'valid',
                vaccines: ['10', '89', '02'],
              },
            ],
          },
        ],
      },
    ]);
    expect(result.report.notes.map(({ what }) => what)).toContain(
      'doseCountLogic "Greater Than" is read as "greater than"',
    );
  });

  test('days, "1 years", line breaks, empty elements', () => {
    const result = imported(
      antigenWith(
        `<age><absMinAge>1 years - 4 days</absMinAge><minAge/><effectiveDate>20161216</effectiveDate></age>
         <interval/><preferableVaccine/><seasonalRecommendation><startDate/><endDate/></seasonalRecommendation>`,
        '<seriesAdminGuidance>one\r\n  two</seriesAdminGuidance><seriesAdminGuidance/>',
      ).replace(
        '<immunity/>',
        '<immunity><dateOfBirth><immunityBirthDate>01/02/1957</immunityBirthDate></dateOfBirth></immunity>',
      ),
    );
    const dose = doseOf(result);
    expect(dose?.ages).toEqual([{ absoluteMinimum: '1 year - 4 days', effective: '2016-12-16' }]);
    expect([dose?.intervals, dose?.preferable]).toEqual([[], []]);
    expect(result.schedule?.antigens[0]?.series[0]?.guidance).toEqual(['one two']);
    expect(result.schedule?.antigens[0]?.immunity?.birth).toEqual([{ before: '1957-01-02', exclusions: [] }]);
  });

  test('a name is kept where it is not that of the list', () => {
    const vaccine = (name: string) =>
      `<allowableVaccine><vaccineType>${name}</vaccineType><cvx>10</cvx></allowableVaccine>`;
    expect(doseOf(imported(antigenWith(vaccine('IPV') + vaccine('Polio, inactivated'))))?.allowable).toEqual([
      { code: '10' },
      { code: '10', name: 'Polio, inactivated' },
    ]);
  });
});

describe('what cannot be read is an error that says where', () => {
  const interval = (inside: string): string => antigenWith(`<interval>${inside}</interval>`);
  const several = '<condition><conditionID>2</conditionID><conditionType>Age</conditionType></condition>';
  test.each([
    [
      'a period',
      antigenWith('<age><minAge>2 moons</minAge></age>'),
      'seriesDose/age (line 7): minAge "2 moons" is not a period',
    ],
    [
      'a day',
      antigenWith('<age><effectiveDate>20230230</effectiveDate></age>'),
      'effectiveDate "20230230" is not a day',
    ],
    [
      'an interval from nothing',
      interval('<fromPrevious>N</fromPrevious>'),
      'counts from one thing, this one from 0',
    ],
    [
      'an interval from two things',
      interval('<fromPrevious>Y</fromPrevious><fromTargetDose>1</fromTargetDose>'),
      'from 2',
    ],
    [
      'several conditions joined by nothing',
      antigenWith(condition('<conditionType>Age</conditionType>', '<conditionLogic/>', several)),
      'conditionLogic "" does not say how its 2 are joined',
    ],
    [
      'an unknown word',
      antigenWith(condition('<conditionType>Moon</conditionType>')),
      'conditionType "Moon" is none of Age',
    ],
    [
      'a count of nothing',
      antigenWith(condition('<conditionType>Vaccine Count by Age</conditionType>')),
      'doseCount is missing',
    ],
    [
      'a dose without a number',
      antigenWith('').replace('Dose 1', 'First'),
      'doseNumber "First" is not "Dose 1"',
    ],
    ['another document', HEAD, 'the root is antigenSupportingData'],
    ['a broken document', antigenWith('<age>'), 'polio.xml: not XML: 7:'],
    ['an empty document', '', 'polio.xml: not XML'],
  ])('%s', (_, antigen, message) => {
    const { schedule, report } = imported(antigen);
    expect(report.errors.join('\n')).toContain(message);
    expect(report.errors.join('\n')).toContain('polio.xml: ');
    expect(schedule).toBeUndefined();
  });

  test('a group without antigens, antigens without a group', () => {
    const { report } = imported(
      antigenWith(''),
      HEAD.replace('<name>Polio</name><antigen>', '<name>Pol</name><antigen>'),
    );
    expect(report.errors.join('\n')).toContain('no antigens are listed for the group "Polio"');
    expect(report.errors.join('\n')).toContain('"Pol" is in no list of groups');
  });
});

describe('what comes once is not read twice, and one of them lost', () => {
  const withImmunity = antigenWith('').replace(
    '<immunity/>',
    '<immunity><clinicalHistory><guidelineCode>1</guidelineCode><guidelineTitle>A</guidelineTitle></clinicalHistory></immunity>'.repeat(
      2,
    ),
  );
  const vaccine = '<vaccineType>IPV</vaccineType><cvx>10</cvx>';
  const conflict = (sides: string) =>
    HEAD.replace(
      '</scheduleSupportingData>',
      `<liveVirusConflicts><liveVirusConflict>${sides}<conflictBeginInterval>1 day</conflictBeginInterval><minConflictEndInterval>24 days</minConflictEndInterval><conflictEndInterval>28 days</conflictEndInterval></liveVirusConflict></liveVirusConflicts></scheduleSupportingData>`,
    );
  const side = (name: string) => `<${name}>${vaccine}</${name}>`;
  const mapped = '<vaccineGroupMap><name>Polio</name><antigen>Polio</antigen></vaccineGroupMap>';
  test.each([
    ['immunity', withImmunity, HEAD, 'more than one immunity'],
    [
      'the vaccine before in a conflict',
      antigenWith(''),
      conflict(side('previous').repeat(2) + side('current')),
      'more than one previous',
    ],
    [
      'the vaccine after in a conflict',
      antigenWith(''),
      conflict(side('previous') + side('current').repeat(2)),
      'more than one current',
    ],
    [
      'the antigens of a group',
      antigenWith(''),
      HEAD.replace(mapped, mapped + mapped.replace('<antigen>Polio', '<antigen>Moon')),
      'the antigens of "Polio" are listed twice',
    ],
  ])('%s', (_, antigen, head, message) => {
    const { schedule, report } = imported(antigen, head);
    expect(report.errors.join('\n')).toContain(message);
    expect(schedule).toBeUndefined();
  });

  test('a stranger inside a conflict is told', () => {
    const sides = side('previous') + side('current');
    const sound = imported(antigenWith(''), conflict(sides));
    expect(sound.report.errors).toEqual([]);
    expect(sound.report.unread).toEqual([]);
    const { report } = imported(antigenWith(''), conflict(sides + side('meanwhile')));
    expect(report.unread.map((line) => line.replace(/ \(line \d+\)/, ''))).toEqual([
      'head.xml: /scheduleSupportingData/liveVirusConflicts/liveVirusConflict/meanwhile/vaccineType: "IPV"',
      'head.xml: /scheduleSupportingData/liveVirusConflicts/liveVirusConflict/meanwhile/cvx: "10"',
    ]);
  });
});

describe('what nobody reads is told', () => {
  test.each([
    [
      'an unknown element',
      antigenWith('<moonPhase>full</moonPhase>'),
      /seriesDose\/moonPhase \(line 7\): "full"/,
    ],
    ['a text between elements', antigenWith('between'), /seriesDose \(line 7\): "between"/],
    [
      'an attribute',
      antigenWith('<age since="1900"><minAge>1 day</minAge></age>'),
      /age \(line 7\): attribute since/,
    ],
    [
      'a member of another condition type',
      antigenWith(condition('<conditionType>Age</conditionType><doseCount>3</doseCount>')),
      /doseCount \(line 7\): "3"/,
    ],
  ])('%s', (_, antigen, message) => {
    const { report } = imported(antigen);
    expect(report.errors).toEqual([]);
    expect(report.unread).toHaveLength(1);
    expect(report.unread[0]).toMatch(message);
  });
});

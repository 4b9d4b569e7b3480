/** Small documents: what is written in several ways, what cannot be read, what nobody reads. */
import { describe, expect, test } from 'vitest';
import { type CdsiImport, importCdsi } from '#schedule/cdsi-import.ts';

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

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkFile, publishedOnOf } from '#programmes/vaccination/check.ts';
import { reportInWords } from '#programmes/vaccination/check-words.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const check = (name: string, text: string) => checkFile(name, bytesOf(text));
const errors = (report: ReturnType<typeof checkFile>) =>
  report.faults.filter(({ severity }) => severity === 'error').map(({ line, code }) => `${line} ${code}`);
const fixture = (path: string) =>
  readFileSync(new URL(`../../../campaigns/fr-covid-19/data/${path}`, import.meta.url));

const FLUX = 'date_fin_semaine;type_de_vaccin;nb_ucd;nb_doses';
const flux = (...rows: string[]) =>
  check('flux-tot-nat_pub2021-04-30.csv', `${[FLUX, ...rows].join('\n')}\n`);

describe('deliveries', () => {
  test('wrapped in quotes and in Windows-1252, they are read, and it is said', () => {
    const name = 'flux-tot-nat_pub2023-01-06_malformed-quoting_raw.csv';
    const report = checkFile(name, fixture(`logistics/${name}`));
    expect(report).toMatchObject({
      family: 'flux-tot-nat',
      publishedOn: '2023-01-06',
      encoding: 'windows-1252',
      separator: ',',
      rows: 317,
      period: { from: '2020-12-27', to: '2022-12-25' },
      sound: true,
    });
    expect(report.normalised.map(({ code, count }) => [code, count])).toEqual([
      ['encoding', 1],
      ['line-wrapped-in-quotes', 318],
    ]);
  });

  test('with every quote doubled, they are read, and it is said', () => {
    const row = '""2021-02-07"",""AstraZeneca"",27360,273600';
    const report = check(
      'flux.csv',
      `""date_fin_semaine"",""type_de_vaccin"",""nb_ucd"",""nb_doses""\n${row}\n`,
    );
    expect(report).toMatchObject({ family: 'flux-tot-nat', rows: 1, sound: true });
    expect(report.normalised).toMatchObject([{ code: 'quotes-doubled', count: 2, lines: [1, 2] }]);
  });

  test('French dates are read as days', () => {
    const name = 'flux-tot-nat_pub2023-04-12.csv';
    expect(checkFile(name, fixture(`logistics/${name}`))).toMatchObject({
      separator: ';',
      rows: 332,
      period: { from: '2020-12-27', to: '2023-04-02' },
      sound: true,
      normalised: [{ code: 'date-french', count: 332 }],
    });
  });

  test('forecasts are known as such', () => {
    const name = 'flux-total-nat_pub2021-04-30.csv';
    expect(checkFile(name, fixture(`logistics/${name}`))).toMatchObject({
      sound: true,
      faults: [{ severity: 'info', code: 'forecast' }],
    });
  });

  test('a sum without a date, among the weeks, is refused with its line', () => {
    const name = 'flux-tot-nat_pub2021-09-11T1142_86f6c2e.csv';
    expect(errors(checkFile(name, fixture(`broken/${name}`)))).toEqual(['47 no-such-day']);
  });

  test.each([
    ['07/02/2021;AstraZeneca;27 360;273600', 'thousands-spaces'],
    ['2021-02-07;AstraZeneca;20000;2e+05', 'scientific'],
    ['2021-02-07;AstraZeneca;27360,0;273600', 'decimal-comma'],
    ['2021-02-07;Pfizer Pediatrique;10;100', 'product-name'],
    ['2021-02-07;Pfizer PÃ©diatrique;10;100', 'product-name'],
  ])('%s is certain: %s', (row, code) => {
    const report = flux(row);
    expect(report.sound).toBe(true);
    expect(report.normalised.map((normalised) => normalised.code)).toContain(code);
  });

  test.each([
    ['2021-02-30;AstraZeneca;1;10', '3 no-such-day'],
    ['31/02/2021;AstraZeneca;1;10', '3 no-such-day'],
    ['2021-02-14;Sputnik;1;10', '3 unknown-product'],
    ['2021-02-14;AstraZeneca;-1;10', '3 negative'],
    ['2021-02-14;AstraZeneca;un;10', '3 not-a-number'],
    ['2021-02-14;AstraZeneca;;10', '3 value-missing'],
    ['2021-02-14;AstraZeneca;31680;31680', '3 doses-per-vial'],
    ['2021-02-07;AstraZeneca;27360;273600', '3 duplicate'],
    ['2021-02-14;AstraZeneca;1', '3 truncated'],
    ['2021-02-14,AstraZeneca,1,10', '3 separator-mixed'],
  ])('%s is a fault: %s', (row, fault) => {
    expect(errors(flux('2021-02-07;AstraZeneca;27360;273600', row))).toEqual([fault]);
  });
});

describe('stocks, allocations and centres', () => {
  const STOCKS =
    '"code_departement","departement","raison_sociale","libelle_pui","finess","type_de_vaccin","nb_ucd","nb_doses","date"';
  const stock = '"01","Ain","CH DE BOURG","PUI CH DE BOURG","010000024","Pfizer",1161,5805,2021-01-22';

  test('a stock in latin-1, with commas, is sound', () => {
    const report = checkFile(
      'stocks.csv',
      Buffer.from(`${STOCKS}\r\n${stock.replace('BOURG', 'BÉZIERS')}\r\n`, 'latin1'),
    );
    expect(report).toMatchObject({
      family: 'stocks-es-par-es',
      sound: true,
      encoding: 'windows-1252',
      rows: 1,
    });
  });

  test('the same stock twice is a fault', () => {
    expect(errors(check('stocks.csv', `${STOCKS}\n${stock}\n${stock}\n`))).toEqual(['3 duplicate']);
  });

  test('an allocation to a centre', () => {
    const header =
      'id_centre,date_debut_semaine,code_region,nom_region,code_departement,nom_departement,commune_insee,nom_centre,nombre_ucd,doses_allouees,rdv_pris';
    const row = '1001,2021-08-16,93,PAC,04,Alpes,04070,Palais,300,1800,1714';
    expect(check('allocations.csv', `${header}\n${row}\n`)).toMatchObject({
      family: 'allocations-vs-rdv',
      sound: true,
    });
    expect(errors(check('allocations.csv', `${header}\n${row.replace('1714', '17l4')}\n`))).toEqual([
      '2 not-a-number',
    ]);
  });

  const CENTRES =
    'gid;nom;com_cp;com_insee;com_nom;lat_coor1;long_coor1;rdv;date_fermeture;date_ouverture;rdv_modalites;centre_type';
  const centre =
    '89;Nancy;54000;54395;Nancy;48.6779;6.20247;t;;2021-01-04;"deux\nlignes";"{""Grand centre""}"';

  test('a centre whose text runs over two lines, with an array', () => {
    expect(check('centres.csv', `${CENTRES}\n${centre}\n`)).toMatchObject({
      family: 'centres-vaccination',
      rows: 1,
      sound: true,
    });
  });

  test.each([
    [centre.replace('48.6779', '486779'), '2 out-of-range'],
    [centre.replace('2021-01-04', '2021-13-04'), '2 no-such-day'],
    [centre.replace(';t;', ';oui;'), '2 unknown-code'],
    [`${centre}\n${centre}`, '4 duplicate'],
  ])('%j is a fault: %s', (rows, fault) => {
    expect(errors(check('centres.csv', `${CENTRES}\n${rows}\n`))).toEqual([fault]);
  });

  test('the register of January 2021 as JSON', () => {
    const item = {
      gid: '981',
      nom: 'Hôpital',
      com_cp: '13015',
      lat_coor1: '43.3',
      long_coor1: '5.3',
      date_ouverture: '11/01/2021',
    };
    expect(check('lieux_2021-01-16.json', JSON.stringify([item]))).toMatchObject({
      family: 'centres-vaccination',
      publishedOn: '2021-01-16',
      sound: true,
      normalised: [{ code: 'date-french' }],
    });
    expect(errors(check('lieux.json', `${JSON.stringify([item]).slice(0, 40)}`))).toEqual(['1 bad-json']);
  });
});

describe('what is no table', () => {
  test.each([
    ['', 'null empty-file'],
    [' \n', 'null empty-file'],
    ['<!DOCTYPE html>\n<html lang="fr">', '1 html-instead-of-data'],
    ['first,second\n1,2\n', '1 unknown-file'],
    ['{"a":1}', '1 unknown-file'],
    [FLUX, '1 header-only'],
  ])('%j: %s', (text, fault) => {
    const report = check('x.csv', text);
    expect(errors(report)).toEqual([fault]);
    expect(report.sound).toBe(false);
  });

  test('bytes of two encodings are refused with their line', () => {
    const bytes = Buffer.concat([
      bytesOf(
        `${FLUX}\n2021-02-07;Pfizer Pédiatrique;10;100\n2021-02-14;Pfizer Pédiatrique;10;100\n2021-02-21;Pfizer P`,
      ),
      Buffer.from([0xe9]),
      bytesOf('diatrique;10;100\n'),
    ]);
    expect(errors(checkFile('flux.csv', bytes))).toContain('4 bad-bytes');
  });

  test('of a damaged file only its nature is told', () => {
    const damage = { code: 'gzip-truncated', message: { fr: 'coupé', en: 'cut' } };
    const report = checkFile('x.csv', bytesOf(`${FLUX}\n2021-02-07;Pfi`), 'gzip', damage);
    expect(report).toMatchObject({ family: 'flux-tot-nat', rows: 0, period: null, sound: false });
    expect(errors(report)).toEqual(['2 gzip-truncated']);
  });
});

test('many faults are counted, a hundred are shown, each kind among them', () => {
  const rows = Array.from({ length: 300 }, (_, i) => `2021-02-07;AstraZeneca;x${i};10`);
  const report = flux(...rows, '2021-02-14;Sputnik;1;10');
  expect(report.faults).toHaveLength(100);
  expect(report.faultCount).toBeGreaterThan(600 - 3);
  expect(errors(report)).toContain('302 unknown-product');
});

test.each([
  ['vacsi-fra_pub2021-03-02T2102_0629d90.csv.gz', '2021-03-02'],
  ['vacsi-fra-2021-03-02-19h05.csv', '2021-03-02'],
  ['livraisons-regional-2021-01-23.csv', '2021-01-23'],
  ['stocks-es-par-es_2021-01-22_2022-02-11.csv.gz', undefined],
  ['vacsi-fra.csv', undefined],
])('%s was published on %s', (name, day) => {
  expect(publishedOnOf(name)).toBe(day);
});

test('the report is said in French and in English', () => {
  const report = flux('2021-02-14;Sputnik;1;10');
  expect(reportInWords(report, 'fr').split('\n')).toEqual([
    'flux-tot-nat_pub2021-04-30.csv: NON sain',
    '  Livraisons de vaccins par semaine et par vaccin, France (flux-tot-nat), publié le 2021-04-30',
    '  1 ligne, du 2021-02-14 au 2021-02-14, UTF-8, point-virgule, non compressé',
    expect.stringMatching(/^ {2}erreur {5}ligne 2 : « Sputnik » n’est pas un vaccin/),
  ]);
  expect(reportInWords(report, 'en')).toContain('  error      line 2: "Sputnik" is not a product');
});

/**
 * The published tables other than VAC-SI that a check knows: how each is recognised by its header, what its columns hold
 * and what identifies a row (deliveries, stocks and allocations of the ministry of health; the register of centres; and,
 * recognised with lighter rules, population, geography, tests and hospital tables).
 */
import type { Text } from '#kernel/text.ts';
import type { Rule } from '#programmes/vaccination/check-values.ts';

export type TableFamily = {
  readonly family: string;
  readonly title: Text;
  /** Columns that make the family; others may be there. */
  readonly header: readonly string[];
  readonly columns: Readonly<Record<string, Rule>>;
  /** Columns that identify a row, when they do. */
  readonly key?: readonly string[];
  /** The column that dates the rows. */
  readonly day?: string;
  /** What the rows are checked for beyond their values. */
  readonly special?: 'deliveries' | 'stocks' | 'allocations' | 'centres';
  /** The columns are these and no other: a column that is not known is a fault. */
  readonly closed?: boolean;
};

const text: Rule = { kind: 'text' };
const name: Rule = { kind: 'text', required: true };
const day: Rule = { kind: 'day', required: true };
const dayOrNot: Rule = { kind: 'day' };
const count: Rule = { kind: 'count', required: true, max: 1e9 };
const countOrNA: Rule = { ...count, na: true };
const number: Rule = { kind: 'number' };
const department: Rule = { kind: 'text', required: true, pattern: /^(\d{2}|2[AB]|9[78]\d)$/ };
const region: Rule = { kind: 'text', required: true, pattern: /^\d{1,2}$/ };
const commune: Rule = { kind: 'text', pattern: /^(\d{5}|2[AB]\d{3}|99[A-Z]{3})$/, lenient: true };
const flag: Rule = { kind: 'text', pattern: /^[tf]$/ };
const identifier: Rule = { kind: 'text', required: true, pattern: /^\d+$/ };
const latitude: Rule = { kind: 'number', min: -90, max: 90 };
const longitude: Rule = { kind: 'number', min: -180, max: 180 };

const deliveries = (week: string): Pick<TableFamily, 'columns' | 'day' | 'special' | 'closed'> => ({
  columns: { [week]: day, type_de_vaccin: name, nb_ucd: countOrNA, nb_doses: countOrNA },
  day: week,
  special: 'deliveries',
  closed: true,
});

const DELIVERIES: readonly TableFamily[] = ['date_fin_semaine', 'date_debut_semaine'].flatMap((week) => [
  {
    family: 'flux-tot-nat',
    title: {
      fr: 'Livraisons de vaccins par semaine et par vaccin, France',
      en: 'Deliveries of vaccines by week and product, France',
    },
    header: [week, 'type_de_vaccin', 'nb_ucd', 'nb_doses'],
    ...deliveries(week),
    key: ['type_de_vaccin', week],
  },
  {
    family: 'flux-nat',
    title: {
      fr: 'Livraisons d’un vaccin par semaine, France',
      en: 'Deliveries of one vaccine by week, France',
    },
    header: [week, 'nb_ucd', 'nb_doses'],
    ...deliveries(week),
    key: [week],
  },
]);

const LOGISTICS: readonly TableFamily[] = [
  ...DELIVERIES,
  {
    family: 'livraisons-regional',
    title: { fr: 'Doses reçues par région et par vaccin', en: 'Doses received by region and product' },
    header: [
      'code_region',
      'nb_UCD_receptionnees_cumul',
      'nb_doses_receptionnees_cumul',
      'type_de_vaccin',
      'date',
    ],
    columns: {
      code_region: region,
      region: name,
      nb_UCD_receptionnees_cumul: count,
      nb_doses_receptionnees_cumul: count,
      type_de_vaccin: name,
      date: day,
    },
    key: ['code_region', 'type_de_vaccin', 'date'],
    day: 'date',
    special: 'deliveries',
    closed: true,
  },
  {
    family: 'livraison-anciennes',
    title: { fr: 'Premières livraisons, France', en: 'First deliveries, France' },
    header: ['date', 'reception_stock', 'source'],
    columns: { date: day, reception_stock: count, source: text },
    key: ['date'],
    day: 'date',
    closed: true,
  },
  {
    family: 'stocks-es-par-es',
    title: {
      fr: 'Stocks des établissements de santé par vaccin',
      en: 'Stocks of hospitals by product',
    },
    header: ['code_departement', 'libelle_pui', 'finess', 'type_de_vaccin', 'nb_ucd', 'nb_doses', 'date'],
    columns: {
      code_departement: department,
      departement: name,
      raison_sociale: name,
      libelle_pui: text,
      finess: { kind: 'text', pattern: /^\d[0-9AB]\d{7}$/, required: true, lenient: true },
      type_de_vaccin: name,
      nb_ucd: count,
      nb_doses: count,
      date: day,
    },
    key: ['finess', 'libelle_pui', 'type_de_vaccin', 'date'],
    day: 'date',
    special: 'stocks',
    closed: true,
  },
  {
    family: 'allocations-vs-rdv',
    title: {
      fr: 'Doses allouées et rendez-vous pris par centre et par semaine',
      en: 'Doses allocated and appointments taken by centre and week',
    },
    header: ['id_centre', 'date_debut_semaine', 'nombre_ucd', 'doses_allouees', 'rdv_pris'],
    columns: {
      id_centre: identifier,
      date_debut_semaine: day,
      code_region: region,
      nom_region: name,
      code_departement: department,
      nom_departement: name,
      commune_insee: commune,
      nom_centre: name,
      nombre_ucd: count,
      doses_allouees: count,
      rdv_pris: count,
    },
    key: ['id_centre', 'date_debut_semaine'],
    day: 'date_debut_semaine',
    special: 'allocations',
    closed: true,
  },
  {
    family: 'prise-rdv-par-centre',
    title: { fr: 'Rendez-vous pris par centre, par semaine', en: 'Appointments taken by centre, by week' },
    header: ['id_centre', 'rang_vaccinal', 'date_debut_semaine', 'nb'],
    columns: {
      id_centre: identifier,
      date_debut_semaine: day,
      rang_vaccinal: text,
      nb: count,
      nb_rdv_cnam: { kind: 'count' },
      nb_rdv_rappel: { kind: 'count' },
    },
    day: 'date_debut_semaine',
  },
];

const CENTRES: TableFamily = {
  family: 'centres-vaccination',
  title: { fr: 'Lieux de vaccination', en: 'Vaccination centres' },
  header: ['gid', 'nom', 'com_cp', 'com_nom', 'lat_coor1', 'long_coor1', 'date_ouverture'],
  columns: {
    gid: identifier,
    nom: name,
    xy_precis: number,
    com_cp: { kind: 'text', pattern: /^[0-9A-Z]{3,6}$/, lenient: true },
    com_insee: commune,
    com_nom: text,
    lat_coor1: latitude,
    long_coor1: longitude,
    structure_siren: { kind: 'text', pattern: /^\d{9}$/, lenient: true },
    _edit_datemaj: dayOrNot,
    date_ouverture: dayOrNot,
    date_fermeture: dayOrNot,
    rdv: flag,
    rdv_consultation_prevaccination: flag,
    centre_svi_repondeur: flag,
    centre_fermeture: flag,
    reserve_professionels_sante: flag,
    centre_type: { kind: 'text', pattern: /^\{.*\}$/s },
  },
  key: ['gid'],
  special: 'centres',
};

/** Recognised, and checked for their form. */
const OTHERS: readonly TableFamily[] = [
  {
    family: 'vacsi-concatenation',
    title: { fr: 'Publications de VAC-SI mises bout à bout', en: 'VAC-SI publications put end to end' },
    header: ['commit', 'jour'],
    columns: { jour: day },
    day: 'jour',
  },
  {
    family: 'clage-spf',
    title: { fr: 'Codes des classes d’âge', en: 'Codes of age classes' },
    header: ['code_spf', 'categorie_fine', 'population'],
    columns: { code_spf: { kind: 'count', required: true }, categorie_fine: name, population: count },
    key: ['code_spf'],
  },
  {
    family: 'manifest',
    title: { fr: 'Liste de publications', en: 'List of publications' },
    header: ['file', 'commit', 'committed_at'],
    columns: { file: name, commit: name, committed_at: name },
    key: ['file'],
  },
  {
    family: 'communes',
    title: { fr: 'Communes et population', en: 'Communes and population' },
    header: ['code', 'nom', 'departement', 'region', 'population'],
    columns: { code: name, nom: name, population: { kind: 'count' } },
  },
  {
    family: 'dep-pop',
    title: { fr: 'Population des départements', en: 'Population of departments' },
    header: ['dep', 'departmentPopulation'],
    columns: { dep: name, departmentPopulation: count },
    key: ['dep'],
  },
  {
    family: 'reg-pop',
    title: { fr: 'Population des régions', en: 'Population of regions' },
    header: ['reg', 'population'],
    columns: { reg: name, population: count },
    key: ['reg'],
  },
  {
    family: 'reg-noms',
    title: { fr: 'Noms des régions', en: 'Names of regions' },
    header: ['reg', 'cheflieu', 'libelle'],
    columns: { reg: name, libelle: name },
    key: ['reg'],
  },
  {
    family: 'pop-vax',
    title: { fr: 'Population par département et classe d’âge', en: 'Population by department and age class' },
    header: ['dep', '24', '29', '80', '0'],
    columns: { dep: name, '24': number, '29': number, '80': number, '0': number },
    key: ['dep'],
  },
  {
    family: 'pop-dep-5-years',
    title: {
      fr: 'Population par département et âge quinquennal',
      en: 'Population by department and five-year age',
    },
    header: ['0-4', '5-9', '100+', 'Total'],
    columns: { '0-4': number, Total: number },
  },
  {
    family: 'sidep',
    title: { fr: 'Tests par département et par jour', en: 'Tests by department and day' },
    header: ['dep', 'jour', 'P', 'cl_age90', 'pop'],
    columns: {
      dep: name,
      jour: day,
      P: { kind: 'number', min: 0 },
      T: { kind: 'number', min: 0 },
      pop: number,
    },
    key: ['dep', 'jour', 'cl_age90'],
    day: 'jour',
  },
  {
    family: 'sidep-commune-classes',
    title: { fr: 'Tests par commune, en classes', en: 'Tests by commune, in classes' },
    header: ['com2020', 'debut_7j', 'fin_7j', 'tp_classe'],
    columns: { com2020: name, debut_7j: day, fin_7j: day },
    day: 'fin_7j',
  },
  {
    family: 'sites-prelevement',
    title: { fr: 'Sites de prélèvement', en: 'Testing sites' },
    header: ['ID', 'finess', 'rs', 'longitude', 'latitude'],
    columns: { ID: name, rs: text },
  },
  {
    family: 'hospital',
    title: { fr: 'Hospitalisations par département et par jour', en: 'Hospital stays by department and day' },
    header: ['dep', 'sexe', 'jour', 'Personnes hospitalisées'],
    columns: { dep: name, jour: day, 'Personnes hospitalisées': { kind: 'number', min: 0 } },
    key: ['dep', 'sexe', 'jour'],
    day: 'jour',
  },
  {
    family: 'hospital-flows',
    title: { fr: 'Mouvements hospitaliers par département', en: 'Hospital figures by department' },
    header: ['jour', 'Département'],
    columns: { jour: day, Département: name },
    key: ['jour', 'Département'],
    day: 'jour',
  },
  {
    family: 'indicators-departments',
    title: { fr: 'Indicateurs de suivi par département', en: 'Monitoring indicators by department' },
    header: ['departement', 'region', 'tx_incid', 'R', 'tx_pos'],
    columns: { departement: name },
    key: ['departement'],
  },
  {
    family: 'indicators-france',
    title: { fr: 'Indicateurs de suivi, France', en: 'Monitoring indicators, France' },
    header: ['extract_date', 'tx_incid', 'R', 'tx_pos'],
    columns: { extract_date: day },
    key: ['extract_date'],
    day: 'extract_date',
  },
  {
    family: 'appointments-by-week',
    title: { fr: 'Rendez-vous par semaine', en: 'Appointments by week' },
    header: ['Semaine du', 'Nombre total de rendez-vous'],
    columns: { 'Nombre total de rendez-vous': { kind: 'count' } },
  },
];

export const TABLES: readonly TableFamily[] = [...LOGISTICS, CENTRES, ...OTHERS];

/** The family whose columns are all in a header. */
export const tableOf = (header: readonly string[]): TableFamily | undefined =>
  TABLES.find((table) => table.header.every((column) => header.includes(column)));

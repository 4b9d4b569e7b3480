/** What the printed sheet of a certificate says, in two languages; how it is drawn is sheet.node.ts. */
import { HOLDERS, PROPHYLAXES, VACCINES } from '#certificate/page/value-sets.ts';
import { isDay } from '#kernel/day.ts';
import { dayWords } from '#kernel/day-words.ts';
import type { Text } from '#kernel/text.ts';
import type { Identity } from '#people/person.ts';
import { dobOf } from '#programmes/vaccination/certificate/holder.ts';
import type { IssuedRow } from '#programmes/vaccination/certificate/issued.pg.ts';
import type { Book, Planned, PlannedDcc, PlannedShc } from '#programmes/vaccination/certificate/plan.ts';

export type Line = { readonly label: Text; readonly value: Text };
export type Sheet = {
  readonly title: Text;
  readonly kind: Text;
  readonly name: string;
  /** As a passport's machine-readable zone has it; empty when the format has none. */
  readonly standardName: string;
  readonly birth: Text;
  /** What is read across a room: the dose, `2/2`. */
  readonly figure: string;
  readonly words: Text;
  readonly qr: readonly string[];
  readonly id: string | null;
  readonly lines: readonly Line[];
  readonly notes: readonly { readonly title: Text; readonly text: Text }[];
  /** The day it was issued. */
  readonly on: string;
};

const same = (text: string): Text => ({ fr: text, en: text });
const said = (names: Readonly<Record<string, string>>, code: string): Text => same(names[code] ?? code);

/** A birth date as far as it is known, in words. */
const birthOf = (dob: string): Text => {
  if (dob === '') return { fr: 'non connue', en: 'not known' };
  return isDay(dob) ? dayWords(dob) : same(dob);
};

const dayOf = (instant: string): Text => dayWords(instant.slice(0, 10));

const vaccinationLines = ({ claim }: PlannedDcc): Line[] => {
  if (claim.kind !== 'vaccination') return [];
  const { dn, sd, dt, mp, ma, vp, co } = claim.entry;
  return [
    { label: { fr: 'Maladie', en: 'Disease' }, value: same('COVID-19') },
    { label: { fr: 'Vaccin', en: 'Vaccine' }, value: said(VACCINES, mp) },
    {
      label: { fr: 'Type de vaccin', en: 'Type of vaccine' },
      value: said(PROPHYLAXES, vp),
    },
    {
      label: { fr: 'Titulaire', en: 'Holder of the authorisation' },
      value: said(HOLDERS, ma),
    },
    { label: { fr: 'Numéro de dose', en: 'Dose number' }, value: same(`${dn}/${sd}`) },
    { label: { fr: 'Date', en: 'Date' }, value: dayWords(dt) },
    { label: { fr: 'Pays', en: 'Country' }, value: same(co) },
    { label: { fr: 'Règle de décompte', en: 'Counting rule' }, value: claim.rule.words },
  ];
};

const recoveryLines = ({ claim }: PlannedDcc): Line[] => {
  if (claim.kind !== 'recovery') return [];
  const { fr, df, du, co } = claim.entry;
  return [
    { label: { fr: 'Maladie', en: 'Disease' }, value: same('COVID-19') },
    { label: { fr: 'Premier test positif', en: 'First positive test' }, value: dayWords(fr) },
    { label: { fr: 'Compte à partir du', en: 'Counts from' }, value: dayWords(df) },
    { label: { fr: 'Compte jusqu’au', en: 'Counts until' }, value: dayWords(du) },
    { label: { fr: 'Pays du test', en: 'Country of the test' }, value: same(co) },
  ];
};

const lines = (planned: PlannedDcc, row: IssuedRow, book: Book): Line[] => [
  ...vaccinationLines(planned),
  ...recoveryLines(planned),
  { label: { fr: 'Émetteur', en: 'Issuer' }, value: same(book.issuerName) },
  { label: { fr: 'Délivré le', en: 'Issued on' }, value: dayOf(row.issued_at) },
];

const proves = (planned: Planned, row: IssuedRow): { title: Text; text: Text } => {
  const until = row.expires_at === null ? undefined : dayOf(row.expires_at);
  return {
    title: { fr: 'Ce qu’il prouve, jusqu’à quand', en: 'What it proves, until when' },
    text: {
      fr: `${planned.words.fr}. ${until === undefined ? 'Il ne périme pas.' : `Sa signature vaut jusqu’au ${until.fr}\u00a0; chaque pays dit combien de temps il l’accepte.`} Il ne remplace pas une pièce d’identité.`,
      en: `${planned.words.en}. ${until === undefined ? 'It does not expire.' : `Its signature holds until ${until.en}; each country says how long it accepts it.`} It is not an identity document.`,
    },
  };
};

const notes = (planned: Planned, row: IssuedRow, siteUrl: string): Sheet['notes'] => [
  proves(planned, row),
  {
    title: { fr: 'Comment le vérifier', en: 'How to verify it' },
    text: {
      fr: `Sur ${siteUrl}/verify, scannez le code\u00a0: la page dit si la signature est juste et si le certificat tient toujours, même sans réseau. Comparez le nom à une pièce d’identité.`,
      en: `At ${siteUrl}/verify, scan the code: the page says whether the signature is right and the certificate still holds, without network too. Compare the name with an identity document.`,
    },
  },
  {
    title: { fr: 'Vos données', en: 'Your data' },
    text: {
      fr: 'Le code contient tout ce qui est écrit ici, et rien d’autre. Montrez-le à qui a le droit de le lire\u00a0; ne le publiez pas. Perdu ou faux\u00a0? Un centre le révoque et en délivre un autre.',
      en: 'The code holds all that is written here, and nothing else. Show it to who may read it; do not publish it. Lost or wrong? A centre revokes it and issues another.',
    },
  },
];

const dccSheet = (
  planned: PlannedDcc,
  row: IssuedRow,
  book: Book,
): Omit<Sheet, 'qr' | 'notes' | 'on' | 'words'> => {
  const { nam, dob } = planned.holder;
  const { claim } = planned;
  return {
    title: { fr: 'Certificat COVID numérique UE', en: 'EU Digital COVID Certificate' },
    kind:
      claim.kind === 'vaccination'
        ? { fr: 'Vaccination', en: 'Vaccination' }
        : { fr: 'Rétablissement', en: 'Recovery' },
    name: [nam.fn, nam.gn].filter((part) => part !== undefined).join(' '),
    standardName: [nam.fnt, nam.gnt].filter((part) => part !== undefined).join('<<'),
    birth: birthOf(dob),
    figure: claim.kind === 'vaccination' ? `${claim.entry.dn}/${claim.entry.sd}` : '',
    id: row.identifier,
    lines: lines(planned, row, book),
  };
};

const shcSheet = (
  { card }: PlannedShc,
  row: IssuedRow,
  book: Book,
  { familyName, givenNames, birthDate }: Identity,
): Omit<Sheet, 'qr' | 'notes' | 'on' | 'words'> => ({
  title: { fr: 'SMART Health Card', en: 'SMART Health Card' },
  kind: { fr: 'Vaccinations', en: 'Vaccinations' },
  name: `${familyName} ${givenNames}`,
  standardName: '',
  birth: birthOf(dobOf(birthDate)),
  figure: String(card.doses),
  id: null,
  lines: [
    ...card.shown.map(({ product, on, lot }) => ({
      label: dayWords(on),
      value: same([book.names.get(product) ?? product, lot].filter((part) => part !== undefined).join(', ')),
    })),
    { label: { fr: 'Émetteur', en: 'Issuer' }, value: same(book.issuerName) },
    { label: { fr: 'Délivré le', en: 'Issued on' }, value: dayOf(row.issued_at) },
  ],
});

export const sheetOf = (
  planned: Planned,
  row: IssuedRow,
  qr: readonly string[],
  about: { readonly book: Book; readonly identity: Identity; readonly siteUrl: string },
): Sheet => ({
  ...(planned.format === 'dcc'
    ? dccSheet(planned, row, about.book)
    : shcSheet(planned, row, about.book, about.identity)),
  words: planned.words,
  qr,
  notes: notes(planned, row, about.siteUrl),
  on: row.issued_at,
});

/** What a verification shows of a certificate: the least that lets its holder be recognised and its content be read. */
import { z } from 'zod';
import type { Verdict } from '#certificate/certificate.ts';
import { RESULTS, TESTS, VACCINES } from '#certificate/page/value-sets.ts';
import { isDay } from '#kernel/day.ts';
import { dayWords } from '#kernel/day-words.ts';
import type { Text } from '#kernel/text.ts';

export type Shown = {
  readonly name: string;
  readonly birth: Text;
  readonly lines: readonly { readonly label: Text; readonly value: Text }[];
};

const same = (text: string): Text => ({ fr: text, en: text });
/** A day in words; a month, a year, or an instant as far as its day. */
const when = (text: string): Text => {
  const day = text.slice(0, 10);
  return isDay(day) ? dayWords(day) : same(text);
};
const birthOf = (date: string | undefined): Text =>
  date === undefined || date === '' ? { fr: 'non indiquée', en: 'not given' } : when(date);

const LABEL = {
  what: { fr: 'Certificat', en: 'Certificate' },
  dose: { fr: 'Dose', en: 'Dose' },
  product: { fr: 'Vaccin', en: 'Vaccine' },
  date: { fr: 'Date', en: 'Date' },
  country: { fr: 'Pays', en: 'Country' },
  issuer: { fr: 'Émetteur', en: 'Issuer' },
  test: { fr: 'Test', en: 'Test' },
  result: { fr: 'Résultat', en: 'Result' },
  positive: { fr: 'Premier test positif', en: 'First positive test' },
  from: { fr: 'Compte à partir du', en: 'Counts from' },
  until: { fr: 'Compte jusqu’au', en: 'Counts until' },
} as const satisfies Record<string, Text>;

const Words = z.string().catch('');
/** Read with indulgence: a verdict says what is wrong, this only shows what there is. */
const Payload = z.object({
  nam: z.object({ fn: Words, gn: Words, fnt: Words, gnt: Words }),
  dob: Words,
  v: z
    .tuple([z.object({ mp: Words, dt: Words, co: Words, is: Words, dn: z.number(), sd: z.number() })])
    .optional(),
  t: z.tuple([z.object({ tt: Words, tr: Words, sc: Words, co: Words, is: Words })]).optional(),
  r: z.tuple([z.object({ fr: Words, df: Words, du: Words, co: Words, is: Words })]).optional(),
});
type Payload = z.infer<typeof Payload>;

const RESULT_WORDS: Readonly<Record<string, Text>> = {
  '260415000': { fr: 'non détecté', en: 'not detected' },
  '260373001': { fr: 'détecté', en: 'detected' },
};
const TEST_WORDS: Readonly<Record<string, Text>> = {
  'LP6464-4': { fr: 'PCR ou équivalent', en: 'PCR or the like' },
  'LP217198-3': { fr: 'Antigénique rapide', en: 'Rapid antigen' },
};

const linesOf = ({ v, t, r }: Payload): Shown['lines'] => {
  if (v !== undefined) {
    const [{ dn, sd, mp, dt, co, is }] = v;
    const booster = dn > sd || sd > 2;
    return [
      {
        label: LABEL.what,
        value: { fr: 'Vaccination contre la COVID-19', en: 'Vaccination against COVID-19' },
      },
      {
        label: LABEL.dose,
        value: booster ? { fr: `${dn}/${sd} (rappel)`, en: `${dn}/${sd} (booster)` } : same(`${dn}/${sd}`),
      },
      { label: LABEL.product, value: same(VACCINES[mp] ?? mp) },
      { label: LABEL.date, value: when(dt) },
      { label: LABEL.country, value: same(co) },
      { label: LABEL.issuer, value: same(is) },
    ];
  }
  if (t !== undefined) {
    const [{ tt, tr, sc, co, is }] = t;
    return [
      { label: LABEL.what, value: { fr: 'Test de la COVID-19', en: 'Test of COVID-19' } },
      { label: LABEL.test, value: TEST_WORDS[tt] ?? same(TESTS[tt] ?? tt) },
      { label: LABEL.result, value: RESULT_WORDS[tr] ?? same(RESULTS[tr] ?? tr) },
      { label: LABEL.date, value: when(sc) },
      { label: LABEL.country, value: same(co) },
      { label: LABEL.issuer, value: same(is) },
    ];
  }
  if (r === undefined) return [];
  const [{ fr, df, du, co, is }] = r;
  return [
    { label: LABEL.what, value: { fr: 'Rétablissement de la COVID-19', en: 'Recovery from COVID-19' } },
    { label: LABEL.positive, value: when(fr) },
    { label: LABEL.from, value: when(df) },
    { label: LABEL.until, value: when(du) },
    { label: LABEL.country, value: same(co) },
    { label: LABEL.issuer, value: same(is) },
  ];
};

/** CVX codes of COVID-19 vaccines (CDC), as people call them. */
const CVX: Readonly<Record<string, string>> = {
  '207': 'Spikevax',
  '208': 'Comirnaty',
  '210': 'Vaxzevria',
  '211': 'Nuvaxovid',
  '212': 'Janssen',
  '217': 'Comirnaty',
  '218': 'Comirnaty 10 µg',
  '219': 'Comirnaty 3 µg',
  '221': 'Spikevax',
  '229': 'Spikevax bivalent',
  '300': 'Comirnaty bivalent',
  '301': 'Comirnaty bivalent',
  '302': 'Comirnaty bivalent',
  '510': 'BBIBP-CorV',
  '511': 'CoronaVac',
  '519': 'Spikevax bivalent',
  '520': 'Comirnaty bivalent',
  '521': 'VidPrevtyn Beta',
};

const Resource = z.object({
  resourceType: z.string(),
  name: z.array(z.object({ family: Words, given: z.array(z.string()).catch([]) })).catch([]),
  birthDate: z.string().optional().catch(undefined),
  occurrenceDateTime: Words,
  vaccineCode: z.object({ coding: z.array(z.object({ code: Words })).catch([]) }).catch({ coding: [] }),
});
const Card = z.object({
  vc: z.object({
    credentialSubject: z.object({
      fhirBundle: z.object({ entry: z.array(z.object({ resource: Resource })) }),
    }),
  }),
});

const ofCard = (claims: unknown): Shown | undefined => {
  const card = Card.safeParse(claims).data;
  if (card === undefined) return undefined;
  const resources = card.vc.credentialSubject.fhirBundle.entry.map(({ resource }) => resource);
  const patient = resources.find(({ resourceType }) => resourceType === 'Patient');
  const [name] = patient?.name ?? [];
  const doses = resources.filter(({ resourceType }) => resourceType === 'Immunization');
  return {
    name: [name?.family ?? '', ...(name?.given ?? [])].join(' ').trim(),
    birth: birthOf(patient?.birthDate),
    lines: doses.map(({ occurrenceDateTime, vaccineCode }, i) => {
      const [coding] = vaccineCode.coding;
      const product = CVX[coding?.code ?? ''] ?? `CVX ${coding?.code ?? '?'}`;
      const day = when(occurrenceDateTime);
      return {
        label: { fr: `Dose ${i + 1}`, en: `Dose ${i + 1}` },
        value: { fr: `${product}, ${day.fr}`, en: `${product}, ${day.en}` },
      };
    }),
  };
};

/** Undefined when there is nothing to show: the text held no certificate. */
export const shownOf = ({ format, claims }: Pick<Verdict, 'format' | 'claims'>): Shown | undefined => {
  if (claims === null) return undefined;
  if (format === 'shc') return ofCard(claims);
  const payload = Payload.safeParse(claims).data;
  if (payload === undefined) return undefined;
  const { fn, gn, fnt, gnt } = payload.nam;
  return {
    name: [fn === '' ? fnt : fn, gn === '' ? gnt : gn].join(' ').trim().replaceAll('<', ' '),
    birth: birthOf(payload.dob),
    lines: linesOf(payload),
  };
};

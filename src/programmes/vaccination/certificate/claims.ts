/**
 * From a person's standing facts to what certificates may say of them: which dose of how many, of which product, when
 * and where; and until when an infection counts as recovery. A pure function of the facts, the strategies and the day.
 *
 * Numbering. The facts are for ever, their numbering is an interpretation (`dn`/`sd`), and it changed:
 * - a primary course is `n/N`, N being one for a single-dose product (Janssen) and for who needs one dose after an
 *   infection, by the strategy in force on the day of issue; else two (Implementing Decision (EU) 2021/1073, annex II);
 * - a later dose was `n/n` (Implementing Decision (EU) 2021/2014, from 18 November 2021) and, from 22 December 2021, is
 *   told from a primary course: `n/1` after a course of one dose, `n/n` after one of two (Decision (EU) 2021/2301).
 */
import type { Fact } from '#facts/fact.ts';
import { addDays, type Day, dayNumber, isDay } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';
import { COVID_19, type DccCodes } from '#programmes/vaccination/certificate/codes.ts';
import { SINGLE_DOSE } from '#programmes/vaccination/completion.ts';
import { actsOf } from '#programmes/vaccination/injection.ts';
import { interpret, type Prepared } from '#programmes/vaccination/interpret.ts';
import { monthsLater } from '#programmes/vaccination/interpret-history.ts';
import { indexOn } from '#strategy/in-force.ts';

/** A rule that decided something, in words, and the text it rests on. */
export type Rule = { readonly words: Text; readonly reference: string };
/** A fact by its subject and its id. */
export type FactKey = { readonly subject: string; readonly id: string };

type Common = {
  /** The fact the certificate is about. */
  readonly about: FactKey;
  /** Every fact without which it would not say this, the one it is about included. */
  readonly rests: readonly FactKey[];
  readonly rule: Rule;
};
export type VaccinationClaim = Common & {
  readonly kind: 'vaccination';
  /** Code of the campaign. */
  readonly product: string;
  readonly entry: DccCodes & {
    readonly tg: string;
    readonly dn: number;
    readonly sd: number;
    readonly dt: Day;
    readonly co: string;
  };
};
export type RecoveryClaim = Common & {
  readonly kind: 'recovery';
  readonly entry: {
    readonly tg: string;
    readonly fr: Day;
    readonly df: Day;
    readonly du: Day;
    readonly co: string;
  };
};
export type Claim = VaccinationClaim | RecoveryClaim;

/** A fact that gives no certificate, and why. */
export type Left = { readonly about: FactKey; readonly code: LeftCode; readonly words: Text };
export type LeftCode = keyof typeof LEFT;

const LEFT = {
  'product-unknown': {
    fr: 'une injection dont le vaccin n’est pas connu : précisez-le dans l’histoire',
    en: 'an injection whose vaccine is not known: name it in the history',
  },
  'product-not-recognised': {
    fr: 'un vaccin que l’Union européenne ne reconnaît pas',
    en: 'a vaccine the European Union does not recognise',
  },
  'no-proof': {
    fr: 'une injection reçue ailleurs, déclarée sans document : voyez le document et notez-le',
    en: 'an injection received elsewhere, declared without a document: see the document and note it',
  },
  'no-country': {
    fr: 'une injection reçue ailleurs, dans un pays qui n’est pas noté : notez-le',
    en: 'an injection received elsewhere, in a country that is not noted: note it',
  },
  'no-test': {
    fr: 'une infection sans test PCR ni antigénique',
    en: 'an infection without a PCR or antigen test',
  },
  'recovery-over': {
    fr: 'une infection trop ancienne pour un certificat de rétablissement',
    en: 'an infection too old for a certificate of recovery',
  },
} as const satisfies Record<string, Text>;

export type ClaimsAsked = {
  /** Standing facts of one person, under every pseudonym of theirs. */
  readonly facts: readonly Fact[];
  readonly birthDate?: string;
  readonly prepared: Prepared;
  readonly codes: ReadonlyMap<string, DccCodes>;
  /** ISO 3166 country of what was done here. */
  readonly country: string;
  /** The day of issue. */
  readonly on: Day;
};

/** The day from which a booster is told from a primary course (Implementing Decision (EU) 2021/2301, article 2). */
export const BOOSTERS_APART_FROM = '2021-12-22';

/** Injections and recoveries of one person beyond it get no certificate one by one. */
const EVENTS_MAX = 20;

type Dose = { readonly facts: readonly Fact[]; readonly shown: Fact; readonly n: number };

const keyOf = ({ subject, id }: Fact): FactKey => ({ subject, id });
const textOf = (fact: Fact, name: string): string | undefined => {
  const value = fact.body[name];
  return typeof value === 'string' ? value : undefined;
};
const byDay = (a: Fact, b: Fact): number =>
  a.occurredOn < b.occurredOn ? -1 : a.occurredOn > b.occurredOn ? 1 : a.id < b.id ? -1 : 1;

/** Why an injection received elsewhere is not counted: it is not proved. */
const isProved = (fact: Fact): boolean => fact.kind === 'injection' || fact.body.proof === 'document';

/**
 * Doses in order. Injections of one day count once, as everywhere; the one recorded here is shown. A rank that the
 * professional gave and that is above what is known here says that earlier doses were received and not recorded.
 */
const dosesOf = (facts: readonly Fact[]): Dose[] => {
  const days = new Map<Day, Fact[]>();
  for (const fact of [...facts].sort(byDay)) {
    const same = days.get(fact.occurredOn);
    if (same === undefined) days.set(fact.occurredOn, [fact]);
    else same.push(fact);
  }
  const doses: Dose[] = [];
  for (const same of days.values()) {
    const shown = same.find(({ kind }) => kind === 'injection') ?? same[0];
    if (shown === undefined) continue;
    const ranks = same.flatMap(({ body }) => (typeof body.rank === 'number' ? [body.rank] : []));
    doses.push({ facts: same, shown, n: Math.max((doses.at(-1)?.n ?? 0) + 1, ...ranks) });
  }
  return doses;
};

type Course = { readonly length: 1 | 2; readonly rule: Rule; readonly infections: readonly Fact[] };

/** How many doses the primary course has, for who began with this dose. */
const courseOf = (asked: ClaimsAsked, first: Dose, infections: readonly Fact[]): Course => {
  const { prepared, on, birthDate } = asked;
  if (first.n === 1 && textOf(first.shown, 'product') === SINGLE_DOSE)
    return {
      length: 1,
      rule: {
        words: { fr: 'Vaccin à une dose', en: 'Single-dose vaccine' },
        reference: 'S03; Implementing Decision (EU) 2021/1073, annex II',
      },
      infections: [],
    };
  const person = birthDate !== undefined && isDay(birthDate) ? { birthDate } : {};
  const proved = infections.filter(({ body }) => body.proof !== undefined && body.proof !== 'declaration');
  const answer =
    first.n === 1 && proved.length > 0
      ? interpret(prepared, person, actsOf([...first.facts, ...proved]), on)
      : undefined;
  if (answer?.status.clinical === 'complete')
    return {
      length: 1,
      rule: {
        words: {
          fr: 'Une dose suffit après l’infection',
          en: 'One dose is enough after the infection',
        },
        reference: `${answer.next.reasons.map(({ reference }) => reference).find((text) => text !== '') ?? ''}; Implementing Decision (EU) 2021/1073, annex II`,
      },
      infections: proved,
    };
  return {
    length: 2,
    rule: {
      words: { fr: 'Schéma en deux doses', en: 'Course of two doses' },
      reference: 'Implementing Decision (EU) 2021/1073, annex II',
    },
    infections: [],
  };
};

const numbered = (n: number, { length, rule }: Course, on: Day): { sd: number; rule: Rule } => {
  if (n <= length) return { sd: length, rule };
  const isApart = on >= BOOSTERS_APART_FROM && length === 1;
  return {
    sd: isApart ? 1 : n,
    rule: {
      words: isApart
        ? { fr: 'Rappel après un schéma d’une dose', en: 'Booster after a course of one dose' }
        : { fr: 'Dose au-delà du schéma initial', en: 'Dose beyond the primary course' },
      reference:
        on >= BOOSTERS_APART_FROM
          ? 'Implementing Decision (EU) 2021/2301'
          : 'Implementing Decision (EU) 2021/2014',
    },
  };
};

const vaccination = (
  asked: ClaimsAsked,
  dose: Dose,
  before: readonly Dose[],
  course: Course,
): VaccinationClaim | LeftCode => {
  const { shown, n } = dose;
  const product = textOf(shown, 'product');
  if (product === undefined) return 'product-unknown';
  const codes = asked.codes.get(product);
  if (codes === undefined) return 'product-not-recognised';
  const co = shown.kind === 'injection' ? asked.country : textOf(shown, 'country');
  if (co === undefined) return 'no-country';
  const { sd, rule } = numbered(n, course, asked.on);
  const rests = [...before, dose].flatMap(({ facts }) => facts);
  return {
    kind: 'vaccination',
    about: keyOf(shown),
    rests: [...rests, ...course.infections].map(keyOf),
    rule,
    product,
    entry: { tg: COVID_19, ...codes, dn: n, sd, dt: shown.occurredOn, co },
  };
};

/** Days after which, and until which, a recovery counts where no strategy says so: Regulation (EU) 2021/953, art. 7. */
const EU_RECOVERY = { from: 11, until: 180 } as const;

/** The days, after that of the test, between which a recovery counts by the strategy of a day. */
const recoveryOn = (
  prepared: Prepared,
  on: Day,
  test: Day,
): { from: number; until: number; national: boolean } => {
  const today = dayNumber(on);
  const period = prepared.periods[indexOn(prepared.starts, today)];
  const rule = period === undefined || today >= period.end ? null : period.certificate;
  if (period === undefined || rule === null) return { ...EU_RECOVERY, national: false };
  const first = dayNumber(test);
  return {
    from: Math.max(rule.recoveryFrom, EU_RECOVERY.from),
    // Six months are more than the Regulation lets a State say.
    until: Math.min(monthsLater(period, first, rule.recoveryMonths) - first, EU_RECOVERY.until),
    national: true,
  };
};

const recovery = (asked: ClaimsAsked, infection: Fact): RecoveryClaim | LeftCode => {
  const { prepared, on, country: co } = asked;
  const proof = textOf(infection, 'proof');
  if (proof !== 'PCR' && proof !== 'antigen') return 'no-test';
  const fr = infection.occurredOn;
  const { from, until, national } = recoveryOn(prepared, on, fr);
  const df = addDays(fr, from);
  const du = addDays(fr, until);
  if (du < on) return 'recovery-over';
  return {
    kind: 'recovery',
    about: keyOf(infection),
    rests: [keyOf(infection)],
    rule: {
      words: {
        fr: `Rétablissement, du ${df} au ${du}`,
        en: `Recovery, from ${df} to ${du}`,
      },
      reference: `${national ? 'E066, E071, E113; ' : ''}Regulation (EU) 2021/953, article 7`,
    },
    entry: { tg: COVID_19, fr, df, du, co },
  };
};

/** What certificates may say on a day, the newest first, and what of the facts gives none, with why. */
export const claimsOf = (
  asked: ClaimsAsked,
): { readonly claims: readonly Claim[]; readonly left: readonly Left[] } => {
  // Tomorrow in UTC is today already in the furthest time zones.
  const last = addDays(asked.on, 1);
  const known = asked.facts.filter(({ occurredOn }) => occurredOn <= last);
  const injections = known.filter(({ kind }) => kind === 'injection' || kind === 'earlier-injection');
  const infections = known.filter(({ kind }) => kind === 'infection').sort(byDay);
  const doses = dosesOf(injections.filter(isProved)).slice(-EVENTS_MAX);
  const [first] = doses;
  const course = first && courseOf(asked, first, infections);
  const made: { about: Fact; outcome: Claim | LeftCode }[] = [
    ...injections.filter((fact) => !isProved(fact)).map((about) => ({ about, outcome: 'no-proof' as const })),
    ...doses.flatMap((dose, i) =>
      course === undefined
        ? []
        : [{ about: dose.shown, outcome: vaccination(asked, dose, doses.slice(0, i), course) }],
    ),
    ...infections.slice(-EVENTS_MAX).map((about) => ({ about, outcome: recovery(asked, about) })),
  ];
  made.sort((a, b) => byDay(b.about, a.about));
  return {
    claims: made.flatMap(({ outcome }) => (typeof outcome === 'string' ? [] : [outcome])),
    left: made.flatMap(({ about, outcome }) =>
      typeof outcome === 'string' ? [{ about: keyOf(about), code: outcome, words: LEFT[outcome] }] : [],
    ),
  };
};

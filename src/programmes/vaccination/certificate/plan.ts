/**
 * What would be issued of a person's standing facts on a day: each certificate's content, its words, and what it rests
 * on. The same facts and the same day give the same plan, so that a certificate is made again when it is printed.
 */

import type { IssueNote } from '#certificate/page/issued.api.ts';
import type { Fact } from '#facts/fact.ts';
import { addDays, type Day } from '#kernel/day.ts';
import { dayWords } from '#kernel/day-words.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import type { Text } from '#kernel/text.ts';
import type { Identity } from '#people/person.ts';
import {
  type Claim,
  claimsOf,
  type FactKey,
  type Left,
  type Rule,
} from '#programmes/vaccination/certificate/claims.ts';
import type { DccCodes } from '#programmes/vaccination/certificate/codes.ts';
import { type Holder, holderOf } from '#programmes/vaccination/certificate/holder.ts';
import { type CardContent, cardOf } from '#programmes/vaccination/certificate/shc-card.ts';
import type { Prepared } from '#programmes/vaccination/interpret.ts';

/** The campaign as certificates read it; the same for everybody. */
export type Book = {
  readonly prepared: Prepared;
  readonly codes: ReadonlyMap<string, DccCodes>;
  readonly cvx: ReadonlyMap<string, string>;
  /** What people call each product. */
  readonly names: ReadonlyMap<string, string>;
  readonly country: string;
  readonly issuerName: string;
};

type Common = {
  readonly rests: readonly FactKey[];
  readonly words: Text;
  readonly rule: Rule | null;
};
export type PlannedDcc = Common & {
  readonly format: 'dcc';
  readonly claim: Claim;
  readonly holder: Holder;
  /** The last day its signature is to hold. */
  readonly until: Day;
};
export type PlannedShc = Common & { readonly format: 'shc'; readonly card: CardContent };
export type Planned = PlannedDcc | PlannedShc;

export type PlanRefusal =
  | 'certificate-no-fact'
  | 'certificate-not-recognised'
  | 'certificate-name-unwritable';

/**
 * How long a signature holds: a year, as Implementing Decision (EU) 2021/1073 (annex I, 5.3) lets a vaccination
 * certificate, after which it is issued anew. That is not how long the dose protects, which each country judges.
 */
export const SIGNATURE_DAYS = 365;

const doseWords = (claim: Claim, { names }: Book): Text => {
  if (claim.kind === 'recovery') {
    const { fr, df, du } = claim.entry;
    const [test, from, until] = [dayWords(fr), dayWords(df), dayWords(du)];
    return {
      fr: `Rétablissement, test positif du ${test.fr} ; compte du ${from.fr} au ${until.fr}`,
      en: `Recovery, positive test of ${test.en}; counts from ${from.en} to ${until.en}`,
    };
  }
  const { dn, sd, dt } = claim.entry;
  const name = names.get(claim.product) ?? claim.product;
  const day = dayWords(dt);
  return dn > sd
    ? { fr: `Dose ${dn}, rappel, ${name}, le ${day.fr}`, en: `Dose ${dn}, booster, ${name}, on ${day.en}` }
    : {
        fr: `Dose ${dn} sur ${sd}, ${name}, le ${day.fr}`,
        en: `Dose ${dn} of ${sd}, ${name}, on ${day.en}`,
      };
};

const noteOf = ({ code, words }: Left): IssueNote => ({
  code,
  words: { fr: `Sans certificat : ${words.fr}.`, en: `Without a certificate: ${words.en}.` },
});

const NOTHING = refuseInWords('certificate-no-fact', {
  fr: 'Aucune injection ni infection n’est enregistrée, ou elles ont été retirées.',
  en: 'No injection and no infection is recorded, or they were taken back.',
});

const notRecognised = (left: readonly Left[]): Refused<'certificate-not-recognised'> => {
  const codes = new Map(left.map((one) => [one.code, one.words]));
  const said = (language: keyof Text): string =>
    [...codes.values()].map((words) => words[language]).join(' ; ');
  return refuseInWords('certificate-not-recognised', {
    fr: `Ne donne pas de certificat : ${said('fr')}.`,
    en: `Gives no certificate: ${said('en')}.`,
  });
};

type Person = Pick<Identity, 'familyName' | 'givenNames' | 'birthDate'>;
export type Plan = { readonly planned: readonly Planned[]; readonly notes: readonly IssueNote[] };

const dccPlan = (
  book: Book,
  person: Person,
  facts: readonly Fact[],
  on: Day,
): Plan | Refused<PlanRefusal> => {
  const holder = holderOf(person);
  if (isRefused(holder)) return holder;
  const { prepared, codes, country } = book;
  const { claims, left } = claimsOf({ facts, birthDate: person.birthDate, prepared, codes, country, on });
  if (claims.length === 0) return left.length === 0 ? NOTHING : notRecognised(left);
  const latest = addDays(on, SIGNATURE_DAYS);
  return {
    planned: claims.map((claim) => ({
      format: 'dcc',
      claim,
      holder,
      rests: claim.rests,
      words: doseWords(claim, book),
      rule: claim.rule,
      until: claim.kind === 'recovery' && claim.entry.du < latest ? claim.entry.du : latest,
    })),
    notes: left.map(noteOf),
  };
};

const shcPlan = (
  book: Book,
  person: Person,
  facts: readonly Fact[],
  on: Day,
): Plan | Refused<PlanRefusal> => {
  const card = cardOf(person, facts, { cvx: book.cvx, performer: book.issuerName, on });
  if (card === undefined) return NOTHING;
  const { doses, rests } = card;
  const words = {
    fr: doses === 1 ? 'Une dose de vaccin' : `${doses} doses de vaccin`,
    en: doses === 1 ? 'One dose of vaccine' : `${doses} doses of vaccine`,
  };
  return { planned: [{ format: 'shc', card, rests, words, rule: null }], notes: [] };
};

export const planOf = (
  book: Book,
  person: Person,
  facts: readonly Fact[],
  format: Planned['format'],
  on: Day,
): Plan | Refused<PlanRefusal> => (format === 'dcc' ? dccPlan : shcPlan)(book, person, facts, on);

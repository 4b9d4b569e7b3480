/**
 * What the programme makes of an injection that is handed in. It happened, so it is recorded; what is odd is told in
 * warnings with what can be done about it. Refused is only what cannot be: a day to come, a product that is in no
 * list, a body that is no injection.
 */
import { effective } from '#facts/effective.ts';
import type { Fact } from '#facts/fact.ts';
import { type Day, dayNumber, daysBetween } from '#kernel/day.ts';
import { type Refused, refuse } from '#kernel/result.ts';
import { sayAny, sayDate } from '#programmes/vaccination/desk/words.ts';
import { AGE_CLASSES, Injection } from '#programmes/vaccination/facts.ts';
import type { Warning } from '#programmes/vaccination/injection.api.ts';
import { type Vials, vialOdd } from '#programmes/vaccination/injection-vial.ts';
import { warning } from '#programmes/vaccination/injection-warning.ts';
import {
  type Act,
  type Answer,
  interpret,
  type Person,
  type Prepared,
} from '#programmes/vaccination/interpret.ts';
import { withheldIn } from '#programmes/vaccination/interpret-product.ts';

export type InjectionRefusal = 'day-in-future' | 'product-unknown' | 'injection-malformed';
export type Decision = { readonly facts: readonly Fact[]; readonly warnings: readonly Warning[] };

/** At this rank and above, a dose is told apart even where boosters are open: "impossible a priori" in early 2021. */
const FOURTH = 4;
const THREE_YEARS = 3;
const FIVE_YEARS = 5;

/**
 * `known` are the facts of the same subject before this one, `today` the last day that can have come anywhere.
 * `person` is what is known of who was injected; without it, audiences are not checked and age is that of the act.
 * `vials` is what is known of lots; without it, nothing is said of them.
 * Facts of other kinds (a retraction, an infection) pass as they are.
 */
export const decide = (
  known: readonly Fact[],
  asked: Fact,
  prepared: Prepared,
  person: Person | undefined,
  today: Day,
  vials?: Vials,
): Decision | Refused<InjectionRefusal> => {
  if (asked.kind !== 'injection') return { facts: [asked], warnings: [] };
  const parsed = Injection.safeParse(asked.body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = ['body', ...(issue?.path ?? [])].join('.');
    return refuse('injection-malformed', `"${field}": ${issue?.message ?? 'is malformed'}`, { field });
  }
  if (asked.occurredOn > today)
    return refuse(
      'day-in-future',
      `occurredOn ${asked.occurredOn} has not come yet (today is ${today}): give the day of the act`,
      { field: 'occurredOn' },
    );
  if (!prepared.products.has(parsed.data.product))
    return refuse(
      'product-unknown',
      `the product "${parsed.data.product}" is not one of the campaign: use ${[...prepared.products.keys()].join(', ')}`,
      { field: 'body.product' },
    );
  const before = effective([...known, asked]).filter(({ id }) => id !== asked.id);
  return { facts: [asked], warnings: warningsOf(before, asked, parsed.data, { prepared, person, vials }) };
};

type Surroundings = {
  readonly prepared: Prepared;
  readonly person: Person | undefined;
  readonly vials: Vials | undefined;
};

const warningsOf = (
  known: readonly Fact[],
  asked: Fact,
  injection: Injection,
  { prepared, person, vials }: Surroundings,
): Warning[] => {
  const on = asked.occurredOn;
  const injections = known.filter(({ kind }) => kind === 'injection' || kind === 'earlier-injection');
  const earlier = known.filter(({ occurredOn }) => occurredOn < on);
  const who = person ?? personOfAct(injection, on);
  const answer = interpret(prepared, who, actsOf(earlier), on);
  return [
    ...vialOdd(vials, injection, asked, prepared.shortOf),
    ...sameDay(injections, asked, injection),
    ...dayApart(injections, asked),
    ...rankOdd(injections, asked, injection),
    ...ageOdd(injection, who, on),
    ...productOdd(prepared, injection, who, earlier, answer, on),
    ...timingOdd(answer, injections, asked),
    ...(person === undefined ? [] : audienceClosed(answer)),
  ];
};

const sameDay = (injections: readonly Fact[], asked: Fact, injection: Injection): Warning[] => {
  const that = injections.filter(({ occurredOn }) => occurredOn === asked.occurredOn);
  if (that.length === 0) return [];
  const { at } = injection;
  const minute = at === undefined ? 0 : that.filter(({ body }) => sameMinute(body.at, at)).length;
  if (minute > 0)
    return [
      warning(
        'same-minute',
        `${minute + 1} injections à la même minute pour la même personne : retirez celles qui sont en trop`,
        `${minute + 1} injections in the same minute for the same person: take back those that are in excess`,
      ),
    ];
  return [
    warning(
      'same-day',
      `${that.length + 1} injections le même jour pour la même personne : retirez celles qui sont en trop`,
      `${that.length + 1} injections on the same day for the same person: take back those that are in excess`,
    ),
  ];
};

/** Two injections on two days that follow each other are one, written down twice with a slip of the day; or two too many. */
const dayApart = (injections: readonly Fact[], asked: Fact): Warning[] => {
  const near = injections.find(({ occurredOn }) => Math.abs(daysBetween(occurredOn, asked.occurredOn)) === 1);
  if (near === undefined) return [];
  const day = sayDate(near.occurredOn);
  return [
    warning(
      'day-apart',
      `Une injection est déjà enregistrée le ${day.fr}, à un jour de celle-ci : est-ce la même ? Si oui, corrigez son jour au lieu d’en ajouter une`,
      `An injection is recorded on ${day.en} already, a day from this one: is it the same? If so, correct its day instead of adding one`,
    ),
  ];
};

const sameMinute = (at: unknown, other: string): boolean =>
  typeof at === 'string' && at.slice(0, 5) === other.slice(0, 5);

/** The rank of the injection after these: their number, or more when the rank of one says that others are not known here. */
export const nextRankOf = (injections: readonly Fact[]): number =>
  1 +
  Math.max(
    injections.length,
    ...injections.map(({ body }) => (typeof body.rank === 'number' ? body.rank : 0)),
  );

const rankOdd = (injections: readonly Fact[], asked: Fact, { rank }: Injection): Warning[] => {
  const earlier = injections.filter(({ occurredOn }) => occurredOn < asked.occurredOn);
  const before = earlier.length;
  const found: Warning[] = [];
  if (rank !== undefined && rank > 1 && before === 0)
    found.push(
      warning(
        'first-dose-unknown',
        `Dose ${rank} sans dose antérieure connue ici : demandez la preuve des précédentes et déclarez-les`,
        `Dose ${rank} with no earlier dose known here: ask for the proof of the earlier ones and declare them`,
      ),
    );
  else if (rank !== undefined && rank !== before + 1 && rank !== nextRankOf(earlier))
    found.push(
      warning(
        'rank-differs',
        `Le rang indiqué est ${rank}, mais ${before} dose(s) antérieure(s) sont connues : vérifiez le rang ou déclarez les doses manquantes`,
        `The rank given is ${rank}, but ${before} earlier dose(s) are known: check the rank, or declare the missing doses`,
      ),
    );
  if (Math.max(rank ?? 0, before + 1) >= FOURTH)
    found.push(
      warning(
        'fourth-dose',
        'Quatrième dose ou au-delà : vérifiez qu’elle est due et que ce dossier est celui d’une seule personne',
        'Fourth dose or beyond: check that it is due, and that this file is that of one person',
      ),
    );
  return found;
};

const ageOdd = ({ age, ageClass }: Injection, who: Person, on: Day): Warning[] => {
  const years =
    age ?? (who.birthDate ? Math.floor((dayNumber(on) - dayNumber(who.birthDate)) / 365.2425) : undefined);
  const youngest = ageClass === AGE_CLASSES[0];
  if (years !== undefined && years < THREE_YEARS)
    return [
      warning(
        'child-under-three',
        'Enfant de moins de trois ans : vérifiez l’âge, sinon déclarez l’erreur et surveillez l’enfant',
        'Child under three: check the age; if it is right, report the error and watch the child',
      ),
    ];
  if ((years !== undefined && years < FIVE_YEARS) || (years === undefined && youngest))
    return [
      warning(
        'child-under-five',
        'Enfant de moins de cinq ans : vérifiez l’âge, sinon déclarez l’erreur et surveillez l’enfant',
        'Child under five: check the age; if it is right, report the error and watch the child',
      ),
    ];
  return [];
};

const productOdd = (
  prepared: Prepared,
  { product }: Injection,
  who: Person,
  earlier: readonly Fact[],
  answer: Answer,
  on: Day,
): Warning[] => {
  const fact = withheldIn(prepared, product, who, actsOf(earlier), on);
  const name = prepared.shortOf(product);
  switch (fact.kind) {
    case 'before-strategy':
      return [
        warning(
          'before-campaign',
          'Injection antérieure à la première stratégie de la campagne : vérifiez la date',
          'Injection before the first strategy of the campaign: check the day',
        ),
      ];
    case 'not-yet-used': {
      const day = sayDate(on);
      return [
        warning(
          'product-not-yet-used',
          `${name} n’était pas encore utilisé le ${day.fr} : vérifiez le produit et la date`,
          `${name} was not in use yet on ${day.en}: check the product and the day`,
        ),
      ];
    }
    case 'suspended':
    case 'excluded':
      return [
        warning(
          fact.kind === 'suspended' ? 'product-suspended' : 'product-excluded',
          `${fact.reason.fr} : prévenez le responsable du centre`,
          `${fact.reason.en}: tell the head of the centre`,
          fact.reason.reference,
        ),
      ];
    case 'age':
      return [
        warning(
          'product-not-authorised',
          `${name} n’est pas autorisé à cet âge ce jour-là : vérifiez le produit et l’âge, sinon déclarez l’erreur`,
          `${name} is not authorised at this age on that day: check product and age; if they are right, report the error`,
        ),
      ];
    default:
      break;
  }
  const { products, kind } = answer.next;
  const judged = kind !== 'dose' || answer.status.clinical !== 'none';
  if (!judged || products.length === 0 || products.includes(product)) return [];
  const expected = sayAny(products.map(prepared.shortOf));
  return [
    warning(
      'product-unexpected',
      `${name} n’est pas le vaccin attendu pour cette dose (${expected.fr}) : vérifiez le produit`,
      `${name} is not the product expected for this dose (${expected.en}): check the product`,
      answer.next.reasons.map(({ reference }) => reference).find((reference) => reference !== ''),
    ),
  ];
};

const timingOdd = ({ next }: Answer, injections: readonly Fact[], asked: Fact): Warning[] => {
  const reference = next.reasons.map((reason) => reason.reference).find((text) => text !== '');
  const previous = injections.some(({ occurredOn }) => occurredOn < asked.occurredOn);
  if (next.earliest !== null && asked.occurredOn < next.earliest) {
    const day = sayDate(next.earliest);
    return [
      warning(
        previous ? 'interval-too-short' : 'too-soon-after-infection',
        `Trop tôt : la stratégie du jour attendait le ${day.fr}. La dose compte ; un médecin juge s’il faut la refaire`,
        `Too early: the strategy of that day expected ${day.en}. The dose counts; a physician decides whether to repeat it`,
        reference,
      ),
    ];
  }
  if (next.kind === 'none' && previous)
    return [
      warning(
        'dose-not-due',
        'La stratégie du jour ne prévoyait plus d’injection : vérifiez que ce dossier est celui d’une seule personne',
        'The strategy of that day expected no further injection: check that this file is that of one person',
        reference,
      ),
    ];
  return [];
};

const audienceClosed = (answer: Answer): Warning[] => {
  if (answer.primary.eligible || answer.status.clinical !== 'none' || answer.next.kind !== 'dose') return [];
  const [first] = answer.primary.reasons;
  return [
    warning(
      'audience-not-open',
      `${first?.fr ?? 'Public non ouvert'} : à signaler au responsable du centre`,
      `${first?.en ?? 'Audience not open'}: tell the head of the centre`,
      first?.reference,
    ),
  ];
};

/** Facts of the ledger as the interpretation reads them. */
export const actsOf = (facts: readonly Fact[]): Act[] =>
  facts.flatMap((fact): readonly Act[] => {
    const { kind, occurredOn, body } = fact;
    if (
      kind !== 'injection' &&
      kind !== 'earlier-injection' &&
      kind !== 'infection' &&
      kind !== 'contraindication'
    )
      return [];
    const text = (name: string): string | undefined =>
      typeof body[name] === 'string' ? body[name] : undefined;
    const rank = typeof body.rank === 'number' ? body.rank : undefined;
    return [{ kind, occurredOn, product: text('product'), rank, proof: text('proof'), until: text('until') }];
  });

/** A person of the age of the act, born on its anniversary: enough for the limits of a product. */
const personOfAct = ({ age }: Injection, on: Day): Person => {
  if (age === undefined) return { tags: [] };
  const year = String(Number(on.slice(0, 4)) - age).padStart(4, '0');
  return { birthDate: `${year}${on.slice(4) === '-02-29' ? '-02-28' : on.slice(4)}`, tags: [] };
};

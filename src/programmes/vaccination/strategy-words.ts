/** The rules of a vaccination strategy as sentences, in French and English, from the campaign's own vocabulary. */
import { dayWords } from '#kernel/day-words.ts';
import type { Text } from '#kernel/text.ts';
import {
  Audience,
  BoosterRule,
  CertificateRule,
  ConsentRule,
  CourseRule,
  Exclusion,
  type Group,
  InfectionRule,
  IntervalRule,
  MonthRule,
  PerformerRule,
  ProductLimit,
  TariffRule,
} from '#programmes/vaccination/strategy.ts';
import type { Campaign, Product } from '#programmes/vaccination/strategy-campaign.ts';
import type { Words } from '#strategy/reading.ts';
import type { Rule, Strategy } from '#strategy/strategy.ts';

const text = (fr: string, en: string): Text => ({ fr, en });
const join = (parts: readonly Text[], fr: string, en = fr): Text =>
  text(parts.map((part) => part.fr).join(fr), parts.map((part) => part.en).join(en));
const upper = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
const capital = (sentence: Text): Text => text(upper(sentence.fr), upper(sentence.en));

const SECTIONS = [
  ['audiences', 'Qui peut commencer', 'Who may start'],
  ['products', 'Vaccins et âges', 'Products and ages'],
  ['exclusions', 'Exclusions et suspensions', 'Exclusions and suspensions'],
  ['infections', 'Après une infection', 'After an infection'],
  ['courses', 'Nombre de doses', 'Number of doses'],
  ['intervals', 'Intervalles entre doses', 'Intervals between doses'],
  ['boosters', 'Rappels', 'Boosters'],
  ['months', 'Calcul des mois', 'How months are counted'],
  ['certificate', 'Pass', 'Pass'],
  ['consent', 'Consultation et consentement', 'Consultation and consent'],
  ['performers', 'Qui prescrit, qui injecte', 'Who prescribes, who injects'],
  ['statistics', 'Définitions des chiffres publiés', 'Definitions of the published figures'],
  ['notes', 'À savoir', 'Also'],
  ['tariffs', 'Tarifs', 'Tariffs'],
] as const;

export type VaccinationWords = Words & {
  readonly group: (groups: readonly Group[]) => Text;
  readonly product: (code: string) => string;
};

/** The words of a campaign. */
export const wordsOf = (campaign: Campaign, products: readonly Product[]): VaccinationWords => {
  const names = new Map(products.map(({ code, short }) => [code, short]));
  const product = (code: string): string => names.get(code) ?? code;
  const list = (codes: readonly string[]): string => codes.map(product).join(', ');
  const term = (vocabulary: Readonly<Record<string, Text>>, code: string): Text =>
    vocabulary[code] ?? text(code, code);
  const tags = (codes: readonly string[], fr: string, en: string): Text =>
    join(
      codes.map((code) => term(campaign.tags, code)),
      fr,
      en,
    );

  const one = (group: Group): Text => {
    const parts: Text[] = [];
    if (group.anyOf) parts.push(tags(group.anyOf, ', ', ', '));
    if (group.allOf) parts.push(tags(group.allOf, ' et ', ' and '));
    const age = ageOf(group);
    if (age) parts.push(age);
    if (group.noneOf) {
      const none = tags(group.noneOf, ', ', ', ');
      parts.push(text(`sauf ${none.fr}`, `except ${none.en}`));
    }
    if (group.territories) {
      const codes = group.territories.join(', ');
      parts.push(text(`territoires ${codes}`, `territories ${codes}`));
    }
    return parts.length === 0 ? text('tout le monde', 'everyone') : join(parts, ', ');
  };
  const group = (groups: readonly Group[]): Text => join(groups.map(one), ' ; ou ', '; or ');

  const sentences: Record<string, (rule: Rule, strategy: Strategy) => Text> = {
    audiences: (raw) => {
      const rule = Audience.parse(raw);
      const where = join(
        rule.places.map((place) => term(campaign.places, place)),
        ', ',
      );
      const condition = rule.requires === undefined ? undefined : term(campaign.requirements, rule.requires);
      const who = group(rule.who);
      const what = list(rule.products);
      return text(
        `${who.fr} : ${what} (${where.fr})${condition ? `, avec ${condition.fr}` : ''}`,
        `${who.en}: ${what} (${where.en})${condition ? `, with ${condition.en}` : ''}`,
      );
    },
    products: (raw) => {
      const rule = ProductLimit.parse(raw);
      const age = ageOf(rule) ?? text('tous âges', 'all ages');
      const only =
        rule.use === 'booster'
          ? text(', en rappel seulement', ', as a booster only')
          : rule.use === 'primary course'
            ? text(', en primovaccination seulement', ', in the primary course only')
            : text('', '');
      return text(
        `${product(rule.product)} : ${age.fr}${only.fr}`,
        `${product(rule.product)}: ${age.en}${only.en}`,
      );
    },
    exclusions: (raw) => Exclusion.parse(raw).text,
    infections: (raw) => infectionSentence(InfectionRule.parse(raw)),
    courses: (raw) => {
      const rule = CourseRule.parse(raw);
      const who = rule.who ? group(rule.who) : undefined;
      const first = rule.first ? list(rule.first) : undefined;
      const on = text(
        [who?.fr, first && `première dose ${first}`].filter(Boolean).join(', ') || 'cas général',
        [who?.en, first && `first dose ${first}`].filter(Boolean).join(', ') || 'general case',
      );
      const optional = rule.completeAfter < rule.doses;
      return text(
        `${on.fr} : ${doses(rule.doses, 'fr')}${optional ? `, complet après ${rule.completeAfter}` : ''}`,
        `${on.en}: ${doses(rule.doses, 'en')}${optional ? `, complete after ${rule.completeAfter}` : ''}`,
      );
    },
    intervals: (raw) => intervalSentence(IntervalRule.parse(raw), list, group),
    boosters: (raw) => boosterSentence(BoosterRule.parse(raw), list, group),
    months: (raw) =>
      MonthRule.parse(raw).rule === 'calendar'
        ? text('mois de date à date', 'months from date to date')
        : text('un mois compte 30,5 jours, arrondi au jour supérieur', 'a month is 30.5 days, rounded up'),
    certificate: (raw) => certificateSentence(CertificateRule.parse(raw), list),
    consent: (raw) => ConsentRule.parse(raw).text,
    performers: (raw) => {
      const rule = PerformerRule.parse(raw);
      const who = join(
        rule.professions.map((code) => term(campaign.professions, code)),
        ', ',
      );
      const fr = rule.may.map((act) => (act === 'prescribe' ? 'prescrivent' : 'injectent')).join(' et ');
      const limits = [
        rule.products && text(list(rule.products), list(rule.products)),
        ageOf(rule),
        rule.places &&
          join(
            rule.places.map((place) => term(campaign.places, place)),
            ', ',
          ),
        rule.limits,
      ].filter((part): part is Text => part !== undefined);
      const tail = limits.length === 0 ? text('', '') : join(limits, ' ; ', '; ');
      return text(
        `${who.fr} : ${fr}${tail.fr && ` (${tail.fr})`}`,
        `${who.en}: ${rule.may.join(' and ')}${tail.en && ` (${tail.en})`}`,
      );
    },
    tariffs: (raw) => {
      const rule = TariffRule.parse(raw);
      return text(`${rule.text.fr} : ${rule.amount.fr}`, `${rule.text.en}: ${rule.amount.en}`);
    },
  };

  return {
    sections: SECTIONS.map(([section, fr, en]) => ({ section, title: text(fr, en) })),
    say: (section, rule, strategy) => {
      const say = sentences[section];
      if (say) return capital(say(rule, strategy));
      const cited = strategy.cites[rule.cites[0] ?? ''];
      return cited ? capital(text(cited.fr, cited.en.replace(/\.$/, ''))) : text(rule.id, rule.id);
    },
    group,
    product,
  };
};

const doses = (count: number, language: 'fr' | 'en'): string =>
  language === 'fr' ? `${count} dose${count > 1 ? 's' : ''}` : `${count} dose${count > 1 ? 's' : ''}`;

type Ages = {
  readonly ageFrom?: number | undefined;
  readonly ageFromMonths?: number | undefined;
  readonly ageTo?: number | undefined;
};
const ageOf = ({ ageFrom, ageFromMonths, ageTo }: Ages): Text | undefined => {
  const months =
    ageFromMonths === undefined ? undefined : text(`${ageFromMonths} mois`, `${ageFromMonths} months`);
  const years = ageFrom === undefined ? undefined : text(`${ageFrom} ans`, `${ageFrom}`);
  const from = months ?? years;
  if (from && ageTo !== undefined)
    return text(`de ${from.fr} à ${ageTo} ans`, `from ${from.en} to ${ageTo} years`);
  if (from) return text(`${from.fr} et plus`, `${from.en} and over`);
  if (ageTo !== undefined) return text(`moins de ${ageTo + 1} ans`, `under ${ageTo + 1}`);
  return undefined;
};

const infectionSentence = (rule: InfectionRule): Text => {
  const when = {
    'before the first dose': text('Infection avant la première dose', 'Infection before the first dose'),
    'before any dose': text('Infection avant une dose', 'Infection before a dose'),
    'after the first dose': text('Infection après la première dose', 'Infection after the first dose'),
  }[rule.when];
  const parts: Text[] = [];
  if (rule.toDays !== undefined)
    parts.push(text(`dans les ${rule.toDays} jours`, `within ${rule.toDays} days`));
  if (rule.fromDays !== undefined)
    parts.push(text(`au-delà de ${rule.fromDays - 1} jours`, `beyond ${rule.fromDays - 1} days`));
  if (rule.doses !== undefined)
    parts.push(text(`${doses(rule.doses, 'fr')} en tout`, `${doses(rule.doses, 'en')} in all`));
  if (rule.proof) parts.push(text('sur preuve', 'on proof'));
  if (rule.except) parts.push(text('sauf immunodépression sévère', 'except severe immunosuppression'));
  if (rule.waitMonths !== undefined)
    parts.push(text(`attendre ${rule.waitMonths} mois`, `wait ${rule.waitMonths} months`));
  if (rule.preferredMonths !== undefined)
    parts.push(
      text(`de préférence ${rule.preferredMonths} mois`, `preferably ${rule.preferredMonths} months`),
    );
  if (rule.secondDose) {
    const { fromMonths, toMonths } = rule.secondDose;
    parts.push(
      text(
        `deuxième dose ${fromMonths} à ${toMonths} mois après l’infection`,
        `second dose ${fromMonths} to ${toMonths} months after the infection`,
      ),
    );
  }
  const what = join(parts, ', ');
  return text(`${when.fr} : ${what.fr}`, `${when.en}: ${what.en}`);
};

type List = (codes: readonly string[]) => string;
type Say = (groups: readonly Group[]) => Text;

const intervalSentence = (rule: IntervalRule, list: List, group: Say): Text => {
  const first = rule.first ? list(rule.first) : undefined;
  const who = rule.who ? group(rule.who) : undefined;
  const then =
    rule.give === 'same' ? text('même vaccin', 'same product') : text(list(rule.give), list(rule.give));
  const { firstDoseFrom: from, firstDoseBefore: before, earliestDays, recommendedDays, latestDays } = rule;
  const made = text(
    [from && `première dose dès le ${dayWords(from).fr}`, before && `avant le ${dayWords(before).fr}`]
      .filter(Boolean)
      .join(' et '),
    [from && `first dose from ${dayWords(from).en}`, before && `before ${dayWords(before).en}`]
      .filter(Boolean)
      .join(' and '),
  );
  const fr = [first && `après ${first}`, who?.fr, made.fr].filter(Boolean).join(', ');
  const en = [first && `after ${first}`, who?.en, made.en].filter(Boolean).join(', ');
  return text(
    `dose ${rule.dose} (${fr}) : ${then.fr}, dès ${earliestDays} jours, conseillée à ${recommendedDays}${latestDays === null ? '' : `, au plus tard ${latestDays}`}`,
    `dose ${rule.dose} (${en}): ${then.en}, from ${earliestDays} days, advised at ${recommendedDays}${latestDays === null ? '' : `, ${latestDays} at the latest`}`,
  );
};

const boosterSentence = (rule: BoosterRule, list: List, group: Say): Text => {
  const who = group(rule.who);
  const rank = {
    1: text('premier rappel', 'first booster'),
    2: text('deuxième rappel', 'second booster'),
    any: text('rappel, quel que soit le rang', 'booster, whatever its rank'),
  }[rule.rank];
  const after = rule.after ? text(` après ${list(rule.after)}`, ` after ${list(rule.after)}`) : text('', '');
  const delay =
    rule.months !== undefined
      ? text(`${rule.months} mois`, `${rule.months} months`)
      : text(`${rule.days} jours`, `${rule.days} days`);
  const infection = afterInfection(rule);
  return text(
    `${rank.fr}${after.fr} : ${who.fr} ; ${delay.fr} après la dernière injection, ${list(rule.products)}${infection.fr}`,
    `${rank.en}${after.en}: ${who.en}; ${delay.en} after the last injection, ${list(rule.products)}${infection.en}`,
  );
};

const afterInfection = ({ infection }: BoosterRule): Text => {
  switch (infection?.effect) {
    case 'no booster':
      return text(' ; pas de rappel si infection depuis', '; no booster if infected since');
    case 'counts as an injection':
      return text(' (ou la dernière infection)', ' (or the last infection)');
    case 'wait':
      return text(
        ` ; et ${infection.months} mois après une infection`,
        `; and ${infection.months} months after an infection`,
      );
    case 'none needed beyond':
      return text(
        ` ; inutile si infection plus de ${infection.beyondMonths} mois après, sinon ${infection.months} mois après l’infection`,
        `; not needed if infected more than ${infection.beyondMonths} months later, otherwise ${infection.months} months after the infection`,
      );
    default:
      return text('', '');
  }
};

const certificateSentence = (rule: CertificateRule, list: List): Text => {
  const single = rule.singleDose.map(({ products, days }) =>
    text(`${list(products)} : ${days} jours`, `${list(products)}: ${days} days`),
  );
  const parts = [
    rule.scope,
    text(
      `valable ${rule.delayDays} jours après la dernière dose`,
      `valid ${rule.delayDays} days after the last dose`,
    ),
    ...single,
    text(
      `rétablissement de ${rule.recovery.fromDays} jours à ${rule.recovery.toMonths} mois`,
      `recovery from ${rule.recovery.fromDays} days to ${rule.recovery.toMonths} months`,
    ),
    ...rule.expiry.map(({ ageFrom, plusMonths, singleDoseOf, days, notBefore }) => {
      const dose = singleDoseOf ? ` (${list(singleDoseOf)}, 1 dose)` : '';
      const fr = `${ageFrom} ans${plusMonths ? ` et ${plusMonths} mois` : ''}`;
      const en = `${ageFrom} years${plusMonths ? ` and ${plusMonths} month` : ''}`;
      return text(
        `sans rappel, dès ${fr}${dose} : ${days} jours, à compter du ${dayWords(notBefore).fr}`,
        `without booster, from ${en}${dose}: ${days} days, as of ${dayWords(notBefore).en}`,
      );
    }),
    ...(rule.infectionCountsAsInjection
      ? [text('une infection vaut une injection', 'one infection is one injection')]
      : []),
    rule.tests,
  ];
  return join(parts, ' ; ', '; ');
};

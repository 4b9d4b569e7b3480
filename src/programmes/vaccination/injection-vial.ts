/** What is odd about the vial: its lot recalled, out of date, or of another product than the one given. */
import type { Fact } from '#facts/fact.ts';
import type { Day } from '#kernel/day.ts';
import { sayAny, sayDate } from '#programmes/vaccination/desk/words.ts';
import type { Injection } from '#programmes/vaccination/facts.ts';
import type { Warning } from '#programmes/vaccination/injection.api.ts';
import { warning } from '#programmes/vaccination/injection-warning.ts';
import type { LotKnown, LotWatch } from '#stock/lots.ts';

/** What is known of vials: lots as they were declared, and the product of each trade item number. */
export type Vials = {
  readonly lots: Pick<LotWatch, 'find'>;
  readonly productOfGtin: ReadonlyMap<string, string>;
};

/** What people call a product. */
type ShortOf = (product: string) => string;

const recalled = (
  { recalledOn, reason }: LotKnown,
  { product, lot }: Injection,
  on: Day,
  shortOf: ShortOf,
): Warning | undefined => {
  if (recalledOn === undefined) return undefined;
  const [name, day] = [shortOf(product), sayDate(recalledOn)];
  const why = reason === undefined ? '' : ` (${reason})`;
  return on < recalledOn
    ? warning(
        'lot-recalled-since',
        `Le lot ${lot} de ${name} a été rappelé le ${day.fr}, après cet acte${why} : dites-le au responsable du centre, qui fera suivre la personne`,
        `Lot ${lot} of ${name} was recalled on ${day.en}, after this act${why}: tell the head of the centre, who will have the person followed`,
      )
    : warning(
        'lot-recalled',
        `LOT RAPPELÉ : ${lot} de ${name}, le ${day.fr}${why}. N’injectez pas : mettez le flacon de côté, prenez-en un autre et prévenez le responsable du centre`,
        `LOT RECALLED: ${lot} of ${name}, on ${day.en}${why}. Do not inject: put the vial aside, take another and tell the head of the centre`,
      );
};

/** The earlier of what the vial says and what its lot was declared with: neither is to be trusted over the other. */
const expired = (known: LotKnown | undefined, { expiresOn }: Injection, on: Day): Warning | undefined => {
  const [first] = [expiresOn, known?.expiresOn].filter((day) => day !== undefined).sort();
  if (first === undefined || first >= on) return undefined;
  const day = sayDate(first);
  return warning(
    'lot-expired',
    `Flacon périmé depuis le ${day.fr} : n’injectez pas, prenez-en un autre ; si c’est fait, un médecin juge s’il faut refaire la dose`,
    `Vial out of date since ${day.en}: do not inject, take another; if it was injected, a physician decides whether to repeat the dose`,
  );
};

const ofOther = (known: LotKnown, { product, lot }: Injection, shortOf: ShortOf): Warning | undefined => {
  if (known.products.length === 0 || known.products.includes(product)) return undefined;
  const [others, name] = [sayAny(known.products.map(shortOf)), shortOf(product)];
  return warning(
    'lot-of-other-product',
    `Le lot ${lot} est connu pour ${others.fr}, non pour ${name} : relisez le flacon et corrigez le produit ou le lot`,
    `Lot ${lot} is known for ${others.en}, not for ${name}: read the vial again and mend the product or the lot`,
  );
};

const otherItem = (vials: Vials, { product, gtin }: Injection, shortOf: ShortOf): Warning | undefined => {
  const scanned = gtin === undefined ? undefined : vials.productOfGtin.get(gtin);
  if (scanned === undefined || scanned === product) return undefined;
  const [read, said] = [shortOf(scanned), shortOf(product)];
  return warning(
    'gtin-of-other-product',
    `Le code du flacon est celui de ${read}, et l’acte dit ${said} : relisez le flacon et corrigez le produit`,
    `The code on the vial is that of ${read}, and the act says ${said}: read the vial again and mend the product`,
  );
};

/** Warnings about the vial, the gravest first. Without anything known of vials, only its own date is judged. */
export const vialOdd = (
  vials: Vials | undefined,
  injection: Injection,
  { occurredOn: on }: Pick<Fact, 'occurredOn'>,
  shortOf: ShortOf,
): Warning[] => {
  const { product, lot } = injection;
  const known = lot === undefined ? undefined : vials?.lots.find(product, lot);
  return [
    known && recalled(known, injection, on, shortOf),
    expired(known, injection, on),
    known && ofOther(known, injection, shortOf),
    vials && otherItem(vials, injection, shortOf),
  ].filter((one) => one !== undefined);
};

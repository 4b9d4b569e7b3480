/**
 * The contract of a place's lots: what a centre has received and opened, and lots that were recalled. Quantities and
 * movements are not here: this says which lots a professional may take a dose from.
 */
import { z } from 'zod';
import { RIGHTS } from '#access/rights.ts';
import { plain, shared } from '#facts/fact.ts';
import { Day } from '#kernel/day.ts';

const None = z.strictObject({});
const TAG = { fr: 'Lots', en: 'Lots' };
const PlaceCode = z.string().min(1).max(80);

/** A product's code in the campaign, as facts have it. Stock moves things: what a product is, the programme knows. */
export const ProductCode = z.string().regex(/^[A-Z0-9]{1,12}$/, 'expected a product code such as "PF"');
export const LotNumber = plain(z.string().trim().min(1).max(20));
export const Gtin = z.string().regex(/^\d{14}$/, 'expected a GTIN of 14 digits');

/** A lot at a place as it stands. */
export const Lot = z.object({
  place: z.string(),
  product: z.string(),
  lot: z.string(),
  gtin: z.string().nullable(),
  expiresOn: z.string().nullable(),
  receivedOn: z.string(),
  /** Doses received, when it was said. */
  doses: z.int().nullable(),
  /** The day of its recall, and why, in words for professionals; null when it is not recalled. */
  recall: z.object({ on: z.string(), reason: z.string() }).nullable(),
});
export type Lot = z.infer<typeof Lot>;

export const LOTS_MAX = 500;

export const listLots = {
  id: 'listLots',
  method: 'GET',
  path: '/api/stock/lots',
  right: RIGHTS.readLots,
  territory: 'place',
  tag: TAG,
  summary: { fr: 'Les lots d’un lieu', en: 'The lots of a place' },
  description: {
    fr: `Les lots présents dans ce lieu même, les rappelés compris, ceux qui expirent le plus tôt d’abord ; ${LOTS_MAX} au plus.`,
    en: `The lots at this very place, recalled ones too, those that expire first at the head; at most ${LOTS_MAX}.`,
  },
  params: None,
  query: z.strictObject({ place: PlaceCode }),
  body: z.unknown(),
  answers: {
    200: {
      description: { fr: 'Les lots.', en: 'The lots.' },
      schema: z.object({ lots: z.array(Lot) }),
    },
  },
  problems: ['unavailable'],
} as const;

export const declareLot = {
  id: 'declareLot',
  method: 'POST',
  path: '/api/stock/lots',
  right: RIGHTS.declareLots,
  territory: 'place',
  tag: TAG,
  summary: { fr: 'Déclarer un lot reçu, ou épuisé', en: 'Declare a lot received, or used up' },
  description: {
    fr: 'Le même identifiant renvoyé donne la même réponse. Un lot épuisé ne se propose plus ; il reste dans l’histoire du lieu.',
    en: 'The same id sent again gives the same answer. A lot used up is offered no more; it stays in the history of the place.',
  },
  params: None,
  query: None,
  body: z.strictObject({
    id: z.uuid().toLowerCase(),
    place: PlaceCode,
    event: z.enum(['received', 'used-up']),
    product: ProductCode,
    lot: LotNumber,
    gtin: Gtin.optional(),
    expiresOn: Day.optional(),
    doses: z.int().min(1).max(1_000_000).optional(),
    on: Day,
  }),
  answers: {
    200: { description: { fr: 'Déjà déclaré.', en: 'Already declared.' }, schema: z.object({ lot: Lot }) },
    201: { description: { fr: 'Déclaré.', en: 'Declared.' }, schema: z.object({ lot: Lot }) },
  },
  problems: ['id-conflict', 'lot-unknown', 'day-in-future', 'unavailable'],
} as const;

export const recallLot = {
  id: 'recallLot',
  method: 'POST',
  path: '/api/stock/recalls',
  right: RIGHTS.recallLots,
  tag: TAG,
  summary: { fr: 'Rappeler un lot, ou lever un rappel', en: 'Recall a lot, or lift a recall' },
  description: {
    fr: 'Partout à la fois : dès la seconde, chaque poste avertit qui scanne ce lot. Le motif est montré aux professionnels.',
    en: 'Everywhere at once: within the second, every desk warns whoever scans this lot. The reason is shown to professionals.',
  },
  params: None,
  query: None,
  body: z.strictObject({
    id: z.uuid().toLowerCase(),
    event: z.enum(['recalled', 'recall-lifted']),
    product: ProductCode,
    lot: LotNumber,
    on: Day,
    reason: shared(z.string().trim().min(3).max(300)),
  }),
  answers: {
    200: {
      description: { fr: 'Déjà fait.', en: 'Already done.' },
      schema: z.object({ recalled: z.boolean() }),
    },
    201: { description: { fr: 'Fait.', en: 'Done.' }, schema: z.object({ recalled: z.boolean() }) },
  },
  problems: ['id-conflict', 'day-in-future', 'unavailable'],
} as const;

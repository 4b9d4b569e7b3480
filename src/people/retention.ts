/**
 * How long each kind of data is kept, and on whose word: the privacy document of a campaign, read and checked, and
 * its periods in words and in days.
 */
import { z } from 'zod';
import type { Text } from '#kernel/text.ts';
import { DATA_KINDS, type DataCode, PURPOSES, type PurposeCode } from '#people/purposes.ts';

const Words = z.strictObject({ fr: z.string().min(1).max(600), en: z.string().min(1).max(600) });

/** How sure a rule is: read in the source named, remembered and to be checked, or chosen by us for want of a rule. */
export const Confidence = z.enum(['sourced', 'from-memory', 'ours']);
export type Confidence = z.infer<typeof Confidence>;

/** What a period is counted from. The last two have no period: gone with the record, or never removed. */
export const COUNTED_FROM = {
  'last-change': {
    fr: 'après le dernier changement du dossier ou le dernier acte',
    en: 'after the last change of the record or the last act',
  },
  replaced: { fr: 'après la rectification', en: 'after the rectification' },
  answered: { fr: 'après la réponse', en: 'after the answer' },
  'last-sign-in': { fr: 'après la dernière connexion', en: 'after the last sign-in' },
  ended: { fr: 'après leur fin', en: 'after they end' },
  reported: { fr: 'après leur inscription', en: 'after they were written' },
  reviewed: { fr: 'après leur relecture', en: 'after they are reviewed' },
  'with-record': {
    fr: 'aussi longtemps que le dossier de la personne',
    en: 'as long as the person’s record',
  },
  kept: { fr: 'gardés sans limite, sans un nom', en: 'kept without limit, without a name' },
} as const satisfies Record<string, Text>;

/** An ISO 8601 duration of one or more whole parts: `P10Y`, `P6M`, `P1D`. */
const Period = z.iso.duration().refine((text) => !text.includes('.'), { error: 'expected whole parts' });

const Retention = z
  .strictObject({
    period: Period.nullable(),
    from: z.enum([
      'last-change',
      'replaced',
      'answered',
      'last-sign-in',
      'ended',
      'reviewed',
      'reported',
      'with-record',
      'kept',
    ]),
    reference: z.string().min(1),
    confidence: Confidence,
    note: Words.optional(),
  })
  .refine(({ period, from }) => (period === null) === (from === 'with-record' || from === 'kept'), {
    error: 'expected a period, except for what is kept with the record or without limit',
    path: ['period'],
  });
export type Retention = z.infer<typeof Retention>;

const Reference = z.strictObject({
  title: Words,
  source: z.string().min(1).max(400),
  confidence: Confidence,
});

const Basis = z.strictObject({
  words: Words,
  references: z.array(z.string()).min(1),
  confidence: Confidence,
});

const everyCode = <Code extends string, T>(codes: Readonly<Record<Code, unknown>>, value: z.ZodType<T>) =>
  z.record(z.string(), value).transform((given, context): Record<Code, T> => {
    const found: Partial<Record<Code, T>> = {};
    const isCode = (text: string): text is Code => Object.hasOwn(codes, text);
    for (const [code, one] of Object.entries(given))
      if (isCode(code)) found[code] = one;
      else context.addIssue({ code: 'custom', message: `unknown code "${code}"` });
    const isWhole = (some: Partial<Record<Code, T>>): some is Record<Code, T> =>
      Object.keys(codes).every((code) => Object.hasOwn(some, code));
    if (isWhole(found)) return found;
    const missing = Object.keys(codes).filter((code) => !Object.hasOwn(found, code));
    context.addIssue({ code: 'custom', message: `missing: ${missing.join(', ')}` });
    return z.NEVER;
  });

/** What a campaign says of privacy: who answers for it, on what ground, and for how long. */
export const PrivacyPolicy = z
  .strictObject({
    controller: Words,
    rights: Words,
    references: z.record(z.string(), Reference),
    bases: everyCode<PurposeCode, z.infer<typeof Basis>>(PURPOSES, Basis),
    retention: everyCode<DataCode, Retention>(DATA_KINDS, Retention),
  })
  .superRefine(({ references, bases, retention }, context) => {
    const named = [
      ...Object.values(bases).flatMap((basis) => basis.references),
      ...Object.values(retention).map(({ reference }) => reference),
    ];
    for (const name of named)
      if (!Object.hasOwn(references, name))
        context.addIssue({ code: 'custom', message: `no reference "${name}"` });
  });
export type PrivacyPolicy = z.infer<typeof PrivacyPolicy>;

/** The instant before which something is past its period. Calendar years and months, in UTC. */
export const limitOf = (period: string, now: string): string =>
  Temporal.Instant.from(now).toZonedDateTimeISO('UTC').subtract(period).toInstant().toString();

const UNITS = [
  ['years', { fr: ['an', 'ans'], en: ['year', 'years'] }],
  ['months', { fr: ['mois', 'mois'], en: ['month', 'months'] }],
  ['weeks', { fr: ['semaine', 'semaines'], en: ['week', 'weeks'] }],
  ['days', { fr: ['jour', 'jours'], en: ['day', 'days'] }],
  ['hours', { fr: ['heure', 'heures'], en: ['hour', 'hours'] }],
] as const;

/** `P10Y` -> `10 ans`, `10 years`. */
export const periodWords = (period: string): Text => {
  const duration = Temporal.Duration.from(period);
  const parts = UNITS.flatMap(([unit, names]) => {
    const n = duration[unit];
    return n === 0
      ? []
      : [{ fr: `${n} ${names.fr[n === 1 ? 0 : 1]}`, en: `${n} ${names.en[n === 1 ? 0 : 1]}` }];
  });
  return { fr: parts.map(({ fr }) => fr).join(' '), en: parts.map(({ en }) => en).join(' ') };
};

/** How long a kind of data is kept, as a sentence without its full stop. */
export const retentionWords = ({ period, from }: Retention): Text => {
  const counted = COUNTED_FROM[from];
  if (period === null) return counted;
  const words = periodWords(period);
  return { fr: `${words.fr} ${counted.fr}`, en: `${words.en} ${counted.en}` };
};

/**
 * The payload of an EU Digital COVID Certificate, schema 1.3.3 (eu-dcc-schema, DCC.combined-schema.json), in zod.
 * Lengths are in characters as JSON Schema counts them (code points), and members the schema does not name are kept:
 * it allows them.
 */
import { z } from 'zod';
import type { Use } from '#certificate/certificate.ts';
import { isDay } from '#kernel/day.ts';

const textUpTo = (max: number) =>
  z.string().refine((text) => text.length <= max || [...text].length <= max, `more than ${max} characters`);

/** The offset may be written `+02`, `+0200` or `+02:00`: the schema's own tests have the three. */
const DATE_TIME =
  /^([^Tt ]+)[Tt ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?)([Zz]|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?$/;

const isInstant = (text: string, needsOffset: boolean): boolean => {
  const [, day, time, offset] = DATE_TIME.exec(text) ?? [];
  return day !== undefined && time !== undefined && isDay(day) && (offset !== undefined || !needsOffset);
};

const Issuer = textUpTo(80);
const CertificateId = textUpTo(80);
const Dose = z.number().int().min(1);
const Country = z.string().regex(/[A-Z]{1,10}/);
const Standardised = textUpTo(80).regex(/^[A-Z<]*$/);

const Name = z
  .looseObject({
    fn: textUpTo(80).optional(),
    fnt: Standardised.optional(),
    gn: textUpTo(80).optional(),
    gnt: Standardised.optional(),
  })
  .refine(({ fnt, gnt }) => fnt !== undefined || gnt !== undefined, 'neither fnt nor gnt');

const payloadOf = (day: z.ZodType<string>, instant: z.ZodType<string>) => {
  const common = { tg: z.string(), co: Country, is: Issuer, ci: CertificateId };
  const Vaccination = z.looseObject({
    ...common,
    vp: z.string(),
    mp: z.string(),
    ma: z.string(),
    dn: Dose,
    sd: Dose,
    dt: day,
  });
  const Test = z.looseObject({
    ...common,
    tt: z.string(),
    nm: textUpTo(80).optional(),
    ma: z.string().optional(),
    sc: instant,
    tr: z.string(),
    tc: textUpTo(80).optional(),
  });
  const Recovery = z.looseObject({ ...common, fr: day, df: day, du: day });
  return z
    .looseObject({
      ver: z.string().regex(/^\d+.\d+.\d+$/u),
      nam: Name,
      dob: z.string().regex(/^((19|20)\d\d(-\d\d){0,2}){0,1}$/),
      v: z.array(Vaccination).length(1).optional(),
      t: z.array(Test).length(1).optional(),
      r: z.array(Recovery).length(1).optional(),
    })
    .refine(
      ({ v, t, r }) => [v, t, r].filter((group) => group !== undefined).length === 1,
      'not exactly one of v, t and r',
    );
};

/** What we issue: dates exactly as the schema's `format` says. */
export const Dcc = payloadOf(
  z.string().refine((text) => isDay(text), 'not a day (YYYY-MM-DD)'),
  z.string().refine((text) => isInstant(text, true), 'not a date and time with its offset'),
);
export type Dcc = z.infer<typeof Dcc>;

/**
 * What we read. `format` is an annotation in the schema's dialect (JSON Schema 2020-12, section 7.2.1), and certificates
 * in people's hands carry a time after the day of vaccination, or no offset after the time of a test: a traveller is
 * not turned away for it (hcert specification 3.3.6: reasonable conversions are to be accepted).
 */
export const DccAsRead = payloadOf(
  z.string().refine((text) => isDay(text) || isInstant(text, false), 'not a date'),
  z.string().refine((text) => isDay(text) || isInstant(text, false), 'not a date and time'),
);

/** What kind of certificate it is, and so what its key must be allowed to sign. */
export const useOf = ({ v, t }: Pick<Dcc, 'v' | 't'>): Use =>
  v !== undefined ? 'vaccination' : t !== undefined ? 'test' : 'recovery';

/** The unique certificate identifier (UVCI) inside. */
export const uvciIn = ({ v, t, r }: Pick<Dcc, 'v' | 't' | 'r'>): string => (v ?? t ?? r)?.[0]?.ci ?? '';

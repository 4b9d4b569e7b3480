/**
 * SMART Health Card: the claims of its token (spec.smarthealth.cards, "Health Cards are encoded as Compact Serialization
 * JSON Web Signatures"), and the FHIR Bundle inside. What is read is held to what a verifier relies on; what is issued,
 * to the profile "Health Cards are Compact" as well.
 */
import { z } from 'zod';

export const HEALTH_CARD = 'https://smarthealth.cards#health-card';
export const IMMUNIZATION = 'https://smarthealth.cards#immunization';
export const COVID_19 = 'https://smarthealth.cards#covid19';

const Resource = z.looseObject({ resourceType: z.string().min(1) });

export const Bundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  entry: z
    .array(z.looseObject({ fullUrl: z.string().optional(), resource: Resource }))
    .min(1)
    .max(200),
});
export type Bundle = z.infer<typeof Bundle>;

/** "Shall use the base64url alphabet and be no longer than 24 characters" (Revocation). */
export const Rid = z.string().regex(/^[A-Za-z0-9_-]{1,24}$/);

export const ShcClaims = z.looseObject({
  iss: z.string().min(1).max(300),
  nbf: z.number().min(0),
  exp: z.number().min(0).optional(),
  vc: z.looseObject({
    type: z
      .array(z.string())
      .refine((types) => types.includes(HEALTH_CARD), `does not include ${HEALTH_CARD}`),
    rid: Rid.optional(),
    credentialSubject: z.looseObject({ fhirVersion: z.string().min(1), fhirBundle: Bundle }),
  }),
});
export type ShcClaims = z.infer<typeof ShcClaims>;

/** What a card says, before it is signed. `types` beside the one every card has; `rid` lets it be revoked alone. */
export const ShcCard = z.strictObject({
  bundle: Bundle,
  types: z.array(z.string().max(200)).max(10).optional(),
  rid: Rid.optional(),
});
export type ShcCard = z.infer<typeof ShcCard>;

export const JwsHeader = z.looseObject({
  alg: z.literal('ES256'),
  zip: z.literal('DEF'),
  kid: z.string().min(1).max(100),
  // Extensions that must be understood are not: none is part of the format (RFC 7515 section 4.1.11).
  crit: z.undefined().optional(),
});

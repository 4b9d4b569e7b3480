/**
 * A SMART Health Card of every dose of a person: the FHIR bundle of the vaccination implementation guide ("Data
 * minimization" profile), from the same facts as the EU certificates. It says doses, not their number: whoever reads
 * counts.
 */
import type { Fact } from '#facts/fact.ts';
import { addDays, type Day } from '#kernel/day.ts';
import type { Identity } from '#people/person.ts';
import type { FactKey } from '#programmes/vaccination/certificate/claims.ts';
import { dobOf } from '#programmes/vaccination/certificate/holder.ts';

const CVX = 'http://hl7.org/fhir/sid/cvx';
/** Doses a card holds: beyond, its code would be too dense for a phone. The latest are kept. */
const DOSES_MAX = 8;

type Named = Pick<Identity, 'familyName' | 'givenNames' | 'birthDate'>;
type Entry = { readonly fullUrl: string; readonly resource: { readonly resourceType: string } };

export type CardContent = {
  readonly bundle: { readonly resourceType: 'Bundle'; readonly type: 'collection'; readonly entry: Entry[] };
  readonly rests: readonly FactKey[];
  readonly doses: number;
  /** The same doses, for people to read. */
  readonly shown: readonly { readonly product: string; readonly on: Day; readonly lot: string | undefined }[];
};

const patientOf = ({ familyName, givenNames, birthDate }: Named) => {
  const dob = dobOf(birthDate);
  return {
    resourceType: 'Patient',
    name: [{ family: familyName, given: givenNames.split(/\s+/) }],
    ...(dob !== '' && { birthDate: dob }),
  };
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const immunizationOf = (fact: Fact, cvx: string, performer: string) => {
  const lot = textOf(fact.body.lot);
  return {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: { coding: [{ system: CVX, code: cvx }] },
    patient: { reference: 'resource:0' },
    occurrenceDateTime: fact.occurredOn,
    ...(lot !== undefined && { lotNumber: lot }),
    // Who recorded it, for what was done here alone.
    ...(fact.kind === 'injection' && { performer: [{ actor: { display: performer } }] }),
  };
};

/** Undefined when no dose has a product with a CVX code. */
export const cardOf = (
  person: Named,
  standing: readonly Fact[],
  { cvx, performer, on }: { cvx: ReadonlyMap<string, string>; performer: string; on: Day },
): CardContent | undefined => {
  // Tomorrow in UTC is today already in the furthest time zones.
  const last = addDays(on, 1);
  const doses = standing
    .filter(
      ({ kind, body, occurredOn }) =>
        occurredOn <= last &&
        (kind === 'injection' || (kind === 'earlier-injection' && body.proof === 'document')),
    )
    .sort((a, b) =>
      a.occurredOn < b.occurredOn ? -1 : a.occurredOn > b.occurredOn ? 1 : a.id < b.id ? -1 : 1,
    )
    .flatMap((fact) => {
      const code = cvx.get(textOf(fact.body.product) ?? '');
      return code === undefined ? [] : [{ fact, code }];
    })
    .slice(-DOSES_MAX);
  if (doses.length === 0) return undefined;
  const resources = [
    patientOf(person),
    ...doses.map(({ fact, code }) => immunizationOf(fact, code, performer)),
  ];
  return {
    bundle: {
      resourceType: 'Bundle',
      type: 'collection',
      entry: resources.map((resource, i) => ({ fullUrl: `resource:${i}`, resource })),
    },
    rests: doses.map(({ fact: { subject, id } }) => ({ subject, id })),
    doses: doses.length,
    shown: doses.map(({ fact: { body, occurredOn } }) => ({
      product: textOf(body.product) ?? '',
      on: occurredOn,
      lot: textOf(body.lot),
    })),
  };
};

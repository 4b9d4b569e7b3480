/** An issuer of certificates with keys of its own, and what it issues, for tests. Every person is invented. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrustList, Use } from '#certificate/certificate.ts';
import { createIssuer } from '#certificate/create-issuer.node.ts';
import type { Dcc } from '#certificate/dcc.ts';
import { issueDcc } from '#certificate/issue-dcc.node.ts';
import { issueShc } from '#certificate/issue-shc.node.ts';
import { type Issuer, openIssuer } from '#certificate/keys.node.ts';
import type { ShcCard } from '#certificate/shc.ts';

export const ISSUED = '2026-11-01T08:00:00Z';
export const EXPIRES = '2027-11-01T08:00:00Z';
export const NOW = '2026-11-22T12:00:00Z';

export const VACCINATION: Dcc = {
  ver: '1.3.3',
  nam: { fn: 'Anyperson-Müster', fnt: 'ANYPERSON<MUESTER', gn: 'Zoé', gnt: 'ZOE' },
  dob: '1960-02-03',
  v: [
    {
      tg: '840539006',
      vp: '1119349007',
      mp: 'EU/1/20/1528',
      ma: 'ORG-100030215',
      dn: 2,
      sd: 2,
      dt: '2026-10-30',
      co: 'FR',
      is: 'Invented ministry',
      ci: 'URN:UVCI:01:FR:ESSAI/0123456789ABCDEF#A',
    },
  ],
};

const immunization = (day: string, lotNumber: string) => ({
  resource: {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208' }] },
    patient: { reference: 'resource:0' },
    occurrenceDateTime: day,
    lotNumber,
    performer: [{ actor: { display: 'Centre de vaccination inventé' } }],
  },
});

/** A card of as many doses. */
export const cardOf = (doses: number): ShcCard => ({
  bundle: {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      {
        resource: {
          resourceType: 'Patient',
          name: [{ family: 'Anyperson', given: ['Zoé'] }],
          birthDate: '1960-02-03',
        },
      },
      ...Array.from({ length: doses }, (_, i) => immunization(`202${i % 7}-0${(i % 9) + 1}-11`, `EX${i}77`)),
    ].map((entry, i) => ({ fullUrl: `resource:${i}`, ...entry })),
  },
});

export type TestIssuer = {
  readonly folder: string;
  readonly issuer: Issuer;
  readonly trust: TrustList;
  readonly dcc: (payload?: Dcc, times?: { issuedAt?: string; expiresAt?: string }) => Promise<string>;
  readonly shc: (card?: ShcCard, times?: { issuedAt?: string; expiresAt?: string }) => Promise<string[]>;
  readonly remove: () => Promise<void>;
};

export const makeIssuer = async (uses?: readonly Use[]): Promise<TestIssuer> => {
  const folder = await mkdtemp(join(tmpdir(), 'rappel-issuer-'));
  await createIssuer(folder, {
    country: 'FR',
    names: { organisation: 'Invented ministry', issuerUrl: 'https://cards.example' },
    from: '2026-01-01T00:00:00Z',
    ...(uses === undefined ? {} : { uses }),
  });
  const issuer = await openIssuer(folder);
  return {
    folder,
    issuer,
    trust: { madeAt: ISSUED, keys: issuer.trustKeys(), revoked: [] },
    dcc: (payload = VACCINATION, { issuedAt = ISSUED, expiresAt = EXPIRES } = {}) =>
      issueDcc(payload, { ...issuer.dcc, issuer: issuer.country, issuedAt, expiresAt }),
    shc: (card = cardOf(2), { issuedAt = ISSUED, expiresAt } = {}) =>
      issueShc(card, {
        ...issuer.shc,
        issuerUrl: issuer.issuerUrl,
        issuedAt,
        ...(expiresAt === undefined ? {} : { expiresAt }),
      }),
    remove: () => rm(folder, { recursive: true }),
  };
};

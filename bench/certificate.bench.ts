/**
 * Certificates on one core: an EU certificate issued (CBOR, COSE, zlib, base45) and one verified whole (and its schema,
 * its key, its times, a list of a hundred thousand withdrawn). Beside them, what OpenSSL alone takes for the signature,
 * in the same run.
 */
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrustList } from '#certificate/certificate.ts';
import { createIssuer } from '#certificate/create-issuer.node.ts';
import type { Dcc } from '#certificate/dcc.ts';
import { nodeEngine } from '#certificate/engine.node.ts';
import { issueDcc } from '#certificate/issue-dcc.node.ts';
import { openIssuer } from '#certificate/keys.node.ts';
import { verifyText } from '#certificate/verify.ts';
import type { Figure } from './figure.ts';

// Short rounds: one of them falls between what else the machine does.
const COUNT = 100;
const ROUNDS = 40;
const REVOKED = 100_000;
const TARGET = { issue: 2000, verify: 5000 } as const;

const ISSUED_AT = '2026-11-01T08:00:00Z';
const EXPIRES_AT = '2027-11-01T08:00:00Z';
const NOW = '2026-11-22T12:00:00Z';

const payloadOf = (i: number): Dcc => ({
  ver: '1.3.3',
  nam: { fn: `Anyperson-${i}`, fnt: 'ANYPERSON', gn: 'Zoé', gnt: 'ZOE' },
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
      ci: `URN:UVCI:01:FR:ESSAI/${String(i).padStart(16, '0')}#A`,
    },
  ],
});

/** The best of several rounds: a shared machine only ever slows one down. */
const perSecond = async (each: (i: number) => unknown): Promise<number> => {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let i = 0; i < COUNT; i++) await each(i);
    best = Math.max(best, (COUNT * 1000) / (performance.now() - start));
  }
  return Math.round(best);
};

/** A signature of 300 bytes, and its verification, by OpenSSL alone. */
const raw = async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const bytes = Buffer.alloc(300, 7);
  const own = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const theirs = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  const signature = sign('sha256', bytes, own);
  return {
    sign: await perSecond(() => sign('sha256', bytes, own)),
    verify: await perSecond(() => verify('sha256', bytes, theirs, signature)),
  };
};

const figureOf = (name: 'issue' | 'verify', value: number, alone: number): Figure => ({
  figure: `${name} an EU certificate, one core`,
  value,
  unit: 'certificates/s',
  target: `>= ${TARGET[name]}`,
  met: value >= TARGET[name],
  ratio: {
    to: `the ${name === 'issue' ? 'signature' : 'verification'} alone, by node:crypto`,
    value: value / alone,
  },
});

export default async (): Promise<Figure[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'rappel-bench-'));
  try {
    await createIssuer(folder, {
      country: 'FR',
      names: { organisation: 'Invented ministry', issuerUrl: 'https://cards.example' },
      from: '2026-01-01T00:00:00Z',
    });
    const issuer = await openIssuer(folder);
    const envelope = { ...issuer.dcc, issuer: 'FR', issuedAt: ISSUED_AT, expiresAt: EXPIRES_AT };
    const payloads = Array.from({ length: COUNT }, (_, i) => payloadOf(i));
    const texts = await Promise.all(payloads.map((payload) => issueDcc(payload, envelope)));
    const trust: TrustList = {
      madeAt: NOW,
      keys: issuer.trustKeys(),
      revoked: Array.from({ length: REVOKED }, (_, i) =>
        createHash('sha256').update(String(i)).digest('hex').slice(0, 32),
      ),
    };
    let refused = 0;
    const issued = await perSecond((i) => issueDcc(payloads[i] ?? payloadOf(i), envelope));
    const verified = await perSecond(async (i) => {
      if (!(await verifyText(texts[i] ?? '', trust, NOW, nodeEngine)).valid) refused++;
    });
    if (refused > 0) throw new Error(`${refused} certificates that were just issued were refused`);
    const alone = await raw();
    return [figureOf('issue', issued, alone.sign), figureOf('verify', verified, alone.verify)];
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** One valid request for each operation of certificates. */
import { randomUUID } from 'node:crypto';
import { IssuedList } from '#certificate/page/issued.api.ts';
import { transaction } from '#db/pool.ts';
import { append } from '#facts/ledger.pg.ts';
import { NOW, type Program } from './access-program.ts';
import type { Asked, Entry, Where } from './access-requests.ts';

type At = Parameters<Entry['make']>[0];

const COMMUNES: Readonly<Record<Where, string | undefined>> = {
  own: '48095',
  elsewhere: '75056',
  nation: undefined,
};

let drawn = 0;
const letters = (n: number): string =>
  Array.from({ length: 6 }, (_, i) => 'bcdfglmnprst'[Math.floor(n / 12 ** i) % 12])
    .map((consonant, i) => `${consonant}${'aeiou'[(n + i * 3) % 5]}`)
    .join('');

/** A person with one injection in the ledger, under the pseudonym of their record. */
const vaccinated = async (
  { program, where }: At,
  identity?: NonNullable<Entry['identity']>,
): Promise<{ person: string; subject: string }> => {
  drawn += 1;
  const commune = COMMUNES[where];
  const answer = await program.register.register({
    id: randomUUID(),
    identity: {
      familyName: `Piqure${letters(drawn * 6101)}`,
      givenNames: `Dominique${letters(drawn * 90_001)}`,
      birthDate: `19${String(20 + (drawn % 80)).padStart(2, '0')}-0${1 + (drawn % 9)}-1${drawn % 10}`,
      sex: drawn % 2 === 0 ? 'f' : 'm',
      birthPlace: '48095',
      ...identity,
      ...(commune !== undefined && { address: { commune } }),
    },
    evidence: [],
    notThese: [],
    by: 'test',
    now: NOW,
  });
  if (!('stored' in answer)) throw new Error(`not registered: ${JSON.stringify(answer)}`);
  const { id: person, subjects } = answer.stored.person;
  const subject = subjects[0] ?? '';
  await transaction(program.facts, (tx) =>
    append(tx, [
      {
        id: randomUUID(),
        kind: 'injection',
        subject,
        occurredOn: '2021-03-10',
        recordedAt: NOW,
        by: 'test',
        place: 'DEP-48',
        source: 'test',
        body: { product: 'PF', rank: 1 },
      },
    ]),
  );
  return { person, subject };
};

const post = async (
  program: Program,
  url: string,
  headers: Readonly<Record<string, string>>,
  payload: object,
) => {
  const response = await program.app.inject({ method: 'POST', url, headers, payload });
  if (response.statusCode >= 300) throw new Error(`${url}: ${response.statusCode} ${response.body}`);
  return IssuedList.parse(response.json()).certificates[0];
};

/** Issued by somebody of the place itself, or, for who lives nowhere known, of the whole country. */
const issuedAt = async (at: At) => {
  const { person } = await vaccinated(at);
  const manager = await at.program.comeAs('centre-manager', 'FRA');
  const body = { id: randomUUID(), place: at.place, person, kind: 'dcc', language: 'fr' };
  const issued = await post(at.program, '/api/vaccination/certificates', manager.headers, body);
  if (issued === undefined) throw new Error('nothing was issued');
  return issued;
};

/** One citizen with a dose, whose record is in the register once somebody asks for it. */
const CITIZEN = {
  familyName: 'Essaicertifie',
  givenNames: 'Dominique',
  birthDate: '1962-05-06',
  sex: 'f',
  birthPlace: '48095',
} as const;
const citizens = new WeakMap<Program, Promise<unknown>>();
const known = (at: At): Promise<unknown> => {
  const before = citizens.get(at.program) ?? vaccinated(at, CITIZEN);
  citizens.set(at.program, before);
  return before;
};

const asCitizen = (make: (at: At) => Promise<Asked> | Asked): Entry => ({
  identity: CITIZEN,
  make: async (at) => {
    await known(at);
    return make(at);
  },
});

export const CERTIFICATE: Readonly<Record<string, Entry>> = {
  issueCertificates: {
    make: async (at) => {
      const { person } = await vaccinated(at);
      const body = { id: randomUUID(), place: at.place, person, kind: 'dcc', language: 'fr' };
      return { body, shows: '"qr":["HC1:' };
    },
  },
  certificatePdf: {
    make: async (at) => ({ params: { certificate: (await issuedAt(at)).id }, shows: '%PDF-1.7' }),
  },
  revokeCertificate: {
    make: async (at) => ({ body: { uvci: (await issuedAt(at)).uvci, reason: 'lost' }, shows: '"revokedAt"' }),
  },
  myCertificates: asCitizen(() => ({ shows: '"certificates":[' })),
  // Every role that may asks for the same citizen: in a day, more often than one person does.
  issueMyCertificates: {
    ...asCitizen(() => ({
      body: { id: randomUUID(), kind: 'dcc', language: 'fr' },
      shows: '"qr":["HC1:',
    })),
    after: ['certificate-too-often'],
  },
  myCertificatePdf: asCitizen(async (at) => {
    const me = await at.program.comeAs('citizen', '', CITIZEN);
    const body = { id: randomUUID(), kind: 'dcc', language: 'fr' };
    const issued = await post(at.program, '/api/me/certificates', me.headers, body);
    return { params: { certificate: issued?.id ?? '' }, shows: '%PDF-1.7' };
  }),
};

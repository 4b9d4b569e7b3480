/** One valid request for each operation of certificates. */
import { randomUUID } from 'node:crypto';
import { IssuedList } from '#certificate/page/issued.api.ts';
import { transaction } from '#db/pool.ts';
import { append } from '#facts/ledger.pg.ts';
import { type Asked, type At, type Entry, inventedAt, registered } from './access-people.ts';
import { NOW, type Program } from './access-program.ts';

/** A person with one injection in the ledger, under the pseudonym of their record. */
const vaccinated = async (
  { program, where }: At,
  identity?: NonNullable<Entry['identity']>,
): Promise<{ person: string; subject: string }> => {
  const known = { ...inventedAt(where), ...identity };
  const { id: person, subject } = await registered({ program, where }, known);
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

/**
 * One valid request for each operation that asks for a right, made for a place: what it acts on is there. A request is
 * made anew each time, so that none finds its work done by the one before.
 */
import { randomUUID } from 'node:crypto';
import { openDelegations } from '#access/delegation.node.ts';
import { openRequests } from '#people/privacy-requests.node.ts';
import {
  type Asked,
  type At,
  type Entry,
  inventedAt,
  PLACES,
  registered,
  type Where,
} from './access-people.ts';
import { type Coming, NOW, type Program } from './access-program.ts';
import { CERTIFICATE } from './access-requests-certificate.ts';
import { DESK } from './access-requests-desk.ts';
import { FHIR } from './access-requests-fhir.ts';
import { FHIR_MORE } from './access-requests-fhir-more.ts';
import { QUALITY } from './access-requests-quality.ts';
import { STOCK } from './access-requests-stock.ts';
import { SUPPORT } from './access-requests-support.ts';

/** Delegations are made in a centre: one of the place asked for. */
const CENTRES: Readonly<Record<Where, string>> = { own: 'C-64', elsewhere: 'C-502', nation: 'C-502' };

const send = async (
  program: Program,
  coming: Coming,
  url: string,
  payload: object,
): Promise<Readonly<Record<string, unknown>>> => {
  const response = await program.app.inject({ method: 'POST', url, headers: coming.headers, payload });
  if (response.statusCode >= 300) throw new Error(`${url}: ${response.statusCode} ${response.body}`);
  return response.json();
};

/** Two people who were found alike, and wait for somebody to say whether they are one. */
const pairAt = async (at: At) => {
  const one = await registered(at);
  const id = randomUUID();
  const other = await at.program.register.register({
    id,
    identity: { ...one.identity, givenNames: `${one.identity.givenNames}e` },
    evidence: [],
    notThese: [one.id],
    by: 'test',
    now: NOW,
  });
  if (!('stored' in other)) throw new Error(`not registered: ${JSON.stringify(other)}`);
  return { one: one.id, other: id };
};

const mergedAt = async (at: At) => {
  const { one, other } = await pairAt(at);
  const nationwide = await at.program.comeAs('identity-watch', 'FRA');
  const body = { one, other, decision: 'same', keep: one };
  await send(at.program, nationwide, '/api/identity/pairs/settle', body);
  return { kept: one, merged: other };
};

const injectionAt = (place: string) => ({
  id: randomUUID(),
  subject: randomUUID(),
  occurredOn: '2021-03-10',
  place,
  product: 'PF',
  rank: 1,
  age: 85,
});

const delegationAt = (place: string) => ({
  place,
  profession: 'student' as const,
  givenNames: 'Camille',
  familyName: 'Essai',
  birthDate: '1999-01-02',
  from: '2021-03-20T08:00:00Z',
  until: '2021-03-27T20:00:00Z',
});

const delegatedAt = async ({ program, where }: At): Promise<string> => {
  const { access: db, keyring, places } = program;
  const delegations = openDelegations({ db, keyring, places, now: () => NOW });
  const given = await delegations.give(delegationAt(CENTRES[where]), {
    account: 'test',
    role: 'centre-manager',
  });
  if (!('delegation' in given)) throw new Error(`not delegated: ${JSON.stringify(given)}`);
  return given.delegation.id;
};

const requestedAt = async (at: At): Promise<string> => {
  const { id: person } = await registered(at);
  const { people, keyring } = at.program;
  const id = randomUUID();
  await openRequests(people, keyring).add({
    id,
    person,
    records: [person],
    kind: 'rectification',
    text: 'the date',
    now: NOW,
  });
  return id;
};

const brokenAt = async (at: At): Promise<string> => {
  const { id: person } = await registered(at);
  const { place } = at;
  const asked = { account: 'psc:1', role: 'vaccinator', person, place, reason: 'at the emergency room' };
  return (await at.program.glasses.break(asked, NOW)).id;
};

const ofPlace = ({ place }: At, shows?: string): Asked => ({ query: { place }, ...(shows && { shows }) });

const PEOPLE: Readonly<Record<string, Entry>> = {
  searchPeople: {
    make: async (at) => {
      const { id, identity } = await registered(at);
      const { familyName, birthDate } = identity;
      return { body: { familyName, birthDate }, shows: id };
    },
  },
  registerPerson: {
    make: ({ where, place }) => {
      const [id, identity] = [randomUUID(), inventedAt(where)];
      return { body: { id, place, identity }, shows: id };
    },
  },
  readPerson: {
    make: async (at) => {
      const { id, identity } = await registered(at);
      return { params: { person: id }, shows: identity.familyName };
    },
  },
  rectifyPerson: {
    make: async (at) => {
      const { id, identity } = await registered(at);
      const body = { version: 1, identity: { ...identity, usedGivenName: 'Cam' } };
      return { params: { person: id }, body, shows: identity.familyName };
    },
  },
  breakGlass: {
    make: async (at) => {
      const { id, identity } = await registered(at);
      const body = { reason: 'seen at the emergency room' };
      return { params: { person: id }, body, shows: identity.familyName };
    },
  },
  listPairs: {
    make: async (at) => ofPlace(at, (await pairAt(at)).other),
  },
  settlePair: { make: async (at) => ({ body: { ...(await pairAt(at)), decision: 'different' } }) },
  listMerges: {
    make: async (at) => ofPlace(at, (await mergedAt(at)).merged),
  },
  undoMerge: { make: async (at) => ({ body: await mergedAt(at) }) },
};

/** One citizen, whose record is in the register once somebody asks for it. */
const CITIZEN = {
  familyName: 'Essaicitoyen',
  givenNames: 'Dominique',
  birthDate: '1961-04-05',
  sex: 'f',
  birthPlace: '48095',
} as const;
const citizens = new WeakMap<Program, Promise<unknown>>();

const asCitizen = (shows: string, body?: () => object): Entry => ({
  identity: CITIZEN,
  make: async (at) => {
    const known = citizens.get(at.program) ?? registered(at, CITIZEN);
    citizens.set(at.program, known);
    await known;
    return { shows, ...(body !== undefined && { body: body() }) };
  },
});

const PRIVACY: Readonly<Record<string, Entry>> = {
  readMe: asCitizen(CITIZEN.familyName),
  readLooks: asCitizen('"looks":['),
  exportMe: asCitizen(CITIZEN.familyName),
  askPrivacy: asCitizen('"opposition"', () => ({ id: randomUUID(), kind: 'opposition', text: '' })),
  listPrivacyRequests: {
    make: async (at) => ofPlace(at, await requestedAt(at)),
  },
  answerPrivacyRequest: {
    make: async (at) => ({ body: { id: await requestedAt(at), answer: 'refused' } }),
  },
};

const ACCESS: Readonly<Record<string, Entry>> = {
  chooseSituation: { make: () => ({ body: { index: 0 } }) },
  setPin: { make: () => ({ body: { pin: '493027' } }) },
  lockSession: { make: () => ({ body: {} }) },
  // Joining for good is walked through in the tests of signing in.
  joinTeam: { make: () => ({ body: { code: 'ABCD-EFGH-JKLM' } }), after: ['delegation-code-unknown'] },
  listDelegations: { make: async (at) => ofPlace(at, await delegatedAt(at)) },
  delegate: {
    make: ({ where }) => ({
      body: delegationAt(where === 'nation' ? PLACES.nation : CENTRES[where]),
      shows: 'Essai',
    }),
  },
  revokeDelegation: {
    make: async (at) => ({ body: { place: at.place, id: await delegatedAt(at) }, shows: '"revoked":true' }),
  },
  listGlass: {
    make: async (at) => ofPlace(at, await brokenAt(at)),
  },
  reviewGlass: { make: async (at) => ({ body: { place: at.place, id: await brokenAt(at) } }) },
  verifyAudit: { make: (at) => ofPlace(at, '"intact":true') },
};

const VACCINATION: Readonly<Record<string, Entry>> = {
  recordInjections: { make: ({ place }) => ({ body: injectionAt(place) }) },
  retract: {
    make: async ({ program, place }) => {
      const { id, subject, ...rest } = injectionAt(place);
      const recorder = await program.comeAs('software', 'FRA');
      await send(program, recorder, '/api/vaccination/injections', { id, subject, ...rest });
      const reason = 'another person';
      return { body: { id: randomUUID(), subject, occurredOn: '2021-03-19', corrects: id, reason } };
    },
  },
  interpretPerson: { make: () => ({ body: { on: '2021-03-20', facts: [] } }) },
};

/** By the id of the operation. */
export const REQUESTS: Readonly<Record<string, Entry>> = {
  ...{ ...PEOPLE, ...PRIVACY, ...ACCESS, ...VACCINATION },
  ...{ ...STOCK, ...DESK, ...CERTIFICATE, ...FHIR, ...FHIR_MORE, ...QUALITY, ...SUPPORT },
};

/** One valid request for each operation of the injection desk, and for the code of a summons. */
import { randomUUID } from 'node:crypto';
import { rightsOf } from '#access/roles.ts';
import { openGrants } from '#programmes/vaccination/desk/grant.node.ts';
import { openOfflineKey } from '#programmes/vaccination/desk/offline-key.node.ts';
import { sealAct } from '#programmes/vaccination/desk/seal.web.ts';
import { type At, type Entry, registered } from './access-people.ts';
import { NOW, type Program } from './access-program.ts';

const ACT = { occurredOn: '2021-03-19', product: 'PF', rank: 1, overrides: [], answers: [] };
const OVERRIDES = [{ warning: 'product-unexpected', reason: 'medical-decision' }];

const acting = async (at: At) => ({
  id: randomUUID(),
  place: at.place,
  person: (await registered(at)).id,
  act: { ...ACT, overrides: OVERRIDES },
});

/** An act that is there already, made by somebody of the whole country. */
const madeAt = async (at: At): Promise<{ place: string; person: string; corrects: string }> => {
  const asked = await acting(at);
  const nationwide = await at.program.comeAs('vaccinator', 'FRA');
  const response = await at.program.app.inject({
    method: 'POST',
    url: '/api/vaccination/desk/acts',
    headers: nationwide.headers,
    payload: asked,
  });
  if (response.statusCode !== 201) throw new Error(`not recorded: ${response.statusCode} ${response.body}`);
  return { place: asked.place, person: asked.person, corrects: asked.id };
};

/** An act of a colleague of the place, sealed as the browser does. */
const sealedAt = async (at: At) => {
  const { keyring } = at.program;
  const colleague = {
    id: 'psc:colleague',
    role: 'vaccinator',
    rights: rightsOf('vaccinator'),
    places: [at.place],
  };
  const { grant } = openGrants(keyring).give(colleague, at.place, NOW);
  const { id: person } = await registered(at);
  const key = openOfflineKey(keyring).shown;
  return sealAct(randomUUID(), { grant, madeAt: NOW, person, act: ACT }, key);
};

const CITIZEN = {
  familyName: 'Essaicode',
  givenNames: 'Dominique',
  birthDate: '1962-05-06',
  sex: 'm',
  birthPlace: '48095',
} as const;
const citizens = new WeakMap<Program, Promise<unknown>>();

/** By the id of the operation. */
export const DESK: Readonly<Record<string, Entry>> = {
  openAtDesk: {
    make: async (at) => {
      const { id: person, identity } = await registered(at);
      return { body: { place: at.place, person }, shows: identity.familyName };
    },
  },
  checkAct: {
    make: async (at) => {
      const { id: person } = await registered(at);
      return { body: { place: at.place, person, act: ACT }, shows: '"warnings"' };
    },
  },
  recordAct: { make: async (at) => ({ body: await acting(at), shows: '"next"' }) },
  cancelAct: {
    make: async (at) => ({
      body: { id: randomUUID(), ...(await madeAt(at)), reason: 'not injected' },
      shows: '"next"',
    }),
  },
  prepareOffline: { make: ({ place }) => ({ body: { place }, shows: '"grant"' }) },
  sendOffline: {
    make: async (at) => ({
      body: { place: at.place, deviceNow: NOW, acts: [await sealedAt(at)] },
      shows: '"recorded"',
    }),
  },
  readSummons: {
    identity: CITIZEN,
    make: async ({ program }) => {
      const known = citizens.get(program) ?? registered({ program, where: 'own' }, CITIZEN);
      citizens.set(program, known);
      await known;
      return { shows: 'RS1:' };
    },
  },
};

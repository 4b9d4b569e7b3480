/**
 * The injection desk through the real server on a database of the tests: people, sessions, lots, the audit trail, and
 * a clock the test moves.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAudit } from '#access/audit.node.ts';
import { openGlass } from '#access/glass.node.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { addProfile, revokeProfile } from '#access/profile.pg.ts';
import { wasHeld } from '#access/profile-held.pg.ts';
import { type Role, rightsOf } from '#access/roles.ts';
import { newSecret } from '#access/session-hash.node.ts';
import { connect } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { factsOf } from '#facts/ledger.pg.ts';
import type { Caller } from '#http/identity.ts';
import { joinProblems } from '#http/join-problems.ts';
import { createServer } from '#http/server.ts';
import { openCampaign, openPlaces } from '#main/campaign.node.ts';
import { peopleRoutes } from '#people/people.http.ts';
import { PEOPLE_PROBLEMS } from '#people/people-problems.http.ts';
import type { Identity } from '#people/person.ts';
import { openRegister } from '#people/register.node.ts';
import { openSummons } from '#people/summons.node.ts';
import { SUMMONS_PROBLEMS } from '#people/summons-problems.http.ts';
import { programmeRoutes } from '#programmes/index.http.ts';
import { readQuestionnaire } from '#programmes/vaccination/desk/questionnaire.node.ts';
import { addLotEvent, addRecall } from '#stock/lots.pg.ts';
import { openLotWatch } from '#stock/watch.node.ts';
import { CAMPAIGN } from './api.ts';
import { createDatabase } from './database.ts';

export const MORNING = '2021-03-10T08:00:00.000Z';
/** A centre of Lozère, and one of Paris. */
export const CENTRE = 'C-64';
export const ELSEWHERE = 'C-502';

type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

let drawn = 0;
const letters = (n: number): string =>
  Array.from(
    { length: 6 },
    (_, i) => `${'bcdfglmnprst'[Math.floor(n / 12 ** i) % 12]}${'aeiou'[(n + i) % 5]}`,
  ).join('');

/** Somebody plainly invented, like nobody else, of an age the campaign is open to; who lives in Lozère. */
export const invented = (over: Partial<Identity> = {}): Identity => {
  drawn += 1;
  return {
    familyName: `Essai${letters(drawn * 7919)}`,
    givenNames: `Camille${letters(drawn * 104_729)}`,
    birthDate: `19${20 + (drawn % 20)}-0${1 + (drawn % 9)}-1${drawn % 10}`,
    sex: 'f',
    birthPlace: '48095',
    address: { commune: '48095', city: 'Mende' },
    ...over,
  };
};

export const openDeskSite = async () => {
  const database = await createDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'rappel-desk-'));
  const people = connect(database.url, { max: 4, appRole: true, role: 'people' });
  const access = connect(database.url, { max: 4, appRole: true, role: 'access' });
  const { db } = database;
  const clock = { now: MORNING };
  const now = (): string => clock.now;
  const keyring = await openKeyring(join(folder, 'keys.json'));
  const campaign = await openCampaign(CAMPAIGN);
  const places = await openPlaces(campaign);
  const { within } = places;
  const register = openRegister(people, keyring, { now });
  const audit = openAudit(access, { now });
  const glasses = openGlass(access, keyring);
  const lots = await openLotWatch(db, { refresh_ms: 60_000 });
  const { write } = audit;
  const programmes = programmeRoutes({
    ...{ db, campaign, now, within },
    care: {
      ...{ register, keyring, write, glasses, lots, placeName: places.nameOf },
      desk: {
        questionnaire: await readQuestionnaire(campaign.folder),
        wasHeld: (asked) => wasHeld(access, asked),
      },
    },
  });
  const callers = new Map<string, Caller>();
  const app = createServer({
    routes: [
      ...programmes.routes,
      ...peopleRoutes({ register, write, within, glasses, now, summons: openSummons(keyring) }),
    ],
    problems: joinProblems(programmes.problems, PEOPLE_PROBLEMS, SUMMONS_PROBLEMS),
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: ({ token }) => callers.get(token ?? ''),
    within,
    knowsPlace: places.isKnown,
    ready: async () => true,
  });

  return {
    ...{ app, db, access, people, keyring, register, glasses, lots, clock },
    /** Somebody who works as this role at this place, and their token. */
    come: (role: Role = 'vaccinator', place = CENTRE) => {
      const [account, token] = [`psc:${randomUUID()}`, newSecret()];
      callers.set(token, {
        ...{ id: account, role, rights: rightsOf(role), places: [place], assurance: 'psc/eidas2' },
      });
      return { account, token };
    },
    post: async (path: string, token: string, payload: object, language = 'en'): Promise<Answer> => {
      const headers = { authorization: `Bearer ${token}`, 'accept-language': language };
      const response = await app.inject({ method: 'POST', url: path, headers, payload });
      return { status: response.statusCode, body: response.json() };
    },
    add: async (
      identity = invented(),
      at = CENTRE,
    ): Promise<{ person: string; subject: string; identity: Identity }> => {
      const asked = { identity, evidence: [], notThese: [], by: 'test', now: clock.now, at };
      const answer = await register.register({ id: randomUUID(), ...asked });
      if (!('stored' in answer)) throw new Error(`not registered: ${JSON.stringify(answer)}`);
      const { id, subjects } = answer.stored.person;
      return { person: id, subject: subjects[0] ?? '', identity };
    },
    factsOf: async (subject: string): Promise<readonly Fact[]> =>
      (await factsOf(db, [subject])).get(subject) ?? [],
    /** The acts of the trail on a person, the oldest first, with who did them. */
    linesOf: async (
      person: string,
    ): Promise<{ action: string; account: string; detail: Record<string, unknown> }[]> => {
      const { lines } = await audit.ofPerson(person, 100);
      return lines
        .toReversed()
        .map(({ action, account, detail }) => ({ action, account, detail: { ...detail } }));
    },
    receive: async (lot: {
      product: string;
      lot: string;
      expiresOn?: string;
      place?: string;
    }): Promise<void> => {
      const { product, lot: number, expiresOn, place = CENTRE } = lot;
      await addLotEvent(db, {
        ...{
          id: randomUUID(),
          place,
          event: 'received',
          product,
          lot: number,
          gtin: undefined,
          doses: undefined,
        },
        ...{ expiresOn, on: '2021-03-01', recordedAt: clock.now, by: 'test' },
      });
      await lots.refresh();
    },
    recall: async (product: string, lot: string, on: string): Promise<void> => {
      const recorded = { recordedAt: clock.now, by: 'test' };
      const reason = 'particles seen in vials';
      await addRecall(db, { id: randomUUID(), event: 'recalled', product, lot, on, reason, ...recorded });
      await lots.refresh();
    },
    /** A delegation that holds today, and how to end it. */
    delegate: async (account: string, place = CENTRE) => {
      const id = randomUUID();
      await addProfile(
        access,
        {
          ...{ id, account, role: 'delegate', place, profession: 'student', named: null, codeHash: null },
          ...{ from: '2021-03-01T00:00:00.000Z', until: '2021-04-01T00:00:00.000Z', givenBy: 'test' },
        },
        clock.now,
      );
      return { end: (at: string) => revokeProfile(access, { id, by: 'test', now: at }, () => true) };
    },
    close: async (): Promise<void> => {
      await app.close();
      lots.close();
      await Promise.all([people.end(), access.end()]);
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
export type DeskSite = Awaited<ReturnType<typeof openDeskSite>>;

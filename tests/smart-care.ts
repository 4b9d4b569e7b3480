/** The care of a campaign on a database of the tests, with what hospital systems ask of it, behind a real server. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openAudit } from '#access/audit.node.ts';
import { openGlass } from '#access/glass.node.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { withinScopes } from '#access/smart-bound.http.ts';
import { connect, transaction } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { append } from '#facts/ledger.pg.ts';
import type { Caller } from '#http/identity.ts';
import { openCampaign, openPlaces } from '#main/campaign.node.ts';
import { PEOPLE_PROBLEMS } from '#people/people-problems.http.ts';
import type { Identity } from '#people/person.ts';
import { openRegister } from '#people/register.node.ts';
import { EXPORT_PROBLEMS, moreFhirRoutes } from '#programmes/vaccination/fhir/location-and-more.http.ts';
import { FHIR_R4_PROBLEMS } from '#programmes/vaccination/fhir/problems.http.ts';
import { decide } from '#programmes/vaccination/injection.ts';
import { prepare } from '#programmes/vaccination/interpret.ts';
import { openRecorder } from '#programmes/vaccination/recorder.pg.ts';
import { Campaign, Products } from '#programmes/vaccination/strategy-campaign.ts';
import { CAMPAIGN } from './api.ts';
import { createDatabase } from './database.ts';
import { openSmartSite } from './smart.ts';

/** Codes of places that the tests look at; the program gives all of them. */
const CODES = ['FRA', 'REG-76', 'DEP-48', 'DEP-75', 'C-64', 'C-502'];

/** @param callers people of the tests by their tokens @param now the recording clock */
export const openSmartCare = async (
  callers: ReadonlyMap<string, Caller>,
  now: () => string,
  limits: { readonly running_max?: number; readonly bytes_max?: number } = {},
) => {
  const database = await createDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'rappel-smart-care-'));
  const access = connect(database.url, { max: 3, appRole: true, role: 'access' });
  const people = connect(database.url, { max: 3, appRole: true, role: 'people' });
  const { db } = database;
  const keyring = await openKeyring(join(folder, 'keys.json'));
  const read = await openCampaign(CAMPAIGN);
  const territory = await openPlaces(read);
  const { within } = territory;
  const campaign = Campaign.parse(read.campaign);
  const { products } = Products.parse(read.products);
  const prepared = prepare(read.strategies, products, campaign);
  const audit = openAudit(access, { now });
  const register = openRegister(people, keyring, { now });
  const recorder = openRecorder({
    ...{ db, now, within },
    decide: (known, asked) => decide(known, asked, prepared, undefined, '2030-01-01'),
  });
  const care = {
    ...{ db, register, keyring, within, recorder, prepared, campaign, products, now },
    write: audit.write,
    glasses: openGlass(access, keyring),
    placeName: (code: string) => (territory.isKnown(code) ? territory.nameOf(code) : undefined),
    lots: {
      find: () => ({ recalledOn: undefined, reason: undefined, products: [], expiresOn: undefined }),
      refresh: async () => {},
      close: () => {},
    },
  };
  const site = await openSmartSite({
    ...{ access, keyring, places: territory, now, callers },
    problems: { ...EXPORT_PROBLEMS, ...FHIR_R4_PROBLEMS, ...PEOPLE_PROBLEMS },
    routes: (siteUrl) =>
      withinScopes(
        moreFhirRoutes(care, {
          ...{ access, people, audit, siteUrl, folder, limits },
          places: { ...territory, codes: CODES },
        }),
      ),
  });
  let made = 0;
  return {
    ...{ site, care, access, folder },
    people: register,
    stateOf: async (id: string): Promise<object> =>
      z.looseObject({}).parse(JSON.parse(await readFile(join(folder, 'exports', id, 'export.json'), 'utf8'))),
    /** Registers somebody; their id and their pseudonym. */
    addPerson: async (identity: Identity) => {
      made += 1;
      const answer = await register.register({
        ...{ id: `person-${String(made).padStart(4, '0')}`, identity, evidence: [], notThese: [] },
        ...{ by: 'test', now: now() },
      });
      if (!('stored' in answer)) throw new Error(JSON.stringify(answer));
      return { id: answer.stored.person.id, subject: answer.stored.person.subjects[0] ?? '' };
    },
    /** Puts facts into the ledger as they are. */
    put: (facts: readonly Fact[]) => transaction(db, (tx) => append(tx, facts)),
    close: async (): Promise<void> => {
      await site.close();
      await Promise.all([access.end(), people.end()]);
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
export type SmartCare = Awaited<ReturnType<typeof openSmartCare>>;

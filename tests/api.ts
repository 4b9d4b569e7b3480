/** The server of the program on a database of the tests, for callers that the tests name. */
import type { FastifyInstance } from 'fastify';
import type { Db } from '#db/pool.ts';
import { type Caller, staticTokens } from '#http/identity.ts';
import { createServer, type ServerOptions } from '#http/server.ts';
import { openCampaign, openPlaces } from '#main/campaign.node.ts';
import { FHIR_SCHEDULE, openShelf } from '#main/forecast.node.ts';
import { programmeRoutes } from '#programmes/index.http.ts';

export const CAMPAIGN = 'fr-covid-19';

export const apiServer = async (
  db: Db,
  callers: Readonly<Record<string, Caller>>,
  options: { now: () => string; limits?: { waiting_max?: number }; log?: ServerOptions['log'] },
): Promise<FastifyInstance> => {
  const { now, limits = {}, log } = options;
  const campaign = await openCampaign(CAMPAIGN);
  const { within } = await openPlaces(campaign);
  return createServer({
    ...programmeRoutes({
      db,
      campaign,
      now,
      within,
      limits,
      schedules: { shelf: await openShelf(), otherwise: FHIR_SCHEDULE, version: 'test' },
    }),
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    within,
    identify: staticTokens(new Map(Object.entries(callers))),
    ready: async () => (await db.query('select 1')).rowCount === 1,
    ...(log && { log }),
  });
};

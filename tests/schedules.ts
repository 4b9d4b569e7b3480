/** A server of the schedules of doses alone: they need no database. */
import type { FastifyInstance } from 'fastify';
import { createServer, type ServerOptions } from '#http/server.ts';
import { FHIR_SCHEDULE, openShelf } from '#main/forecast.node.ts';
import { scheduleRoutes } from '#schedule/forecast.http.ts';

export const scheduleServer = async (log?: ServerOptions['log']): Promise<FastifyInstance> =>
  createServer({
    ...scheduleRoutes({ shelf: await openShelf(), otherwise: FHIR_SCHEDULE, version: 'test' }),
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: () => undefined,
    ready: async () => true,
    ...(log && { log }),
  });

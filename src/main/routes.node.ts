/** Every route of a running Rappel, opened with what is behind them: programmes, people, care, support. */
import { join } from 'node:path';
import type { ProviderConfig } from '#access/oidc-config.ts';
import type { Db } from '#db/pool.ts';
import type { Identify } from '#http/identity.ts';
import { joinProblems } from '#http/join-problems.ts';
import type { Problems } from '#http/problem.ts';
import type { Route } from '#http/route.ts';
import { type Campaign, type Places, VERSION } from '#main/campaign.node.ts';
import { openCare } from '#main/care.node.ts';
import { FHIR_SCHEDULE, openShelf } from '#main/forecast.node.ts';
import { openPeople, type People } from '#main/people.node.ts';
import { openSupport } from '#main/support.node.ts';
import { programmeRoutes } from '#programmes/index.http.ts';

export type RoutesOptions = {
  readonly database: { readonly url: string; readonly appRole: boolean; readonly db: Db };
  readonly campaign: Campaign;
  readonly places: Places;
  /** The issuer's keys, and those of others whom we trust, are folders beside it. */
  readonly keyFile: string;
  readonly providers: readonly ProviderConfig[];
  /** A folder of this installation that nobody is served, and the folder of its published data. */
  readonly folder: string;
  readonly publication: string;
  /** A file of software that signs in by itself; absent: none. */
  readonly clientsFile: string | undefined;
  readonly demo: boolean;
  /** The address people reach the site at. */
  readonly siteUrl: () => string;
  /** The clock: an ISO instant in UTC. */
  readonly now: () => string;
  readonly tell: (fault: string) => void;
};

export type OpenedRoutes = {
  readonly people: People;
  readonly routes: readonly Route[];
  readonly problems: Problems;
  /** Callers by a token that was asked for, and by the session of a browser. */
  readonly identify: Identify;
  readonly close: () => Promise<void>;
};

export const openRoutes = async (options: RoutesOptions): Promise<OpenedRoutes> => {
  const { database, campaign, places, keyFile, providers, siteUrl, now } = options;
  const { db } = database;
  const people = await openPeople({
    ...{ database, campaign, places, keyFile, providers, now },
    baseUrl: siteUrl,
  });
  const closing: (() => unknown)[] = [people.close];
  const close = async (): Promise<void> => {
    await Promise.allSettled(closing.map(async (end) => end()));
  };
  try {
    const { folder, clientsFile, demo, tell } = options;
    const care = await openCare({
      ...{ db, people, campaign, places, keyFile, folder, clientsFile, demo, siteUrl, now, tell },
    });
    closing.unshift(care.close);
    const publication = join(options.publication, campaign.name);
    const support = openSupport({ people, now, ledger: db, publication });
    closing.unshift(support.close);
    const programmes = programmeRoutes({
      ...{ db, campaign, now, within: places.within, care: care.care },
      schedules: { shelf: await openShelf(), otherwise: FHIR_SCHEDULE, version: VERSION },
    });
    return {
      people,
      routes: [...programmes.routes, ...people.routes, ...care.routes, ...support.routes],
      problems: joinProblems(programmes.problems, people.problems, care.problems, support.problems),
      identify: (credentials) =>
        credentials.token === undefined ? people.identify(credentials) : care.identify(credentials),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

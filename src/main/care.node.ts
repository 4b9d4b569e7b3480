/** What cares for a person, put together: lots, the desk, certificates, FHIR for other software. */
import { dirname, join } from 'node:path';
import { wasHeld } from '#access/profile-held.pg.ts';
import { SMART_PROBLEMS, smartRoutes } from '#access/smart.http.ts';
import { openSmart } from '#access/smart.node.ts';
import { withinScopes } from '#access/smart-bound.http.ts';
import { WrongIssuer } from '#certificate/keys.node.ts';
import type { Db } from '#db/pool.ts';
import type { Identify } from '#http/identity.ts';
import { joinProblems } from '#http/join-problems.ts';
import type { Problems } from '#http/problem.ts';
import type { Route } from '#http/route.ts';
import { type Campaign, type Places, VERSION } from '#main/campaign.node.ts';
import { openClients } from '#main/clients.node.ts';
import { Failure } from '#main/command.node.ts';
import type { People } from '#main/people.node.ts';
import type { Care } from '#programmes/vaccination/care.ts';
import { certificateRoutes } from '#programmes/vaccination/certificate/certificate.http.ts';
import { openCertificates } from '#programmes/vaccination/certificate/open.node.ts';
import { CERTIFICATE_PROBLEMS } from '#programmes/vaccination/certificate/problems.http.ts';
import { readQuestionnaire } from '#programmes/vaccination/desk/questionnaire.node.ts';
import { EXPORT_PROBLEMS } from '#programmes/vaccination/fhir/export.http.ts';
import { MORE_SEARCHED, moreFhirRoutes } from '#programmes/vaccination/fhir/location-and-more.http.ts';
import { FHIR_R4_PROBLEMS } from '#programmes/vaccination/fhir/problems.http.ts';
import { fhirR4Routes } from '#programmes/vaccination/fhir/r4.http.ts';
import { openVaccinationQuality } from '#programmes/vaccination/quality/routes.http.ts';
import type { CareOptions } from '#programmes/vaccination/routes.http.ts';
import { STOCK_PROBLEMS, stockRoutes } from '#stock/lots.http.ts';
import { openLotWatch } from '#stock/watch.node.ts';

export type CarePartsOptions = {
  readonly db: Db;
  readonly people: People;
  readonly campaign: Campaign;
  readonly places: Places;
  /** The key file: the issuer's keys and those of others whom we trust are folders beside it. */
  readonly keyFile: string;
  /** A folder of this installation that nobody is served: exports are kept in it. */
  readonly folder: string;
  /** A file of software that signs in by itself; absent: none. */
  readonly clientsFile: string | undefined;
  /** Keys of an issuer may be made here, for a demonstration. */
  readonly demo: boolean;
  /** The address people reach the site at. */
  readonly siteUrl: () => string;
  readonly now: () => string;
  /** Told what goes on without this installation working less: no issuer, a file that cannot be read. */
  readonly tell: (fault: string) => void;
};

export type CareParts = {
  /** What the programme's own routes need. */
  readonly care: CareOptions;
  /** Routes beside those of the programme. */
  readonly routes: readonly Route[];
  readonly problems: Problems;
  readonly identify: Identify;
  readonly close: () => Promise<void>;
};

const FHIR_BASE = '/fhir/R4';

/** The issuer's keys; undefined, and told, when there are none: everything else goes on. */
const findCertificates = async ({ campaign, keyFile, demo, siteUrl, tell }: CarePartsOptions) => {
  const beside = dirname(keyFile);
  const { country } = campaign.reference.nation;
  try {
    return await openCertificates({
      folder: join(beside, 'issuer'),
      trusted: join(beside, 'trusted'),
      ...(demo && { create: { country, organisation: 'Rappel', issuerUrl: siteUrl() } }),
    });
  } catch (error) {
    if (!(error instanceof WrongIssuer)) throw error;
    tell(`No certificate is issued: ${error.message}`);
    return undefined;
  }
};

type Certificates = Awaited<ReturnType<typeof findCertificates>>;

/** Certificates and FHIR, made of the same as the desk. */
const moreRoutes =
  (options: CarePartsOptions, certificates: Certificates, tokenUrl: () => string) => (care: Care) => {
    const { people, places, siteUrl, folder } = options;
    const { access, audit, identityOf } = people;
    const base = (): string => `${siteUrl()}${FHIR_BASE}`;
    const joined = moreFhirRoutes(care, {
      ...{ places, access, audit, siteUrl, folder },
      people: people.people,
    });
    return {
      routes: [
        ...(certificates === undefined ? [] : certificateRoutes(care, { certificates, siteUrl, identityOf })),
        ...withinScopes(
          fhirR4Routes(
            care,
            { base, version: VERSION, token: tokenUrl },
            { routes: joined, searched: MORE_SEARCHED },
          ),
        ),
      ],
      problems: joinProblems(CERTIFICATE_PROBLEMS, FHIR_R4_PROBLEMS, EXPORT_PROBLEMS),
    };
  };

export const openCare = async (options: CarePartsOptions): Promise<CareParts> => {
  const { db, people, campaign, places, clientsFile, siteUrl, now, tell } = options;
  const { register, keyring, glasses, access } = people;
  const { write } = people.audit;
  const clients = await openClients(clientsFile, { knowsPlace: places.isKnown, onFault: tell });
  const smart = openSmart({ db: access, keyring, clients: clients.now, baseUrl: siteUrl, write, now });
  const quality = await openVaccinationQuality({ db, campaign, places, write, now });
  const certificates = await findCertificates(options).catch((error: unknown) => {
    throw new Failure(error instanceof Error ? error.message : String(error));
  });
  const lots = await openLotWatch(db);
  return {
    care: {
      ...{ register, keyring, write, glasses, lots, placeName: places.nameOf },
      desk: {
        questionnaire: await readQuestionnaire(campaign.folder),
        wasHeld: (asked) => wasHeld(access, asked),
      },
      more: moreRoutes(options, certificates, smart.tokenUrl),
    },
    routes: [...stockRoutes({ db, write, now }), ...smartRoutes(smart), ...quality.routes],
    problems: joinProblems(STOCK_PROBLEMS, SMART_PROBLEMS, quality.problems),
    identify: smart.identify,
    close: async () => {
      clients.close();
      lots.close();
      certificates?.close();
      await quality.close();
    },
  };
};

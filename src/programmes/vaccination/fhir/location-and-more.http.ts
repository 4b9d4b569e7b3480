/** What hospital systems read beside people and injections: places, who records, provenance, the trail, exports. */
import { join } from 'node:path';
import type { Audit } from '#access/audit.ts';
import type { Db } from '#db/pool.ts';
import type { Route } from '#http/route.ts';
import type { Territory } from '#places/territory.ts';
import type { Care } from '#programmes/vaccination/care.ts';
import { auditEventRoutes } from '#programmes/vaccination/fhir/audit-event.http.ts';
import { exportRoutes } from '#programmes/vaccination/fhir/export.http.ts';
import { type JobsOptions, openJobs } from '#programmes/vaccination/fhir/export-jobs.node.ts';
import { opposedAmong } from '#programmes/vaccination/fhir/export-opposed.node.ts';
import { locationRoutes } from '#programmes/vaccination/fhir/location.http.ts';
import { openParts, shownAs } from '#programmes/vaccination/fhir/parts.node.ts';
import { practitionerRoutes } from '#programmes/vaccination/fhir/practitioner.http.ts';
import { practicesOf } from '#programmes/vaccination/fhir/practitioner.pg.ts';
import { provenanceRoutes } from '#programmes/vaccination/fhir/provenance.http.ts';

export { EXPORT_PROBLEMS } from '#programmes/vaccination/fhir/export.http.ts';
export { MORE_SEARCHED } from '#programmes/vaccination/fhir/location-and-more.api.ts';

export type MoreFhirOptions = {
  readonly places: Territory & {
    /** The code of every declared place. */
    readonly codes: readonly string[];
  };
  /** Pools that work as the roles `access` and `people`. */
  readonly access: Db;
  readonly people: Db;
  readonly audit: Pick<Audit, 'ofPerson'>;
  /** The address people reach the site at, without a slash at its end. */
  readonly siteUrl: () => string;
  /** A folder of this installation alone; exports are kept in `exports` in it. */
  readonly folder: string;
  readonly limits?: Pick<JobsOptions, 'running_max' | 'bytes_max'>;
};

export const moreFhirRoutes = (care: Care, options: MoreFhirOptions): Route[] => {
  const { places, access, people, audit, siteUrl, folder } = options;
  const base = (): string => `${siteUrl()}/fhir/R4`;
  const parts = openParts(care, { base });
  const { db, register, keyring, within, now, write } = care;
  const jobs = openJobs({
    ...{ db, places, within, now, ...options.limits },
    folder: join(folder, 'exports'),
    shown: (act, version) => shownAs(parts, act, version),
    opposedAmong: (subjects) => opposedAmong({ register, keyring, people }, subjects),
    practicesOf: (accounts) => practicesOf(access, accounts),
  });
  return [
    ...exportRoutes({
      ...{ jobs, within, write },
      baseUrl: siteUrl,
      root: places.root,
      knowsPlace: places.isKnown,
    }),
    ...locationRoutes({ places, base }),
    ...practitionerRoutes({ care, access, base }),
    ...provenanceRoutes(parts),
    ...auditEventRoutes({ parts, audit, access }),
  ];
};

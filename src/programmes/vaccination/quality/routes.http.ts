/** Data quality of the vaccination programme: its vocabulary and its ledger behind the routes of `quality/`. */
import type { WriteAudit } from '#access/audit.ts';
import type { Db } from '#db/pool.ts';
import type { Problems } from '#http/problem.ts';
import type { Route } from '#http/route.ts';
import { correctedName } from '#indicators/correction.ts';
import type { Territory } from '#places/territory.ts';
import { vaccination } from '#programmes/vaccination/programme.ts';
import { readCampaignRules } from '#programmes/vaccination/quality/load.node.ts';
import { VOCABULARY } from '#programmes/vaccination/quality/predicates.ts';
import { saysOf, trialOn } from '#programmes/vaccination/quality/trial.pg.ts';
import { QUALITY_PROBLEMS } from '#quality/problems.http.ts';
import { qualityRoutes } from '#quality/quality.http.ts';
import { openTrials } from '#quality/trials.node.ts';

export type VaccinationQualityOptions = {
  readonly db: Db;
  /** The folder of the campaign, where its own rules are. */
  readonly campaign: { readonly folder: string };
  readonly places: Pick<Territory, 'chainOf' | 'nameOf' | 'root'>;
  readonly write: WriteAudit;
  /** The clock: an ISO instant in UTC. */
  readonly now: () => string;
};

const DEPARTMENT = /^DEP-/;

/** The routes of data quality, how their refusals are told, and how to stop what runs behind them. */
export const openVaccinationQuality = async ({
  db,
  campaign,
  places,
  write,
  now,
}: VaccinationQualityOptions): Promise<{
  readonly routes: readonly Route[];
  readonly problems: Problems;
  readonly close: () => Promise<void>;
}> => {
  const departmentOf = (place: string | undefined): string =>
    (place === undefined ? undefined : places.chainOf(place).find((one) => DEPARTMENT.test(one))) ??
    places.root;
  const trials = openTrials(trialOn(db, departmentOf));
  const routes = qualityRoutes({
    ...{ db, trials, write, now, departmentOf, saysOf, vocabulary: VOCABULARY, nameOf: places.nameOf },
    ...{ programme: vaccination.name, corrected: correctedName(vaccination.name) },
    campaignRules: await readCampaignRules(campaign.folder),
  });
  return { routes, problems: QUALITY_PROBLEMS, close: trials.close };
};

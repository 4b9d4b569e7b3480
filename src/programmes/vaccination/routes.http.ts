/** The routes of the vaccination programme for one campaign. */
import type { Db } from '#db/pool.ts';
import type { DeskLimits } from '#facts/desk.pg.ts';
import type { Fact } from '#facts/fact.ts';
import { joinProblems } from '#http/join-problems.ts';
import type { Problems } from '#http/problem.ts';
import type { Route } from '#http/route.ts';
import { addDays, type Day } from '#kernel/day.ts';
import { isRefused } from '#kernel/result.ts';
import type { Care } from '#programmes/vaccination/care.ts';
import { deskRoutes } from '#programmes/vaccination/desk/desk.http.ts';
import { DESK_PROBLEMS } from '#programmes/vaccination/desk/desk-problems.http.ts';
import type { DeskOptions } from '#programmes/vaccination/desk/desk-record.node.ts';
import { RECORD, RECORD_LATE } from '#programmes/vaccination/injection.api.ts';
import { injectionRoutes } from '#programmes/vaccination/injection.http.ts';
import { decide } from '#programmes/vaccination/injection.ts';
import { recordMerged } from '#programmes/vaccination/injection-warning.ts';
import { prepare } from '#programmes/vaccination/interpret.ts';
import { READ_INTERPRETATIONS } from '#programmes/vaccination/interpretation.api.ts';
import { interpretationRoutes } from '#programmes/vaccination/interpretation.http.ts';
import { VACCINATION_PROBLEMS } from '#programmes/vaccination/problems.http.ts';
import { productsByGtin } from '#programmes/vaccination/product-codes.ts';
import { openRecorder } from '#programmes/vaccination/recorder.pg.ts';
import { strategyRoutes } from '#programmes/vaccination/strategy.http.ts';
import { Campaign, Products } from '#programmes/vaccination/strategy-campaign.ts';
import { wordsOf } from '#programmes/vaccination/strategy-words.ts';
import { timelineOf } from '#strategy/in-force.ts';
import type { Strategy } from '#strategy/strategy.ts';

/** Every right a route of this programme may ask for. */
export const VACCINATION_RIGHTS = [RECORD, RECORD_LATE, READ_INTERPRETATIONS] as const;

export type VaccinationOptions = {
  readonly db: Db;
  /** A campaign's folder as it was read; what is not sound throws here, when the program starts. */
  readonly campaign: {
    readonly campaign: unknown;
    readonly products: unknown;
    readonly strategies: readonly Strategy[];
  };
  /** The recording clock: an ISO instant in UTC. */
  readonly now: () => string;
  /** Whether a place is one of these, or in one of these. */
  readonly within: (place: string, roots: readonly string[]) => boolean;
  readonly limits?: Partial<DeskLimits>;
  /** Absent: the routes without a name alone (tests of the ledger, measures), and no lot is known. */
  readonly care?: CareOptions;
};

/** What the parts that care for a person need besides: people, access, stock. */
export type CareOptions = Pick<Care, 'register' | 'keyring' | 'write' | 'glasses' | 'placeName' | 'lots'> & {
  readonly desk: DeskOptions;
  /** Routes of other parts of the programme that care for a person, made of the same: certificates, FHIR. */
  readonly more?: (care: Care) => { readonly routes: readonly Route[]; readonly problems?: Problems };
};

/** Tomorrow in UTC: it is that day already in the furthest time zones. The reader of facts has checked the hour. */
const lastDayAnywhere = ({ recordedAt }: Fact): Day => addDays(recordedAt.slice(0, 10), 1);

export const vaccinationRoutes = (
  options: VaccinationOptions,
): { readonly routes: readonly Route[]; readonly problems: Problems } => {
  const campaign = Campaign.parse(options.campaign.campaign);
  const { products } = Products.parse(options.campaign.products);
  const { strategies } = options.campaign;
  const prepared = prepare(strategies, products, campaign);
  const { db, now, within } = options;
  const { care: careOptions, limits } = options;
  const vials = careOptions && { lots: careOptions.lots, productOfGtin: productsByGtin(products) };
  const recorder = openRecorder({
    ...{ db, now, within },
    // Audiences are checked where the person is known: an injection alone does not say who they are.
    decide: (known, asked, { person, merged }) => {
      const decision = decide(known, asked, prepared, person, lastDayAnywhere(asked), vials);
      return merged && !isRefused(decision)
        ? { ...decision, warnings: [...decision.warnings, recordMerged()] }
        : decision;
    },
    ...(limits && { limits }),
  });
  const care = careOptions && {
    ...{ db, now, within, recorder, prepared, campaign, products },
    ...careOptions,
  };
  const more = care?.more?.(care);
  return {
    routes: [
      ...injectionRoutes({ recorder, problems: VACCINATION_PROBLEMS }),
      ...interpretationRoutes({ db, prepared }),
      ...strategyRoutes({ timeline: timelineOf(strategies), words: wordsOf(campaign, products) }),
      ...(care === undefined ? [] : deskRoutes(care, care.desk)),
      ...(more?.routes ?? []),
    ],
    problems: joinProblems(VACCINATION_PROBLEMS, DESK_PROBLEMS, more?.problems ?? {}),
  };
};

/** Keeps flags and corrected figures at the rules of quality in force: those of the campaign and those adopted. */
import type { Db } from '#db/pool.ts';
import { applyRules, type RulesApplied } from '#indicators/apply-rules.pg.ts';
import type { Campaign } from '#main/campaign.node.ts';
import { PROGRAMMES } from '#programmes/index.ts';
import { vaccination } from '#programmes/vaccination/programme.ts';
import { readCampaignRules } from '#programmes/vaccination/quality/load.node.ts';
import { definitionOf, lastEvent, rulesInForce } from '#quality/quality.pg.ts';
import type { CampaignRule } from '#quality/rule.ts';

/** Applies the rules in force on a day; undefined when they were applied already. */
export const applyRulesInForce = async (
  db: Db,
  campaignRules: readonly CampaignRule[],
  day: string,
): Promise<RulesApplied | undefined> => {
  const rules = await rulesInForce(db, campaignRules, day);
  return applyRules(db, PROGRAMMES, vaccination.name, rules.map(definitionOf));
};

/** The same, once, for a command. */
export const catchUpRules = async (db: Db, { folder }: Campaign, now: string): Promise<void> => {
  await applyRulesInForce(db, await readCampaignRules(folder), now.slice(0, 10));
};

/** Looks whether a decision came, or a day, and applies the rules then; asked again and again it costs one reading. */
export const rulesKeeper = ({ folder }: Campaign) => {
  let campaignRules: readonly CampaignRule[] | undefined;
  let seen = '';
  return async (db: Db, now: string): Promise<RulesApplied | undefined> => {
    campaignRules ??= await readCampaignRules(folder);
    const day = now.slice(0, 10);
    const at = `${day} ${await lastEvent(db)}`;
    if (at === seen) return undefined;
    const applied = await applyRulesInForce(db, campaignRules, day);
    seen = at;
    return applied;
  };
};

/** Facts about the campaign that a replay leaves in the ledger, and the rule that a ledger holds one replay. */
import { createHash } from 'node:crypto';
import type { Db } from '#db/pool.ts';
import { campaignSubject } from '#facts/campaign.ts';
import type { Fact } from '#facts/fact.ts';
import { appendMany, campaignFacts } from '#facts/ledger.pg.ts';
import type { Day } from '#kernel/day.ts';
import type { Campaign } from '#main/campaign.node.ts';
import { Failure } from '#main/command.node.ts';
import { hashOf } from '#strategy/load.node.ts';

/** Six letters or digits that tell a source from another, to start the pseudonyms of its people. */
export const tagOf = (source: string): string =>
  `r${Number.parseInt(createHash('sha256').update(source).digest('hex').slice(0, 10), 16).toString(36).slice(0, 5)}`;

type CampaignFact = { id: string; kind: string; occurredOn: Day; recordedAt?: string; body: Fact['body'] };

export const campaignFact = (campaign: string, fact: CampaignFact): Fact => ({
  recordedAt: `${fact.occurredOn}T00:00:00.000Z`,
  by: 'replay',
  source: 'replay',
  subject: campaignSubject(campaign),
  ...fact,
});

/** A strategy is known from the day it begins: its id and the hash of its document enter the ledger. */
export const publishStrategies = async (db: Db, campaign: Campaign, until: Day): Promise<void> => {
  const facts = campaign.strategies
    .filter(({ validFrom }) => validFrom <= until)
    .map((strategy) =>
      campaignFact(campaign.name, {
        id: `strategy-${strategy.id}`,
        kind: 'strategy-published',
        occurredOn: strategy.validFrom,
        body: { strategy: strategy.id, validFrom: strategy.validFrom, hash: hashOf(strategy) },
      }),
    );
  const answers = await appendMany(db, facts);
  if (answers.some((answer) => typeof answer !== 'string'))
    throw new Failure(
      'the ledger knows other documents for these strategies: a published strategy never changes, write a new one',
    );
};

const REPLAY_KINDS = ['replay-began', 'publications-began'] as const;

/** Throws when the ledger holds a replay of another source: the two would count the same people twice. */
export const assertOnlySource = async (db: Db, campaign: string, source: string): Promise<void> => {
  for (const kind of REPLAY_KINDS)
    for (const fact of await campaignFacts(db, campaignSubject(campaign), kind))
      if (fact.body.source !== source)
        throw new Failure(
          `this ledger already replays another source (${fact.body.source}); replay "${source}" into a ledger of its own, with --data DIR`,
        );
};

/** The grid and the size of a replay that was appended whole, if one was. */
export const findEnded = async (db: Db, campaign: string, lastDay: Day): Promise<Fact | undefined> => {
  const ended = await campaignFacts(db, campaignSubject(campaign), 'replay-ended');
  return ended.find((fact) => {
    const grid = fact.body.grid;
    return typeof grid === 'object' && grid !== null && 'lastDay' in grid && String(grid.lastDay) >= lastDay;
  });
};

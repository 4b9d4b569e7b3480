import { prepare } from '#programmes/vaccination/interpret.ts';
import { Campaign, Products } from '#programmes/vaccination/strategy-campaign.ts';
import { wordsOf } from '#programmes/vaccination/strategy-words.ts';
import { readCampaign } from '#strategy/load.node.ts';

/** The real campaign, read and prepared: what the tests and the measures of the interpretation run on. */
export const preparedCampaign = async (folder = 'campaigns/fr-covid-19') => {
  const read = await readCampaign(folder);
  const campaign = Campaign.parse(read.campaign);
  const { products } = Products.parse(read.products);
  return {
    campaign,
    products,
    strategies: read.strategies,
    words: wordsOf(campaign, products),
    prepared: prepare(read.strategies, products, campaign),
  };
};

import { type DatedSchedule, schedulesOf } from '#programmes/vaccination/course-schedules.ts';
import { Campaign, Products } from '#programmes/vaccination/strategy-campaign.ts';
import { readCampaign } from '#strategy/load.node.ts';

/** The schedules of doses of a campaign's folder. Throws with the file and the fault when a document is not sound. */
export const readSchedules = async (folder: string): Promise<readonly DatedSchedule[]> => {
  const { strategies, products, campaign } = await readCampaign(folder);
  return schedulesOf(strategies, Products.parse(products).products, Campaign.parse(campaign));
};

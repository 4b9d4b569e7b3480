import { z } from 'zod';
import { connect } from '#db/pool.ts';
import { workInBackground } from '#main/background.node.ts';
import { openCampaign } from '#main/campaign.node.ts';
import { runThread, ThreadDatabase } from '#main/thread.node.ts';

const Data = ThreadDatabase.extend({ campaign: z.string(), out: z.string() });

await runThread(Data, async ({ url, appRole, campaign, out }, tell, signal) => {
  const db = connect(url, { max: 4, appRole, name: 'rappel background' });
  try {
    await workInBackground(db, await openCampaign(campaign), out, tell, signal);
  } finally {
    await db.end();
  }
});

import { z } from 'zod';
import { connect } from '#db/pool.ts';
import { Day } from '#kernel/day.ts';
import { openCampaign } from '#main/campaign.node.ts';
import { type Progress, replayFile } from '#main/replay.node.ts';
import { runThread, ThreadDatabase } from '#main/thread.node.ts';

const Data = ThreadDatabase.extend({ campaign: z.string(), input: z.string(), until: Day, seed: z.int() });

await runThread(Data, async ({ url, appRole, campaign, input, until, seed }, tell, signal) => {
  const db = connect(url, { max: 2, appRole, name: 'rappel replay' });
  try {
    const options = { input, departments: 'all' as const, until, seed };
    const onProgress = (progress: Progress) => tell(progress);
    await replayFile(db, await openCampaign(campaign), options, onProgress, signal);
  } finally {
    await db.end();
  }
});

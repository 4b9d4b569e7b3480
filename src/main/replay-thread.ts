import { z } from 'zod';
import { connect, type Db } from '#db/pool.ts';
import { Day } from '#kernel/day.ts';
import { type Campaign, openCampaign } from '#main/campaign.node.ts';
import { openKeys } from '#main/key-file.node.ts';
import { type Progress, replayFile } from '#main/replay.node.ts';
import { seedDemoPeople } from '#main/replay-people.node.ts';
import { runThread, ThreadDatabase } from '#main/thread.node.ts';
import { matchRegister } from '#people/match-register.node.ts';
import { Identity } from '#people/person.ts';
import { openRegister } from '#people/register.node.ts';

/** The people of the demonstration: whose they are, and where their names are kept. */
const People = z.object({
  departments: z.array(z.string()),
  citizens: z.array(Identity),
  dataFolder: z.string(),
  keyFile: z.string(),
});

const Data = ThreadDatabase.extend({
  campaign: z.string(),
  input: z.string(),
  until: Day,
  seed: z.int(),
  people: People,
});
type Data = z.infer<typeof Data>;

/** Gives the replayed people of the demonstration their names, and looks for those who are there twice. */
const nameThem = async (data: Data, campaign: Campaign, ledger: Db, signal: AbortSignal): Promise<void> => {
  const { url, appRole, input, until, seed } = data;
  const { keyFile, ...demo } = data.people;
  const now = () => new Date().toISOString();
  const people = connect(url, { max: 2, appRole, role: 'people', name: 'rappel replay' });
  try {
    const keyring = await openKeys(people, keyFile);
    const seeded = await seedDemoPeople(
      { ...demo, ...{ people, ledger, keyring, campaign, input, until, seed } },
      () => {},
      signal,
    );
    if (seeded !== undefined && !seeded.stopped)
      await matchRegister({ people, register: openRegister(people, keyring), now, signal });
  } finally {
    await people.end();
  }
};

await runThread(Data, async (data, tell, signal) => {
  const { url, appRole, input, until, seed } = data;
  const db = connect(url, { max: 2, appRole, name: 'rappel replay' });
  try {
    const campaign = await openCampaign(data.campaign);
    const onProgress = (progress: Progress) => tell(progress);
    const options = { input, departments: 'all' as const, until, seed };
    const { stopped } = await replayFile(db, campaign, options, onProgress, signal);
    if (!stopped) await nameThem(data, campaign, db, signal);
  } finally {
    await db.end();
  }
});

/** What the agents of the demonstration may do: given when it starts, taken back where it does not run. */
import { DEMO_PROFILES } from '#access/demo/people.ts';
import { addProfile, removeProfilesOfDemo } from '#access/profile.pg.ts';
import { endSessionsOfDemo } from '#access/session.pg.ts';
import type { Db } from '#db/pool.ts';

/** Long enough for any demonstration. */
const HOURS = 10 * 366 * 24;
const GIVEN_BY = 'demonstration';

/** Done again, it changes nothing. `db` works as the role `access`; `now` is an ISO instant. */
export const seedDemoProfiles = async (db: Db, now: string): Promise<void> => {
  const until = Temporal.Instant.from(now).add({ hours: HOURS }).toString();
  for (const { subject, role, place, profession } of DEMO_PROFILES)
    await addProfile(
      db,
      {
        ...{ id: `profile-${subject}`, account: `proconnect:${subject}`, role, place, profession },
        ...{ from: now, until, named: null, codeHash: null, givenBy: GIVEN_BY },
      },
      now,
    );
};

/**
 * A database that has shown a demonstration may become a real one: nobody keeps what the demonstration gave, nor what
 * its people gave each other, and none of them, not even a citizen, stays signed in.
 */
export const removeDemoProfiles = async (db: Db): Promise<void> => {
  await endSessionsOfDemo(db);
  await removeProfilesOfDemo(db, GIVEN_BY);
};

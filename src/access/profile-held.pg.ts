/** Whether somebody could act as a role at a place at some time: for acts that are handed in after they were made. */
import type { Db } from '#db/pool.ts';

export type HeldAsked = {
  readonly account: string;
  readonly role: string;
  readonly place: string;
  /** ISO instant. */
  readonly at: string;
};

/**
 * False when the role was given to the account there by profiles, and none of them held then: ended, revoked or not
 * begun. Who has the role by right, as their provider says, has no profile, and nothing here takes it from them.
 * @param db works as the role `access`
 */
export const wasHeld = async (db: Db, { account, role, place, at }: HeldAsked): Promise<boolean> => {
  const { rows } = await db.query<{ held: boolean | null }>(
    `select bool_or(valid_from <= $4 and $4 < valid_until and (revoked_at is null or $4 < revoked_at)) as held
       from access.profile where account = $1 and role = $2 and place = $3`,
    [account, role, place, at],
  );
  return rows[0]?.held ?? true;
};

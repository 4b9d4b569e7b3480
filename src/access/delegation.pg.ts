/** One delegation in PostgreSQL, looked at before it is ended. */
import type { Db } from '#db/pool.ts';

export type DelegationState = { readonly place: string; readonly ended: boolean };

/** Where a delegation is for, and whether it was ended; undefined when there is none of this id. */
export const findDelegation = async (db: Db, id: string): Promise<DelegationState | undefined> => {
  const { rows } = await db.query<DelegationState>(
    'select place, revoked_at is not null as ended from access.profile where id = $1',
    [id],
  );
  return rows[0];
};

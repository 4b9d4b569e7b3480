/** Assertions of software already used: each is good once, whichever process it is shown to. */
import type { Db } from '#db/pool.ts';

/** Keeps an assertion as used; false when it was already. */
export const useAssertion = async (
  db: Db,
  used: { readonly client: string; readonly jti: string; readonly expiresAt: string },
): Promise<boolean> => {
  const { rowCount } = await db.query({
    name: 'smart-assertion-use',
    text: `insert into access.smart_assertion (client, jti, expires_at) values ($1, $2, $3)
           on conflict (client, jti) do nothing`,
    values: [used.client, used.jti, used.expiresAt],
  });
  return rowCount === 1;
};

/** Forgets the assertions that expired before this instant: they are refused for that. */
export const removeAssertions = async (db: Db, before: string): Promise<void> => {
  await db.query('delete from access.smart_assertion where expires_at < $1', [before]);
};

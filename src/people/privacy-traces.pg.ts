/**
 * What is forgotten with a person outside the register (tables of access): the reasons why the glass was broken, which
 * may speak of them, and the account they came to see their data with. The audit trail keeps codes alone.
 */
import { type Db, transaction } from '#db/pool.ts';

/** Most accounts of one person: they sign in with several providers, not with hundreds. */
const ACCOUNTS_MAX = 100;

/** @param access works as the role `access` */
export const forgetTraces =
  (access: Db) =>
  (people: readonly string[]): Promise<void> =>
    transaction(access, async (tx) => {
      await tx.query('delete from access.glass where person = any($1)', [people]);
      // An account that also works somewhere is a professional's, and is kept like the others.
      const { rows } = await tx.query<{ account: string }>(
        `select distinct account from access.audit
         where person = any($1) and action like 'self-%'
           and not exists (select from access.profile where profile.account = audit.account) limit $2`,
        [people, ACCOUNTS_MAX],
      );
      const accounts = rows.map(({ account }) => account);
      await tx.query('delete from access.session where account = any($1)', [accounts]);
      await tx.query('delete from access.account where account = any($1)', [accounts]);
    });

/** As what and where accounts work: profiles they were given, and the situations of their sessions. */
import type { Db } from '#db/pool.ts';
import type { Practice } from '#programmes/vaccination/fhir/practitioner.node.ts';

/** Practices told of one account. */
const PRACTICES_MAX = 20;

export const practicesOf = async (db: Db, accounts: readonly string[]): Promise<readonly Practice[]> => {
  const { rows } = await db.query<Practice>({
    name: 'fhir-practices',
    text: `with practice as (
        select account, role, place, profession, valid_from as "from", valid_until as "until"
          from access.profile where account = any($1) and revoked_at is null
        union all
        select distinct s.account, one->>'role', one->>'place', one->>'profession', null::timestamptz, null::timestamptz
          from access.session s cross join lateral json_array_elements(s.situations) one
         where s.account = any($1) and one->>'profile' is null)
      select distinct on (account, role, place) * from practice
       order by account, role, place, "until" desc nulls first limit $2`,
    values: [accounts, accounts.length * PRACTICES_MAX],
  });
  return rows;
};

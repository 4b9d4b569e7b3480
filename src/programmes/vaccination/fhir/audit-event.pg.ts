/** One line of the audit trail by its number. */
import type { LineKept } from '#access/audit.ts';
import type { Db } from '#db/pool.ts';

/** @param db works as the role `access` */
export const lineOf = async (db: Db, seq: number): Promise<LineKept | undefined> => {
  const { rows } = await db.query<LineKept>({
    name: 'fhir-audit-line',
    text: `select seq, at, account, role, place, action, person, detail, request from access.audit where seq = $1`,
    values: [seq],
  });
  return rows[0];
};

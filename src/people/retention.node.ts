/** The periods of a campaign, read from its folder and applied. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEntry } from '#access/audit.ts';
import type { Db } from '#db/pool.ts';
import { idsOf, subjectsOf } from '#people/privacy.ts';
import { dossierOf, type Forgetting, forgetDossier } from '#people/privacy-dossier.node.ts';
import { areIdle, hasFactSince, idleSince, type Removed, removeAllPast } from '#people/retention.pg.ts';
import { limitOf, PrivacyPolicy } from '#people/retention.ts';

/** The privacy document of a campaign's folder (`privacy.json`). Throws when it is not sound. */
export const readPrivacyPolicy = async (folder: string): Promise<PrivacyPolicy> => {
  const path = join(folder, 'privacy.json');
  const parsed = PrivacyPolicy.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success)
    throw new Error(
      `${path}: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
    );
  return parsed.data;
};

export type RetentionOptions = Forgetting & {
  readonly people: Db;
  readonly access: Db;
  /** The facts, read as their own role. */
  readonly ledger: Db;
  readonly policy: PrivacyPolicy;
  readonly now: string;
  /** In whose name, for the audit trail. */
  readonly by: Omit<AuditEntry, 'action' | 'person' | 'detail'>;
};

const PEOPLE_AT_ONCE = 200;

/** Forgets the people of whom nothing was written, record or fact, since the period began. */
const forgetIdle = async (options: RetentionOptions, before: string): Promise<number> => {
  const { register, people, ledger, by } = options;
  let forgotten = 0;
  for (let after = ''; ; ) {
    const candidates = await idleSince(people, before, after, PEOPLE_AT_ONCE);
    for (const person of candidates) {
      const stored = await register.find(person);
      if (stored === undefined) continue;
      const dossier = await dossierOf(register, stored);
      const records = idsOf(dossier);
      if (!(await areIdle(people, records, before))) continue;
      if (await hasFactSince(ledger, subjectsOf(dossier), before)) continue;
      forgotten += await forgetDossier(options, records, person, by);
    }
    const last = candidates.at(-1);
    if (last === undefined || candidates.length < PEOPLE_AT_ONCE) return forgotten;
    after = last;
  }
};

/** Removes what is past its period, and says how much of each kind of data. Done twice, the second finds nothing. */
export const applyRetention = async (options: RetentionOptions): Promise<Removed> => {
  const { policy, now } = options;
  const { period } = policy.retention.identity;
  const identity = period === null ? 0 : await forgetIdle(options, limitOf(period, now));
  return { identity, ...(await removeAllPast(options, policy, now)) };
};

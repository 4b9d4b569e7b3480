/** The records that read as one person's, followed from any of them; and forgetting them all. */
import type { AuditEntry, WriteAudit } from '#access/audit.ts';
import type { Dossier } from '#people/privacy.ts';
import type { Register, Stored } from '#people/register.ts';

/** A merge of merges of merges; a person was registered twice or three times, not fifty. */
const DEPTH_MAX = 20;
const RECORDS_MAX = 50;

const keptOf = async (register: Register, stored: Stored): Promise<Stored> => {
  let kept = stored;
  for (let depth = 0; kept.mergedInto !== null && depth < DEPTH_MAX; depth++) {
    const next = await register.find(kept.mergedInto);
    if (next === undefined) break;
    kept = next;
  }
  return kept;
};

/** The kept record and all that were merged into it, from any of them. */
export const dossierOf = async (register: Register, stored: Stored): Promise<Dossier> => {
  const kept = await keptOf(register, stored);
  const found = new Set([kept.person.id]);
  for (const person of found)
    for (const merged of await register.mergedInto(person)) if (found.size < RECORDS_MAX) found.add(merged);
  found.delete(kept.person.id);
  const opened = await register.findMany([...found]);
  return { kept, merged: [...opened.values()] };
};

export type Forgetting = {
  readonly register: Register;
  readonly write: WriteAudit;
  /** What goes with the person outside the register (privacy-traces.pg.ts). */
  readonly forgetTraces?: ((people: readonly string[]) => Promise<void>) | undefined;
};

/**
 * Forgets every record of a person. The trail is written first: an erasure without a trace is worse than a trace of
 * one that must be asked again. The record named goes last, so that what was interrupted can be asked again by it.
 * @returns how many records there were
 */
export const forgetDossier = async (
  { register, write, forgetTraces }: Forgetting,
  people: readonly string[],
  named: string,
  by: Omit<AuditEntry, 'action' | 'person' | 'detail'>,
): Promise<number> => {
  await write(people.map((person) => ({ ...by, action: 'forget', person })));
  await forgetTraces?.(people);
  let forgotten = 0;
  for (const person of [...people.filter((one) => one !== named), named])
    if (await register.forget(person)) forgotten++;
  return forgotten;
};

/** Certificates issued, in PostgreSQL: what was issued to a pseudonym, on which facts, and what was withdrawn. */
import { type Db, type Tx, transaction } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { factsOfPeople } from '#facts/same-person.pg.ts';
import { effectiveOfPerson } from '#facts/same-person.ts';
import type { FactKey } from '#programmes/vaccination/certificate/claims.ts';

export type Format = 'dcc' | 'shc';
export type Kind = 'vaccination' | 'recovery' | 'immunizations';

/** A certificate as the table has it. `identifier`: the UVCI, or a card's `rid`. */
export type IssuedRow = {
  readonly request: string;
  readonly ordinal: number;
  readonly format: Format;
  readonly kind: Kind;
  readonly identifier: string;
  readonly kid: string;
  readonly subject: string;
  readonly about: string | null;
  readonly dose_number: number | null;
  readonly dose_total: number | null;
  readonly issued_at: string;
  readonly issued_by: string;
  readonly place: string | null;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  readonly revoked_reason: string | null;
};
export type NewRow = Omit<IssuedRow, 'revoked_at' | 'revoked_reason'> & {
  readonly rests: readonly FactKey[];
};

const COLUMNS = `request, ordinal, format, kind, identifier, kid, subject, about, dose_number, dose_total, issued_at,
  issued_by, place, expires_at, revoked_at, revoked_reason`;

/** Issuing shares it, following corrections takes it alone: no certificate slips between the two. */
const LOCK = `hashtextextended('certificate', 0)`;

/**
 * Everything of one issue in one transaction: what is read of the facts still stands when the rows are written, and
 * the same request sent twice at the same moment is answered one after the other, as are those of one person, which are
 * counted.
 */
export const issuing = <T>(
  db: Db,
  request: string,
  subjects: readonly string[],
  work: (tx: Tx) => Promise<T>,
): Promise<T> =>
  transaction(db, async (tx) => {
    await tx.query({
      name: 'lock-certificates',
      text: `select pg_advisory_xact_lock_shared(${LOCK}), pg_advisory_xact_lock(hashtextextended($1, 0)),
        pg_advisory_xact_lock(hashtextextended($2, 0))`,
      values: [`certificate ${request}`, `certificates of ${[...subjects].sort()[0]}`],
    });
    return work(tx);
  });

export const findByRequest = async (tx: Tx | Db, request: string): Promise<IssuedRow[]> => {
  const { rows } = await tx.query<IssuedRow>({
    name: 'certificates-of-request',
    text: `select ${COLUMNS} from certificate.issued where request = $1 order by ordinal`,
    values: [request],
  });
  return rows;
};

export const findByIdentifier = async (tx: Tx | Db, identifier: string): Promise<IssuedRow | undefined> => {
  const { rows } = await tx.query<IssuedRow>(
    `select ${COLUMNS} from certificate.issued where identifier = $1 limit 1`,
    [identifier],
  );
  return rows[0];
};

/** The facts a certificate rests on, as `subject id`. */
export const restsOf = async (
  tx: Tx | Db,
  { request, ordinal }: Pick<IssuedRow, 'request' | 'ordinal'>,
): Promise<ReadonlySet<string>> => {
  const { rows } = await tx.query<{ subject: string; fact: string }>({
    name: 'certificate-rests-on',
    text: 'select subject, fact from certificate.rests_on where request = $1 and ordinal = $2',
    values: [request, ordinal],
  });
  return new Set(rows.map(({ subject, fact }) => `${subject} ${fact}`));
};

/** The certificates of a person, the newest first. */
export const listOf = async (
  tx: Tx | Db,
  subjects: readonly string[],
  limit: number,
): Promise<IssuedRow[]> => {
  const { rows } = await tx.query<IssuedRow>({
    name: 'certificates-of-person',
    text: `select ${COLUMNS} from certificate.issued where subject = any($1)
     order by issued_at desc, request, ordinal limit $2`,
    values: [subjects, limit],
  });
  return rows;
};

/** How many requests were answered for a person since an instant. */
export const countSince = async (tx: Tx, subjects: readonly string[], since: string): Promise<number> => {
  const { rows } = await tx.query<{ n: number }>({
    name: 'certificates-since',
    text: `select count(distinct request) n from certificate.issued where subject = any($1) and issued_at > $2`,
    values: [subjects, since],
  });
  return rows[0]?.n ?? 0;
};

export const insertRows = async (tx: Tx, added: readonly NewRow[]): Promise<void> => {
  const values = JSON.stringify(added.map(({ rests: _, ...row }) => row));
  await tx.query({
    name: 'issue-certificates',
    text: `insert into certificate.issued (request, ordinal, format, kind, identifier, kid, subject, about,
       dose_number, dose_total, issued_at, issued_by, place, expires_at)
     select request, ordinal, format, kind, identifier, kid, subject, about, dose_number, dose_total, issued_at,
       issued_by, place, expires_at
     from json_populate_recordset(null::certificate.issued, $1)`,
    values: [values],
  });
  const rests = added.flatMap(({ request, ordinal, rests: facts }) =>
    facts.map(({ subject, id }) => ({ subject, fact: id, request, ordinal })),
  );
  await tx.query({
    name: 'issue-rests-on',
    text: `insert into certificate.rests_on
     select distinct on (subject, fact, request, ordinal) * from json_populate_recordset(null::certificate.rests_on, $1)`,
    values: [JSON.stringify(rests)],
  });
};

/** Withdraws a certificate; the first reason stays. */
export const revokeRow = async (
  db: Db,
  { request, ordinal }: Pick<IssuedRow, 'request' | 'ordinal'>,
  how: { readonly at: string; readonly by: string; readonly reason: string },
): Promise<void> => {
  await db.query(
    `update certificate.issued set revoked_at = $3, revoked_by = $4, revoked_reason = $5
     where request = $1 and ordinal = $2 and (revoked_at is null or revoked_reason = $6)`,
    [request, ordinal, how.at, how.by, how.reason, FACTS_CHANGED],
  );
};

/** The reason of a certificate whose facts were corrected or taken back; ends when they stand again. */
export const FACTS_CHANGED = 'facts-changed';

/** Beyond, a list is no longer carried by a phone; certificates whose time has passed leave it first. */
const REVOKED_MAX = 1_000_000;

export type RevokedRow = Pick<IssuedRow, 'format' | 'identifier' | 'kid'>;

/** What a verifier must refuse although its signature is right: withdrawn, and its time not over. */
export const revokedOn = async (db: Db, now: string): Promise<RevokedRow[]> => {
  const { rows } = await db.query<RevokedRow>({
    name: 'certificates-revoked',
    text: `select format, identifier, kid from certificate.issued
     where revoked_at is not null and (expires_at is null or expires_at > $1)
     order by revoked_at desc limit $2`,
    values: [now, REVOKED_MAX],
  });
  return rows;
};

/** Facts that stand, of a person under every pseudonym of theirs, by any of them. */
export const standingOf = async (tx: Tx | Db, subjects: readonly string[]): Promise<readonly Fact[]> => {
  const read = [...(await factsOfPeople(tx, subjects)).values()].flat();
  const once = new Map(read.map((fact) => [`${fact.subject} ${fact.id}`, fact]));
  return effectiveOfPerson([...once.values()]);
};

const FOLLOWED_AT_ONCE = 1000;

type Resting = {
  request: string;
  ordinal: number;
  subject: string;
  rests: { subject: string; fact: string }[];
};

/** Sets or ends the withdrawal of every certificate that rests on facts of these subjects. */
const reviseOf = async (tx: Tx, subjects: readonly string[], now: string): Promise<void> => {
  const { rows } = await tx.query<Resting>(
    `select i.request, i.ordinal, i.subject,
       json_agg(json_build_object('subject', r.subject, 'fact', r.fact)) rests
     from certificate.issued i join certificate.rests_on r using (request, ordinal)
     where (i.request, i.ordinal) in (select request, ordinal from certificate.rests_on where subject = any($1))
       and (i.expires_at is null or i.expires_at > $2)
       and (i.revoked_at is null or i.revoked_reason = $3)
     group by i.request, i.ordinal, i.subject`,
    [subjects, now, FACTS_CHANGED],
  );
  const people = await factsOfPeople(tx, [...new Set(rows.map(({ subject }) => subject))]);
  const standing = new Map(
    [...people].map(([subject, facts]) => [
      subject,
      new Set(effectiveOfPerson(facts).map((fact) => `${fact.subject} ${fact.id}`)),
    ]),
  );
  const fallen = rows.filter(
    ({ subject, rests }) =>
      !rests.every((fact) => standing.get(subject)?.has(`${fact.subject} ${fact.fact}`)),
  );
  await tx.query(
    `update certificate.issued i set
       revoked_at = case when f.request is null then null else coalesce(i.revoked_at, $3) end,
       revoked_by = case when f.request is null then null else 'ledger' end,
       revoked_reason = case when f.request is null then null else $4 end
     from json_populate_recordset(null::certificate.rests_on, $1) c
       left join json_populate_recordset(null::certificate.rests_on, $2) f using (request, ordinal)
     where i.request = c.request and i.ordinal = c.ordinal
       and (i.revoked_at is null) <> (f.request is null)`,
    [JSON.stringify(rows.map(keyOf)), JSON.stringify(fallen.map(keyOf)), now, FACTS_CHANGED],
  );
};
const keyOf = ({ request, ordinal }: Resting) => ({ request, ordinal });

/**
 * Follows corrections, retractions and merges from where it stopped to the end of the ledger: a certificate whose
 * facts no longer stand is withdrawn, and given back when they stand again. Reading no more than what is new, it is
 * done each time the list of the revoked is read.
 */
export const followFacts = async (db: Db, now: string): Promise<void> => {
  for (let more = true; more; ) more = await transaction(db, (tx) => followStep(tx, now));
};

const followStep = async (tx: Tx, now: string): Promise<boolean> => {
  await tx.query(`select pg_advisory_xact_lock(${LOCK})`);
  // The horizon in a statement of its own, before the facts, as every reader of the ledger does (facts/ledger.pg.ts).
  const { rows: horizons } = await tx.query<{ horizon: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as horizon',
  );
  const horizon = horizons[0]?.horizon ?? '0';
  const { rows } = await tx.query<{ subject: string; tx: string; seq: string }>({
    name: 'corrections-after',
    text: `select f.subject, f.tx::text, f.seq::text from fact f, certificate.followed c
     where (f.tx, f.seq) > (c.tx, c.seq) and f.tx < $1::xid8 and (f.corrects is not null or f.kind = 'merge')
       and exists (select from certificate.issued)
     order by f.tx, f.seq limit $2`,
    values: [horizon, FOLLOWED_AT_ONCE],
  });
  const last = rows.length === FOLLOWED_AT_ONCE ? rows.at(-1) : undefined;
  if (rows.length > 0) await reviseOf(tx, [...new Set(rows.map(({ subject }) => subject))], now);
  await tx.query(
    'update certificate.followed set tx = $1::xid8, seq = $2::bigint where (tx, seq) < ($1::xid8, $2::bigint)',
    [last?.tx ?? horizon, last?.seq ?? '0'],
  );
  return last !== undefined;
};

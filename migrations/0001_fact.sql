-- The ledger: what happened, for ever. One row a fact, never changed, never removed.
--
-- The primary key holds `subject` because a table distributed by subject (Citus) can only promise what one shard
-- can see; it also serves the only other question asked of the ledger: every fact of a subject.
-- `tx` and `seq` are the ledger's order. A reader asks pg_snapshot_xmin(pg_current_snapshot()) first and reads only
-- tx < that, or a slow transaction that commits late would be skipped for ever (docs/decisions/0003-cursor.md).
-- `seq` orders facts inside a transaction, so sessions may take its values a thousand at a time.
-- `body` is json, not jsonb: it is given back as it was taken, and read by the million without being printed again.
create table fact (
  id          text collate "C" not null check (octet_length(id) between 1 and 64),
  kind        text collate "C" not null,
  subject     text collate "C" not null check (octet_length(subject) between 1 and 64),
  occurred_on date             not null,
  recorded_at timestamptz      not null,
  recorded_by text collate "C" not null,
  place       text collate "C",
  source      text collate "C" not null,
  body        json             not null,
  corrects    text collate "C",
  reason      text,
  tx          xid8             not null default pg_current_xact_id(),
  seq         bigint           not null generated always as identity (cache 1000),
  primary key (subject, id)
);

create index fact_cursor on fact (tx, seq);

-- Facts about the campaign itself (published strategies, replays) are asked for by kind; there are few of them.
-- The predicate is the prefix "campaign:" as two comparisons, which a bulk load evaluates for every row.
create index fact_of_campaign on fact (kind, subject) where subject >= 'campaign:' and subject < 'campaign;';

create function fact_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'The ledger is append-only: % on "fact" is refused. Correct by adding a fact that names the one it corrects.', tg_op
    using errcode = 'restrict_violation';
end $$;

create trigger fact_is_append_only
  before update or delete or truncate on fact
  for each statement execute function fact_is_append_only();

-- Lots a place received or used up, and recalls: events, added and never changed.
--
-- `lot_event` would be distributed by `place`; `lot_recall` is a reference table: a recall is for everywhere at once.
-- Readers that follow them ask for all rows since the oldest transaction that was open at their last reading, and
-- take a row they have met for the same event; a slow transaction then delays nobody and hides nothing.

create table lot_event (
  id          uuid        not null,
  place       text collate "C" not null check (octet_length(place) between 1 and 320),
  event       text collate "C" not null check (event in ('received', 'used-up')),
  product     text collate "C" not null,
  lot         text        not null,
  gtin        text collate "C" check (gtin ~ '^[0-9]{14}$'),
  expires_on  date,
  doses       integer     check (doses > 0),
  occurred_on date        not null,
  recorded_at timestamptz not null,
  recorded_by text collate "C" not null,
  tx          xid8        not null default pg_current_xact_id(),
  seq         bigint      not null generated always as identity,
  primary key (place, id)
);
create index lot_event_of_place on lot_event (place, occurred_on, seq);
create index lot_event_order on lot_event (tx, seq);

create table lot_recall (
  id          uuid        primary key,
  event       text collate "C" not null check (event in ('recalled', 'recall-lifted')),
  product     text collate "C" not null,
  lot         text        not null,
  occurred_on date        not null,
  reason      text        not null,
  recorded_at timestamptz not null,
  recorded_by text collate "C" not null,
  tx          xid8        not null default pg_current_xact_id(),
  seq         bigint      not null generated always as identity
);
create index lot_recall_order on lot_recall (tx, seq);

create function lots_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'Events of lots are append-only: % on "%" is refused. Add an event that says what is so now.', tg_op, tg_table_name
    using errcode = 'restrict_violation';
end $$;

create trigger lot_event_is_append_only before update or delete or truncate on lot_event
  for each statement execute function lots_are_append_only();
create trigger lot_recall_is_append_only before update or delete or truncate on lot_recall
  for each statement execute function lots_are_append_only();

do $$
begin
  if exists (select from pg_roles where rolname = 'rappel_app') then
    grant select, insert on lot_event, lot_recall to rappel_app;
  end if;
end $$;

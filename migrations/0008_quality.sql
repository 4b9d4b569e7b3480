-- Rules of data quality: proposed, discussed, adopted; and the facts they flag, derived.

-- What happened to each rule, for ever: proposed, a remark, an agreement or its refusal, adopted, rejected, withdrawn.
-- `institution` is the role and the place somebody acted as; no name is here.
create table quality_event (
  rule        text collate "C" not null,
  id          text collate "C" not null,
  seq         bigint generated always as identity,
  kind        text collate "C" not null
    check (kind in ('proposed', 'remark', 'agreed', 'disagreed', 'adopted', 'rejected', 'withdrawn')),
  at          timestamptz not null,
  account     text collate "C" not null,
  role        text collate "C" not null,
  institution text collate "C" not null,
  body        json not null,
  primary key (rule, id)
);
create index quality_event_in_order on quality_event (seq);

create function quality_event_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'What happened to a rule is append-only: % on "quality_event" is refused.', tg_op
    using errcode = 'restrict_violation';
end $$;

create trigger quality_event_is_append_only
  before update or delete or truncate on quality_event
  for each statement execute function quality_event_is_append_only();

-- Derived: the rules that the flags and the corrected cells below were made with.
create table now_rule (
  programme  text collate "C" not null,
  rule       text collate "C" not null,
  definition json not null,
  primary key (programme, rule)
);

-- Derived: which facts each rule flags. `known_on` is the first day on whose evening the flag was there.
create table now_flag (
  programme   text collate "C" not null,
  subject     text collate "C" not null,
  fact        text collate "C" not null,
  rule        text collate "C" not null,
  set_aside   boolean not null,
  occurred_on date not null,
  known_on    date not null,
  place       text collate "C",
  primary key (programme, subject, fact, rule)
);
create index now_flag_of_rule on now_flag (programme, rule, occurred_on, subject, fact);

do $$
begin
  if exists (select from pg_roles where rolname = 'rappel_app') then
    grant select, insert on quality_event to rappel_app;
    grant select, insert, update, delete, truncate on now_rule, now_flag to rappel_app;
  end if;
end $$;

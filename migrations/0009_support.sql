-- Anomalies people report, what became of them, and what the service said of itself. Texts people write are sealed:
-- they are asked to name nobody, and somebody will.
create table access.report (
  id         text collate "C" primary key,
  account    text collate "C" not null,
  role       text collate "C" not null,
  place      text collate "C" not null,
  subject    text collate "C" not null,
  -- What the page knew: its path, a code of refusal, the request as our logs name it, never an address with a query.
  context    json not null,
  sealed_text bytea,
  reported_at timestamptz not null
);
create index report_of_account on access.report (account, reported_at);
create index report_by_time on access.report (reported_at);

-- What happened to a report, in order; the last one says where it stands.
create table access.report_event (
  report      text collate "C" not null,
  seq         integer not null check (seq between 1 and 100),
  state       text collate "C" not null check (state in ('open', 'taken', 'answered', 'closed')),
  sealed_text bytea,
  at          timestamptz not null,
  by          text collate "C" not null,
  primary key (report, seq)
);

-- Accounts whose reports have proved reliable: the last line says so or not.
create table access.report_trust (
  account text collate "C" not null,
  at      timestamptz not null,
  trusted boolean not null,
  by      text collate "C" not null,
  primary key (account, at)
);

-- What support tells everybody, from when until when.
create table access.announcement (
  id        text collate "C" primary key,
  fr        text not null,
  en        text not null,
  starts_at timestamptz not null,
  ends_at   timestamptz not null,
  by        text collate "C" not null,
  check (starts_at < ends_at)
);
create index announcement_by_end on access.announcement (ends_at);

-- When a part of the service came to a state: one line a change.
create table access.service_change (
  part  text collate "C" not null,
  at    timestamptz not null,
  state text collate "C" not null check (state in ('works', 'slow', 'broken')),
  primary key (part, at)
);

do $$
begin
  if exists (select from pg_roles where rolname = 'rappel_access') then
    grant select, insert on
      access.report, access.report_event, access.report_trust, access.announcement, access.service_change
      to rappel_access;
    grant delete on access.report, access.report_event, access.service_change to rappel_access;
  end if;
end $$;

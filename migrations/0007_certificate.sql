-- Certificates issued and revoked: their identifiers and what they rest on; never a name, never a key. What a
-- certificate says is made again from the facts and the register each time it is shown.
--
-- `issued` would be distributed by `request`, the id drawn by whoever asked; `rests_on` by the subject of its facts.
create schema certificate;

-- One certificate of the answer to one request.
create table certificate.issued (
  request        text collate "C" not null,
  ordinal        integer     not null check (ordinal between 1 and 99),
  format         text collate "C" not null check (format in ('dcc', 'shc')),
  kind           text collate "C" not null check (kind in ('vaccination', 'recovery', 'immunizations')),
  -- The UVCI of an EU certificate, the `rid` of a SMART Health Card.
  identifier     text collate "C" not null,
  -- Which key signed; a `rid` means something under its key only.
  kid            text collate "C" not null,
  -- Pseudonym of the person, the one the facts are under, and the fact it is about (none for a card of all doses).
  subject        text collate "C" not null,
  about          text collate "C",
  dose_number    integer,
  dose_total     integer,
  issued_at      timestamptz not null,
  issued_by      text collate "C" not null,
  place          text collate "C",
  expires_at     timestamptz,
  revoked_at     timestamptz,
  revoked_by     text collate "C",
  revoked_reason text collate "C",
  primary key (request, ordinal),
  check ((revoked_at is null) = (revoked_reason is null))
);
create index issued_of_identifier on certificate.issued (identifier);
create index issued_of_subject on certificate.issued (subject, issued_at);
create index issued_revoked on certificate.issued (revoked_at) where revoked_at is not null;

-- The facts a certificate rests on: when one no longer stands, the certificate is revoked.
create table certificate.rests_on (
  subject text collate "C" not null,
  fact    text collate "C" not null,
  request text collate "C" not null,
  ordinal integer not null,
  primary key (subject, fact, request, ordinal)
);
create index rests_on_of_certificate on certificate.rests_on (request, ordinal);

-- How far in the ledger corrections were followed; what was corrected before the first certificate is in it already.
create table certificate.followed (
  one boolean primary key default true check (one),
  tx  xid8   not null,
  seq bigint not null
);
insert into certificate.followed (tx, seq) values (pg_snapshot_xmin(pg_current_snapshot()), 0);

do $$
begin
  if exists (select from pg_roles where rolname = 'rappel_app') then
    grant usage on schema certificate to rappel_app;
    grant select, insert, update on certificate.issued to rappel_app;
    grant select, insert on certificate.rests_on to rappel_app;
    grant select, update on certificate.followed to rappel_app;
  end if;
end $$;

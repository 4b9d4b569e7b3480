-- Who may do what, who is signed in, and who looked at whom. No name of a person who is cared for is here; names of
-- professionals are sealed.
create schema access;

-- Somebody who signed in, known by the code of their provider: `psc:899700366240`.
create table access.account (
  account      text collate "C" primary key,
  sealed_label bytea,
  -- Who a citizen is, as their provider proved it: finds their own record and the delegation that names them.
  sealed_identity bytea,
  signed_in_at timestamptz not null,
  -- Vouched for by a provider on this machine, without https, as that of the demonstration is: nobody real.
  is_demo      boolean not null default false,
  -- Delegation codes tried since when: guesses are limited.
  join_tries   integer not null default 0,
  join_since   timestamptz
);

-- A profile given to an account, for a place and a period; `account` is empty until the person named has signed in
-- with the code they were handed.
create table access.profile (
  id           text collate "C" primary key,
  account      text collate "C",
  role         text collate "C" not null,
  place        text collate "C" not null,
  profession   text collate "C" not null,
  valid_from   timestamptz not null,
  valid_until  timestamptz not null,
  -- Given names, family name and birth date of the person named, sealed.
  sealed_named bytea,
  code_hash    bytea unique,
  given_by     text collate "C" not null,
  given_at     timestamptz not null,
  revoked_by   text collate "C",
  revoked_at   timestamptz,
  check (valid_from < valid_until)
);
create index profile_of_account on access.profile (account);
create index profile_of_place on access.profile (place);

-- A login under way between our page and the provider's.
create table access.login (
  state_hash  bytea primary key,
  provider    text collate "C" not null,
  verifier    text collate "C" not null,
  nonce       text collate "C" not null,
  browser_hash bytea not null,
  return_to   text collate "C" not null,
  expires_at  timestamptz not null
);
create index login_of_time on access.login (expires_at);

create table access.session (
  id_hash     bytea primary key,
  account     text collate "C" not null,
  provider    text collate "C" not null,
  -- Keyed hash of how the provider knows the person.
  provider_subject text collate "C" not null,
  provider_session text collate "C",
  assurance   text collate "C" not null,
  csrf        text collate "C" not null,
  -- The situations of practice the person may choose from, and the one chosen.
  situations  json not null,
  chosen      integer,
  created_at  timestamptz not null,
  seen_at     timestamptz not null,
  expires_at  timestamptz not null,
  locked      boolean not null default false,
  pin_hash    bytea,
  pin_salt    bytea,
  pin_tries   integer not null default 0,
  -- The token that signs out at the provider, sealed.
  sealed_id_token bytea
);
create index session_of_provider on access.session (provider, provider_subject);
create index session_of_account on access.session (account);
create index session_of_time on access.session (expires_at);

-- Tokens of back-channel logout already seen: each is good once.
create table access.logout_seen (
  provider   text collate "C" not null,
  jti        text collate "C" not null,
  expires_at timestamptz not null,
  primary key (provider, jti)
);

-- The glass broken: one account may see one person outside its territory, for a while, for a reason (sealed).
create table access.glass (
  id          text collate "C" primary key,
  account     text collate "C" not null,
  role        text collate "C" not null,
  person      text collate "C" not null,
  -- Where the person lives: whose data protection officer reviews it.
  place       text collate "C" not null,
  sealed_reason bytea not null,
  broken_at   timestamptz not null,
  valid_until timestamptz not null,
  reviewed_by text collate "C",
  reviewed_at timestamptz
);
create index glass_of_account on access.glass (account, person);
create index glass_of_place on access.glass (place, broken_at);

-- Who did what to whom, for ever: each line holds the hash of the one before, so that a line changed, removed or
-- slipped in breaks the chain. `person` is the internal id of a record, `detail` counts and codes, never a name.
create table access.audit (
  seq      bigint primary key,
  at       timestamptz not null,
  account  text collate "C" not null,
  role     text collate "C" not null,
  place    text collate "C" not null,
  action   text collate "C" not null,
  person   text collate "C",
  detail   json not null,
  request  text collate "C" not null,
  previous bytea not null,
  hash     bytea not null
);
create index audit_of_person on access.audit (person, seq) where person is not null;
create index audit_of_place on access.audit (place, seq);

-- The last line, so that a chain cut at its end is seen too, and so that two programs write one chain.
create table access.audit_head (
  one boolean primary key default true check (one),
  seq  bigint not null,
  hash bytea  not null
);
insert into access.audit_head (seq, hash) values (0, '\x0000000000000000000000000000000000000000000000000000000000000000');

create function access.audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'The audit trail is append-only: % on "access.audit" is refused.', tg_op
    using errcode = 'restrict_violation';
end $$;

create trigger audit_is_append_only
  before update or delete or truncate on access.audit
  for each statement execute function access.audit_is_append_only();

do $$
begin
  if not exists (select from pg_roles where rolname = 'rappel_access') then
    create role rappel_access nologin;
  end if;
  execute format('grant rappel_access to %I', current_user);
exception when insufficient_privilege then
  raise notice 'role rappel_access not created: %', sqlerrm;
end $$;

do $$
begin
  if exists (select from pg_roles where rolname = 'rappel_access') then
    grant usage on schema access to rappel_access;
    grant select, insert, update, delete on
      access.account, access.profile, access.login, access.session, access.logout_seen, access.glass to rappel_access;
    grant select, insert on access.audit to rappel_access;
    grant select, update on access.audit_head to rappel_access;
  end if;
end $$;

-- Who people are: the only tables with names, addresses and national numbers, all sealed by keys that are not here.
-- Facts know a person by a pseudonym drawn by chance; which person it is stands inside the sealed record, and under
-- a keyed hash. Without the keys, no table of this schema leads to a person, and none to a fact.
--
-- Every key holds what its table would be distributed by (Citus): `person` for all but `token` and `by_subject`,
-- which are found by what is asked. Registering a person writes to several shards (docs/decisions/0012-people.md).
create schema people;

-- The current record of a person: traits, contacts, evidence and pseudonym, sealed with the person's own key.
create table people.person (
  person      text collate "C" primary key check (octet_length(person) between 8 and 40),
  version     integer     not null,
  sealed      bytea       not null,
  -- Department or other place of residence, in clear: it limits who may see the person, and names nobody.
  place       text collate "C",
  -- Where a desk registered the person, if one did: it may go on with them, wherever they turn out to live.
  registered_at text collate "C",
  trust       text collate "C" not null check (trust in ('provisional', 'validated', 'retrieved', 'qualified')),
  -- The record this one was merged into; derived from facts.
  merged_into text collate "C",
  -- What it is found by (people.token), so that it is taken away by its key and not looked for.
  tokens      bigint[]    not null default '{}',
  updated_at  timestamptz not null
);
create index person_of_place on people.person (place, person);
create index person_merged on people.person (merged_into) where merged_into is not null;

-- The person's own key, wrapped by a master key that is a file and not here. Forgetting a person removes this row:
-- what is sealed with it, here and in any copy, is noise.
create table people.person_key (
  person  text collate "C" primary key,
  master  integer not null,
  wrapped bytea   not null
);

-- What a person was known as before a rectification, sealed likewise.
create table people.person_before (
  person      text collate "C" not null,
  version     integer     not null,
  sealed      bytea       not null,
  replaced_at timestamptz not null,
  replaced_by text collate "C" not null,
  primary key (person, version)
);

-- Keyed hashes of what people are searched by (number, names as they sound with a date, phone...), cut to 64 bits.
create table people.token (
  token  bigint not null,
  person text collate "C" not null,
  primary key (token, person)
);

-- Keyed hash of a pseudonym of the ledger to the person it stands for.
create table people.by_subject (
  subject_hash bytea primary key,
  person       text collate "C" not null
);
create index by_subject_of_person on people.by_subject (person);

-- Pairs that a person must settle, or has settled. `one` < `other`.
create table people.pair (
  one         text collate "C" not null,
  other       text collate "C" not null,
  place       text collate "C",
  probability real        not null,
  found_at    timestamptz not null,
  found_by    text collate "C" not null,
  decision    text collate "C" check (decision in ('same', 'different')),
  decided_at  timestamptz,
  decided_by  text collate "C",
  primary key (one, other),
  check (one < other),
  check ((decision is null) = (decided_at is null))
);
create index pair_of_other on people.pair (other);
create index pair_waiting on people.pair (place, probability desc) where decision is null;

-- What people ask about their own data, and what became of it. The text is sealed with the person's key.
create table people.request (
  id          text collate "C" primary key,
  person      text collate "C" not null,
  kind        text collate "C" not null check (kind in ('access', 'rectification', 'opposition', 'erasure')),
  sealed      bytea,
  asked_at    timestamptz not null,
  answer      text collate "C" check (answer in ('done', 'refused')),
  answered_at timestamptz,
  answered_by text collate "C"
);
create index request_of_person on people.request (person);

-- Hashes of the ids of those who were forgotten: a registration sent again by a tablet brings nobody back.
create table people.forgotten (
  id_hash bytea primary key
);

do $$
begin
  if not exists (select from pg_roles where rolname = 'rappel_people') then
    create role rappel_people nologin;
  end if;
  execute format('grant rappel_people to %I', current_user);
exception when insufficient_privilege then
  raise notice 'role rappel_people not created: %', sqlerrm;
end $$;

do $$
begin
  if exists (select from pg_roles where rolname = 'rappel_people') then
    grant usage on schema people to rappel_people;
    grant select, insert, update, delete on all tables in schema people to rappel_people;
  end if;
end $$;

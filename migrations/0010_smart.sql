-- Software that signs in by itself (SMART Backend Services): assertions already used. Each is good once, whichever
-- process it is shown to; it is forgotten once it has expired, since it is refused for that from then on.
create table access.smart_assertion (
  client     text collate "C" not null,
  jti        text collate "C" not null,
  expires_at timestamptz not null,
  primary key (client, jti)
);
create index smart_assertion_of_time on access.smart_assertion (expires_at);

do $$
begin
  if exists (select from pg_roles where rolname = 'rappel_access') then
    grant select, insert, update, delete on access.smart_assertion to rappel_access;
  end if;
end $$;

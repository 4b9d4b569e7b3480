-- The program works as `rappel_app`, which may read and append facts and nothing else to them.
-- A managed database may not let its user create roles: the trigger on "fact" then stands alone, and
-- `rappel doctor` says so.
do $$
begin
  if not exists (select from pg_roles where rolname = 'rappel_app') then
    create role rappel_app nologin;
  end if;
  execute format('grant rappel_app to %I', current_user);
exception when insufficient_privilege then
  raise notice 'role rappel_app not created: %', sqlerrm;
end $$;

do $$
begin
  if exists (select from pg_roles where rolname = 'rappel_app') then
    grant select, insert on fact to rappel_app;
    grant select, insert, update, delete, truncate on now_cell, now_cursor to rappel_app;
  end if;
end $$;

-- Derived tables (`now_*`) can be dropped and made again from facts: `rappel rebuild`.

-- What all subjects together contribute to a cell, told apart by the day it became known, so that any figure can be
-- asked as known on a past day: sum of n over known_on <= that day.
create table now_cell (
  programme text collate "C" not null,
  key       text collate "C" not null,
  known_on  date             not null,
  n         bigint           not null,
  primary key (programme, key, known_on)
);

-- How far each reader of the ledger has come.
create table now_cursor (
  reader  text collate "C" primary key,
  tx      xid8        not null,
  seq     bigint      not null,
  facts   bigint      not null,
  read_at timestamptz not null
);

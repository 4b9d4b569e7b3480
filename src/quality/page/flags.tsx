import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { DataTable } from '#kit/data-table.tsx';
import { SelectField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import type { Overview } from '#quality/page/rules.tsx';
import { SAY, tellFact } from '#quality/page/words.ts';
import { type FlagShown, listFlags } from '#quality/quality.api.ts';

type Filters = { readonly rule: string; readonly department: string; readonly month: string };

/** Reads flags page after page; other filters begin again. */
const useFlags = (filters: Filters) => {
  const { call } = useSession();
  const [flags, setFlags] = useState<readonly FlagShown[] | undefined>(undefined);
  const [next, setNext] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const asked = useRef(0);
  const read = async (after?: string) => {
    asked.current += 1;
    const turn = asked.current;
    const { rule, department, month } = filters;
    const query = {
      ...(rule !== '' && { rule }),
      ...(department !== '' && { department }),
      ...(month !== '' && { month }),
      ...(after !== undefined && { after }),
    };
    const found = await call(listFlags, { query });
    // An answer to other filters, that comes late, is not shown.
    if (turn !== asked.current) return;
    if (hasFailed(found)) return setFailure(found);
    setFailure(undefined);
    setFlags((before) => [...(after === undefined ? [] : (before ?? [])), ...found.body.flags]);
    setNext(found.body.next);
  };
  const key = JSON.stringify(filters);
  // The filters are the reason to read again.
  useEffect(() => void read(), [key]);
  return {
    flags,
    failure,
    more: next === null ? undefined : () => void read(next),
    again: () => void read(),
  };
};

/** The facts flagged, one a line, as they speak to statistics. */
export function Flags({ overview, only }: { overview: Overview; only?: string }) {
  const { say, formats } = useSpeech();
  const [filters, setFilters] = useState<Filters>({ rule: only ?? '', department: '', month: '' });
  const { flags, failure, more, again } = useFlags(filters);
  const titles = new Map(overview.rules.map(({ id, title }) => [id, say(title)]));
  const names = new Map(overview.departments.map(({ code, name }) => [code, name]));
  const months = [...new Set(overview.weeks.map(({ week }) => week.slice(0, 7)))].toSorted();
  const set = (name: keyof Filters) => (value: string) =>
    setFilters((before) => ({ ...before, [name]: value }));
  const sheet = {
    columns: [
      say(SAY.number),
      say(SAY.person),
      say(SAY.day),
      say(SAY.rule),
      say(SAY.department),
      say(SAY.says),
      say(SAY.outcome),
    ],
    rows: (flags ?? []).map((flag, i) => [
      String(i + 1),
      `${flag.subject.slice(0, 12)} · ${flag.fact.slice(0, 8)}`,
      formats.shortDay(flag.day),
      titles.get(flag.rule) ?? flag.rule,
      names.get(flag.department) ?? flag.department,
      tellFact(flag.says, say),
      say(flag.setAside ? SAY.yes : SAY.no),
    ]),
  };
  return (
    <>
      <div className="quality-filters">
        {only === undefined && (
          <SelectField
            label={say(SAY.rule)}
            value={filters.rule}
            onChange={set('rule')}
            empty={say(SAY.all)}
            options={overview.rules.map(({ id, title }) => ({ value: id, name: say(title) }))}
          />
        )}
        <SelectField
          label={say(SAY.department)}
          value={filters.department}
          onChange={set('department')}
          empty={say(SAY.all)}
          options={overview.departments.map(({ code, name }) => ({ value: code, name }))}
        />
        <SelectField
          label={say(SAY.month)}
          value={filters.month}
          onChange={set('month')}
          empty={say(SAY.all)}
          options={months.map((month) => ({ value: month, name: month }))}
        />
      </div>
      <Trouble failure={failure} retry={again} />
      {flags?.length === 0 ? (
        <p role="status">{say(SAY.noFlags)}</p>
      ) : (
        <DataTable sheet={sheet} caption={say(SAY.flaggedTable)} />
      )}
      {more && (
        <Button className="button quiet" onPress={more}>
          {say(SAY.more)}
        </Button>
      )}
    </>
  );
}

import { useState } from 'react';
import { PageHead } from '#access/page/page-head.tsx';
import { useRead, useSession } from '#access/page/session.tsx';
import { hasFailed } from '#kit/api.web.ts';
import { Callout } from '#kit/callout.tsx';
import { BarChart } from '#kit/charts.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Section, Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { Discussion } from '#quality/page/discuss.tsx';
import { Weeks } from '#quality/page/drawn.tsx';
import { Flags } from '#quality/page/flags.tsx';
import { Counts, type Overview, PartLink, StateChip } from '#quality/page/rules.tsx';
import { SAY } from '#quality/page/words.ts';
import { type RuleInFull, readRule } from '#quality/quality.api.ts';
import { EFFECT_WORDS } from '#quality/rule.ts';

/** One rule: what it is in words, what it flags, what was said and decided. */
export function RuleView({ id, overview }: { id: string; overview: Overview }) {
  const { say } = useSpeech();
  const { call } = useSession();
  const [newer, setNewer] = useState<RuleInFull | undefined>(undefined);
  const read = useRead(async () => {
    const found = await call(readRule, { params: { rule: id } });
    return hasFailed(found) ? found : found.body.rule;
  }, id);
  const rule = newer ?? read.value;
  if (rule === undefined)
    return (
      <>
        <PageHead kicker={say(SAY.kicker)} title={id} />
        {read.failure ? <Trouble failure={read.failure} retry={read.again} /> : <Skeleton tall />}
        <PartLink query={{}}>{say(SAY.back)}</PartLink>
      </>
    );
  return (
    <>
      <PageHead kicker={say(SAY.kicker)} title={say(rule.title)}>
        <p>
          <StateChip state={rule.state} /> <PartLink query={{}}>{say(SAY.back)}</PartLink>
        </p>
      </PageHead>
      <Definition rule={rule} />
      {rule.state === 'adopted' && !rule.isApplied && (
        <Callout tone="note" title={say(SAY.pending)}>
          {''}
        </Callout>
      )}
      <Section id="effect" kicker={say(SAY.figuresKicker)} title={say(SAY.facts)}>
        <Counts counts={rule.counts} />
        <Drawn rule={rule} overview={overview} />
      </Section>
      <Section id="discussion" kicker={say(SAY.discussionKicker)} title={say(SAY.discussion)}>
        <Discussion rule={rule} put={setNewer} />
      </Section>
      {rule.counts.facts > 0 && (
        <Section id="facts" kicker={say(SAY.flaggedKicker)} title={say(SAY.flagged)}>
          <Flags overview={overview} only={rule.id} />
        </Section>
      )}
    </>
  );
}

function Definition({ rule }: { rule: RuleInFull }) {
  const { say, formats } = useSpeech();
  const lines = [
    { name: SAY.finds, text: say(rule.says) },
    { name: SAY.does, text: say(EFFECT_WORDS[rule.effect]) },
    { name: SAY.why, text: say(rule.why) },
    { name: SAY.source, text: rule.source ?? '' },
    { name: SAY.owner, text: say(rule.owner) },
    { name: SAY.since, text: rule.since === null ? '' : formats.day(rule.since) },
  ].filter(({ text }) => text !== '');
  return (
    <dl className="quality-definition">
      {lines.map(({ name, text }) => (
        <div key={name.en}>
          <dt>{say(name)}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

const DEPARTMENTS_SHOWN = 10;

function Drawn({ rule, overview }: { rule: RuleInFull; overview: Overview }) {
  const { say, formats } = useSpeech();
  const [first, last] = [rule.weeks[0]?.week, rule.weeks.at(-1)?.week];
  const names = new Map(overview.departments.map(({ code, name }) => [code, name]));
  if (first === undefined || last === undefined) return <p>{say(SAY.noFlags)}</p>;
  return (
    <div className="quality-pair">
      <div>
        <h3>{say(SAY.weeks)}</h3>
        <Weeks title={rule.title} weeks={rule.weeks} first={first} last={last} />
      </div>
      <div>
        <h3>{say(SAY.where)}</h3>
        <DepartmentBars
          rows={rule.departments}
          names={names}
          write={formats.integer}
          label={say(SAY.where)}
        />
      </div>
    </div>
  );
}

/** The departments with the most flags. */
export function DepartmentBars(parts: {
  rows: readonly { readonly department: string; readonly facts: number }[];
  names: ReadonlyMap<string, string>;
  write: (n: number) => string;
  label: string;
}) {
  const rows = parts.rows
    .toSorted((a, b) => b.facts - a.facts)
    .slice(0, DEPARTMENTS_SHOWN)
    .map(({ department, facts }) => ({ name: parts.names.get(department) ?? department, value: facts }));
  const label = `${parts.label}: ${rows.map(({ name, value }) => `${name} ${parts.write(value)}`).join(', ')}`;
  return (
    <BarChart
      label={label}
      rows={rows}
      write={parts.write}
      valueName={parts.label}
      most={Math.max(1, ...rows.map(({ value }) => value))}
    />
  );
}

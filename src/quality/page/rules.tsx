import type { z } from 'zod';
import { changeAddress } from '#kit/address.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { hrefOf } from '#kit/path.web.ts';
import { Weeks } from '#quality/page/drawn.tsx';
import { SAY, STATES } from '#quality/page/words.ts';
import type { listRules, RuleShown } from '#quality/quality.api.ts';

export type Overview = z.output<(typeof listRules)['answers'][200]['schema']>;

const TONES = { proposed: 'watch', adopted: 'good', rejected: undefined, withdrawn: undefined } as const;

export function StateChip({ state }: Pick<RuleShown, 'state'>) {
  const { say } = useSpeech();
  return (
    <span className="chip" data-tone={TONES[state]}>
      {say(STATES[state])}
    </span>
  );
}

/** What a rule flags, in three figures. */
export function Counts({ counts }: Pick<RuleShown, 'counts'>) {
  const { say, formats } = useSpeech();
  const shown = [
    { name: SAY.facts, n: counts.facts },
    { name: SAY.people, n: counts.people },
    { name: SAY.aside, n: counts.setAside },
  ];
  return (
    <dl className="quality-counts">
      {shown.map(({ name, n }) => (
        <div key={name.en}>
          <dt>{say(name)}</dt>
          <dd>{formats.integer(n)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A link to a part of this page, kept in the address. */
export function PartLink(parts: {
  query: Readonly<Record<string, string | undefined>>;
  className?: string;
  children: string;
}) {
  const kept = Object.entries(parts.query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return (
    <a
      href={hrefOf('quality', Object.fromEntries(kept))}
      {...(parts.className !== undefined && { className: parts.className })}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        changeAddress({ query: { rule: undefined, part: undefined, ...parts.query } }, 'step');
        scrollTo(0, 0);
      }}
    >
      {parts.children}
    </a>
  );
}

/** Every rule with what it flags and when: the same weeks for all, so that they can be compared. */
export function Rules({ overview: { rules, weeks } }: { overview: Overview }) {
  const { say, formats } = useSpeech();
  const days = weeks.map(({ week }) => week).toSorted();
  const [first, last] = [days[0], days.at(-1)];
  return (
    <ul className="quality-rules">
      {rules.map((rule) => (
        <li key={rule.id}>
          <div className="quality-rule">
            <h3>
              <PartLink query={{ rule: rule.id }}>{say(rule.title)}</PartLink>
            </h3>
            <p className="small">
              <StateChip state={rule.state} />{' '}
              {[say(rule.owner), rule.since === null ? '' : formats.day(rule.since)]
                .filter(Boolean)
                .join(', ')}
            </p>
            <p>{say(rule.says)}</p>
          </div>
          <div className="quality-effect">
            <Counts counts={rule.counts} />
            {first !== undefined && last !== undefined && (
              <Weeks
                title={rule.title}
                weeks={weeks.filter((one) => one.rule === rule.id)}
                first={first}
                last={last}
              />
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

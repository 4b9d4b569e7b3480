import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { Progress } from '#kit/callout.tsx';
import { DataTable } from '#kit/data-table.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { Drawing } from '#quality/page/drawn.tsx';
import { DepartmentBars } from '#quality/page/rule.tsx';
import { Counts } from '#quality/page/rules.tsx';
import { nameOfMeasure, SAY, tellFact } from '#quality/page/words.ts';
import { readTrial, startTrial, stopTrial } from '#quality/quality.api.ts';
import type { Effect, Finds } from '#quality/rule.ts';
import type { Trial, TrialFound } from '#quality/trial.ts';

const LOOK_EVERY_MS = 500;

/** A trial on the ledger: started, followed until it ends, stopped when somebody says so. */
export const useTrial = () => {
  const { call } = useSession();
  const [trial, setTrial] = useState<Trial | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const { id, state } = trial ?? {};
  useEffect(() => {
    if (id === undefined || state !== 'running') return;
    let over = false;
    const look = async () => {
      const found = await call(readTrial, { params: { trial: id } });
      if (over) return;
      if (hasFailed(found)) setFailure(found);
      else setTrial(found.body.trial);
      if (hasFailed(found) || found.body.trial.state === 'running') timer = setTimeout(look, LOOK_EVERY_MS);
    };
    let timer = setTimeout(look, LOOK_EVERY_MS / 5);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [id, state, call]);
  return {
    trial,
    failure,
    start: async (finds: Finds, effect: Effect) => {
      setFailure(undefined);
      const started = await call(startTrial, { body: { finds, effect } });
      if (hasFailed(started)) setFailure(started);
      else setTrial(started.body.trial);
    },
    stop: async () => {
      if (id !== undefined) await call(stopTrial, { params: { trial: id }, body: {} });
    },
    forget: () => setTrial(undefined),
  };
};

const STATES = {
  running: SAY.running,
  done: SAY.trialDone,
  stopped: SAY.trialStopped,
  failed: SAY.trialFailed,
} as const;

/** How far a trial is, and what it has found so far. */
export function TrialView({
  work,
  names,
}: {
  work: ReturnType<typeof useTrial>;
  names: ReadonlyMap<string, string>;
}) {
  const { say, formats } = useSpeech();
  const { trial } = work;
  if (trial === undefined) return <Trouble failure={work.failure} />;
  const { read, total } = trial.found;
  const far = `${formats.integer(read)} ${say(SAY.read)} ${formats.integer(total)}`;
  return (
    <section className="quality-trial" aria-labelledby="trial-title">
      <h3 id="trial-title">{say(SAY.trial)}</h3>
      <Trouble failure={work.failure} />
      <p role="status">
        {say(STATES[trial.state])}
        {formats.colon}
        {far}
      </p>
      {trial.state === 'running' && (
        <div className="row">
          <Progress label={say(SAY.running)} value={total === 0 ? 0 : read / total} text={far} />
          <Button className="button quiet" onPress={() => void work.stop()}>
            {say(SAY.stop)}
          </Button>
        </div>
      )}
      <Found found={trial.found} names={names} />
    </section>
  );
}

function Found({ found, names }: { found: TrialFound; names: ReadonlyMap<string, string> }) {
  const { say, formats } = useSpeech();
  if (found.facts === 0) return <p>{say(SAY.noFlags)}</p>;
  const months = found.months.map(({ month, facts }) => `${month} ${formats.integer(facts)}`).join(', ');
  const examples = {
    columns: [say(SAY.examples), say(SAY.day), say(SAY.department), say(SAY.says), say(SAY.outcome)],
    rows: found.examples.map(({ day, department, says, setAside }, i) => [
      String(i + 1),
      formats.shortDay(day),
      names.get(department) ?? department,
      tellFact(says, say),
      say(setAside ? SAY.yes : SAY.no),
    ]),
  };
  return (
    <>
      <Counts counts={found} />
      <div className="quality-pair">
        <div>
          <h4>{say(SAY.months)}</h4>
          <Drawing
            label={`${say(SAY.months)}${formats.colon}${months}`}
            values={found.months.map(({ facts }) => facts)}
            first={found.months[0]?.month ?? ''}
            last={found.months.length > 1 ? (found.months.at(-1)?.month ?? '') : ''}
          />
        </div>
        <div>
          <h4>{say(SAY.where)}</h4>
          <DepartmentBars
            rows={found.departments}
            names={names}
            write={formats.integer}
            label={say(SAY.where)}
          />
        </div>
      </div>
      <h4>{say(SAY.figures)}</h4>
      {found.differences.length === 0 ? (
        <p>{say(SAY.unchanged)}</p>
      ) : (
        <ul className="quality-differences">
          {found.differences.map(({ measure, n }) => (
            <li key={measure}>
              {say(nameOfMeasure(measure))}
              {formats.colon}
              <b>{signed(n, formats.integer)}</b>
            </li>
          ))}
        </ul>
      )}
      <h4>{say(SAY.examples)}</h4>
      <DataTable sheet={examples} caption={say(SAY.examplesTable)} />
    </>
  );
}

/** A difference with its sign, the true minus. */
export const signed = (n: number, write: (n: number) => string): string =>
  n > 0 ? `+${write(n)}` : n < 0 ? `\u2212${write(-n)}` : write(0);

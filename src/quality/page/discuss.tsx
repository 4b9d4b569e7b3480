import { type FormEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import { RIGHTS } from '#access/rights.ts';
import { type Failure, hasFailed, newId } from '#kit/api.web.ts';

import { LongField, Segments, TextField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { mayFollow } from '#quality/life.ts';
import { EVENTS, SAY } from '#quality/page/words.ts';
import { decideRule, type RuleInFull, sayOfRule } from '#quality/quality.api.ts';

type Parts = { readonly rule: RuleInFull; readonly put: (rule: RuleInFull) => void };

/** What institutions said, in the order they did. */
export function Discussion({ rule, put }: Parts) {
  const { say, formats } = useSpeech();
  const { session } = useSession();
  const rights = session?.state === 'signed-in' ? session.rights : [];
  return (
    <div className="quality-discussion">
      {rule.said.length === 0 ? (
        <p>{say(SAY.nobody)}</p>
      ) : (
        <ol>
          {rule.said.map(({ id, kind, at, by, text }) => (
            <li key={id}>
              <p>
                <b>{say(by.name)}</b> {say(EVENTS[kind])} <span className="small">{formats.moment(at)}</span>
              </p>
              {text !== '' && <p className="quality-said">{text}</p>}
            </li>
          ))}
        </ol>
      )}
      {rule.agreementsMissing > 0 && (
        <p className="small">
          {say(SAY.missing)}
          {formats.colon}
          {formats.integer(rule.agreementsMissing)}
        </p>
      )}
      {rights.includes(RIGHTS.discussQuality) && mayFollow(rule.state, 'remark') && (
        <SayForm key={`said ${rule.said.length}`} rule={rule} put={put} />
      )}
      {rights.includes(RIGHTS.adoptQuality) && (rule.state === 'proposed' || rule.state === 'adopted') && (
        <DecideForm key={`decided ${rule.said.length}`} rule={rule} put={put} />
      )}
    </div>
  );
}

const isSaid = (text: string): boolean => text.trim().length >= 3;

function SayForm({ rule, put }: Parts) {
  const { say } = useSpeech();
  const { call } = useSession();
  const [id] = useState(newId);
  const [kind, setKind] = useState('remark');
  const [text, setText] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!isSaid(text) && (kind === 'remark' || text.trim() !== '')) return setError(say(SAY.needed));
    const taken = kind === 'agreed' || kind === 'disagreed' ? kind : 'remark';
    const body = { id, kind: taken, ...(text.trim() !== '' && { text }) } as const;
    const done = await call(sayOfRule, { params: { rule: rule.id }, body });
    if (hasFailed(done)) setFailure(done);
    else put(done.body.rule);
  };
  return (
    <form className="quality-form" onSubmit={(event) => void send(event)} noValidate>
      {rule.state === 'proposed' && (
        <Segments
          label={say(SAY.kind)}
          value={kind}
          onChange={setKind}
          options={[
            { value: 'remark', name: say(SAY.onlyRemark) },
            { value: 'agreed', name: say(SAY.agrees) },
            { value: 'disagreed', name: say(SAY.disagrees) },
          ]}
        />
      )}
      <LongField
        label={say(SAY.remark)}
        hint={say(SAY.noName)}
        value={text}
        maxLength={1000}
        error={error}
        onChange={(typed) => {
          setError(undefined);
          setText(typed);
        }}
      />
      <Trouble failure={failure} />
      <Button type="submit" className="button">
        {say(SAY.send)}
      </Button>
    </form>
  );
}

function DecideForm({ rule, put }: Parts) {
  const { say } = useSpeech();
  const { call } = useSession();
  const [id] = useState(newId);
  const [text, setText] = useState('');
  const [since, setSince] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const decide = async (decision: 'adopted' | 'rejected' | 'withdrawn') => {
    if (!isSaid(text)) return setError(say(SAY.needed));
    const day = decision === 'adopted' && since.trim() !== '' ? { since: since.trim() } : {};
    const done = await call(decideRule, { params: { rule: rule.id }, body: { id, decision, text, ...day } });
    if (hasFailed(done)) setFailure(done);
    else put(done.body.rule);
  };
  return (
    <form className="quality-form" onSubmit={(event) => event.preventDefault()} noValidate>
      <h3>{say(SAY.decide)}</h3>
      <LongField
        label={say(SAY.reason)}
        hint={say(SAY.noName)}
        value={text}
        maxLength={1000}
        error={error}
        onChange={(typed) => {
          setError(undefined);
          setText(typed);
        }}
      />
      {rule.state === 'proposed' && (
        <TextField label={say(SAY.from)} hint="2021-06-01" value={since} onChange={setSince} maxLength={10} />
      )}
      <Trouble failure={failure} />
      <div className="row">
        {rule.state === 'proposed' ? (
          <>
            <Button
              className="button"
              isDisabled={rule.agreementsMissing > 0}
              onPress={() => void decide('adopted')}
            >
              {say(SAY.adopt)}
            </Button>
            <Button className="button quiet" onPress={() => void decide('rejected')}>
              {say(SAY.reject)}
            </Button>
          </>
        ) : (
          <Button className="button quiet" onPress={() => void decide('withdrawn')}>
            {say(SAY.withdraw)}
          </Button>
        )}
      </div>
    </form>
  );
}

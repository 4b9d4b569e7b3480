import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { Callout, Progress } from '#kit/callout.tsx';
import type { ReadFailure } from '#kit/json.web.ts';
import { useSpeech } from '#kit/language.tsx';
import type { KnownIndex } from '#programmes/vaccination/dashboard/published.tsx';
import { SAY } from '#programmes/vaccination/dashboard/words.ts';
import type { Index } from '#programmes/vaccination/published.api.ts';

/** After this a daily publication has missed two mornings. */
const STALE_MS = 3 * 86_400_000;

/** Instead of figures: nothing published yet, or nothing that can be read, and what to do. */
export function Empty({ failure }: { failure: ReadFailure }) {
  const { say } = useSpeech();
  return (
    <>
      <h1 className="visually-hidden">
        {say(failure.failed === 'absent' ? SAY.absentTitle : SAY.failedTitle)}
      </h1>
      <Failure failure={failure} />
    </>
  );
}

function Failure({ failure }: { failure: ReadFailure }) {
  const { say } = useSpeech();
  if (failure.failed === 'absent') {
    return (
      <Callout tone="note" title={say(SAY.absentTitle)}>
        <p>{say(SAY.absentText)}</p>
      </Callout>
    );
  }
  return (
    <Callout tone="warning" title={say(SAY.failedTitle)}>
      <p>
        {say(failure.failed === 'unreachable' ? SAY.unreachable : SAY.unreadable)}{' '}
        {failure.failed === 'unreadable' && <code>{failure.detail}</code>}
      </p>
      <Button className="button" onPress={() => location.reload()}>
        {say(SAY.tryAgain)}
      </Button>
    </Callout>
  );
}

/** Above the figures: how far a replay has come, or that they are older than they should be. */
export function Notices({ index, known }: { index: Index; known: KnownIndex }) {
  const { say, formats } = useSpeech();
  const now = useMinute();
  if (index.progress) return <Replaying index={index} progress={index.progress} />;
  if (known.failure && known.readAt > 0) {
    return (
      <Callout tone="note" title={say(SAY.staleTitle)}>
        <p>
          {say(SAY.staleOffline)} {formats.moment(new Date(known.readAt).toISOString())}.
        </p>
      </Callout>
    );
  }
  if (now - Date.parse(index.publishedAt) < STALE_MS) return null;
  return (
    <Callout tone="note" title={say(SAY.staleTitle)}>
      <p>
        {say(SAY.staleOld)} {formats.moment(index.publishedAt)}.
      </p>
    </Callout>
  );
}

function Replaying({ progress }: { index: Index; progress: NonNullable<Index['progress']> }) {
  const { say, formats } = useSpeech();
  const value = progress.total > 0 ? progress.done / progress.total : 0;
  const text = `${formats.percent(value, 0)} – ${formats.day(progress.day)}`;
  return (
    <div className="replaying">
      <p>
        <strong>{say(SAY.replayTitle)}</strong> – {say(SAY.replayText)}
        <span className="replaying-value">{text}</span>
      </p>
      <Progress label={say(SAY.replayTitle)} value={value} text={text} />
    </div>
  );
}

/** The time of day, to the minute. */
const useMinute = (): number => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
};

import { PageHead } from '#access/page/page-head.tsx';
import { useRead, useSession } from '#access/page/session.tsx';
import { hasFailed } from '#kit/api.web.ts';
import { Callout } from '#kit/callout.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { type PartState, STATE_WORDS } from '#support/status.ts';
import { readStatus } from '#support/support.api.ts';
import '#support/page/support.css';

const SAY = {
  kicker: { fr: 'État du service', en: 'Service status' },
  works: { fr: 'Tout fonctionne', en: 'Everything works' },
  slow: { fr: 'Le service est ralenti', en: 'The service is slow' },
  broken: { fr: 'Une partie du service ne fonctionne pas', en: 'A part of the service does not work' },
  unknown: { fr: 'Le serveur ne répond pas', en: 'The server does not answer' },
  seen: { fr: 'Vu le', en: 'Seen on' },
  version: { fr: 'version', en: 'version' },
  month: { fr: 'Les trente derniers jours', en: 'The last thirty days' },
  noWord: { fr: 'inconnu', en: 'unknown' },
  days: { fr: 'jours sans incident connu', en: 'days without a known incident' },
  announced: { fr: 'Annonce', en: 'Announcement' },
  until: { fr: 'jusqu’à', en: 'until' },
};

/** How each part of the service is, and was; to be read when something else does not work. */
export default function Status() {
  const { say, formats } = useSpeech();
  const { call } = useSession();
  const status = useRead(async () => {
    const read = await call(readStatus, {});
    return hasFailed(read) ? read : read.body;
  }, 'status');
  const { value } = status;
  if (value === undefined)
    return (
      <>
        <PageHead
          kicker={say(SAY.kicker)}
          title={say(status.failure === undefined ? SAY.kicker : SAY.unknown)}
        />
        <Trouble failure={status.failure} retry={status.again} />
        {status.failure === undefined && <Skeleton lines={5} />}
      </>
    );
  return (
    <>
      <PageHead
        kicker={say(SAY.kicker)}
        title={say(SAY[value.state])}
        lead={`${say(SAY.seen)} ${formats.moment(value.at)}, ${say(SAY.version)} ${value.version}`}
      />
      {value.announcements.map(({ id, words, until }) => (
        <Callout key={id} tone="note" title={say(SAY.announced)}>
          <p>{say(words)}</p>
          <p className="small">
            {say(SAY.until)} {formats.moment(until)}
          </p>
        </Callout>
      ))}
      <ul className="parts">
        {value.parts.map((part) => (
          <li key={part.code} data-state={part.state}>
            <div className="part-head">
              <h2>{say(part.title)}</h2>
              <span className="part-state">{say(STATE_WORDS[part.state])}</span>
            </div>
            {part.state !== 'works' && <p>{say(part.otherwise)}</p>}
            <Month days={part.days} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** A month as thirty small bars, said in one sentence to who cannot see them. */
function Month({ days }: { days: readonly { readonly day: string; readonly state: PartState | null }[] }) {
  const { say, formats } = useSpeech();
  const good = days.filter(({ state }) => state === 'works').length;
  const label = `${say(SAY.month)}: ${formats.integer(good)} ${say(SAY.days)}`;
  return (
    <figure className="month">
      <div role="img" aria-label={label}>
        {days.map(({ day, state }) => (
          <span
            key={day}
            data-state={state ?? 'unknown'}
            title={`${formats.day(day)}: ${say(state === null ? SAY.noWord : STATE_WORDS[state])}`}
          />
        ))}
      </div>
      <figcaption aria-hidden="true">
        <span>{formats.day(days[0]?.day ?? '')}</span>
        <span>{formats.day(days.at(-1)?.day ?? '')}</span>
      </figcaption>
    </figure>
  );
}

import { useSpeech } from '#kit/language.tsx';
import { typeset } from '#kit/typeset.ts';
import { SAY } from '#schedule/page/words.ts';
import type { ScheduleChoices } from '#schedule/schedule.api.ts';

/** More than these would hide what the schedule says of itself: they are folded. */
const SOURCES_SHOWN_MAX = 12;

/** What the schedule says of itself, who publishes it and after what: seen before any answer, and beneath it. */
export function Provenance({ schedule }: { schedule: ScheduleChoices }) {
  const { say, formats, language } = useSpeech();
  const { title, description, version, publisher, sources } = schedule;
  const list = sources.map((source, index) => (
    <span key={source.title}>
      {index > 0 && ' · '}
      {source.url === null ? source.title : <a href={source.url}>{source.title}</a>}
    </span>
  ));
  return (
    <div className="provenance small">
      <p>
        <b>{title[language]}</b>, {say(SAY.version)} {version}. {publisher}.
      </p>
      {description !== null && <p className="provenance-says">{typeset(description[language], language)}</p>}
      {sources.length > SOURCES_SHOWN_MAX ? (
        <details>
          <summary>
            {say(SAY.sources)} ({sources.length})
          </summary>
          <p>{list}</p>
        </details>
      ) : (
        sources.length > 0 && (
          <p>
            {say(SAY.sources)}
            {formats.colon}
            {list}
          </p>
        )
      )}
      <p>{say(SAY.help)}</p>
    </div>
  );
}

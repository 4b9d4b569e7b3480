import type { Day } from '#kernel/day.ts';
import { useSpeech } from '#kit/language.tsx';
import type { Scene } from '#programmes/vaccination/dashboard/scene.tsx';
import { SAY } from '#programmes/vaccination/dashboard/words.ts';
import type { Strategies } from '#programmes/vaccination/published.api.ts';

/** The strategy of a day: begun by then, not ended yet. */
export const inForceOn = (strategies: Strategies, day: Day): Strategies['strategies'][number] | undefined =>
  strategies.strategies.find(
    (strategy) => strategy.from <= day && (strategy.until === null || day < strategy.until),
  );

/** Who, with what and by whom, on the chosen day, in the words of a person. */
export function Rules({ scene, strategies }: { scene: Scene; strategies: Strategies }) {
  const { say, formats } = useSpeech();
  const strategy = inForceOn(strategies, scene.day);
  if (!strategy) return <p className="lead">{say(SAY.noStrategy)}</p>;
  return (
    <article className="rules" aria-label={`${say(SAY.inForce)}, ${formats.day(scene.day)}`}>
      <p className="lead">
        {say(SAY.inForce)} {say(SAY.from)} <strong>{formats.day(strategy.from)}</strong>
        {', '}
        {strategy.until === null
          ? say(SAY.stillInForce)
          : `${say(SAY.until)} ${formats.day(dayBefore(strategy.until))}`}
      </p>
      {strategy.changes.length > 0 && (
        <div className="changes">
          <h3>
            {say(SAY.changed)} – {formats.day(strategy.from)}
          </h3>
          <ul>
            {strategy.changes.map((change) => (
              <li key={change.fr}>{say(change)}</li>
            ))}
          </ul>
        </div>
      )}
      <div className="readings">
        {strategy.reading.map((part) => (
          <section key={part.title.fr}>
            <h3>{say(part.title)}</h3>
            <ul>
              {part.lines.map((line) => (
                <li key={line.fr}>{say(line)}</li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      {strategy.sources.length > 0 && (
        <details>
          <summary>
            {say(SAY.sources)} ({strategy.sources.length})
          </summary>
          <ul className="small">
            {strategy.sources.map((source) => (
              <li key={`${source.title}${source.url ?? ''}`}>
                {source.url === null ? source.title : <a href={source.url}>{source.title}</a>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

/** `until` is exclusive in the files; people read the last day it holds. */
const dayBefore = (day: Day): Day => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);

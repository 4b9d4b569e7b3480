import { addDays, type Day } from '#kernel/day.ts';
import { useSpeech } from '#kit/language.tsx';
import { Skeleton } from '#kit/shell.tsx';
import { typeset } from '#kit/typeset.ts';
import { useFile } from '#programmes/vaccination/dashboard/published.tsx';
import type { Scene } from '#programmes/vaccination/dashboard/scene.tsx';
import { SAY } from '#programmes/vaccination/dashboard/words.ts';
import { Strategies } from '#programmes/vaccination/published.api.ts';

type Strategy = Strategies['strategies'][number];

/** How many sections are open at first: who, with what, what is excluded. The rest is one press away. */
const OPEN_SECTIONS = 3;
const CHANGES_SHOWN = 6;

/** The strategy of a day: begun by then, not ended yet. */
export const inForceOn = (strategies: Strategies, day: Day): Strategy | undefined =>
  strategies.strategies.find(
    (strategy) => strategy.from <= day && (strategy.until === null || day < strategy.until),
  );

/** Reads the strategies, a file as long as the campaign, only when this part is drawn. */
export function Rules({ scene }: { scene: Scene }) {
  const { say } = useSpeech();
  const strategies = useFile(`${scene.site.data}json/strategies.json`, Strategies, scene.version);
  if (strategies.value === undefined) {
    return strategies.failure ? <p className="lead">{say(SAY.noRules)}</p> : <Skeleton lines={4} />;
  }
  return <RulesOf scene={scene} strategy={inForceOn(strategies.value, scene.day)} />;
}

/** Who, with what and by whom, on the chosen day, in the words of a person. */
function RulesOf({ scene, strategy }: { scene: Scene; strategy: Strategy | undefined }) {
  const { say, formats } = useSpeech();
  if (!strategy) return <p className="lead">{say(SAY.noStrategy)}</p>;
  return (
    <article className="rules" aria-label={`${say(SAY.inForce)}, ${formats.day(scene.day)}`}>
      <p className="lead">
        {say(SAY.inForce)} {say(SAY.from)} <strong>{formats.day(strategy.from)}</strong>
        {', '}
        {strategy.until === null
          ? say(SAY.stillInForce)
          : `${say(SAY.until)} ${formats.day(addDays(strategy.until, -1))}`}
      </p>
      {strategy.changes.length > 0 && <Changes strategy={strategy} />}
      <div className="readings">
        {strategy.reading.map((part, index) => (
          <details key={part.title.fr} open={index < OPEN_SECTIONS}>
            <summary>
              <h3>{say(part.title)}</h3>
            </summary>
            <ul>
              {part.lines.map((line) => (
                <Line key={line.fr} text={say(line)} />
              ))}
            </ul>
          </details>
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

function Changes({ strategy }: { strategy: Strategy }) {
  const { say, formats } = useSpeech();
  const lines = strategy.changes.map((change) => <Line key={change.fr} text={say(change)} />);
  const more = lines.length - CHANGES_SHOWN;
  return (
    <div className="changes">
      <h3>
        {say(SAY.changed)}, {formats.day(strategy.from)}
      </h3>
      <ul>{lines.slice(0, CHANGES_SHOWN)}</ul>
      {more > 0 && (
        <details>
          <summary>
            {formats.integer(more)} {say(SAY.moreChanges)}
          </summary>
          <ul>{lines.slice(CHANGES_SHOWN)}</ul>
        </details>
      )}
    </div>
  );
}

/** Strategies write "whom: what"; the eye looks for whom. */
function Line({ text }: { text: string }) {
  const { language } = useSpeech();
  const [head = '', ...rest] = typeset(text, language).split(/(?<=\u00a0:|\w:) /);
  if (rest.length === 0) return <li>{head}</li>;
  return (
    <li>
      <strong>{head}</strong> {rest.join(' ')}
    </li>
  );
}

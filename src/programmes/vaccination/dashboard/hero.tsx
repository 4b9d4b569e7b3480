import { useEffect, useMemo, useRef, useState } from 'react';
import type { Day } from '#kernel/day.ts';
import { Definition } from '#kit/definition.tsx';
import { useSpeech } from '#kit/language.tsx';
import { type Choice, Picker } from '#kit/picker.tsx';
import { MEANINGS } from '#programmes/vaccination/dashboard/definitions.ts';
import { type Distance, distances, situationOn } from '#programmes/vaccination/dashboard/reading.ts';
import { placeOf, type Scene } from '#programmes/vaccination/dashboard/scene.tsx';
import { newsOf, paceOf, trendOf } from '#programmes/vaccination/dashboard/sentence.ts';
import { NATION } from '#programmes/vaccination/dashboard/view.tsx';
import { SAY } from '#programmes/vaccination/dashboard/words.ts';
import type { Territories, Territory } from '#programmes/vaccination/published.api.ts';

/** France first, then the departments in the order of their numbers, then the regions. */
export const useChoices = (all: Territories | undefined): readonly Choice[] => {
  const { say } = useSpeech();
  return useMemo(() => {
    const known = all?.territories ?? [];
    const of = (kind: string) =>
      known
        .filter((territory) => territory.kind === kind)
        .toSorted((a, b) => a.code.localeCompare(b.code))
        .map((territory) => ({ id: territory.code, name: territory.name }));
    return [
      { id: NATION, name: say(SAY.nation) },
      ...of('department').map((choice) => ({ ...choice, hint: choice.id.replace('DEP-', '') })),
      ...of('region'),
    ];
  }, [all, say]);
};

/** The day's news, and whose news it is. */
export function Hero({ scene }: { scene: Scene }) {
  const { say, formats, language } = useSpeech();
  const { territory, now, site } = scene;
  const { code, name } = territory.territory;
  const choices = useChoices(scene.all);
  const nation = code === NATION;
  const place = placeOf(site, code, name);
  const news = newsOf(now, place, language);
  const said = useAnnounced(news);
  return (
    <section className="hero" aria-labelledby="news">
      <div className="hero-head">
        <p className="kicker">{nation ? say(SAY.campaignDay) : name}</p>
        <Picker
          label={say(SAY.territory)}
          choices={choices.length > 1 ? choices : [{ id: code, name: nation ? say(SAY.nation) : name }]}
          value={code}
          onChange={scene.choose}
        />
      </div>
      <h1 id="news">{news}</h1>
      <p className="hero-pace">{paceOf(now, language)}</p>
      <p className="visually-hidden" role="status" aria-live="polite">
        {said}
      </p>
      <p className="dateline">
        {say(SAY.dataOf)} <time dateTime={scene.lastDay}>{formats.weekday(scene.lastDay)}</time>,{' '}
        {say(SAY.publishedAt)}{' '}
        <time dateTime={scene.index.publishedAt}>{formats.moment(scene.index.publishedAt)}</time>
      </p>
    </section>
  );
}

/** What to say aloud: nothing at first, then the news once it has stopped changing, as a slider rests. */
function useAnnounced(news: string): string {
  const before = useRef(news);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (before.current === news) return;
    const timer = setTimeout(() => {
      before.current = news;
      setSaid(news);
    }, 900);
    return () => clearTimeout(timer);
  }, [news]);
  return said;
}

/** The three things to know: how many, how fast, how far. */
export function Vitals({ scene, part }: { scene: Scene; part: number }) {
  return (
    <div className="vitals">
      <Level scene={scene} />
      <Trend scene={scene} />
      <Goal scene={scene} part={part} />
    </div>
  );
}

function Level({ scene }: { scene: Scene }) {
  const { say, formats } = useSpeech();
  const { now, territory } = scene;
  const share = now.dose1Share ?? 0;
  const nation = territory.territory.code === NATION;
  return (
    <section className="vital" aria-labelledby="level">
      <h2 id="level">
        {say(SAY.level)}{' '}
        <Definition
          term={say(MEANINGS.dose1.term)}
          meaning={say(MEANINGS.dose1.meaning)}
          more={{ text: say(SAY.moreWords), target: 'words' }}
        />
      </h2>
      <p className="vital-figure">{formats.integer(now.dose1)}</p>
      <p className="vital-label">{say(SAY.dose1People)}</p>
      <div className="gauge" aria-hidden="true">
        <span style={{ inlineSize: `${Math.min(100, share * 100)}%` }} />
        <span className="inner" style={{ inlineSize: `${Math.min(100, (now.completeShare ?? 0) * 100)}%` }} />
      </div>
      <dl className="pairs">
        {now.dose1Share !== null && (
          <div>
            <dt>{say(SAY.ofPopulation)}</dt>
            <dd>{formats.percent(now.dose1Share, now.dose1Share < 0.001 ? 2 : 1)}</dd>
          </div>
        )}
        {scene.nation && !nation && <InNation scene={scene} nation={scene.nation} />}
        <div>
          <dt>
            {say(SAY.completePeople)}{' '}
            <Definition
              term={say(MEANINGS.statistics.term)}
              meaning={say(MEANINGS.statistics.meaning)}
              more={{ text: say(SAY.moreWords), target: 'words' }}
            />
          </dt>
          <dd>{formats.integer(now.complete)}</dd>
        </div>
      </dl>
    </section>
  );
}

/** The country's share on the same day, to read a territory against. */
function InNation({ scene, nation }: { scene: Scene; nation: Territory }) {
  const { say, formats } = useSpeech();
  const share = situationOn(
    nation.series,
    nation.territory.population,
    nation.firstDay,
    scene.day,
  ).dose1Share;
  return share === null ? null : (
    <div>
      <dt>{say(SAY.inNation)}</dt>
      <dd className="plain">{formats.percent(share)}</dd>
    </div>
  );
}

function Trend({ scene }: { scene: Scene }) {
  const { say, formats, language } = useSpeech();
  const { now, territory } = scene;
  const direction =
    now.trend === null ? 'none' : now.trend > 0.03 ? 'up' : now.trend < -0.03 ? 'down' : 'flat';
  return (
    <section className="vital" aria-labelledby="trend">
      <h2 id="trend">
        {say(SAY.trend)}{' '}
        <Definition term={say(MEANINGS.average.term)} meaning={say(MEANINGS.average.meaning)} />
      </h2>
      <p className="vital-figure">{formats.about(now.average)}</p>
      <p className="vital-label">
        {say(SAY.perDay)}, {say(SAY.averageShort)}
      </p>
      <Spark daily={territory.series.dose1.slice(Math.max(0, now.index - 27), now.index + 1)} />
      <dl className="pairs">
        <div>
          <dt>{now.trend === null ? say(SAY.tooEarly) : say(SAY.weekBefore)}</dt>
          <dd data-direction={direction}>{now.trend === null ? '–' : trendOf(now.trend, language)}</dd>
        </div>
        <div>
          <dt>{say(SAY.that)}</dt>
          <dd>{formats.integer(now.newDose1)}</dd>
        </div>
      </dl>
    </section>
  );
}

/** The last four weeks at a glance; the chart below carries the figures. */
function Spark({ daily }: { daily: readonly number[] }) {
  const most = Math.max(1, ...daily);
  return (
    <svg className="spark" viewBox="0 0 280 40" preserveAspectRatio="none" aria-hidden="true">
      {daily.map((count, index) => {
        const height = Math.max(0.5, (Math.max(0, count) / most) * 40);
        const key = `day-${index}`;
        return (
          <rect key={key} x={(28 - daily.length + index) * 10} width="8" y={40 - height} height={height} />
        );
      })}
    </svg>
  );
}

function Goal({ scene, part }: { scene: Scene; part: number }) {
  const { say } = useSpeech();
  const { index, territory, now } = scene;
  const { next, met } = distances(index.targets, part, territory.series, territory.firstDay, now);
  return (
    <section className="vital" aria-labelledby="goal">
      <h2 id="goal">
        {say(SAY.target)}{' '}
        <Definition term={say(MEANINGS.target.term)} meaning={say(MEANINGS.target.meaning)} />
      </h2>
      {next ? (
        <NextGoal distance={next} now={now} part={part} />
      ) : (
        <p className="vital-label">{say(index.targets.length === 0 ? SAY.noTarget : SAY.allMet)}</p>
      )}
      {met && <MetGoal distance={met} />}
    </section>
  );
}

function NextGoal({ distance, now, part }: { distance: Distance; now: Scene['now']; part: number }) {
  const { say, formats } = useSpeech();
  const late = (expected: Day) => expected > distance.target.day;
  return (
    <>
      <p className="vital-figure">{formats.about(distance.missing)}</p>
      <p className="vital-label">
        {say(SAY.remain)} – {say(distance.target.label)}
      </p>
      <div className="gauge" aria-hidden="true">
        <span style={{ inlineSize: `${Math.min(100, (now.dose1 / Math.max(1, distance.people)) * 100)}%` }} />
      </div>
      <dl className="pairs">
        <div>
          <dt>{say(SAY.atThisPace)}</dt>
          <dd data-direction={distance.expectedOn && late(distance.expectedOn) ? 'down' : 'up'}>
            {distance.expectedOn ? formats.day(distance.expectedOn) : say(SAY.standstill)}
          </dd>
        </div>
        <div>
          <dt>{say(SAY.toBeOnTime)}</dt>
          <dd>
            {distance.neededPerDay === null
              ? say(SAY.overdue)
              : `${formats.about(distance.neededPerDay)} ${say(SAY.perDayShort)}`}
          </dd>
        </div>
      </dl>
      {part < 1 && <p className="small">{say(SAY.partOfTarget)}</p>}
    </>
  );
}

function MetGoal({ distance }: { distance: Distance }) {
  const { say, formats } = useSpeech();
  return (
    <p className="small met">
      <span aria-hidden="true">✓ </span>
      {say(distance.target.label)}
      {distance.metOn && ` – ${say(SAY.metOn).toLowerCase()} ${formats.day(distance.metOn)}`}
    </p>
  );
}

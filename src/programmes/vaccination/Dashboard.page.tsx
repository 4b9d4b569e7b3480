import { useEffect, useMemo } from 'react';
import { Button } from 'react-aria-components';
import type { Language } from '#kernel/text.ts';
import { useAddress } from '#kit/address.tsx';
import { addressWith } from '#kit/address.web.ts';
import { useLanguage } from '#kit/chosen-language.tsx';
import { DaySlider } from '#kit/day-slider.tsx';
import { LanguageProvider, useSpeech } from '#kit/language.tsx';
import { Masthead } from '#kit/masthead.tsx';
import { Near } from '#kit/near.tsx';
import { Share } from '#kit/share.tsx';
import { Section, Shell, Skeleton } from '#kit/shell.tsx';
import type { PageProps, Site } from '#kit/site.ts';
import { WORDS } from '#kit/words.ts';
import { CompareFigure } from '#programmes/vaccination/dashboard/compare.tsx';
import { QualityRules, useView, ViewSwitch } from '#programmes/vaccination/dashboard/corrected.tsx';
import { CountryMap } from '#programmes/vaccination/dashboard/country.tsx';
import { EmbeddedFigure } from '#programmes/vaccination/dashboard/embedded.tsx';
import { Hero, Vitals } from '#programmes/vaccination/dashboard/hero.tsx';
import { Empty, Notices } from '#programmes/vaccination/dashboard/notices.tsx';
import { Meanings, OpenData } from '#programmes/vaccination/dashboard/open-data.tsx';
import { PaceFigure, RiseFigure } from '#programmes/vaccination/dashboard/pace.tsx';
import {
  type KnownIndex,
  useFile,
  useIndex,
  versionOf,
} from '#programmes/vaccination/dashboard/published.tsx';
import { situationOn } from '#programmes/vaccination/dashboard/reading.ts';
import { Rules } from '#programmes/vaccination/dashboard/rules.tsx';
import type { Scene } from '#programmes/vaccination/dashboard/scene.tsx';
import { NATION, type Time, useTerritory, useTime } from '#programmes/vaccination/dashboard/view.tsx';
import { AgeFigure, ProductFigure } from '#programmes/vaccination/dashboard/who.tsx';
import { SAY } from '#programmes/vaccination/dashboard/words.ts';
import { type Index, Territories, Territory } from '#programmes/vaccination/published.api.ts';

/** The public page of the campaign: what is published, told to people. */
export default function Dashboard({ site }: PageProps) {
  const [language, speak] = useLanguage();
  return (
    <LanguageProvider language={language}>
      <Loaded site={site} language={language} speak={speak} />
    </LanguageProvider>
  );
}

type Spoken = {
  readonly site: Site;
  readonly language: Language;
  readonly speak: (language: Language) => void;
};

function Loaded({ site, language, speak }: Spoken) {
  const known = useIndex(site);
  const { query } = useAddress();
  const { say } = useSpeech();
  const index = known.value;
  const title = index ? say(index.title) : 'Rappel';
  useEffect(() => {
    document.title = title;
  }, [title]);
  if (query.embed !== undefined) {
    return index ? (
      <Living site={site} language={language} index={index} known={known} embed={query.embed} />
    ) : (
      <main className="embedded">
        {known.failure ? <Empty failure={known.failure} /> : <Skeleton tall />}
      </main>
    );
  }
  return (
    <Shell
      masthead={
        <Masthead
          title={title}
          places={
            site.api === null
              ? []
              : [
                  { href: 'schedule.html', name: SAY.schedulePage },
                  { href: 'login', name: WORDS.signIn },
                ]
          }
          language={language}
          speak={speak}
        >
          <Share title={title} href={() => addressWith({ query: { lang: language } })} />
        </Masthead>
      }
      footer={<p>{say(SAY.madeWith)}</p>}
    >
      {index ? (
        <Living site={site} language={language} index={index} known={known} />
      ) : known.failure ? (
        <Empty failure={known.failure} />
      ) : (
        <Waiting />
      )}
    </Shell>
  );
}

function Waiting() {
  const { say } = useSpeech();
  return (
    <>
      <h1 className="visually-hidden">{say(WORDS.loading)}</h1>
      <Skeleton lines={3} />
      <Skeleton tall />
    </>
  );
}

type LivingProps = {
  readonly site: Site;
  readonly language: Language;
  readonly index: Index;
  readonly known: KnownIndex;
  readonly embed?: string;
};

/** While a replay goes on, the days after its own are not written yet. */
const lastDayOf = (index: Index): string => {
  const reached = index.progress?.day ?? index.lastDay;
  const [, within = reached] = [index.firstDay, reached, index.lastDay].toSorted();
  return within;
};

function Living({ site, language, index, known, embed }: LivingProps) {
  const version = versionOf(index);
  const [code, choose] = useTerritory();
  const view = useView(index);
  const file = (name: string) => `${site.data}json/${view === 'corrected' ? 'corrected/' : ''}${name}.json`;
  const territory = useFile(file(`territory/${code}`), Territory, version);
  const nation = useFile(file(`territory/${NATION}`), Territory, version);
  const all = useFile(nation.value ? file('territories') : undefined, Territories, version);
  const lastDay = lastDayOf(index);
  const time = useTime(index.firstDay, lastDay);
  const { day } = time;
  const value = territory.value;
  const scene = useMemo<Scene | undefined>(
    () =>
      value && {
        site,
        language,
        index,
        territory: value,
        nation: nation.value,
        all: all.value,
        version,
        day,
        lastDay,
        now: situationOn(value.series, value.territory.population, value.firstDay, day),
        choose,
      },
    [site, language, index, value, nation.value, all.value, version, day, lastDay, choose],
  );
  const whole = nation.value?.territory.population ?? null;
  const mine = value?.territory.population ?? null;
  const part = code === NATION || whole === null || mine === null ? 1 : mine / whole;
  if (!scene) {
    const failure = territory.failure;
    if (failure?.failed === 'absent') return <Unknown choose={choose} />;
    return failure ? <Empty failure={failure} /> : <Waiting />;
  }
  if (embed !== undefined) {
    return <EmbeddedFigure name={embed} scene={scene} part={part} time={time} />;
  }
  return (
    <>
      <Notices index={index} known={known} />
      <ViewSwitch index={index} view={view} />
      <Page scene={scene} part={part} time={time} />
    </>
  );
}

/** A department of the address that has no file: said, with the way back. */
function Unknown({ choose }: { choose: (territory: string) => void }) {
  const { say } = useSpeech();
  return (
    <div className="callout" data-tone="warning" role="alert">
      <h1 className="callout-title">{say(SAY.unknownTerritory)}</h1>
      <Button className="button" onPress={() => choose(NATION)}>
        {say(SAY.nation)}
      </Button>
    </div>
  );
}

type Drawn = { readonly scene: Scene; readonly part: number; readonly time: Time };

function Page({ scene, part, time }: Drawn) {
  const { say } = useSpeech();
  return (
    <>
      <Hero scene={scene} />
      <TimeBar scene={scene} time={time} />
      <Vitals scene={scene} part={part} />
      <Section id="where" kicker={say(SAY.whereKicker)} title={say(SAY.whereTitle)}>
        <CountryMap scene={scene} />
      </Section>
      <Section id="pace" kicker={say(SAY.paceKicker)} title={say(SAY.paceTitle)}>
        <div className="pair">
          <PaceFigure scene={scene} />
          <RiseFigure scene={scene} part={part} />
        </div>
      </Section>
      <Section id="who" kicker={say(SAY.whoKicker)} title={say(SAY.whoTitle)}>
        <div className="pair">
          <AgeFigure scene={scene} />
          <ProductFigure scene={scene} />
        </div>
      </Section>
      <Section id="compare" kicker={say(SAY.compareKicker)} title={say(SAY.compareTitle)}>
        <CompareFigure scene={scene} />
      </Section>
      <Section id="rules" kicker={say(SAY.rulesKicker)} title={say(SAY.rulesTitle)}>
        <Near>
          <Rules scene={scene} />
        </Near>
      </Section>
      <Section id="words" kicker={say(SAY.wordsKicker)} title={say(SAY.wordsTitle)}>
        <Meanings />
      </Section>
      <Section id="data" kicker={say(SAY.dataKicker)} title={say(SAY.dataTitle)}>
        <OpenData scene={scene} />
        <QualityRules index={scene.index} />
      </Section>
    </>
  );
}

/** The day of the whole page, always at hand. */
export function TimeBar({ scene, time }: { scene: Scene; time: Time }) {
  const { say } = useSpeech();
  return (
    <section className="time-bar" aria-label={say(SAY.chooseDay)}>
      <DaySlider
        first={scene.index.firstDay}
        last={scene.lastDay}
        value={time.day}
        playing={time.playing}
        onChange={time.choose}
        onPlay={time.play}
      />
      <Button className="button quiet" isDisabled={time.following} onPress={time.follow}>
        {say(WORDS.latest)}
      </Button>
    </section>
  );
}

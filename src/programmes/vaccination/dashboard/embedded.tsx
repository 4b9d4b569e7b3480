import type { ReactNode } from 'react';
import { addressWith } from '#kit/address.web.ts';
import { DaySlider } from '#kit/day-slider.tsx';
import { useSpeech } from '#kit/language.tsx';
import { CompareFigure } from '#programmes/vaccination/dashboard/compare.tsx';
import { CountryMap } from '#programmes/vaccination/dashboard/country.tsx';
import { PaceFigure, RiseFigure } from '#programmes/vaccination/dashboard/pace.tsx';
import { Rules } from '#programmes/vaccination/dashboard/rules.tsx';
import { placeOf, type Scene } from '#programmes/vaccination/dashboard/scene.tsx';
import { newsOf, paceOf } from '#programmes/vaccination/dashboard/sentence.ts';
import type { Time } from '#programmes/vaccination/dashboard/view.tsx';
import { AgeFigure, ProductFigure } from '#programmes/vaccination/dashboard/who.tsx';
import { SAY } from '#programmes/vaccination/dashboard/words.ts';

type Embedded = {
  readonly name: string;
  readonly scene: Scene;
  readonly part: number;
  readonly time: Time;
};

/** One figure alone, for the page of another site. A name that is not known gives the day's sentence. */
const figureOf = ({ name, scene, part }: Embedded): ReactNode => {
  const figures: Readonly<Record<string, () => ReactNode>> = {
    map: () => <CountryMap scene={scene} level={2} />,
    pace: () => <PaceFigure scene={scene} level={2} />,
    rise: () => <RiseFigure scene={scene} part={part} level={2} />,
    ages: () => <AgeFigure scene={scene} level={2} />,
    products: () => <ProductFigure scene={scene} level={2} />,
    compare: () => <CompareFigure scene={scene} level={2} />,
    rules: () => <Rules scene={scene} />,
  };
  return (figures[name] ?? (() => <Sentence scene={scene} />))();
};

function Sentence({ scene }: { scene: Scene }) {
  const { code, name } = scene.territory.territory;
  return (
    <>
      <p className="embedded-news">{newsOf(scene.now, placeOf(scene.site, code, name), scene.language)}</p>
      <p>{paceOf(scene.now, scene.language)}</p>
    </>
  );
}

export function EmbeddedFigure(embedded: Embedded) {
  const { say } = useSpeech();
  const { scene, time } = embedded;
  const { title } = scene.index;
  return (
    <main className="embedded">
      <h1 className="visually-hidden">{say(title)}</h1>
      {embedded.name === 'map' && (
        <DaySlider
          first={scene.index.firstDay}
          last={scene.lastDay}
          value={time.day}
          playing={time.playing}
          onChange={time.choose}
          onPlay={time.play}
        />
      )}
      {figureOf(embedded)}
      <p className="small">
        <a href={addressWith({ query: { embed: undefined } })} target="_blank" rel="noreferrer">
          {say(title)} – {say(SAY.wholePage)}
        </a>
      </p>
    </main>
  );
}

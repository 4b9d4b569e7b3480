import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useRead, useSession } from '#access/page/session.tsx';
import { hasFailed } from '#kit/api.web.ts';
import { localDay } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Section, Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { isUnusual, type LookedDay, looksByDay, visitsOf } from '#people/page/looks-by-day.ts';
import { type Look, readLooks } from '#people/privacy.api.ts';

const SAY = {
  kicker: { fr: 'Qui a regardé', en: 'Who looked' },
  title: { fr: 'Chaque regard sur vos données', en: 'Every look at your data' },
  text: {
    fr: 'Chercher votre nom, ouvrir votre dossier, le rectifier\u00a0: tout est noté, et rien ne peut être retiré de cette liste.',
    en: 'Looking for your name, opening your record, rectifying it: all is written down, and nothing can be taken off this list.',
  },
  none: { fr: 'Personne n’a regardé vos données.', en: 'Nobody looked at your data.' },
  unsure: {
    fr: 'Plusieurs dossiers portent exactement votre état civil. Voici qui les a regardés, tous ensemble.',
    en: 'Several records have exactly your civil identity. Here is who looked at any of them.',
  },
  untold: {
    fr: 'Tant que votre dossier n’est pas trouvé avec certitude, nous ne pouvons pas dire qui l’a regardé\u00a0; cela ne veut pas dire que personne ne l’a fait.',
    en: 'Until your record is found for certain, we cannot tell who looked at it; this does not mean that nobody did.',
  },
  own: { fr: 'Vous-même', en: 'Yourself' },
  total: { fr: 'regards en tout', en: 'looks in all' },
  only: { fr: 'les plus récents sont ici', en: 'the latest are here' },
  drawing: { fr: 'Regards par jour', en: 'Looks by day' },
  glass: { fr: 'glace brisée', en: 'glass broken' },
  unusual: { fr: 'Hors du territoire', en: 'From outside the territory' },
  more: { fr: 'Montrer les jours d’avant', en: 'Show the days before' },
  strange: {
    fr: 'Un regard vous étonne\u00a0? Écrivez-le dans une demande de rectification, plus bas\u00a0: le délégué à la protection des données le lira.',
    en: 'Does a look surprise you? Write it in a request for rectification, below: the data protection officer will read it.',
  },
};

const DAYS_FIRST = 12;

/** Who looked, as what, from where, when; drawn by day, then told. */
export function Looks() {
  const { say, formats } = useSpeech();
  const { call } = useSession();
  const [all, setAll] = useState(false);
  const looks = useRead(async () => {
    const read = await call(readLooks, {});
    return hasFailed(read) ? read : read.body;
  }, 'looks');
  const list = looks.value?.looks ?? [];
  const isUnsure = looks.value?.state === 'unsure';
  const visits = visitsOf(list, localDay);
  const shown = all ? visits : visits.slice(0, DAYS_FIRST);
  return (
    <Section id="looks" kicker={say(SAY.kicker)} title={say(SAY.title)}>
      <p className="lead">{say(SAY.text)}</p>
      <Trouble failure={looks.failure} retry={looks.again} />
      {looks.value === undefined && looks.failure === undefined && <Skeleton lines={4} />}
      {looks.value && list.length === 0 && (
        <p className="nothing">{say(looks.value.state === 'known' ? SAY.none : SAY.untold)}</p>
      )}
      {isUnsure && list.length > 0 && <p>{say(SAY.unsure)}</p>}
      {looks.value && list.length > 0 && (
        <>
          <DayBars days={looksByDay(list, localDay(), localDay)} />
          <p className="small">
            {formats.integer(looks.value.total)} {say(SAY.total)}
            {looks.value.total > list.length && `, ${say(SAY.only)}`}.
          </p>
          <ol className="visits">
            {shown.map(({ day, looks: there }) => (
              <li key={day}>
                <h3>{formats.weekday(day)}</h3>
                <ul>
                  {there.map((look) => (
                    <LookLine key={`${look.at} ${look.who} ${look.action}`} look={look} />
                  ))}
                </ul>
              </li>
            ))}
          </ol>
          {shown.length < visits.length && (
            <Button className="button quiet no-print" onPress={() => setAll(true)}>
              {say(SAY.more)}
            </Button>
          )}
          {!isUnsure && <p className="small">{say(SAY.strange)}</p>}
        </>
      )}
    </Section>
  );
}

function LookLine({ look }: { look: Look }) {
  const { say, language } = useSpeech();
  const unusual = isUnusual(look);
  const time = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { timeStyle: 'short' });
  return (
    <li className="look" data-unusual={unusual || undefined} data-own={look.own || undefined}>
      <time dateTime={look.at}>{time.format(new Date(look.at))}</time>
      <div>
        <p className="look-what">
          {look.actionTitle[language]}
          {unusual && <span className="chip">{say(SAY.unusual)}</span>}
        </p>
        <p className="small">
          {look.own
            ? say(SAY.own)
            : [look.who, look.role[language], look.placeName].filter((text) => text !== '').join(' · ')}
        </p>
      </div>
    </li>
  );
}

const HEIGHT = 64;
const STEP = 10;

/** One bar a day; glass broken is hatched and named, not only coloured. */
function DayBars({ days }: { days: readonly LookedDay[] }) {
  const { say, formats } = useSpeech();
  const most = Math.max(1, ...days.map(({ count }) => count));
  const looked = days.filter(({ count }) => count > 0);
  const told = looked
    .map(
      ({ day, count, unusual }) =>
        `${formats.shortDay(day)} ${count}${unusual > 0 ? ` (${say(SAY.glass)})` : ''}`,
    )
    .join(', ');
  const width = days.length * STEP;
  const height = (count: number) => (count / most) * (HEIGHT - 14);
  return (
    <figure className="day-bars">
      <figcaption>{say(SAY.drawing)}</figcaption>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${say(SAY.drawing)}${formats.colon}${told}`}
      >
        {days.map(({ day, count, unusual }, index) => (
          <g key={day}>
            <rect
              className="day-bar"
              x={index * STEP + 1.5}
              y={HEIGHT - height(count)}
              width={STEP - 3}
              height={height(count)}
            />
            {unusual > 0 && (
              <rect
                className="day-bar-unusual"
                x={index * STEP + 1.5}
                y={HEIGHT - height(count)}
                width={STEP - 3}
                height={height(unusual)}
              />
            )}
          </g>
        ))}
      </svg>
      <p className="day-bars-ends" aria-hidden="true">
        <span>{formats.shortDay(days[0]?.day ?? '')}</span>
        <span>{formats.shortDay(days.at(-1)?.day ?? '')}</span>
      </p>
    </figure>
  );
}

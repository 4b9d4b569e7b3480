/** The state of the desk, always in sight: the network, what waits, what was done in this sitting. */
import { Button } from 'react-aria-components';
import { focusSoon } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Key } from '#programmes/vaccination/desk/page/key.tsx';
import type { Station } from '#programmes/vaccination/desk/page/station.tsx';
import type { Queue } from '#programmes/vaccination/desk/page/use-queue.tsx';

const SAY = {
  state: { fr: 'État du poste', en: 'State of the desk' },
  online: { fr: 'En ligne', en: 'Online' },
  offline: { fr: 'Sans réseau', en: 'No network' },
  ready: { fr: 'prêt à travailler sans réseau', en: 'ready to work without network' },
  preparing: { fr: 'se prépare à travailler sans réseau', en: 'getting ready to work without network' },
  until: { fr: 'vous pouvez enregistrer jusqu’au', en: 'you can record until' },
  unprepared: {
    fr: 'ce poste n’a pas été préparé\u00a0: aucun acte ne peut être gardé',
    en: 'this desk was not prepared: no act can be kept',
  },
  over: {
    fr: 'le droit d’enregistrer sans réseau est fini\u00a0: connectez-vous',
    en: 'the right to record without network is over: sign in',
  },
  as: { fr: 'au nom de', en: 'in the name of' },
  waits: { fr: 'en attente', en: 'waiting' },
  oldest: { fr: 'depuis', en: 'since' },
  sending: { fr: 'envoi…', en: 'sending…' },
  acts: { fr: 'actes dans cette séance', en: 'acts in this sitting' },
  act: { fr: 'acte dans cette séance', en: 'act in this sitting' },
  keys: { fr: 'Raccourcis', en: 'Shortcuts' },
  clock: {
    fr: 'L’horloge de cet appareil est fausse. Réglez-la\u00a0; en attendant, l’heure du serveur fait foi.',
    en: 'The clock of this device is wrong. Set it; meanwhile the time of the server counts.',
  },
};

/** Off by more than this, the device's clock is worth a word. */
const CLOCK_MS_MAX = 5 * 60_000;

const clock = (instant: string, language: 'fr' | 'en'): string =>
  new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { timeStyle: 'short' }).format(
    new Date(instant),
  );

export function StatusBar(parts: { station: Station; queue: Queue; made: number; help: () => void }) {
  const { say, language, formats } = useSpeech();
  const { station, queue } = parts;
  const { online, kept, isOver } = station;
  const detail = online
    ? kept && station.shell
      ? say(SAY.ready)
      : say(SAY.preparing)
    : kept === undefined
      ? say(SAY.unprepared)
      : isOver
        ? say(SAY.over)
        : `${say(SAY.until)} ${formats.moment(kept.pack.until)}, ${say(SAY.as)} ${station.label}`;
  const count = queue.acts.length;
  const oldest = queue.acts[0];
  return (
    <section className="desk-status" data-online={online || undefined} aria-label={say(SAY.state)}>
      <p role="status" className="desk-network">
        <svg viewBox="0 0 20 16" aria-hidden="true">
          <path d="M1 5a13 13 0 0 1 18 0M4 8.5a9 9 0 0 1 12 0M7 12a4.5 4.5 0 0 1 6 0" />
          <circle cx="10" cy="14.5" r="1" />
          {!online && <path d="M3 1l14 14" />}
        </svg>
        <b>{say(online ? SAY.online : SAY.offline)}</b> <span className="small">{detail}</span>
      </p>
      <div className="desk-counts">
        <Button
          className="desk-waits"
          data-some={count > 0 || undefined}
          onPress={() => focusSoon('waiting-title')}
        >
          <b>{formats.integer(count)}</b> {say(SAY.waits)}
          {oldest && (
            <span className="small">
              {' '}
              {queue.sending ? say(SAY.sending) : `${say(SAY.oldest)} ${clock(oldest.madeAt, language)}`}
            </span>
          )}
        </Button>
        <span className="desk-made">
          <b>{formats.integer(parts.made)}</b>{' '}
          {say((language === 'fr' ? parts.made < 2 : parts.made === 1) ? SAY.act : SAY.acts)}
        </span>
        <Button className="button quiet" onPress={parts.help}>
          {say(SAY.keys)} <Key>?</Key>
        </Button>
      </div>
      {kept && Math.abs(kept.ahead_ms) > CLOCK_MS_MAX && <p className="warned">{say(SAY.clock)}</p>}
    </section>
  );
}

/** The shortcuts of the desk, and how to turn those of one letter off. */
import { Button } from 'react-aria-components';
import { Check } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';

const SAY = {
  title: { fr: 'Raccourcis du clavier', en: 'Keyboard shortcuts' },
  close: { fr: 'Fermer', en: 'Close' },
  on: { fr: 'Raccourcis d’une seule touche', en: 'Shortcuts of a single key' },
  onHint: {
    fr: 'Jamais pendant que vous écrivez dans un champ. Éteignez-les si vous dictez à la voix.',
    en: 'Never while you write in a field. Turn them off when you dictate by voice.',
  },
};

const KEYS: readonly {
  readonly keys: { fr: string; en: string };
  readonly does: { fr: string; en: string };
}[] = [
  { keys: { fr: '/', en: '/' }, does: { fr: 'Chercher une personne', en: 'Find a person' } },
  {
    keys: { fr: '⏎', en: '⏎' },
    does: { fr: 'Trouver, puis ouvrir la première', en: 'Find, then open the first' },
  },
  {
    keys: { fr: 'N', en: 'N' },
    does: { fr: 'Questionnaire\u00a0: rien à signaler', en: 'Questionnaire: nothing to report' },
  },
  {
    keys: { fr: 'douchette', en: 'scanner' },
    does: { fr: 'Flacon ou convocation, partout', en: 'Vial or summons, anywhere' },
  },
  { keys: { fr: 'C', en: 'C' }, does: { fr: 'Scanner avec la caméra', en: 'Scan with the camera' } },
  { keys: { fr: 'M', en: 'M' }, does: { fr: 'Même flacon qu’avant', en: 'Same vial as before' } },
  { keys: { fr: 'V', en: 'V' }, does: { fr: 'Aller au flacon', en: 'Go to the vial' } },
  {
    keys: { fr: 'G · D', en: 'L · R' },
    does: { fr: 'Bras gauche · bras droit', en: 'Left arm · right arm' },
  },
  {
    keys: { fr: 'Ctrl ⏎', en: 'Ctrl ⏎' },
    does: { fr: 'Enregistrer, d’où que ce soit', en: 'Record, from anywhere' },
  },
  { keys: { fr: 'P', en: 'P' }, does: { fr: 'Personne suivante', en: 'Next person' } },
  { keys: { fr: '?', en: '?' }, does: { fr: 'Cette aide', en: 'This help' } },
];

export function Help(parts: { isOn: boolean; turn: (on: boolean) => void; close: () => void }) {
  const { say, language } = useSpeech();
  return (
    <section className="desk-help panel" aria-labelledby="help-title">
      <div className="desk-part-head">
        <h2 id="help-title" tabIndex={-1}>
          {say(SAY.title)}
        </h2>
        <Button className="button quiet" onPress={parts.close}>
          {say(SAY.close)}
        </Button>
      </div>
      <dl>
        {KEYS.map(({ keys, does }) => (
          <div key={does.en}>
            <dt>
              <kbd>{keys[language]}</kbd>
            </dt>
            <dd>{does[language]}</dd>
          </div>
        ))}
      </dl>
      <Check label={say(SAY.on)} hint={say(SAY.onHint)} checked={parts.isOn} onChange={parts.turn} />
    </section>
  );
}

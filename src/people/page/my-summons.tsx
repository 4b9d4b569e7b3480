import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import { QrCode } from '#certificate/page/certificate-card.tsx';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { focusSoon } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Section } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { readSummons } from '#people/privacy.api.ts';

const SAY = {
  kicker: { fr: 'Mon code d’accueil', en: 'My desk code' },
  title: { fr: 'Venir au centre sans rien épeler', en: 'Come to the centre without spelling anything' },
  text: {
    fr: 'Le centre scanne ce code et ouvre votre dossier. Il ne contient ni votre nom ni votre numéro\u00a0; ne le publiez pas.',
    en: 'The centre scans this code and opens your record. It holds neither your name nor your number; do not publish it.',
  },
  show: { fr: 'Afficher mon code', en: 'Show my code' },
  label: { fr: 'Code d’accueil à scanner au centre', en: 'Desk code to scan at the centre' },
  until: { fr: 'Bon jusqu’au', en: 'Good until' },
};

/** The code with which a person is found at a desk: shown when asked for, on a phone or on paper. */
export function MySummons() {
  const { say, formats } = useSpeech();
  const { call } = useSession();
  const [summons, setSummons] = useState<{ code: string; until: string } | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const show = async () => {
    const read = await call(readSummons, {});
    setFailure(hasFailed(read) ? read : undefined);
    if (hasFailed(read)) return;
    setSummons(read.body);
    focusSoon('my-summons-shown');
  };
  return (
    <Section id="my-summons" kicker={say(SAY.kicker)} title={say(SAY.title)}>
      <p className="lead">{say(SAY.text)}</p>
      {summons === undefined ? (
        <Button className="button no-print" onPress={() => void show()}>
          {say(SAY.show)}
        </Button>
      ) : (
        <div id="my-summons-shown" tabIndex={-1} className="my-summons">
          <QrCode text={summons.code} label={say(SAY.label)} />
          <p>
            {say(SAY.until)} <b>{formats.day(summons.until)}</b>
          </p>
        </div>
      )}
      <Trouble failure={failure} />
    </Section>
  );
}

import { useState } from 'react';
import { Button } from 'react-aria-components';
import { PageHead } from '#access/page/page-head.tsx';
import { useRead, useSession } from '#access/page/session.tsx';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { Callout } from '#kit/callout.tsx';
import { localDay, saveJson } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { PathLink } from '#kit/path.tsx';
import { Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { Looks } from '#people/page/looks.tsx';
import { MyCertificates } from '#people/page/my-certificates.tsx';
import { MySummons } from '#people/page/my-summons.tsx';
import { Requests } from '#people/page/requests.tsx';
import { Sheet } from '#people/page/sheet.tsx';
import { exportMe, readMe } from '#people/privacy.api.ts';

const SAY = {
  kicker: { fr: 'Mes données', en: 'My data' },
  title: { fr: 'Ce qui est gardé de vous, et qui l’a vu', en: 'What is held about you, and who saw it' },
  facts: { fr: 'acte enregistré sous votre dossier', en: 'act recorded under your record' },
  factsMany: { fr: 'actes enregistrés sous votre dossier', en: 'acts recorded under your record' },
  download: { fr: 'Tout télécharger', en: 'Download everything' },
  downloadText: {
    fr: 'Identité, états d’avant, actes, demandes et regards, en un fichier (RGPD, articles 15 et 20).',
    en: 'Identity, earlier states, acts, requests and looks, in one file (GDPR, articles 15 and 20).',
  },
  downloaded: { fr: 'Le fichier est dans vos téléchargements.', en: 'The file is in your downloads.' },
  unknown: { fr: 'Nous ne gardons rien sous votre identité', en: 'We hold nothing under your identity' },
  unknownText: {
    fr: 'Aucun dossier ne porte exactement vos nom, prénoms, date et lieu de naissance. Si vous avez été vacciné, votre nom y est peut-être écrit autrement\u00a0: apportez une pièce d’identité au centre, qui le rectifiera.',
    en: 'No record has exactly your names, birth date and birth place. If you were vaccinated, your name may be written differently: take an identity paper to the centre, which will rectify it.',
  },
  unsure: {
    fr: 'Nous ne savons pas avec certitude quel dossier est le vôtre',
    en: 'We do not know for certain which record is yours',
  },
  unsureText: {
    fr: 'Plusieurs dossiers se ressemblent, ou une date ou un lieu de naissance incomplet est celui de beaucoup de gens. Nous n’en montrons aucun\u00a0: ce pourrait être celui d’un autre. Apportez une pièce d’identité à un centre\u00a0: il la notera, et l’identitovigilance réunira les dossiers s’ils sont bien les vôtres. Vous pourrez alors voir vos données et faire vos demandes ici.',
    en: 'Several records are alike, or an incomplete birth date or birth place is that of many people. We show none: it could be somebody else’s. Take an identity paper to a centre: it will note it, and identity watch will bring the records together if they are yours. You will then see your data and make your requests here.',
  },
  code: {
    fr: 'On vous a remis un code pour aider dans un centre\u00a0?',
    en: 'Were you given a code to help in a centre?',
  },
  codeLink: { fr: 'Saisissez-le ici', en: 'Enter it here' },
};

/** A person's own data, who looked, and what they may ask. */
export default function Me() {
  const { say } = useSpeech();
  const { session, call } = useSession();
  const me = useRead(async () => {
    const read = await call(readMe, {});
    return hasFailed(read) ? read : read.body;
  }, 'me');
  const label = session?.state === 'signed-in' ? session.label : say(SAY.kicker);
  return (
    <>
      <PageHead kicker={label} title={say(SAY.title)}>
        <p className="small no-print">
          {say(SAY.code)} <PathLink to="login">{say(SAY.codeLink)}</PathLink>
        </p>
      </PageHead>
      <Trouble failure={me.failure} retry={me.again} />
      {me.value === undefined && me.failure === undefined && <Skeleton tall />}
      {me.value && me.value.state !== 'known' && (
        <Callout tone="note" title={say(me.value.state === 'unknown' ? SAY.unknown : SAY.unsure)}>
          <p>{say(me.value.state === 'unknown' ? SAY.unknownText : SAY.unsureText)}</p>
        </Callout>
      )}
      {me.value?.state === 'unsure' && <Looks />}
      {me.value?.person && (
        <>
          <Sheet shown={me.value.person} />
          <Download facts={me.value.facts} />
          <MySummons />
          <MyCertificates />
          <Looks />
          <Requests
            requests={me.value.requests}
            opposedSince={me.value.person.opposedSince}
            again={me.again}
          />
        </>
      )}
    </>
  );
}

function Download({ facts }: { facts: number }) {
  const { say, language, formats } = useSpeech();
  const { call } = useSession();
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const download = async () => {
    const taken = await call(exportMe, {});
    setFailure(hasFailed(taken) ? taken : undefined);
    if (hasFailed(taken)) return;
    saveJson(taken.body, `rappel-${localDay()}`);
    setSaid(say(SAY.downloaded));
  };
  return (
    <div className="held-count">
      <p>
        <b>{formats.integer(facts)}</b>{' '}
        {say((language === 'fr' ? facts < 2 : facts === 1) ? SAY.facts : SAY.factsMany)}
      </p>
      <div className="no-print">
        <Button className="button" onPress={download}>
          {say(SAY.download)}
        </Button>
        <p className="small">{say(SAY.downloadText)}</p>
        <p role="status" className="done">
          {said}
        </p>
        <Trouble failure={failure} />
      </div>
    </div>
  );
}

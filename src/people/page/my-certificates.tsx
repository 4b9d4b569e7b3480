import { useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { useRead, useSession } from '#access/page/session.tsx';
import { CertificateCard } from '#certificate/page/certificate-card.tsx';
import { type IssuedBefore, type IssuedList, issueMine, listMine } from '#certificate/page/issued.api.ts';
import { type Failure, hasFailed, newId } from '#kit/api.web.ts';
import { focusSoon } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Section } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';

const SAY = {
  kicker: { fr: 'Mes certificats', en: 'My certificates' },
  title: { fr: 'Prouver mes vaccinations', en: 'Prove my vaccinations' },
  text: {
    fr: 'Un certificat européen par dose et par rétablissement, ou une carte internationale de toutes les doses. Ils sont faits de ce qui est enregistré aujourd’hui.',
    en: 'A European certificate for each dose and recovery, or one international card of all doses. They are made of what is recorded today.',
  },
  dcc: { fr: 'Recevoir mes certificats européens', en: 'Receive my European certificates' },
  shc: { fr: 'Recevoir ma carte internationale', en: 'Receive my international card' },
  before: { fr: 'Délivrés auparavant', en: 'Issued before' },
  on: { fr: 'le', en: 'on' },
  print: { fr: 'imprimer', en: 'print' },
  revoked: { fr: 'révoqué', en: 'revoked' },
  came: { fr: 'Vos certificats sont affichés ci-dessous.', en: 'Your certificates are shown below.' },
};

/** A person's own certificates: asked for, shown, printed. */
export function MyCertificates() {
  const { say, language } = useSpeech();
  const { call, api } = useSession();
  const [issued, setIssued] = useState<IssuedList | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  /** One id a kind, until it is answered: asked twice, it is issued once. */
  const ids = useRef({ dcc: newId(), shc: newId() });
  const before = useRead(async () => {
    const read = await call(listMine, {});
    return hasFailed(read) ? read : read.body.certificates;
  }, 'my-certificates');
  const ask = async (kind: 'dcc' | 'shc') => {
    setBusy(true);
    const answer = await call(issueMine, { body: { id: ids.current[kind], kind, language } });
    setBusy(false);
    setFailure(hasFailed(answer) ? answer : undefined);
    if (hasFailed(answer)) return;
    ids.current[kind] = newId();
    setIssued(answer.body);
    before.again();
    focusSoon('my-certificates-shown');
  };
  return (
    <Section id="my-certificates" kicker={say(SAY.kicker)} title={say(SAY.title)}>
      <p className="lead">{say(SAY.text)}</p>
      <div className="row no-print">
        <Button className="button" isDisabled={isBusy} onPress={() => void ask('dcc')}>
          {say(SAY.dcc)}
        </Button>
        <Button className="button quiet" isDisabled={isBusy} onPress={() => void ask('shc')}>
          {say(SAY.shc)}
        </Button>
      </div>
      <Trouble failure={failure} />
      <div id="my-certificates-shown" tabIndex={-1} className="stack">
        <p role="status" className="done">
          {issued && say(SAY.came)}
        </p>
        {issued?.notes.map(({ code, words }) => (
          <p key={code} className="small">
            {say(words)}
          </p>
        ))}
        {issued?.certificates.map((certificate) => (
          <CertificateCard key={certificate.id} certificate={certificate} language={language} api={api} />
        ))}
      </div>
      <Trouble failure={before.failure} retry={before.again} />
      {before.value !== undefined && before.value.length > 0 && (
        <Before certificates={before.value} api={api} />
      )}
    </Section>
  );
}

function Before({ certificates, api }: { certificates: readonly IssuedBefore[]; api: string }) {
  const { say, language } = useSpeech();
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
  return (
    <details>
      <summary>
        {say(SAY.before)} ({certificates.length})
      </summary>
      <ul>
        {certificates.map(({ id, words, issuedAt, revokedAt, pdf }) => (
          <li key={id}>
            {say(words)}, {say(SAY.on)} {new Date(issuedAt).toLocaleDateString(locale, { dateStyle: 'long' })}{' '}
            {revokedAt === null ? (
              <a
                className="no-print"
                href={`${api}${pdf.replace(/^\/api/, '')}`}
                target="_blank"
                rel="noreferrer"
                aria-label={`${say(SAY.print)}: ${say(words)}`}
              >
                {say(SAY.print)}
              </a>
            ) : (
              <b>{say(SAY.revoked)}</b>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The certificates to hand over, asked for once the act is recorded. */
import { useEffect, useRef, useState } from 'react';
import type { Call } from '#access/page/session.tsx';
import type { IssuedList } from '#certificate/page/issued.api.ts';
import { type Failure, hasFailed, newId } from '#kit/api.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { issueCertificates } from '#programmes/vaccination/certificate/certificate.api.ts';
import { CertificateCard } from '#programmes/vaccination/certificate/page/certificate-card.tsx';

const SAY = {
  title: { fr: 'Certificat', en: 'Certificate' },
  others: { fr: 'Autres certificats', en: 'Other certificates' },
  making: { fr: 'Signature du certificat…', en: 'Signing the certificate…' },
};

export function Certificates(parts: { ask: Call; api: string; place: string; person: string }) {
  const { say, language } = useSpeech();
  const { ask, place, person } = parts;
  const [issued, setIssued] = useState<IssuedList | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [turn, setTurn] = useState(0);
  const id = useRef(newId());
  const spoken = useRef(language);
  useEffect(() => {
    let over = false;
    const issue = async () => {
      setFailure(undefined);
      const made = await ask(issueCertificates, {
        body: { id: id.current, place, person, kind: 'dcc', language: spoken.current },
      });
      if (over) return;
      if (hasFailed(made)) setFailure(made);
      else setIssued(made.body);
    };
    void issue();
    return () => {
      over = true;
    };
    // A new turn asks again, under the same id: the same certificates.
  }, [ask, place, person, turn]);
  const [first, ...others] = issued?.certificates ?? [];
  return (
    <section className="desk-certificates" aria-labelledby="certificate-title">
      <h3 id="certificate-title">{say(SAY.title)}</h3>
      <p role="status" className="visually-hidden">
        {issued === undefined && failure === undefined ? say(SAY.making) : ''}
      </p>
      {issued === undefined && failure === undefined && <Skeleton tall />}
      <Trouble failure={failure} retry={() => setTurn(turn + 1)} />
      {issued?.notes.map(({ code, words }) => (
        <p key={code} className="warned">
          {words[language]}
        </p>
      ))}
      {first && <CertificateCard certificate={first} language={language} api={parts.api} />}
      {others.length > 0 && (
        <details className="folded">
          <summary>{say(SAY.others)}</summary>
          {others.map((one) => (
            <CertificateCard key={one.id} certificate={one} language={language} api={parts.api} />
          ))}
        </details>
      )}
    </section>
  );
}

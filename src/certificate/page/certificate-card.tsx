import { useEffect, useState } from 'react';
import type { Issued } from '#certificate/page/issued.api.ts';
import { type QrDrawing, qrDrawing } from '#certificate/page/qr-drawing.ts';
import type { Language, Text } from '#kernel/text.ts';
import './certificate.css';

const SAY = {
  dcc: { fr: 'Certificat COVID numérique UE', en: 'EU Digital COVID Certificate' },
  shc: { fr: 'SMART Health Card', en: 'SMART Health Card' },
  code: { fr: 'Code à scanner', en: 'Code to scan' },
  pdf: { fr: 'Ouvrir la feuille à imprimer (PDF)', en: 'Open the sheet to print (PDF)' },
  issued: { fr: 'Délivré le', en: 'Issued on' },
  until: { fr: 'Signature valable jusqu’au', en: 'Signature valid until' },
  id: { fr: 'Identifiant', en: 'Identifier' },
} as const satisfies Record<string, Text>;

const day = (instant: string, language: Language): string =>
  new Date(instant).toLocaleDateString(language === 'fr' ? 'fr-FR' : 'en-GB', { dateStyle: 'long' });

/** A QR code as large as its place, black on white whatever the theme: a phone must read it off a screen. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const [{ size, path }, setDrawing] = useState<QrDrawing>({ size: 1, path: '' });
  useEffect(() => {
    let over = false;
    void qrDrawing(text).then((drawing) => {
      if (!over) setDrawing(drawing);
    });
    return () => {
      over = true;
    };
  }, [text]);
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

/**
 * A certificate to show and to print: its code, what it says, and the sheet to hand over. `api` is where the interface
 * is, as the site's configuration says it.
 */
export function CertificateCard({
  certificate,
  language,
  api = 'api',
}: {
  readonly certificate: Issued;
  readonly language: Language;
  readonly api?: string;
}) {
  const { format, qr, words, rule, uvci, issuedAt, expiresAt, pdf } = certificate;
  return (
    <article className="certificate" aria-label={`${SAY[format][language]}. ${words[language]}`}>
      <div className="certificate-codes">
        {qr.map((text, i) => (
          <QrCode
            key={text}
            text={text}
            label={qr.length === 1 ? SAY.code[language] : `${SAY.code[language]} ${i + 1}/${qr.length}`}
          />
        ))}
      </div>
      <div className="certificate-words">
        <p className="kicker">{SAY[format][language]}</p>
        <p className="certificate-says">{words[language]}</p>
        {rule !== null && (
          <p className="small">
            {rule.words[language]} <cite>({rule.reference})</cite>
          </p>
        )}
        <p className="small">
          {SAY.issued[language]} {day(issuedAt, language)}
          {expiresAt !== null && (
            <>
              . {SAY.until[language]} {day(expiresAt, language)}
            </>
          )}
          .
        </p>
        {uvci !== null && (
          <p className="small">
            {SAY.id[language]} <code>{uvci}</code>
          </p>
        )}
        <p className="no-print">
          <a className="button" href={`${api}${pdf.replace(/^\/api/, '')}`} target="_blank" rel="noreferrer">
            {SAY.pdf[language]}
          </a>
        </p>
      </div>
    </article>
  );
}

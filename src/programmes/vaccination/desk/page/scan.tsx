/** What a scanner or the camera reads, wherever the hand is on the page. */
import { lazy, Suspense } from 'react';
import { Button } from 'react-aria-components';
import { parseBarcode } from '#barcode/barcode.ts';
import { localDay } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Skeleton } from '#kit/shell.tsx';
import { isSummons } from '#people/summons.ts';
import type { DeskProduct } from '#programmes/vaccination/desk/desk.api.ts';
import { readVial, type VialRead } from '#programmes/vaccination/desk/page/act-draft.ts';
import type { Lot } from '#stock/lots.api.ts';

/** Heavy, and asked for by few: most desks have a scanner. */
const Scanner = lazy(async () => ({ default: (await import('#barcode/Scanner.tsx')).Scanner }));

const SAY = {
  title: { fr: 'Visez le code', en: 'Aim at the code' },
  text: {
    fr: 'Le carré du flacon, ou celui de la convocation.',
    en: 'The square on the vial, or that of the summons.',
  },
  close: { fr: 'Fermer la caméra', en: 'Close the camera' },
  summons: { fr: 'Convocation lue.', en: 'Summons read.' },
  unreadable: {
    fr: 'Ce code n’est ni un flacon, ni une convocation. Reprenez, ou choisissez le lot ci-dessous.',
    en: 'This code is neither a vial nor a summons. Try again, or choose the lot below.',
  },
  cut: {
    fr: 'Ce code est abîmé ou coupé. Reprenez, ou choisissez le lot ci-dessous.',
    en: 'This code is damaged or cut. Try again, or choose the lot below.',
  },
  'other-product': {
    fr: 'Ce flacon n’est pas un vaccin de la campagne. N’injectez pas\u00a0; relisez l’étiquette.',
    en: 'This vial is not a vaccine of the campaign. Do not inject; read the label.',
  },
  'not-now': {
    fr: 'Convocation lue, mais une personne est ouverte : terminez, ou quittez-la d’abord.',
    en: 'Summons read, but a person is open: finish, or leave them first.',
  },
  read: { fr: 'Flacon lu', en: 'Vial read' },
  kept: {
    fr: 'Il servira à la prochaine personne ouverte.',
    en: 'It will serve for the next person opened.',
  },
};

export type ScanRead =
  | VialRead
  | { readonly is: 'summons'; readonly code: string }
  /** A summons while somebody is open. */
  | { readonly is: 'not-now' }
  | { readonly is: 'cut' };

/** Reads a code of the desk. Scanners may leave the mark of GS1 away: elements without it are read too. */
export const readScan = (text: string, products: readonly DeskProduct[], lots: readonly Lot[]): ScanRead => {
  if (isSummons(text)) return { is: 'summons', code: text.trim() };
  const parsed = parseBarcode(text, { today: localDay(), isBare: true });
  return parsed.ok ? readVial(parsed, products, lots) : { is: 'cut' };
};

/** What the last scan said, announced. */
export function ScanSaid(parts: {
  read: ScanRead | undefined;
  products: readonly DeskProduct[];
  kept: boolean;
}) {
  const { say, formats } = useSpeech();
  const { read } = parts;
  if (read === undefined) return null;
  if (read.is === 'vial') {
    const name = parts.products.find(({ code }) => code === read.vial.product)?.short ?? read.vial.product;
    return (
      <p role="status" className="done desk-scanned">
        {say(SAY.read)}
        {formats.colon}
        {name} {read.vial.lot}. {parts.kept && say(SAY.kept)}
      </p>
    );
  }
  if (read.is === 'summons')
    return (
      <p role="status" className="done">
        {say(SAY.summons)}
      </p>
    );
  return (
    <p role="alert" className="warned">
      {say(read.is === 'nothing' ? SAY.unreadable : SAY[read.is])}
    </p>
  );
}

export function Camera(parts: { onCode: (text: string) => void; close: () => void }) {
  const { say } = useSpeech();
  return (
    <section className="desk-camera panel" aria-labelledby="camera-title">
      <div className="desk-part-head">
        <h2 id="camera-title" tabIndex={-1}>
          {say(SAY.title)}
        </h2>
        <Button className="button quiet" onPress={parts.close}>
          {say(SAY.close)}
        </Button>
      </div>
      <p className="small">{say(SAY.text)}</p>
      <Suspense fallback={<Skeleton tall />}>
        <Scanner onCode={parts.onCode} />
      </Suspense>
    </section>
  );
}

/** The act: the vial, the arm, the rank, the time, what is warned of, and recording it. */
import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Text } from '#kernel/text.ts';
import type { Failure } from '#kit/api.web.ts';
import { Segments, SelectField, TextField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import type { DeskProduct } from '#programmes/vaccination/desk/desk.api.ts';
import {
  type ActDraft,
  type ActField,
  type Alarm,
  alarmOf,
  lotsToOffer,
  SITES,
  type Site,
} from '#programmes/vaccination/desk/page/act-draft.ts';
import { Key } from '#programmes/vaccination/desk/page/key.tsx';
import type { KeepFault } from '#programmes/vaccination/desk/page/use-act.tsx';
import { Warnings } from '#programmes/vaccination/desk/page/warnings.tsx';
import { MENDS, SITE_NAMES } from '#programmes/vaccination/desk/page/words.ts';
import type { Warning } from '#programmes/vaccination/injection.api.ts';
import type { Lot } from '#stock/lots.api.ts';

const SAY = {
  vial: { fr: 'Le flacon', en: 'The vial' },
  scan: {
    fr: 'Scannez le flacon\u00a0: la douchette est écoutée partout sur la page.',
    en: 'Scan the vial: the scanner is heard anywhere on the page.',
  },
  camera: { fr: 'Caméra', en: 'Camera' },
  same: { fr: 'Même flacon qu’avant', en: 'Same vial as before' },
  product: { fr: 'Produit', en: 'Product' },
  choose: { fr: 'Choisir', en: 'Choose' },
  lot: { fr: 'Lot', en: 'Lot' },
  lotHint: { fr: 'Sur le flacon, après «\u00a0LOT\u00a0».', en: 'On the vial, after “LOT”.' },
  held: { fr: 'Lots du centre', en: 'Lots of the centre' },
  expires: { fr: 'expire le', en: 'expires on' },
  recalled: { fr: 'LOT RAPPELÉ\u00a0: N’INJECTEZ PAS', en: 'LOT RECALLED: DO NOT INJECT' },
  expired: { fr: 'LOT PÉRIMÉ\u00a0: N’INJECTEZ PAS', en: 'LOT EXPIRED: DO NOT INJECT' },
  since: { fr: 'Depuis le', en: 'Since' },
  aside: {
    fr: 'Mettez ce flacon de côté, prenez-en un autre, prévenez le responsable du centre.',
    en: 'Put this vial aside, take another one, tell the head of the centre.',
  },
  arm: { fr: 'Où\u00a0?', en: 'Where?' },
  elsewhere: { fr: 'Ailleurs', en: 'Elsewhere' },
  rank: { fr: 'Rang de la dose', en: 'Rank of the dose' },
  rankHint: {
    fr: 'Proposé\u00a0; changez-le si vous savez mieux.',
    en: 'Proposed; change it if you know better.',
  },
  when: { fr: 'Quand\u00a0?', en: 'When?' },
  now: { fr: 'Maintenant', en: 'Now' },
  day: { fr: 'Jour, si ce n’est pas aujourd’hui', en: 'Day, if not today' },
  time: { fr: 'Heure, si ce n’est pas maintenant', en: 'Time, if not now' },
  reason: { fr: 'Pourquoi corriger\u00a0?', en: 'Why correct it?' },
  reasonMissing: { fr: 'Dites pourquoi.', en: 'Say why.' },
  record: { fr: 'Enregistrer', en: 'Record' },
  recordSealed: { fr: 'Enregistrer sur l’appareil', en: 'Record on the device' },
  correction: { fr: 'Enregistrer la correction', en: 'Record the correction' },
  busy: { fr: 'Enregistrement…', en: 'Recording…' },
};

const KEEP_FAULTS: Readonly<Record<KeepFault, { readonly title: Text; readonly mend: Text }>> = {
  unprepared: {
    title: {
      fr: 'Cet appareil n’est pas prêt à travailler sans réseau',
      en: 'This device is not ready to work without network',
    },
    mend: {
      fr: 'L’acte n’est pas enregistré. Notez-le sur papier et saisissez-le quand le réseau revient\u00a0; ce que vous avez écrit reste ici.',
      en: 'The act is not recorded. Write it on paper and enter it when the network is back; what you wrote stays here.',
    },
  },
  over: {
    title: {
      fr: 'Le droit de travailler sans réseau est fini',
      en: 'The right to work without network is over',
    },
    mend: {
      fr: 'L’acte n’est pas enregistré. Notez-le sur papier, puis connectez-vous dès que le réseau revient.',
      en: 'The act is not recorded. Write it on paper, then sign in as soon as the network is back.',
    },
  },
  correction: {
    title: { fr: 'Une correction demande le réseau', en: 'A correction needs the network' },
    mend: {
      fr: 'Elle reste écrite ici\u00a0: enregistrez-la quand il revient.',
      en: 'It stays written here: record it when it is back.',
    },
  },
  full: {
    title: { fr: 'L’appareil est plein', en: 'The device is full' },
    mend: {
      fr: 'L’acte n’est pas enregistré. Faites de la place (photos, téléchargements), ou notez-le sur papier.',
      en: 'The act is not recorded. Make room (pictures, downloads), or write it on paper.',
    },
  },
  refused: {
    title: { fr: 'Le navigateur refuse de garder l’acte', en: 'The browser refuses to keep the act' },
    mend: {
      fr: 'Il n’est pas enregistré. Sortez de la navigation privée, ou notez-le sur papier.',
      en: 'It is not recorded. Leave private browsing, or write it on paper.',
    },
  },
};

export type ActFormProps = {
  readonly draft: ActDraft;
  readonly change: (next: Partial<ActDraft>) => void;
  readonly error: (field: ActField) => Text | undefined;
  readonly products: readonly DeskProduct[];
  readonly lots: readonly Lot[];
  readonly today: string;
  readonly warnings: readonly Warning[] | undefined;
  readonly checking: boolean;
  readonly online: boolean;
  readonly failure: Failure | undefined;
  readonly keepFault: KeepFault | undefined;
  readonly busy: boolean;
  readonly record: () => void;
  readonly camera: () => void;
  readonly same: (() => void) | undefined;
  readonly mending?: {
    readonly reason: string;
    readonly set: (reason: string) => void;
    readonly tried: boolean;
  };
  /** What the last scan said. */
  readonly children?: ReactNode;
};

export function ActForm(parts: ActFormProps) {
  const { say } = useSpeech();
  return (
    <section className="desk-act" aria-busy={parts.busy}>
      <VialPart {...parts} />
      <WherePart {...parts} />
      {parts.mending && <MendReason {...parts.mending} />}
      <Warnings
        warnings={parts.warnings}
        checking={parts.checking}
        online={parts.online}
        isPast={parts.mending !== undefined || parts.draft.day !== ''}
        draft={parts.draft}
        change={parts.change}
      />
      <div id="act-trouble" tabIndex={-1}>
        <Trouble failure={parts.failure} />
        {parts.keepFault && (
          <div className="callout" data-tone="warning" role="alert">
            <p className="callout-title">{say(KEEP_FAULTS[parts.keepFault].title)}</p>
            <p>{say(KEEP_FAULTS[parts.keepFault].mend)}</p>
          </div>
        )}
      </div>
      <div className="desk-record">
        <Button id="act-record" className="button large" onPress={parts.record}>
          {say(parts.mending ? SAY.correction : parts.online ? SAY.record : SAY.recordSealed)}{' '}
          <Key>Ctrl ⏎</Key>
        </Button>
        <span role="status" className="small">
          {parts.busy ? say(SAY.busy) : ''}
        </span>
      </div>
    </section>
  );
}

function VialPart(parts: ActFormProps) {
  const { say, formats } = useSpeech();
  const { draft, change, products, lots, today } = parts;
  const alarm = alarmOf(draft, lots, today);
  const offered = lotsToOffer(lots, draft.product, today);
  const fault = parts.error('product');
  return (
    <div className="desk-vial" data-alarm={alarm?.is}>
      <div className="desk-part-head">
        <h3 id="vial-title" tabIndex={-1}>
          {say(SAY.vial)}
        </h3>
        <div className="row">
          {parts.same && (
            <Button className="button quiet" onPress={parts.same}>
              {say(SAY.same)} <Key>M</Key>
            </Button>
          )}
          <Button className="button quiet" onPress={parts.camera}>
            {say(SAY.camera)} <Key>C</Key>
          </Button>
        </div>
      </div>
      {parts.children ?? <p className="small">{say(SAY.scan)}</p>}
      <div className="desk-vial-fields">
        <SelectField
          id="act-product"
          label={say(SAY.product)}
          value={draft.product}
          empty={say(SAY.choose)}
          options={products.map(({ code, short }) => ({ value: code, name: short }))}
          error={fault && say(fault)}
          onChange={(product) => change({ product, lot: '', gtin: '', expiresOn: '' })}
        />
        <TextField
          id="act-lot"
          label={say(SAY.lot)}
          value={draft.lot}
          maxLength={20}
          hint={say(SAY.lotHint)}
          said={draft.expiresOn === '' ? undefined : `${say(SAY.expires)} ${formats.day(draft.expiresOn)}`}
          onChange={(lot) => {
            const known = lots.find((one) => one.product === draft.product && one.lot === lot.toUpperCase());
            change({ lot: lot.toUpperCase(), gtin: '', expiresOn: known?.expiresOn ?? '' });
          }}
        />
      </div>
      {offered.length > 0 && <HeldLots lots={offered} lot={draft.lot} change={change} />}
      {alarm && <Alarmed alarm={alarm} lot={draft.lot} />}
    </div>
  );
}

/** Lots a dose may be taken from, one press each, when there is no scanner. */
function HeldLots(parts: { lots: readonly Lot[]; lot: string; change: (next: Partial<ActDraft>) => void }) {
  const { say, formats } = useSpeech();
  return (
    <fieldset className="desk-lots">
      <legend className="small">{say(SAY.held)}</legend>
      {parts.lots.slice(0, 8).map((one) => (
        <label key={`${one.product} ${one.lot}`} className="desk-lot">
          <input
            type="radio"
            name="held-lot"
            checked={parts.lot === one.lot}
            onChange={() =>
              parts.change({ lot: one.lot, gtin: one.gtin ?? '', expiresOn: one.expiresOn ?? '' })
            }
          />
          <span>
            <b>{one.lot}</b>
            {one.expiresOn !== null && <span className="small"> {formats.day(one.expiresOn)}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** A vial that must not be used: said as loudly as a page can. */
function Alarmed({ alarm, lot }: { alarm: Alarm; lot: string }) {
  const { say, formats } = useSpeech();
  return (
    <div className="desk-alarm" role="alert">
      <p>{say(SAY[alarm.is])}</p>
      <p>
        {lot} · {say(alarm.is === 'recalled' ? SAY.since : SAY.expires)} {formats.day(alarm.on)}
        {alarm.reason !== '' && ` · ${alarm.reason}`}
      </p>
      <p>{say(SAY.aside)}</p>
    </div>
  );
}

const ARMS: readonly { readonly site: Site; readonly key: { fr: string; en: string } }[] = [
  { site: 'left-arm', key: { fr: 'G', en: 'L' } },
  { site: 'right-arm', key: { fr: 'D', en: 'R' } },
];

function WherePart(parts: ActFormProps) {
  const { say, language } = useSpeech();
  const { draft, change, error } = parts;
  const [more, setMore] = useState(draft.day !== '');
  const rest = SITES.filter((site) => !ARMS.some((arm) => arm.site === site));
  const [rankFault, dayFault, timeFault] = [error('rank'), error('day'), error('time')];
  return (
    <>
      <div className="desk-where">
        <Segments
          label={say(SAY.arm)}
          value={draft.site}
          options={ARMS.map(({ site, key }) => ({
            value: site,
            name: `${say(SITE_NAMES[site])} (${key[language]})`,
          }))}
          onChange={(site) => change({ site: SITES.find((one) => one === site) ?? '' })}
        />
        <SelectField
          label={say(SAY.elsewhere)}
          value={rest.some((site) => site === draft.site) ? draft.site : ''}
          empty="–"
          options={rest.map((site) => ({ value: site, name: say(SITE_NAMES[site]) }))}
          onChange={(site) => change({ site: SITES.find((one) => one === site) ?? '' })}
        />
        <TextField
          id="act-rank"
          className="desk-rank"
          kind="numeric"
          label={say(SAY.rank)}
          value={draft.rank}
          maxLength={2}
          hint={say(SAY.rankHint)}
          error={rankFault && say(rankFault)}
          onChange={(rank) => change({ rank: rank.replace(/\D/g, '') })}
        />
      </div>
      <details className="folded" open={more} onToggle={(event) => setMore(event.currentTarget.open)}>
        <summary>
          {say(SAY.when)}{' '}
          <b>{draft.day === '' && draft.time === '' ? say(SAY.now) : `${draft.day} ${draft.time}`}</b>
        </summary>
        <div className="fields">
          <TextField
            label={say(SAY.day)}
            kind="numeric"
            value={draft.day}
            maxLength={10}
            error={dayFault && say(dayFault)}
            onChange={(day) => change({ day })}
          />
          <TextField
            label={say(SAY.time)}
            kind="numeric"
            value={draft.time}
            maxLength={5}
            error={timeFault && say(timeFault)}
            onChange={(time) => change({ time })}
          />
        </div>
      </details>
    </>
  );
}

/** Why something is corrected or taken back: a choice, so that no word about the person slips in. */
export function MendReason(parts: {
  reason: string;
  set: (reason: string) => void;
  tried: boolean;
  label?: string;
}) {
  const { say } = useSpeech();
  return (
    <SelectField
      id="mend-reason"
      label={parts.label ?? say(SAY.reason)}
      value={parts.reason}
      empty={say(SAY.choose)}
      options={Object.values(MENDS).map((text) => ({ value: say(text), name: say(text) }))}
      error={parts.tried && parts.reason === '' ? say(SAY.reasonMissing) : undefined}
      onChange={parts.set}
    />
  );
}

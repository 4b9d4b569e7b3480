/** The injection desk: find, check, inject, certify, with the keyboard alone, with the network or without. */
import { useEffect, useRef, useState } from 'react';
import { PageHead } from '#access/page/page-head.tsx';
import { useSession } from '#access/page/session.tsx';
import { listenToWedge } from '#barcode/wedge.web.ts';
import { hasFailed } from '#kit/api.web.ts';
import { focusSoon } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import type { Answer } from '#people/page/search.tsx';
import { searchPeople } from '#people/people.api.ts';
import { type Vial, vialOf } from '#programmes/vaccination/desk/page/act-draft.ts';
import { Help } from '#programmes/vaccination/desk/page/help.tsx';
import { initialsOf, type Made, MadeList } from '#programmes/vaccination/desk/page/made.tsx';
import { Camera, readScan, type ScanRead } from '#programmes/vaccination/desk/page/scan.tsx';
import { useStation } from '#programmes/vaccination/desk/page/station.tsx';
import { StatusBar } from '#programmes/vaccination/desk/page/status-bar.tsx';
import { Step } from '#programmes/vaccination/desk/page/step.tsx';
import { identityOfWho, type Outcome } from '#programmes/vaccination/desk/page/use-act.tsx';
import { useKeys, useShortcutChoice } from '#programmes/vaccination/desk/page/use-keys.tsx';
import { useQueue } from '#programmes/vaccination/desk/page/use-queue.tsx';
import { useOpen, useVisit, type Visiting } from '#programmes/vaccination/desk/page/use-visit.tsx';
import { WaitingPanel } from '#programmes/vaccination/desk/page/waiting.tsx';
import '#programmes/vaccination/desk/page/desk.css';

const SAY = {
  kicker: { fr: 'Poste d’injection', en: 'Injection desk' },
  title: { fr: 'Poste d’injection', en: 'Injection desk' },
};

type Scanned = { readonly read: ScanRead; readonly turn: number };

/** What is scanned anywhere: a summons opens its person, a vial fills the act or waits for one. */
const useScan = (
  { visit }: Visiting,
  read: (text: string) => ScanRead,
  openSummons: (code: string) => void,
) => {
  const { gate } = useSession();
  const [scan, setScan] = useState<Scanned | undefined>(undefined);
  const [vial, setVial] = useState<Vial | undefined>(undefined);
  const heard = (text: string): void => {
    // Behind the lock of the tablet nothing is opened: somebody else may hold it.
    if (gate.is !== 'open') return;
    const isFree = visit.step === 'find' || visit.step === 'done';
    const code = read(text);
    const told: ScanRead = code.is === 'summons' && !isFree ? { is: 'not-now' } : code;
    setScan((before) => ({ read: told, turn: (before?.turn ?? 0) + 1 }));
    if (told.is === 'summons') openSummons(told.code);
    if (told.is === 'vial' && visit.step !== 'act') setVial(vialOf(told.vial));
  };
  const current = useRef(heard);
  current.current = heard;
  useEffect(() => listenToWedge((text) => current.current(text)), []);
  return {
    scan,
    vial,
    heard,
    forget: () => {
      setScan(undefined);
      setVial(undefined);
    },
  };
};

/** The acts of this sitting, and the vial in hand. */
const useMade = () => {
  const [made, setMade] = useState<readonly Made[]>([]);
  const [last, setLast] = useState<Vial | undefined>(undefined);
  const mark = (id: string, state: Made['state']) =>
    setMade((before) => before.map((one) => (one.id === id ? { ...one, state } : one)));
  const add = (one: Made) => setMade((before) => [one, ...before]);
  return { made, add, mark, last, setLast };
};

const timeOf = (at: string | undefined, instant: string, language: 'fr' | 'en'): string =>
  at?.slice(0, 5) ??
  new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { timeStyle: 'short' }).format(
    new Date(instant),
  );

/** An act recorded, or sealed: it joins those of the sitting, and its vial may serve again. */
const useDoneAct = (parts: {
  readonly visiting: Visiting;
  readonly sitting: ReturnType<typeof useMade>;
  readonly forget: () => void;
  readonly nameOf: (product: string) => string;
}) => {
  const { language } = useSpeech();
  const { sitting, nameOf } = parts;
  const { visit, show } = parts.visiting;
  return (outcome: Outcome) => {
    if (visit.step !== 'act') return;
    const { who, corrects } = visit;
    const { act } = outcome;
    const what = [nameOf(act.product), act.lot].filter(Boolean).join(' ');
    const isRecorded = outcome.is === 'recorded';
    const id = isRecorded ? outcome.recorded.fact.id : outcome.id;
    if (corrects !== undefined) sitting.mark(corrects.id, 'corrected');
    sitting.add({
      ...{ id, product: nameOf(act.product), lot: act.lot ?? '' },
      initials: initialsOf(identityOfWho(who)),
      time: timeOf(act.at, isRecorded ? outcome.recorded.fact.recordedAt : outcome.madeAt, language),
      state: isRecorded ? 'recorded' : 'sealed',
      person: who.is === 'record' ? who.record.person.person : undefined,
    });
    sitting.setLast({
      ...{ product: act.product, lot: act.lot ?? '' },
      ...{ gtin: act.gtin ?? '', expiresOn: act.expiresOn ?? '' },
    });
    parts.forget();
    show({
      ...{ step: 'done', kind: isRecorded ? 'recorded' : 'sealed', who, what },
      next: isRecorded ? outcome.recorded.next : undefined,
      warnings: isRecorded ? outcome.recorded.warnings : [],
    });
  };
};

const useDesk = () => {
  const visiting = useVisit();
  const { visit, show } = visiting;
  const station = useStation(visit.step === 'find' || visit.step === 'done');
  const { ask, place, online, kept } = station;
  const queue = useQueue(ask, place, online);
  const [answer, setAnswer] = useState<Answer | undefined>(undefined);
  const open = useOpen(ask, place, visiting);
  const openSummons = async (code: string) => {
    const found = await ask(searchPeople, { body: { summons: code } });
    if (hasFailed(found)) {
      show({ step: 'find' });
      return visiting.setFailure(found);
    }
    const [only] = found.body.people;
    if (only !== undefined) await open(only.person, only);
  };
  const products =
    visit.step === 'act' && visit.who.is === 'record' ? visit.who.record.products : kept?.pack.products;
  const lots = visit.step === 'act' && visit.who.is === 'record' ? visit.who.record.lots : kept?.pack.lots;
  const scanning = useScan(
    visiting,
    (text) => readScan(text, products ?? [], lots ?? []),
    (code) => void openSummons(code),
  );
  const sitting = useMade();
  const nameOf = (code: string) => (products ?? []).find((one) => one.code === code)?.short ?? code;
  const next = () => {
    setAnswer(undefined);
    scanning.forget();
    show({ step: 'find' });
  };
  const onDone = useDoneAct({ visiting, sitting, forget: scanning.forget, nameOf });
  const onCancelled = () => visit.step === 'cancel' && sitting.mark(visit.act.id, 'cancelled');
  return {
    ...{
      visiting,
      station,
      queue,
      answer,
      setAnswer,
      open,
      openSummons,
      scanning,
      sitting,
      next,
      onDone,
      onCancelled,
    },
    products: products ?? [],
  };
};

export default function Desk() {
  const { say } = useSpeech();
  const desk = useDesk();
  const { visiting, station, queue, sitting, scanning } = desk;
  const [help, setHelp] = useState(false);
  const [camera, setCamera] = useState(false);
  const [keysOn, turnKeys] = useShortcutChoice();
  const openHelp = () => {
    setHelp(true);
    focusSoon('help-title');
  };
  const openCamera = () => {
    setCamera(true);
    focusSoon('camera-title');
  };
  useKeys(
    {
      '?': openHelp,
      ...(visiting.visit.step === 'find' && { '/': () => focusSoon('desk-find'), c: openCamera }),
      ...(visiting.visit.step === 'done' && { p: desk.next }),
    },
    keysOn,
  );
  // The hand begins where the work does.
  useEffect(() => focusSoon('desk-find'), []);
  const waiting = new Set(queue.acts.map(({ act }) => act.id));
  return (
    <div className="desk">
      <PageHead kicker={station.placeName || say(SAY.kicker)} title={say(SAY.title)} />
      <StatusBar station={station} queue={queue} made={sitting.made.length} help={openHelp} />
      {help && <Help isOn={keysOn} turn={turnKeys} close={() => setHelp(false)} />}
      {camera && (
        <Camera
          onCode={(text) => {
            setCamera(false);
            scanning.heard(text);
          }}
          close={() => setCamera(false)}
        />
      )}
      <Step
        {...desk}
        keysOn={keysOn}
        camera={openCamera}
        scan={scanning.scan}
        vial={scanning.vial}
        last={sitting.last}
      />
      <div className="desk-aside">
        <WaitingPanel
          queue={queue}
          givenUp={(id) => sitting.mark(id, 'given-up')}
          place={station.place}
          online={station.online}
          products={desk.products}
          lasting={station.lasting}
        />
        <MadeList
          made={sitting.made}
          waiting={waiting}
          open={station.online ? (person) => void desk.open(person) : undefined}
        />
      </div>
    </div>
  );
}

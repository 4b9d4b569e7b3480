import { useState } from 'react';
import { Button } from 'react-aria-components';
import { PageHead } from '#access/page/page-head.tsx';
import { situationOf, useRead, useSession } from '#access/page/session.tsx';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { focusSoon } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { Merges } from '#people/page/merges.tsx';
import { PairView, type Settled } from '#people/page/pair.tsx';
import { fullName } from '#people/page/words.ts';
import { listPairs, type Pair, settlePair, undoMerge } from '#people/pairs.api.ts';

const SAY = {
  kicker: { fr: 'Identitovigilance', en: 'Identity watch' },
  title: { fr: 'Une personne, ou deux\u00a0?', en: 'One person, or two?' },
  wait: { fr: 'à trancher', en: 'to settle' },
  none: { fr: 'Plus aucune paire à trancher', en: 'No pair left to settle' },
  noneText: {
    fr: 'Les nouvelles arrivent d’elles-mêmes\u00a0: revenez plus tard.',
    en: 'New ones come by themselves: come back later.',
  },
  postponed: { fr: 'Il ne reste que les paires remises à plus tard', en: 'Only pairs put off are left' },
  again: { fr: 'Reprendre', en: 'Take them up' },
  reload: { fr: 'Regarder à nouveau', en: 'Look again' },
  merged: { fr: 'Rapprochés', en: 'Merged' },
  apart: { fr: 'Tenus séparés', en: 'Kept apart' },
  undo: { fr: 'Annuler', en: 'Undo' },
  undoneMerge: {
    fr: 'Rapprochement défait. La paire est devant vous\u00a0: tenue pour deux personnes tant que vous n’en décidez pas autrement.',
    en: 'Merge undone. The pair is in front of you: held to be two people until you decide otherwise.',
  },
  undoneApart: {
    fr: 'La paire est à nouveau devant vous\u00a0: tenue pour deux personnes tant que vous n’en décidez pas autrement.',
    en: 'The pair is in front of you again: held to be two people until you decide otherwise.',
  },
};

const keyOf = ({ one, other }: Pair): string => `${one.person} ${other.person}`;

type Last = { readonly pair: Pair; readonly settled: Settled };

/** Doubtful pairs, one at a time, and the latest merges. */
export default function Identity() {
  const { say, formats } = useSpeech();
  const { session } = useSession();
  const situation = session?.state === 'signed-in' ? situationOf(session) : undefined;
  const place = situation?.place ?? '';
  const work = usePairs(place);
  return (
    <>
      <PageHead
        kicker={[say(SAY.kicker), situation?.placeName].filter(Boolean).join(' · ')}
        title={say(SAY.title)}
      >
        {work.waiting !== undefined && (
          <p className="waiting-count">
            <b>{formats.integer(work.waiting)}</b> {say(SAY.wait)}
          </p>
        )}
      </PageHead>
      <div className="settled-row">
        <div className="settled" role="status">
          {work.said !== '' && <p>{work.said}</p>}
        </div>
        {work.last && (
          <Button className="button quiet undo" isDisabled={work.busy} onPress={() => void work.undo()}>
            {say(SAY.undo)}
          </Button>
        )}
      </div>
      <Trouble failure={work.failure} retry={work.again} />
      {work.pair ? (
        <PairView
          key={keyOf(work.pair)}
          pair={work.pair}
          busy={work.busy}
          settle={(settled) => void work.settle(settled)}
          later={work.later}
        />
      ) : (
        work.failure === undefined && <Empty work={work} />
      )}
      <Merges place={place} turn={work.turn} />
    </>
  );
}

function Empty({ work }: { work: ReturnType<typeof usePairs> }) {
  const { say } = useSpeech();
  if (work.waiting === undefined) return <Skeleton tall />;
  return (
    <div className="empty-work">
      <h2 id="pair-title" tabIndex={-1}>
        {say(work.postponed ? SAY.postponed : SAY.none)}
      </h2>
      {!work.postponed && <p>{say(SAY.noneText)}</p>}
      <Button className="button" onPress={work.again}>
        {say(work.postponed ? SAY.again : SAY.reload)}
      </Button>
    </div>
  );
}

/** The pairs of a territory as a pile: those decided or put off are off it, one taken back is on top. */
const usePile = (place: string) => {
  const { call } = useSession();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [decided, setDecided] = useState(0);
  const [back, setBack] = useState<Pair | undefined>(undefined);
  const [off, setOff] = useState(0);
  // How many put off the list now shown passes over: it is read again when its last pair was put off too.
  const [skip, setSkip] = useState(0);
  const list = useRead(async () => {
    const read = await call(listPairs, { query: { place, skip } });
    if (hasFailed(read)) return read;
    setDecided(0);
    return read.body;
  }, `${place} ${skip}`);
  const left = list.value?.pairs.filter((pair) => !gone.has(keyOf(pair))) ?? [];
  const pair = back ?? left[0];
  const takeOff = (one: Pair) => {
    setBack(undefined);
    setGone((before) => new Set([...before, keyOf(one)]));
  };
  return {
    pair,
    putBack: setBack,
    putOff: (one: Pair) => {
      takeOff(one);
      setOff(off + 1);
      const waiting = (list.value?.waiting ?? 0) - decided;
      if (left.length <= 1 && waiting > off + 1) setSkip(off + 1);
    },
    settled: (one: Pair) => {
      if (back === undefined) setDecided((count) => count + 1);
      takeOff(one);
      if (left.length <= 1) list.again();
    },
    again: () => {
      setGone(new Set());
      setOff(0);
      setSkip(0);
      list.again();
    },
    waiting: list.value === undefined ? undefined : Math.max(0, list.value.waiting - decided),
    failure: list.failure,
  };
};

/** What is done with the pair on top. */
const usePairs = (place: string) => {
  const { say, formats } = useSpeech();
  const { call } = useSession();
  const pile = usePile(place);
  const [last, setLast] = useState<Last | undefined>(undefined);
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [turn, setTurn] = useState(0);
  const { pair, waiting } = pile;
  const tell = (message: string) => {
    setSaid(message);
    focusSoon('pair-title');
  };
  const settle = async (settled: Settled) => {
    if (pair === undefined || busy) return;
    setBusy(true);
    setFailure(undefined);
    const { decision, keep } = settled;
    const [one, other] = [pair.one.person, pair.other.person];
    const done = await call(settlePair, {
      body: { one, other, decision, ...(decision === 'same' && { keep }) },
    });
    setBusy(false);
    if (hasFailed(done)) return setFailure(done);
    pile.settled(pair);
    setLast({ pair, settled });
    setTurn((count) => count + 1);
    const names = `${fullName(pair.one.identity)}, ${fullName(pair.other.identity)}`;
    tell(`${say(decision === 'same' ? SAY.merged : SAY.apart)}${formats.colon}${names}.`);
  };
  const undo = async () => {
    if (last === undefined || busy) return;
    const { one, other } = last.pair;
    const { decision, keep } = last.settled;
    if (decision === 'same') {
      setBusy(true);
      const merged = keep === one.person ? other.person : one.person;
      const undone = await call(undoMerge, { body: { kept: keep, merged } });
      setBusy(false);
      if (hasFailed(undone)) return setFailure(undone);
      setTurn((count) => count + 1);
    }
    pile.putBack(last.pair);
    setLast(undefined);
    tell(say(decision === 'same' ? SAY.undoneMerge : SAY.undoneApart));
  };
  const later = () => {
    if (pair === undefined) return;
    pile.putOff(pair);
    tell('');
  };
  const again = () => {
    setFailure(undefined);
    pile.again();
    focusSoon('pair-title');
  };
  const postponed = (waiting ?? 0) > 0;
  const told = failure ?? pile.failure;
  return { pair, waiting, postponed, last, said, busy, turn, failure: told, settle, undo, later, again };
};

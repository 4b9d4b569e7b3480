import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useRead, useSession } from '#access/page/session.tsx';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { focusSoon, localDay } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Section, Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { bornText } from '#people/page/born.ts';
import { Named } from '#people/page/trust.tsx';
import { listMerges, type Merge, undoMerge } from '#people/pairs.api.ts';
import type { PersonShown } from '#people/people.api.ts';

const SAY = {
  kicker: { fr: 'Derniers rapprochements', en: 'Latest merges' },
  title: { fr: 'Ce qui a été rapproché peut être défait', en: 'What was merged can be undone' },
  none: { fr: 'Aucun rapprochement dans ce territoire.', en: 'No merge in this territory.' },
  into: { fr: 'rapproché de', en: 'merged into' },
  by: { fr: 'par', en: 'by' },
  undo: { fr: 'Défaire', en: 'Undo' },
  sure: {
    fr: 'Les deux dossiers redeviendront ce qu’ils étaient.',
    en: 'Both records will become what they were.',
  },
  yes: { fr: 'Oui, défaire', en: 'Yes, undo' },
  no: { fr: 'Non, garder', en: 'No, keep' },
  done: {
    fr: 'Rapprochement défait\u00a0: les deux dossiers sont séparés.',
    en: 'Merge undone: the two records are apart.',
  },
};

/** The latest merges of a territory, each with its way back. `turn` changes when there is one more. */
export function Merges({ place, turn }: { place: string; turn: number }) {
  const { say } = useSpeech();
  const { call } = useSession();
  const [asking, setAsking] = useState<string | undefined>(undefined);
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const merges = useRead(async () => {
    const read = await call(listMerges, { query: { place } });
    return hasFailed(read) ? read : read.body.merges;
  }, `${place} ${turn}`);
  useEffect(() => {
    if (asking !== undefined) focusSoon(`keep-${asking}`);
  }, [asking]);
  const undo = async (merge: Merge) => {
    const undone = await call(undoMerge, { body: { kept: merge.kept.person, merged: merge.merged.person } });
    setAsking(undefined);
    setFailure(hasFailed(undone) ? undone : undefined);
    if (hasFailed(undone)) return;
    setSaid(say(SAY.done));
    merges.again();
    focusSoon('merges-title');
  };
  return (
    <Section id="merges" kicker={say(SAY.kicker)} title={say(SAY.title)}>
      <p role="status" className="done">
        {said}
      </p>
      <Trouble failure={failure ?? merges.failure} retry={merges.again} />
      {merges.value === undefined && merges.failure === undefined && <Skeleton lines={2} />}
      {merges.value?.length === 0 && <p className="nothing">{say(SAY.none)}</p>}
      <ul className="lines wide">
        {merges.value?.map((merge) => (
          <MergeLine
            key={`${merge.merged.person} ${merge.at}`}
            merge={merge}
            asking={asking === merge.merged.person}
            ask={setAsking}
            undo={() => void undo(merge)}
          />
        ))}
      </ul>
    </Section>
  );
}

function Born({ shown }: { shown: PersonShown }) {
  const { language } = useSpeech();
  return (
    <>
      <Named name={shown.identity} />
      <span className="small"> {bornText(shown.identity, localDay(), language)}</span>
    </>
  );
}

function MergeLine(parts: {
  merge: Merge;
  asking: boolean;
  ask: (person: string | undefined) => void;
  undo: () => void;
}) {
  const { say, formats } = useSpeech();
  const { kept, merged, at, by } = parts.merge;
  return (
    <li>
      <p>
        <Born shown={merged} />
      </p>
      <p>
        <span className="merge-into">{say(SAY.into)}</span> <Born shown={kept} />
      </p>
      <p className="small">
        {formats.moment(at)} {say(SAY.by)} <code>{by}</code>
      </p>
      {parts.asking ? (
        <div className="row">
          <span>{say(SAY.sure)}</span>
          <Button className="button danger" onPress={parts.undo}>
            {say(SAY.yes)}
          </Button>
          <Button
            id={`keep-${merged.person}`}
            className="button quiet"
            onPress={() => {
              parts.ask(undefined);
              focusSoon(`undo-${merged.person}`);
            }}
          >
            {say(SAY.no)}
          </Button>
        </div>
      ) : (
        <Button id={`undo-${merged.person}`} className="text-button" onPress={() => parts.ask(merged.person)}>
          {say(SAY.undo)}
          <span className="visually-hidden"> – {merged.identity.familyName}</span>
        </Button>
      )}
    </li>
  );
}
